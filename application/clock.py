"""The clock: what time has brought, as commands of the actor `system:deadline`. It records; it never changes a score.

Each due thing has a command id of its own, made from what is due and when, so that any number of processes may tick
at once and each thing happens once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from application.appeals.filing import decision_days
from application.appeals.judges import escalate
from application.commanding import Commands, Request, Work, handles
from application.cycles.publishing import CloseAppeals
from application.notices import notify
from application.ports import Answer, Ledger
from domain.appeal import Appeal
from domain.calendar import local_date
from domain.cycle import Cycle, Phase
from domain.errors import Forbidden, WrongState
from domain.eventsourced import natural_id
from domain.organization import Organization, organization_stream

DEADLINE = "system:deadline"
BEFORE_SUBMISSION = (Phase.PLANNED, Phase.OPEN, Phase.FACTS_CLOSED)


@dataclass(frozen=True)
class MissCycleDeadline:
    """Record that a cycle's `submission` or `review` is late."""

    cycle: UUID
    deadline: str


@dataclass(frozen=True)
class EscalateOverdue:
    """An appeal that its handler did not decide in time goes to the general manager; after that, the miss is
    recorded.
    """

    appeal: UUID


@dataclass(frozen=True)
class LapseOverdue:
    """An appeal whose appellant did not answer in time ends."""

    appeal: UUID


class Agenda(Protocol):
    """What may become due, from read models that have caught up."""

    def running_cycles(self) -> Sequence[UUID]:
        """Cycles that are not settled, or whose appeal window is open."""

    def pending_appeals(self) -> Sequence[UUID]:
        """Appeals that wait for somebody."""


@dataclass(frozen=True)
class Due:
    """One thing that time has brought."""

    command: object
    subject: UUID
    due_on: date


@handles(MissCycleDeadline)
def miss_cycle_deadline(command: MissCycleDeadline, work: Work) -> Answer:
    """Record a missed deadline once."""
    require_clock(work)
    cycle = work.get(Cycle, command.cycle, "cycle")
    due_on = _cycle_deadlines(cycle).get(command.deadline)
    if due_on is None or work.today <= due_on:
        raise WrongState("这个期限没有逾期 / that deadline is not missed", code="not-due")
    cycle.miss_deadline(command.deadline, due_on, by=work.by, at=work.at)
    return Answer("cycle", cycle.id)


@handles(EscalateOverdue)
def escalate_overdue(command: EscalateOverdue, work: Work) -> Answer:
    """Escalate an overdue appeal, or record the general manager's own miss."""
    require_clock(work)
    appeal = work.get(Appeal, command.appeal, "appeal")
    if not appeal.pending or work.today <= appeal.decide_by:
        raise WrongState("这件申诉没有逾期 / that appeal is not overdue", code="not-due")
    if appeal.escalated:
        appeal.miss_deadline(appeal.decide_by, by=work.by, at=work.at)
        return Answer("appeal", appeal.id)
    reason = f"{appeal.decide_by} 前未裁决 / not decided by {appeal.decide_by}"
    escalate(work, appeal, reason, decision_days(work, appeal.cycle))
    notify(work, appeal.appellant, "appeal-escalated", "appeal", appeal.id, appeal.decide_by)
    return Answer("appeal", appeal.id)


@handles(LapseOverdue)
def lapse_overdue(command: LapseOverdue, work: Work) -> Answer:
    """End an appeal that its appellant left."""
    require_clock(work)
    appeal = work.get(Appeal, command.appeal, "appeal")
    if appeal.answer_by is None or work.today <= appeal.answer_by:
        raise WrongState("没有逾期未答的问题 / no answer is overdue", code="not-due")
    appeal.lapse(appeal.answer_by, by=work.by, at=work.at)
    notify(work, appeal.appellant, "appeal-lapsed", "appeal", appeal.id)
    if appeal.handler is not None:
        notify(work, appeal.handler, "appeal-dropped", "appeal", appeal.id)
    return Answer("appeal", appeal.id)


def tick(commands: Commands, ledger: Ledger, agenda: Agenda, organization: UUID, at: datetime) -> int:
    """Append what is due by `at` and not yet recorded.

    Returns:
        How many things were recorded now.
    """
    return record(commands, ledger, due_things(ledger, agenda, organization, at), at)


def record(commands: Commands, ledger: Ledger, things: Iterable[Due], at: datetime) -> int:
    """Append each thing once, under a command id that is made of what is due and when; returns how many now."""
    done = 0
    for due in things:
        kind = type(due.command).__name__
        command_id = natural_id(
            ledger.organization, "tick", kind, getattr(due.command, "deadline", ""), due.subject, due.due_on
        )
        fingerprint = sha256(str(command_id).encode()).hexdigest()
        before = ledger.head()
        request = Request(ledger.organization, DEADLINE, command_id, at, fingerprint)
        try:
            done += commands.execute(due.command, request).position > before
        except WrongState:
            continue  # somebody acted while the clock looked: it is not due any more, or the next tick finds it
    return done


def due_things(ledger: Ledger, agenda: Agenda, organization: UUID, at: datetime) -> Iterator[Due]:
    """Everything that is due by the local day of `at`."""
    held = ledger.load(Organization, organization_stream(organization))
    if held is None:
        return
    today = local_date(at, held.timezone)
    for id in agenda.running_cycles():
        cycle = ledger.load(Cycle, id)
        if cycle is not None:
            yield from _due_in_cycle(cycle, today)
    for id in agenda.pending_appeals():
        appeal = ledger.load(Appeal, id)
        if appeal is not None and appeal.pending:
            yield from _due_in_appeal(appeal, today)


def _due_in_cycle(cycle: Cycle, today: date) -> Iterator[Due]:
    for deadline, due_on in _cycle_deadlines(cycle).items():
        if today > due_on and (deadline, due_on) not in cycle.missed:
            yield Due(MissCycleDeadline(cycle.id, deadline), cycle.id, due_on)
    until = cycle.appeals_until
    if until is not None and cycle.appeals_open and today > until:
        yield Due(CloseAppeals(cycle.id), cycle.id, until)


def _cycle_deadlines(cycle: Cycle) -> dict[str, date]:
    """The deadlines that a cycle has not met in the phase where it stands."""
    if cycle.phase in BEFORE_SUBMISSION:
        return {"submission": cycle.submit_by}
    if cycle.phase == Phase.SUBMITTED and cycle.review_by is not None:
        return {"review": cycle.review_by}
    return {}


def _due_in_appeal(appeal: Appeal, today: date) -> Iterator[Due]:
    if appeal.answer_by is not None:
        if today > appeal.answer_by:
            yield Due(LapseOverdue(appeal.id), appeal.id, appeal.answer_by)
    elif today > appeal.decide_by and appeal.decide_by not in appeal.missed:
        yield Due(EscalateOverdue(appeal.id), appeal.id, appeal.decide_by)


def require_clock(work: Work) -> None:
    """Raises Forbidden for everybody but the clock."""
    if work.by != DEADLINE:
        raise Forbidden(
            "只有系统时钟可以记录期限的结果 / only the clock records what time has brought", code="clock-only"
        )
