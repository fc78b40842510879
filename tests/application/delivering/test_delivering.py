"""Notices go out at least once, under one id, and never because something was rebuilt, restored or switched on."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from uuid import uuid4

import pytest

from adapters.vault import DatabaseVault, MasterKey
from application.commanding import Commands, Request
from application.delivering import delivering, schedule
from application.delivering.delivering import Delivered, delivery_id
from application.delivering.email import EMAIL
from application.delivering.sending import Sender, Told
from application.notices import DELIVERY, RecordDelivery
from application.ports import Answer, LedgerUnavailable
from domain.errors import Forbidden
from domain.notice import NoticeDelivered
from tests.adapters.mail.mailbox import Mailbox
from tests.adapters.webhooks.receiver import Receiver, answer
from tests.application.delivering.mailroom import Mailroom


def test_a_notice_goes_out_by_every_channel_and_is_recorded(
    each_room: Mailroom, mailbox: Mailbox, receiver: Receiver
) -> None:
    """Under its own id everywhere; each delivery is an event of the system's under an id of its own."""
    room = each_room
    hook = room.webhook(receiver.url)
    notice = room.tell(deadline=date(2026, 11, 11))
    assert room.deliver() == Delivered(sent=2)
    assert mailbox.ids() == receiver.ids() == [str(notice)]
    assert receiver.calls[0].is_signed_with(hook.secret)
    recorded = [one for one in room.firm.ledger.stream(notice) if isinstance(one.event, NoticeDelivered)]
    assert {one.event.channel for one in recorded if isinstance(one.event, NoticeDelivered)} == {EMAIL, hook.channel}
    given = next(iter(room.firm.ledger.stream(notice)))
    for one in recorded:
        assert isinstance(one.event, NoticeDelivered)
        assert (one.actor, one.causation) == (DELIVERY, given.command)
        assert one.command == delivery_id(room.organization, notice, one.event.channel)
    assert not room.deliver()


def test_what_was_given_before_a_channel_began_never_goes_out(
    each_room: Mailroom, mailbox: Mailbox, receiver: Receiver
) -> None:
    """Nobody wants last year's notices on the day on which e-mail is switched on."""
    notice = each_room.tell()
    each_room.webhook(receiver.url)
    later = each_room.tell()
    each_room.deliver()
    assert mailbox.ids() == [str(notice), str(later)]
    assert receiver.ids() == [str(later)]


def test_an_outbox_that_was_lost_sends_nothing_again(each_room: Mailroom, mailbox: Mailbox) -> None:
    """Even when the whole ledger is read for it once more: the ledger knows what went out."""
    sent = each_room.tell()
    each_room.deliver()
    each_room.outbox.close(EMAIL)
    each_room.outbox.open(EMAIL, 0)
    assert each_room.deliver().sent == 2  # what was older than the channel, and is not any more
    assert mailbox.ids().count(str(sent)) == 1
    assert each_room.delivered().count(sent) == 1


def test_nobody_but_the_delivery_says_that_something_went_out(room: Mailroom) -> None:
    """A person who could say so could start a clock that nobody heard."""
    command = RecordDelivery(room.tell(), EMAIL)
    for actor in (str(uuid4()), "system:deadline"):
        with pytest.raises(Forbidden) as caught:
            room.commands.execute(command, Request(room.organization, actor, uuid4(), room.clock.now()))
        assert caught.value.code == "delivery-only"


