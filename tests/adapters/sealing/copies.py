"""A sealed month, and copies of its database that a test may falsify with a superuser's rights, triggers dropped."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

from adapters.database import migrate, moment_text, open_database
from adapters.directory import DatabaseDirectory
from adapters.ledger import OrganizationLedger
from adapters.ledger.mapper import MAPPER
from adapters.ledger.snapshots import SHAPE, LedgerAggregateRecorder
from adapters.read_store import DatabaseReadStore
from adapters.sealing import DatabaseImages, DatabaseSeals, NoteSigner, SigningKey, TrustedKeys, origin_of
from application.projections import project
from application.sealing import Checkpoint, Sealer
from application.verifying import LedgerVerifier, Report
from domain.eventsourced import Snapshot
from domain.scorecard import Scorecard
from tests.application.projections.company import Company
from tests.application.projections.month import Month
from tests.postgres_server import with_database

TABLES = (
    "organizations", "ledger_heads", "ledger_events", "ledger_commands", "ledger_snapshots", "ledger_checkpoints",
    "ledger_tree", "projections", "read_rows",
)  # fmt: skip
SIZES = (40, 100)
"""Sealed on the way; then the whole."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class SealedMonth:
    """A month that was played, projected and sealed, in an SQLite file that nobody has open.

    Attributes:
        earlier: a checkpoint that was kept elsewhere.
        snapshot: the stream that has one.
    """

    file: Path
    organization: UUID
    key: SigningKey
    head: int
    earlier: Checkpoint
    latest: Checkpoint
    snapshot: UUID

    @property
    def signer(self) -> str:
        """Its name and id."""
        return "+".join(self.vkey.split("+")[:2])

    @property
    def vkey(self) -> str:
        """What verifies it."""
        return self.key.verifier(origin_of(self.organization)).encode()


def sealed_month(folder: Path) -> SealedMonth:
    """Play, project and seal it."""
    company, key = Company(folder).founded(), SigningKey.generate()
    Month(company).played()
    company.catch_up()
    card: Any = company.ledger.load(Scorecard, company.card("S1"))
    cache = LedgerAggregateRecorder(company.database, company.organization)
    cache.keep(MAPPER.to_stored_event(Snapshot.take(card)), SHAPE)
    DatabaseDirectory(company.database).add_organization(company.organization, "样板")
    seals = DatabaseSeals(company.database, company.organization)
    sealer = Sealer(lambda _: company.ledger, lambda _: seals, NoteSigner(lambda: (key,)), SystemClock())
    for size in SIZES:
        sealer.seal(company.organization, until=size)
    latest = sealer.seal(company.organization)
    earlier = seals.at(SIZES[-1])
    assert latest is not None
    assert earlier is not None
    company.close()
    file = folder / "jixiao.db"
    assert not file.with_name("jixiao.db-wal").exists()
    return SealedMonth(file, company.organization, key, latest.size, earlier, latest, card.id)


