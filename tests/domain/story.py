"""Given these events, when this is done, then those events follow: the language of the aggregates' tests."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypedDict, TypeVar
from uuid import NAMESPACE_DNS, UUID, uuid5

import pytest

from adapters.ledger.mapper import MAPPER
from domain.errors import DomainError
from domain.eventsourced import Aggregate, Created, Event, Snapshot
from domain.values import Sealed

A = TypeVar("A", bound=Aggregate)

AT = datetime(2026, 10, 1, 1, 0, tzinfo=UTC)
ENVELOPE = ("originator_id", "originator_version", "originator_topic", "timestamp", "actor")


class By(TypedDict):
    """Who does something, and when: the last two arguments of every decision."""

    by: str
    at: datetime


def id_of(name: str) -> UUID:
    """The same id for the same name: tests are read by name."""
    return uuid5(NAMESPACE_DNS, name)


def by(name: str) -> By:
    """The person of that name, at the hour of the test."""
    return By(by=str(id_of(name)), at=AT)


SOMEBODY = by("somebody")


def sealed(text: str = "原因", person: str = "employee") -> Sealed:
    """A text as an event keeps it; the domain never opens it."""
    return Sealed(id_of(person), text)


@dataclass(frozen=True)
class Fact:
    """An event without its envelope: which one it is, what it says, who did it."""

    event: type[Event]
    values: dict[str, Any]
    actor: str


def fact(event: type[Event], who: str = "somebody", /, **values: Any) -> Fact:
    """What happened, by whom."""
    return Fact(event, values, str(id_of(who)))


def as_events(kind: type[A], id: UUID, *facts: Fact) -> list[Event]:
    """The facts as the events of one history."""
    events = []
    for version, held in enumerate(facts, start=1):
        envelope: dict[str, Any] = {"originator_id": id, "originator_version": version, "timestamp": AT}
        envelope["actor"] = held.actor
        if issubclass(held.event, Created):
            envelope["originator_topic"] = kind.TOPIC
        events.append(held.event(**envelope, **held.values))
    return events


def given(kind: type[A], id: UUID, *facts: Fact) -> A:
    """The aggregate that these facts lead to, with nothing pending."""
    aggregate: Any = None
    for event in as_events(kind, id, *facts):
        aggregate = event.mutate(aggregate)
    assert isinstance(aggregate, kind)
    return aggregate


def then(aggregate: Aggregate) -> list[Fact]:
    """What was decided since the aggregate was loaded."""
    return [
        Fact(type(event), {key: value for key, value in vars(event).items() if key not in ENVELOPE}, event.actor)
        for event in aggregate.pending_events
        if isinstance(event, Event)
    ]


def happened(aggregate: Aggregate) -> list[type[Event]]:
    """Only the names of what was decided."""
    return [held.event for held in then(aggregate)]


@contextmanager
def refused(aggregate: Aggregate, error: type[DomainError], code: str) -> Iterator[None]:
    """The decision is refused with this code, and nothing was recorded."""
    before = list(aggregate.pending_events)
    with pytest.raises(error) as caught:
        yield
    assert (type(caught.value), caught.value.code) == (error, code)
    assert caught.value.message
    assert aggregate.pending_events == before


def rebuilt(aggregate: A, events: Iterable[Any]) -> A:
    """The aggregate from its events as the ledger keeps them: encoded, decoded, applied."""
    found: Any = None
    for event in events:
        found = MAPPER.to_domain_event(MAPPER.to_stored_event(event)).mutate(found)
    assert isinstance(found, type(aggregate))
    return found


def from_snapshot(aggregate: A) -> A:
    """The aggregate from a snapshot of it as the cache keeps it."""
    found = MAPPER.to_domain_event(MAPPER.to_stored_event(Snapshot.take(aggregate))).mutate(None)
    assert isinstance(found, type(aggregate))
    return found


def state(aggregate: Aggregate) -> dict[str, Any]:
    """Everything that an aggregate knows, but for what is still to be stored."""
    return {key: value for key, value in vars(aggregate).items() if key != "_pending_events"}
