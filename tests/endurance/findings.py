"""What must hold after everything that happened: nothing lost, nothing doubled, nothing half done."""

import time
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from adapters.database import open_database
from adapters.ledger import OrganizationLedger
from adapters.sealing import DatabaseImages, TrustedKeys
from application.verifying import LedgerVerifier
from domain.eventsourced import natural_id
from tests.endurance.load import Acknowledged, Office, Order
from tests.endurance.serving import Server, call
from web import wiring
from web.settings import Settings

CATCHING_UP = 30.0
"""Seconds that background work may take on a busy machine; nobody asks a question meanwhile."""


def require_caught_up(server: Server) -> float:
    """The read models come up to the head by themselves; returns after how many seconds."""
    began = time.monotonic()
    while True:
        status, health = server.get("/health")
        if status == 200 and health["lag"] == 0 and health["stopped"] == 0:
            return time.monotonic() - began
        assert time.monotonic() - began < CATCHING_UP, f"projections do not catch up: {health}"
        time.sleep(0.05)


def require_events(settings: Settings, office: Office, done: Sequence[Acknowledged]) -> int:
    """Each acknowledged request is in the ledger once and whole, at the position that was told; how many events."""
    database = open_database(settings.database)
    try:
        ledger = OrganizationLedger(database, office.organization)
        found = list(ledger.read())
        head = ledger.head()
    finally:
        database.close()
    assert [event.position for event in found] == list(range(1, head + 1)), "positions have gaps"
    times = [event.recorded_at for event in found]
    assert times == sorted(times), "times run backwards"
    sizes, ends = Counter(event.command for event in found), {event.command: event.position for event in found}
    expected = {command_of(office, one.order): one for one in done}
    assert len(expected) == len(done)
    for command, one in expected.items():
        assert sizes[command] == one.order.events, f"{one.order.key}: {sizes[command]} events, acknowledged"
        assert ends[command] == one.answer["position"], f"{one.order.key} is at another position than it was told"
    streams: dict[UUID, int] = {}
    for event in found:
        streams[event.originator_id] = streams.get(event.originator_id, 0) + 1
        assert event.originator_version == streams[event.originator_id], "a stream has a gap or a version twice"
    return head


def require_answers(office: Office, done: Sequence[Acknowledged]) -> None:
    """Every idempotency key answers as it did before, and nothing is appended by asking."""
    for one in done:
        status, answer = office.send(one.order)
        assert (status, answer) == (201, one.answer), f"{one.order.key}: {status} {answer}"


def require_visible(office: Office, done: Sequence[Acknowledged]) -> None:
    """Whoever was hired is there, by the name that lies in the vault."""
    for one in done:
        if one.order.path == "/employees":
            person = office.person(one.order.body["number"])
            status, found = call(office.port, "GET", f"/api/v1/employees/{person}", office.tokens["HR"])
            assert (status, found["name"]) == (200, one.order.body["profile"]["name"])


def require_proof(settings: Settings, office: Office) -> None:
    """Everything verifies: rows, roots, commands, aggregates, read models to the row; a rebuild is the same."""
    services = wiring.open_services(settings)
    try:
        services.seal(office.organization)
        digest = services.digest(office.organization)
        services.rebuild(office.organization)
        assert services.digest(office.organization) == digest, "a rebuild shows something else"
        services.seal(office.organization)
        keys = services.sealer.verifier_keys(office.organization)
    finally:
        services.close()
    database = open_database(settings.database, max_connections=1)
    try:
        report = LedgerVerifier(DatabaseImages(database), TrustedKeys(keys)).verify(office.organization)
    finally:
        database.close()
    assert report.failures == ()


def command_of(office: Office, order: Order) -> UUID:
    """The id of the command that a request became."""
    return natural_id(office.organization, "idempotency-key", office.people[order.who], order.key)
