"""Appeals in numbers: what is counted, what it moved, and whose deductions do not stand."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from application.appeals.deciding import DecideAppeal
from application.appeals.filing import FileCardAppeal, WithdrawAppeal
from application.appeals.hearing import AcceptAppeal, RefuseAppeal
from application.replaying import Question, Replays
from application.scorecards import RecordDeduction
from domain.appeal import Remedy, RemedyKind
from domain.appeal.events import AppealDecided
from domain.errors import Invalid
from tests.application.projections.company import Company
from tests.application.projections.month import Month
from web.demo.stage import Stage
from web.wiring import library


def of_rater(company: Company, figures: dict[str, Any], number: str) -> dict[str, Any]:
    """What somebody entered, and how it fared."""
    found: dict[str, Any] = next(
        held for held in figures["by_rater"] if held["employee"] == str(company.person(number))
    )
    return found


class TestCounting:
    def test_tells_every_appeal_by_where_it_stands(self, month: Month) -> None:
        """One upheld against a deduction, one share granted, two that wait."""
        figures = month.company.asks("G1").appeal_figures(month.company.cycle)
        appeals = figures["appeals"]
        counts = {name: appeals[name] for name in ("filed", "pending", "decided", "upheld", "partly", "dismissed")}
        assert counts == {"filed": 4, "pending": 2, "decided": 2, "upheld": 2, "partly": 0, "dismissed": 0}
        assert (appeals["upheld_share"], appeals["points"]) == ("1.0000", "6.00")
        assert {held["kind"]: held["filed"] for held in figures["by_kind"]} == {
            "deduction": 1, "payslip": 1, "share": 2,
        }  # fmt: skip

    def test_tells_whose_deductions_do_not_stand(self, month: Month) -> None:
        """L1 took twice: one was reversed by an appeal, the other by the manager before publication."""
        company = month.company
        figures = company.asks("M1").appeal_figures(company.cycle)
        lead = of_rater(company, figures, "L1")
        assert lead["deductions"] == {
            "entered": 2, "reversed": 2, "reduced": 0, "by_appeal": 1, "standing_share": "0.0000",
            "points_taken": "8.00", "points_given_back": "8.00",
        }  # fmt: skip
        assert (lead["appeals"]["filed"], lead["appeals"]["upheld"], lead["appeals"]["points"]) == (1, 1, "6.00")
        assert figures["people"][str(company.person("L1"))]["name"] == "Name of L1"

    def test_tells_for_which_reasons(self, month: Month) -> None:
        """By the catalogue's code, with its title and clause; a free reason by its item."""
        reasons = month.company.asks("M1").appeal_figures(month.company.cycle)["by_reason"]
        found = {(held["about"], held["item"], held["code"]): held for held in reasons}
        late, free = found["item", "conduct", "late"], found["item", "conduct", None]
        assert (late["title"]["en"], late["source"], late["deductions"]["reversed"]) == ("Late", "D08 四", 1)
        assert (free["title"]["en"], free["appeals"]["upheld"]) == ("Conduct", 1)
        assert found["share", None, None]["appeals"]["filed"] == 2

    def test_leaves_yuan_to_who_may_see_pay(self, month: Month) -> None:
        """What one appeal moved is one person's pay."""
        company = month.company
        for who, told in (("M1", False), ("H1", True), ("G1", True), ("U1", True)):
            appeals = company.asks(who).appeal_figures(company.cycle)["appeals"]
            assert (appeals["yuan"] is not None, appeals["not_computed"] is not None) == (told, told)

    def test_of_several_periods_is_each_and_all(self, month: Month) -> None:
        """A manager is told of their own shop only; a period outside the range is not counted."""
        company = month.company
        whole = company.asks("M1").figures_of_periods()
        assert [held["period"] for held in whole["periods"]] == ["2026-09"]
        assert whole["appeals"] == whole["periods"][0]["appeals"]
        assert company.asks("M2").figures_of_periods()["periods"] == []
        later = company.asks("H1").figures_of_periods(first="2026-10", last="2026-Q4")
        assert (later["periods"], later["appeals"]["filed"], later["appeals"]["upheld_share"]) == ([], 0, None)
        assert len(company.asks("H1").figures_of_periods(first="2026-Q3", last="2026-09")["periods"]) == 1

    def test_a_period_that_is_none_is_named(self, month: Month) -> None:
        """Which of the two."""
        with pytest.raises(Invalid) as caught:
            month.company.asks("H1").figures_of_periods(last="2026-13")
        assert (caught.value.code, caught.value.pointer) == ("period-malformed", "/to")

    def test_of_an_earlier_day_is_what_was_known_then(self, month: Month) -> None:
        """A look back counts as anything else does."""
        company = month.company
        then = company.asks("G1").appeal_figures(company.cycle, as_of=str(month.positions["publish"]))
        assert then["appeals"]["filed"] == 0
        assert of_rater(company, then, "L1")["deductions"]["reversed"] == 1


