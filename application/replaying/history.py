"""What happened, command by command, and where in it things were submitted, published and paid."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from application.ports import Ledger
from domain.cycle.events import CyclePlanned, CyclePublished
from domain.payroll.events import PayrollCalculated
from domain.scorecard.events import ScorecardOpened, ScorecardSubmitted


class Happened(NamedTuple):
    """An event with what a replay needs of its envelope."""

    position: int
    recorded_at: datetime
    actor: str
    command: UUID
    stream: UUID
    event: Any


class History:
    """A ledger's events up to a position, whole commands only: between the events of one there is no moment.

    Attributes:
        position: of the last event.
        opened: by card, the event that opened it.
    """

    def __init__(self, events: list[Happened]) -> None:
        self._events = events
        self.position = events[-1].position if events else 0
        self.opened: dict[UUID, ScorecardOpened] = {}
        self._last_days: dict[UUID, date] = {}
        self._submitted: dict[UUID, int] = {}
        self._published: dict[UUID, int] = {}
        self._calculated: dict[UUID, list[int]] = defaultdict(list)
        for happened in events:
            self._note(happened)

    @classmethod
    def read(cls, ledger: Ledger, until: int | None) -> "History":
        """The ledger's events up to the last whole command at or before `until` (None: the head)."""
        more = None if until is None else until + 1
        events = [
            Happened(held.position, held.recorded_at, held.actor, held.command, held.originator_id, held.event)
            for held in ledger.read(until=more)
        ]
        if until is not None and len(events) > until:
            cut = events.pop().command
            while events and events[-1].command == cut:
                events.pop()
        return cls(events)

    def at(self, position: int) -> Happened | None:
        """The event at a position, or None where there is none."""
        return self._events[position - 1] if 1 <= position <= len(self._events) else None

    def commands(self) -> Iterator[list[Happened]]:
        """The events of each command together, in order."""
        for _, events in groupby(self._events, lambda happened: happened.command):
            yield list(events)

    def of_command(self, command: UUID) -> Iterator[Happened]:
        """The events of one command."""
        return (happened for happened in self._events if happened.command == command)

    def __iter__(self) -> Iterator[Happened]:
        return iter(self._events)

    def before_submission(self, card: UUID) -> int | None:
        """The position before which an entry counts for what the card was last submitted with."""
        return self._submitted.get(card)

    def before_publication(self, cycle: UUID) -> int | None:
        """The position before which an entry counts for a published cycle."""
        return self._published.get(cycle)

    def before_payroll(self, cycle: UUID) -> int | None:
        """The position of a cycle's first payroll."""
        return next(iter(self._calculated.get(cycle, ())), None)

    def before_pay_on(self, day: date) -> int | None:
        """The position of the first payroll of a period that does not end before a day."""
        return min(
            (
                positions[0]
                for cycle, positions in self._calculated.items()
                if positions and self._last_days.get(cycle, date.min) >= day
            ),
            default=None,
        )

    def _note(self, happened: Happened) -> None:
        event, position = happened.event, happened.position
        match event:
            case ScorecardOpened():
                self.opened[happened.stream] = event
            case ScorecardSubmitted():
                self._submitted[happened.stream] = position
            case CyclePlanned():
                self._last_days[happened.stream] = event.last_day
            case CyclePublished():
                self._published[happened.stream] = position
            case PayrollCalculated():
                self._calculated[event.cycle].append(position)
