"""Rows held to what the ledger's code writes into them: whatever else stands there is a finding, never a crash.

SQLite keeps whatever it is given, text in a column of numbers, bytes in a column of text; and on either database the
owner can drop a table or give a column another type. What a verifier reads beside the events it reads through here.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from adapters.database import Refused, Session, as_moment, as_uuid, moment_text
from application.verifying.image import ImageDamaged
from domain.scoring.words import Words

Kind = Callable[[Any], Any]
"""Takes a value as a driver returns it and gives the value that it stands for; raises NotAsWritten."""


class NotAsWritten(Exception):
    """The service does not write a value like this."""


def number(value: Any) -> int:
    """A whole number."""
    if type(value) is not int:
        raise NotAsWritten("is not a whole number")
    return value


def text(value: Any) -> str:
    """Text, and not its bytes."""
    if not isinstance(value, str):
        raise NotAsWritten("is not text")
    return value


def octets(value: Any) -> bytes:
    """Bytes, and not text."""
    if not isinstance(value, bytes):
        raise NotAsWritten("is not bytes")
    return value


def identity(value: Any) -> UUID:
    """An id, written as ids are: the service would not find another spelling."""
    try:
        id = as_uuid(value)
    except (ValueError, TypeError, AttributeError):
        raise NotAsWritten("is not an id") from None
    if not isinstance(value, UUID) and str(id) != value:
        raise NotAsWritten("is not written as an id is")
    return id


def moment(value: Any) -> datetime:
    """A time, written as times are: another spelling would be ordered elsewhere."""
    try:
        at = as_moment(value)
    except (ValueError, TypeError, OverflowError):
        raise NotAsWritten("is not a time") from None
    if not isinstance(value, datetime) and moment_text(at) != value:
        raise NotAsWritten("is not written as a time is")
    return at


def maybe(kind: Kind) -> Kind:
    """The same, or nothing."""
    return lambda value: None if value is None else kind(value)


@dataclass(frozen=True)
class Table:
    """What a query asks of a table.

    Attributes:
        kinds: of the query's columns, by their names, in its order.
    """

    name: str
    kinds: Mapping[str, Kind]

    def read(self, session: Session, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The query's rows. Raises ImageDamaged for the first value that is of another kind."""
        with readable(self.name):
            rows = session.execute(sql, params).fetchall()
        return [self.row(row) for row in rows]

    def row(self, row: Sequence[Any]) -> tuple[Any, ...]:
        """One row's values. Raises ImageDamaged."""
        return tuple(self._value(name, value) for name, value in zip(self.kinds, row, strict=True))

    def _value(self, name: str, value: Any) -> Any:
        try:
            return self.kinds[name](value)
        except NotAsWritten as error:
            zh = f"表 {self.name} 的 {name} 列不是账本写入的样子：{error}"
            raise ImageDamaged(Words(zh, f"table {self.name} is not as the ledger writes it: {name} {error}")) from None


@contextmanager
def readable(table: str) -> Iterator[None]:
    """What a database says of a query over a table that is gone, or holds text that is none, is said of the table.

    That the database does not work is another thing (`LedgerUnavailable`), and passes.
    """
    try:
        yield
    except (sqlite3.Error, psycopg.Error, Refused) as error:
        said = str(error).partition(" with text ")[0]  # SQLite goes on with the text itself, which nobody has to see
        raise ImageDamaged(Words(f"表 {table} 无法读取：{said}", f"table {table} cannot be read: {said}")) from error
