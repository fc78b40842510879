"""Emptying the outbox: claim, send, record, forget. At least once, always under the same id.

A process that dies after sending and before recording leaves a claim whose lease ends; somebody sends it again, under
the same id, and records it once. A process that dies after recording leaves a claim too; whoever takes it finds the
record and sends nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from application.commanding import Commands, Request
from application.delivering import schedule
from application.delivering.filling import fill
from application.delivering.outbox import Claim, Outbox
from application.delivering.sending import NotForThem, NotSent, Sender, Told
from application.notices import DELIVERY, RecordDelivery
from application.ports import Clock, Ledger, Recorded
from domain.eventsourced import natural_id
from domain.notice import NoticeDelivered, NoticeGiven

AT_ONCE = 20
"""Notices that one channel sends in one go: other organizations wait for their turn."""

Report = Callable[[UUID, str, UUID, str], None]
"""Told of what did not go out: organization, channel, notice, code."""


@dataclass
class Delivered:
    """What one go came to, in notices.

    Attributes:
        sent: recorded as delivered.
        passed: not for this channel, or too late to be of use: left to the inbox.
        failed: to be tried again.
        dead: given up.
    """

    sent: int = 0
    passed: int = 0
    failed: int = 0
    dead: int = 0

    def __add__(self, other: "Delivered") -> "Delivered":
        return Delivered(
            self.sent + other.sent, self.passed + other.passed, self.failed + other.failed, self.dead + other.dead
        )

    def __bool__(self) -> bool:
        return any(vars(self).values())


class Deliverer:
    """Delivers the notices of organizations; any number of processes may do so at once."""

    def __init__(
        self,
        ledger_of: Callable[[UUID], Ledger],
        outbox_of: Callable[[UUID], Outbox],
        senders_of: Callable[[UUID], Sequence[Sender]],
        commands: Commands,
        clock: Clock,
        report: Report,
    ) -> None:
        self._ledger_of = ledger_of
        self._outbox_of = outbox_of
        self._senders_of = senders_of
        self._commands = commands
        self._clock = clock
        self._report = report

    def deliver(self, organization: UUID, stopping: Callable[[], bool] = lambda: False) -> Delivered:
        """Take in what was given, and send some of what is due.

        Args:
            stopping: asked before each notice; True ends it.

        Raises:
            LedgerUnavailable: the database did not answer; what was claimed is free again when its lease ends.
        """
        senders, outbox = self._senders_of(organization), self._outbox_of(organization)
        channels = {channel.name: channel for channel in fill(outbox, self._ledger_of(organization), senders)}
        delivered = Delivered()
        for sender in senders:
            channel = channels.get(sender.name)  # None: its webhook has ended at this moment
            if channel is not None and channel.may_send(self._clock.now()):
                delivered += self._empty(organization, outbox, sender, stopping)
        return delivered

    def _empty(self, organization: UUID, outbox: Outbox, sender: Sender, stopping: Callable[[], bool]) -> Delivered:
        delivered = Delivered()
        for _ in range(AT_ONCE):
            now = self._clock.now()
            claim = None if stopping() else outbox.claim(sender.name, now, now + schedule.LEASE)
            if claim is None or not self._attempt(organization, outbox, sender, claim, delivered):
                break
        return delivered

    def _attempt(self, organization: UUID, outbox: Outbox, sender: Sender, claim: Claim, delivered: Delivered) -> bool:
        """Send one; returns whether to go on with this channel."""
        try:
            self._send(organization, sender, claim)
            delivered.sent += 1
        except NotForThem as passed:
            self._report(organization, claim.channel, claim.notice, passed.code)
            delivered.passed += 1
        except NotSent as failure:
            self._report(organization, claim.channel, claim.notice, failure.code)
            self._give_back(outbox, claim, failure, delivered)
            return not failure.rests
        outbox.done(claim)
        return True

    def _send(self, organization: UUID, sender: Sender, claim: Claim) -> None:
        """Send and record, unless the ledger knows already that it went out. Raises NotSent or NotForThem."""
        history = list(self._ledger_of(organization).stream(claim.notice))
        if not history or not isinstance(history[0].event, NoticeGiven):
            raise NotForThem("no-such-notice")
        if any(isinstance(one.event, NoticeDelivered) and one.event.channel == claim.channel for one in history):
            return
        if claim.attempts > schedule.ATTEMPTS:
            raise NotSent("interrupted", final=True, rests=False)
        told = Told.of(organization, history[0], history[0].event)
        if self._clock.now() - told.given_at > schedule.LATE:
            raise NotForThem("too-late")
        sender.send(told)
        self._record(organization, history[0], claim.channel)

    def _give_back(self, outbox: Outbox, claim: Claim, failure: NotSent, delivered: Delivered) -> None:
        now = self._clock.now()
        pause = None if failure.final else schedule.pause_after(claim.attempts)
        if failure.rests:
            outbox.rest(claim.channel, now + schedule.REST)
        if pause is None:
            outbox.bury(claim, failure.code)
            delivered.dead += 1
        else:
            outbox.postpone(claim, now + pause, failure.code)
            delivered.failed += 1

    def _record(self, organization: UUID, given: Recorded, channel: str) -> None:
        """Under an id of its own, so that it is recorded once however often it is sent."""
        command = delivery_id(organization, given.originator_id, channel)
        request = Request(
            organization,
            DELIVERY,
            command,
            self._clock.now(),
            sha256(str(command).encode()).hexdigest(),
            causation=given.command,
            correlation=given.correlation,
        )
        self._commands.execute(RecordDelivery(given.originator_id, channel), request)


def delivery_id(organization: UUID, notice: UUID, channel: str) -> UUID:
    """The id of the command that records a delivery."""
    return natural_id(organization, "delivery", notice, channel)
