"""What the adapters ask of a database: transactions in which they execute plain SQL."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal, Protocol, Self
from uuid import UUID

Dialect = Literal["sqlite", "postgresql"]


class Session(Protocol):
    """One transaction's cursor.

    SQL is written once, with `%s` for each parameter and `%%` for a percent sign, in what both databases understand.
    Ids come back as `UUID` from PostgreSQL and as text from SQLite, times as `datetime` and as text; `as_uuid` and
    `as_moment` take either. On PostgreSQL statements travel in a pipeline: a refusal may show only at the next fetch or
    at the end of the transaction, and the transaction is lost then.
    """

    dialect: Dialect

    def execute(self, sql: str, params: Sequence[Any] = ()) -> Self:
        """Execute one statement; returns the session, so that a fetch can follow at once."""

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Execute one statement for each of the rows."""

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row of the last statement."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The remaining rows of the last statement."""

    @property
    def rowcount(self) -> int:
        """How many rows the last statement changed."""

    def lock(self, name: str) -> None:
        """Wait until no other writing transaction holds `name`; held until this one ends."""

    def try_lock(self, name: str) -> bool:
        """As `lock`, but False at once when another transaction holds it."""


class Database(Protocol):
    """A database behind its pool of connections; safe to share between threads, not across a fork."""

    dialect: Dialect

    def transaction(self, organization: UUID | None, *, write: bool = True) -> AbstractContextManager[Session]:
        """One transaction, committed at the end of the block, rolled back when the block raises.

        Args:
            organization: whose rows it may see on PostgreSQL (row-level security); None for what belongs to nobody.
            write: False sees one state of the database from beginning to end and may change nothing.

        Raises:
            LedgerUnavailable: the database cannot be reached or does not work; what a commit did may be unknown.
            Refused: a constraint, trigger or policy said no (`Duplicate` for a key that is taken).
        """

    def read(self, organization: UUID | None, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of one query in one transaction and, on PostgreSQL, one round trip."""

    def close(self) -> None:
        """Close all connections; the database cannot be used afterwards."""