class Copy:
    """One copy of the month's database."""

    def __init__(self, month: SealedMonth, url: str, dialect: Literal["sqlite", "postgresql"]) -> None:
        self.month = month
        self.url = url
        self.dialect = dialect

    def edit(self, statement: str, *params: Any) -> None:
        """Change the database as its superuser, triggers dropped."""
        self._run([(statement, params)])

    def ask(self, question: str, *params: Any) -> list[tuple[Any, ...]]:
        """Rows of a query, as the driver gives them."""
        return self._run([(question, params)])

    def row(self, position: int) -> dict[str, Any]:
        """An event's columns."""
        names = [
            "organization", "position", "originator_id", "originator_version", "topic", "state", "recorded_at",
            "actor", "command", "causation", "correlation",
        ]  # fmt: skip
        found = self.ask(f"SELECT {', '.join(names)} FROM ledger_events WHERE position = %s", position)
        return dict(zip(names, found[0], strict=True))

    def insert(self, row: dict[str, Any]) -> None:
        """Put an event's row in, past everything that the service would check."""
        places = ", ".join(["%s"] * len(row))
        self.edit(f"INSERT INTO ledger_events ({', '.join(row)}) VALUES ({places})", *row.values())

    def change(self, position: int, **columns: Any) -> None:
        """Change columns of an event."""
        settings = ", ".join(f"{name} = %s" for name in columns)
        self.edit(f"UPDATE ledger_events SET {settings} WHERE position = %s", *columns.values(), position)

    def find(self, text: str) -> int:
        """The first event whose state holds the text."""
        question = "SELECT min(position) FROM ledger_events WHERE state LIKE %s"
        return int(self.ask(question, f"%{text}%")[0][0])

    def later(self, moment: Any, by: timedelta) -> Any:
        """A time a little later, as the database keeps it."""
        if isinstance(moment, str):
            return moment_text(datetime.fromisoformat(moment) + by)
        return moment + by

    def move_up(self, first: int, by: int) -> None:
        """Give all events from a position on another one, in two steps past what is there."""
        self.edit("UPDATE ledger_events SET position = position + 1000000 WHERE position >= %s", first)
        self.edit("UPDATE ledger_events SET position = position - %s WHERE position >= 1000000", 1000000 - by)

    def set_head(self, position: int) -> None:
        """Let the ledger say that this is its last position."""
        self.edit("UPDATE ledger_heads SET position = %s", position)

    def seal_again(self, first: int, key: SigningKey) -> None:
        """Do what somebody does who rewrites history from a position on: new tree, new roots, new signatures."""
        self.edit("DELETE FROM ledger_checkpoints WHERE size >= %s", first)
        self.edit("DELETE FROM ledger_tree")
        database = open_database(self.url)
        try:
            ledger = OrganizationLedger(database, self.month.organization)
            seals = DatabaseSeals(database, self.month.organization)
            Sealer(lambda _: ledger, lambda _: seals, NoteSigner(lambda: (key,)), SystemClock()).seal(
                self.month.organization
            )
        finally:
            database.close()
        self.project_again()

    def project_again(self) -> None:
        """Make the read models of what the events say now."""
        database = open_database(self.url)
        try:
            ledger = OrganizationLedger(database, self.month.organization)
            DatabaseReadStore(database, self.month.organization).rebuild(ledger, project)
        finally:
            database.close()

    def verify(
        self, brought: Sequence[str] = (), keys: Sequence[str] | None = None, since: int | None = None
    ) -> Report:
        """What `jixiao verify` finds."""
        database = open_database(self.url, max_connections=1, damaged=True)
        try:
            trust = TrustedKeys([self.month.vkey] if keys is None else keys)
            return LedgerVerifier(DatabaseImages(database), trust).verify(self.month.organization, brought, since=since)
        finally:
            database.close()

    def _run(self, statements: Sequence[tuple[str, Sequence[Any]]]) -> list[tuple[Any, ...]]:
        if self.dialect == "sqlite":
            return self._run_on_sqlite(statements)
        with psycopg.connect(self.url, autocommit=True) as connection:
            for (table,) in connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall():
                connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER ALL").format(sql.Identifier(table)))
            for statement, params in statements:
                cursor = connection.execute(statement.encode(), params)
            return cursor.fetchall() if cursor.description else []

    def _run_on_sqlite(self, statements: Sequence[tuple[str, Sequence[Any]]]) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
            for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute("PRAGMA ignore_check_constraints = ON")
            for statement, params in statements:
                rows = connection.execute(statement.replace("%s", "?"), params).fetchall()
            return rows


def sqlite_copy(month: SealedMonth, folder: Path) -> Copy:
    """A copy of the file."""
    shutil.copy(month.file, folder / "copy.db")
    return Copy(month, f"sqlite:///{folder / 'copy.db'}", "sqlite")


def postgres_copy(month: SealedMonth, server: str) -> Copy:
    """The same rows in a PostgreSQL database, which `restore` puts back to how they were."""
    name = f"jixiao_sealed_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    url = with_database(server, name)
    migrate(url)
    with closing(sqlite3.connect(month.file)) as source, psycopg.connect(url) as target:
        target.execute("CREATE SCHEMA saved")
        for table in TABLES:
            cursor = source.execute(f"SELECT * FROM {table}")
            columns = [column[0] for column in cursor.description]
            statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                sql.Identifier(table),
                sql.SQL(", ").join(map(sql.Identifier, columns)),
                sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
            )
            target.cursor().executemany(statement, cursor.fetchall())
            save = sql.SQL("CREATE TABLE saved.{0} AS SELECT * FROM {0}")
            target.execute(save.format(sql.Identifier(table)))
    return Copy(month, url, "postgresql")


def restore(copy: Copy) -> None:
    """Undo what a test did to a PostgreSQL copy."""
    with psycopg.connect(copy.url) as connection:
        for table in TABLES:
            name = sql.Identifier(table)
            connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER ALL").format(name))
            connection.execute(sql.SQL("DELETE FROM {}").format(name))
            connection.execute(sql.SQL("INSERT INTO {0} SELECT * FROM saved.{0}").format(name))


def drop(server: str, url: str) -> None:
    """Remove a database."""
    with psycopg.connect(server, autocommit=True) as connection:
        name = sql.Identifier(urlsplit(url).path.removeprefix("/"))
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
