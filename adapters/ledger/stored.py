"""Events on their way in and out of the tables, with what stands beside their state."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent

from adapters.database import as_moment, as_uuid


@dataclass(frozen=True)
class ActedEvent(StoredEvent):
    """A stored event with the person who acted, kept outside its state."""

    actor: str


@dataclass(frozen=True)
class LedgerNotification(Notification):
    """A stored event in its place in the ledger (`id` is the position), with its envelope."""

    recorded_at: datetime
    actor: str
    command: UUID
    causation: UUID
    correlation: UUID


@dataclass(frozen=True)
class Entry:
    """One row of the ledger as it lies there, its state undecoded: what is sealed, proved and backed up."""

    position: int
    recorded_at: datetime
    actor: str
    command: UUID
    causation: UUID
    correlation: UUID
    originator_id: UUID
    originator_version: int
    topic: str
    state: str

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Self:
        """The entry in a row of either database."""
        position, recorded_at, actor, command, causation, correlation, originator_id, version, topic, state = row
        return cls(
            position, as_moment(recorded_at), actor, as_uuid(command), as_uuid(causation), as_uuid(correlation),
            as_uuid(originator_id), version, topic, state,
        )  # fmt: skip

    def notification(self) -> LedgerNotification:
        """The library's view of it."""
        return LedgerNotification(
            self.originator_id, self.originator_version, self.topic, self.state.encode(), self.position,
            self.recorded_at, self.actor, self.command, self.causation, self.correlation,
        )  # fmt: skip
