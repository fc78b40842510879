"""What a shop's own scheme leads to, over HTTP: published as JSON, proposed at publication, decided by a person."""

from typing import Any
from uuid import uuid4

import pytest

from tests.domain.scoring.composed import document, item, section, words
from tests.web.api.described import body_of
from tests.web.api.house import House

SCHEME = document(
    section("all", item("calls", "100", "count", quota="100")),
    grades=[
        {"id": "A", "title": words("A"), "at_least": "90", "source": "D10"},
        {"id": "C", "title": words("C"), "at_least": "0", "source": "D10"},
    ],
    consequences=[
        {"id": "up", "kind": "promotion", "title": words("升"), "grade": "A", "to": "leader", "leader_below": "A",
         "source": "D10 五.2(1)"},
        {"id": "chance", "kind": "improvement", "title": words("机会"), "grade": "C", "reach": "A",
         "otherwise": "probation-pay", "source": "D10 五.2(2)"},
    ],
    id="calls", source="D07",
)  # fmt: skip
QUARTER = "2026-Q4"


@pytest.fixture
def published(house: House) -> House:
    """A quarter by the shop's own scheme: L1 made 40 calls, S1, whom L1 leads, 95."""
    house.furnish()
    hr = house["H1"]
    hr.done("/schemes", {"document": SCHEME})
    post: dict[str, Any] = {"shop": house.shop, "role": "service"}
    lead = house.hire("L1", **post, lead=str(house["M1"].id))
    staff = house.hire("S1", **post, lead=str(lead.id))
    house.on(2026, 10, 1)
    cycle = hr.done("/cycles", {"shop": house.shop, "period": QUARTER})["id"]
    people = [{"employee": str(one.id), "scheme": "calls", "duty": "打电话"} for one in (lead, staff)]
    hr.done(f"/cycles/{cycle}/assignments", {"assignments": people})
    hr.done(f"/cycles/{cycle}/plan", {"plan": "store-dividend"})
    hr.done(f"/cycles/{cycle}/opening")
    cards = {held["employee"]: held["id"] for held in hr.seen(f"/scorecards?cycle={cycle}")["items"]}
    for person, calls in ((lead, "40"), (staff, "95")):
        hr.done(f"/scorecards/{cards[str(person.id)]}/facts", {"counts": {"calls": calls}})
    house["F1"].done(f"/cycles/{cycle}/shop-facts", {"fact": "net_profit", "value": "1000", "note": "季结"})
    house.on(2027, 1, 3)
    for step, who in (("facts-closing", "H1"), ("submission", "H1"), ("approval", "G1"), ("publication", "H1")):
        house[who].done(f"/cycles/{cycle}/{step}")
    return house


def test_a_promotion_is_proposed_and_decided(published: House) -> None:
    """From the standing to the decision and back, each answer as the description says."""
    staff, lead, manager = (published[number] for number in ("S1", "L1", "G1"))
    path = f"/standings/{staff.id}"
    standing = manager.seen(path)
    (held,) = standing["consequences"]
    assert (held["kind"], held["state"], held["periods"]) == ("promotion", "proposed", [QUARTER])
    assert (held["scheme"], held["rule"], held["clause"]) == ("calls", "up", "D10 五.2(1)")
    assert held["facts"]["leader"] == str(lead.id)
    assert "leader" not in staff.seen(path)["consequences"][0]["facts"]
    order = {"decision": "made", "reason": "业绩好"}
    decision = f"{path}/consequences/{held['id']}/decision"
    assert lead.post(decision, order).status_code == 403
    made = manager.post(decision, order, If_Match=f'"{standing["version"]}"')
    assert made.status_code == 201, made.text
    assert made.headers["Location"].endswith(path)
    after = staff.seen(path)["consequences"][0]
    assert [(step["state"], step["reason"]) for step in after["steps"]] == [("proposed", None), ("made", "业绩好")]
    assert [one["kind"] for one in staff.seen("/notices")["items"]].count("consequence-made") == 1
    again = manager.post(decision, order)
    assert (again.status_code, body_of(again)["type"]) == (409, "urn:jixiao:problem:consequence-state")


def test_a_running_chance_shows_what_to_reach(published: House) -> None:
    """L1 is told at once, and nobody can cut it short."""
    lead = published["L1"]
    (held,) = lead.seen(f"/standings/{lead.id}")["consequences"]
    assert (held["kind"], held["state"], held["reach"], held["otherwise"]) == (
        "improvement",
        "running",
        "A",
        "probation-pay",
    )
    assert "improvement-begun" in [one["kind"] for one in lead.seen("/notices")["items"]]
    path = f"/standings/{lead.id}/consequences/{held['id']}/decision"
    refused = published["G1"].post(path, {"decision": "reached", "reason": "够了"})
    assert (refused.status_code, body_of(refused)["type"]) == (409, "urn:jixiao:problem:consequence-state")


def test_what_is_no_decision_is_refused_by_its_field(published: House) -> None:
    """Unknown words, a missing reason, a consequence that is not there."""
    staff, manager = published["S1"], published["G1"]
    (held,) = manager.seen(f"/standings/{staff.id}")["consequences"]
    path = f"/standings/{staff.id}/consequences"
    unknown = manager.post(f"{path}/{held['id']}/decision", {"decision": "fired", "reason": "x"})
    assert (unknown.status_code, body_of(unknown)["errors"][0]["pointer"]) == (422, "/decision")
    silent = manager.post(f"{path}/{held['id']}/decision", {"decision": "made"})
    assert (silent.status_code, body_of(silent)["errors"][0]["pointer"]) == (422, "/reason")
    absent = manager.post(f"{path}/{uuid4()}/decision", {"decision": "made", "reason": "x"})
    assert (absent.status_code, body_of(absent)["type"]) == (422, "urn:jixiao:problem:consequence-unknown")


def test_a_period_is_a_month_or_a_quarter(house: House) -> None:
    """By its field, before anything is looked up; and one day belongs to one cycle."""
    house.furnish()
    for wrong in ("2026-Q5", "2026-13", "2026Q4"):
        refused = house["H1"].post("/cycles", {"shop": house.shop, "period": wrong})
        assert (refused.status_code, body_of(refused)["errors"][0]["pointer"]) == (422, "/period")
    house["H1"].done("/cycles", {"shop": house.shop, "period": QUARTER})
    refused = house["H1"].post("/cycles", {"shop": house.shop, "period": "2026-12"})
    assert (refused.status_code, body_of(refused)["type"]) == (409, "urn:jixiao:problem:period-overlaps")
