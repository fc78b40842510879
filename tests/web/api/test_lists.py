"""Lists by page: a cursor says after which entry the next page begins."""

import re
from uuid import uuid4

from tests.web.api.described import body_of
from tests.web.api.house import House


def test_pages_follow_each_other_without_gaps_or_repeats(house: House) -> None:
    """Also when somebody is added meanwhile."""
    house.furnish()
    for number in range(7):
        house.hire(f"E{number}")
    seen, after, pages = [], "", 0
    while True:
        page = house["H1"].seen(f"/employees?limit=4{f'&after={after}' if after else ''}")
        seen += [held["number"] for held in page["items"]]
        pages += 1
        if page["next"] is None:
            break
        after = page["next"]
        if pages == 1:
            house.hire("A0")
    assert seen == sorted({*seen} - {"A0"}) + (["A0"] if "A0" in seen else [])
    assert len(seen) == len(set(seen)) == 14
    assert pages == 4


def test_a_cursor_is_good_for_its_own_list_alone(house: House) -> None:
    """A place in one list says nothing about another, which would begin anywhere and look complete."""
    house.furnish()
    after = house["H1"].seen("/employees?limit=1")["next"]
    for other in ("/schemes", "/plans", "/shops", "/events", f"/employees?shop={house.shop}"):
        refused = house["A1"].get(f"{other}{'&' if '?' in other else '?'}after={after}")
        assert refused.status_code == 422, other
        assert [held["code"] for held in body_of(refused)["errors"]] == ["cursor-invalid"], other


def test_fifty_by_default_and_two_hundred_at_most(house: House) -> None:
    """The audit log is the longest list there is."""
    house.furnish()
    for number in range(30):
        house["ADMIN"].done("/roles", {"role": f"r{number}", "title_zh": "岗", "title_en": "Role"})
    assert len(house["A1"].seen("/events")["items"]) == 50
    positions = [held["position"] for held in house["A1"].seen("/events?limit=200")["items"]]
    assert positions == sorted(positions, reverse=True)
    assert len(positions) == house.services.ledger_of(house.organization).head()


def test_built_in_and_published_rules_are_one_list(house: House) -> None:
    """A shop finds its own scheme among those that ship."""
    house.furnish()
    shown = house["H1"].seen("/schemes/shop-staff")
    assert (shown["built_in"], shown["versions"]) == (True, [])
    own = {**shown["document"], "id": "our-staff", "version": 1}
    house["H1"].done("/schemes", {"document": own})
    house["H1"].done("/schemes", {"document": {**own, "version": 2}})
    listed = {held["id"]: held for held in house["H1"].seen("/schemes?limit=200")["items"]}
    assert listed["our-staff"]["version"] == 2
    assert not listed["our-staff"]["built_in"]
    assert listed["shop-staff"]["built_in"]
    assert house["H1"].seen("/schemes/our-staff?version=1")["version"] == 1
    assert house["H1"].get("/schemes/our-staff?version=3").status_code == 404
    first = house["H1"].seen("/schemes?limit=3")
    second = house["H1"].seen(f"/schemes?limit=3&after={first['next']}")
    assert [held["id"] for held in first["items"] + second["items"]] == sorted(listed)[:6]


def test_rules_with_json_numbers_are_refused_and_named(house: House) -> None:
    """Half a point as a float is not half a point; the pointer leads into the request."""
    house.furnish()
    document = house["H1"].seen("/schemes/shop-staff")["document"]
    document["sections"][0]["items"][0]["max"] = 25.5
    answer = house["H1"].post("/schemes", {"document": {**document, "id": "ours"}})
    assert answer.status_code == 422
    assert ("/document/sections/0/items/0/max", "number-not-text") in {
        (held["pointer"], held["code"]) for held in body_of(answer)["errors"]
    }


def test_a_calendar_of_ones_own_is_checked_and_put_into_force(house: House) -> None:
    """Deadlines count by it from then on."""
    house.furnish()
    document = house["H1"].seen("/calendar")["document"]
    faulty = house["H1"].post("/calendars", {"document": {**document, "years": [2026.5]}})
    assert {held["pointer"] for held in body_of(faulty)["errors"]} >= {"/document/years"}
    house["H1"].done("/calendars", {"document": {**document, "version": "ours-1"}})
    assert house["H1"].seen("/calendar")["calendar"] == "ours-1"


def test_what_stands_under_a_thing_that_is_not_there_is_not_there(house: House) -> None:
    """An empty list would say that there is nothing to do, where there is no such thing."""
    house.furnish()
    described = house["A1"].get("/openapi.json").get_json()["paths"]
    paths = [path.removeprefix("/api/v1") for path, acts in described.items() if "get" in acts and "{" in path]
    assert "/cycles/{cycle}/deductions" in paths
    found = {path: house["A1"].get(_nowhere(path)).status_code for path in paths}
    assert {path: status for path, status in found.items() if status != 404} == {}


def _nowhere(path: str) -> str:
    """The path with names in it that nothing has, and the parameters that it asks for."""
    named = re.sub(r"\{sha256\}", "0" * 64, path)
    named = re.sub(r"\{(name|size)\}", "1", named)
    return re.sub(r"\{\w+\}", str(uuid4()), named) + ("?from=1&to=1" if path.endswith("/differences") else "")
