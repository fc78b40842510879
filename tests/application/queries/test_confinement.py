"""Inside what may be seen, what concerns others stays hidden; what was erased says so."""

from typing import Any

import pytest

from application.appeals.filing import FileCardAppeal
from application.appeals.hearing import AcceptAppeal, AnswerAppeal
from application.payrolls.paying import CalculatePayroll
from application.projections import project
from application.queries.people import ERASED
from domain.errors import Forbidden, NotFound
from tests.application.projections.company import Company
from tests.application.projections.month import Month


class TestCycle:
    def test_staff_see_the_criteria_and_their_own_targets(self, month: Month) -> None:
        """D15: criteria are everybody's; the shop's profit and other people's weights are not."""
        company = month.company
        own, other = company.asks("S2").cycle(company.cycle), company.asks("S1").cycle(company.cycle)
        assert [held["employee"] for held in own["targets"]] == [None, str(company.person("S2"))]
        assert [held["employee"] for held in other["targets"]] == [None]
        assert (other["shop_facts"], other["weights"], other["interviews"][0]["note"]) == (
            [], [], "we talked about waiting customers"
        )  # fmt: skip
        assert own["interviews"] == []
        cards = {held["employee"]: held["card"] for held in own["participants"]}
        assert cards[str(company.person("S1"))] == str(company.card("S1")), "a peer rates a card that they cannot read"
        assert other["exempt"] == [{"employee": str(company.person("S5"))}]

    def test_those_who_run_or_pay_it_see_its_figures(self, month: Month) -> None:
        """Finance sees the profit and no reasons about people."""
        company = month.company
        manager, finance = company.asks("M1").cycle(company.cycle), company.asks("F2").cycle(company.cycle)
        assert [(held["fact"], held["value"]) for held in manager["shop_facts"]] == [("net_profit", "50000")]
        assert (manager["weights"][0]["reason"], manager["exempt"][0]["reason"]) == (
            "half the month",
            "on leave all month",
        )
        assert [held["fact"] for held in finance["shop_facts"]] == ["net_profit"]
        assert (finance["weights"], finance["interviews"]) == ([], [])
        assert "reason" not in finance["exempt"][0]

    def test_criteria_are_ones_own_scheme_with_its_targets(self, month: Month) -> None:
        """What counts, for how many points, against which target."""
        company = month.company
        criteria = company.asks("S2").criteria(company.cycle)
        assert [(held["scheme"], held["version"]) for held in criteria] == [("house", 1)]
        assert [(line["id"], line["max"], line["target"]) for line in criteria[0]["items"]] == [
            ("sales", "40", "100000"), ("attitude", "20", None), ("conduct", "20", None), ("courtesy", "20", None)
        ]  # fmt: skip
        assert criteria[0]["personal_targets"][0]["targets"] == {"sales": "80000"}
        assert company.asks("F1").criteria(company.cycle) == []


