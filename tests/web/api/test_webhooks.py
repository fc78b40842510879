"""Connecting another program over HTTP: its secret is shown once, and its address to nobody who may not see it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from application.delivering.outbox import Entry
from tests.web.api.described import body_of
from tests.web.api.house import House

URL = "https://hooks.example.com/in?token=very-secret"
OTHERS = ("F1", "M1", "G1")


def connect(house: House, by: str = "H1") -> dict[str, Any]:
    answer = house[by].post("/webhooks", {"url": URL})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/api/v1/webhooks/{body_of(answer)['id']}"
    return body_of(answer)


def test_the_secret_is_shown_once(house: House) -> None:
    """And what stands behind the question mark never again."""
    house.furnish()
    made = connect(house)
    assert made["secret"].startswith("whsec_")
    for shown in (house["H1"].seen(f"/webhooks/{made['id']}"), *house["A1"].seen("/webhooks")["items"]):
        assert shown == {key: value for key, value in made.items() if key != "secret"}
        assert shown["url"] == "https://hooks.example.com/in?…"
        assert (shown["due"], shown["dead"], shown["failure"], shown["ended_at"]) == (0, 0, "", None)


def test_who_may_not_see_them_sees_none(house: House) -> None:
    """404 for one that is there as for one that is not."""
    house.furnish()
    made = connect(house)
    for number in OTHERS:
        assert house[number].seen("/webhooks") == {"items": []}
        assert house[number].get(f"/webhooks/{made['id']}").status_code == 404
        assert house[number].post(f"/webhooks/{made['id']}/ending").status_code == 404
        assert house[number].post("/webhooks", {"url": URL}).status_code == 403
    assert house["A1"].post(f"/webhooks/{made['id']}/ending").status_code == 403
    other = House(house.app, house.services, house.clock, house.described).furnish()
    assert other["H1"].get(f"/webhooks/{made['id']}").status_code == 404


def test_an_ended_one_stays_listed(house: House) -> None:
    """With who ended it."""
    house.furnish()
    made = connect(house)
    ended = house["ADMIN"].done(f"/webhooks/{made['id']}/ending")
    assert ended["ended_by"] == str(house["ADMIN"].id)
    assert [held["id"] for held in house["H1"].seen("/webhooks")["items"]] == [made["id"]]
    assert house.services.ways_out.senders_of(house.organization) == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://hooks.example.com", "webhook-url-refused"),
        ("https://169.254.169.254/latest", "webhook-url-refused"),
        ("https://user:pass@hooks.example.com", "webhook-url-malformed"),
        ("https://" + "x" * 500, "text-length"),
    ],
)
def test_an_address_that_is_never_called_is_refused_with_a_pointer(house: House, url: str, code: str) -> None:
    """Before anything is kept."""
    house.furnish()
    answer = house["H1"].post("/webhooks", {"url": url})
    assert answer.status_code == 422
    assert [(held["pointer"], held["code"]) for held in body_of(answer)["errors"]] == [("/url", code)]


def test_what_waits_and_what_failed_is_shown(house: House) -> None:
    """To whoever can do something about it; and counted in health and metrics, where nobody is named."""
    house.furnish()
    made = connect(house)
    outbox = house.services.ways_out.outbox_of(house.organization)
    head = house.services.ledger_of(house.organization).head()
    channel = f"webhook/{made['id']}"
    outbox.open(channel, head)
    given_up(house, channel)
    shown = house["H1"].seen(f"/webhooks/{made['id']}")
    assert (shown["due"], shown["dead"], shown["failure"]) == (1, 1, "http-503")
    health = body_of(house.call("GET", "/health"))
    assert health["status"] == "ok"
    assert health["notices_due"] >= 1
    assert health["notices_dead"] >= 1
    assert health["notices_waiting_seconds"] >= 60
    figures = house.call("GET", "/metrics").text
    for name in ("jixiao_notices_due", "jixiao_notices_dead", "jixiao_notices_waiting_seconds"):
        assert f"\n{name} " in figures


def given_up(house: House, channel: str) -> None:
    """Two notices are in the outbox, and one of them was given up."""
    outbox = house.services.ways_out.outbox_of(house.organization)
    (held,) = outbox.channels()
    now = house.clock.now()
    entries = [Entry(UUID(int=n), held.position + n, now - timedelta(minutes=n)) for n in (1, 2)]
    outbox.add(entries, after=held.position, until=held.position + 2)
    claim = outbox.claim(channel, now, now)
    assert claim is not None
    outbox.bury(claim, "http-503")
