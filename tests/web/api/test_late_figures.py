"""A refund after payday, over HTTP: finance enters it, everybody concerned sees what it does to their next pay."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.web.api.described import Described, body_of
from tests.web.api.story import Story

FINANCE, CHIEF, MANAGER, STAFF = "F001", "G001", "M001", "E005"
REASON = "十二月订单的退款"


@pytest.fixture
def own_story(tmp_path: Path, described: Described) -> Iterator[Story]:
    """A shop of this test's own, whose December is paid."""
    shop = Story(tmp_path, described)
    yield shop
    shop.close()


def last_payroll(story: Story, shown: str = FINANCE) -> dict[str, Any]:
    listed = story.seen(shown, "/payrolls?status=paid")["items"][0]
    return story.seen(shown, f"/payrolls/{listed['id']}")


def test_a_refund_after_payday(own_story: Story) -> None:
    """The paid month stands, with what it should have been beside it; the next month's payroll waits with the rest."""
    paid = last_payroll(own_story)
    profit = Decimal(paid["inputs"]["parameters"]["net_profit"])
    figures = {"net_profit": str(profit - 1000)}
    body = {"figures": figures, "reason": REASON}
    path = f"/payrolls/{paid['id']}/corrections"
    assert own_story.call(MANAGER, "POST", path, body).status_code in (403, 404)
    answer = own_story.call(FINANCE, "POST", path, body)
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/api/v1/payrolls/{paid['id']}")
    again = last_payroll(own_story)
    assert (again["lines"], again["totals"], again["status"]) == (paid["lines"], paid["totals"], "paid")
    (corrected,) = again["corrections"]
    assert (corrected["figures"], corrected["reason"]) == (figures, REASON)
    assert Decimal(corrected["totals"]["pool"]) == Decimal(paid["totals"]["pool"]) - 200
    waiting = next(held for held in own_story.seen(FINANCE, "/payrolls")["items"] if held["period"] > paid["period"])
    adjustments = own_story.seen(FINANCE, f"/payrolls/{waiting['id']}")["adjustments"]
    assert {(held["corrects"], held["appeal"], held["reason"]) for held in adjustments} == {(paid["id"], None, REASON)}
    assert sum(Decimal(held["paid"]) for held in adjustments) < 0
    mine = str(own_story.stage.person(STAFF))
    (told,) = [held for held in adjustments if held["employee"] == mine]
    log = own_story.seen(STAFF, f"/employees/{mine}/timeline?limit=200")["items"]
    (entry,) = [held for held in log if held["event"] == "adjustment-posted" and held["position"] == told["position"]]
    assert entry["details"]["reason"] == REASON


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ({"figures": {"net_profit": 5}, "reason": REASON}, 422, "/figures/net_profit"),
        ({"figures": {"profit": "5"}, "reason": REASON}, 422, "/figures/profit"),
        ({"figures": {"net_profit": "5"}}, 422, "/reason"),
        ({"figures": {}, "reason": REASON}, 409, None),
    ],
)
def test_what_is_wrong_is_told_by_its_place(story: Story, body: Any, status: int, told: str | None) -> None:
    """A misspelt figure, a number that is no text, no reason; and nothing to correct."""
    paid = last_payroll(story)
    answer = story.call(FINANCE, "POST", f"/payrolls/{paid['id']}/corrections", body)
    assert answer.status_code == status, answer.text
    assert [held["pointer"] for held in body_of(answer).get("errors", ())] == ([told] if told else [])
    assert last_payroll(story)["corrections"] == []
