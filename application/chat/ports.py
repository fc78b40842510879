"""What reading chats needs of the outside."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import BinaryIO, Protocol

from domain.chat.messages import Message
from domain.chat.own_words import Segmenter
from domain.chat.rules import ChatRules

Progress = Callable[[int, int], None]
"""Told how many bytes of how many are read."""


class TranscriptReader(Protocol):
    """Reads transcripts, a message at a time."""

    def messages(self, source: BinaryIO, zone: tzinfo, progress: Progress | None = None) -> Iterator[Message]:
        """All messages in the order of the file, their times local to `zone`.

        Raises:
            InvalidDocument: once the whole file is read, naming every bad row. What came before is void.
        """


class Masker(Protocol):
    """Hides what is personal about customers."""

    def names_in(self, text: str) -> tuple[str, ...]:
        """The names that `text` gives away, for the other lines of its chat."""

    def mask(self, text: str, names: Iterable[str] = ()) -> str:
        """`text` without phone numbers, addresses, order numbers, and names; `names` are those that are known."""


class ChatRulesShelf(Protocol):
    """The chat rules that ship with the product."""

    def names(self) -> tuple[str, ...]:
        """Their ids."""

    def rules(self, name: str) -> ChatRules | None:
        """Those of that id, or None."""


@dataclass(frozen=True)
class ChatDesk:
    """All of it."""

    segmenter: Segmenter
    reader: TranscriptReader
    masker: Masker
    shelf: ChatRulesShelf
