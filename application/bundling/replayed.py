"""Histories of a bundle played again: what stands at the end, and everything on the way that does not add up."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from application.bundling.contents import Story, Withheld
from application.ports import Recorded
from application.projections.plain import moment
from application.verifying.report import Failure
from domain.errors import DomainError
from domain.scoring.words import Words

E = TypeVar("E")

Report = Callable[[Failure], None]
"""Told of everything that does not add up."""


@dataclass(frozen=True)
class Told(Generic[E]):
    """An event of a known class with its place in the ledger."""

    recorded: Recorded
    event: E


def replay(story: Story, stream: UUID) -> Iterator[tuple[Recorded, Any]]:
    """Each enclosed event of a stream with its aggregate as it is after it; a withheld event leaves no trace in it.

    The aggregate is None while the event that begins the history is withheld.
    """
    aggregate: Any = None
    for held in story.of(stream):
        if isinstance(held, Withheld):
            if aggregate is not None:
                aggregate.version = held.version
            continue
        if aggregate is not None or held.originator_version == 1:
            aggregate = held.event.mutate(aggregate)
        yield held, aggregate


def mark(recorded: Recorded) -> dict[str, Any]:
    """Who, when, and where in the ledger."""
    return {"position": recorded.position, "at": moment(recorded.event.timestamp), "by": recorded.actor}


def failure(check: str, recorded: Recorded, zh: str, en: str) -> Failure:
    """What does not add up at an event."""
    return Failure(check, Words(zh, en), recorded.position)


def reason_of(error: Exception) -> str:
    """What an error says."""
    return error.message if isinstance(error, DomainError) else f"{type(error).__name__}: {error}"
