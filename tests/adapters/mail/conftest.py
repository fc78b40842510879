"""A certificate that this machine trusts for the time of a test."""

import pytest

from tests.certificates import Certificate, make_certificate


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """For `localhost` and 127.0.0.1; nobody trusts it."""
    return make_certificate(tmp_path_factory.mktemp("certificate"), "localhost")


@pytest.fixture
def trusted(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """The same, trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    return certificate
