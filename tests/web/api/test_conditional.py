"""ETags: decide about the version that was looked at; look back without one."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.web.api.described import body_of
from tests.web.api.house import House

PLAN = {"plan": "store-dividend"}


@pytest.fixture
def cycle(house: House) -> str:
    """The path of a planned cycle."""
    house.furnish()
    return f"/cycles/{house['H1'].done('/cycles', {'shop': house.shop, 'period': '2026-09'})['id']}"


def test_a_decision_about_what_was_seen_is_taken(house: House, cycle: str) -> None:
    """The ETag of a query is the If-Match of a command, and the command answers the next one."""
    seen = house["H1"].get(cycle)
    answer = house["H1"].post(f"{cycle}/plan", PLAN, If_Match=seen.headers["ETag"])
    assert answer.status_code == 201
    assert house["H1"].get(cycle).headers["ETag"] == answer.headers["ETag"] == f'"{body_of(answer)["version"]}"'


def test_a_stale_decision_changes_nothing(house: House, cycle: str) -> None:
    """Somebody else was faster: look again."""
    seen = house["H1"].get(cycle)
    house["M1"].done(f"{cycle}/plan", PLAN)
    head = house.services.ledger_of(house.organization).head()
    answer = house["H1"].post(
        f"{cycle}/exemptions", {"employee": str(house["F1"].id), "reason": "x"}, If_Match=seen.headers["ETag"]
    )
    assert (answer.status_code, body_of(answer)["type"]) == (412, "urn:jixiao:problem:stale")
    assert house.services.ledger_of(house.organization).head() == head


@pytest.mark.parametrize("tag", ["7", '"seven"', 'W/"1"', '"1", "2"', '"01"'])
def test_a_tag_that_was_never_given_is_malformed(house: House, cycle: str, tag: str) -> None:
    """A precondition that cannot be read must not be passed over."""
    answer = house["H1"].post(f"{cycle}/plan", PLAN, If_Match=tag)
    assert (answer.status_code, body_of(answer)["type"]) == (400, "urn:jixiao:problem:if-match-malformed")


def test_any_version_is_a_star(house: House, cycle: str) -> None:
    """RFC 9110."""
    assert house["H1"].post(f"{cycle}/plan", PLAN, If_Match="*").status_code == 201


@pytest.mark.parametrize("form", ["{}", "W/{}", '"0", {}'])
def test_what_did_not_change_is_not_sent_again(house: House, cycle: str, form: str) -> None:
    """304 without a body, until something happens."""
    tag = house["H1"].get(cycle).headers["ETag"]
    again = house["H1"].get(cycle, If_None_Match=form.format(tag))
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    house["H1"].done(f"{cycle}/plan", PLAN)
    assert house["H1"].get(cycle, If_None_Match=form.format(tag)).status_code == 200


def test_a_look_back_shows_what_was_and_carries_no_tag(house: House, cycle: str) -> None:
    """Nobody decides about the past."""
    before = house["H1"].seen(cycle)
    recorded_at = house["A1"].seen("/events?limit=1")["items"][0]["recorded_at"]
    house["H1"].done(f"{cycle}/plan", PLAN)
    in_shanghai = datetime.fromisoformat(recorded_at).astimezone(ZoneInfo("Asia/Shanghai")).isoformat()
    for as_of in (str(before["position"]), recorded_at, in_shanghai.replace("+", "%2B")):
        then = house["H1"].get(f"{cycle}?as_of={as_of}")
        assert body_of(then) == before
        assert "ETag" not in then.headers
    assert house["H1"].seen(cycle)["plan"]["id"] == "store-dividend"


def test_a_look_back_before_it_was_shows_nothing(house: House, cycle: str) -> None:
    """It did not exist."""
    assert house["H1"].get(f"{cycle}?as_of=1").status_code == 404
    assert house["H1"].seen("/cycles?as_of=1")["items"] == []
