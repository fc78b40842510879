"""Payroll (工资单): approving, paying, correcting, voiding; payslips; the team fund."""

from application.funds import SpendFund
from application.payrolls.late_figures import CorrectPayroll
from application.payrolls.paying import ApprovePayroll, PayPayroll, VoidPayroll
from application.queries import Queries
from domain.payroll import PayrollStatus
from web.api.answers.payrolls import (
    FundEntry,
    Payroll,
    PayrollSummary,
    Payslip,
    PayslipWithPeople,
    TeamFund,
)
from web.api.entries.cycles import ReasonEntry
from web.api.entries.payrolls import CorrectionEntry, PaymentEntry, PayrollApprovalEntry, SpendingEntry
from web.api.fields import Choice, Id
from web.api.parameters import AsOf, PagedAsOf
from web.api.routes import Blueprint, Command, Ids, Query, add_routes, commands_on

PAYROLL, FUND = "/payrolls/<uuid:payroll>", "/team-funds/<uuid:shop>"
PAID = {"paid_on": "2026-11-10", "reference": "ICBC 20261110-0001"}
CORRECTED = {"figures": {"net_profit": "96500.00"}, "reason": "十月订单的退款 / refunds of October's orders"}
SPENT = {"amount": "600.00", "purpose": "团队聚餐 / a dinner for the team"}


class PayrollsOf(PagedAsOf):
    """Which payrolls."""

    shop = Id("Of a shop.")
    status = Choice("With a status.", tuple(status.value for status in PayrollStatus))


class PayslipsOf(PagedAsOf):
    """Which payslips; one's own by default."""

    payroll = Id("Of a payroll.")
    employee = Id("Of a person.")


def seen(asked: Queries, ids: Ids) -> object:
    """The payroll may be seen."""
    return asked.payroll(ids["payroll"])


def shop_seen(asked: Queries, ids: Ids) -> object:
    """The shop's fund may be seen."""
    return asked.team_fund(ids["shop"])


def routes() -> Blueprint:
    """Everything about pay."""
    payroll = commands_on(PAYROLL, seen)
    return add_routes(
        Blueprint("payrolls", "工资 · payrolls, payslips, the team fund"),
        Query("/payrolls", "Payrolls", PayrollSummary, Queries.payrolls, PayrollsOf, listed=True),
        Query(PAYROLL, "A payroll", Payroll, Queries.payroll, AsOf, versioned=True),
        payroll("approval", ApprovePayroll, "Approve a calculation", PayrollApprovalEntry),
        payroll("payment", PayPayroll, "Record that the money went out", PaymentEntry, example=PAID),
        payroll("corrections", CorrectPayroll, "Correct a paid month", CorrectionEntry, example=CORRECTED),
        payroll("voiding", VoidPayroll, "Take a calculation or an approval back", ReasonEntry),
        Query("/payslips", "Payslips, one's own by default", Payslip, Queries.payslips, PayslipsOf, listed=True),
        Query("/payslips/<uuid:payslip>", "A payslip", PayslipWithPeople, Queries.payslip, AsOf),
        Query(FUND, "A shop's team fund", TeamFund, Queries.team_fund, AsOf),
        Query(f"{FUND}/entries", "Its entries", FundEntry, Queries.fund_entries, PagedAsOf, listed=True),
        Command(f"{FUND}/spendings", SpendFund, "Spend on the team", SpendingEntry, shop_seen, example=SPENT),
    )
