"""The company and its month, as fixtures for whoever looks at read models."""

from collections.abc import Iterator

import pytest

from tests.application.projections.company import Company
from tests.application.projections.month import Month

__all__ = ["company", "month"]


@pytest.fixture(scope="session")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    """Read only: whoever changes something takes `company`."""
    company = Company(tmp_path_factory.mktemp("company")).founded()
    yield Month(company).played()
    company.close()


@pytest.fixture
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A founded company of this test's own."""
    company = Company(tmp_path_factory.mktemp("company")).founded()
    yield company
    company.close()
