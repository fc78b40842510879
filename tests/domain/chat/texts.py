"""Rules, lines and messages for the tests of chats."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from adapters.chat import JiebaSegmenter, PackagedChatRules
from domain.chat.conversations import Reading
from domain.chat.line_rules import FINDERS
from domain.chat.messages import Message, Role
from domain.chat.own_words import Line
from domain.chat.proposals import Proposal
from domain.chat.rules import ChatRules

BEGAN = datetime(2026, 10, 12, 10, tzinfo=UTC).replace(tzinfo=None)


@cache
def segmenter() -> JiebaSegmenter:
    """One for the run."""
    return JiebaSegmenter()


@cache
def built_in() -> ChatRules:
    """The rules that ship."""
    rules = PackagedChatRules().rules("chat-quality")
    assert rules is not None
    return rules


def line(text: str) -> Line:
    """A staff line."""
    return Line(text, built_in().quoting.own_words(text), segmenter().words)


def hits(text: str) -> set[str]:
    """Which rules object to a line."""
    return {rule.id for rule in built_in().rules if isinstance(rule, FINDERS) and rule.find(line(text)) is not None}


def asks(seconds: int, text: str = "在吗", **more: Any) -> Message:
    """A customer's message."""
    return Message(seconds, "c1", BEGAN + timedelta(seconds=seconds), Role.CUSTOMER, "tb", text, **more)


def says(seconds: int, text: str, speaker: str = "小美", **more: Any) -> Message:
    """A staff message."""
    return Message(seconds, "c1", BEGAN + timedelta(seconds=seconds), Role.STAFF, speaker, text, **more)


def proposed(*messages: Message, rules: ChatRules | None = None) -> list[Proposal]:
    """What is proposed for a chat."""
    reading = Reading(rules or built_in(), segmenter())
    found = [proposal for message in messages for proposal in reading.take(message)]
    return [*found, *reading.finish()]


def about_the_chat(*messages: Message) -> list[tuple[str, int]]:
    """Rule and line of what is proposed about the chat as a whole."""
    whole = {"opening", "closing", "slow-response"}
    return [(held.rule, held.line) for held in proposed(*messages) if held.rule in whole]
