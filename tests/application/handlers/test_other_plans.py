"""Months that are paid by another plan than the store dividend: no pool, no fund, the same road to payday."""

from decimal import Decimal
from typing import Any

import pytest

from application.cycles.planning import AssignPlan, OpenCycle
from application.scorecards import RecordFacts
from domain.errors import InvalidDocument
from domain.payroll import PayrollStatus
from domain.payroll.events import AdjustmentPosted
from tests.application.handlers import months
from tests.application.handlers.firm import NOVEMBER, TEAM, Firm

SALARY, TASK = "salary-structure", "task-coefficient"
FACTS = {SALARY: {"late": Decimal(0), "leave_days": Decimal(0), "bonus": Decimal(1000)}, TASK: {"rewards": Decimal(50)}}


@pytest.fixture
def firm(sqlite_firm: Firm) -> Firm:
    """No database can change these rules."""
    return sqlite_firm


def month(firm: Firm, plan: str, facts: dict[str, Any]) -> Any:
    """A published month under a plan, in which D1 reached every target exactly; D1's deduction."""
    cycle = months.plan(firm)
    firm.do("H1", AssignPlan(cycle, plan, None, {}))
    firm.do("H1", OpenCycle(cycle))
    if facts:
        for number in TEAM:
            firm.do("H1", RecordFacts(firm.card(number), facts))
    months.enter(firm, profit=False)
    firm.do("H1", RecordFacts(firm.card("D1"), {"orders": Decimal("0.35"), "previous_orders": Decimal("0.175")}))
    deduction = months.deduct(firm)
    months.review(firm)
    months.publish(firm)
    return deduction


@pytest.mark.parametrize(
    ("plan", "gross", "more"), [(SALARY, "5370.00", "30.00"), (TASK, "1796.00", "54.00")], ids=[SALARY, TASK]
)
def test_it_is_calculated_paid_and_corrected(firm: Firm, plan: str, gross: str, more: str) -> None:
    """D05: 4000 and 97 % of 1000 and full attendance of 400. D09: 1800 at a completion of 97 % and
    50 of rewards. Both get the three points back after payday.
    """
    deduction = month(firm, plan, FACTS[plan])
    appeal = months.object_to(firm, deduction)
    months.pay(firm)
    assert firm.wages().status == PayrollStatus.PAID
    assert firm.pay_of("D1")["gross"] == gross
    firm.do("M1", months.uphold(deduction, appeal))
    assert [str(one.paid) for one in firm.events(AdjustmentPosted)] == [more]
    for posted in firm.events(AdjustmentPosted):
        assert posted.paid + posted.team_fund + posted.retained == 0
        assert posted.originator_id == firm.payroll(NOVEMBER)


def test_a_fact_that_the_plan_needs_is_asked_for_by_name(firm: Firm) -> None:
    """Nobody's attendance is guessed: every missing figure of every person is named at once."""
    with pytest.raises(InvalidDocument) as caught:
        month(firm, SALARY, {})
    pointers = {fault.pointer for fault in caught.value.faults}
    assert pointers == {f"/people/{firm.person(number)}/{name}" for number in TEAM for name in ("late", "leave_days")}
