"""A card as people read it: every figure explained, every entry with its author, peers kept confidential."""

from decimal import Decimal
from typing import Any

import pytest

from application.cycles.closing import CloseFacts
from application.cycles.publishing import PublishResults
from application.cycles.running import ApproveResults, ReopenCycle, SubmitResults
from application.organizations import GrantDuty
from application.projections.scorecards import SCORECARDS
from application.queries.card_scores import AS_SUBMITTED, RATINGS_CONCEALED, score_of
from application.queries.views import View
from application.scorecards import AcknowledgeCard, GiveJudgement, GiveRating, RecordDeduction, RecordFacts
from domain.policies import Acting
from domain.scorecard import Scorecard
from domain.scoring.documents import scheme_from_plain
from tests.application.projections.company import SCHEME_PLAIN, Company
from tests.application.projections.month import RATED, Month

SCHEME = scheme_from_plain(SCHEME_PLAIN)


def item(card: dict[str, Any], id: str) -> dict[str, Any]:
    """A line of a card."""
    return next(dict(held) for held in card["items"] if held["id"] == id)


class TestScore:
    def test_a_live_card_shows_what_the_aggregate_computes(self, month: Month) -> None:
        """The same function behind the card on the screen and the one that will be submitted."""
        company = month.company
        for name, position in month.positions.items():
            for number in RATED:
                version = sum(1 for _ in company.ledger.stream(company.card(number), until=position))
                if not version:
                    continue
                aggregate = company.ledger.load(Scorecard, company.card(number), version=version)
                assert aggregate is not None
                shown = company.asks("M1").card(company.card(number), as_of=str(position))
                computed = aggregate.computed(SCHEME)
                assert shown["total"] == (None if computed.total is None else str(computed.total)), (name, number)
                scores = [None if line.score is None else str(line.score) for line in computed.items]
                assert [line["score"] for line in shown["items"]] == scores, (name, number)

    def test_an_open_card_says_what_is_missing(self, month: Month) -> None:
        """With the reason, in both languages, and without a total."""
        company = month.company
        card = company.asks("M1").card(company.card("S1"), as_of=str(month.positions["open"]))
        assert (card["stage"], card["provisional"], card["total"]) == ("open", True, None)
        assert [missing["item"] for missing in card["unscored"]] == ["sales", "attitude", "courtesy"]
        assert card["unscored"][1]["reason"] == {"zh": "还没有人评定", "en": "nobody has judged it yet"}
        assert card["sections"][0]["score"] is None

    def test_a_submitted_card_keeps_its_figures_and_explains_them(self, month: Month) -> None:
        """D01: items sum to the total, and each says how it came about."""
        company = month.company
        card = company.asks("S1").card(company.card("S1"), as_of=str(month.positions["publish"]))
        assert sum(Decimal(line["score"]) for line in card["items"]) == Decimal(card["total"]) == Decimal("83.83")
        assert item(card, "sales")["explanation"]["zh"] == "Sales 90000 / 目标 100000 → 40 分 × 0.9 = 36.00 分"
        assert (card["grade"], card["points_in_play"], card["sections"][0]["score"]) == ("b", "100", "83.83")

    def test_a_sentence_stands_only_beside_the_figure_that_it_explains(self, month: Month) -> None:
        """A later program may compute otherwise; what was submitted stays, and is not explained by what it is not."""
        company = month.company
        company.catch_up()
        row = company.models.get(SCORECARDS, str(company.card("S1")))
        assert row is not None
        body = {**row.body, "result": {**row.body["result"], "total": "70.00", "items": [
            {**held, "score": "10.00"} if held["id"] == "sales" else held for held in row.body["result"]["items"]
        ]}}  # fmt: skip
        view = View(
            company.organization, Acting(str(company.person("M1"))), company.models, company.models, company.vault
        )
        score = score_of(view, body, SCHEME)
        lines = {line.id: line for line in score.card.items}
        assert (score.total, lines["sales"].score, lines["sales"].explanation) == (
            Decimal("70.00"), Decimal("10.00"), AS_SUBMITTED
        )  # fmt: skip
        assert lines["attitude"].explanation.en == "Attitude: judged “good” (15–20 points) → 18 points"

    def test_a_waived_item_is_out_of_the_denominator(self, month: Month) -> None:
        """It stays listed, without a score."""
        card = month.company.asks("S4").card(month.company.card("S4"))
        assert (item(card, "courtesy")["state"], item(card, "courtesy")["score"]) == ("waived", None)
        assert card["points_in_play"] == "80"
        assert card["waivers"][0]["reason"] == "new in the team"

    def test_an_amended_card_shows_the_old_score_beside_the_new_one(self, month: Month) -> None:
        """An appeal never overwrites: who changed what stays visible, with the appeal's name."""
        company = month.company
        card = company.asks("S1").card(company.card("S1"))
        amendment = card["amendments"][0]
        assert (amendment["old_total"], amendment["new_total"], card["total"]) == ("83.83", "89.83", "89.83")
        assert (amendment["appeal"], amendment["by"]) == (str(month.appeal), str(company.person("M1")))
        deduction = next(held for held in card["deductions"] if held["id"] == str(month.deduction))
        assert (deduction["status"], deduction["appeal"]) == ("reversed", str(month.appeal))
        assert [step["reason"] for step in deduction["steps"]] == ["left a customer waiting", "the outage is proven"]

    def test_every_deduction_has_its_reason_author_and_clause(self, month: Month) -> None:
        """Rejected and reversed ones too: what was proposed about a person is theirs to know."""
        card = month.company.asks("S1").card(month.company.card("S1"))
        rejected = next(held for held in card["deductions"] if held["id"] == str(month.rejected))
        assert (rejected["title"], rejected["source"]) == ({"zh": "Late", "en": "Late"}, "D08 四")
        assert [(step["status"], step["reason"]) for step in rejected["steps"]] == [
            ("proposed", "late on the 3rd"), ("rejected", "the bus was late")
        ]  # fmt: skip
        assert card["people"][rejected["by"]] == {"number": "L1", "name": "Name of L1"}
        assert item(card, "conduct")["deductions"] == [str(month.deduction), str(month.rejected)]

    def test_a_returned_card_moves_again(self, month: Month) -> None:
        """Its figures are the live ones until it is submitted again."""
        company = month.company
        history = company.asks("S3").card(company.card("S3"))["history"]
        assert [step["stage"] for step in history] == [
            "open", "submitted", "returned", "submitted", "approved", "published"
        ]  # fmt: skip
        assert history[2]["reason"] == "too high"
        returned = company.asks("M1").card(company.card("S3"), as_of=str(history[2]["position"]))
        judged = company.asks("M1").card(company.card("S3"), as_of=str(history[2]["position"] + 1))
        assert Decimal(returned["total"]) - Decimal(judged["total"]) == 16


