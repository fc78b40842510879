"""Writing as the owner of the tables: for what the running service may not do, such as putting a ledger back."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from adapters.database.base import Session
from adapters.database.errors import translated
from adapters.database.migrate import sqlite_path
from adapters.database.postgresql import transaction_on
from adapters.database.roles import OWNER
from adapters.database.sqlite import SQLiteDatabase


@contextmanager
def owner_transaction(url: str, organization: UUID) -> Iterator[Session]:
    """One writing transaction as the owner, confined to an organization all the same.

    Raises:
        LedgerUnavailable: the database cannot be reached, or its user may not become the owner.
        Refused: a constraint said no; nothing was written.
    """
    if url.startswith("sqlite:"):
        database = SQLiteDatabase(sqlite_path(url), max_idle=1)
        try:
            with database.transaction(organization) as session:
                yield session
        finally:
            database.close()
        return
    given = conninfo_to_dict(url)
    options = " ".join(str(part) for part in (given.get("options"), "-c timezone=UTC", f"-c role={OWNER}") if part)
    with (
        translated(),
        psycopg.connect(make_conninfo(url, options=options), autocommit=True) as connection,
        transaction_on(connection, organization, write=True) as session,
    ):
        yield session