class TestPay:
    def test_staff_see_a_payslip_once_it_is_approved(self, company: Company) -> None:
        """Before, it may be calculated anew; a draft that leaks is a promise."""
        month = Month(company)
        for step in (month.open, month.enter, month.rate, month.deduct, month.review, month.publish):
            step()
        company.act("F1", CalculatePayroll(company.cycle))
        assert company.asks("S1").payslips().items == []
        assert len(company.asks("F2").payslips(payroll=company.payroll).items) == 6
        told = {held["event"] for held in company.asks("S1").timeline(company.person("S1")).items}
        assert "payroll-calculated" not in told

    def test_a_payslip_is_ones_own_line_without_drafts(self, month: Month) -> None:
        """What was superseded before payment is the office's affair."""
        company = month.company
        slip = company.asks("S1").payslips().items[0]
        assert (slip["employee"], slip["status"], slip["history"]) == (str(company.person("S1")), "paid", [])
        assert (slip["line"]["paid"], slip["pool"]) == ("998.11", "10000.00")
        listed = company.asks("S1").payslips(payroll=company.payroll).items
        assert [held["employee"] for held in listed] == [str(company.person("S1"))]
        assert len(company.asks("F1").payslip(slip["id"])["history"]) == 1

    def test_finance_sees_pay_and_no_reasons(self, month: Month) -> None:
        """Deduction reasons are for the person, the lead, the manager, HR, the general manager and the auditor."""
        company = month.company
        payroll = company.asks("F1").payroll(company.payroll)
        assert len(payroll["lines"]) == 6
        assert payroll["people"][str(company.person("S1"))]["name"] == "Name of S1"
        assert "left a customer waiting" not in str(payroll)
        assert company.asks("F1").deductions(company.cycle).items == []

    def test_a_manager_sees_a_person_and_not_their_pay(self, month: Month) -> None:
        """Nor in their timeline."""
        company = month.company
        s1 = company.person("S1")
        assert company.asks("M1").employee(s1)["base_pays"] == []
        assert company.asks("S1").employee(s1)["base_pays"][0]["reason"] == "base of S1"
        assert company.asks("F1").employee(s1)["base_pays"][0]["amount"] == "4000.00"
        seen = {held["event"] for held in company.asks("M1").timeline(s1).items}
        own = {held["event"] for held in company.asks("S1").timeline(s1).items}
        assert own - seen == {"base-pay-set", "payroll-approved", "payroll-paid"}

    def test_a_grant_to_a_person_is_their_pay(self, month: Month) -> None:
        """Others see what is left of the five points."""
        company = month.company
        other, own, chief = (company.asks(who).share(company.cycle) for who in ("S1", "S2", "G1"))
        assert (other["grants"], other["left"], other["requests"]) == ([], "4", [])
        assert [held["reason"] for held in own["grants"]] == ["well done"]
        side_by_side = [(held["asked_points"], held["granted_points"]) for held in chief["requests"]]
        assert (side_by_side, chief["requested"]) == ([("2", None), ("1", "1")], "2")  # what waits comes first
        assert company.asks("F2").share(company.cycle)["grants"][0]["reason"] is None


class TestAppeals:
    def test_the_appellant_is_not_told_who_may_not_decide(self, month: Month) -> None:
        """Against a rating, that list would name the raters."""
        company = month.company
        assert "excluded" not in company.asks("S1").appeal(month.appeal)
        assert "excluded" not in company.asks("L1").appeal(month.appeal)
        assert company.asks("H1").appeal(month.appeal)["excluded"] == [str(company.person("L1"))]

    def test_both_sides_and_every_step_are_there(self, month: Month) -> None:
        """An appeal that people can trust hides nothing from its appellant."""
        appeal = month.company.asks("S1").appeal(month.appeal)
        assert appeal["grounds"][0]["grounds"] == "the system was down"
        assert appeal["answers"][0]["answer"] == "I did not know"
        assert (appeal["questions"][0]["question"], appeal["questions"][0]["answered"]["answer"]) == (
            "since when?", "since nine"
        )  # fmt: skip
        assert appeal["hearings"][0]["note"] == "both were heard"
        assert (appeal["decision"]["outcome"], appeal["decision"]["reasons"]) == ("upheld", "the outage is proven")
        assert len(appeal["timeline"]) == 9

    @pytest.mark.parametrize(
        ("who", "filters", "count"),
        [
            ("M1", {"status": "decided"}, 2),
            ("M1", {"status": "filed"}, 2),
            ("S2", {"mine": True}, 2),
            ("M1", {"mine": True}, 0),
            ("H1", {"card": "S1"}, 1),
            ("H1", {"handler": "M1"}, 1),
        ],
    )
    def test_inboxes_filter(self, month: Month, who: str, filters: dict[str, Any], count: int) -> None:
        """Mine, to be decided, about a card, on somebody's desk."""
        company = month.company
        if "card" in filters:
            filters = {"card": company.card(filters["card"])}
        if "handler" in filters:
            filters = {"handler": company.person(filters["handler"])}
        assert len(company.asks(who).appeals(**filters).items) == count


