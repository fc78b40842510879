"""A real PostgreSQL database and a real SQLite file for the tests that want them.

One server serves the whole run. It is started by the first test that asks for it or, where tests run in several
processes, by the process that hands them out, which also stops it. `DATABASE_URL` in the environment names a server to
use instead; its user must be allowed to create databases and roles.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql

from tests.postgres_server import PostgresServer, with_database

SERVER = pytest.StashKey[PostgresServer]()
GIVEN = pytest.StashKey[str]()

# A busy machine is slow now and then; that says nothing about a law.
settings.register_profile("jixiao", deadline=None)
settings.load_profile("jixiao")


def pytest_configure(config: pytest.Config) -> None:
    """Take note of the server given, and keep the environment's settings out of the tests."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        config.stash[GIVEN] = given
    for name in [name for name in os.environ if name == "DATABASE_URL" or name.startswith("JIXIAO_")]:
        del os.environ[name]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker process of pytest-xdist where the server is."""
    node.workerinput["postgres_url"] = _server_url(node.config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server, if this process started one."""
    if server := config.stash.get(SERVER, None):
        server.close()


def _server_url(config: pytest.Config) -> str:
    if GIVEN in config.stash:
        return config.stash[GIVEN]
    if SERVER not in config.stash:
        server = config.stash[SERVER] = PostgresServer()
        server.start()
    return config.stash[SERVER].url()


@pytest.fixture(scope="session")
def postgres_server_url(request: pytest.FixtureRequest) -> str:
    """The run's server, as a user who may create databases and roles."""
    worker: dict[str, str] = getattr(request.config, "workerinput", {})
    return worker.get("postgres_url") or _server_url(request.config)


@pytest.fixture(scope="session")
def postgres_owner_url(postgres_server_url: str) -> Iterator[str]:
    """An empty database of this test process's own, as its owner."""
    name = f"jixiao_test_{uuid4().hex[:12]}"
    with psycopg.connect(postgres_server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield with_database(postgres_server_url, name)
    with psycopg.connect(postgres_server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A server for this test alone, which it may stop, kill and start again."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    """Where this test's SQLite database goes; the file does not exist yet."""
    return tmp_path / "jixiao.db"
