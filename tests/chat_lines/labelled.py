"""The labelled staff lines, in two halves, and a chat around each of them.

`lines.tsv` was written from the rules' own wording before any rule was: hits and near misses. The half of a line
follows from its text alone: the first hex digit of its SHA-256 is 0 to 7 in the half that rules may be tuned on, 8 to f
in the half that is only measured. `learnt.tsv` was written to break those rules, in several goes, and they were mended
by it. `blind.tsv` was written before the last mending; which of its lines come out wrong was not looked at.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.chat.conversations import Reading
from domain.chat.messages import Message, Role
from domain.chat.own_words import Segmenter
from domain.chat.rules import ChatRules

FOLDER = Path(__file__).parent
TUNED, UNSEEN, LEARNT, BLIND = "tuned", "unseen", "learnt", "blind"
BEGAN = datetime(2026, 10, 12, 10, tzinfo=UTC).replace(tzinfo=None)
ANSWERED_AFTER = 5
OPENING, CLOSING = "您好，请问有什么可以帮您", "感谢您的光临，祝您生活愉快"


@dataclass(frozen=True)
class Labelled:
    """A line with what is wrong with it.

    Attributes:
        place: `first`, `middle` or `last` of the staff's lines in its chat.
        after: seconds after which the first staff line comes.
        rules: those that must hit.
    """

    place: str
    after: int
    rules: frozenset[str]
    text: str

    @property
    def half(self) -> str:
        """Which half it is in."""
        return TUNED if int(hashlib.sha256(self.text.encode()).hexdigest()[0], 16) < 8 else UNSEEN

    def found(self, rules: ChatRules, segmenter: Segmenter) -> frozenset[str]:
        """What the rules find in a chat that is right but for this line."""
        reading = Reading(rules, segmenter)
        found = [proposal for message in self._chat() for proposal in reading.take(message)]
        return frozenset(proposal.rule for proposal in (*found, *reading.finish()))

    def _chat(self) -> Iterator[Message]:
        said = [(0, Role.CUSTOMER, "在吗"), (self.after, Role.STAFF, self._said("first", OPENING))]
        said += [(self.after + 60, Role.CUSTOMER, "请问这款怎么样")]
        middle = ("稍等", "查询中", "查到了") if self.place == "last" else (self._said("middle", "有现货"),)
        said += [(self.after + 65 + turn, Role.STAFF, text) for turn, text in enumerate(middle)]
        said += [(self.after + 70, Role.CUSTOMER, "好"), (self.after + 75, Role.STAFF, self._said("last", CLOSING))]
        for line, (seconds, role, text) in enumerate(said, 1):
            yield Message(line, "c", BEGAN + timedelta(seconds=seconds), role, role.value, text)

    def _said(self, place: str, otherwise: str) -> str:
        return self.text if self.place == place else otherwise


def labelled_lines(which: str) -> list[Labelled]:
    """One half of the lines, or one of the other files."""
    if which in (LEARNT, BLIND):
        return _lines(f"{which}.tsv")
    return [line for line in _lines("lines.tsv") if line.half == which]


def _lines(file: str) -> list[Labelled]:
    rows = (line.split("\t") for line in FOLDER.joinpath(file).read_text(encoding="utf-8").splitlines()[1:])
    return [_labelled(*row) for row in rows]


def _labelled(place: str, rules: str, text: str) -> Labelled:
    where, _, after = place.partition("+")
    return Labelled(where, int(after or ANSWERED_AFTER), frozenset(filter(None, rules.split(","))), text)
