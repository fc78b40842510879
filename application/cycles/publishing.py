"""When results are final: telling people, interviews, the end of the appeal window, settlement."""

from dataclasses import dataclass
from uuid import UUID

from application.commanding import Work, handles
from application.cycles.consequences import rate_published
from application.cycles.planning import running_cycle
from application.cycles.running import cards_of
from application.notices import notify
from application.payrolls.calculating import require_payable
from application.ports import Answer
from domain import policies
from domain.cycle import Cycle
from domain.errors import WrongState
from domain.payroll import Payroll, PayrollStatus, payroll_id


@dataclass(frozen=True)
class PublishResults:
    """Tell everybody their result; the appeal window opens with the notice."""

    cycle: UUID


@dataclass(frozen=True)
class NoteInterview:
    """Note that a result was talked through."""

    cycle: UUID
    employee: UUID
    note: str


@dataclass(frozen=True)
class CloseAppeals:
    """End the window for appeals once its last day is over."""

    cycle: UUID


@dataclass(frozen=True)
class SettleCycle:
    """End the month: its payroll is paid."""

    cycle: UUID


@handles(PublishResults)
def publish_results(command: PublishResults, work: Work) -> Answer:
    """Publish: cards, notices and standings change together."""
    cycle = running_cycle(work, command.cycle)
    until = work.calendar.add_working_days(work.today, int(cycle.parameters["appeal_window_days"]))
    cards = cards_of(work, cycle)
    cycle.publish(until, work.calendar.version, by=work.by, at=work.at)
    require_payable(work, cycle, cards)
    for card in cards:
        card.publish(until, by=work.by, at=work.at)
        notify(work, card.employee, "score-published", "scorecard", card.id, until)
    rate_published(work, cycle, cards)
    return Answer("cycle", cycle.id)


@handles(NoteInterview)
def note_interview(command: NoteInterview, work: Work) -> Answer:
    """Note an interview."""
    cycle = work.named(Cycle, command.cycle, "cycle")
    lead = cycle.participant(command.employee)["lead"]
    policies.note_interview.require(work.acting, command.employee, lead, cycle.shop)
    cycle.note_interview(command.employee, work.seal(command.employee, command.note, "/note"), by=work.by, at=work.at)
    return Answer("cycle", cycle.id)


@handles(CloseAppeals)
def close_appeals(command: CloseAppeals, work: Work) -> Answer:
    """Close the window; never before its last day is over."""
    cycle = work.named(Cycle, command.cycle, "cycle")
    if not work.by.startswith("system:"):
        policies.run_cycle.require(work.acting, cycle.shop)
    if cycle.appeals_until is not None and work.today <= cycle.appeals_until:
        raise WrongState(
            f"申诉期到 {cycle.appeals_until} 结束，现在还开放 / "
            f"the window for appeals is open until the end of {cycle.appeals_until}",
            code="appeal-window-open",
        )
    cycle.close_appeals(by=work.by, at=work.at)
    return Answer("cycle", cycle.id)


@handles(SettleCycle)
def settle_cycle(command: SettleCycle, work: Work) -> Answer:
    """Settle a cycle whose payroll is paid."""
    cycle = running_cycle(work, command.cycle)
    payroll = work.find(Payroll, payroll_id(cycle.shop, cycle.period))
    if payroll is None or payroll.status != PayrollStatus.PAID:
        raise WrongState(
            "本周期工资还没有发放；请先发放，再结算 / the cycle's payroll is not paid yet; pay it, then settle",
            code="payroll-not-paid",
        )
    cycle.settle(by=work.by, at=work.at)
    return Answer("cycle", cycle.id)
