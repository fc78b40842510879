"""Why, what changed, and the numbers, over HTTP: described answers that come out again."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.application.explaining.redoing import redone
from tests.web.api.described import body_of
from tests.web.api.story import Story

CHIEF, MANAGER, HR, FINANCE = "G001", "M001", "H001", "F001"


@pytest.fixture
def appealed(story: Story) -> dict[str, Any]:
    """October's card that an appeal amended."""
    cards = story.seen(CHIEF, "/scorecards?limit=200")["items"]
    return next(held for held in cards if held["period"] == "2026-10" and held["amendments"])


class TestWhy:
    def test_a_card_is_explained_in_arithmetic_and_sentences(self, story: Story, appealed: dict[str, Any]) -> None:
        """In both languages, to the person themself."""
        told = story.seen(appealed["number"], f"/scorecards/{appealed['id']}/explanation")
        assert redone(told["total_term"]) == Fraction(Decimal(appealed["total"]))
        for line in told["items"]:
            assert line["sentence"].keys() == {"zh", "en"}
            assert (line["term"] is None) == (line["state"] != "scored")
        assert any(sentence["zh"].startswith("申诉改判") for sentence in told["sentences"])
        assert {source["kind"] for source in told["sources"]} >= {"fact", "target", "deduction", "judgement"}

    def test_a_payslip_is_explained_to_its_person(self, story: Story, appealed: dict[str, Any]) -> None:
        """Every column, of every payslip of theirs; nobody else's pay."""
        slips = story.seen(appealed["number"], "/payslips?limit=50")["items"]
        assert len(slips) == 4
        for slip in slips:
            told = story.seen(appealed["number"], f"/payslips/{slip['id']}/explanation")
            for column in told["columns"]:
                assert redone(column["term"]) == Fraction(Decimal(slip["line"][column["column"]]))

    def test_as_of_a_moment(self, story: Story, appealed: dict[str, Any]) -> None:
        """Before the appeal, the card came to less, and the explanation says why."""
        decided = story.position("appeal-decided")
        told = story.seen(CHIEF, f"/scorecards/{appealed['id']}/explanation?as_of={decided - 1}")
        assert Decimal(told["total"]) < Decimal(appealed["total"])
        assert told["amendments"] == []
        assert redone(told["total_term"]) == Fraction(Decimal(told["total"]))

    def test_what_may_not_be_seen_is_not_there(self, story: Story, appealed: dict[str, Any]) -> None:
        """As the card and the payslip themselves: a colleague gets 404, a manager no payslip."""
        slip = story.seen(appealed["number"], "/payslips")["items"][0]
        colleague = next(
            held["number"]
            for held in story.seen(CHIEF, "/scorecards?limit=200")["items"]
            if held["number"] != appealed["number"] and held["lead"] != appealed["employee"]
        )
        for number, path in (
            (colleague, f"/scorecards/{appealed['id']}/explanation"),
            (FINANCE, f"/scorecards/{appealed['id']}/explanation"),
            (MANAGER, f"/payslips/{slip['id']}/explanation"),
            (colleague, f"/payslips/{slip['id']}/explanation"),
            (colleague, f"/employees/{appealed['employee']}/differences?from=1"),
            (colleague, f"/cycles/{appealed['cycle']}/appeal-figures"),
            (FINANCE, f"/cycles/{appealed['cycle']}/appeal-figures"),
            (colleague, f"/appeal-figures?shop={appealed['shop']}"),
        ):
            assert story.call(number, "GET", path).status_code == 404, (number, path)


class TestWhatChanged:
    def test_between_two_moments(self, story: Story, appealed: dict[str, Any]) -> None:
        """Around the decision: the line, the entry, the total; the timeline says the same in points."""
        decided = story.position("appeal-decided", 0)
        path = f"/employees/{appealed['employee']}"
        found = story.seen(MANAGER, f"{path}/differences?from={decided - 1}&to={decided + 8}")
        (card,) = found["cards"]
        (entry,) = found["entries"]
        assert (entry["before"]["status"], entry["after"]["status"]) == ("recorded", "reversed")
        timeline = story.seen(MANAGER, f"{path}/timeline?limit=200")["items"]
        amended = next(held for held in timeline if held["event"] == "scorecard-amended")
        assert amended["effect"]["total"]["change"] == card["change"] == "3.00"

    def test_until_now_and_by_times(self, story: Story, appealed: dict[str, Any]) -> None:
        """`to` is now when it is left out; pay is told to the person."""
        path = f"/employees/{appealed['employee']}/differences"
        found = story.seen(appealed["number"], f"{path}?from=2026-01-01T00:00:00Z")
        assert (found["from"], found["to"]) == (0, story.head)
        assert len(found["payslips"]) == len(found["cards"]) == 4

    @pytest.mark.parametrize(
        ("query", "pointer", "code"),
        [
            ("", "/from", "field-missing"),
            ("?from=soon", "/from", "as-of-invalid"),
            ("?from=5&to=4", "/to", "moments-reversed"),
            ("?from=1&to=9999999", "/to", "as-of-ahead"),
            ("?from=1&until=2", "/until", "field-unknown"),
        ],
    )
    def test_moments_that_cannot_be_are_named(
        self, story: Story, appealed: dict[str, Any], query: str, pointer: str, code: str
    ) -> None:
        """422, with the parameter."""
        answer = story.call(MANAGER, "GET", f"/employees/{appealed['employee']}/differences{query}")
        assert answer.status_code == 422
        problem = body_of(answer)
        assert [(held["pointer"], held["code"]) for held in problem["errors"]] == [(pointer, code)]


class TestNumbers:
    def test_of_a_cycle(self, story: Story, appealed: dict[str, Any]) -> None:
        """A manager sees whose deductions do not stand, and no yuan."""
        told = story.seen(MANAGER, f"/cycles/{appealed['cycle']}/appeal-figures")
        assert (told["appeals"]["filed"], told["appeals"]["upheld_share"], told["appeals"]["yuan"]) == (
            4,
            "1.0000",
            None,
        )
        (worst,) = [held for held in told["by_rater"] if held["deductions"]["reversed"]]
        assert worst["deductions"]["standing_share"] == "0.0000"
        assert told["people"][worst["employee"]]["name"]

    def test_across_periods(self, story: Story, appealed: dict[str, Any]) -> None:
        """All that one may see, a shop's, a range of periods; yuan for who may see pay."""
        told = story.seen(HR, "/appeal-figures")
        assert [held["period"] for held in told["periods"]] == ["2026-08", "2026-09", "2026-10", "2026-11"]
        assert told["appeals"]["yuan"]["paid"] == "3042.47"
        of_shop = story.seen(HR, f"/appeal-figures?shop={appealed['shop']}&from=2026-09&to=2026-10")
        assert ([held["period"] for held in of_shop["periods"]], of_shop["from"]) == (["2026-09", "2026-10"], "2026-09")
        assert story.call(HR, "GET", "/appeal-figures?from=2026-13").status_code == 422
