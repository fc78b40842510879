"""What an appeal does to pay: an unpaid payroll is calculated again; a paid one is put right in a later one."""

from decimal import Decimal
from uuid import UUID

from application.commanding import Work
from application.cycles.publishing import notify
from application.payrolls.calculating import ZERO, run
from application.payrolls.paying import open_fund, open_payroll
from application.rulebooks import plan_of
from domain.errors import Invalid, WrongState
from domain.payroll import Adjustment, Payroll, PayrollStatus, payroll_id
from domain.scorecard import Scorecard
from domain.standing import next_period
from domain.values import cents

MONTHS_AHEAD = 24


def follow_amended_card(work: Work, card: Scorecard, old_total: Decimal, appeal: UUID) -> None:
    """Carry an amended score into pay."""
    payroll = work.find(Payroll, payroll_id(card.shop, card.period))
    if payroll is None:
        return
    if payroll.status != PayrollStatus.PAID:
        payroll.invalidate("a card was amended", appeal, by=work.by, at=work.at)
        return
    paid, fund, retained = _difference(work, payroll, card.employee, old_total, card.final_total)
    if paid or fund or retained:
        _post(work, payroll, card.employee, (paid, fund, retained), appeal, "a card was amended after payment", 0)


def correct_pay(work: Work, payroll: Payroll, employee: UUID, amount: Decimal, appeal: UUID, index: int) -> None:
    """Pay somebody more (or, negative, less) for a paid month; the company carries it.

    Raises:
        Invalid: the amount is zero or has more than two decimals.
    """
    if amount == 0 or amount != cents(amount):
        raise Invalid(
            f"an adjustment is an amount in yuan with at most two decimals, not {amount}",
            code="amount-invalid",
            pointer=f"/remedies/{index}/amount",
        )
    _post(
        work, payroll, employee, (amount, Decimal(0), -amount), appeal, "an appeal against a payslip was upheld", index
    )


def _difference(
    work: Work, payroll: Payroll, employee: UUID, old: Decimal, new: Decimal
) -> tuple[Decimal, Decimal, Decimal]:
    if payroll.plan is None:
        raise WrongState("a paid payroll was calculated by a plan", code="plan-missing")
    plan = plan_of(work, *payroll.plan)
    person = str(employee)
    before, after = (
        next(line.amounts for line in run(plan, payroll.inputs, {person: score}).lines if line.id == person)
        for score in (old, new)
    )
    gross = after["gross"] - before["gross"]
    fund = after.get("team_fund", ZERO) - before.get("team_fund", ZERO)
    return gross, fund, -gross - fund


def _post(
    work: Work,
    payroll: Payroll,
    employee: UUID,
    amounts: tuple[Decimal, Decimal, Decimal],
    appeal: UUID,
    reason: str,
    index: int,
) -> None:
    later = _next_open_payroll(work, payroll)
    adjustment = Adjustment(work.id_for("pay-adjustment", index), employee, *amounts, payroll.id, payroll.period)
    later.post_adjustment(adjustment, appeal, reason, by=work.by, at=work.at)
    if adjustment.team_fund:
        fund = open_fund(work, payroll.shop)
        fund.correct(payroll.id, appeal, adjustment.team_fund, reason, by=work.by, at=work.at)
    notify(work, employee, "pay-adjusted", "payroll", later.id)


def _next_open_payroll(work: Work, payroll: Payroll) -> Payroll:
    period = payroll.period
    for _ in range(MONTHS_AHEAD):
        period = next_period(period)
        later = open_payroll(work, payroll.shop, period)
        if later.takes_adjustments:
            return later
        if later.status == PayrollStatus.APPROVED:
            later.invalidate("an adjustment waits for it", None, by=work.by, at=work.at)
            return later
    raise WrongState("no later payroll can take the adjustment", code="no-open-payroll")
