"""The tests' own PostgreSQL server does what the tests of the ledger rely on."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.postgres_server import PostgresServer, with_database

HELD = """
from tests.postgres_server import PostgresServer
with PostgresServer() as server:
    print(server.folder, server.url(), flush=True)
    input()
"""


def test_a_worker_has_a_database_of_its_own(postgres_owner_url: str, postgres_server_url: str) -> None:
    """Tests in parallel processes must not see each other's tables."""
    with psycopg.connect(postgres_owner_url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        version = connection.info.server_version
    assert tables is not None
    assert postgres_owner_url != postgres_server_url
    assert version >= 170000


def test_what_was_committed_survives_a_kill(own_postgres: PostgresServer) -> None:
    """Crash tests of the ledger are worth nothing if the server under them is not durable itself."""
    with psycopg.connect(own_postgres.url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    own_postgres.kill(signal.SIGKILL)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(own_postgres.url())
    own_postgres.start()
    with psycopg.connect(own_postgres.url()) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_killed_tests_leave_no_server_behind() -> None:
    """A run that is killed outright must not leave a server and its folder on the machine."""
    root = Path(__file__).parent.parent
    with subprocess.Popen(
        [sys.executable, "-c", HELD], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        folder, url = run.stdout.readline().split()
        with psycopg.connect(url) as connection:
            run.kill()
            deadline = time.monotonic() + 20
            while Path(folder).exists() and time.monotonic() < deadline:
                time.sleep(0.05)
            assert not Path(folder).exists()
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT 1")


def test_another_database_of_the_same_server_keeps_its_parameters() -> None:
    """The socket's folder stands in the query; losing it would connect to some other server."""
    assert with_database("postgresql://a@/x?host=%2Ftmp%2Fb", "y") == "postgresql://a@/y?host=%2Ftmp%2Fb"
