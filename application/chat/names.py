"""The names that a chat tells, for all of its lines: one way of learning and masking them, whoever reads the chat."""

import sys
from collections.abc import Collection, Iterable

from application.chat.ports import Masker
from domain.chat.messages import Message, Role

FEW = 8
"""Names of one chat up to which each is looked for in a line; of more, only those that stand in it are masked."""


class Names:
    """What was told so far, by chat."""

    def __init__(self, masker: Masker) -> None:
        self._masker = masker
        self._few: dict[str, tuple[str, ...]] = {}
        self._many: dict[str, _Many] = {}

    def learn(self, message: Message) -> None:
        """What the file calls the customer, and the names that the text gives away."""
        told = self._masker.names_in(message.text)
        if message.role is Role.CUSTOMER:
            told = (message.speaker, *told)
        if told:
            self._add(message.chat, told)

    def masked(self, text: str, chat: str) -> str:
        """The text with what is personal masked, and with it every name that its chat has told."""
        many = self._many.get(chat)
        return self._masker.mask(text, self._few.get(chat, ()) if many is None else many.standing_in(text))

    def _add(self, chat: str, told: Iterable[str]) -> None:
        if chat in self._many:
            self._many[chat].add(told)
            return
        known = self._few.get(chat, ())
        new = tuple(sys.intern(name) for name in dict.fromkeys(told) if name not in known)
        if len(known) + len(new) > FEW:
            self._few.pop(chat, None)
            self._many[chat] = _Many((*known, *new))
        elif new:
            self._few[chat] = (*known, *new)


class _Many:
    """The names of a chat that told many: a line takes no longer than its length asks for, however many they are."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, str] = {}
        self._lengths: set[int] = set()
        self.add(names)

    def add(self, names: Iterable[str]) -> None:
        for name in names:
            for spelt in (name, name.lower()):
                self._names.setdefault(spelt, name)
                self._lengths.add(len(spelt))

    def standing_in(self, text: str) -> Collection[str]:
        pieces = (
            spelt[start : start + length]
            for spelt in (text, text.lower())
            for length in self._lengths
            for start in range(len(spelt) - length + 1)
        )
        return {self._names[piece] for piece in pieces if piece in self._names}
