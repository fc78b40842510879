"""Chat rules (质检规则): publishing versions like schemes, adopting the built-in ones, switching a rule off."""

from dataclasses import dataclass, replace

from application.chat.ports import ChatDesk
from application.commanding import Work, handles
from application.ports import Answer
from domain import policies
from domain.chat.documents import chat_rules_document, read_chat_rules, require_examples
from domain.chat.rules import ChatRules
from domain.errors import Invalid, WrongState
from domain.rulebook import Rulebook, rulebook_id

CHAT_RULES = "chat-rules"
"""The kind of a rulebook that holds chat rules."""

DEFAULT_RULES = "chat-quality"


@dataclass(frozen=True)
class PublishChatRules:
    """Publish chat rules (canonical JSON) as their next version; proposals that were made stay as they are."""

    document: str


@dataclass(frozen=True)
class SwitchChatRule:
    """Publish a next version in which one rule is switched on or off and nothing else differs."""

    name: str
    rule: str
    on: bool


@handles(PublishChatRules)
def publish_chat_rules(command: PublishChatRules, work: Work) -> Answer:
    """Check the document and that its examples come out, then publish it."""
    policies.publish_rules.require(work.acting)
    rules = read_chat_rules(command.document)
    require_examples(rules, desk_of(work).segmenter)
    return _publish(work, rules)


@handles(SwitchChatRule)
def switch_chat_rule(command: SwitchChatRule, work: Work) -> Answer:
    """Switch a rule on or off for the readings to come."""
    policies.publish_rules.require(work.acting)
    rules = adopt_chat_rules(work, command.name, None)
    rule = rules.rule(command.rule)
    if rule is None:
        raise _no_such_rule(rules, command.rule)
    if rule.on == command.on:
        zh, en = ("启用", "on") if command.on else ("停用", "off")
        raise WrongState(f"规则 {rule.id} 已经{zh} / the rule {rule.id} is {en} already", code="rule-switched-already")
    switched = tuple(replace(held, on=command.on) if held.id == rule.id else held for held in rules.rules)
    return _publish(work, replace(rules, version=rules.version + 1, rules=switched))


def adopt_chat_rules(work: Work, name: str, version: int | None) -> ChatRules:
    """The version to read with: published here, or the built-in one, which is then published into this ledger.

    A later version that ships with the product replaces nothing by itself: what a shop switched off stays off.

    Raises:
        Invalid: there are no such rules, or no such version.
    """
    held = work.find(Rulebook, rulebook_id(work.organization_id, CHAT_RULES, name))
    built_in = desk_of(work).shelf.rules(name)
    if built_in is not None and held is None:
        _publish(work, built_in)
        held = work.find(Rulebook, rulebook_id(work.organization_id, CHAT_RULES, name))
    if held is None:
        raise Invalid(
            f"没有质检规则 {name!r} / there are no chat rules {name!r}, neither built in nor published here",
            code="chat-rules-unknown",
            pointer="/rules",
        )
    return read_chat_rules(held.document(version or held.newest))


def desk_of(work: Work) -> ChatDesk:
    """What reads chats. Raises LookupError where the program was put together without it."""
    if work.tools.chats is None:
        raise LookupError("this program was put together without what reads chats")
    return work.tools.chats


def _publish(work: Work, rules: ChatRules) -> Answer:
    id = rulebook_id(work.organization_id, CHAT_RULES, rules.id)
    rulebook = work.find(Rulebook, id)
    if rulebook is None:
        rulebook = work.add(Rulebook.draft(work.organization_id, CHAT_RULES, rules.id, by=work.by, at=work.at))
    rulebook.publish(rules.version, chat_rules_document(rules), by=work.by, at=work.at)
    return Answer(CHAT_RULES, rulebook.id, rules.id)


def _no_such_rule(rules: ChatRules, name: str) -> Invalid:
    known = ", ".join(rule.id for rule in rules.rules)
    return Invalid(
        f"{rules.id} 没有规则 {name!r}，可用：{known} / {rules.id} has no rule {name!r}; it has {known}",
        code="chat-rule-unknown",
        pointer="/rule",
    )
