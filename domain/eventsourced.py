"""The one door to `eventsourcing.domain`: what every event and every aggregate of Jixiao is made from.

An event states a business fact in the past tense. Its envelope (who, when, by which command) is kept beside it by the
ledger; `actor` and `timestamp` are attributes here so that a decision may ask who did something, but the actor is
stored once, in the envelope's own column.

An aggregate decides in public imperative methods and triggers events; the event's `apply` only assigns. A guard never
stands in `apply`: it would run again on replay, and tightening it would make old history unreadable.

State that snapshots keep is made of str, int, bool, Decimal, UUID, date, aware datetime, the registered value
objects, `dict` with text keys, and `tuple` (never `list` or `set`).
"""

from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import AggregateCreated, AggregateEvent, BaseAggregate
from eventsourcing.domain import Snapshot as LibrarySnapshot
from eventsourcing.utils import register_topic

JIXIAO = UUID("8f7f3c52-6f0e-5d55-9a34-0c6f6a1c3c58")
"""The namespace of every natural key."""


def natural_id(*parts: object) -> UUID:
    """The id of the thing that these parts name, the same on every machine (UUIDv5)."""
    return uuid5(JIXIAO, "\x1f".join(str(part) for part in parts))


def _register(cls: type) -> None:
    topic = cls.__dict__.get("TOPIC")
    if topic is not None:
        register_topic(topic, cls)


class Event(AggregateEvent):
    """A past-tense business fact about one aggregate; `TOPIC` is the name that it is stored under for ever."""

    actor: str

    TOPIC: ClassVar[str]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        _register(cls)


class Created(Event, AggregateCreated):
    """The fact that begins an aggregate's history."""


class Snapshot(LibrarySnapshot):
    """An aggregate's state at a version: a shortcut for reading, never a fact."""

    TOPIC: ClassVar[str] = "jixiao.snapshot.1"

    @classmethod
    def take(cls, aggregate: Any) -> Self:
        """The snapshot of `aggregate` as it stands, dated by its last event."""
        state = {key: value for key, value in vars(aggregate).items() if key not in _REBUILT}
        return cls(
            originator_id=aggregate.id,
            originator_version=aggregate.version,
            timestamp=aggregate.modified_on,
            topic=type(aggregate).TOPIC,
            state=state,
        )


_REBUILT = {"_id", "_version", "_pending_events"}
register_topic(Snapshot.TOPIC, Snapshot)


class Aggregate(BaseAggregate[UUID]):
    """A consistency boundary: decides alone, is stored as one stream of events."""

    TOPIC: ClassVar[str]
    Snapshot: ClassVar[type[LibrarySnapshot]] = Snapshot

    @classmethod
    def begin(cls, event: type[Created], *, id: UUID, actor: str, at: datetime, **facts: Any) -> Self:
        """Start a history with `event`; the aggregate's `__init__` receives the event's facts by name."""
        return cls._create(event, id=id, timestamp=at, actor=actor, **facts)

    def record(self, event: type[Event], *, actor: str, at: datetime, **facts: Any) -> None:
        """Append `event` to this history and apply it."""
        self.trigger_event(event, timestamp=at, actor=actor, **facts)
