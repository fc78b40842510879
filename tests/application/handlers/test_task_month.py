"""A month paid by the completion of a job sheet (D09): every line as a dry run of the same inputs, nothing capped."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from application.appeals.deciding import DecideAppeal
from application.appeals.filing import FileCardAppeal
from application.appeals.hearing import AcceptAppeal
from application.cycles.planning import Assignment, AssignPlan, AssignSchemes, ExemptEmployee, OpenCycle, PlanCycle
from application.dry_runs import dry_payroll
from application.employees import HireEmployee
from application.imports import ImportFacts
from application.scorecards import GiveJudgement, RecordFacts, WaiveItem
from domain.appeal import Remedy, RemedyKind
from domain.errors import Invalid
from domain.payroll import PayrollStatus
from domain.payroll.events import AdjustmentPosted
from domain.scoring.rules.graded import Graded
from domain.scoring.scheme import Scheme
from tests.application.handlers import sales
from tests.application.handlers.firm import NOVEMBER, TEAM, Firm
from tests.application.handlers.test_quarters import plain
from tests.application.handlers.test_salary_month import paid
from web.wiring import library

PLAN, SHEET = "task-coefficient", "weighted-duties"
MONEY = "工号,团队分成,奖励(元),处罚\nL1,500,0,0\nS1,300,100,0\nS2,300.25,,50\nD1,,,\n"


@pytest.fixture
def firm(sqlite_firm: Firm) -> Firm:
    """No database can change these rules; the month itself is shown on both."""
    return sqlite_firm


def sheet() -> Scheme:
    found = library().scheme(SHEET)
    assert found is not None
    return found


def opened(firm: Firm, parameters: dict[str, str] | None = None) -> None:
    """N1 joins on the 16th; E1 is exempt; all others and N1 have the job sheet."""
    firm.on(2026, 10, 1)
    for number, since in (("N1", date(2026, 10, 16)), ("E1", date(2025, 1, 1))):
        hired = HireEmployee(number, firm.shop, "service", firm.person("L1"), since, True, {"name": number})
        firm.do("A1", hired)
    cycle = firm.do("H1", PlanCycle(firm.shop, "2026-10")).subject
    people = (*TEAM, "N1")
    firm.do("H1", AssignSchemes(cycle, tuple(Assignment(firm.person(one), SHEET, None, "营销") for one in people)))
    firm.do("H1", ExemptEmployee(cycle, firm.person("E1"), "全月学习"))
    firm.do("H1", AssignPlan(cycle, PLAN, None, parameters or {}))
    firm.do("H1", OpenCycle(cycle))


def entered(firm: Firm) -> None:
    """Everybody does everything as asked, but: S1 sells 150 % with 120 % of the traffic and writes 5 reports of 4; S2
    has keywords of 1 point in 5 and 1 report of 4; D1's shop tools are waived and out-of-stock orders got 1.1 of 2.
    """
    firm.do("H1", ImportFacts(firm.cycle(), MONEY.encode(), "奖惩.csv", "job-sheet-month"))
    full = {"actual_sales": "100", "target_sales": "100", "visits": "50", "target_visits": "50"}
    own = {"S1": {"actual_sales": "150", "visits": "60"}}
    reports = {"S1": {"purchase-report": "5"}, "S2": {"weekly-report": "1"}}
    points = {("S2", "keywords"): "1", ("D1", "out-of-stock-orders"): "1.1"}
    for number in (*TEAM, "N1"):
        card, lead = firm.card(number), TEAM.get(number, ("", "L1"))[1]
        measures = {name: Decimal(value) for name, value in (full | own.get(number, {})).items()}
        counts = {"purchase-report": "4", "weekly-report": "4"} | reports.get(number, {})
        firm.do("H1", RecordFacts(card, measures, {name: Decimal(value) for name, value in counts.items()}))
        for duty in sheet().items:
            if isinstance(duty.rule, Graded):
                given = Decimal(points.get((number, duty.id), duty.max))
                level = next(level.id for level in duty.rule.levels if level.least <= given <= level.most)
                firm.do(lead, GiveJudgement(card, duty.id, level, given, "按岗位说明书"))
    firm.do("L1", WaiveItem(firm.card("D1"), "shop-tools", "本月没有店铺工具"))


LINES = {
    "L1": {"coefficient": "1.0000", "base_pay": "1800.00", "team_share": "500.00", "rewards": "0.00",
           "penalties": "0.00", "gross": "2300.00"},
    "S1": {"coefficient": "1.1438", "base_pay": "2058.75", "team_share": "300.00", "rewards": "100.00",
           "penalties": "0.00", "gross": "2458.75"},
    "S2": {"coefficient": "0.9225", "base_pay": "1660.50", "team_share": "300.25", "rewards": "0.00",
           "penalties": "50.00", "gross": "1910.75"},
    "D1": {"coefficient": "0.9905", "base_pay": "1782.95", "team_share": "0.00", "rewards": "0.00",
           "penalties": "0.00", "gross": "1782.95"},
    "N1": {"coefficient": "1.0000", "base_pay": "929.03", "team_share": "0.00", "rewards": "0.00",
           "penalties": "0.00", "gross": "929.03"},
}  # fmt: skip
"""S1: 0.40 × 1.35 + 0.015 × 1.25 + 0.585 = 1.14375. S2: 1 − 0.05 × 0.8 − 0.05 × 0.75. D1: (100 − 5 − 0.9) / 95, that
waived duty being left out. N1: 1,800 × 16 / 31.
"""


def test_every_line_is_what_a_dry_run_of_the_stored_inputs_says(each_firm: Firm) -> None:
    """From the job sheet to the bank; the exempt one gets the base wage, and the totals are the sums of the lines."""
    firm = each_firm
    opened(firm)
    entered(firm)
    sales.publish(firm)
    paid(firm)
    wages = firm.wages()
    assert wages.status == PayrollStatus.PAID
    for number, line in LINES.items():
        assert firm.pay_of(number) == {**line, "adjustment": "0.00"}, number
    assert firm.pay_of("E1") == {"base_pay": "1800.00", "adjustment": "0.00", "gross": "1800.00"}
    plan = library().plan(PLAN)
    assert plan is not None
    dry: Any = dry_payroll(plan, plain(wages.inputs))
    assert {line["id"]: line for line in dry["lines"]} == {
        str(firm.person(number)): {"id": str(firm.person(number)), **line} for number, line in LINES.items()
    }
    for column in ("base_pay", "team_share", "rewards", "penalties", "gross"):
        lines = [firm.pay_of(number) for number in (*LINES, "E1")]
        assert wages.totals[column] == sum((Decimal(line.get(column, "0")) for line in lines), Decimal(0)), column
    assert "base" not in wages.totals


def test_a_plan_with_a_cap_holds_the_coefficient_and_nothing_else(firm: Firm) -> None:
    """S1's 114 % are paid as 110 %."""
    opened(firm, {"cap": "1.1", "base": "2000"})
    entered(firm)
    sales.publish(firm)
    paid(firm)
    assert (firm.pay_of("S1")["coefficient"], firm.pay_of("S1")["base_pay"]) == ("1.1000", "2200.00")
    assert firm.pay_of("S2")["base_pay"] == "1845.00"
    assert firm.pay_of("N1")["base_pay"] == "1032.26"
    assert firm.pay_of("E1")["gross"] == "2000.00"


