"""Connections, transactions and migrations for SQLite and PostgreSQL; knows no table but by the migrations' files."""

from adapters.database.base import Database, Dialect, Session
from adapters.database.errors import Duplicate, Refused
from adapters.database.migrate import migrate, sqlite_path
from adapters.database.owner import owner_transaction
from adapters.database.postgresql import PostgresDatabase, as_service
from adapters.database.sqlite import SQLiteDatabase
from adapters.database.values import as_moment, as_uuid, moment_text

__all__ = [
    "Database", "Dialect", "Duplicate", "PostgresDatabase", "Refused", "SQLiteDatabase", "Session",
    "as_moment", "as_service", "as_uuid", "migrate", "moment_text", "open_database", "owner_transaction",
]  # fmt: skip


def open_database(url: str, *, max_connections: int = 8, read_only: bool = False, damaged: bool = False) -> Database:
    """Open a migrated database.

    Args:
        url: `sqlite:///FILE` or `postgresql://…`; the latter of `jixiao_service` or of a user who may become it,
            such as the owner: every connection then runs as `jixiao_service`.
        max_connections: connections at most to PostgreSQL; kept open to SQLite.
        read_only: the database itself refuses every write (SQLite `mode=ro`, PostgreSQL read-only transactions).
        damaged: opens what is left of a ledger that lacks tables, too: for whoever looks what is wrong.

    Raises:
        LedgerUnavailable: it cannot be reached, or was never migrated.
        ValueError: the URL names no database of either kind.
    """
    if url.startswith("sqlite:"):
        return SQLiteDatabase(sqlite_path(url), max_idle=max_connections, read_only=read_only, damaged=damaged)
    if url.startswith(("postgresql:", "postgres:")):
        return PostgresDatabase(url, max_size=max_connections, read_only=read_only, damaged=damaged)
    raise ValueError(
        "数据库写作 sqlite:///文件 或 postgresql://… / a database is named as sqlite:///FILE or postgresql://…"
    )
