"""Both databases, migrated; a test that takes `database` runs on each of them, as the service's role.

Nothing is ever emptied: each test works in an organization of its own.
"""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from adapters.database import Database, migrate, open_database


@pytest.fixture(scope="session")
def postgres_url(postgres_owner_url: str) -> str:
    """A migrated PostgreSQL database; opened with this URL, it runs as the service's role."""
    migrate(postgres_owner_url)
    return postgres_owner_url


@pytest.fixture(scope="session")
def sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated SQLite file."""
    path: Path = tmp_path_factory.mktemp("sqlite") / "jixiao.db"
    migrate(f"sqlite:///{path}")
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgres_database(postgres_url: str) -> Iterator[Database]:
    """The migrated PostgreSQL database."""
    database = open_database(postgres_url)
    yield database
    database.close()


@pytest.fixture(scope="session")
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """The migrated SQLite database."""
    database = open_database(sqlite_url)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The migrated databases, one after the other."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """The migrated databases, one after the other, opened."""
    fixture = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    database: Database = request.getfixturevalue(fixture)
    return database


@pytest.fixture
def organization() -> UUID:
    """An organization of this test's own."""
    return uuid4()
