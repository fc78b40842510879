"""Cycles by the quarter: planned, submitted, paid, corrected; and monthly ones with quarterly items (D11 四)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from application.appeals.deciding import DecideAppeal
from application.appeals.filing import FileCardAppeal
from application.appeals.hearing import AcceptAppeal
from application.clock import tick
from application.cycles.planning import Assignment, AssignPlan, AssignSchemes, OpenCycle, PlanCycle, SetTargets
from application.cycles.publishing import SettleCycle
from application.cycles.running import RecordShopFact
from application.dry_runs import dry_payroll
from application.employees import SetBasePay
from application.payrolls.paying import ApprovePayroll, CalculatePayroll, PayPayroll
from application.scorecards import RecordFacts
from domain.appeal import Remedy, RemedyKind
from domain.cycle.events import CycleDeadlineMissed
from domain.errors import Invalid, WrongState
from domain.payroll.events import AdjustmentPosted
from domain.periods import submission_day
from domain.standing import ConsequenceProposed, Standing, standing_id
from tests.application.handlers import months, sales
from tests.application.handlers.firm import TEAM, Firm
from web.wiring import library

Q4, Q1 = "2026-Q4", "2027-Q1"


@pytest.fixture
def firm(sqlite_firm: Firm) -> Firm:
    """No database can change these rules; the first is shown on both."""
    return sqlite_firm


def pay(firm: Firm, period: str) -> None:
    """Calculated, approved and paid on the 10th after the period."""
    day = submission_day(period)
    firm.on(day.year, day.month, 10)
    firm.do("F1", CalculatePayroll(firm.cycle(period)))
    firm.do("F2", ApprovePayroll(firm.payroll(period)))
    firm.do("F1", PayPayroll(firm.payroll(period), firm.at.date(), f"bank {period}"))


def win(firm: Firm, number: str, period: str, points: str) -> None:
    """Somebody wins points by an appeal."""
    judge = "G1" if TEAM[number][1] == "M1" else "M1"
    appeal = firm.do(number, FileCardAppeal(firm.card(number, period), "score", "", "漏算", "出差")).subject
    firm.do(judge, AcceptAppeal(appeal))
    remedy = Remedy(RemedyKind.ADJUST_SCORE, points=Decimal(points))
    firm.do(judge, DecideAppeal(appeal, "upheld", "属实", (remedy,)))


def plain(value: Any) -> Any:
    """A stored document as a file would hold it."""
    if isinstance(value, dict):
        return {key: plain(held) for key, held in value.items()}
    return [plain(held) for held in value] if isinstance(value, tuple | list) else value


def test_a_quarter_runs_from_planning_to_payday_and_an_appeal_is_paid_in_the_next(each_firm: Firm) -> None:
    """Three months' base, one score, one payroll; what changes later becomes an adjustment of 2027-Q1."""
    firm = each_firm
    sales.open_month(firm, Q4)
    cycle = firm.month(Q4)
    assert (cycle.kind, cycle.first_day, cycle.last_day) == ("quarterly", date(2026, 10, 1), date(2026, 12, 31))
    assert cycle.submit_by == date(2027, 1, 3)
    sales.enter(firm, {"D1": "97"}, Q4)
    sales.publish(firm, Q4)
    pay(firm, Q4)
    before = firm.pay_of("D1", Q4)
    assert (before["base"], before["entitlement"], before["paid"]) == ("12000.00", "3000.00", "2910.00")
    firm.do("H1", SettleCycle(firm.cycle(Q4)))

    win(firm, "D1", Q4, "3")
    (posted,) = firm.events(AdjustmentPosted)
    assert posted.originator_id == firm.payroll(Q1)
    assert (str(posted.paid), posted.corrected_period) == ("90.00", Q4)
    assert firm.pay_of("D1", Q4) == before

    sales.published(firm, {"D1": "80"}, Q1)
    pay(firm, Q1)
    assert firm.pay_of("D1", Q1)["adjustment"] == "90.00"
    assert firm.pay_of("D1", Q1)["base"] == "12000.00"


def test_a_raise_within_the_quarter_counts_from_its_day(firm: Firm) -> None:
    """4,000 in October, 4,500 from the 16th of November: each day by its own month's length."""
    firm.on(2026, 10, 1)
    firm.do("H1", SetBasePay(firm.person("S1"), Decimal("4500.00"), date(2026, 11, 16), "转正"))
    sales.published(firm, {}, Q4)
    pay(firm, Q4)
    assert firm.pay_of("S1", Q4)["base"] == "12750.00"
    assert firm.pay_of("S2", Q4)["base"] == "12000.00"


