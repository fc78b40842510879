"""SQLite: one file, many readers, one writer at a time, every commit on disk."""

import sqlite3
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Self
from uuid import UUID

from adapters.database.base import Dialect, Session
from adapters.database.errors import LEDGER_TABLES, require_ledger, translated
from adapters.database.values import moment_text
from application.ports import LedgerUnavailable


class SQLiteSession:
    """A transaction's cursor."""

    dialect: Dialect = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._cursor = connection.cursor()

    def execute(self, sql: str, params: Sequence[Any] = ()) -> Self:
        with translated():
            self._cursor.execute(_question_marks(sql), [_plain(value) for value in params])
        return self

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with translated():
            self._cursor.executemany(_question_marks(sql), ([_plain(value) for value in row] for row in rows))

    def fetchone(self) -> tuple[Any, ...] | None:
        with translated():
            row: tuple[Any, ...] | None = self._cursor.fetchone()
        return row

    def fetchall(self) -> list[tuple[Any, ...]]:
        with translated():
            return self._cursor.fetchall()

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    def lock(self, name: str) -> None:
        """Nothing to do: a writing transaction is alone."""

    def try_lock(self, name: str) -> bool:
        return True


class SQLiteDatabase:
    """Connections to one file, kept open between transactions."""

    dialect: Dialect = "sqlite"

    def __init__(
        self, path: Path, *, timeout: float = 30.0, max_idle: int = 8, read_only: bool = False, damaged: bool = False
    ) -> None:
        """Open the file, which must exist.

        Args:
            path: of the database file.
            timeout: seconds to wait for another writer.
            max_idle: connections kept open.
            read_only: every write is refused.
            damaged: opens what is left of a ledger that lacks tables, too.
        """
        self._uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
        self._timeout = timeout
        self._max_idle = max_idle
        self._idle: deque[sqlite3.Connection] = deque()
        self._writer = Lock()  # fair between threads, where SQLite would sleep and try again
        self._closed = False
        if not path.exists():
            raise LedgerUnavailable(
                "没有这个数据库文件：请运行 `jixiao init` / there is no such database file: run `jixiao init`"
            )
        with translated(), self._connection() as connection:
            if not read_only:
                connection.execute("PRAGMA journal_mode = WAL")
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            require_ledger(tables & LEDGER_TABLES, damaged=damaged)

    @contextmanager
    def transaction(self, organization: UUID | None, *, write: bool = True) -> Iterator[Session]:
        if not write:
            with translated(), self._connection() as connection, _unchanged(connection), _ended(connection, "BEGIN"):
                yield SQLiteSession(connection)
            return
        if not self._writer.acquire(timeout=self._timeout):
            raise LedgerUnavailable("另一线程没有及时完成写入；请再试 / another thread did not finish writing in time")
        try:
            with translated(), self._connection() as connection, _ended(connection, "BEGIN IMMEDIATE"):
                yield SQLiteSession(connection)
        finally:
            self._writer.release()

    def read(self, organization: UUID | None, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with translated(), self._connection() as connection:
            return connection.execute(_question_marks(sql), [_plain(value) for value in params]).fetchall()

    def close(self) -> None:
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        if self._closed:
            raise LedgerUnavailable("数据库已关闭 / the database was closed")
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            yield connection
        finally:
            self._keep(connection)

    def _keep(self, connection: sqlite3.Connection) -> None:
        if self._closed or connection.in_transaction or len(self._idle) >= self._max_idle:
            connection.close()  # also one that could not even roll back
        else:
            self._idle.append(connection)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._uri, uri=True, isolation_level=None, timeout=self._timeout, check_same_thread=False
        )
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection


@contextmanager
def _ended(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def _unchanged(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        connection.execute("PRAGMA query_only = OFF")


@lru_cache(maxsize=1000)
def _question_marks(sql: str) -> str:
    return "%".join(part.replace("%s", "?") for part in sql.split("%%"))


def _plain(value: Any) -> Any:
    if isinstance(value, UUID | Decimal):
        return str(value)
    return moment_text(value) if isinstance(value, datetime) else value
