"""Calculating, approving, paying and voiding a payroll, each by the right person."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from application.commanding import Work, handles
from application.notices import notify
from application.payrolls.calculating import calculation_of
from application.ports import Answer
from domain import policies
from domain.cycle import Cycle
from domain.errors import Invalid, WrongState
from domain.payroll import Payroll, PayrollStatus, payroll_id
from domain.team_fund import TeamFund, team_fund_id
from domain.texts import is_blank


@dataclass(frozen=True)
class CalculatePayroll:
    """Compute a published cycle's payroll; again, to supersede, until it is approved."""

    cycle: UUID


@dataclass(frozen=True)
class ApprovePayroll:
    """Approve the calculation with this digest ("" approves the newest)."""

    payroll: UUID
    digest: str = ""


@dataclass(frozen=True)
class PayPayroll:
    """Record that the money went out."""

    payroll: UUID
    paid_on: date
    reference: str


@dataclass(frozen=True)
class VoidPayroll:
    """Take a calculation or approval back before payment."""

    payroll: UUID
    reason: str


@handles(CalculatePayroll)
def calculate_payroll(command: CalculatePayroll, work: Work) -> Answer:
    """Calculate."""
    policies.calculate_payroll.require(work.acting)
    cycle = work.get(Cycle, command.cycle, "cycle")
    payroll = open_payroll(work, cycle.shop, cycle.period)
    payroll.calculate(calculation_of(work, cycle, payroll), by=work.by, at=work.at)
    return Answer("payroll", payroll.id)


@handles(ApprovePayroll)
def approve_payroll(command: ApprovePayroll, work: Work) -> Answer:
    """Approve; not who calculated it or posted a correction into it, not who is on it."""
    payroll = work.named(Payroll, command.payroll, "payroll")
    policies.approve_payroll.require(work.acting, payroll.makers, payroll.people)
    _require_current(work, payroll)
    payroll.approve(command.digest, by=work.by, at=work.at)
    return Answer("payroll", payroll.id)


@handles(PayPayroll)
def pay_payroll(command: PayPayroll, work: Work) -> Answer:
    """Pay once: payroll, team fund and everybody's notice in one transaction."""
    payroll = work.named(Payroll, command.payroll, "payroll")
    policies.pay_payroll.require(work.acting, payroll.people)
    cycle = work.get(Cycle, payroll.cycle, "cycle") if payroll.cycle is not None else None
    days = int(cycle.parameters["appeal_window_days"]) if cycle is not None else 5
    until = work.calendar.add_working_days(work.today, days)
    if command.paid_on > work.today:
        raise Invalid(
            f"付款日期 {command.paid_on} 在今天之后 / "
            f"{command.paid_on} is still to come; record a payment once it is made",
            code="paid-in-future",
            pointer="/paid_on",
        )
    if is_blank(command.reference):
        raise Invalid(
            "请填写银行付款编号 / give the bank's reference of the payment",
            code="reference-missing",
            pointer="/reference",
        )
    _require_current(work, payroll)
    payroll.pay(command.paid_on, command.reference, until, work.calendar.version, by=work.by, at=work.at)
    if "team_fund" in payroll.totals:
        fund = open_fund(work, payroll.shop)
        fund.credit(payroll.id, payroll.period, payroll.totals["team_fund"], by=work.by, at=work.at)
    for person in sorted(payroll.people):
        notify(work, UUID(person), "payslip-paid", "payroll", payroll.id, until)
    return Answer("payroll", payroll.id)


@handles(VoidPayroll)
def void_payroll(command: VoidPayroll, work: Work) -> Answer:
    """Void before payment."""
    policies.calculate_payroll.require(work.acting)
    payroll = work.named(Payroll, command.payroll, "payroll")
    payroll.void(command.reason, by=work.by, at=work.at)
    return Answer("payroll", payroll.id)


def _require_current(work: Work, payroll: Payroll) -> None:
    """Raises WrongState when the same calculation, made now, would come to something else: a raise entered late,
    say.
    """
    if payroll.cycle is None or payroll.status not in (PayrollStatus.CALCULATED, PayrollStatus.APPROVED):
        return
    cycle = work.get(Cycle, payroll.cycle, "cycle")
    if calculation_of(work, cycle, payroll).digest != payroll.digest:
        raise WrongState(
            "工资单计算之后，底薪、岗位或其他数据有变化：请重新计算再审批 / "
            "something that this payroll was calculated from has changed since; calculate it again, then approve it",
            code="payroll-outdated",
        )


def open_payroll(work: Work, shop: UUID, period: str) -> Payroll:
    """The payroll of a shop and period; its record begins here when there is none."""
    held = work.find(Payroll, payroll_id(shop, period))
    return held if held is not None else work.add(Payroll.open(shop, period, by=work.by, at=work.at))


def open_fund(work: Work, shop: UUID) -> TeamFund:
    """The shop's team fund; it begins here when there is none."""
    held = work.find(TeamFund, team_fund_id(shop))
    return held if held is not None else work.add(TeamFund.open(shop, by=work.by, at=work.at))
