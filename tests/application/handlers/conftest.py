"""Both databases, as the adapters' tests have them, and a company of each test's own on them."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from adapters.database import Database
from adapters.vault import MasterKey
from tests.adapters import conftest as databases
from tests.application.handlers.firm import Firm
from tests.application.handlers.racing import Racers

postgres_url = databases.postgres_url
sqlite_url = databases.sqlite_url
postgres_database = databases.postgres_database
sqlite_database = databases.sqlite_database
database_url = databases.database_url
organization = databases.organization


@pytest.fixture
def database(database_url: str, request: pytest.FixtureRequest) -> Database:
    """The database of `database_url`, opened: a test that takes both gets one and the same."""
    fixture = "sqlite_database" if database_url.startswith("sqlite") else "postgres_database"
    opened: Database = request.getfixturevalue(fixture)
    return opened


@pytest.fixture(scope="session")
def master() -> MasterKey:
    """One key for the run: whoever shares a database shares it."""
    return MasterKey.generate()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where evidence lies, each organization's apart."""
    return tmp_path_factory.mktemp("evidence")


@pytest.fixture
def each_firm(database: Database, organization: UUID, files: Path, master: MasterKey) -> Firm:
    """A founded company, on each database."""
    return Firm(database, organization, files, master).founded()


@pytest.fixture
def firm(each_firm: Firm) -> Firm:
    """The same, by the name that a file may give to `sqlite_firm` instead."""
    return each_firm


@pytest.fixture
def sqlite_firm(sqlite_database: Database, organization: UUID, files: Path, master: MasterKey) -> Firm:
    """A founded company on SQLite, for rules that no database can change."""
    return Firm(sqlite_database, organization, files, master).founded()


@pytest.fixture(scope="session")
def pools() -> Iterator[dict[str, Racers]]:
    """The processes of each database, kept for the run: they take a second to start."""
    kept: dict[str, Racers] = {}
    yield kept
    for racers in kept.values():
        racers.close()


@pytest.fixture
def racers(database_url: str, files: Path, master: MasterKey, pools: dict[str, Racers]) -> Racers:
    """Two further processes on the same database as `firm`."""
    if database_url not in pools:
        pools[database_url] = Racers(database_url, files, master)
    return pools[database_url]
