"""Reminders: what ends on the next working day is said once more, by the clock; a notice each, and nothing else.

They go out on the last working day before the deadline, so that a deadline on a Monday is said on the Friday; or later,
where no clock ticked on that day. They are given under the clock's fixed command ids: once, however many clocks tick.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from application.appeals.judges import judges
from application.clock import Agenda, Due, record, require_clock
from application.commanding import Commands, Work, handles
from application.cycles.running import cards_of
from application.notices import notify
from application.ports import Answer, Ledger
from domain.appeal import Appeal
from domain.calendar import local_date
from domain.cycle import Cycle
from domain.errors import WrongState
from domain.organization import Organization, organization_stream

FARTHEST = 15
"""Days to the next working day at most: nothing that is farther away needs a look at the calendar."""


@dataclass(frozen=True)
class RemindParticipants:
    """Tell whoever has not acknowledged their result that the window for appeals ends."""

    cycle: UUID


@dataclass(frozen=True)
class RemindJudge:
    """Tell whoever is to decide an appeal that the decision is due."""

    appeal: UUID


@handles(RemindParticipants)
def remind_participants(command: RemindParticipants, work: Work) -> Answer:
    """Remind the participants of a published cycle."""
    require_clock(work)
    cycle = work.get(Cycle, command.cycle, "cycle")
    until = cycle.appeals_until
    if until is None or not cycle.appeals_open or not _ends_soon(work, until):
        raise _nothing_ends()
    for card in cards_of(work, cycle):
        if not card.acknowledged:
            notify(work, card.employee, "appeal-window-ends", "scorecard", card.id, until)
    return Answer("cycle", cycle.id)


@handles(RemindJudge)
def remind_judge(command: RemindJudge, work: Work) -> Answer:
    """Remind the appeal's handler; where it has none, everybody who could hear it."""
    require_clock(work)
    appeal = work.get(Appeal, command.appeal, "appeal")
    if not appeal.pending or appeal.answer_by is not None or not _ends_soon(work, appeal.decide_by):
        raise _nothing_ends()
    for person in judges(work, appeal):
        notify(work, person, "decision-due", "appeal", appeal.id, appeal.decide_by)
    return Answer("appeal", appeal.id)


def remind(commands: Commands, ledger: Ledger, agenda: Agenda, organization: UUID, at: datetime) -> int:
    """Give the reminders that are due by `at` and were not given yet; returns how many things were said once more."""
    return record(commands, ledger, due_reminders(ledger, agenda, organization, at), at)


def due_reminders(ledger: Ledger, agenda: Agenda, organization: UUID, at: datetime) -> Iterator[Due]:
    """What may end soon, seen from the local day of `at`; the handlers look at the calendar."""
    held = ledger.load(Organization, organization_stream(organization))
    if held is None:
        return
    today = local_date(at, held.timezone)
    for id in agenda.running_cycles():
        cycle = ledger.load(Cycle, id)
        if cycle is not None and cycle.appeals_open and _is_near(today, cycle.appeals_until):
            yield Due(RemindParticipants(id), id, cycle.appeals_until)
    for id in agenda.pending_appeals():
        appeal = ledger.load(Appeal, id)
        if appeal is not None and appeal.pending and appeal.answer_by is None and _is_near(today, appeal.decide_by):
            yield Due(RemindJudge(id), id, appeal.decide_by)


def _is_near(today: date, deadline: date | None) -> bool:
    return deadline is not None and 0 <= (deadline - today).days <= FARTHEST


def _ends_soon(work: Work, deadline: date) -> bool:
    """Whether it ends today or on the next working day."""
    return work.today <= deadline and work.calendar.working_days_between(work.today, deadline) <= 1


def _nothing_ends() -> WrongState:
    return WrongState("下一个工作日没有到期的事项 / nothing ends on the next working day", code="not-due")
