"""Brings a database to the present schema: plain SQL files, each applied once, in order of their names.

0001 to 0009 are the ledger, 0010 and up what is built beside it.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo
from yoyo import read_migrations
from yoyo.backends.core.postgresql import PostgresqlPsycopgBackend
from yoyo.backends.core.sqlite3 import SQLiteBackend
from yoyo.connections import DatabaseURI

from adapters.database.errors import translated
from adapters.database.roles import OWNER, ensure_roles
from application.ports import LedgerUnavailable

ALONE = 0x6A697869616F  # "jixiao": the advisory lock that one migration at a time holds


def migrate(url: str, *, service_password: str | None = None) -> None:
    """Apply what is missing; safe to call again, and from several processes at once.

    Args:
        url: `sqlite:///FILE`, or `postgresql://…` of a user who may create roles and tables.
        service_password: what the role `jixiao_service` logs in with; left as it is when None.
    """
    with translated():
        if url.startswith("sqlite:"):
            _migrate_sqlite(sqlite_path(url))
        else:
            _migrate_postgres(url, service_password)


def sqlite_path(url: str) -> Path:
    """The file that `sqlite:///FILE` names (four slashes for an absolute path)."""
    name = url.removeprefix("sqlite:///")
    if name == url or not name or name.startswith(":"):
        raise ValueError("SQLite 数据库写作 sqlite:///文件 / a SQLite database is named as sqlite:///FILE")
    return Path(name)


class _Postgres(PostgresqlPsycopgBackend):  # type: ignore[misc]  # yoyo has no types
    """Connects with libpq's own reading of the URL, as the owner of the tables."""

    def connect(self, dburi: Any) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(dburi.args["conninfo"], autocommit=True)


class _SQLite(SQLiteBackend):  # type: ignore[misc]  # yoyo has no types
    """Connects by path, whatever characters it has, in the mode that the service uses."""

    def connect(self, dburi: Any) -> sqlite3.Connection:
        connection = sqlite3.connect(dburi.args["path"], isolation_level=None, timeout=60)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        return connection


def _migrate_postgres(url: str, service_password: str | None) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (ALONE,))
        ensure_roles(connection, service_password)
        conninfo = make_conninfo(url, options=f"-c role={OWNER} -c client_min_messages=warning")
        _apply(_Postgres(_uri("postgresql", conninfo=conninfo), "_yoyo_migration"), "postgresql")


def _migrate_sqlite(path: Path) -> None:
    if not path.absolute().parent.is_dir():
        raise LedgerUnavailable(
            "数据库文件所在的文件夹不存在 / the folder that the database file should be in does not exist"
        )
    with _alone(path):
        path.touch(mode=0o600)  # what people earn is nobody else's to read; SQLite's other files inherit it
        _apply(_SQLite(_uri("sqlite", path=str(path)), "_yoyo_migration"), "sqlite")


def _uri(scheme: str, **args: str) -> Any:
    return DatabaseURI(scheme, None, None, None, None, None, args)


def _apply(backend: Any, dialect: str) -> None:
    with backend:
        backend.init_database()
        backend.break_lock()  # left by a migration that was killed: we are alone here
        with as_file(files("adapters.database") / "migrations" / dialect) as folder:
            backend.apply_migrations(backend.to_apply(read_migrations(str(folder))))


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One migration at a time in this folder, across processes; freed by the system when the process dies."""
    descriptor = os.open(path.absolute().parent, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
