"""Chats read and nothing written: what the program would propose."""

from collections.abc import Iterable
from typing import Any

from application.chat.names import Names
from application.chat.ports import ChatDesk
from domain.chat.conversations import Reading
from domain.chat.messages import Message
from domain.chat.proposals import Proposal, in_order
from domain.chat.rules import ChatRules


def dry_read(rules: ChatRules, messages: Iterable[Message], desk: ChatDesk) -> list[dict[str, Any]]:
    """The proposals, the gravest and surest first, their quotes masked.

    Returns:
        `[{"line", "chat", "rule", "severity", "quote"}]`; `line` is counted from 1 after the header.
    """
    reading = Reading(rules, desk.segmenter)
    found: list[Proposal] = []
    names = Names(desk.masker)
    for message in messages:
        names.learn(message)
        found += reading.take(message)
    found += reading.finish()
    return [_shown(proposal, names) for proposal in in_order(found)]


def _shown(proposal: Proposal, names: Names) -> dict[str, Any]:
    return {
        "line": proposal.line,
        "chat": proposal.chat,
        "rule": proposal.rule,
        "severity": proposal.severity,
        "quote": names.masked(proposal.quote, proposal.chat),
    }
