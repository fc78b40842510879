"""One month, played once for all tests here."""

from tests.application.bundling.conftest import appeal, card, desk, payslip

__all__ = ["appeal", "card", "desk", "payslip"]