def test_a_late_submission_is_late_on_the_4th_after_the_quarter(firm: Firm) -> None:
    """D10 四.1 by the quarter."""
    sales.open_month(firm, Q4)
    for day, recorded in ((3, 0), (4, 1)):
        firm.on(2027, 1, day)
        assert tick(firm.commands, firm.ledger, firm.agenda, firm.organization, firm.at) == recorded
    assert [(one.deadline, one.due_on) for one in firm.events(CycleDeadlineMissed)] == [
        ("submission", date(2027, 1, 3))
    ]


@pytest.mark.parametrize(("first", "second"), [("2026-11", Q4), (Q4, "2026-11")])
def test_a_shops_months_and_quarters_never_cover_the_same_day(firm: Firm, first: str, second: str) -> None:
    """Base pay would be paid twice."""
    firm.do("H1", PlanCycle(firm.shop, first))
    with firm.refuses(WrongState, "period-overlaps"):
        firm.do("M1", PlanCycle(firm.shop, second))
    firm.do("H1", PlanCycle(firm.shop, Q1))
    firm.do("H1", PlanCycle(firm.shop, "2026-09"))


def test_lists_run_in_the_order_of_time(firm: Firm) -> None:
    """A quarter stands before the month that follows it, whatever its letters are."""
    for period in ("2026-04", "2025-12", "2026-Q1", "2026-Q3"):
        firm.do("H1", PlanCycle(firm.shop, period))
    listed = [cycle["period"] for cycle in firm.asks("H1").cycles(shop=firm.shop).items]
    assert listed in (["2025-12", "2026-Q1", "2026-04", "2026-Q3"], ["2026-Q3", "2026-04", "2026-Q1", "2025-12"])


def test_two_who_plan_a_month_and_its_quarter_at_once_do_not_both_succeed(firm: Firm) -> None:
    """The second one decides again on what the first has planned."""
    with pytest.raises(WrongState) as caught:
        firm.overtaken("H1", PlanCycle(firm.shop, Q4), lambda: firm.do("M1", PlanCycle(firm.shop, "2026-12")))
    assert caught.value.code == "period-overlaps"


@pytest.mark.parametrize("period", ["2026-Q5", "2026-q4", "2026-Q", "2026"])
def test_what_is_no_period_is_refused_by_its_field(firm: Firm, period: str) -> None:
    """A typo must not become a cycle."""
    with firm.refuses(Invalid, "period-malformed"):
        firm.do("H1", PlanCycle(firm.shop, period))


def test_a_shop_that_goes_over_to_months_pays_the_correction_in_the_first_of_them(firm: Firm) -> None:
    """January is planned instead of the first quarter; the adjustment must not wait for a payroll that never comes."""
    sales.published(firm, {"D1": "97"}, Q4)
    pay(firm, Q4)
    firm.do("H1", PlanCycle(firm.shop, "2027-01"))
    win(firm, "D1", Q4, "3")
    assert [one.originator_id for one in firm.events(AdjustmentPosted)] == [firm.payroll("2027-01")]


def test_where_a_correction_waits_the_other_kind_of_period_is_refused(firm: Firm) -> None:
    """Nothing is planned yet, so 2027-Q1 takes the adjustment; after that no month of it can be planned around it."""
    sales.published(firm, {"D1": "97"}, Q4)
    pay(firm, Q4)
    win(firm, "D1", Q4, "3")
    with firm.refuses(WrongState, "period-overlaps"):
        firm.do("H1", PlanCycle(firm.shop, "2027-02"))
    sales.published(firm, {}, Q1)
    pay(firm, Q1)
    assert firm.pay_of("D1", Q1)["adjustment"] == "90.00"


def test_two_poor_quarters_in_a_row_propose_a_warning(firm: Firm) -> None:
    """连续: periods of the shop's own kind, over the new year."""
    sales.published(firm, {"S1": "75", "S2": "80"}, Q4)
    sales.published(firm, {"S1": "75", "S2": "80"}, Q1)
    held = firm.load(Standing, standing_id(firm.person("S1"))).consequences
    warnings = [one for one in held.values() if one["kind"] == "warning"]
    assert [(one["state"], one["periods"]) for one in warnings] == [("proposed", (Q4, Q1))]
    assert firm.consequences("S2") == {}


