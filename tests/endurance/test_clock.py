"""The clock of the machine is set back: what is recorded later still stands later, and looks back find their place."""

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from application.ports import Recorded
from tests.endurance.havoc import founded
from tests.endurance.load import Office, life
from web import wiring
from web.api.app import create_app
from web.settings import Settings


class WrongClock:
    """A clock that somebody sets."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        """The machine's time, and how wrong it is."""
        return datetime.now(UTC) + self.ahead


def recorded_in_the_future(settings: Settings, office: Office, by: timedelta) -> datetime:
    """As a ledger looks after its server's clock was ahead and was set right: its last event is of tomorrow."""
    at = datetime.now(UTC) + by
    one = str(office.organization)
    if settings.database.startswith("sqlite"):
        with sqlite3.connect(settings.database.removeprefix("sqlite:///")) as file:
            text = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            file.execute("UPDATE ledger_heads SET last_at = ? WHERE organization = ?", (text, one))
        file.close()
    else:
        with psycopg.connect(settings.database) as server:
            server.execute("UPDATE ledger_heads SET last_at = %s WHERE organization = %s", (at, one))
    return at


def times(events: list[Recorded]) -> list[datetime]:
    return [event.recorded_at for event in events]


@pytest.mark.parametrize("service_too", [False, True])
def test_a_clock_set_back_does_not_reorder_the_ledger(settings: Settings, service_too: bool) -> None:
    """Over HTTP, on both databases: the database's clock is set back by a day, and the service's with it or not."""
    clock, office = WrongClock(), founded(settings, 0)
    services = wiring.open_services(settings, clock)
    client, ledger = create_app(services).test_client(), services.ledger_of(office.organization)

    def ask(number: str) -> list[dict[str, Any]]:
        answers = []
        for order in life(office, number):
            headers = {"Authorization": f"Bearer {office.tokens[order.who]}", "Idempotency-Key": order.key}
            answers.append(client.post(f"/api/v1{order.path}", json=order.body, headers=headers))
        assert [answer.status_code for answer in answers] == [201] * 4
        return [answer.get_json() for answer in answers]

    ask("T1")
    before = ledger.head()
    last = recorded_in_the_future(settings, office, timedelta(days=1))
    clock.ahead = timedelta(hours=-20) if service_too else timedelta(0)
    ask("T2")
    events = list(ledger.read())
    assert times(events) == sorted(times(events))
    assert {event.recorded_at for event in events[before:]} == {last.replace(microsecond=last.microsecond)}
    assert ledger.position_at(last) == ledger.head()
    assert ledger.position_at(last - timedelta(seconds=1)) == before
    audit = {"Authorization": f"Bearer {office.tokens['HR']}"}
    listed = client.get("/api/v1/events?limit=5", headers=audit).get_json()["items"]
    assert [entry["position"] for entry in listed] == list(range(ledger.head(), ledger.head() - 5, -1))
    services.close()
