"""An answer is lost on its way to the server or the client: asked again, the first answer, and one set of events."""

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from adapters.database import migrate
from adapters.vault import load_master_key
from tests.adapters.ledger.cutting_proxy import CuttingProxy
from tests.endurance.findings import command_of
from tests.endurance.havoc import founded
from tests.endurance.load import Office, Order, life
from tests.endurance.serving import Server
from web import wiring
from web.api.app import create_app
from web.services import Services
from web.settings import Settings

EVENTS = b'{"jixiao.'
"""In a request to the database: the topics of events on their way in."""


@pytest.fixture(scope="module")
def migrated(postgres_owner_url: str) -> str:
    """The database of this process's tests."""
    migrate(postgres_owner_url)
    return postgres_owner_url


def events_of(services: Services, office: Office, order: Order) -> int:
    """How many events an order has made."""
    command = command_of(office, order)
    return sum(event.command == command for event in services.ledger_of(office.organization).read())


@dataclass(frozen=True)
class CutOff:
    """The API's services with a proxy between them and PostgreSQL, and an office whose tokens they know."""

    proxy: CuttingProxy
    services: Services
    office: Office
    app: Flask

    def asked(self, order: Order) -> tuple[int, dict[str, Any]]:
        """Status and body of a request to the app itself, without a server in between."""
        headers = {"Authorization": f"Bearer {self.office.tokens[order.who]}", "Idempotency-Key": order.key}
        answer = self.app.test_client().post(f"/api/v1{order.path}", json=order.body, headers=headers)
        return answer.status_code, answer.get_json()

    def events_of(self, order: Order) -> int:
        """How many events an order has made."""
        return events_of(self.services, self.office, order)

    @property
    def head(self) -> int:
        """The ledger's last position."""
        return self.services.ledger_of(self.office.organization).head()


@pytest.fixture
def cut_off(migrated: str, tmp_path: Path) -> Iterator[CutOff]:
    """One for each test."""
    with CuttingProxy(migrated) as proxy:
        load_master_key(tmp_path / "data")  # the database holds what others sealed under theirs
        office = founded(Settings(migrated, tmp_path / "data"), 0)
        services = wiring.open_services(Settings(proxy.url, tmp_path / "data"))
        yield CutOff(proxy, services, office, create_app(services))
        services.close()


def test_an_append_whose_acknowledgement_is_lost_is_answered_all_the_same(cut_off: CutOff) -> None:
    """The connection dies after COMMIT was sent: the server asks the same command again; no client notices."""
    orders = [order for number in range(3) for order in life(cut_off.office, f"P{number}")]
    for cuts, order in enumerate(orders, start=1):
        cut_off.proxy.cut_reply_to(EVENTS)
        status, answer = cut_off.asked(order)
        assert (status, cut_off.proxy.cuts) == (201, cuts), answer
        assert cut_off.events_of(order) == order.events
        assert cut_off.asked(order) == (201, answer)
    assert cut_off.head == answer["position"]


def test_an_append_that_is_lost_twice_is_found_by_the_clients_retry(cut_off: CutOff) -> None:
    """503, though the deed is done: the key finds it, and says what would have been said the first time."""
    for number in range(3):
        for order in life(cut_off.office, f"Q{number}"):
            cut_off.proxy.cut_reply_to(EVENTS, times=2)
            status, problem = cut_off.asked(order)
            assert (status, problem["type"]) == (503, "urn:jixiao:problem:ledger-unavailable")
            assert cut_off.events_of(order) == order.events, "the deed was done"
            status, answer = cut_off.asked(order)
            assert (status, answer["position"]) == (201, cut_off.head)
            assert cut_off.events_of(order) == order.events


def test_a_connection_that_dies_anywhere_else_leaves_nothing_half_done(cut_off: CutOff) -> None:
    """Before any of a request's exchanges with the database, reads among them: an answer, or 503 and nothing done."""
    unanswered = 0
    for number in range(6):
        for order in life(cut_off.office, f"S{number}"):
            cut_off.proxy.cut_next("request")
            status, answer = cut_off.asked(order)
            unanswered += status == 503
            assert cut_off.events_of(order) in (0, order.events)
            if status != 201:
                status, answer = cut_off.asked(order)
            assert status == 201, answer
            assert cut_off.events_of(order) == order.events
    assert unanswered


def test_an_answer_that_the_client_never_got_is_given_again(settings: Settings, tmp_path: Path) -> None:
    """The network between client and server fails after the deed was done: on both databases, and over real sockets."""
    wiring.prepare_database(settings)
    with Server(settings, tmp_path) as server, CuttingProxy(f"postgresql://x@127.0.0.1:{server.port}/x") as proxy:
        office = founded(settings, proxy.port)
        direct = Office(office.organization, server.port, office.tokens, office.people)
        services = wiring.open_services(settings)
        for number in range(1, 6):
            for order in life(office, f"R{number}"):
                proxy.cut_next("reply")
                with pytest.raises((OSError, http.client.HTTPException)):
                    office.send(order)
                assert events_of(services, office, order) == order.events, "the deed was done"
                status, answer = office.send(order)
                assert status == 201
                assert direct.send(order) == (201, answer)
                assert events_of(services, office, order) == order.events
        services.close()
