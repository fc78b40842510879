"""What an appeal moved, computed in two ways: by the numbers about appeals, and by a replay without the decision."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from application.cycles.planning import AssignPlan, ExemptEmployee, OpenCycle
from application.projections.payrolls import payslip_id
from application.replaying import Question
from application.scorecards import RecordFacts
from domain.appeal.events import AppealDecided
from domain.payroll import PayrollStatus
from tests.application.explaining.redoing import numbers, redone
from tests.application.explaining.test_payslips import comes_out
from tests.application.handlers import months, test_task_month
from tests.application.handlers.firm import TEAM, Firm
from tests.application.handlers.test_other_plans import FACTS, SALARY, TASK, month
from tests.application.replaying.asking import Asking


def dividend(firm: Firm) -> Any:
    """The shop's pool, paid on top of base pay."""
    return months.published(firm)


def salary(firm: Firm) -> Any:
    """D05."""
    return month(firm, SALARY, FACTS[SALARY])


def job_sheet(firm: Firm) -> Any:
    """D09: the payroll reads how far each duty was done, not the total."""
    return month(firm, TASK, FACTS[TASK])


PLANS = [dividend, salary, job_sheet]


def moved(firm: Firm, who: str = "G1") -> dict[str, Any]:
    """All appeals of the month in numbers."""
    found: dict[str, Any] = firm.asks(who).appeal_figures(firm.cycle())["appeals"]
    return found


def left_out(asking: Asking) -> dict[str, Any]:
    """What would be different without the decision."""
    found: dict[str, Any] = asking(Question(without=(asking.position(AppealDecided),)))["differences"]["totals"]
    return found


@pytest.mark.parametrize("plan", PLANS)
def test_before_payday(firm: Firm, asking: Asking, plan: Callable[[Firm], Any]) -> None:
    """Nothing is known until the payroll is calculated; then it is the difference to the same payroll without."""
    deduction = plan(firm)
    firm.do("M1", months.uphold(deduction, months.object_to(firm, deduction)))
    assert (moved(firm)["not_computed"], moved(firm)["yuan"]["paid"]) == (1, "0.00")
    months.pay(firm)
    _agree(moved(firm), left_out(asking))


@pytest.mark.parametrize("plan", PLANS)
def test_after_payday(firm: Firm, asking: Asking, plan: Callable[[Firm], Any]) -> None:
    """The correction is what moved, whether or not the month that takes it is paid."""
    deduction = plan(firm)
    appeal = months.object_to(firm, deduction)
    months.pay(firm)
    assert firm.wages().status == PayrollStatus.PAID
    firm.do("M1", months.uphold(deduction, appeal))
    told = moved(firm)
    assert told["not_computed"] == 0
    assert Decimal(told["yuan"]["paid"]) == -Decimal(left_out(asking)["adjustments"]["change"]) > 0


def test_a_grant(firm: Firm, asking: Asking) -> None:
    """Of a role: everybody in it is paid more, the fund and the company carry the rest."""
    months.published(firm)
    appeal = months.ask_share(firm, "S1", "1", role="service")
    firm.do("G1", months.grant(appeal, "1"))
    months.pay(firm)
    _agree(moved(firm), left_out(asking))
    assert moved(firm)["yuan"]["paid"] != "0.00"


@pytest.mark.parametrize("plan", [salary, job_sheet])
def test_wages_of_other_plans_are_explained(firm: Firm, plan: Callable[[Firm], Any]) -> None:
    """Bonus, attendance and overtime; duties and their coefficient: each column comes out again."""
    plan(firm)
    months.pay(firm)
    for number in TEAM:
        id = payslip_id(firm.wages().id, firm.person(number))
        line = firm.asks("H1").payslip(id)["line"]
        told = firm.asks(number).payslip_explanation(id)
        comes_out({name: line[name] for name in line if name != "explanation"}, told)


@pytest.mark.parametrize("plan", [SALARY, TASK])
def test_base_pay_of_somebody_exempt_is_explained(firm: Firm, plan: str) -> None:
    """S2 is exempt for the month: base pay alone."""
    cycle = months.plan(firm)
    firm.do("H1", ExemptEmployee(cycle, firm.person("S2"), "产假"))
    firm.do("H1", AssignPlan(cycle, plan, None, {}))
    firm.do("H1", OpenCycle(cycle))
    others = [number for number in TEAM if number != "S2"]
    for number in others:
        firm.do("H1", RecordFacts(firm.card(number), FACTS[plan]))
    months.enter(firm, profit=False, people=others)
    months.review(firm)
    months.publish(firm)
    months.pay(firm)
    id = payslip_id(firm.wages().id, firm.person("S2"))
    line = firm.asks("S2").payslip(id)["line"]
    told = firm.asks("S2").payslip_explanation(id)
    comes_out({name: line[name] for name in line if name != "explanation"}, told)
    assert {held["kind"] for held in told["sources"]} & {"base-pay", "rule"}


def test_a_base_wage_of_half_a_month_is_told_by_days(firm: Firm, asking: Asking) -> None:
    """N1 joined on the 16th: 2000 × 16 / 31, the base from the cycle's plan, the days in the arithmetic."""
    test_task_month.test_a_plan_with_a_cap_holds_the_coefficient_and_nothing_else(firm)
    told = firm.asks("N1").payslip_explanation(payslip_id(firm.wages().id, firm.person("N1")))
    base = next(held for held in told["columns"] if held["column"] == "base_pay")
    values = [number["value"] for number in numbers(base["term"])]
    assert values[:3] == ["2000", "16", "31"]
    assert redone(base["term"]) == Fraction("1032.26")
    sources = {held["id"]: held for held in told["sources"]}
    (setting,) = {number["source"] for number in numbers(base["term"]) if number["value"] == "2000"}
    assert (sources[setting]["kind"], sources[setting]["event"]) == ("parameter", "plan-assigned")
    assert asking()["reproduced"]


def _agree(told: dict[str, Any], totals: dict[str, Any]) -> None:
    assert told["not_computed"] == 0
    assert Decimal(told["yuan"]["paid"]) == -Decimal(totals["gross"]["change"])
    assert Decimal(told["yuan"]["team_fund"]) == -Decimal(totals["team_fund"]["change"])
    assert sum(Decimal(amount) for amount in told["yuan"].values()) == 0
