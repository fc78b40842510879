"""A published set of chat rules: what is looked for, how grave it is, and where on a card it would take points.

Rules are data: a TOML file or a published document, versioned like a scheme. Each rule carries lines that it must hit
and lines that it must not; a document whose examples do not come out is refused.
"""

from dataclasses import dataclass
from datetime import datetime, time
from typing import ClassVar

from domain.chat.own_words import Line, Quoting
from domain.chat.phrases import Phrase
from domain.scoring.words import Words

LAST_LINES = 20
"""Staff lines of which a leave-taking may be one."""

FATAL, NON_FATAL = "fatal", "non-fatal"
SEVERITIES = (FATAL, NON_FATAL)
"""From the gravest on."""


@dataclass(frozen=True)
class Takes:
    """Where a proposal goes: a code of an item's catalogue. A card whose scheme lacks it gets no proposal."""

    item: str
    code: str


@dataclass(frozen=True)
class Rule:
    """What all kinds of rules share.

    Attributes:
        on: whether it proposes anything.
        sureness: how often a hit is right, in per cent, as far as the author of the rule knows.
        hits: examples that it must hit; of a response rule, seconds.
        misses: examples that it must not hit.
    """

    kind: ClassVar[str] = ""

    id: str
    title: Words
    severity: str
    on: bool
    sureness: int
    takes: Takes
    source: str
    assumed: bool
    assumption: Words | None
    hits: tuple[str, ...]
    misses: tuple[str, ...]


@dataclass(frozen=True)
class OpeningRule(Rule):
    """The first words of the staff greet.

    Attributes:
        phrases: one of them stands somewhere in the first lines, up to the customer's next.
        beginnings: or a line begins with one of them.
        excepted: but not with one of these: 亲测 is no 亲.
        sentences: or a line says one of these: 老板好.
    """

    kind: ClassVar[str] = "opening"

    phrases: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()
    sentences: tuple[Phrase, ...] = ()

    def is_met_by(self, text: str) -> bool:
        """Whether a line greets."""
        plain = text.casefold().lstrip()
        begins = plain.startswith(self.beginnings) and not plain.startswith(self.excepted)
        return begins or any(phrase in plain for phrase in self.phrases) or _says(self.sentences, plain)


@dataclass(frozen=True)
class ClosingRule(Rule):
    """The last words of the staff thank, wish or take leave.

    Attributes:
        phrases: one of them stands in one of the last staff lines.
        whole: or one of those lines is nothing but one of these: 谢谢.
        sentences: or it says one of these: 有需要再喊我.
        within: how many lines are the last ones, at most `LAST_LINES`.
    """

    kind: ClassVar[str] = "closing"

    phrases: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    sentences: tuple[Phrase, ...] = ()
    within: int = 3

    def is_met_by(self, text: str) -> bool:
        """Whether a line takes leave."""
        plain = text.casefold()
        letters = "".join(character for character in plain if character.isalnum())
        said = letters in self.whole or any(phrase in plain for phrase in self.phrases)
        return said or _says(self.sentences, plain)


def _says(sentences: tuple[Phrase, ...], text: str) -> bool:
    line = Line(text, text, list)
    return any(sentence.is_said(line) for sentence in sentences)


@dataclass(frozen=True)
class ResponseRule(Rule):
    """The first answer comes in time.

    Attributes:
        seconds: an answer after exactly so many is in time. Source: D05 Chat Record 1, D13.
    """

    kind: ClassVar[str] = "response"

    seconds: int = 15


@dataclass(frozen=True)
class Shift:
    """A part of the day. Source: D08.

    Attributes:
        begins: the first moment that belongs to it.
        ends: the first moment that does not.
    """

    id: str
    title: Words
    begins: time
    ends: time
    source: str


OFF_SHIFT = "off-shift"
"""Chats that begin in no shift."""


@dataclass(frozen=True)
class ChatRules:
    """A whole document.

    Attributes:
        most: proposals of one person and rule that one reading puts on a card; what is beyond is counted, not listed.
    """

    id: str
    version: int
    title: Words
    source: str
    most: int
    quoting: Quoting
    shifts: tuple[Shift, ...]
    rules: tuple[Rule, ...]

    def rule(self, id: str) -> Rule | None:
        """The rule of that id."""
        return next((rule for rule in self.rules if rule.id == id), None)

    def shift_of(self, at: datetime) -> str:
        """The id of the shift that a local moment lies in."""
        moment = at.time()
        return next((shift.id for shift in self.shifts if shift.begins <= moment < shift.ends), OFF_SHIFT)
