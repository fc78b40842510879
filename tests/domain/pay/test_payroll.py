"""Bad payroll inputs of every plan, each fault by its place."""

from decimal import Decimal
from typing import Any

import pytest

from adapters.library import PackagedLibrary, plan_from_toml
from application.dry_runs import dry_payroll
from domain.errors import InvalidDocument
from domain.pay.documents import plan_from_plain, plan_plain
from domain.pay.payroll import compute
from domain.pay.people import DividendPerson, SalaryPerson
from domain.pay.plan import Plan


def _plan(id: str) -> Plan:
    plan = PackagedLibrary().plan(id)
    assert plan is not None
    return plan


def _faults(id: str, document: object) -> list[tuple[str, str]]:
    with pytest.raises(InvalidDocument) as caught:
        dry_payroll(_plan(id), document)
    return [(fault.pointer, fault.code) for fault in caught.value.faults]


def test_a_salary_input_is_checked_person_by_person() -> None:
    """Attendance is never guessed: who was not recorded as present has no full attendance, and no zero either."""
    people: list[dict[str, Any]] = [
        {"id": "E1", "base": "4000", "score": "90", "late": "0", "regular": "yes"},
        {
            "id": "E2",
            "base": "-1",
            "score": "90",
            "late": "0",
            "leave_days": "0",
            "regular": True,
            "overtime": {"night": "1"},
        },
        {"id": "E2", "base": "1", "late": 0, "leave_days": "0", "regular": True, "overtime": {"holiday": "-1"}},
    ]
    assert _faults("salary-structure", {"people": people, "grants": []}) == [
        ("/people/0/leave_days", "missing"),
        ("/people/0/regular", "wrong-type"),
        ("/people/1/overtime/night", "unknown-key"),
        ("/people/2/score", "missing"),
        ("/people/2/late", "number-not-text"),
        ("/grants", "unknown-key"),
        ("/people/2/id", "duplicate-id"),
        ("/people/1/base", "too-small"),
        ("/people/2/overtime/holiday", "too-small"),
    ]


def test_a_task_input_needs_weighted_duties() -> None:
    """Without any weight there is no coefficient, and 0 would be a wage of nothing."""
    people = [
        {"id": "M1", "duties": []},
        {
            "id": "M2",
            "duties": [{"id": "a", "weight": "0", "completion": "1"}, {"id": "a", "weight": "0", "completion": "-1"}],
        },
    ]
    assert _faults("task-coefficient", {"parameters": {"cap": "-1", "pool": "x"}, "people": people}) == [
        ("/parameters/cap", "too-small"),
        ("/parameters/pool", "unknown-parameter"),
        ("/people/0/duties", "weights-all-zero"),
        ("/people/1/duties/1/id", "duplicate-id"),
        ("/people/1/duties/1/completion", "too-small"),
        ("/people/1/duties", "weights-all-zero"),
    ]


def test_no_cap_may_be_said_outright() -> None:
    """`"cap": null` is the plan's own default, written down."""
    duties = [{"id": "a", "weight": "1", "completion": "3"}]
    result = dry_payroll(
        _plan("task-coefficient"), {"parameters": {"cap": None}, "people": [{"id": "M1", "duties": duties}]}
    )
    assert result["lines"][0]["base_pay"] == "5400.00"


def test_people_of_another_plan_are_refused() -> None:
    """A live payroll that mixed its inputs up must not pay anybody."""
    someone = SalaryPerson("E1", Decimal(1), Decimal(1), Decimal(0), Decimal(0), True)
    with pytest.raises(InvalidDocument, match="no store-dividend person"):
        compute(_plan("store-dividend"), {"net_profit": Decimal(1)}, [someone])
    other = DividendPerson("E1", "service", Decimal(1), Decimal(1))
    with pytest.raises(InvalidDocument, match="no salary-structure person"):
        compute(_plan("salary-structure"), {}, [other])


def test_the_pool_needs_its_fact() -> None:
    """Net profit that nobody recorded is not 0."""
    assert _faults("store-dividend", {"people": []}) == [("/parameters/net_profit", "missing")]
    assert _faults("store-dividend", {"people": [], "parameters": {"pool": "turnover", "net_profit": "1"}}) == [
        ("/parameters/turnover", "missing")
    ]


def test_a_plan_composed_wrongly_is_told_everything_at_once() -> None:
    """Shares that do not come to 100 %, values that cannot be, keys that mean nothing."""
    plain = plan_plain(_plan("store-dividend"))
    plain["roles"][0]["share"] = "40"
    plain["parameters"]["threshold"]["value"] = "180"
    plain["parameters"]["fund_below"]["value"] = "some"
    plain["parameters"]["bonus"] = plain["parameters"].pop("pool")
    with pytest.raises(InvalidDocument) as caught:
        plan_from_plain(plain)
    assert [(fault.pointer, fault.code) for fault in caught.value.faults] == [
        ("/parameters/pool", "missing"),
        ("/parameters/threshold/value", "too-large"),
        ("/parameters/fund_below/value", "wrong-type"),
        ("/parameters/bonus", "unknown-key"),
        ("/roles", "shares-do-not-sum"),
    ]


def test_a_plan_file_names_its_duplicate_keys() -> None:
    """TOML faults come with the rest."""
    with pytest.raises(InvalidDocument) as caught:
        plan_from_toml('id = "a"\nid = "b"\nkind = "lottery"\n')
    assert [fault.code for fault in caught.value.faults][:2] == ["duplicate-key", "missing"]


def test_every_line_is_explained_in_both_languages() -> None:
    """What does my score do to my pay: the payslip says it in words."""
    people = [DividendPerson("E1", "service", Decimal(4000), Decimal("92.5"))]
    line = compute(_plan("store-dividend"), {"net_profit": Decimal(100000)}, people).lines[0]
    assert "10000.00 × 92.5% = 9250.00" in line.explanation.zh
    assert "10000.00 × 92.5% = 9250.00" in line.explanation.en
