"""Both databases, as the adapters' tests have them, and the product over a database of a test's own."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from adapters.vault import load_master_key
from tests.adapters import conftest as databases
from tests.postgres_server import PostgresServer
from web.settings import Settings

postgres_url = databases.postgres_url
sqlite_url = databases.sqlite_url
postgres_database = databases.postgres_database
sqlite_database = databases.sqlite_database
database_url = databases.database_url
database = databases.database
organization = databases.organization


@pytest.fixture(autouse=True)
def few_words() -> Iterator[None]:
    """What fails here fails on purpose, a thousand times: it is not told."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.configure(**before)


@pytest.fixture
def sqlite_settings(tmp_path: Path) -> Settings:
    """An SQLite file and a data folder of this test's own."""
    return Settings(f"sqlite:///{tmp_path / 'jixiao.db'}", tmp_path / "data")


@pytest.fixture
def postgres_settings(own_postgres: PostgresServer, tmp_path: Path) -> Settings:
    """A PostgreSQL server of this test's own, which it may kill, and a data folder."""
    return Settings(own_postgres.url(), tmp_path / "data")


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """A database of each kind; of PostgreSQL, the one that all tests of this process share."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_settings")
        return
    url: str = request.getfixturevalue("postgres_owner_url")
    load_master_key(tmp_path / "data")  # the database holds what others sealed under theirs
    yield Settings(url, tmp_path / "data")
