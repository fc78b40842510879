"""A company's month, in which everything happens to somebody."""

from tests.application.projections.fixtures import company, month

__all__ = ["company", "month"]
