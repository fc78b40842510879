"""What somebody may not see is not there; what they see and may not do is refused."""

from typing import Any

import pytest

from tests.web.api.described import body_of
from tests.web.api.house import House


@pytest.fixture
def cycle(house: House) -> str:
    """A planned cycle of the shop."""
    house.furnish()
    found: str = house["H1"].done("/cycles", {"shop": house.shop, "period": "2026-09"})["id"]
    return found


def said(answer: Any, *ids: object) -> tuple[int, str]:
    """An answer without its request id and the ids that were asked for."""
    body = body_of(answer)
    del body["instance"]
    text = str(sorted(body.items()))
    for id in ids:
        text = text.replace(str(id), "ID")
    return answer.status_code, text


def test_another_organization_is_not_there(house: House, cycle: str) -> None:
    """The token confines each answer; the ids of others are as good as made up."""
    other = House(house.app, house.services, house.clock, house.described).furnish()
    person = house["H1"].id
    unknown = other.organization
    for path in (
        "/cycles/{}",
        "/employees/{}",
        "/scorecards/{}",
        "/appeals/{}",
        "/payrolls/{}",
        "/shops/{}",
    ):
        real = cycle if path.startswith("/cycles") else person
        absent = other["H1"].get(path.format(unknown))
        assert said(other["H1"].get(path.format(real)), real) == said(absent, unknown)
        assert absent.status_code == 404
    assert other["H1"].get(f"/standings/{person}").status_code == 404
    assert other["H1"].post(f"/cycles/{cycle}/opening").status_code == 404
    assert other["H1"].post(f"/employees/{person}/tokens", {}).status_code == 404
    assert house["H1"].seen(f"/cycles/{cycle}")["phase"] == "planned"


def test_who_may_not_see_a_thing_gets_the_same_404_as_for_nothing(house: House, cycle: str) -> None:
    """A refusal that differs tells that the thing exists."""
    stranger = house.hire("X1")
    nothing = house.organization
    for command, body in (("opening", None), ("return", {"reason": "x"}), ("approval", None), ("payroll", None)):
        hidden = stranger.post(f"/cycles/{cycle}/{command}", body)
        absent = stranger.post(f"/cycles/{nothing}/{command}", body)
        assert hidden.status_code == absent.status_code == 404
        assert said(hidden, cycle) == said(absent, nothing)


def test_who_sees_a_thing_is_told_that_they_may_not(house: House, cycle: str) -> None:
    """403 says: ask somebody who may; and by which rule."""
    answer = house["F1"].post(f"/cycles/{cycle}/opening")
    assert (answer.status_code, body_of(answer)["type"]) == (403, "urn:jixiao:problem:run-cycle")
    assert body_of(answer)["clause"] == "D15"


def test_lists_leave_out_what_may_not_be_seen(house: House, cycle: str) -> None:
    """And a cursor names nothing that was left out."""
    stranger = house.hire("X1")
    assert stranger.seen("/cycles") == {"items": [], "next": None}
    assert [held["number"] for held in stranger.seen("/employees")["items"]] == ["X1"]
    assert house["H1"].seen("/cycles")["items"][0]["id"] == cycle


def test_the_audit_log_is_for_those_who_oversee(house: House, cycle: str) -> None:
    """Events name everybody."""
    assert house["A1"].seen("/events")["items"]
    assert house["F1"].get("/events").status_code == 404
