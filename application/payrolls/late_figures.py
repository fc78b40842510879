"""Figures that come late: a refund that lowers the profit of a paid month, a raise that was entered afterwards.

What was paid stands. What the payroll should have been is recorded on it, and each difference is an adjustment of the
next payroll, which somebody else approves.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from application.commanding import Work, handles
from application.cycles.running import cards_of, require_figure
from application.notices import notify
from application.payrolls.calculating import base_column, exempt_bases, inputs_of, run
from application.payrolls.correcting import Amounts, difference, plan_paid_by, post
from application.payrolls.people import appraised, base_of
from application.ports import Answer
from domain import policies
from domain.cycle import Cycle
from domain.employee import Employee
from domain.errors import WrongState
from domain.organization import Duty
from domain.pay.people import PayrollResult
from domain.pay.plan import Plan
from domain.payroll import Correction, Payroll, PayrollStatus, payroll_id
from domain.periods import closes_quarter, next_period, period_bounds, quarter_of
from domain.values import Evidence


@dataclass(frozen=True)
class CorrectPayroll:
    """Calculate a paid payroll again with what is known now, and put every difference into the next one.

    Attributes:
        figures: of the shop, by name, in yuan; base pay and days are taken as they are recorded by now, roles and
            scores as they stand on the cards.
        reason: everybody whose pay changes reads it.
    """

    payroll: UUID
    figures: Mapping[str, Decimal]
    reason: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recalculated:
    """A paid payroll as it comes out now.

    Attributes:
        inputs, exempt, totals: as of a `Correction`.
        owed: by person, what the paid one got wrong; only where it did.
    """

    inputs: Mapping[str, Any]
    exempt: Mapping[str, Decimal]
    totals: Mapping[str, Decimal]
    owed: Mapping[UUID, Amounts] = field(default_factory=dict)


@handles(CorrectPayroll)
def correct_payroll(command: CorrectPayroll, work: Work) -> Answer:
    """Correct, all or nothing; refused when nobody's pay changes."""
    policies.calculate_payroll.require(work.acting)
    payroll = work.named(Payroll, command.payroll, "payroll")
    if payroll.status != PayrollStatus.PAID:
        raise WrongState(
            "工资单尚未发放：录入正确的数据后重新计算即可 / "
            "this payroll is not paid yet: enter what is right and calculate it again",
            code="payroll-status",
        )
    plan = plan_paid_by(work, payroll)
    for name in command.figures:
        require_figure(plan, name, f"/figures/{name}")
    found = recalculated(work, payroll, command.figures, _posted_late(work, payroll))
    if not found.owed:
        raise WrongState(
            "按现有数据重算，谁的工资都没有变化：请先录入变化的底薪，或在 figures 中给出更正后的店铺数据 / "
            "calculated again, nobody's pay changes: record the changed base pay first, or give the shop's figures",
            code="nothing-to-correct",
        )
    record(work, payroll, found, command.figures, command.reason, work.evidence(command.evidence))
    return Answer("payroll", payroll.id)


def ask_for_correction(work: Work, employee: Employee, since: date) -> None:
    """Tell finance of every paid month that may come out otherwise, because something about somebody came late.

    Args:
        since: the first day from which it holds.
    """
    shops = {shop for _, shop, _, _ in employee.posts if shop is not None}
    for period in _periods(max(since, employee.hired_on), work.today):
        for shop in sorted(shops):
            payroll = work.find(Payroll, payroll_id(shop, period))
            if payroll is None or payroll.status != PayrollStatus.PAID:
                continue
            if str(employee.id) in payroll.people or employee.months_in(shop, *period_bounds(period)):
                for person in work.organization.holders(Duty.FINANCE):
                    notify(work, person, "pay-outdated", "payroll", payroll.id)


def recalculated(
    work: Work, payroll: Payroll, figures: Mapping[str, Decimal], also: Collection[UUID] = ()
) -> Recalculated:
    """A paid payroll, calculated with everything known now.

    Amended cards and earlier corrections are put right already and owe nothing again. An amount that a decision on a
    payslip gave is not known here: what it gave for is not.

    Args:
        also: people without a card who turned out to have worked in the shop: base pay for their days, no share.
    """
    if payroll.cycle is None:
        raise WrongState(
            "已发放的工资单没有对应的考核周期 / a paid payroll was calculated from a cycle", code="payroll-status"
        )
    cycle, plan = work.get(Cycle, payroll.cycle, "cycle"), plan_paid_by(work, payroll)
    cards = cards_of(work, cycle)
    for read in (cycle, *cards):
        work.depend_on(read)
    inputs = inputs_of(work, cycle, plan, cards, {**payroll.figures, **figures})
    appealed = {str(card.employee): appraised(work, plan, card) for card in cards}
    was, now = run(plan, payroll.inputs, appealed), run(plan, inputs)
    exempt = exempt_bases(work, cycle, plan)
    exempt |= {str(person): base_of(work, cycle, plan, person) for person in sorted(also)}
    before = _amounts(was) | {person: {"gross": _exempt_paid(payroll, plan, person)} for person in exempt}
    after = _amounts(now) | {person: {"gross": base} for person, base in exempt.items()}
    owed = {UUID(person): difference(before[person], after[person]) for person in sorted(after)}
    totals = {**now.totals, **({} if now.pool is None else {"pool": now.pool})}
    return Recalculated(inputs, exempt, totals, {person: amounts for person, amounts in owed.items() if any(amounts)})


def record(
    work: Work,
    payroll: Payroll,
    found: Recalculated,
    figures: Mapping[str, Decimal],
    reason: str,
    evidence: Sequence[Evidence],
) -> None:
    """Record the correction and post what it owes."""
    correction = Correction(figures, found.inputs, found.exempt, found.totals, reason, tuple(evidence))
    payroll.correct(work.id_for("pay-correction"), correction, by=work.by, at=work.at)
    if found.owed:
        post(work, payroll, found.owed, None, reason)


def _posted_late(work: Work, payroll: Payroll) -> list[UUID]:
    """Who has a post in the shop in these days and no part in the cycle: hired or moved here by an entry that came
    late, or entered in an earlier correction and moved away again since.
    """
    if payroll.cycle is None:
        return []
    cycle = work.get(Cycle, payroll.cycle, "cycle")
    known = {*map(UUID, cycle.participants), *cycle.exempt}
    posted = [
        person
        for person in work.tools.roster.posted_in(payroll.shop)
        if work.get(Employee, person, "employee").months_in(cycle.shop, cycle.first_day, cycle.last_day)
    ]
    return sorted({*posted, *map(UUID, payroll.exempt)} - known)


def _periods(first: date, last: date) -> Iterator[str]:
    """The months, and the quarters that end with them, from one day to another."""
    period = f"{first:%Y-%m}"
    while period_bounds(period)[0] <= last:
        yield period
        if closes_quarter(period):
            yield quarter_of(period)
        period = next_period(period)


def _amounts(result: PayrollResult) -> dict[str, Mapping[str, Decimal]]:
    return {line.id: line.amounts for line in result.lines}


def _exempt_paid(payroll: Payroll, plan: Plan, person: str) -> Decimal:
    """Base pay of somebody without a card as it was paid, or corrected since; zero for whom nobody knew of."""
    line = payroll.line(UUID(person)) or {}
    paid: Decimal = line.get(base_column(plan), Decimal("0.00"))
    return payroll.exempt.get(person, paid)
