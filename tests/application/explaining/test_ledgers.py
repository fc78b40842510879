"""Explanations of whole ledgers: every card and payslip comes out again, and every source is an event that happened."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from application.employees import SetBasePay
from application.payrolls.paying import CalculatePayroll
from application.ports import Ledger
from application.projections.payrolls import payslip_id
from application.projections.plain import event_name, moment
from application.queries import Paging, Queries
from tests.application.explaining.redoing import numbers, redone
from tests.application.explaining.test_payslips import comes_out
from tests.application.projections.company import Company
from tests.application.projections.month import RATED, Month
from web.demo.stage import Stage

EVERYTHING = Paging(200)


def card_comes_out(queries: Queries, card: dict[str, Any], as_of: str | None = None) -> dict[str, Any]:
    """The explanation of a card, redone."""
    told = queries.card_explanation(UUID(card["id"]), as_of=as_of)
    assert (told["total"], told["grade"], told["points_in_play"]) == tuple(
        card[name] for name in ("total", "grade", "points_in_play")
    )
    for line, held in zip(card["items"], told["items"], strict=True):
        assert (held["id"], held["score"], held["state"]) == (line["id"], line["score"], line["state"])
        if line["score"] is not None and line["state"] == "scored":
            assert redone(held["term"]) == Fraction(Decimal(line["score"]))
    if told["total"] is not None:
        assert redone(told["total_term"]) == Fraction(Decimal(told["total"]))
    return told


def cards_of(queries: Queries) -> Iterator[dict[str, Any]]:
    """Every card that may be seen, whole."""
    for listed in queries.cards(EVERYTHING).items:
        yield queries.card(UUID(listed["id"]))


def slips_of(queries: Queries) -> Iterator[dict[str, Any]]:
    """Every payslip that may be seen."""
    for payroll in queries.payrolls(EVERYTHING).items:
        yield from queries.payslips(EVERYTHING, payroll=UUID(payroll["id"])).items


def happened(ledger: Ledger, sources: list[dict[str, Any]]) -> None:
    """Each source with a position is the event there: its name, its moment, who did it."""
    events = {held.position: held for held in ledger.read()}
    for source in sources:
        if source["position"] is not None:
            event = events[source["position"]]
            told = (source["event"], source["at"], source["by"])
            assert told == (event_name(event.event), moment(event.event.timestamp), event.actor), source
        for change in (*source["changes"], *source["replaced"]):
            assert events[change["position"]].actor == change["by"]


class TestTheDemo:
    def test_every_card_comes_out_again(self, demo: Stage) -> None:
        """Four months, amended cards among them; to the general manager and to the people themselves."""
        ledger = demo.services.ledger_of(demo.organization)
        queries = demo.services.queries(demo.organization, str(demo.person(demo.holder("general-manager"))))
        cards = list(cards_of(queries))
        assert len(cards) == 32
        for card in cards:
            happened(ledger, card_comes_out(queries, card)["sources"])
            own = demo.services.queries(demo.organization, card["employee"])
            card_comes_out(own, own.card(UUID(card["id"])))

    def test_every_payslip_comes_out_again(self, demo: Stage) -> None:
        """Entitlement, grants, the fen of the largest remainder, fund, retained, corrections that name their appeal."""
        ledger = demo.services.ledger_of(demo.organization)
        queries = demo.services.queries(demo.organization, str(demo.person(demo.holder("hr"))))
        slips = list(slips_of(queries))
        assert len(slips) == 32
        appeals = set()
        for slip in slips:
            told = queries.payslip_explanation(UUID(slip["id"]))
            comes_out({name: slip["line"][name] for name in slip["line"] if name != "explanation"}, told)
            happened(ledger, told["sources"])
            if Decimal(slip["line"]["adjustment"]):
                appeals |= {source["appeal"] for source in told["sources"] if source["kind"] == "correction"}
                assert appeals <= set(told["appeals"])
        assert len(appeals) == 1, "October was put right in November"

    def test_a_card_comes_out_as_of_every_week(self, demo: Stage) -> None:
        """A look back is explained by what stood then, after any command."""
        ledger = demo.services.ledger_of(demo.organization)
        queries = demo.services.queries(demo.organization, str(demo.person(demo.holder("auditor"))))
        events = list(ledger.read())
        ends = [one.position for one, other in pairwise(events) if one.command != other.command]
        for card in (card for card in cards_of(queries) if card["amendments"]):
            for position in [end for end in ends if end >= card["history"][0]["position"]][::12]:
                shown = queries.card(UUID(card["id"]), as_of=str(position))
                card_comes_out(queries, shown, str(position))


class TestTheMonth:
    @pytest.mark.parametrize("who", ["S1", "L1", "M1", "H1", "U1"])
    def test_a_card_comes_out_to_whoever_may_see_it(self, month: Month, who: str) -> None:
        """Ratings of peers are told in sum; only the manager and the auditor are told who gave what."""
        queries = month.company.asks(who)
        told = card_comes_out(queries, queries.card(month.company.card("S1")))
        peers = next(held for held in told["sources"] if held["name"] == "courtesy.peer")
        assert (peers["count"], peers["value"]) == (3, "41")
        assert [given["points"] for given in peers["given"]] == (["11", "13", "17"] if who in ("M1", "U1") else [])
        assert "S3 was asked" not in str(told) or who in ("M1", "U1")

    def test_an_appeal_that_changed_points_is_named_where_they_are(self, month: Month) -> None:
        """The deduction, its reversal and the amended total, each with the appeal."""
        told = month.company.asks("S1").card_explanation(month.company.card("S1"))
        conduct = next(held for held in told["items"] if held["id"] == "conduct")
        assert conduct["appeals"] == [str(month.appeal)]
        taken = next(held for held in told["sources"] if held["kind"] == "deduction" and held["changes"])
        assert [(change["status"], change["appeal"]) for change in taken["changes"]] == [
            ("reversed", str(month.appeal))
        ]
        assert taken["evidence"][0]["sha256"] == month.chat
        assert [held["appeal"] for held in told["amendments"]] == [str(month.appeal)]
        assert any("申诉改判：总分" in sentence["zh"] for sentence in told["sentences"])
        assert "Name of L1 L1" in taken["sentence"]["zh"]
        assert "因申诉撤销" in taken["sentence"]["zh"]

    def test_every_kind_of_entry_is_told(self, month: Month) -> None:
        """In both languages, with the person's name, the moment and the position of the event."""
        company = month.company
        told = {
            source["kind"]: source["sentence"]
            for number in RATED
            for source in company.asks("M1").card_explanation(company.card(number))["sources"]
            if source["kind"] != "rating" or source["by"]
        }
        assert set(told) == {
            "rule", "fact", "target", "judgement", "deduction", "rating", "adjustment", "waiver",
        }  # fmt: skip
        for kind in set(told) - {"rule"}:
            assert "录入（账本第" in told[kind]["zh"], kind
            assert "entered by Name of " in told[kind]["en"], kind
        assert told["adjustment"]["zh"].startswith("上级加 2 分：Name of M1 M1 于 2026 年")
        assert told["waiver"]["en"].startswith("this item is waived: entered by")
        assert told["rule"]["zh"].startswith("依据 D")

    def test_targets_of_ones_own_are_the_source(self, month: Month) -> None:
        """S2 was given a target of 80000; everybody else 100000."""
        for number, target in (("S2", "80000"), ("S1", "100000")):
            told = month.company.asks(number).card_explanation(month.company.card(number))
            (held,) = [held for held in told["sources"] if held["kind"] == "target"]
            assert (held["value"], held["by"]) == (target, str(month.company.person("H1")))

    @pytest.mark.parametrize("number", [*RATED, "S5"])
    def test_a_payslip_comes_out_to_finance_and_to_its_person(self, month: Month, number: str) -> None:
        """Weights, a grant to a person, and whoever was exempt."""
        id = payslip_id(month.company.payroll, month.company.person(number))
        for who in ("F1", "H1", number):
            queries = month.company.asks(who)
            line = queries.payslip(id)["line"]
            told = queries.payslip_explanation(id)
            comes_out({name: line[name] for name in line if name != "explanation"}, told)
            happened(month.company.ledger, told["sources"])

    def test_the_shops_profit_is_told_to_its_office_only(self, month: Month) -> None:
        """Staff are told the pool, which their share is of; the profit behind it is not theirs to see (D15)."""
        id = payslip_id(month.company.payroll, month.company.person("S1"))
        own, office = (month.company.asks(who).payslip_explanation(id) for who in ("S1", "F1"))
        assert "50000" in str(office)
        assert "50000" not in str(own)
        assert {held["kind"] for held in office["sources"]} >= {"shop-fact"}

    def test_reasons_stay_with_those_whom_they_concern(self, month: Month) -> None:
        """Why a weight is a half is S4's, the manager's and HR's; why a grant was given, the appellant's."""
        company = month.company
        weighted = payslip_id(company.payroll, company.person("S4"))
        granted = payslip_id(company.payroll, company.person("S2"))
        for who, id, kind, reason in (
            ("S4", weighted, "weight", "half the month"),
            ("H1", weighted, "weight", "half the month"),
            ("F1", weighted, "weight", None),
            ("S2", granted, "grant", "well done"),
            ("G1", granted, "grant", "well done"),
            ("F1", granted, "grant", None),
        ):
            told = company.asks(who).payslip_explanation(id)
            assert [held["reason"] for held in told["sources"] if held["kind"] == kind] == [reason], (who, kind)

    def test_an_explanation_is_of_what_was_paid(self, month: Month) -> None:
        """The card's total in it is the one that the payroll was computed from."""
        id = payslip_id(month.company.payroll, month.company.person("S1"))
        told = month.company.asks("S1").payslip_explanation(id)
        card = month.company.asks("S1").card(month.company.card("S1"))
        (total,) = [held for held in told["sources"] if held["kind"] == "card"]
        assert (total["value"], total["subject"]) == (card["total"], card["id"])


def test_base_pay_that_changed_within_the_month_is_told_by_days(company: Company) -> None:
    """Half of September at the old pay, half at the new: both are sources, and the days are in the arithmetic."""
    month = Month(company)
    month.open()
    raised = SetBasePay(company.person("S1"), Decimal(6000), date(2026, 9, 16), "raised after probation")
    company.act("H1", raised)
    for step in (month.enter, month.rate, month.deduct, month.review, month.publish):
        step()
    company.act("F1", CalculatePayroll(company.cycle))
    id = payslip_id(company.payroll, company.person("S1"))
    told = company.asks("H1").payslip_explanation(id)
    base = next(held for held in told["columns"] if held["column"] == "base")
    assert base["amount"] == "5000.00"
    assert redone(base["term"]) == 5000
    named = {number["source"] for number in numbers(base["term"]) if "source" in number}
    pays = [held for held in told["sources"] if held["kind"] == "base-pay"]
    assert [held["value"] for held in pays] == ["4000.00", "6000"]
    assert {held["id"] for held in pays} <= named
