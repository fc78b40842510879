"""One reading of a transcript: proposals and figures by person, and the masked copy, in one pass over the messages."""

import hashlib
import io
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from uuid import UUID

from application.chat.masked_copy import MaskedCopy
from application.chat.names import Names
from application.chat.ports import ChatDesk, Progress
from application.chat.speakers import Speakers
from application.importing import fault
from domain.chat.conversations import Reading
from domain.chat.figures import Figures
from domain.chat.messages import Message, Role
from domain.chat.proposals import Proposal
from domain.chat.rules import ChatRules
from domain.errors import Fault, InvalidDocument

MOST_OUTSIDE = 1000
"""Chats outside the month that are named one by one."""


@dataclass
class TranscriptReading:
    """What a transcript says.

    Attributes:
        proposals: of people of the cycle; their quotes are masked, `speaker` is the person's id.
        figures: by person and shift.
        content: SHA-256 over the chats, in whatever order the file has them.
        unattended: chats in which nobody of the staff wrote.
    """

    copy: MaskedCopy = field(default_factory=MaskedCopy)
    proposals: list[Proposal] = field(default_factory=list)
    figures: dict[UUID, dict[str, Figures]] = field(default_factory=dict)
    content: str = ""
    messages: int = 0
    chats: int = 0
    unattended: int = 0

    def hits(self) -> dict[str, int]:
        """How many proposals there are of each rule."""
        return dict(sorted(Counter(proposal.rule for proposal in self.proposals).items()))


class TranscriptReader:
    """Reads one transcript."""

    def __init__(self, rules: ChatRules, desk: ChatDesk, speakers: Speakers, days: tuple[date, date]) -> None:
        self._reading = Reading(rules, desk.segmenter)
        self._desk = desk
        self._speakers = speakers
        self._days = days
        self._found = TranscriptReading()
        self._digests: dict[str, bytes] = {}
        self._names = Names(desk.masker)
        self._faults: list[Fault] = []

    def read(self, content: bytes, zone: tzinfo, progress: Progress | None = None) -> TranscriptReading:
        """All of it. Raises InvalidDocument naming every bad row, unknown speaker and chat of another month."""
        rows: tuple[Fault, ...] = ()
        try:
            for message in self._desk.reader.messages(io.BytesIO(content), zone, progress):
                self._take(message)
        except InvalidDocument as error:
            rows = error.faults
        faults = (*rows, *self._speakers.faults, *self._faults)
        if faults:
            raise InvalidDocument(faults)
        self._found.proposals += self._reading.finish()
        self._found.proposals = list(map(self._to_keep, self._found.proposals))
        self._count_chats()
        self._found.content = hashlib.sha256(b"".join(sorted(self._digests.values()))).hexdigest()
        return self._found

    def _take(self, message: Message) -> None:
        found = self._found
        digest = self._digests.get(message.chat, b"")
        self._digests[message.chat] = hashlib.sha256(digest + message.canonical()).digest()
        begun = message.chat not in self._reading.chats
        chat = self._reading.chat_of(message)
        if begun:
            self._require_in_month(message)
        self._names.learn(message)
        person = self._speakers.person(message.speaker, message.line) if message.role is Role.STAFF else None
        shown = message.speaker if person is None else str(person)
        found.messages += 1
        found.copy.add(message, chat.number, shown, self._names.masked(message.text, message.chat))
        if person is not None:
            self._count_answer(message, person)
        if person is not None or message.role is Role.CUSTOMER:
            found.proposals += self._reading.take(replace(message, speaker=shown))

    def _to_keep(self, proposal: Proposal) -> Proposal:
        """Masked by all that the chat told, also after the line."""
        return replace(proposal, quote=self._names.masked(proposal.quote, proposal.chat), chat="")

    def _require_in_month(self, message: Message) -> None:
        first, last = self._days
        if not first <= message.at.date() <= last and len(self._faults) < MOST_OUTSIDE:
            zh = f"第 {message.line} 行的会话始于 {message.at.date()}，不在考核期 {first} 至 {last} 内"
            en = f"line {message.line}: this chat began on {message.at.date()}, outside the cycle's {first} to {last}"
            self._faults.append(fault(f"/lines/{message.line}", "chat-outside-cycle", zh, en))

    def _count_answer(self, message: Message, person: UUID) -> None:
        chat = self._reading.chat_of(message)
        answer = chat.response_to(message)
        if answer is not None:
            after, first = answer
            self._figures(person, self._shift(chat.began)).answered(after, first=first)

    def _count_chats(self) -> None:
        found, closing = self._found, self._reading.lens.closing
        for chat in self._reading.chats.values():
            found.chats += 1
            if not chat.owner:
                found.unattended += 1
            elif chat.asked:
                figures = self._figures(UUID(chat.owner), self._shift(chat.began))
                figures.chats += 1
                figures.replied_chats += chat.answered
                figures.opened += chat.opened
                figures.closed += closing is not None and chat.closed(closing)

    def _figures(self, person: UUID, shift: str) -> Figures:
        return self._found.figures.setdefault(person, {}).setdefault(shift, Figures())

    def _shift(self, began: datetime) -> str:
        return self._reading.lens.rules.shift_of(began)
