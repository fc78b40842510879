"""What an appeal moved, computed in two ways: by the numbers about appeals, and by a replay without the decision."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from application.projections.payrolls import payslip_id
from application.replaying import Question
from domain.appeal.events import AppealDecided
from domain.payroll import PayrollStatus
from tests.application.explaining.test_payslips import comes_out
from tests.application.handlers import months
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


def _agree(told: dict[str, Any], totals: dict[str, Any]) -> None:
    assert told["not_computed"] == 0
    assert Decimal(told["yuan"]["paid"]) == -Decimal(totals["gross"]["change"])
    assert Decimal(told["yuan"]["team_fund"]) == -Decimal(totals["team_fund"]["change"])
    assert sum(Decimal(amount) for amount in told["yuan"].values()) == 0
