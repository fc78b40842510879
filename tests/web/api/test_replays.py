"""POST /replays: a question in JSON, the differences and their hash, and nothing written."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from tests.web.api.described import body_of
from tests.web.api.story import Story

CHIEF, MANAGER, HR, FINANCE = "G001", "M001", "H001", "F001"


@pytest.fixture
def card(story: Story) -> dict[str, Any]:
    """October's card that an appeal amended."""
    cards = story.seen(CHIEF, "/scorecards?limit=200")["items"]
    return next(held for held in cards if held["period"] == "2026-10" and held["amendments"])


class TestAsOf:
    def test_a_question_without_a_difference_is_how_everything_stands(self, story: Story) -> None:
        """As the queries have it, card for card; and the ledger's own figures come out again."""
        answer = story.replayed(CHIEF, {})
        assert (answer["reproduced"], answer["departures"], answer["differences"]) == (True, [], None)
        assert (answer["format"], answer["position"]) == ("jixiao.replay.1", story.head)
        listed = {held["id"]: held["total"] for held in story.seen(CHIEF, "/scorecards?limit=200")["items"]}
        assert {held["card"]: held["total"] for held in answer["state"]["cards"]} == listed

    def test_a_position_and_its_time_are_the_same_moment(self, story: Story) -> None:
        """Whoever asks has a day, not a position; inside a command, it is the moment before it."""
        position = story.position("payroll-paid")
        by_position = story.replayed(CHIEF, {"as_of": str(position)})
        by_time = story.replayed(CHIEF, {"as_of": by_position["recorded_at"]})
        assert by_position["position"] == by_time["position"] == position - 1
        assert by_position["state"]["totals"] == by_time["state"]["totals"]

    def test_the_same_question_has_the_same_hash_for_everybody_who_may_ask_it(self, story: Story) -> None:
        """So that a decision can quote it, and an arbitrator ask again."""
        question = {"without": [story.position("deduction-recorded")], "shop": str(story.stage.shop), "pay": False}
        hashes = {story.replayed(number, question)["hash"] for number in (CHIEF, MANAGER, HR)}
        assert len(hashes) == 1


class TestWhatIf:
    def test_a_deduction_left_out_gives_points_and_yuan(self, story: Story) -> None:
        """Card, payslip, payroll and fund, before and after; the totals are the sums."""
        answer = story.replayed(CHIEF, {"without": [story.position("deduction-recorded")]})
        (left,) = answer["without"]
        assert (left["event"], left["position"]) == ("deduction-recorded", story.position("deduction-recorded"))
        found = answer["differences"]
        (card,) = found["cards"]
        (slip,) = found["payslips"]
        gross = next(held for held in slip["columns"] if held["column"] == "gross")
        assert found["totals"]["points"]["change"] == card["change"] == "2.00"
        assert found["totals"]["gross"]["change"] == gross["change"] == "44.76"
        assert found["funds"][0]["balance"]["change"] == "-44.76"

    def test_an_entry_is_added_rules_and_parameters_are_others(self, story: Story, card: dict[str, Any]) -> None:
        """Everything that a question can hold, at once."""
        added = {"kind": "adjustment", "card": card["id"], "points": "-1.5", "now": True}
        question = {
            "with": [added],
            "schemes": [{"cycle": card["cycle"], "employee": card["employee"], "targets": {"conversion": "0.30"}}],
            "plans": [{"cycle": card["cycle"], "parameters": {"threshold": "75"}}],
            "as_of": None,
            "shop": str(story.stage.shop),
        }
        answer = story.replayed(CHIEF, question)
        assert answer["question"]["plans"] == [
            {"cycle": card["cycle"], "parameters": {"threshold": "75"}, "plan": "", "version": None}
        ]
        changed = {held["card"]: held for held in answer["differences"]["cards"]}
        assert card["id"] in changed
        assert answer["differences"]["payrolls"]

    def test_without_pay_nothing_of_pay_is_told(self, story: Story) -> None:
        """A manager's replay, and anybody's who asks for less."""
        question = {"without": [story.position("deduction-recorded")], "shop": str(story.stage.shop)}
        for number, told in ((MANAGER, {}), (CHIEF, {"pay": False})):
            found = story.replayed(number, {**question, **told})["differences"]
            assert (found["payslips"], found["payrolls"], found["adjustments"]) == ([], [], [])
            assert set(found["totals"]) == {"points", "fund_balance"}
            assert Decimal(found["totals"]["points"]["change"]) == 2


class TestRefusals:
    @pytest.mark.parametrize(
        ("question", "faults"),
        [
            ({"without": [999_999]}, [("/without/0", "position-unknown")]),
            ({"without": [1]}, [("/without/0", "event-not-left-out")]),
            ({"with": [{"kind": "wish", "card": str(uuid4())}]}, [("/with/0/kind", "word-unknown")]),
            ({"with": [{"kind": "deduction"}]}, [("/with/0/card", "field-missing")]),
            (
                {"with": [{"kind": "waiver", "card": str(uuid4()), "item": "conversion"}]},
                [("/with/0/card", "subject-unknown")],
            ),
            ({"schemes": [{"scheme": "none-such"}]}, [("/schemes/0/scheme", "scheme-unknown")]),
            ({"plans": [{"plan": "store-dividend", "version": 9}]}, [("/plans/0/version", "plan-unknown")]),
            ({"plans": [{"parameters": {"none": "1"}}]}, [("/plans/0/parameters/none", "unknown-parameter")]),
            ({"as_of": "999999"}, [("/as_of", "as-of-ahead")]),
            ({"what": 1}, [("/what", "field-unknown")]),
            ({"without": [1.5]}, [("/without/0", "whole-number-invalid")]),
        ],
    )
    def test_what_cannot_be_asked_is_named_where_it_stands(
        self, story: Story, question: dict[str, Any], faults: list[tuple[str, str]]
    ) -> None:
        """422, with a pointer into the question."""
        assert story.refused(CHIEF, question) == (422, faults)

    def test_who_may_not_ask_is_told_so(self, story: Story) -> None:
        """A clerk of the shop, and finance, who see pay and no reasons; a manager not about every shop."""
        shop = str(story.stage.shop)
        clerk = next(held["number"] for held in story.seen(HR, "/employees?limit=200")["items"] if held["lead"])
        for number, question in ((clerk, {"shop": shop}), (FINANCE, {"shop": shop}), (MANAGER, {})):
            assert story.refused(number, question)[0] == 403, number
        assert story.refused(MANAGER, {"shop": shop, "pay": True})[0] == 403
        assert story.refused(CHIEF, {"appeal": str(uuid4())})[0] == 404
        assert story.client.post("/api/v1/replays", json={}).status_code == 401

    def test_nothing_is_written(self, story: Story) -> None:
        """Whatever the other tests here asked."""
        assert story.services.ledger_of(story.stage.organization).head() == story.head


class TestQuoting:
    @pytest.mark.parametrize(("quoted", "status"), [("abc", 422), ("F" * 64, 422), ("f" * 64, 404), ("", 404)])
    def test_a_decision_quotes_a_hash_or_none(self, story: Story, quoted: str, status: int) -> None:
        """64 hexadecimal digits, lower case, as replays answer them; anything else is a slip of the pen."""
        body = {"outcome": "dismissed", "reasons": "推演表明不变", "replay_hash": quoted}
        answer = story.call(CHIEF, "POST", f"/appeals/{uuid4()}/decision", body)
        assert answer.status_code == status
        if status == 422:
            assert [held["pointer"] for held in body_of(answer)["errors"]] == ["/replay_hash"]
