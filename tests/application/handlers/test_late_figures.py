"""A late fact about a paid month: what was paid stands, and the next month pays what it would have been in time."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest

from adapters.database import Database
from adapters.vault import MasterKey
from application.appeals.deciding import DecideAppeal
from application.appeals.filing import EscalateAppeal, FilePayslipAppeal
from application.appeals.hearing import AcceptAppeal
from application.cycles.planning import ExemptEmployee, OpenCycle
from application.cycles.running import RecordShopFact, RecordWeight
from application.employees import EndEmployment, MoveEmployee, SetBasePay
from application.organizations import GrantDuty, OpenShop
from application.payrolls.late_figures import CorrectPayroll
from application.payrolls.paying import ApprovePayroll, CalculatePayroll, PayPayroll, VoidPayroll
from application.projections.payrolls import payslip_id
from domain.appeal import Appeal, Remedy, RemedyKind
from domain.errors import Forbidden, Invalid, WrongState
from domain.notice import NoticeGiven
from domain.organization import shop_id
from domain.payroll import PayrollStatus
from domain.payroll.events import AdjustmentPosted, PayrollCorrected
from domain.team_fund import FundCorrected
from tests.application.handlers import months
from tests.application.handlers.firm import EVERYBODY, NOVEMBER, OCTOBER, TEAM, Firm

REFUNDS = "十月订单的退款"


@pytest.fixture
def firm(sqlite_firm: Firm) -> Firm:
    """No database can change these rules; the first is shown on both."""
    return sqlite_firm


@pytest.fixture
def another(sqlite_database: Database, files: Path, master: MasterKey) -> Callable[[], Firm]:
    """A company like it, in which everything was known in time."""
    return lambda: Firm(sqlite_database, uuid4(), files, master).founded()


def correction(firm: Firm, reason: str = REFUNDS, **figures: str) -> CorrectPayroll:
    return CorrectPayroll(firm.payroll(), {name: Decimal(value) for name, value in figures.items()}, reason)


def raised(firm: Firm, number: str, amount: str, on: date) -> None:
    firm.do("H1", SetBasePay(firm.person(number), Decimal(amount), on, "调薪通知晚到"))


def paid_by(firm: Firm, profit: str) -> None:
    """A paid October with this profit. Weights differ, so that no fen is left to the order of ids."""
    months.plan(firm)
    firm.do("H1", OpenCycle(firm.cycle()))
    months.enter(firm, scores={"S2": "70"})
    months.deduct(firm)
    for number, days in (("L1", "22"), ("S1", "21.5"), ("S2", "13")):
        firm.do("M1", RecordWeight(firm.cycle(), firm.person(number), Decimal(days), "出勤天数"))
    firm.do("F1", RecordShopFact(firm.cycle(), "net_profit", Decimal(profit), "月结"))
    months.review(firm)
    months.publish(firm)
    months.pay(firm)


def test_a_refund_lowers_the_next_pay_and_not_the_paid_one(each_firm: Firm) -> None:
    """Profit of 90,000 instead of 100,000: a pool of 18,000; D1 had 97 % of 15 % of 20,000."""
    firm = each_firm
    months.paid(firm)
    before, lines = firm.fund(), firm.wages().lines
    firm.do("F1", correction(firm, net_profit="90000"))
    assert firm.wages().lines == lines
    (corrected,) = firm.events(PayrollCorrected)
    assert (corrected.figures, corrected.reason) == ({"net_profit": Decimal(90000)}, REFUNDS)
    assert corrected.totals["pool"] == Decimal("18000.00")
    posted = {one.employee: one for one in firm.events(AdjustmentPosted)}
    mine = posted[firm.person("D1")]
    assert (mine.paid, mine.team_fund, mine.retained) == (Decimal("-291.00"), Decimal("-9.00"), Decimal("300.00"))
    assert {one.reason for one in posted.values()} == {REFUNDS}
    assert {(one.corrects, one.corrected_period, one.appeal) for one in posted.values()} == {
        (firm.payroll(), OCTOBER, None)
    }
    assert sum(one.paid + one.team_fund + one.retained for one in posted.values()) == 0
    (fund,) = firm.events(FundCorrected)
    assert firm.fund() == str(Decimal(before) + fund.amount)
    told = [one.person for one in firm.events(NoticeGiven) if one.kind == "pay-adjusted"]
    assert sorted(told) == sorted(posted)
    months.paid(firm, NOVEMBER)
    assert firm.pay_of("D1", NOVEMBER)["adjustment"] == "-291.00"
    why = firm.asks("D1").payslip_explanation(payslip_id(firm.payroll(NOVEMBER), firm.person("D1")))
    (source,) = [held for held in why["sources"] if held["kind"] == "correction"]
    assert (source["value"], source["appeal"], source["reason"]) == ("-291.00", None, REFUNDS)


@pytest.mark.parametrize("profit", ["123456.78", "99999.90", "0.07", "-5000"])
def test_late_is_as_good_as_in_time(firm: Firm, another: Callable[[], Firm], profit: str) -> None:
    """Paid then and adjusted now, everybody, the fund and the company have what they would have had in time."""
    paid_by(firm, "100000")
    firm.do("F1", correction(firm, net_profit=profit))
    owed = {one.employee: one.paid for one in firm.events(AdjustmentPosted)}
    other = another()
    paid_by(other, profit)
    for number in TEAM:
        paid = Decimal(firm.pay_of(number)["gross"]) + owed.get(firm.person(number), Decimal(0))
        assert paid == Decimal(other.pay_of(number)["gross"])
    assert Decimal(firm.fund()) == Decimal(other.fund())
    kept = firm.wages().totals["retained"] + sum(one.retained for one in firm.events(AdjustmentPosted))
    pools = (firm.events(PayrollCorrected)[-1].totals["pool"], firm.wages().totals["pool"])
    left = [held.wages().totals["unassigned"] for held in (firm, other)]
    assert kept + left[0] + pools[0] - pools[1] == other.wages().totals["retained"] + left[1]


def test_two_corrections_add_up(firm: Firm) -> None:
    """Each posts what came since the one before; going back to the first figure gives everything back."""
    months.paid(firm)
    for profit in ("90000", "95000", "100000"):
        firm.do("F1", correction(firm, net_profit=profit))
    posted = firm.events(AdjustmentPosted)
    mine = [str(one.paid) for one in posted if one.employee == firm.person("D1")]
    assert mine == ["-291.00", "145.50", "145.50"]
    assert sum(one.paid for one in posted) == sum(one.amount for one in firm.events(FundCorrected)) == 0


def test_a_raise_entered_late_is_paid_for_the_days_that_it_held(firm: Firm) -> None:
    """310 a month more from October 22nd: ten of 31 days, 100.00; the pool is untouched, the fund too."""
    months.paid(firm)
    raised(firm, "S1", "4310.00", date(2026, 10, 22))
    firm.do("F1", correction(firm, "十月底薪晚录入"))
    (posted,) = firm.events(AdjustmentPosted)
    assert (posted.employee, posted.paid, posted.team_fund) == (firm.person("S1"), Decimal("100.00"), Decimal(0))
    assert firm.events(FundCorrected) == []
    with firm.refuses(WrongState, "nothing-to-correct"):
        firm.do("F1", correction(firm, "再来一次"))


def outdated(firm: Firm) -> list[tuple[str, str]]:
    """Who was told of which paid month that something came late."""
    numbers = {firm.person(number): number for number in EVERYBODY}
    periods = {firm.payroll(period): period for period in (OCTOBER, NOVEMBER)}
    told = [one for one in firm.events(NoticeGiven) if one.kind == "pay-outdated"]
    return sorted((periods[one.subject], numbers[one.person]) for one in told)


def test_finance_hears_of_every_paid_month_that_something_late_touches(firm: Firm) -> None:
    """Else a raise that HR enters late is paid to nobody; what is not paid yet is calculated right by itself."""
    months.paid(firm)
    months.published(firm, NOVEMBER)
    raised(firm, "S1", "4310.00", date(2026, 11, 1))
    assert outdated(firm) == []
    raised(firm, "S1", "4320.00", date(2026, 9, 15))
    assert outdated(firm) == [(OCTOBER, "F1"), (OCTOBER, "F2")]
    months.pay(firm, NOVEMBER)
    firm.do("H1", EndEmployment(firm.person("S2"), date(2026, 10, 20), "离职单晚到"))
    assert Counter(outdated(firm)) == {
        (OCTOBER, "F1"): 2,
        (OCTOBER, "F2"): 2,
        (NOVEMBER, "F1"): 1,
        (NOVEMBER, "F2"): 1,
    }


def test_a_raise_of_somebody_exempt_is_paid_too(firm: Firm) -> None:
    """Base pay is theirs without an appraisal; it is corrected once."""
    rest = [number for number in TEAM if number != "S2"]
    cycle = months.plan(firm, people=rest)
    firm.do("H1", ExemptEmployee(cycle, firm.person("S2"), "产假"))
    firm.do("H1", OpenCycle(cycle))
    months.enter(firm, people=rest)
    months.review(firm)
    months.publish(firm)
    months.pay(firm)
    for amount, owed in (("4310.00", "310.00"), ("4300.00", "-10.00")):
        raised(firm, "S2", amount, date(2026, 10, 1))
        firm.do("F1", correction(firm, "十月底薪晚录入"))
        assert firm.events(AdjustmentPosted)[-1].paid == Decimal(owed)
    assert {one.employee for one in firm.events(AdjustmentPosted)} == {firm.person("S2")}


def test_a_move_between_shops_that_came_late_moves_base_pay_and_makes_none(firm: Firm) -> None:
    """S1 worked in the second shop from October 16th: 16 of 31 days of 4,000 there, and the rest here."""
    firm.do("A1", OpenShop("second", "二店", "jd"))
    second = shop_id(firm.organization, "second")
    firm.do("A1", GrantDuty(firm.person("M1"), "manager", second))
    other = firm.hire("T1")
    firm.do("H1", MoveEmployee(other, second, "service", None, date(2026, 1, 1), "开店"))
    firm.do("H1", SetBasePay(other, Decimal("3000.00"), date(2026, 1, 1), "合同"))
    months.paid(firm)
    cycle = months.lone_month(firm, second, "T1", "M1")
    there = firm.do("F1", CalculatePayroll(cycle)).subject
    firm.do("F2", ApprovePayroll(there))
    firm.do("F1", PayPayroll(there, firm.at.date(), "bank 2"))
    firm.on(2026, 11, 12)
    firm.do("H1", MoveEmployee(firm.person("S1"), second, "service", None, date(2026, 10, 16), "通知晚到"))
    told = [one.subject for one in firm.events(NoticeGiven) if one.kind == "pay-outdated"]
    assert set(told) == {firm.payroll(), there}
    for payroll in (firm.payroll(), there):
        firm.do("F1", CorrectPayroll(payroll, {}, "十月调店晚录入"))
    posted = {one.corrects: one for one in firm.events(AdjustmentPosted)}
    assert {one.employee for one in posted.values()} == {firm.person("S1")}
    assert (posted[firm.payroll()].paid, posted[there].paid) == (Decimal("-2064.52"), Decimal("2064.52"))
    with firm.refuses(WrongState, "nothing-to-correct"):
        firm.do("F1", CorrectPayroll(there, {}, "再来一次"))


def test_somebody_hired_late_gets_base_pay_for_their_days(firm: Firm) -> None:
    """From October 22nd on, ten of 31 days of 3,100: nobody appraised them, so they have no share."""
    months.paid(firm)
    firm.on(2026, 11, 12)
    firm.hire("N1", "service", "L1", on=date(2026, 10, 22))
    firm.do("H1", SetBasePay(firm.person("N1"), Decimal("3100.00"), date(2026, 10, 22), "合同晚到"))
    assert {one.subject for one in firm.events(NoticeGiven) if one.kind == "pay-outdated"} == {firm.payroll()}
    firm.do("F1", correction(firm, "十月入职晚录入"))
    (posted,) = firm.events(AdjustmentPosted)
    assert (posted.employee, posted.paid, posted.team_fund) == (firm.person("N1"), Decimal("1000.00"), Decimal(0))


def test_a_raise_of_somebody_who_has_left_is_paid_too(firm: Firm) -> None:
    """For the days on which they worked; from a later day there is nothing to raise."""
    months.paid(firm)
    firm.do("H1", EndEmployment(firm.person("S1"), date(2026, 10, 31), "辞职"))
    with firm.refuses(WrongState, "employee-left"):
        raised(firm, "S1", "4310.00", date(2026, 11, 1))
    raised(firm, "S1", "4310.00", date(2026, 10, 1))
    firm.do("F1", correction(firm, "十月底薪晚录入"))
    assert [(one.employee, one.paid) for one in firm.events(AdjustmentPosted)] == [(firm.person("S1"), Decimal(310))]


def test_an_adjustment_waits_for_a_month_that_is_paid_some_day(firm: Firm) -> None:
    """November was never planned, December is under way: it is December's; and January's once December is paid."""
    months.paid(firm)
    months.published(firm, "2026-12")
    firm.do("F1", correction(firm, net_profit="90000"))
    assert {one.originator_id for one in firm.events(AdjustmentPosted)} == {firm.payroll("2026-12")}
    months.pay(firm, "2026-12")
    firm.do("F1", correction(firm, net_profit="95000"))
    assert firm.events(AdjustmentPosted)[-1].originator_id == firm.payroll("2027-01")


def test_an_appeal_won_afterwards_counts_on_the_corrected_pool(firm: Firm) -> None:
    """Three points of 15 % of 18,000 are 81.00, and what the appeal put right the next correction leaves alone."""
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    months.pay(firm)
    firm.do("F1", correction(firm, net_profit="90000"))
    firm.do("M1", months.uphold(deduction, appeal))
    assert firm.events(AdjustmentPosted)[-1].paid == Decimal("81.00")
    firm.do("F1", correction(firm, net_profit="100000"))
    last = firm.events(AdjustmentPosted)[-4:]
    assert {one.employee: one.paid for one in last}[firm.person("D1")] == Decimal("300.00")


def test_before_payday_it_is_calculated_again_instead(firm: Firm) -> None:
    """Only what was paid is corrected."""
    months.published(firm)
    months.calculate(firm)
    with firm.refuses(WrongState, "payroll-status"):
        firm.do("F1", correction(firm, net_profit="90000"))
    assert firm.wages().status == PayrollStatus.CALCULATED


def test_what_the_plan_does_not_read_is_refused_by_name(firm: Firm) -> None:
    """A misspelt figure must not pass as none."""
    months.paid(firm)
    with pytest.raises(Invalid) as told:
        firm.do("F1", correction(firm, profit="90000"))
    assert (told.value.code, told.value.pointer) == ("fact-unknown", "/figures/profit")


def test_it_needs_a_reason_and_finance(firm: Firm) -> None:
    """Everybody whose pay changes reads why; managers and HR do not touch pay."""
    months.paid(firm)
    with firm.refuses(Invalid, "reason-missing"):
        firm.do("F1", correction(firm, " ", net_profit="90000"))
    for who in ("M1", "H1", "G1", "A1"):
        with firm.refuses(Forbidden, "calculate-payroll"):
            firm.do(who, correction(firm, net_profit="90000"))


@pytest.mark.parametrize("calculated", ["before", "after"])
def test_who_corrected_a_paid_month_does_not_approve_the_payroll_that_pays_it(firm: Firm, calculated: str) -> None:
    """F1 posts the difference, F2 calculates: both made what is approved, and it takes a third. A calculation that was
    voided made nothing, a correction stays in.
    """
    months.paid(firm)
    months.published(firm, NOVEMBER)
    firm.on(2026, 12, 10)
    payroll = firm.payroll(NOVEMBER)
    if calculated == "before":
        firm.do("F2", CalculatePayroll(firm.cycle(NOVEMBER)))
        firm.do("G1", ApprovePayroll(payroll))
    firm.do("F1", correction(firm, net_profit="90000"))
    firm.do("F2", CalculatePayroll(firm.cycle(NOVEMBER)))
    firm.do("F2", VoidPayroll(payroll, "漏了考勤"))
    firm.do("F2", CalculatePayroll(firm.cycle(NOVEMBER)))
    for number in ("F1", "F2"):
        with firm.refuses(Forbidden, "approve-payroll"):
            firm.do(number, ApprovePayroll(payroll))
    firm.do("G1", ApprovePayroll(payroll))


def test_who_approved_or_corrected_a_payslip_does_not_judge_the_appeal_against_it(firm: Firm) -> None:
    """G1 approved it and F1 corrected an earlier month in it: the appeal is M1's to hear, and nobody's above, until
    there is a general manager with no part in it.
    """
    for number in ("F1", "F2"):
        firm.do("A1", GrantDuty(firm.person(number), "general-manager", None))
    months.paid(firm)
    firm.do("F1", correction(firm, net_profit="90000"))
    months.published(firm, NOVEMBER)
    firm.on(2026, 12, 10)
    firm.do("F2", CalculatePayroll(firm.cycle(NOVEMBER)))
    firm.do("G1", ApprovePayroll(firm.payroll(NOVEMBER)))
    firm.do("F1", PayPayroll(firm.payroll(NOVEMBER), firm.at.date(), "bank"))
    appeal = firm.do("S1", FilePayslipAppeal(firm.payroll(NOVEMBER), "更正算错了")).subject
    for number in ("F1", "F2", "G1"):
        with firm.refuses(Forbidden, "steer-appeal"):
            firm.do(number, AcceptAppeal(appeal))
    firm.do("S1", EscalateAppeal(appeal, "店长做不了主"))
    assert firm.load(Appeal, appeal).handler is None
    firm.hire("G2")
    firm.do("A1", GrantDuty(firm.person("G2"), "general-manager", None))
    firm.do("G2", DecideAppeal(appeal, "dismissed", "核对无误"))


def test_who_adjusted_a_line_by_an_appeal_does_not_judge_the_next_about_that_line(firm: Firm) -> None:
    """M1 paid S1 what October lacked: S1's November is M1's work too, and D1's is not."""
    months.paid(firm)
    october = firm.do("S1", FilePayslipAppeal(firm.payroll(), "底薪少算了")).subject
    firm.do("M1", AcceptAppeal(october))
    more = Remedy(RemedyKind.ADJUST_PAY, amount=Decimal(10))
    firm.do("M1", DecideAppeal(october, "partly", "补一部分", (more,)))
    months.published(firm, NOVEMBER)
    months.pay(firm, NOVEMBER)
    filed = {n: firm.do(n, FilePayslipAppeal(firm.payroll(NOVEMBER), "还是不对")).subject for n in ("S1", "D1")}
    firm.do("M1", AcceptAppeal(filed["D1"]))
    with firm.refuses(Forbidden, "steer-appeal"):
        firm.do("M1", AcceptAppeal(filed["S1"]))