@pytest.mark.parametrize("when", ["before payday", "after payday"])
def test_an_appeal_never_lowers_the_coefficient(firm: Firm, when: str) -> None:
    """S1 sold 150 %: with that duty waived the score stays at 100, and the wage would fall from 2,058.75."""
    opened(firm)
    entered(firm)
    sales.publish(firm)
    appeal = firm.do("S1", FileCardAppeal(firm.card("S1"), "score", "", "指标不合理")).subject
    firm.do("G1", AcceptAppeal(appeal))
    if when == "after payday":
        paid(firm)
    sold = next(item.id for item in sheet().items if "measures.actual_sales" in item.inputs())
    with firm.refuses(Invalid, "appeal-worsens"):
        firm.do("G1", DecideAppeal(appeal, "upheld", "免评", (Remedy(RemedyKind.WAIVE_ITEM, item=sold),)))


def test_a_duty_judged_anew_after_payday_is_paid_in_the_next_month(firm: Firm) -> None:
    """Keywords from 1 to 5 points of 5: 1,800 × 0.05 × 0.8 = 72.00, though the score itself pays nothing here."""
    opened(firm)
    entered(firm)
    sales.publish(firm)
    filed = FileCardAppeal(firm.card("S2"), "judgement", "keywords", "关键词都优化了")
    appeal = firm.do("S2", filed).subject
    firm.do("M1", AcceptAppeal(appeal))
    paid(firm)
    remedy = Remedy(RemedyKind.REPLACE_JUDGEMENT, item="keywords", level="excellent", points=Decimal(5))
    firm.do("M1", DecideAppeal(appeal, "upheld", "属实", (remedy,)))
    (posted,) = firm.events(AdjustmentPosted)
    assert (posted.originator_id, str(posted.paid), str(posted.retained)) == (
        firm.payroll(NOVEMBER),
        "72.00",
        "-72.00",
    )
