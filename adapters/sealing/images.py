"""A ledger and everything beside it in one transaction that only reads; implements `LedgerImages`."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from adapters.database import Database, Session, as_moment, as_uuid
from adapters.directory import DatabaseDirectory
from adapters.ledger import statements
from adapters.ledger.snapshots import SHAPE
from adapters.read_store.documents import StoredRow, stored
from adapters.read_store.table import PAGE, PAGED
from adapters.read_store.tracking import Tracking
from adapters.sealing.checkpoint import origin_of
from adapters.sealing.merkle import GrowingRoot
from adapters.sealing.rows import examined_rows
from adapters.sealing.snapshots import StoredSnapshots
from adapters.sealing.store import COLUMNS, checkpoint_of
from adapters.sealing.tiles import StoredTiles
from application.ports import Row
from application.sealing import Checkpoint
from application.verifying.image import Examined, ImageDamaged, LedgerImage, ReadSide, Remembered, StoredText
from domain.scoring.words import Words

COUNT = "SELECT count(*) FROM ledger_events WHERE organization = %s"
COMMANDS = "SELECT command, position, recorded_at, subject, version FROM ledger_commands WHERE organization = %s"
HEAD_TIME = "SELECT last_at FROM ledger_heads WHERE organization = %s"
SEALED = "SELECT coalesce(max(size), 0) FROM ledger_checkpoints WHERE organization = %s"
CHECKPOINTS = COLUMNS + " ORDER BY size"
SNAPSHOTS = """
SELECT originator_id, originator_version, topic, state FROM ledger_snapshots WHERE organization = %s AND shape = %s
"""


class DatabaseImages:
    """The ledgers of one database."""

    def __init__(self, database: Database, *, read_models: str = "main") -> None:
        """`read_models`: the name of the set that is compared."""
        self._database = database
        self._read_models = read_models

    def organizations(self) -> Sequence[UUID]:
        return DatabaseDirectory(self._database).organizations()

    @contextmanager
    def open(self, organization: UUID) -> Iterator[LedgerImage]:
        with self._database.transaction(organization, write=False) as session:
            yield DatabaseImage(session, organization, self._read_models)


class DatabaseImage:
    """One ledger while its transaction lasts."""

    def __init__(self, session: Session, organization: UUID, read_models: str) -> None:
        self._session = session
        self._organization = organization
        self._tiles = StoredTiles(session, organization)
        self._tracking = Tracking(organization, read_models)
        self.origin = origin_of(organization)

    @cached_property
    def _snapshots(self) -> StoredSnapshots:
        with _readable("ledger_snapshots"):
            rows = self._session.execute(SNAPSHOTS, (self._organization, SHAPE)).fetchall()
            return StoredSnapshots(rows)

    def head(self) -> int:
        rows = self._all("ledger_heads", statements.HEAD, self._organization)
        return rows[0][0] if rows else 0

    def head_time(self) -> datetime | None:
        with _readable("ledger_heads"):
            row = self._session.execute(HEAD_TIME, (self._organization,)).fetchone()
            return as_moment(row[0]) if row and row[0] is not None else None

    def sealed(self) -> int:
        rows = self._all("ledger_checkpoints", SEALED, self._organization)
        return int(rows[0][0])

    def rows(self) -> Iterator[Examined]:
        return examined_rows(self._session, self._organization)

    def count(self) -> int:
        return int(self._all("ledger_events", COUNT, self._organization)[0][0])

    def commands(self) -> Mapping[UUID, Remembered]:
        with _readable("ledger_commands"):
            rows = self._session.execute(COMMANDS, (self._organization,)).fetchall()
            return {
                as_uuid(command): Remembered(position, as_moment(at), as_uuid(subject), version)
                for command, position, at, subject, version in rows
            }

    def checkpoints(self) -> Sequence[Checkpoint]:
        with _readable("ledger_checkpoints"):
            rows = self._session.execute(CHECKPOINTS, (self._organization,)).fetchall()
            return [checkpoint_of(row) for row in rows]

    def sealed_leaves(self) -> Iterator[bytes]:
        return self._tiles.leaves()

    def new_tree(self) -> GrowingRoot:
        return GrowingRoot()

    def snapshot_fault(self, aggregate: Any) -> Words | None:
        return self._snapshots.fault(aggregate)

    def snapshots_of_nothing(self) -> Sequence[UUID]:
        return self._snapshots.left()

    def read_side(self) -> ReadSide | None:
        with _readable("projections"):
            live = self._tracking.live(self._session)
        return None if live is None else ReadSide(live.position, live.failed_code or "")

    def read_rows(self) -> Iterator[StoredText]:
        live = self._tracking.live(self._session)
        generation = 0 if live is None else live.generation
        after = ("", "")
        while page := self._all("read_rows", PAGED, self._organization, generation, *after, PAGE):
            for row in page:
                yield _text(StoredRow(*row))
            after = (page[-1][0], page[-1][1])

    def as_stored(self, row: Row) -> StoredText:
        return _text(stored(row))

    def _all(self, table: str, sql: str, *params: Any) -> list[tuple[Any, ...]]:
        with _readable(table):
            return self._session.execute(sql, params).fetchall()


def _text(row: StoredRow) -> StoredText:
    return StoredText(row.model, row.key, json.dumps([row.parent, row.sort, row.body], ensure_ascii=False))


@contextmanager
def _readable(table: str) -> Iterator[None]:
    """SQLite keeps whatever it is given: text that is no UTF-8, an id that is none."""
    try:
        yield
    except (sqlite3.OperationalError, ValueError, TypeError) as error:
        words = Words(f"表 {table} 中有无法读取的内容：{error}", f"table {table} holds what cannot be read: {error}")
        raise ImageDamaged(words) from error
