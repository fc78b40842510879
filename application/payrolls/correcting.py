"""What an appeal does to pay: an unpaid payroll is calculated again; a paid one is put right in a later one."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from application.commanding import Work
from application.notices import notify
from application.payrolls.calculating import ZERO, run
from application.payrolls.paying import open_fund, open_payroll
from application.payrolls.people import Document, appraised
from application.rulebooks import plan_of
from domain.cycle import Cycle, cycle_id
from domain.errors import Invalid, WrongState
from domain.pay.plan import Plan
from domain.payroll import Adjustment, Payroll, PayrollStatus, payroll_id
from domain.periods import next_period, overlapping, period_bounds
from domain.scorecard import Scorecard
from domain.values import cents

Amounts = tuple[Decimal, Decimal, Decimal]
"""Yuan that a person, the team fund and the company get more; they sum to zero."""

MONTHS_AHEAD = 24


def appraisal_paid(work: Work, card: Scorecard) -> Document | None:
    """What a paid payroll took from the card as it stands; None where nothing is paid yet."""
    payroll = work.watch(Payroll, payroll_id(card.shop, card.period))
    if payroll is None or payroll.status != PayrollStatus.PAID:
        return None
    return appraised(work, plan_paid_by(work, payroll), card)


def follow_amended_card(work: Work, card: Scorecard, before: Document | None, appeal: UUID) -> None:
    """Carry an amended card into pay; `before` is what `appraisal_paid` said of it."""
    payroll = work.watch(Payroll, payroll_id(card.shop, card.period))
    if payroll is None:
        return
    if before is None:
        payroll.invalidate("考核表已改判 / a card was amended", appeal, by=work.by, at=work.at)
        return
    amounts = _amended(work, payroll, card, before)
    if any(amounts):
        post(work, payroll, {card.employee: amounts}, appeal, "发放后考核表改判 / a card was amended after payment")


def correct_pay(work: Work, payroll: Payroll, employee: UUID, amount: Decimal, appeal: UUID, index: int) -> None:
    """Pay somebody more (or, negative, less) for a paid month; the company carries it.

    Raises:
        Invalid: the amount is zero or has more than two decimals.
    """
    if amount == 0 or amount != cents(amount):
        raise Invalid(
            f"更正金额应为元，最多两位小数，且不为零，而不是 {amount} / "
            f"an adjustment is an amount in yuan with at most two decimals, not {amount}",
            code="amount-invalid",
            pointer="/amount",
        )
    owed = {employee: (amount, Decimal(0), -amount)}
    post(work, payroll, owed, appeal, "对工资条的申诉成立 / an appeal against a payslip was upheld", index)


def difference(old: Mapping[str, Decimal], new: Mapping[str, Decimal]) -> Amounts:
    """From the amounts of a line before and after: what the person, the fund and the company get more."""
    gross = new["gross"] - old["gross"]
    fund = new.get("team_fund", ZERO) - old.get("team_fund", ZERO)
    return gross, fund, -gross - fund


def plan_paid_by(work: Work, payroll: Payroll) -> Plan:
    """The plan version that a paid payroll was calculated by."""
    if payroll.plan is None:
        raise WrongState(
            "已发放的工资单没有对应的薪酬方案 / a paid payroll was calculated by a plan", code="plan-missing"
        )
    return plan_of(work, *payroll.plan)


def post(
    work: Work, payroll: Payroll, owed: Mapping[UUID, Amounts], appeal: UUID | None, reason: str, index: int = 0
) -> None:
    """Put a paid payroll right in the next one that is open: an adjustment and a notice a person, the fund corrected.

    Args:
        owed: what each person, the fund and the company get more, yuan.
        index: of the first adjustment among those of this command.
    """
    later = _next_open_payroll(work, payroll)
    for number, (employee, amounts) in enumerate(owed.items(), index):
        adjustment = Adjustment(work.id_for("pay-adjustment", number), employee, *amounts, payroll.id, payroll.period)
        later.post_adjustment(adjustment, appeal, reason, by=work.by, at=work.at)
        notify(work, employee, "pay-adjusted", "payroll", later.id)
    fund = sum((fund for _, fund, _ in owed.values()), ZERO)
    if fund:
        open_fund(work, payroll.shop).correct(payroll.id, appeal, fund, reason, by=work.by, at=work.at)


def _amended(work: Work, payroll: Payroll, card: Scorecard, before: Document) -> Amounts:
    plan, person = plan_paid_by(work, payroll), str(card.employee)
    old, new = (
        next(line.amounts for line in run(plan, payroll.inputs, {person: said}).lines if line.id == person)
        for said in (before, appraised(work, plan, card))
    )
    return difference(old, new)


def _next_open_payroll(work: Work, payroll: Payroll) -> Payroll:
    """The payroll of the next period that is planned and not paid yet, else of the first one after all that are."""
    period, spare = payroll.period, ""
    for _ in range(MONTHS_AHEAD):
        period = _following(work, payroll.shop, period)
        is_planned = work.find(Cycle, cycle_id(payroll.shop, period)) is not None
        held = work.find(Payroll, payroll_id(payroll.shop, period))
        is_open = held is None or held.status != PayrollStatus.PAID
        if is_planned and is_open:
            return _ready(work, payroll.shop, period)
        if is_planned:
            spare = ""  # a period that was passed over is never paid
        elif is_open:
            spare = spare or period
    if spare:
        return _ready(work, payroll.shop, spare)
    raise WrongState(
        "没有可以计入更正的下一期工资单 / no later payroll can take the adjustment", code="no-open-payroll"
    )


def _ready(work: Work, shop: UUID, period: str) -> Payroll:
    """The payroll of a period, ready for an adjustment; an approval is taken back."""
    later = open_payroll(work, shop, period)
    if later.status == PayrollStatus.APPROVED:
        later.invalidate("有更正要计入 / an adjustment waits for it", None, by=work.by, at=work.at)
    return later


def _following(work: Work, shop: UUID, period: str) -> str:
    """The next period of the same kind, or the one that the shop has planned to begin then instead, having gone from
    months to quarters or back.
    """
    usual = next_period(period)
    first_day = period_bounds(usual)[0]
    instead = [other for other in overlapping(usual) if period_bounds(other)[0] == first_day]
    return next((other for other in instead if work.watch(Cycle, cycle_id(shop, other)) is not None), usual)
