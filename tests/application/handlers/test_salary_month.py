"""A month paid by the salary structure (D05): attendance from a file, every line as a dry run of the same inputs."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from application.appeals.deciding import DecideAppeal
from application.appeals.filing import FileCardAppeal
from application.appeals.hearing import AcceptAppeal
from application.cycles.closing import CloseFacts
from application.cycles.planning import Assignment, AssignPlan, AssignSchemes, ExemptEmployee, OpenCycle, PlanCycle
from application.dry_runs import dry_payroll
from application.employees import HireEmployee, SetBasePay
from application.imports import ImportFacts
from application.payrolls.paying import ApprovePayroll, CalculatePayroll, PayPayroll
from application.scorecards import GiveJudgement, RecordFacts
from domain.appeal import Remedy, RemedyKind
from domain.errors import Invalid, InvalidDocument
from domain.payroll import PayrollStatus
from domain.payroll.events import AdjustmentPosted
from domain.scorecard import Scorecard
from tests.application.handlers import sales
from tests.application.handlers.firm import HIRED, NOVEMBER, TEAM, Firm
from tests.application.handlers.test_quarters import plain
from web.wiring import library

PLAN = "salary-structure"
HEADERS = "工号,姓名,迟到,请假(天),出勤天数,餐补标准(元/天),平时加班(小时),周末加班(小时),法定节假日加班,奖金(元),提成"
ATTENDANCE = f"""{HEADERS}
L1,老李,0,0,22,15,0,0,0,2000,0
S1,小孙,0,0,22,15,10,8,4,1000,350.50
S2,小苏,1,0,22,15,0,0,0,1000,0
D1,小杜,0,0.5,21,15,2.5,,,1000,
N1,小宁,0,0,12,15,10,0,0,1000,0
合计,,1,0.5,99,,,,,,
"""
NEWCOMER = date(2026, 10, 16)


@pytest.fixture
def firm(sqlite_firm: Firm) -> Firm:
    """No database can change these rules; the month itself is shown on both."""
    return sqlite_firm


def opened(firm: Firm) -> None:
    """N1 (on trial, so without meals) joins on the 16th; E1 is exempt; everybody else is appraised by D10's scheme."""
    firm.on(2026, 10, 1)
    for number, regular, since in (("N1", False, NEWCOMER), ("E1", True, HIRED)):
        profile = {"name": number}
        hired = HireEmployee(number, firm.shop, "service", firm.person("L1"), since, regular, profile)
        firm.do("A1", hired)
        firm.do("H1", SetBasePay(firm.person(number), Decimal("4000.00"), since, "合同"))
    cycle = firm.do("H1", PlanCycle(firm.shop, "2026-10")).subject
    people = (*TEAM, "N1")
    everybody = tuple(Assignment(firm.person(number), sales.SALES, None, "销售") for number in people)
    firm.do("H1", AssignSchemes(cycle, everybody))
    firm.do("H1", ExemptEmployee(cycle, firm.person("E1"), "全月学习"))
    firm.do("H1", AssignPlan(cycle, PLAN, None, {}))
    firm.do("H1", OpenCycle(cycle))


def entered(firm: Firm, text: str = ATTENDANCE) -> None:
    """The file, and cards of 80 points but for S1's 92.5."""
    firm.do("H1", ImportFacts(firm.cycle(), text.encode("gb18030"), "十月考勤.csv", "attendance-month"))
    sales.enter(firm, {"S1": "92.5"}, profit=False)
    firm.do("H1", RecordFacts(firm.card("N1"), {"actual_sales": Decimal(70), "target_sales": Decimal(70)}))
    for item, level, points in (("ability", "poor", 0), ("attitude", "poor", 0)):
        firm.do("L1", GiveJudgement(firm.card("N1"), item, level, Decimal(points), "刚入职"))


def paid(firm: Firm) -> None:
    """Calculated, approved by the other one of finance, paid on the 10th."""
    firm.on(2026, 11, 10)
    firm.do("F1", CalculatePayroll(firm.cycle()))
    firm.do("F2", ApprovePayroll(firm.payroll()))
    firm.do("F1", PayPayroll(firm.payroll(), firm.at.date(), "bank 1"))


def faults(firm: Firm, measures: dict[str, Decimal]) -> list[tuple[str, str]]:
    """Why figures of S1 are refused."""
    with pytest.raises(Invalid) as caught:
        firm.do("H1", RecordFacts(firm.card("S1"), measures))
    error = caught.value
    found = error.faults if isinstance(error, InvalidDocument) else [error]
    return [(fault.pointer, fault.code) for fault in found]


LINES = {
    "L1": {"base": "4000.00", "bonus": "1600.00", "meal": "330.00", "full_attendance": "400.00", "overtime": "0.00",
           "commission": "0.00", "gross": "6330.00"},
    "S1": {"base": "4000.00", "bonus": "925.00", "meal": "330.00", "full_attendance": "400.00", "overtime": "988.51",
           "commission": "350.50", "gross": "6994.01"},
    "S2": {"base": "4000.00", "bonus": "800.00", "meal": "330.00", "full_attendance": "0.00", "overtime": "0.00",
           "commission": "0.00", "gross": "5130.00"},
    "D1": {"base": "4000.00", "bonus": "800.00", "meal": "315.00", "full_attendance": "0.00", "overtime": "86.21",
           "commission": "0.00", "gross": "5201.21"},
    "N1": {"base": "2064.52", "bonus": "700.00", "meal": "0.00", "full_attendance": "206.45", "overtime": "344.83",
           "commission": "0.00", "gross": "3315.80"},
}  # fmt: skip
"""4,000 / 21.75 / 8 an hour: S1 has 10 × 1.5 + 8 × 2 + 4 × 3 = 43 of them; N1, with 16 of 31 days' base, a whole hour's
wage for each of the 10 × 1.5.
"""


