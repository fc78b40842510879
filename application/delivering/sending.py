"""What a channel is given to send, and how it says that it could not."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from application.ports import Recorded
from domain.notice import NoticeGiven


@dataclass(frozen=True)
class Told:
    """A notice, as the ledger has it.

    Attributes:
        id: the same in every attempt and by every channel: whoever gets it twice knows it by this.
        position: of the event in the ledger.
    """

    organization: UUID
    id: UUID
    position: int
    person: UUID
    kind: str
    subject_kind: str
    subject: UUID
    given_on: date
    given_at: datetime
    deadline: date | None

    @classmethod
    def of(cls, organization: UUID, recorded: Recorded, event: NoticeGiven) -> "Told":
        """From the event that gave it."""
        return cls(
            organization,
            recorded.originator_id,
            recorded.position,
            event.person,
            event.kind,
            event.subject_kind,
            event.subject,
            event.given_on,
            event.timestamp,
            event.deadline,
        )


class NotSent(Exception):
    """It could not be sent.

    Attributes:
        code: what happened, kebab-case, such as `http-503`; never personal text.
        final: trying again cannot help.
        rests: the other side is in trouble, not this one message: the channel rests for a while.
    """

    def __init__(self, code: str, *, final: bool = False, rests: bool = True) -> None:
        super().__init__(code)
        self.code = code
        self.final = final
        self.rests = rests


class NotForThem(Exception):
    """Nothing is to be sent to this person by this channel, such as an e-mail to somebody without an address.

    Attributes:
        code: why, kebab-case.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Sender(Protocol):
    """Sends by one channel.

    Attributes:
        name: the channel's.
        since: the ledger's head when the channel was made; None when it begins with the first look at it.
    """

    @property
    def name(self) -> str: ...

    @property
    def since(self) -> int | None: ...

    def send(self, told: Told) -> None:
        """Send it now. Raises NotSent or NotForThem."""
