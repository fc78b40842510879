"""The company, and its month, played once for all tests here that only look at it."""

from tests.application.projections.fixtures import company, month

__all__ = ["company", "month"]