def test_a_line_below_zero_says_so_to_whoever_approves_and_reads_it(firm: Firm) -> None:
    """D1 left and owes what October paid too much: nothing is paid out, the others are paid, nobody is surprised."""
    months.paid(firm)
    firm.do("H1", EndEmployment(firm.person("D1"), date(2026, 10, 31), "辞职"))
    firm.do("F1", correction(firm, net_profit="10000"))
    months.without(firm, "D1", NOVEMBER)
    firm.on(2026, 12, 10)
    firm.do("F1", CalculatePayroll(firm.cycle(NOVEMBER)))
    shown = firm.asks("F2").payroll(firm.payroll(NOVEMBER))
    line = firm.pay_of("D1", NOVEMBER)
    assert Decimal(line["gross"]) < 0
    assert shown["below_zero"] == [{"employee": str(firm.person("D1")), "amount": str(line["gross"])}]
    assert all(("另行结清" in held["explanation"]["zh"]) == (Decimal(held["gross"]) < 0) for held in shown["lines"])
    firm.do("F2", ApprovePayroll(firm.payroll(NOVEMBER)))
    firm.do("F1", PayPayroll(firm.payroll(NOVEMBER), firm.at.date(), "bank"))
    slip = payslip_id(firm.payroll(NOVEMBER), firm.person("D1"))
    for number in ("D1", "F1"):
        told = firm.asks(number).payslip_explanation(slip)
        (gross,) = [column for column in told["columns"] if column["column"] == "gross"]
        assert str(-Decimal(line["gross"])) in gross["sentence"]["zh"].partition("；")[2]
    assert firm.asks("G1").payroll(firm.payroll(OCTOBER))["below_zero"] == []
