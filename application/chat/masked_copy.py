"""The copy of a transcript that people read: every text masked, staff by number, customers without a name."""

import csv
import io
from collections.abc import Collection, Iterator
from typing import Any

from domain.chat.messages import Message, Role

COLUMNS = ("line", "chat", "time", "role", "speaker", "text")
MEDIA_TYPE = "text/csv"


class MaskedCopy:
    """Written message by message; `chat` is the chat's number."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()
        self._text = io.TextIOWrapper(self._bytes, encoding="utf-8", newline="")
        self._rows = csv.writer(self._text)
        self._rows.writerow(COLUMNS)

    def add(self, message: Message, chat: int, speaker: str, text: str) -> None:
        """One message; `speaker` and `text` masked."""
        who = "" if message.role is Role.CUSTOMER else speaker
        self._rows.writerow((message.line, chat, message.at.isoformat(" "), message.role.value, who, text))

    def content(self) -> bytes:
        """The whole copy."""
        self._text.flush()
        return self._bytes.getvalue()


def chats_in(content: bytes, numbers: Collection[int]) -> list[dict[str, Any]]:
    """The chats of these numbers with their messages, ascending."""
    wanted = {str(number): number for number in numbers}
    found: dict[int, list[dict[str, Any]]] = {number: [] for number in sorted(wanted.values())}
    for line, chat, time, role, speaker, text in _rows(content):
        if chat in wanted:
            found[wanted[chat]].append(
                {"line": int(line), "time": time, "role": role, "speaker": speaker or None, "text": text}
            )
    return [{"chat": number, "messages": messages} for number, messages in found.items()]


def _rows(content: bytes) -> Iterator[list[str]]:
    rows = csv.reader(io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline=""))
    next(rows, None)
    return rows