def test_what_fails_is_tried_again_by_the_schedule_and_then_given_up(room: Mailroom, receiver: Receiver) -> None:
    """Nine times in three days; the attempts are the same to the byte, signed anew, under one id."""
    room.mailbox = None
    room.webhook(receiver.url)
    receiver.respond = answer(503)
    notice, begun = room.tell(), room.clock.now()
    minutes = []
    for _ in range(schedule.ATTEMPTS):
        came = len(receiver.calls)
        while len(receiver.calls) == came:
            found = room.later(minutes=1).deliver()
        minutes.append(int((room.clock.now() - begun).total_seconds()) // 60)
    assert found == Delivered(dead=1)
    assert [after - before for before, after in pairwise(minutes)] == [
        1, 4, 16, 64, 256, 1024, 1440, 1440,
    ]  # fmt: skip
    assert {call.id for call in receiver.calls} == {str(notice)}
    assert len({call.body for call in receiver.calls}) == 1
    (state,) = [state for state in room.outbox.states() if state.name != EMAIL]
    assert (state.due, state.dead, state.failure) == (0, 1, "http-503")
    assert not room.later(days=1).deliver()


def test_what_was_given_up_can_be_tried_again(room: Mailroom, mailbox: Mailbox) -> None:
    """Somebody corrected the address book."""
    mailbox.refuse_recipient = "550 no such user"
    notice = room.tell()
    assert room.deliver() == Delivered(dead=1)
    mailbox.refuse_recipient = ""
    room.outbox.revive(room.clock.now())
    assert room.deliver() == Delivered(sent=1)
    assert room.delivered() == [notice]


def test_one_refused_letter_does_not_hold_up_the_others(room: Mailroom, mailbox: Mailbox) -> None:
    """It is one person's address, not the server's trouble."""
    mailbox.refuse_recipient = "451 greylisted"
    for _ in range(3):
        room.tell()
    assert room.deliver() == Delivered(failed=3)


def test_a_dead_receiver_costs_one_call_a_go_and_no_other_channel(
    room: Mailroom, mailbox: Mailbox, receiver: Receiver
) -> None:
    """It rests for a minute; when it answers again, all that waited goes out at once."""
    room.webhook(receiver.url)
    receiver.respond = answer(500)
    notices = [str(room.tell()) for _ in range(3)]
    assert room.deliver() == Delivered(sent=3, failed=1)
    assert not room.deliver()
    assert len(receiver.calls) == 1
    receiver.respond = answer(200)
    assert room.later(minutes=1).deliver().sent == 3
    assert sorted(receiver.ids()[1:]) == sorted(notices)


def test_what_is_too_late_to_be_of_use_is_left_to_the_inbox(room: Mailroom, mailbox: Mailbox) -> None:
    """A channel that was off for months does not bring up old deadlines."""
    room.tell()
    assert room.later(days=7, seconds=1).deliver() == Delivered(passed=1)
    assert room.reported == [(EMAIL, "too-late")]
    assert mailbox.raw == []


def test_who_has_no_address_or_was_erased_is_left_to_the_inbox(room: Mailroom, mailbox: Mailbox) -> None:
    """Nothing is recorded as delivered, and nothing keeps trying."""
    erased = room.person()
    for person in (room.person(email=""), room.person(email="not an address"), erased):
        room.tell(person)
    room.firm.vault.erase(erased)
    assert room.deliver() == Delivered(passed=3)
    assert [code for _, code in room.reported] == ["no-address", "address-malformed", "erased-or-unknown"]
    assert room.delivered() == []
    assert not room.later(hours=1).deliver()


def test_a_lost_key_is_trouble_and_no_excuse(room: Mailroom, mailbox: Mailbox) -> None:
    """Without the right master key nobody's address can be read: it is tried again, not dropped."""
    notice = room.tell()
    right = room.firm.vault
    room.firm.vault = DatabaseVault(room.database, room.organization, MasterKey.generate())
    assert room.deliver() == Delivered(failed=1)
    assert room.reported == [(EMAIL, "profile-unreadable")]
    room.firm.vault = right
    room.later(minutes=1).deliver()
    assert room.delivered() == [notice]


def test_several_webhooks_are_each_served(room: Mailroom, receiver: Receiver) -> None:
    """With secrets of their own; an ended one gets nothing more, also of what it had still to get."""
    first, second = room.webhook(receiver.url + "1"), room.webhook(receiver.url + "2")
    room.tell()
    room.deliver()
    by_path = {call.path[-1]: call for call in receiver.calls}
    assert by_path["1"].is_signed_with(first.secret)
    assert by_path["2"].is_signed_with(second.secret)
    assert not by_path["1"].is_signed_with(second.secret)
    room.tell()
    room.store.end(first.id, "somebody", room.clock.now())
    room.deliver()
    assert [call.path[-1] for call in receiver.calls[2:]] == ["2"]
    assert first.channel not in {channel.name for channel in room.outbox.channels()}


def test_a_process_that_knows_no_mail_server_leaves_letters_to_one_that_does(room: Mailroom, mailbox: Mailbox) -> None:
    """It takes them in, and sends what it can."""
    room.mailbox = None
    notice = room.tell()
    assert not room.deliver()
    room.mailbox = mailbox
    assert room.deliver() == Delivered(sent=1)
    assert mailbox.ids() == [str(notice)]


def test_one_go_is_bounded_and_ends_when_told(
    room: Mailroom, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other organizations wait for their turn, and a service that stops does not finish a pile first."""
    monkeypatch.setattr(delivering, "AT_ONCE", 4)
    for _ in range(7):
        room.tell()
    assert room.deliverer().deliver(room.organization, lambda: len(mailbox.raw) >= 2).sent == 2
    assert [room.deliver().sent for _ in range(3)] == [4, 1, 0]


class Dies(Commands):
    """The real commands, but the process ends before or after one of them."""

    def __init__(self, real: Commands, *, after: bool) -> None:
        self.real, self.after = real, after

    def execute(self, command: object, request: Request) -> Answer:
        """Do it, or do not; and end."""
        if self.after:
            self.real.execute(command, request)
        raise LedgerUnavailable("the database is gone")


@pytest.mark.parametrize("after", [False, True])
def test_what_was_sent_and_not_recorded_is_sent_again_and_what_was_recorded_is_not(
    each_room: Mailroom, mailbox: Mailbox, after: bool
) -> None:
    """Only when the lease is over; the letter is the same to the byte."""
    room = each_room
    notice = room.tell()
    real = room.commands
    room.commands = Dies(real, after=after)
    with pytest.raises(LedgerUnavailable):
        room.deliver()
    room.commands = real
    assert not room.later(minutes=4).deliver()
    assert room.later(minutes=1).deliver() == Delivered(sent=1)
    assert room.delivered() == [notice]
    assert mailbox.ids() == [str(notice)] * (1 if after else 2)
    assert len(set(mailbox.raw)) == 1


def test_a_mistake_of_ours_is_not_swallowed_and_does_not_go_on_for_ever(room: Mailroom) -> None:
    """Whatever a sender fails with: the claim runs out, and after nine of them the notice is given up."""
    room.tell()

    class Mistaken:
        name, since = EMAIL, None

        def send(self, _told: Told) -> None:
            raise KeyError("a mistake")

    senders: Callable[[], list[Sender]] = lambda: [Mistaken()]  # noqa: E731
    room.senders = senders  # type: ignore[method-assign]  # this test's own
    for _ in range(schedule.ATTEMPTS):
        with pytest.raises(KeyError):
            room.deliver()
        room.later(minutes=5)
    assert room.deliver() == Delivered(dead=1)
    assert room.reported == [(EMAIL, "interrupted")]