def test_every_line_is_what_a_dry_run_of_the_stored_inputs_says(each_firm: Firm) -> None:
    """From the file to the bank; the exempt one gets the base alone, and the totals are the sums of the lines."""
    firm = each_firm
    opened(firm)
    entered(firm)
    sales.publish(firm)
    paid(firm)
    wages = firm.wages()
    assert wages.status == PayrollStatus.PAID
    for number, line in LINES.items():
        assert firm.pay_of(number) == {**line, "adjustment": "0.00"}, number
    assert firm.pay_of("E1") == {"base": "4000.00", "adjustment": "0.00", "gross": "4000.00"}
    plan = library().plan(PLAN)
    assert plan is not None
    dry: Any = dry_payroll(plan, plain(wages.inputs))
    assert {line["id"]: line for line in dry["lines"]} == {
        str(firm.person(number)): {"id": str(firm.person(number)), **line} for number, line in LINES.items()
    }
    for column in ("base", "bonus", "meal", "full_attendance", "overtime", "commission", "gross"):
        lines = [firm.pay_of(number) for number in (*LINES, "E1")]
        assert wages.totals[column] == sum((Decimal(line.get(column, "0")) for line in lines), Decimal(0)), column


def test_every_line_is_seen_as_it_was_paid(firm: Firm) -> None:
    """A payslip shows the plan's own columns; the file stands as the evidence of the facts."""
    opened(firm)
    entered(firm)
    sales.publish(firm)
    paid(firm)
    (slip,) = firm.asks("S1").payslips().items
    assert {name: slip["line"][name] for name in LINES["S1"]} == LINES["S1"]
    card = firm.asks("S1").card(firm.card("S1"))
    assert card["total"] == "92.50"
    (event,) = [one for one in firm.asks("S1").timeline(firm.person("S1")).items if one["event"] == "facts-recorded"][
        -1:
    ]
    assert event["details"]["source"] == "十月考勤.csv"
    assert event["details"]["row"] == 3


def test_the_facts_are_not_closed_while_somebodys_attendance_is_missing(firm: Firm) -> None:
    """After publication nothing could be entered any more: so every gap is named while it can be filled."""
    opened(firm)
    without = ATTENDANCE.replace("S2,小苏,1,0,22", "S2,小苏,,,22").replace("D1,小杜,0,0.5", "D1,小杜,,0.5")
    entered(firm, without)
    with pytest.raises(InvalidDocument) as caught:
        firm.do("M1", CloseFacts(firm.cycle()))
    assert {(fault.pointer, fault.code) for fault in caught.value.faults} == {
        (f"/people/{firm.person('S2')}/late", "fact-missing"),
        (f"/people/{firm.person('S2')}/leave_days", "fact-missing"),
        (f"/people/{firm.person('D1')}/late", "fact-missing"),
    }
    assert all("工号 S2" in held.detail or "工号 D1" in held.detail for held in caught.value.faults)
    firm.do("H1", RecordFacts(firm.card("S2"), {"late": Decimal(0), "leave_days": Decimal(0)}))
    firm.do("H1", RecordFacts(firm.card("D1"), {"late": Decimal(0)}))
    firm.do("M1", CloseFacts(firm.cycle()))


def test_a_file_without_the_columns_or_with_a_negative_cell_imports_nothing(firm: Firm) -> None:
    """Every bad place is named: a missing column, hours below zero."""
    opened(firm)
    wrong = [
        (ATTENDANCE.replace("迟到", "早退", 1), "/columns/迟到次数"),
        (ATTENDANCE.replace("S1,小孙,0,0,22,15,10", "S1,小孙,0,0,22,15,-10"), "/rows/3/平时加班(小时)"),
    ]
    for text, pointer in wrong:
        with pytest.raises(InvalidDocument) as caught:
            firm.do("H1", ImportFacts(firm.cycle(), text.encode(), "十月考勤.csv", "attendance-month"))
        assert [fault.pointer for fault in caught.value.faults] == [pointer]
    assert faults(firm, {"late": Decimal(-1), "bonus": Decimal(1)}) == [("/measures/late", "fact-negative")]
    assert firm.load(Scorecard, firm.card("S1")).measures == {}


def test_the_plans_facts_are_no_facts_where_another_plan_pays(firm: Firm) -> None:
    """The store dividend reads no attendance: a figure that changes nothing is a mistake."""
    sales.open_month(firm)
    assert faults(firm, {"late": Decimal(0)}) == [("/measures/late", "unknown-measure")]


def test_a_score_amended_after_payday_changes_the_bonus_alone(firm: Firm) -> None:
    """5 points of a bonus of 1,000 are 50.00, owed by the company, in November's payroll."""
    opened(firm)
    entered(firm)
    sales.publish(firm)
    appeal = firm.do("S2", FileCardAppeal(firm.card("S2"), "score", "", "漏算")).subject
    firm.do("M1", AcceptAppeal(appeal))
    paid(firm)
    remedy = Remedy(RemedyKind.ADJUST_SCORE, points=Decimal(5))
    firm.do("M1", DecideAppeal(appeal, "upheld", "属实", (remedy,)))
    (posted,) = firm.events(AdjustmentPosted)
    assert (posted.originator_id, str(posted.paid), str(posted.retained)) == (
        firm.payroll(NOVEMBER),
        "50.00",
        "-50.00",
    )
    assert firm.pay_of("S2")["gross"] == LINES["S2"]["gross"]