def test_days_are_working_days_and_every_end_is_counted(company: Company) -> None:
    """Filed on a Tuesday before the national holiday, decided after it: the holiday is not the handler's delay."""
    month = Month(company)
    month.open()
    month.enter()
    month.rate()
    for number in ("S1", "S2", "S3"):
        taken = RecordDeduction(company.card(number), "conduct", Decimal(6), "", "", f"about {number}")
        company.act("L1", taken)
    month.review()
    month.publish()
    company.moment = company.moment.replace(
        year=2027, month=1, day=29
    )  # a Friday; the next is the Spring Festival's eve
    appeals = {}
    for number in ("S1", "S2", "S3"):
        card = company.asks(number).card(company.card(number))
        filed = FileCardAppeal(
            company.card(number), "deduction", card["deductions"][-1]["id"], "I was there", "I was ill until today"
        )
        appeals[number] = company.act(number, filed).subject
    company.act("S2", WithdrawAppeal(appeals["S2"], "settled"))
    company.act("M1", RefuseAppeal(appeals["S3"], "too late"))
    company.act("M1", AcceptAppeal(appeals["S1"]))
    company.moment = company.moment.replace(month=2, day=2)
    deduction = UUID(company.asks("S1").card(company.card("S1"))["deductions"][-1]["id"])
    remedy = Remedy(RemedyKind.REDUCE_DEDUCTION, deduction=deduction, points=Decimal(2))
    company.act("M1", DecideAppeal(appeals["S1"], "partly", "half of it", (remedy,)))
    figures = company.asks("G1").appeal_figures(company.cycle)
    told = figures["appeals"]
    assert {name: told[name] for name in ("partly", "withdrawn", "refused", "decided", "upheld_share")} == {
        "partly": 1, "withdrawn": 1, "refused": 1, "decided": 1, "upheld_share": "1.0000",
    }  # fmt: skip
    assert told["days"] == {"counted": 1, "mean": "2.0", "most": 2}
    lead = of_rater(company, figures, "L1")["deductions"]
    assert (lead["entered"], lead["reduced"], lead["reversed"], lead["points_given_back"]) == (3, 1, 0, "4.00")
    assert (told["yuan"], told["not_computed"]) == ({"paid": "0.00", "team_fund": "0.00", "retained": "0.00"}, 1)


def test_yuan_are_what_a_replay_without_the_decision_says(demo: Stage) -> None:
    """Two ways to the same figure: before payday, after it by a correction, and of a grant to a role."""
    ledger = demo.services.ledger_of(demo.organization)
    chief = str(demo.person(demo.holder("general-manager")))
    queries = demo.services.queries(demo.organization, chief)
    replays = Replays(ledger, library(), demo.services.vault_of(demo.organization))
    decided = [held for held in ledger.read() if isinstance(held.event, AppealDecided)]
    kinds = {str(held.originator_id): queries.appeal(held.originator_id)["kind"] for held in decided}
    assert sorted(kinds.values()) == ["deduction", "judgement", "share", "share"]
    for kind in ("deduction", "judgement"):
        (position,) = [held.position for held in decided if kinds[str(held.originator_id)] == kind]
        _agree(queries.figures_of_periods(), kind, replays.ask(Question(without=(position,)), chief)["differences"])


def _agree(figures: dict[str, Any], kind: str, without: dict[str, Any]) -> None:
    """Left out, it is as much less as it moved."""
    (told,) = [held for held in figures["by_kind"] if held["kind"] == kind]
    totals = without["totals"]
    assert Decimal(told["points"]) == -Decimal(totals["points"]["change"])
    assert Decimal(told["yuan"]["paid"]) == -Decimal(totals["gross"]["change"])
    assert Decimal(told["yuan"]["team_fund"]) == -Decimal(totals["fund_balance"]["change"])
