"""A ledger and everything beside it in one transaction that only reads; implements `LedgerImages`."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from uuid import UUID

from adapters.database import Database, Session
from adapters.ledger import statements
from adapters.ledger.snapshots import SHAPE
from adapters.read_store.documents import StoredRow, stored
from adapters.read_store.table import PAGE, PAGED
from adapters.read_store.tracking import LIVE, Tracked
from adapters.sealing.checkpoint import origin_of
from adapters.sealing.merkle import GrowingRoot
from adapters.sealing.rows import examined_rows
from adapters.sealing.snapshots import StoredSnapshots
from adapters.sealing.store import COLUMNS
from adapters.sealing.stored import Table, identity, maybe, moment, number, octets, readable, text
from adapters.sealing.stored_tree import StoredTree
from application.ports import Row
from application.sealing import Checkpoint
from application.verifying.image import (
    Examined,
    HeadTime,
    ImageDamaged,
    LedgerImage,
    Listed,
    ReadSide,
    Remembered,
    StoredText,
)
from domain.scoring.words import Words

LISTED = "SELECT organization, made_at FROM organizations ORDER BY made_at, organization"
COUNT = "SELECT count(*) FROM ledger_events WHERE organization = %s"
COMMANDS = """
SELECT command, position, recorded_at, kind, subject, item, version FROM ledger_commands WHERE organization = %s
"""
HEAD_TIME = {
    "postgresql": "SELECT last_at, now() FROM ledger_heads WHERE organization = %s",
    "sqlite": """
        SELECT last_at, strftime('%%Y-%%m-%%dT%%H:%%M:%%f000Z', 'now') FROM ledger_heads WHERE organization = %s
    """,
}
SEALED = "SELECT coalesce(max(size), 0) FROM ledger_checkpoints WHERE organization = %s"
CHECKPOINTS = COLUMNS + " ORDER BY size"
SNAPSHOTS = """
SELECT originator_id, originator_version, topic, state FROM ledger_snapshots WHERE organization = %s AND shape = %s
"""
STRAY = """
SELECT min(generation) FROM read_rows WHERE organization = %s AND generation NOT IN (
    SELECT generation FROM projections WHERE organization = %s AND state IN ('live', 'building'))
"""

ORGANIZATION = Table("organizations", {"organization": identity, "made_at": moment})
HEAD = Table("ledger_heads", {"position": number})
LAST_AT = Table("ledger_heads", {"last_at": maybe(moment), "now": moment})
COUNTED = Table("ledger_events", {"count": number})
COMMAND = Table(
    "ledger_commands",
    {"command": identity, "position": number, "recorded_at": moment, "kind": text, "subject": identity, "item": text,
     "version": number},
)  # fmt: skip
SIZE = Table("ledger_checkpoints", {"size": number})
CHECKPOINT = Table("ledger_checkpoints", {"size": number, "root": octets, "note": text, "signed_at": moment})
SNAPSHOT = Table(
    "ledger_snapshots", {"originator_id": identity, "originator_version": number, "topic": text, "state": text}
)
PROJECTION = Table(
    "projections",
    {"generation": number, "position": number, "row_count": number, "failed_position": maybe(number),
     "failed_code": maybe(text)},
)  # fmt: skip
READ_ROW = Table("read_rows", dict.fromkeys(("model", "key", "parent", "sort", "body"), text))
GENERATION = Table("read_rows", {"generation": maybe(number)})


class DatabaseImages:
    """The ledgers of one database."""

    def __init__(self, database: Database, *, read_models: str = "main") -> None:
        """`read_models`: the name of the set that is compared."""
        self._database = database
        self._read_models = read_models

    def listed(self) -> Listed:
        found, faults = [], []
        try:
            with readable(ORGANIZATION.name):
                rows = self._database.read(None, LISTED)
        except ImageDamaged as damaged:
            return Listed((), (damaged.words,))
        for row in rows:
            try:
                found.append(ORGANIZATION.row(row)[0])
            except ImageDamaged as damaged:
                faults.append(damaged.words)
        return Listed(tuple(found), tuple(faults))

    @contextmanager
    def open(self, organization: UUID) -> Iterator[LedgerImage]:
        with self._database.transaction(organization, write=False) as session:
            yield DatabaseImage(session, organization, self._read_models)


class DatabaseImage:
    """One ledger while its transaction lasts."""

    def __init__(self, session: Session, organization: UUID, read_models: str) -> None:
        self._session = session
        self._organization = organization
        self._tree = StoredTree(session, organization)
        self._name = read_models
        self.origin = origin_of(organization)

    @cached_property
    def _snapshots(self) -> StoredSnapshots:
        return StoredSnapshots(SNAPSHOT.read(self._session, SNAPSHOTS, (self._organization, SHAPE)))

    @cached_property
    def _live(self) -> Tracked | None:
        rows = PROJECTION.read(self._session, LIVE, (self._organization, self._name))
        return Tracked(*rows[0]) if rows else None

    def head(self) -> int:
        rows = self._all(HEAD, statements.HEAD)
        return int(rows[0][0]) if rows else 0

    def head_time(self) -> HeadTime | None:
        rows = self._all(LAST_AT, HEAD_TIME[self._session.dialect])
        return HeadTime(*rows[0]) if rows else None

    def sealed(self) -> int:
        return int(self._all(SIZE, SEALED)[0][0])

    def rows(self) -> Iterator[Examined]:
        return examined_rows(self._session, self._organization)

    def count(self) -> int:
        return int(self._all(COUNTED, COUNT)[0][0])

    def commands(self) -> Mapping[UUID, Remembered]:
        return {command: Remembered(*held) for command, *held in self._all(COMMAND, COMMANDS)}

    def checkpoints(self) -> Sequence[Checkpoint]:
        return [Checkpoint(*row) for row in self._all(CHECKPOINT, CHECKPOINTS)]

    def sealed_leaves(self) -> Iterator[bytes]:
        return self._tree.leaves()

    def tree_fault(self) -> Words | None:
        return self._tree.fault(self.sealed())

    def new_tree(self) -> GrowingRoot:
        return GrowingRoot()

    def snapshot_fault(self, aggregate: Any) -> Words | None:
        return self._snapshots.fault(aggregate)

    def snapshots_of_nothing(self) -> Sequence[UUID]:
        return self._snapshots.left()

    def read_side(self) -> ReadSide | None:
        return None if self._live is None else ReadSide(self._live.position, self._live.failed_code or "")

    def read_rows(self) -> Iterator[StoredText]:
        generation = 0 if self._live is None else self._live.generation
        after = ("", "")
        while page := READ_ROW.read(self._session, PAGED, (self._organization, generation, *after, PAGE)):
            for row in page:
                yield _text(StoredRow(*row))
            after = (page[-1][0], page[-1][1])

    def stray_rows(self) -> int | None:
        rows = GENERATION.read(self._session, STRAY, (self._organization, self._organization))
        generation: int | None = rows[0][0]
        return generation

    def as_stored(self, row: Row) -> StoredText:
        return _text(stored(row))

    def _all(self, table: Table, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query that asks for nothing but the organization."""
        return table.read(self._session, sql, (self._organization,))


def _text(row: StoredRow) -> StoredText:
    return StoredText(row.model, row.key, json.dumps([row.parent, row.sort, row.body], ensure_ascii=False))
