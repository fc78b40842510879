"""E-mail: a letter to the address that a person's profile holds; who has none is not written to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from application.delivering.sending import NotForThem, NotSent, Told
from application.delivering.wording import subject_line, text_of
from application.ports import Unreadable, Vault

EMAIL = "email"
"""The channel's name, and the field of a profile that holds the address."""


@dataclass(frozen=True)
class Letter:
    """An e-mail.

    Attributes:
        id: the same in every attempt: part of the Message-ID.
        at: its date: when the notice was given, in every attempt.
    """

    id: str
    to: str
    subject: str
    text: str
    at: datetime


class Postman(Protocol):
    """Hands letters to a mail server."""

    def post(self, letter: Letter) -> None:
        """Raises NotSent, or NotForThem for an address that is none."""


class EmailSender:
    """Writes to the people of one organization."""

    name = EMAIL
    since = None
    """It goes for every organization from the first look at it on."""

    def __init__(self, postman: Postman, vault: Vault, address: str) -> None:
        """`address` is where people sign in, or ""."""
        self._postman = postman
        self._vault = vault
        self._address = address

    def send(self, told: Told) -> None:
        """Raises NotSent or NotForThem."""
        to = self._address_of(told)
        letter = Letter(str(told.id), to, subject_line(told), text_of(told, self._address), told.given_at)
        self._postman.post(letter)

    def _address_of(self, told: Told) -> str:
        try:
            profile = self._vault.profile(told.person)
        except Unreadable as error:
            raise NotSent("profile-unreadable") from error
        if profile is None:
            raise NotForThem("erased-or-unknown")
        address = profile.get(EMAIL, "").strip()
        if not address:
            raise NotForThem("no-address")
        return address
