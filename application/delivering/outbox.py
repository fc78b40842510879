"""The outbox: what each channel has still to send. Any number of processes may empty it at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Channel:
    """A way out of the house.

    Attributes:
        name: `email`, or `webhook/` and the webhook's id.
        since: the ledger's head when it was opened: what was given up to there never goes out by it.
        position: up to where the ledger was read for it.
        rests_until: nothing is sent by it before, because the other side had trouble; or None.
    """

    name: str
    since: int
    position: int
    rests_until: datetime | None = None

    def may_send(self, at: datetime) -> bool:
        """Whether it does not rest."""
        return self.rests_until is None or self.rests_until <= at


@dataclass(frozen=True)
class Entry:
    """A notice that is to go out.

    Attributes:
        position: of the event that gave it.
        given_at: when.
    """

    notice: UUID
    position: int
    given_at: datetime


@dataclass(frozen=True)
class Claim:
    """A notice that this process alone may send by this channel, until the lease ends.

    Attributes:
        lease: this claim's own id: a claim whose lease ended and went to somebody else changes nothing any more.
        attempts: how often it was claimed, this time included.
    """

    channel: str
    notice: UUID
    position: int
    attempts: int
    lease: UUID


@dataclass(frozen=True)
class ChannelState:
    """How a channel stands, for those who watch it.

    Attributes:
        due: notices that it has still to send.
        dead: notices that it has given up.
        oldest: when the oldest of the due ones was given; None when there is none.
        failure: the code of a failure that is not got over yet, such as `http-503`; "" for none.
    """

    name: str
    due: int
    dead: int
    oldest: datetime | None
    failure: str


class Outbox(Protocol):
    """One organization's outbox. Every method raises LedgerUnavailable when the database does not answer."""

    def channels(self) -> Sequence[Channel]:
        """Every open channel, by name."""

    def open(self, name: str, since: int) -> None:
        """Begin a channel after a position of the ledger; one that is open stays as it is."""

    def close(self, name: str) -> None:
        """Forget a channel, with everything that it had to send."""

    def add(self, entries: Sequence[Entry], *, after: int, until: int) -> None:
        """Take in what the ledger holds from `after` (exclusive) to `until`, once a channel.

        A channel that has not come to `after`, or was there before, takes nothing twice.
        """

    def claim(self, channel: str, at: datetime, until: datetime) -> Claim | None:
        """Claim what is due by a channel and longest so; None when nothing is, or others have it.

        Args:
            at: what is due by then.
            until: when the lease ends: whoever claims it after that sends it again.
        """

    def done(self, claim: Claim) -> None:
        """It went out, or never will: it leaves the outbox."""

    def postpone(self, claim: Claim, due_at: datetime, failure: str) -> None:
        """It could not be sent; try again then."""

    def bury(self, claim: Claim, failure: str) -> None:
        """It could not be sent and is given up, until somebody revives it."""

    def rest(self, channel: str, until: datetime) -> None:
        """Send nothing by a channel for a while."""

    def revive(self, at: datetime) -> int:
        """Make everything that was given up due again, with all its attempts; returns how many there were."""

    def drop_dead(self) -> int:
        """Forget everything that was given up; returns how many there were."""

    def states(self) -> Sequence[ChannelState]:
        """How each open channel stands, by name."""
