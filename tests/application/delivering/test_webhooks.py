"""Who may connect another program, and see and end that."""

from uuid import UUID, uuid4

import pytest

from adapters.webhooks import HttpWebhooks
from application.delivering.webhooks import MOST, Webhooks
from domain.errors import Forbidden, Invalid, NotFound, WrongState
from domain.organization import WebhookConnected, WebhookEnded
from tests.application.delivering.mailroom import HERE, Mailroom
from tests.application.handlers.firm import OFFICERS

URL = "https://hooks.example.com/in?token=secret"


@pytest.fixture
def room(room: Mailroom) -> Mailroom:
    """With people in it."""
    room.firm.founded()
    return room


@pytest.fixture
def webhooks(room: Mailroom) -> Webhooks:
    """Of the room's organization."""
    return Webhooks(room.store, room.outbox, HttpWebhooks(room.clock, HERE), room.firm.ledger, room.commands)


def connect(webhooks: Webhooks, room: Mailroom, number: str, url: str = URL) -> UUID:
    return webhooks.connect(url, room.firm.request(number)).id


def test_the_administrator_and_hr_connect_and_nobody_else(webhooks: Webhooks, room: Mailroom) -> None:
    """Notices name people by id and what happened to them: that is personal data of everybody."""
    for number in ("A1", "H1"):
        connect(webhooks, room, number)
    for number in (*OFFICERS, "L1", "S1"):
        if number != "H1":
            with pytest.raises(Forbidden) as caught:
                connect(webhooks, room, number)
            assert caught.value.code == "connect-webhooks"


def test_those_and_the_auditor_see_them(webhooks: Webhooks, room: Mailroom) -> None:
    """For everybody else there are none; the auditor changes nothing."""
    made = connect(webhooks, room, "H1")
    for number in ("A1", "H1", "U1"):
        assert [held.id for held in webhooks.seen(by=room.firm.person(number))] == [made]
    for number in ("F1", "G1", "M1", "S1"):
        assert webhooks.seen(by=room.firm.person(number)) == ()
        with pytest.raises(NotFound):
            webhooks.end(made, room.firm.request(number))
    with pytest.raises(Forbidden):
        webhooks.end(made, room.firm.request("U1"))
    with pytest.raises(NotFound):
        webhooks.end(uuid4(), room.firm.request("H1"))


def test_ending_one_ends_its_channel(webhooks: Webhooks, room: Mailroom) -> None:
    """What it had still to get is dropped at once; twice is once."""
    made = connect(webhooks, room, "H1")
    room.mailbox = None
    room.tell()
    room.deliver()
    assert len(webhooks.states()) == 2
    for number in ("A1", "H1"):
        ended = webhooks.end(made, room.firm.request(number))
        assert ended.ended_by == str(room.firm.person("A1"))
    assert list(webhooks.states()) == ["email"]
    assert not room.deliver()


def test_it_begins_at_the_ledgers_head(webhooks: Webhooks, room: Mailroom) -> None:
    """The newest first in the list, without the receiver's secrets."""
    first, second = connect(webhooks, room, "H1"), connect(webhooks, room, "A1")
    seen = webhooks.seen(by=room.firm.person("H1"))
    assert [held.id for held in seen] in ([second, first], [first, second])
    positions = [one.position for one in room.firm.ledger.read() if isinstance(one.event, WebhookConnected)]
    assert sorted(held.since for held in seen) == positions
    assert {held.shown_url for held in seen} == {"https://hooks.example.com/in?…"}


def test_ten_at_a_time(webhooks: Webhooks, room: Mailroom) -> None:
    """Each costs a call a notice."""
    made = [connect(webhooks, room, "H1") for _ in range(MOST)]
    with pytest.raises(WrongState) as caught:
        connect(webhooks, room, "H1")
    assert caught.value.code == "too-many-webhooks"
    webhooks.end(made[0], room.firm.request("H1"))
    connect(webhooks, room, "H1")


def test_an_address_that_is_never_called_is_refused_at_once(webhooks: Webhooks, room: Mailroom) -> None:
    """Nothing is kept of it."""
    for url, code in (("http://hooks.example.com", "webhook-url-refused"), ("hooks", "webhook-url-refused")):
        with pytest.raises(Invalid) as caught:
            connect(webhooks, room, "H1", url)
        assert caught.value.code in (code, "webhook-url-malformed")
    assert room.store.all() == []


def test_the_ledger_tells_where_notices_went(webhooks: Webhooks, room: Mailroom) -> None:
    """Who connected a program of which host, and who ended it; no address, no secret."""
    made = connect(webhooks, room, "H1")
    for number in ("A1", "H1"):
        webhooks.end(made, room.firm.request(number))
    (connected,), (ended,) = room.firm.events(WebhookConnected), room.firm.events(WebhookEnded)
    assert (connected.webhook, connected.host) == (made, "hooks.example.com")
    assert (ended.webhook, connected.actor) == (made, str(room.firm.person("H1")))
    assert ended.actor == str(room.firm.person("A1"))
    assert not [one for one in room.firm.ledger.read() if "token=secret" in one.state or "whsec" in one.state]
