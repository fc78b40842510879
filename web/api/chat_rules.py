"""Chat rules (质检规则): the built-in and the published ones side by side."""

import json
from typing import Any

from application.chat.rules import CHAT_RULES, DEFAULT_RULES, PublishChatRules
from application.ports import Row
from application.queries import MOST, Page, Paging, Queries
from application.queries.pages import page_of
from domain.chat.documents import chat_rules_document, chat_rules_plain, read_chat_rules
from domain.chat.rules import ChatRules
from domain.errors import Invalid, NotFound
from web.api.callers import services
from web.api.parsing import canonical

DEFAULT = DEFAULT_RULES
Document = dict[str, Any]


def rules_named(asked: Queries, name: str) -> ChatRules:
    """The rules that an import would read by. Raises Invalid where there are none of that id."""
    try:
        return _found(asked, name, None)[0]
    except NotFound as error:
        raise Invalid(
            f"没有质检规则 {name!r} / there are no chat rules {name!r}", code="chat-rules-unknown", pointer="/rules"
        ) from error


def chat_rules_page(asked: Queries, paging: Paging, as_of: str | None = None) -> Page:
    """Of each, the version in use, by id."""
    published = {held["name"] for held in asked.rulebooks(CHAT_RULES, Paging(MOST), as_of=as_of).items}
    rows = [Row(CHAT_RULES, name, "", name, {}) for name in {*services().chats.shelf.names(), *published}]

    def shape(row: Row) -> Document:
        return _head(*_found(asked, row.key, None, as_of))

    return page_of(rows, paging, shape)


def chat_rules(asked: Queries, name: str, version: int | None = None, as_of: str | None = None) -> Document:
    """Chat rules, whole."""
    rules, held = _found(asked, name, version, as_of)
    return {**_head(rules, held), "document": chat_rules_plain(rules)}


def publish(document: dict[str, Any]) -> PublishChatRules:
    """The command, from the document as an object; the ledger keeps its canonical form."""
    return PublishChatRules(chat_rules_document(read_chat_rules(canonical(document).decode())))


def _found(
    asked: Queries, name: str, version: int | None, as_of: str | None = None
) -> tuple[ChatRules, Document | None]:
    """The version asked for, or the one in use, and what stands in the ledger under this id."""
    held = _held(asked, name, None, as_of)
    exact = held if version is None else _held(asked, name, version, as_of)
    if exact:
        return read_chat_rules(json.dumps(exact["document"])), held
    shipped = services().chats.shelf.rules(name)
    if shipped is None or version not in (None, shipped.version):
        raise NotFound(f"没有聊天规则 {name} / there are no chat rules {name}", code="chat-rules-not-found")
    return shipped, held


def _held(asked: Queries, name: str, version: int | None, as_of: str | None) -> Document | None:
    try:
        return asked.rulebook(CHAT_RULES, name, version, as_of=as_of)
    except NotFound:
        return None


def _head(rules: ChatRules, held: Document | None) -> Document:
    return {
        "id": rules.id,
        "version": rules.version,
        "title": rules.title.plain(),
        "source": rules.source,
        "built_in": services().chats.shelf.rules(rules.id) is not None,
        "versions": held["versions"] if held else [],
    }
