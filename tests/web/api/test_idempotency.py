"""The same key and request happen once and answer alike; the same key with another request is refused."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.web.api.described import body_of
from tests.web.api.house import House

SHOP = {"code": "tb-9", "name": "九店", "platform": "tmall"}
KEY = {"Idempotency_Key": "3f0c-shop"}


def told(answer: Any) -> tuple[int, Any, str, str]:
    """Everything about an answer that a client relies on."""
    return answer.status_code, answer.json, answer.headers["Location"], answer.headers["ETag"]


def events(house: House) -> int:
    """How many events the ledger has."""
    return house.services.ledger_of(house.organization).head()


def test_a_repeated_request_answers_the_same_and_happens_once(house: House) -> None:
    """Without its answer a client can only ask again."""
    first = house["ADMIN"].post("/shops", SHOP, **KEY)
    head = events(house)
    house["ADMIN"].done("/roles", {"role": "r", "title_zh": "岗", "title_en": "R"})
    assert told(house["ADMIN"].post("/shops", SHOP, **KEY)) == told(first)
    assert told(house["ADMIN"].post("/shops", dict(reversed(SHOP.items())), **KEY)) == told(first)
    assert events(house) == head + 1


@pytest.mark.parametrize("change", [{"name": "十店"}, {"code": "tb-10"}])
def test_the_same_key_with_another_body_is_refused(house: House, change: dict[str, str]) -> None:
    """A key stands for one request; another body under it is a mistake of the client."""
    house["ADMIN"].done("/shops", SHOP, **KEY)
    answer = house["ADMIN"].post("/shops", {**SHOP, **change}, **KEY)
    assert (answer.status_code, body_of(answer)["type"]) == (422, "urn:jixiao:problem:idempotency-key-reused")


def test_the_same_key_at_another_address_or_with_another_precondition_is_refused(house: House) -> None:
    """The address and If-Match belong to what was asked."""
    house.furnish()
    cycle = house["H1"].done("/cycles", {"shop": house.shop, "period": "2026-09"}, Idempotency_Key="k")["id"]
    assert house["H1"].post(f"/cycles/{cycle}/opening", Idempotency_Key="k").status_code == 422
    path, body = f"/cycles/{cycle}/plan", {"plan": "store-dividend"}
    house["H1"].done(path, body, Idempotency_Key="p", If_Match='"1"')
    assert house["H1"].post(path, body, Idempotency_Key="p", If_Match='"2"').status_code == 422
    assert house["H1"].post(path, body, Idempotency_Key="p", If_Match='"1"').status_code == 201


def test_a_key_belongs_to_one_person(house: House) -> None:
    """Two people who choose the same key do not get each other's answers."""
    house.furnish()
    first = house["ADMIN"].done("/shops", SHOP, **KEY)
    second = house["H1"].done("/shops", {**SHOP, "code": "tb-11"}, **KEY)
    assert first["id"] != second["id"]


def test_a_refused_request_keeps_no_key(house: House) -> None:
    """Nothing happened: the client may correct the request under the same key."""
    assert house["ADMIN"].post("/shops", {**SHOP, "platform": "ebay"}, **KEY).status_code == 422
    house["ADMIN"].done("/shops", SHOP, **KEY)


@pytest.mark.parametrize("attempt", range(3))
def test_two_at_once_are_one(house: House, attempt: int) -> None:
    """A double click, or a retry that overtakes the first: one set of events, one answer."""
    house.furnish()
    body = {"number": "E1", "hired_on": "2026-01-05", "profile": {"name": "林小满"}}
    head = events(house)
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(house["H1"].post, "/employees", body, Idempotency_Key=f"e{attempt}") for _ in range(8)]
        answers = [told(held.result()) for held in asked]
    assert answers[0][0] == 201
    assert all(answer == answers[0] for answer in answers)
    assert events(house) == head + 1


def test_two_at_once_without_a_key_are_two_requests(house: House) -> None:
    """The natural key still holds: exactly one is hired, the other is told."""
    house.furnish()
    body = {"number": "E1", "hired_on": "2026-01-05"}
    with ThreadPoolExecutor(4) as threads:
        statuses = [
            held.result().status_code
            for held in [threads.submit(house["H1"].post, "/employees", body) for _ in range(4)]
        ]
    assert sorted(statuses) == [201, 409, 409, 409]


@pytest.mark.parametrize("key", ["", "with space", "ünicode", "x" * 201, "line\tbreak"])
def test_a_key_is_visible_ascii(sqlite_house: House, key: str) -> None:
    """Anything else is changed on its way by somebody."""
    answer = sqlite_house["ADMIN"].post("/shops", SHOP, Idempotency_Key=key)
    assert (answer.status_code, body_of(answer)["type"]) == (400, "urn:jixiao:problem:idempotency-key-malformed")


def test_the_ledger_keeps_no_hash_that_can_be_guessed(sqlite_house: House) -> None:
    """A plain hash of a body with a name in it would tell whether a guess of the name is right, for ever."""
    keys = sqlite_house.services.fingerprint_key
    assert keys(sqlite_house.organization) != keys(sqlite_house["ADMIN"].id)
    assert len(keys(sqlite_house.organization)) == 32
