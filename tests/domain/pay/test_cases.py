"""The worked cases of every built-in plan, line by line."""

from typing import Any

import pytest

from adapters.library import PackagedLibrary
from application.dry_runs import dry_payroll
from tests.cases import read

FILES = dict(read("plans"))
CASES = [(file["plan"], case) for file in FILES.values() for case in file["cases"]]


@pytest.mark.parametrize(("plan_id", "case"), CASES, ids=[f"{plan}: {case['name']}" for plan, case in CASES])
def test_payroll_comes_to_what_was_worked_out_by_hand(plan_id: str, case: dict[str, Any]) -> None:
    """A payroll that is a fen off is refused by the people it pays: every column equals the worked case exactly."""
    plan = PackagedLibrary().plan(plan_id)
    assert plan is not None

    result = dry_payroll(plan, case["input"])

    assert result["lines"] == case["lines"]
    assert result["totals"] == case["totals"]
    assert result.get("pool") == case.get("pool")
    assert case["arithmetic"]


def test_every_built_in_plan_has_worked_cases() -> None:
    """A plan without worked cases is one that nobody ever checked."""
    assert {file["plan"] for file in FILES.values()} == {plan.id for plan in PackagedLibrary().plans()}
