"""The cache of aggregates' states: spares replay, decides nothing, may vanish at any time."""

import hashlib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from uuid import UUID

from eventsourcing.persistence import AggregateRecorder, IntegrityError, StoredEvent

from adapters.database import Database, Duplicate, as_uuid
from adapters.ledger import statements
from adapters.ledger.mapper import MAPPER
from adapters.ledger.recorder import bounds, text

EVERY = 100
"""Events replayed on a load before a snapshot is worth its row."""


NO_SHAPE = "none"
"""The shape that no snapshot has."""


class UnusableSnapshot(Exception):
    """A snapshot cannot be read; its events can."""


class LedgerAggregateRecorder(AggregateRecorder):
    """The library's store for snapshots, over the ledger's cache of them."""

    def __init__(self, database: Database, organization: UUID) -> None:
        self.database = database
        self.organization = organization

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> None:
        rows = [(self.organization, e.originator_id, e.originator_version, e.topic, text(e)) for e in stored_events]
        if rows:
            try:
                with self.database.transaction(self.organization) as session:
                    session.executemany(statements.ADD_SNAPSHOT, rows)
            except Duplicate as error:
                raise IntegrityError(str(error)) from error

    def select_events(
        self, originator_id: UUID | str, *, gt: int | None = None, lte: int | None = None, desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:  # fmt: skip
        statement = statements.SNAPSHOTS_BACKWARDS if desc else statements.SNAPSHOTS
        stream = as_uuid(originator_id)
        rows = self.database.read(self.organization, statement, (self.organization, stream, *bounds(gt, lte, limit)))
        return [StoredEvent(stream, version, topic, state.encode()) for version, topic, state in rows]

    def keep(self, snapshot: StoredEvent, shape: str) -> None:
        """Store a snapshot made by code of this shape, in place of another's of the same version."""
        row = (snapshot.originator_id, snapshot.originator_version, shape, snapshot.topic, text(snapshot))
        with self.database.transaction(self.organization) as session:
            session.execute(statements.KEEP_SNAPSHOT, (self.organization, *row))


def _sources(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _sources(entry)
        elif entry.name.endswith(".py"):
            yield entry


def shape_of(package: str) -> str:
    """A digest of a package's code."""
    digest = hashlib.sha256()
    for source in _sources(files(package)):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:32]


SHAPE = shape_of("domain")
"""Of the code that states come from: after an upgrade old snapshots are not used. Taken when the code is loaded."""


def restored(topic: str, id: UUID, version: int, state: str) -> Any:
    """The aggregate in a snapshot's row. Raises UnusableSnapshot, whatever is wrong with it."""
    try:
        return MAPPER.event(topic, id, version, state, None).mutate(None)
    except Exception as error:
        raise UnusableSnapshot(str(error)) from error
