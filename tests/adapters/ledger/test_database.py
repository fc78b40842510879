"""Transactions, errors and migrations, the same on both databases."""

import multiprocessing
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from adapters.database import Database, Duplicate, Refused, Session, as_moment, as_uuid, migrate, open_database
from adapters.database.values import moment_text
from adapters.ledger import OrganizationLedger
from application.ports import LedgerUnavailable
from tests.adapters.ledger.things import AT, Jar, answer, envelope
from tests.postgres_server import PostgresServer, with_database

TRACK = "INSERT INTO ledger_tracking (organization, name, position) VALUES (%s, %s, %s)"
TRACKED = "SELECT position FROM ledger_tracking WHERE organization = %s AND name = %s"
MOVE = "UPDATE ledger_tracking SET position = position + 1 WHERE organization = %s"


def test_a_block_that_raises_leaves_nothing_behind(database: Database, organization: UUID) -> None:
    """All or nothing, whatever went wrong."""

    def fail() -> None:
        with database.transaction(organization) as session:
            session.execute(TRACK, (organization, "a", 1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert database.read(organization, TRACKED, (organization, "a")) == []
    with database.transaction(organization) as session:
        session.execute(TRACK, (organization, "a", 2))
    assert database.read(organization, TRACKED, (organization, "a")) == [(2,)]


def test_a_taken_key_is_a_duplicate(database: Database, organization: UUID) -> None:
    """Callers tell 'already there' from every other refusal."""
    for _ in range(2):
        with suppress(Duplicate), database.transaction(organization) as session:
            session.execute(TRACK, (organization, "a", 1))
    with pytest.raises(Duplicate), database.transaction(organization) as session:
        session.executemany(TRACK, [(organization, "b", 1), (organization, "a", 1)])
    assert database.read(organization, TRACKED, (organization, "b")) == []


@pytest.mark.parametrize("noticed", [lambda session: session.fetchall(), lambda session: session.rowcount])
def test_a_refusal_that_the_block_swallows_is_not_taken_for_success(
    postgres_database: Database, organization: UUID, noticed: Callable[[Session], object]
) -> None:
    """PostgreSQL answers COMMIT of a failed transaction with a quiet ROLLBACK."""

    def swallow() -> None:
        with postgres_database.transaction(organization) as session:
            session.execute(TRACK, (organization, "a", 1))
            with suppress(Refused):
                noticed(session.execute("INSERT INTO ledger_heads VALUES (%s, 0, NULL)", (organization,)))

    with pytest.raises(LedgerUnavailable):
        swallow()
    assert postgres_database.read(organization, TRACKED, (organization, "a")) == []


def test_a_reading_transaction_cannot_write(database: Database, organization: UUID) -> None:
    """Queries must not change anything, by mistake either; and the connection can write again afterwards."""
    with pytest.raises(LedgerUnavailable), database.transaction(organization, write=False) as session:
        session.execute(TRACK, (organization, "a", 1))
    for name in "bcd":
        with database.transaction(organization) as session:
            session.execute(TRACK, (organization, name, 1))
    assert database.read(organization, TRACKED, (organization, "a")) == []


def test_a_reading_transaction_sees_one_state(database: Database, organization: UUID) -> None:
    """A page made of several queries must not mix before and after."""
    with database.transaction(organization) as session:
        session.execute(TRACK, (organization, "a", 1))
    with database.transaction(organization, write=False) as reader:
        assert reader.execute(TRACKED, (organization, "a")).fetchone() == (1,)
        with database.transaction(organization) as writer:
            writer.execute(MOVE, (organization,))
        assert reader.execute(TRACKED, (organization, "a")).fetchone() == (1,)
    assert database.read(organization, TRACKED, (organization, "a")) == [(2,)]


def test_rowcount_tells_how_many_rows_changed(database: Database, organization: UUID) -> None:
    """Optimistic updates are told by it."""
    with database.transaction(organization) as session:
        session.executemany(TRACK, [(organization, "a", 1), (organization, "b", 1)])
        assert session.execute(MOVE, (organization,)).rowcount == 2
        assert session.execute(MOVE, (uuid4(),)).rowcount == 0


def test_percent_signs_and_values_travel_alike(database: Database) -> None:
    """SQL is written once for both."""
    row = database.read(None, "SELECT 'a%%b', CAST(%s AS text), 7 %% 4", ("%s?",))
    assert row == [("a%b", "%s?", 3)]


def test_values_are_stored_alike(sqlite_database: Database) -> None:
    """SQLite has no types for these; text order must be time order."""
    (row,) = sqlite_database.read(None, "SELECT %s, %s, %s", (UUID(int=1), AT, Decimal("1.50")))
    assert row == (str(UUID(int=1)), "2026-01-31T08:30:00.123456Z", "1.50")
    assert (as_uuid(row[0]), as_moment(row[1])) == (UUID(int=1), AT)
    assert len(moment_text(AT.replace(microsecond=0))) == 27
    with pytest.raises(ValueError, match="aware"):
        moment_text(AT.replace(tzinfo=None))


def test_a_named_lock_is_held_until_the_transaction_ends(database: Database, organization: UUID) -> None:
    """One projector, one sealer a ledger: others wait or go on."""
    entered, leave, order = threading.Event(), threading.Event(), list[str]()

    def hold() -> None:
        with database.transaction(organization) as session:
            session.lock(f"projector {organization}")
            session.execute("SELECT 1").fetchone()
            entered.set()
            leave.wait(10)
            order.append("first")

    def follow() -> None:
        with database.transaction(organization) as session:
            session.lock(f"projector {organization}")
            session.execute("SELECT 1").fetchone()
            order.append("second")

    with ThreadPoolExecutor(2) as pool:
        holding = pool.submit(hold)
        entered.wait(10)
        following = pool.submit(follow)
        if database.dialect == "postgresql":
            with database.transaction(organization) as session:
                assert not session.try_lock(f"projector {organization}")
                assert session.try_lock(f"another {organization}")
        leave.set()
        holding.result()
        following.result()
    assert order == ["first", "second"]


@pytest.mark.parametrize(
    "url", ["", "jixiao.db", "sqlite:jixiao.db", "sqlite:///", "sqlite:///:memory:", "mysql://x/y"]
)
def test_a_url_of_neither_kind_is_refused(url: str) -> None:
    """Said before anything is opened."""
    with pytest.raises(ValueError, match="sqlite:///FILE"):
        open_database(url)


def test_what_was_never_migrated_says_what_to_do(
    sqlite_path: Path, own_postgres: PostgresServer
) -> None:  # fmt: skip
    """And a mistyped file name must not become an empty ledger."""
    with pytest.raises(LedgerUnavailable, match="jixiao init"):
        open_database(f"sqlite:///{sqlite_path}")
    assert not sqlite_path.exists()
    sqlite3.connect(sqlite_path).close()
    with pytest.raises(LedgerUnavailable, match="jixiao init"):
        open_database(f"sqlite:///{sqlite_path}")
    with pytest.raises(LedgerUnavailable, match="jixiao_service"):
        open_database(own_postgres.url())


def test_what_is_no_database_is_unavailable(tmp_path: Path) -> None:
    """A damaged or foreign file is an error of the environment, not a crash."""
    (tmp_path / "x.db").write_bytes(b"not a database, " * 100)
    with pytest.raises(LedgerUnavailable):
        open_database(f"sqlite:///{tmp_path / 'x.db'}")


def test_a_closed_database_is_unavailable(database_url: str) -> None:
    """Late requests during a shutdown get an answer."""
    database = open_database(database_url)
    database.close()
    with pytest.raises(LedgerUnavailable):
        database.read(None, "SELECT 1")


def test_a_file_name_may_have_any_characters(tmp_path: Path, organization: UUID) -> None:
    """Paths are not URLs: %, ? and # are just characters in a name."""
    url = f"sqlite:///{tmp_path / '绩效 100%?#.db'}"
    migrate(url)
    ledger, jar = OrganizationLedger(open_database(url), organization), Jar.make()
    ledger.append([jar], envelope(), answer(jar))
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".db", ".db-shm", ".db-wal"]


def test_nobody_else_may_read_the_file(tmp_path: Path) -> None:
    """What people earn and why lies in it."""
    migrate(f"sqlite:///{tmp_path / 'x.db'}")
    database = open_database(f"sqlite:///{tmp_path / 'x.db'}")
    with database.transaction(None) as session:
        session.execute("SELECT 1")
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    database.close()


def test_a_file_in_no_folder_is_unavailable(tmp_path: Path) -> None:
    """Folders are not made up from a mistyped path."""
    with pytest.raises(LedgerUnavailable, match="folder"):
        migrate(f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}")


def test_every_commit_on_sqlite_is_flushed(sqlite_database: Database) -> None:
    """A power cut must not take an acknowledged event: WAL with synchronous FULL (2)."""
    assert sqlite_database.read(None, "PRAGMA synchronous") == [(2,)]
    assert sqlite_database.read(None, "PRAGMA journal_mode") == [("wal",)]


@pytest.fixture
def fresh_url(request: pytest.FixtureRequest, database_url: str, sqlite_path: Path) -> Iterator[str]:
    """An empty database of the same kind."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{sqlite_path}"
        return
    server: str = request.getfixturevalue("postgres_server_url")
    name = f"jixiao_fresh_{uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        yield with_database(server, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def test_several_processes_may_migrate_at_once(fresh_url: str) -> None:
    """`serve` with several workers, or containers that start together."""
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        pool.map(migrate, [fresh_url] * 3)
    open_database(fresh_url).close()


def test_migrating_again_changes_nothing(fresh_url: str, organization: UUID) -> None:
    """Every start may migrate."""
    migrate(fresh_url)
    database = open_database(fresh_url)
    ledger, jar = OrganizationLedger(database, organization), Jar.make()
    ledger.append([jar], envelope(), answer(jar))
    migrate(fresh_url)
    assert ledger.head() == 1
    database.close()


def test_a_lock_left_by_a_killed_migration_is_no_obstacle(fresh_url: str) -> None:
    """A first start that was killed must not block all later ones."""
    leave_lock(fresh_url)
    migrate(fresh_url)
    open_database(fresh_url).close()


def leave_lock(url: str) -> None:
    """As yoyo leaves it when it is killed before its own tables are made."""
    table = "CREATE TABLE yoyo_lock (locked INT DEFAULT 1, ctime TIMESTAMP, pid INT NOT NULL, PRIMARY KEY (locked))"
    row = "INSERT INTO yoyo_lock (locked, ctime, pid) VALUES (1, '2026-01-01', 1)"
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as file:
            file.execute(table)
            file.execute(row)
        file.close()
        return
    with psycopg.connect(url) as server:
        for statement in ("GRANT CREATE ON SCHEMA public TO jixiao_owner", "SET ROLE jixiao_owner", table, row):
            server.execute(statement.encode())


def test_a_deployer_who_is_no_superuser_can_migrate(own_postgres: PostgresServer, organization: UUID) -> None:
    """Hosted PostgreSQL gives no superuser: the right to make roles and an own database suffice."""
    with psycopg.connect(own_postgres.url(), autocommit=True) as superuser:
        superuser.execute("CREATE ROLE deployer LOGIN CREATEROLE")
        superuser.execute("CREATE DATABASE jixiao OWNER deployer")
    url = own_postgres.url("jixiao").replace("postgres@", "deployer@")
    migrate(url)
    migrate(url)
    database = open_database(url)
    ledger, jar = OrganizationLedger(database, organization), Jar.make()
    assert ledger.append([jar], envelope(), answer(jar)).position == 1
    database.close()
