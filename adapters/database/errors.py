"""What a database can answer instead of doing the work, the same for both kinds of it."""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import psycopg

from application.ports import LedgerUnavailable


class Refused(Exception):
    """The database refused the change: a constraint, a trigger, a policy or a missing right. Nothing was written.

    Attributes:
        code: the SQLSTATE on PostgreSQL, the extended error's name on SQLite, such as `SQLITE_CONSTRAINT_TRIGGER`.
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class Duplicate(Refused):
    """A row with this key is there already."""


class ConnectionLost(LedgerUnavailable):
    """The connection ended while a statement was under way; whether it was committed is unknown."""


_UNIQUE = {"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_ROWID"}
_MISTAKES = (
    psycopg.errors.SyntaxError, psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn,
    psycopg.errors.UndefinedFunction, psycopg.errors.AmbiguousColumn, psycopg.errors.DatatypeMismatch,
)  # fmt: skip
_SQLITE_DOWN = (
    "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY",
    "SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_PROTOCOL", "SQLITE_NOMEM", "SQLITE_AUTH",
)  # fmt: skip


@contextmanager
def translated() -> Iterator[None]:
    """Turn the drivers' errors into ours; a mistake in our own SQL stays what it is."""
    try:
        yield
    except _MISTAKES:
        raise
    except (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError) as error:
        raise LedgerUnavailable(_first_line(error)) from error
    except psycopg.Error as error:
        raise refusal(_first_line(error), error.sqlstate or "") from error
    except sqlite3.Error as error:
        raise _from_sqlite(error) from error


def refusal(message: str, code: str) -> Refused:
    """The refusal that this code stands for."""
    return Duplicate(message, code) if code in _UNIQUE else Refused(message, code)


def _from_sqlite(error: sqlite3.Error) -> Exception:
    code = getattr(error, "sqlite_errorname", None) or ""
    if code.startswith(_SQLITE_DOWN):
        return LedgerUnavailable(f"{error} ({code})")
    if code == "SQLITE_CONSTRAINT_TRIGGER" and str(error).startswith("UNIQUE constraint failed"):
        return Duplicate(str(error), code)
    if isinstance(error, sqlite3.IntegrityError):
        return refusal(str(error), code)
    return error


def _first_line(error: psycopg.Error) -> str:
    return (error.diag.message_primary or str(error) or type(error).__name__).splitlines()[0]


LEDGER_TABLES = frozenset({"ledger_heads", "ledger_events", "ledger_checkpoints"})


def require_ledger(tables: Collection[str], *, damaged: bool) -> None:
    """Raise LedgerUnavailable unless there is a ledger.

    Args:
        tables: those of `LEDGER_TABLES` that there are.
        damaged: what is left of one will do, to be looked at.
    """
    if not tables:
        raise LedgerUnavailable(
            "此数据库还没有账本：请运行 `jixiao init` / this database holds no ledger yet: run `jixiao init`"
        )
    missing = sorted(LEDGER_TABLES.difference(tables))
    if missing and not damaged:
        raise LedgerUnavailable(
            f"账本的表 {missing[0]} 不见了：请运行 `jixiao verify`，并从备份恢复 / "
            f"the ledger's table {missing[0]} is gone: run `jixiao verify`, and restore a backup"
        )
