"""What a transcript consists of: messages, each in a chat, from a customer or from somebody of the staff."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MINUTE = timedelta(seconds=59)
"""How much later than written a message may have been sent whose time has no seconds."""


class Role(StrEnum):
    """Who speaks."""

    STAFF = "staff"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Attributes:
        line: its place in the file, counted from 1 after the header.
        chat: what the file calls the chat.
        at: local time, as written.
        speaker: what the file calls whoever speaks.
        exact: whether the time has seconds.
    """

    line: int
    chat: str
    at: datetime
    role: Role
    speaker: str
    text: str
    exact: bool = True

    @property
    def latest(self) -> datetime:
        """The latest moment at which it can have been sent."""
        return self.at if self.exact else self.at + MINUTE

    def canonical(self) -> bytes:
        """What the message says, however the file spells it: encodings, delimiters and column order do not count."""
        parts = (self.chat, self.at.isoformat(), self.role, self.speaker, self.text)
        return "\x1f".join(parts).encode("utf-8", "surrogatepass") + b"\x1e"

    def digest(self) -> bytes:
        """The same in 32 bytes: one message, wherever it stands. Whoever says the same twice in a chat and a second has
        said it once.
        """
        return hashlib.sha256(self.canonical()).digest()
