"""The company of the handlers' tests on both databases, and what it asks."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from adapters.database import Database
from adapters.vault import MasterKey
from tests.application.handlers import conftest as handlers
from tests.application.handlers.firm import Firm
from tests.application.projections.company import Company
from tests.application.projections.month import Month as RatedMonth
from tests.application.replaying.asking import Asking, asking_of

postgres_url = handlers.postgres_url
sqlite_url = handlers.sqlite_url
postgres_database = handlers.postgres_database
sqlite_database = handlers.sqlite_database
database_url = handlers.database_url
organization = handlers.organization
database = handlers.database
master = handlers.master
files = handlers.files
each_firm = handlers.each_firm
sqlite_firm = handlers.sqlite_firm


@pytest.fixture
def firm(sqlite_firm: Firm) -> Firm:
    """On SQLite: what is computed in memory does not ask which database it came from."""
    return sqlite_firm


@pytest.fixture
def asking(firm: Firm) -> Asking:
    """Questions to the firm's ledger."""
    return asking_of(firm)


@pytest.fixture
def another(sqlite_database: Database, files: Path, master: MasterKey) -> Callable[[], Firm]:
    """Makes further companies like it: one in which the what-if really happened."""
    return lambda: Firm(sqlite_database, uuid4(), files, master).founded()


@pytest.fixture
def played(tmp_path: Path) -> Iterator[RatedMonth]:
    """A month in which peers rated, of a company of this test's own."""
    company = Company(tmp_path).founded()
    yield RatedMonth(company).played()
    company.close()
