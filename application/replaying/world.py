"""The aggregates of one organization in memory: what a replay acts on instead of a database.

`World` answers `load` as a ledger does, so that the application's own functions run on it unchanged; whatever else a
ledger can do, it refuses: a replay writes nothing.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any, NoReturn, TypeVar, cast
from uuid import UUID

from application.commanding import Request, Tools, Work
from application.ports import Answer, Envelope, Recorded
from application.replaying.remembering import Memo, RememberingCard, RememberingEmployee
from domain.calendar import WorkingCalendar
from domain.calendar_document import working_calendar
from domain.employee import Employee
from domain.eventsourced import Aggregate, Event
from domain.notice import Notice
from domain.scorecard import Scorecard

A = TypeVar("A", bound=Aggregate)

PROGRAM = "system:replay"
"""Who does what a replay adds: nobody's name stands under what nobody did."""

_NO_TOOLS = cast(Tools, None)
"""Nothing that a replay runs seals, stores or looks up anything."""


class World:
    """Aggregates by id; implements what `Work` needs of the port `Ledger`."""

    def __init__(self, organization: UUID, memo: Memo) -> None:
        """`memo` is shared by the worlds of one replay: what does not differ between them is scored once."""
        self.organization = organization
        self._memo = memo
        self._held: dict[UUID, Aggregate] = {}

    def load(self, kind: type[Aggregate], id: UUID, *, version: int | None = None) -> Any | None:
        """The aggregate itself, to be changed in place, or None."""
        found = self._held.get(id)
        return found if isinstance(found, kind) else None

    def find(self, kind: type[A], id: UUID) -> A | None:
        """As `load`, typed."""
        found = self._held.get(id)
        return found if isinstance(found, kind) else None

    def all(self, kind: type[A]) -> Iterator[A]:
        """Every aggregate of a kind, in the order of their ids."""
        for id in sorted(self._held):
            held = self._held[id]
            if isinstance(held, kind):
                yield held

    def keep(self, aggregates: Iterable[Aggregate]) -> list[Event]:
        """Take in what a step made or changed; notices are told to nobody here. Returns the events of the step."""
        happened: list[Event] = []
        for aggregate in aggregates:
            if not isinstance(aggregate, Notice):
                happened += cast(Iterable[Event], aggregate.collect_events())
                self.put(aggregate)
        return happened

    def put(self, aggregate: Aggregate) -> None:
        """Hold an aggregate under its id."""
        if type(aggregate) is Scorecard:
            aggregate = RememberingCard.of(aggregate, self._memo)
        elif type(aggregate) is Employee:
            aggregate = RememberingEmployee.of(aggregate, self._memo)
        self._held[aggregate.id] = aggregate

    def append(self, aggregates: Iterable[Aggregate], envelope: Envelope, answer: Answer) -> Answer:
        """Raises RuntimeError: a replay writes nothing."""
        _refuse()

    def answered(self, command: UUID, fingerprint: str) -> Answer | None:
        """Raises RuntimeError: no command is kept here."""
        _refuse()

    def read(self, *, after: int = 0, until: int | None = None, limit: int | None = None) -> Iterator[Recorded]:
        """Raises RuntimeError: no events are kept here."""
        _refuse()

    def stream(self, originator_id: UUID, *, until: int | None = None) -> Iterator[Recorded]:
        """Raises RuntimeError: no events are kept here."""
        _refuse()

    def head(self) -> int:
        """Raises RuntimeError: no events are kept here."""
        _refuse()

    def position_at(self, moment: datetime) -> int:
        """Raises RuntimeError: no events are kept here."""
        _refuse()


class Step(Work):
    """One command, played again: application code runs on it as it ran on the command."""

    def __init__(self, world: World, actor: str, at: datetime, command: UUID) -> None:
        super().__init__(world, _NO_TOOLS, Request(world.organization, actor, command, at))
        self.world = world

    @property
    def calendar(self) -> WorkingCalendar:
        """The working-day calendar in force, read once for all steps."""
        return _calendar(self.organization.calendar_document)

    def done(self) -> list[Event]:
        """Leave what changed in the world; returns the events that the step led to."""
        return self.world.keep(self.changed())


@lru_cache(maxsize=16)
def _calendar(document: str) -> WorkingCalendar:
    return working_calendar(json.loads(document))


def _refuse() -> NoReturn:
    raise RuntimeError("a replay reads the ledger before it begins, and writes nothing")