class TestRatings:
    def test_the_person_rated_sees_means_only(self, month: Month) -> None:
        """D07: a rater's own view of peers stays confidential."""
        card = month.company.asks("S1").card(month.company.card("S1"))
        peers = next(held for held in card["ratings"] if held["kind"] == "peer")
        assert (peers["count"], peers["mean"], peers["given"]) == (3, "13.666667", [])
        text = str(card)
        assert not any(str(month.company.person(peer)) in text for peer in ("S2", "S3", "S4"))
        assert "was asked" not in text

    @pytest.mark.parametrize(("who", "singly"), [("M1", 3), ("U1", 3), ("H1", 0), ("G1", 0), ("L1", 0)])
    def test_only_the_manager_and_the_auditor_see_them_singly(self, month: Month, who: str, singly: int) -> None:
        """Not HR, not the general manager, not the lead."""
        card = month.company.asks(who).card(month.company.card("S1"))
        assert len(next(held for held in card["ratings"] if held["kind"] == "peer")["given"]) == singly

    def test_while_rating_goes_on_nothing_moves_for_those_who_may_not_see(self, month: Month) -> None:
        """Two means, before and after one rating, would tell what it was; so would totals."""
        company = month.company
        stream = [recorded for recorded in company.ledger.stream(company.card("S1")) if "rating" in recorded.topic]
        seen = {
            str([card[name] for name in ("total", "points", "items", "sections")])
            for recorded in stream
            for card in [company.asks("S1").card(company.card("S1"), as_of=str(recorded.position))]
        }
        assert len(seen) == 1
        card = company.asks("S1").card(company.card("S1"), as_of=str(stream[-1].position))
        assert item(card, "courtesy")["explanation"] == RATINGS_CONCEALED.plain()
        assert next(held for held in card["ratings"] if held["kind"] == "peer")["mean"] is None

    def test_two_submissions_do_not_tell_what_one_rating_was(self, company: Company) -> None:
        """Submitted, returned, rated anew by one peer, submitted again: the difference of two means, points or totals
        times three is that rating. Before publication none of it is shown, afterwards the last.
        """
        month = Month(company)
        for step in (month.open, month.enter, month.rate, month.deduct, month.review):
            step()
        company.act("G1", ReopenCycle(company.cycle, "one more rating"))
        company.act("S2", GiveRating(company.card("S1"), "courtesy", "peer", Decimal(20), "on second thoughts"))
        company.act("M1", CloseFacts(company.cycle))
        company.act("M1", SubmitResults(company.cycle))
        company.act("G1", ApproveResults(company.cycle))
        before = company.ledger.head()
        company.act("H1", PublishResults(company.cycle))
        company.act("S1", AcknowledgeCard(company.card("S1"), "I see"))
        steps = company.asks("M1").card(company.card("S1"))["history"]
        moments = [step["position"] for step in steps if step["position"] <= before]
        for who in ("S1", "L1", "H1"):
            assert len({self._told(company, who, str(moment)) for moment in (*moments[1:], before)}) == 1, who
            now = company.asks(who).card(company.card("S1"))
            totals = [step["total"] for step in now["history"]]
            assert (totals[1:3], len({*totals[-3:]}), totals[-1]) == ([None, None], 1, now["total"])
            assert next(held for held in now["ratings"] if held["kind"] == "peer")["mean"] == "16.666667"
            line = company.asks(who).timeline(company.person("S1")).items
            told = [held["details"]["total"] for held in reversed(line) if "total" in held["details"]]
            assert told == [None, None, *[now["total"]] * 3]
            assert [held["effect"] for held in line if held["event"] == "rating-given"] == [None] * 6
        seen = company.asks("G1").card(company.card("S1"), as_of=str(before))
        assert seen["total"] is not None, "nobody approves what they cannot see"

    def _told(self, company: Company, who: str, moment: str) -> str:
        """All figures of the card and of its explanation that might follow from a rating."""
        asked, id = company.asks(who), company.card("S1")
        card, why = asked.card(id, as_of=moment), asked.card_explanation(id, as_of=moment)
        listed = next(held for held in asked.cards(employee=company.person("S1"), as_of=moment).items)
        figures = ("total", "points", "grade", "passed", "sections")
        lines = [{**line, "deductions": []} for line in card["items"]]
        means = [held["mean"] for held in card["ratings"] if held["kind"] == "peer"]
        totals = {step["total"] for step in card["history"]}
        courtesy = next(held for held in why["items"] if held["id"] == "courtesy")
        reasons = (why["total"], why["total_term"], why["sentences"], courtesy["term"], courtesy["sentence"])
        return str(([card[name] for name in figures], lines, means, totals, listed["total"], reasons))

    def test_a_manager_who_is_rated_sees_no_single_ones_of_their_own(self, company: Company) -> None:
        """The duty is for other people's cards."""
        month = Month(company)
        for step in (month.open, month.enter, month.rate):
            step()
        company.act("A1", GrantDuty(company.person("S1"), "manager", company.shop("A")))
        ratings = {number: company.asks("S1").card(company.card(number))["ratings"] for number in ("S1", "S2")}
        assert [len(held["given"]) for held in ratings["S1"] if held["kind"] == "peer"] == [0]
        assert [len(held["given"]) for held in ratings["S2"] if held["kind"] == "manager"] == [1]

    def test_too_few_peers_have_no_mean(self, company: Company) -> None:
        """The mean of one is the one."""
        self._one_rating(company)
        card = company.asks("S1").card(company.card("S1"))
        peers = next(held for held in card["ratings"] if held["kind"] == "peer")
        assert (peers["count"], peers["mean"], peers["given"]) == (1, None, [])

    def test_a_rater_sees_their_own(self, company: Company) -> None:
        """Where they may see the card at all: a lead who is a peer of nobody rates as manager."""
        self._one_rating(company)
        card = company.asks("L1").card(company.card("S1"))
        manager = next(held for held in card["ratings"] if held["kind"] == "manager")
        assert [held["comment"] for held in manager["given"]] == ["as lead"]

    def _one_rating(self, company: Company) -> None:
        Month(company).open()
        company.act("S2", GiveRating(company.card("S1"), "courtesy", "peer", Decimal(11), "alone"))
        company.act("L1", GiveRating(company.card("S1"), "courtesy", "manager", Decimal(15), "as lead"))