@pytest.mark.parametrize(("plan", "line"), [
    ("salary-structure", {"base": "12000.00", "overtime": "344.83", "full_attendance": "1200.00"}),
    ("task-coefficient", {"base_pay": "5400.00", "rewards": "0.00"}),
])  # fmt: skip
def test_the_other_plans_pay_a_quarter_too(firm: Firm, plan: str, line: dict[str, str]) -> None:
    """Overtime is by the hour of one month's base (4,000 / 21.75 / 8 × 10 × 1.5), whatever the period; a job sheet's
    1,800 are a month's. The stored inputs give the same lines in a dry run.
    """
    sales.open_month(firm, Q4, plan=plan)
    if plan == "salary-structure":
        facts = {"late": Decimal(0), "leave_days": Decimal(0), "overtime_workday": Decimal(10)}
        for number in TEAM:
            firm.do("H1", RecordFacts(firm.card(number, Q4), facts))
    sales.enter(firm, dict.fromkeys(TEAM, "100"), Q4, profit=False)
    sales.publish(firm, Q4)
    pay(firm, Q4)
    paid = firm.pay_of("S1", Q4)
    assert {name: paid[name] for name in line} == line
    held = library().plan(plan)
    assert held is not None
    dry: Any = dry_payroll(held, plain(firm.wages(Q4).inputs))
    (own,) = [one for one in dry["lines"] if one["id"] == str(firm.person("S1"))]
    assert {name: own[name] for name in line} == line


TARGETS = "operations-targets"
FACTS = {
    "sales": "110", "sales_last_year": "100", "orders": "50", "gross_profit": "40", "net_profit": "115",
    "net_profit_last_year": "100", "new_users": "115", "new_users_last_year": "100", "new_customer_orders": "30",
    "new_customer_orders_last_year": "20", "orders_last_year": "100", "positive_reviews": "80", "reviews": "100",
    "satisfied_cases": "9", "aftersale_cases": "10", "quality_stars": "4.5", "repeat_customers": "25",
    "customers": "100", "repeat_customers_last_year": "20", "customers_last_year": "100",
    "retained_customers": "60", "earlier_customers": "100",
}  # fmt: skip
SURVEYED = (
    "positive_reviews", "reviews", "satisfied_cases", "aftersale_cases", "quality_stars", "repeat_customers",
    "customers", "repeat_customers_last_year", "customers_last_year", "retained_customers", "earlier_customers",
)  # fmt: skip
"""What is known by the quarter alone."""


def operators(firm: Firm, period: str, facts: dict[str, str]) -> None:
    """A month by D11 in which everybody has these figures."""
    first = months.first_day(period) if "Q" not in period else date(2026, 10, 1)
    firm.on(first.year, first.month, 1)
    cycle = firm.do("H1", PlanCycle(firm.shop, period)).subject
    everybody = tuple(Assignment(firm.person(number), TARGETS, None, "运营") for number in TEAM)
    firm.do("H1", AssignSchemes(cycle, everybody))
    firm.do("H1", AssignPlan(cycle, "store-dividend", None, {}))
    scheme = library().scheme(TARGETS)
    assert scheme is not None
    unset = [item for item, target in scheme.targets().items() if target is None]
    firm.do("H1", SetTargets(cycle, TARGETS, None, dict.fromkeys(unset, Decimal("0.5"))))
    firm.do("H1", OpenCycle(cycle))
    for number in TEAM:
        firm.do("H1", RecordFacts(firm.card(number, period), {name: Decimal(value) for name, value in facts.items()}))
    firm.do("F1", RecordShopFact(cycle, "net_profit", Decimal(1), "月结"))
    sales.publish(firm, period)


def states(firm: Firm, period: str) -> dict[str, str]:
    """Where each item of S1's card stands."""
    card = firm.asks("S1").card(firm.card("S1", period))
    return {item["id"]: item["state"] for item in card["items"]}


def test_quarterly_items_are_out_of_play_until_the_quarter_closes_and_then_score(firm: Firm) -> None:
    """D11 四: October needs no survey; December does. A quarterly cycle scores all of them."""
    operators(firm, "2026-10", {name: value for name, value in FACTS.items() if name not in SURVEYED})
    october = states(firm, "2026-10")
    out = [item for item, state in october.items() if state == "out-of-play"]
    scheme = library().scheme(TARGETS)
    assert scheme is not None
    assert out == [item.id for item in scheme.items if item.every == "quarter"] != []
    operators(firm, "2026-12", FACTS)
    assert set(states(firm, "2026-12").values()) == {"scored"}
    assert firm.score("S1", "2026-12") == "100.00"
    kinds = [(one.kind, one.period, one.clause) for one in firm.events(ConsequenceProposed)]
    assert set(kinds) == {("reward", "2026-10", "D11 五.1"), ("reward", "2026-12", "D11 五.1")}


def test_a_quarter_scores_every_item(firm: Firm) -> None:
    """And a target missed by a hundredth keeps the reward away."""
    operators(firm, Q4, {**FACTS, "quality_stars": "4.49"})
    assert set(states(firm, Q4).values()) == {"scored"}
    assert firm.events(ConsequenceProposed) == []
