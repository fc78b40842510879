"""The whole month over HTTP, on both databases: from the first shop to what is paid and what an appeal changes."""

from decimal import Decimal
from typing import Any

from flask import Flask

from application.employees import HireEmployee
from tests.web.api.described import Described
from tests.web.api.house import SetClock
from tests.web.api.spoken import SpokenStage
from web.api.callers import SERVICES
from web.demo.findings import check, gather
from web.demo.founding import FOUNDED, found
from web.demo.month import Month
from web.demo_data import other_months, shop_month


def test_the_demo_month_over_http(app: Flask, clock: SetClock, described: Described) -> None:
    """What the product is for: every step by the right person's token, and refused to the auditor and a stranger."""
    stage = SpokenStage(app.extensions[SERVICES], shop_month())
    clock.set(stage.moment)
    stage.speak_over(app, clock, described)
    found(stage)
    stage.act("H001", HireEmployee("STRANGER", None, "", None, FOUNDED, True))
    others = other_months()
    months = [Month(stage, script) for script in (*others[:2], stage.script["month"], *others[2:])]
    for month in months:
        month.play()
    assert [held for held in check(stage, months, gather(stage, months), True) if not held.holds] == []
    assert stage.refused > 200
    _every_page_is_what_it_says(stage, months[2])


def _every_page_is_what_it_says(stage: SpokenStage, month: Month) -> None:
    expected = stage.script["expected"]
    for number, totals in expected["totals"].items():
        assert stage.seen(number, f"/scorecards/{month.card(number)}")["total"] == totals["final"]
    payroll = stage.seen("F001", f"/payrolls/{month.payroll}")
    assert {name: payroll["totals"][name] for name in expected["payroll"]["totals"]} == expected["payroll"]["totals"]
    assert _conserved(payroll)
    for path in _pages(stage, month):
        stage.seen("A001", path)


def _conserved(payroll: dict[str, Any]) -> bool:
    """Σ entitlement = Σ paid + fund + retained, to the fen."""
    totals = {name: Decimal(amount) for name, amount in payroll["totals"].items()}
    return totals["entitlement"] == totals["paid"] + totals["team_fund"] + totals["retained"]


def _pages(stage: SpokenStage, month: Month) -> list[str]:
    shop, person = stage.shop, stage.person("E003")
    appeals = [held["id"] for held in stage.seen("A001", "/appeals")["items"]]
    payslips = [held["id"] for held in stage.seen("A001", f"/payslips?payroll={month.payroll}")["items"]]
    cycle = f"/cycles/{month.cycle}"
    lists = ["/cycles", "/scorecards", "/appeals", "/payrolls", "/standings", "/events", "/duties", "/employees"]
    return [
        *lists,
        *(f"{path}?limit=2" for path in lists),
        *(f"/appeals/{id}" for id in appeals),
        *(f"/payslips/{id}" for id in payslips),
        *(f"{cycle}{part}" for part in ("", "/criteria", "/deductions", "/share", "/leaderboard")),
        *(f"/team-funds/{shop}{part}" for part in ("", "/entries")),
        f"/standings/{person}",
        f"/employees/{person}",
        f"/employees/{person}/timeline?limit=200",
        f"/scorecards?employee={person}",
        "/events?limit=200",
    ]
