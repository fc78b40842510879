"""PostgreSQL behind one pool, confined to the running role and, per transaction, to one organization."""

import contextlib
import select
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self
from uuid import UUID

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool

from adapters.database.base import Dialect, Session
from adapters.database.errors import LEDGER_TABLES, ConnectionLost, require_ledger, translated
from adapters.database.roles import SERVICE
from application.ports import LedgerUnavailable

Connection = psycopg.Connection[tuple[Any, ...]]

BEGIN_WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
BEGIN_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
SHUTDOWN = {"57P01", "57P02", "57P03"}  # the server's last words before it ends the connection
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"


class PostgresSession:
    """A transaction whose statements travel in a pipeline."""

    dialect: Dialect = "postgresql"

    def __init__(self, connection: Connection, pipeline: psycopg.Pipeline) -> None:
        self._connection = connection
        self._pipeline = pipeline
        self._cursor: psycopg.Cursor[tuple[Any, ...]] | None = None

    def execute(self, sql: str, params: Sequence[Any] = ()) -> Self:
        with translated():
            self._cursor = self._connection.execute(sql.encode(), params)
        return self

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with translated():
            self._cursor = self._connection.cursor()
            self._cursor.executemany(sql.encode(), rows)

    def fetchone(self) -> tuple[Any, ...] | None:
        with translated():
            return self._last().fetchone()

    def fetchall(self) -> list[tuple[Any, ...]]:
        with translated():
            return self._last().fetchall()

    @property
    def rowcount(self) -> int:
        with translated():
            self._pipeline.sync()
        return self._last().rowcount

    def lock(self, name: str) -> None:
        self.execute(LOCK, (name,))

    def try_lock(self, name: str) -> bool:
        row = self.execute(TRY_LOCK, (name,)).fetchone()
        return row is not None and bool(row[0])

    def _last(self) -> psycopg.Cursor[tuple[Any, ...]]:
        if self._cursor is None:
            raise RuntimeError("nothing was executed yet")
        return self._cursor


class PostgresDatabase:
    """The pool; every connection in it runs as the service's role."""

    dialect: Dialect = "postgresql"

    def __init__(
        self, url: str, *, min_size: int = 1, max_size: int = 8, timeout: float = 10.0, read_only: bool = False,
        damaged: bool = False,
    ) -> None:  # fmt: skip
        """Open the pool.

        Args:
            url: of the service's role or of one that may become it.
            min_size: connections kept open.
            max_size: connections at most; a caller waits for one.
            timeout: seconds to wait for a connection.
            read_only: every write is refused.
            damaged: opens what is left of a ledger that lacks tables, too.
        """
        conninfo = as_service(url, read_only=read_only)
        self._writable = not read_only
        with translated():
            _refuse_if_unfit(conninfo, damaged=damaged)
            self._pool: ConnectionPool[Connection] = ConnectionPool(
                conninfo, min_size=min_size, max_size=max_size, timeout=timeout, open=False,
                kwargs={"autocommit": True}, name="jixiao",
            )  # fmt: skip
            self._pool.open()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection of the pool, in autocommit."""
        with translated():
            connection = self._living()
            try:
                yield connection
            finally:
                self._pool.putconn(connection)

    def _living(self) -> Connection:
        for _ in range(self._pool.max_size):
            connection = self._pool.getconn()
            if not _is_dead(connection):
                return connection
            connection.close()
            self._pool.putconn(connection)  # which makes another
        return self._pool.getconn()

    @contextmanager
    def transaction(self, organization: UUID | None, *, write: bool = True) -> Iterator[Session]:
        write = write and self._writable
        with self.connection() as connection, transaction_on(connection, organization, write=write) as session:
            yield session

    def read(self, organization: UUID | None, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self.connection() as connection:
            if organization is None:
                return connection.execute(sql.encode(), params).fetchall()
            try:
                with connection.pipeline():
                    connection.execute(BEGIN_READ)
                    _confine(connection, organization)
                    cursor = connection.execute(sql.encode(), params)
                    connection.execute("COMMIT")
            except psycopg.Error:
                _rolled_back(connection)
                raise
            return cursor.fetchall()

    def call(self, sql: str, params: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """The first row of one statement that is a transaction by itself, committed when this returns.

        Raises:
            ConnectionLost: whether it was committed is unknown.
        """
        with self.connection() as connection:
            try:
                return connection.execute(sql.encode(), params).fetchone()
            except psycopg.Error as error:
                if connection.closed or error.sqlstate in SHUTDOWN:
                    raise ConnectionLost("与数据库的连接中断 / the connection to the database was lost") from error
                raise

    def close(self) -> None:
        self._pool.close()


@contextmanager
def transaction_on(connection: Connection, organization: UUID | None, *, write: bool) -> Iterator[Session]:
    """One transaction on a connection, as `Database.transaction` has it; its statements travel in a pipeline."""
    failure: BaseException | None = None
    try:
        with connection.pipeline() as pipeline:
            connection.execute(BEGIN_WRITE if write else BEGIN_READ)
            _confine(connection, organization)
            try:
                yield PostgresSession(connection, pipeline)
                commit = connection.execute("COMMIT")
            except BaseException as error:
                failure = error
    except psycopg.Error as error:
        failure = failure or error  # what ends the pipeline after a failure only repeats it
    if failure is not None:
        _rolled_back(connection)
        raise failure
    if commit.statusmessage != "COMMIT":
        raise LedgerUnavailable(
            "事务在结束之前已失败并回滚；请再试 / the transaction had failed before its end and was rolled back"
        )


def _confine(connection: Connection, organization: UUID | None) -> None:
    """Confine the transaction by SET LOCAL, which, unlike set_config, a distributed database passes on to its nodes."""
    if organization is not None:
        connection.execute(f"SET LOCAL jixiao.organization = '{organization.hex}'".encode(), prepare=False)


def as_service(url: str, *, read_only: bool = False) -> str:
    """The connection string whose sessions run as the service's role, in UTC.

    The role comes with the start of the session, so that neither RESET ROLE nor DISCARD ALL leads back to the owner.
    A connection as the service itself needs no such option, as a pooler such as PgBouncer would want.
    """
    given = conninfo_to_dict(url)
    options = [given.get("options"), "-c timezone=UTC", None if given.get("user") == SERVICE else f"-c role={SERVICE}"]
    options.append("-c default_transaction_read_only=on" if read_only else None)
    wanted = {"options": " ".join(str(option) for option in options if option)}
    return make_conninfo(url, connect_timeout=given.get("connect_timeout", 10), **wanted)


def _rolled_back(connection: Connection) -> None:
    if not connection.closed:
        with contextlib.suppress(psycopg.Error):  # the pool replaces a connection that cannot even roll back
            connection.rollback()


def _refuse_if_unfit(conninfo: str, *, damaged: bool) -> None:
    """Connect once, outside the pool, so that what is wrong is said at once and in the server's words."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        row = connection.execute(
            "SELECT rolsuper OR rolbypassrls, ARRAY(SELECT name FROM unnest(%s::text[]) name"
            " WHERE to_regclass(name) IS NOT NULL) FROM pg_roles WHERE rolname = current_user",
            (list(LEDGER_TABLES),),
        ).fetchone()
    if row is None or row[0]:
        raise LedgerUnavailable(
            "此数据库角色不受行级安全约束；请以 jixiao_service 运行 / "
            "this database role escapes row-level security; run as jixiao_service"
        )
    require_ledger(row[1], damaged=damaged)


def _is_dead(connection: Connection) -> bool:
    """Whether the server ended an idle connection: then there is something to read. The look costs no round trip."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))