class TestLists:
    def test_a_list_shows_totals_and_filters(self, month: Month) -> None:
        """By stage, in the order of staff numbers."""
        company = month.company
        past = str(month.positions["deduct"])
        cards = company.asks("H1").cards(cycle=company.cycle, stage="open", as_of=past).items
        assert [card["number"] for card in cards] == ["L1", "S1", "S2", "S3", "S4"]
        assert cards[1]["deductions"] == 1
        assert company.asks("H1").cards(cycle=company.cycle, stage="returned").items == []
        totals = [card["total"] for card in company.asks("H1").cards(cycle=company.cycle).items]
        assert totals == [card["total"] for card in (company.asks("H1").card(company.card(n)) for n in RATED)]

    def test_a_persons_cards_are_found(self, month: Month) -> None:
        """Newest first."""
        company = month.company
        found = company.asks("S1").cards(employee=company.person("S1")).items
        assert [(card["period"], card["id"]) for card in found] == [("2026-09", str(company.card("S1")))]

    def test_deductions_wait_in_an_inbox(self, company: Company) -> None:
        """A proposal is nothing until a person decides."""
        Month(company).open()
        act, card = company.act, company.card("S1")
        act("M1", RecordFacts(card, {"actual_sales": Decimal(1)}))
        act("M1", GiveJudgement(card, "attitude", "good", Decimal(18), "fine"))
        act("L1", RecordDeduction(card, "conduct", None, "late", "", "late", proposed=True))
        act("L1", RecordDeduction(card, "conduct", Decimal(3), "", "", "rude"))
        waiting = company.asks("M1").deductions(company.cycle, status="proposed").items
        assert [(held["reason"], held["name"]) for held in waiting] == [("late", "Name of S1")]
        assert [held["reason"] for held in company.asks("S1").deductions(company.cycle).items] == ["late", "rude"]
        assert company.asks("S2").deductions(company.cycle).items == []