class TestLeaderboard:
    def test_everybody_finds_their_own_place(self, month: Month) -> None:
        """Other people's totals are theirs; those who may see the cards see all places, equal ones shared."""
        company = month.company
        mine = company.asks("S1").leaderboard(company.cycle)
        assert (mine["published"], [(held["number"], held["rank"]) for held in mine["places"]]) == (5, [("S1", 4)])
        places = company.asks("M1").leaderboard(company.cycle)["places"]
        assert next(held["total"] for held in places if held["number"] == "S1") == "89.83", "as amended"
        totals = [float(held["total"]) for held in places]
        assert totals == sorted(totals, reverse=True)
        assert [held["rank"] for held in places] == [1 + sum(t > total for t in totals) for total in totals]


class TestTimeline:
    def test_a_peers_rating_shows_neither_rater_nor_points(self, month: Month) -> None:
        """That one was given, and when, is no secret."""
        company = month.company
        s1 = company.person("S1")

        def peers(who: str) -> list[tuple[Any, Any]]:
            told = company.asks(who).timeline(s1).items
            rated = [held for held in told if held["event"] == "rating-given"]
            return [(h["by"], h["details"]["points"]) for h in rated if h["details"]["rater_kind"] == "peer"]

        assert peers("S1") == peers("H1") == [(None, None)] * 3
        assert [points for _, points in peers("M1")] == ["17", "13", "11"]

    def test_it_tells_who_did_what_in_order(self, month: Month) -> None:
        """Newest first, every position once."""
        told = month.company.asks("S1").timeline(month.company.person("S1")).items
        positions = [held["position"] for held in told]
        assert positions == sorted(set(positions), reverse=True)
        amended = next(held for held in told if held["event"] == "scorecard-amended")
        assert (amended["details"]["old_total"], amended["details"]["new_total"]) == ("83.83", "89.83")


class TestErased:
    def test_texts_and_name_are_gone_and_the_figures_stay(self, company: Company) -> None:
        """Erasing a person leaves the record provable and nameless."""
        month = Month(company).played()
        company.vault.erase(company.person("S1"))
        card = company.asks("U1").card(company.card("S1"))
        assert (card["name"], card["total"]) == (None, "89.83")
        assert {str(held["reason"]) for held in card["deductions"]} == {str(ERASED)}
        assert card["judgements"][0]["reason"] == {"zh": "已删除", "en": "erased"}
        assert company.asks("U1").appeal(month.appeal)["grounds"][0]["grounds"] == ERASED
        assert company.asks("U1").card(company.card("S2"))["name"] == "Name of S2"

    def test_rows_rebuilt_after_an_erasure_are_the_same_bytes(self, company: Company) -> None:
        """Nothing in them came from the key."""
        Month(company).played()
        company.catch_up()
        before = company.models.digest()
        company.vault.erase(company.person("S1"))
        company.models.rebuild(company.ledger, project)
        assert company.models.digest() == before


class TestRatersUnderAppeal:
    def test_a_peer_who_rated_has_no_part_in_the_appeal(self, company: Company) -> None:
        """Their answer would tell S1 who gave what (D07): they are not asked, see nothing, say nothing; and as their
        entry is objected to, they do not decide. The lead says the other side; the manager, who rated too, may.
        """
        Month(company).played()
        filed = FileCardAppeal(company.card("S1"), "rating", "courtesy", "I was polite all month")
        appeal = company.act("S1", filed).subject
        company.act("H1", AcceptAppeal(appeal))
        for number in ("S2", "S3", "S4"):
            with pytest.raises(NotFound):
                company.asks(number).appeal(appeal)
            assert str(appeal) not in [held["id"] for held in company.asks(number).appeals().items]
            assert str(appeal) not in [held["subject"] for held in company.asks(number).notices().items]
            with pytest.raises(Forbidden):
                company.act(number, AnswerAppeal(appeal, "I rated as I saw it"))
        assert set(company.asks("G1").appeal(appeal)["excluded"]) >= {str(company.person(n)) for n in ("S2", "M1")}
        told = [held["kind"] for held in company.asks("M1").notices().items if held["subject"] == str(appeal)]
        assert told == ["answer-awaited"]
        company.act("M1", AnswerAppeal(appeal, "most days, not all"))
