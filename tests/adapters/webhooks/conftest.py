"""A certificate that this machine trusts for the time of a test."""

from tests.adapters.mail import conftest as certificates

certificate = certificates.certificate
trusted = certificates.trusted
