"""An answer is lost on its way, to the server or to the client: asked again, the first answer, and one set of events."""

import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.database import migrate
from tests.adapters.ledger.cutting_proxy import CuttingProxy
from tests.endurance.findings import command_of
from tests.endurance.havoc import founded
from tests.endurance.load import Office, Order, life
from tests.endurance.serving import Server
from web import wiring
from web.api.app import create_app
from web.services import Services
from web.settings import Settings

EVENTS = b'"jixiao.'
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


def asked(office: Office, order: Order, services: Services) -> tuple[int, dict[str, object]]:
    """The order as a request of the app itself, without a server in between."""
    headers = {"Authorization": f"Bearer {office.tokens[order.who]}", "Idempotency-Key": order.key}
    answer = create_app(services).test_client().post(f"/api/v1{order.path}", json=order.body, headers=headers)
    body: dict[str, object] = answer.get_json()
    return answer.status_code, body


@pytest.fixture
def cut_off(migrated: str, tmp_path: Path) -> Iterator[tuple[CuttingProxy, Services, Office]]:
    """The API's services, with a proxy between them and PostgreSQL; and an office whose tokens they know."""
    with CuttingProxy(migrated) as proxy:
        office = founded(Settings(migrated, tmp_path / "data"), 0)
        services = wiring.open_services(Settings(proxy.url, tmp_path / "data"))
        yield proxy, services, office
        services.close()


def test_an_append_whose_acknowledgement_is_lost_is_answered_all_the_same(
    cut_off: tuple[CuttingProxy, Services, Office],
) -> None:
    """The connection dies after COMMIT was sent: the server asks the same command again, and the client sees nothing."""
    proxy, services, office = cut_off
    orders = [order for number in range(3) for order in life(office, f"P{number}")]
    for cuts, order in enumerate(orders, start=1):
        proxy.cut_reply_to(EVENTS)
        status, answer = asked(office, order, services)
        assert (status, proxy.cuts) == (201, cuts), answer
        assert events_of(services, office, order) == order.events
        assert asked(office, order, services) == (201, answer)
    assert services.ledger_of(office.organization).head() == answer["position"]


def test_an_append_that_is_lost_twice_is_found_by_the_clients_retry(
    cut_off: tuple[CuttingProxy, Services, Office],
) -> None:
    """The answer is 503, though the deed is done: the key finds it, and says what would have been said the first time."""
    proxy, services, office = cut_off
    for number in range(3):
        for order in life(office, f"Q{number}"):
            proxy.cut_reply_to(EVENTS, times=2)
            status, problem = asked(office, order, services)
            assert (status, problem["type"]) == (503, "urn:jixiao:problem:ledger-unavailable")
            assert events_of(services, office, order) == order.events, "the deed was done"
            status, answer = asked(office, order, services)
            assert (status, answer["position"]) == (201, services.ledger_of(office.organization).head())
            assert events_of(services, office, order) == order.events


def test_a_connection_that_dies_anywhere_else_leaves_nothing_half_done(
    cut_off: tuple[CuttingProxy, Services, Office],
) -> None:
    """Before any of a request's exchanges with the database, reads among them: an answer, or 503 and nothing done."""
    proxy, services, office = cut_off
    unanswered = 0
    for number in range(6):
        for order in life(office, f"S{number}"):
            proxy.cut_next("request")
            status, answer = asked(office, order, services)
            unanswered += status == 503
            assert events_of(services, office, order) in (0, order.events)
            if status != 201:
                status, answer = asked(office, order, services)
            assert status == 201, answer
            assert events_of(services, office, order) == order.events
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
