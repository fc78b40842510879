"""One chat as it goes on, message by message: what is wrong with it, and how fast the staff answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.chat.line_rules import FINDERS
from domain.chat.messages import Message, Role
from domain.chat.own_words import Line, Segmenter
from domain.chat.proposals import Proposal
from domain.chat.rules import ChatRules, ClosingRule, OpeningRule, ResponseRule, Rule


@dataclass(frozen=True, slots=True)
class Said:
    """A staff line that a rule about the whole chat may quote."""

    line: int
    text: str
    speaker: str
    key: str


NEVER = 1_000_000
"""Staff lines since a leave-taking that there was not."""


class Lens:
    """The rules, sorted by what they look at."""

    def __init__(self, rules: ChatRules, segmenter: Segmenter) -> None:
        self.rules = rules
        self.segmenter = segmenter
        self.of_lines = [rule for rule in rules.rules if rule.on and isinstance(rule, FINDERS)]
        self.opening = next((rule for rule in rules.rules if isinstance(rule, OpeningRule)), None)
        self.closing = next((rule for rule in rules.rules if isinstance(rule, ClosingRule)), None)
        self.response = next((rule for rule in rules.rules if isinstance(rule, ResponseRule)), None)

    def line(self, text: str) -> Line:
        """A staff line, ready to be looked at."""
        return Line(text, self.rules.quoting.own_words(text), self.segmenter.words)


class Conversation:
    """The state of one chat between two messages, as small as can be: a month has tens of thousands.

    Attributes:
        began: when the first message was sent.
        owner: the first of the staff who wrote, "" while nobody did.
        asked: whether a customer spoke.
        answered: whether somebody of the staff answered.
        opened: whether the first staff lines greet.
    """

    __slots__ = (
        "_first", "_last", "_since_parting", "_waiting", "answered", "asked", "began", "name", "number",
        "opened", "owner",
    )  # fmt: skip

    def __init__(self, name: str, number: int, began: datetime) -> None:
        self.name = name
        self.number = number
        self.began = began
        self.owner = ""
        self.asked = False
        self.answered = False
        self.opened = False
        self._waiting: Message | None = None
        self._first: Said | None = None
        self._last: Said | None = None
        self._since_parting = NEVER

    def take(self, message: Message, lens: Lens) -> Iterator[Proposal]:
        """Go on with a message; what is found wrong with it."""
        if message.role is Role.CUSTOMER:
            yield from self._customer_speaks(message, lens)
        else:
            yield from self._staff_speaks(message, lens)

    def response_to(self, message: Message) -> tuple[timedelta | None, bool] | None:
        """How long the customer waited for this staff message, None when not known to the second, and whether it is the
        first answer. None altogether when nobody waited; to be asked before `take`.
        """
        if message.role is not Role.STAFF or self._waiting is None:
            return None
        known = message.exact and self._waiting.exact
        return (message.at - self._waiting.at if known else None), not self.answered

    def finish(self, lens: Lens) -> Iterator[Proposal]:
        """What is wrong with the chat as a whole."""
        if not self.asked or self._last is None:
            return
        yield from self._first_turn_ends(lens)
        if lens.closing is not None and lens.closing.on and not self.closed(lens.closing):
            yield self._proposal(lens.closing, self._last, lens.closing.sureness)

    def closed(self, rule: ClosingRule) -> bool:
        """Whether one of the last staff lines takes leave."""
        return self._since_parting < rule.within

    def _customer_speaks(self, message: Message, lens: Lens) -> Iterator[Proposal]:
        self.asked = True
        yield from self._first_turn_ends(lens)
        self._waiting = self._waiting or message

    def _staff_speaks(self, message: Message, lens: Lens) -> Iterator[Proposal]:
        said = Said(message.line, message.text, message.speaker, message.digest().hex())
        if not self.owner:
            self.owner, self._first = message.speaker, said
        if self._first is not None and lens.opening is not None:
            self.opened = self.opened or lens.opening.is_met_by(message.text)
        if lens.closing is not None:
            self._since_parting = 0 if lens.closing.is_met_by(message.text) else self._since_parting + 1
        yield from self._lateness(message, said, lens)
        self.answered = self.answered or self._waiting is not None
        self._waiting = None
        self._last = said
        line = lens.line(message.text)
        for rule in lens.of_lines:
            sureness = rule.find(line)
            if sureness is not None:
                yield self._proposal(rule, said, sureness)

    def _lateness(self, message: Message, said: Said, lens: Lens) -> Iterator[Proposal]:
        """The first answer came late for sure, also where times have no seconds."""
        rule = lens.response
        if rule is None or not rule.on or self._waiting is None or self.answered:
            return
        if message.at - self._waiting.latest > timedelta(seconds=rule.seconds):
            yield self._proposal(rule, said, rule.sureness)

    def _first_turn_ends(self, lens: Lens) -> Iterator[Proposal]:
        """The first staff lines are over once the customer speaks after them."""
        first, self._first = self._first, None
        if first is not None and lens.opening is not None and lens.opening.on and not self.opened:
            yield self._proposal(lens.opening, first, lens.opening.sureness)

    def _proposal(self, rule: Rule, said: Said, sureness: int) -> Proposal:
        return Proposal(
            said.line, self.name, self.number, rule.id, rule.severity, sureness, said.text, said.speaker, said.key
        )


class Reading:
    """A whole transcript, message by message.

    Attributes:
        chats: by the name that the file gives them, in the order in which they begin.
    """

    def __init__(self, rules: ChatRules, segmenter: Segmenter) -> None:
        self.lens = Lens(rules, segmenter)
        self.chats: dict[str, Conversation] = {}

    def chat_of(self, message: Message) -> Conversation:
        """The chat that a message belongs to, begun when it is its first."""
        found = self.chats.get(message.chat)
        if found is None:
            found = self.chats[message.chat] = Conversation(message.chat, len(self.chats) + 1, message.at)
        return found

    def take(self, message: Message) -> Iterator[Proposal]:
        """Go on with a message."""
        return self.chat_of(message).take(message, self.lens)

    def finish(self) -> Iterator[Proposal]:
        """What is wrong with the chats as wholes."""
        for chat in self.chats.values():
            yield from chat.finish(self.lens)
