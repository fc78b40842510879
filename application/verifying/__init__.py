"""Verifying (验证): what a ledger promises, computed anew from its rows and held against what was signed."""

from application.verifying.report import Failure, Report
from application.verifying.verifying import LedgerVerifier

__all__ = ["Failure", "LedgerVerifier", "Report"]
