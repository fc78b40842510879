"""Somebody who did not work one whole month: an hour of overtime, and a job sheet's wage, by what a month is worth."""

from typing import Any

import pytest

from adapters.library import PackagedLibrary
from application.dry_runs import dry_payroll
from domain.errors import InvalidDocument

LIBRARY = PackagedLibrary()


def line(plan: str, **person: Any) -> dict[str, str]:
    found = LIBRARY.plan(plan)
    assert found is not None
    result: Any = dry_payroll(found, {"people": [{"id": "E1", **person}]})
    (own,) = result["lines"]
    return dict(own)


SALARY = {"base": "2000", "score": "100", "late": "0", "leave_days": "0", "regular": True}
HOURS = {"overtime": {"workday": "10"}}
DUTY = {"duties": [{"id": "d", "weight": "1", "completion": "0.5"}]}


def test_an_hour_is_paid_by_a_whole_months_base() -> None:
    """Half of October at 4,000 a month earns 2,000, and each hour of overtime what everybody's hour is worth.

    10 × 1.5 × 4,000 / 21.75 / 8 = 344.83; without the month's base, what was earned is taken for it.
    """
    assert line("salary-structure", **SALARY, **HOURS, hourly_base="4000")["overtime"] == "344.83"
    assert line("salary-structure", **SALARY, **HOURS)["overtime"] == "172.41"
    assert line("salary-structure", **SALARY, **HOURS, hourly_base="4000")["full_attendance"] == "200.00"


def test_a_job_sheet_pays_the_part_of_the_base_that_was_worked() -> None:
    """929.03 of 1,800, half done; the plan's base for whoever worked the month."""
    assert line("task-coefficient", **DUTY, base="929.03")["base_pay"] == "464.52"
    assert line("task-coefficient", **DUTY)["base_pay"] == "900.00"
    assert line("task-coefficient", **DUTY, base="0")["base_pay"] == "0.00"


@pytest.mark.parametrize(
    ("plan", "person", "field"),
    [("salary-structure", {**SALARY, "hourly_base": "-1"}, "hourly_base"),
     ("task-coefficient", {**DUTY, "base": "-1"}, "base")],
)  # fmt: skip
def test_it_is_never_below_zero(plan: str, person: dict[str, Any], field: str) -> None:
    """A fault by its place, as every other figure."""
    with pytest.raises(InvalidDocument) as caught:
        line(plan, **person)
    assert [(fault.pointer, fault.code) for fault in caught.value.faults] == [(f"/people/0/{field}", "too-small")]
