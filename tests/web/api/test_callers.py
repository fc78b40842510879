"""Who calls is known by the token alone."""

from datetime import timedelta
from typing import Any

import pytest

from application.ports import Bearer
from tests.web.api.described import body_of
from tests.web.api.house import House, Person


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Bearer nonsense", "Bearer " + "x" * 5000]
)
def test_without_a_valid_token_nobody_is_anybody(sqlite_house: House, header: str | None) -> None:
    """Deny by default, and say how to do better."""
    headers = {} if header is None else {"Authorization": header}
    answer = sqlite_house.call("GET", "/me", headers=headers)
    assert (answer.status_code, body_of(answer)["type"]) == (401, "urn:jixiao:problem:unauthenticated")
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="jixiao"')


def test_the_token_is_asked_for_before_the_body_is_read(sqlite_house: House) -> None:
    """A stranger learns nothing about what a body should be."""
    assert sqlite_house.call("POST", "/employees", data=b"{", content_type="application/json").status_code == 401


def test_a_token_is_shown_once_and_works_until_it_expires(house: House) -> None:
    """Days are counted from when it was made."""
    house.furnish()
    person = house.hire("E1")
    made = house["H1"].done(f"/employees/{person.id}/tokens", {"days": 2})
    token = Person(house, person.id, made["token"])
    assert token.seen("/me")["employee"] == str(person.id)
    house.clock.set(house.clock.moment + timedelta(days=2))
    assert token.get("/me").status_code == 401


def test_only_who_may_hands_out_tokens(house: House) -> None:
    """A token is the right to act as somebody."""
    house.furnish()
    person = house.hire("E1", shop=house.shop, role="service", lead=str(house["M1"].id))
    assert house["M1"].post(f"/employees/{person.id}/tokens", {}).status_code == 403
    assert house["E1"].post(f"/employees/{house['M1'].id}/tokens", {}).status_code == 404
    assert house["ADMIN"].post(f"/employees/{house.organization}/tokens", {}).status_code == 404


def test_tokens_are_revoked_at_once(house: House) -> None:
    """Somebody lost their telephone."""
    house.furnish()
    person = house.hire("E1")
    house["H1"].done(f"/employees/{person.id}/token-revocations")
    assert person.get("/me").status_code == 401


def test_a_leaver_acts_no_more_after_the_last_day(house: House) -> None:
    """Whoever does not work here any more reads and writes nothing, even with a token that has not expired."""
    house.furnish()
    person = house.hire("E1")
    house["H1"].done(f"/employees/{person.id}/departure", {"left_on": "2026-09-10", "reason": "moved away"})
    house.on(2026, 9, 10)
    assert person.get("/me").status_code == 200
    house.on(2026, 9, 11)
    assert person.get("/me").status_code == 401


def test_a_token_for_nobody_is_no_token(house: House) -> None:
    """The directory may know of somebody whom the ledger does not."""
    bearer = Bearer(house.organization, house.organization)
    token = house.services.directory.issue_token(bearer, expires_at=house.clock.now() + timedelta(days=1))
    assert house.call("GET", "/me", token).status_code == 401


def test_the_body_cannot_say_who_acts(house: House) -> None:
    """The actor comes from the token."""
    house.furnish()
    body: dict[str, Any] = {"code": "tb-2", "name": "x", "platform": "jd", "actor": str(house["G1"].id)}
    assert house["M1"].post("/shops", body).status_code == 422
