"""Chat rules (质检规则): the built-in and the published ones side by side."""

from typing import Any

from application.chat.rules import DEFAULT_RULES, PublishChatRules
from application.queries import Page, Paging, Queries
from domain.chat.documents import chat_rules_document, read_chat_rules
from domain.chat.rules import ChatRules
from domain.errors import Invalid, NotFound
from web.api.callers import services
from web.api.parsing import canonical
from web.api.shelf import CHAT_RULES

DEFAULT = DEFAULT_RULES


def rules_named(asked: Queries, name: str) -> ChatRules:
    """The rules that an import would read by. Raises Invalid where there are none of that id."""
    try:
        return CHAT_RULES.rules(asked, services().chats.shelf, name)
    except NotFound as error:
        raise Invalid(
            f"没有质检规则 {name!r} / there are no chat rules {name!r}", code="chat-rules-unknown", pointer="/rules"
        ) from error


def chat_rules_page(asked: Queries, paging: Paging, as_of: str | None = None) -> Page:
    """Of each, the version in use, by id."""
    return CHAT_RULES.listed(asked, services().chats.shelf, paging, as_of)


def chat_rules(asked: Queries, name: str, version: int | None = None, as_of: str | None = None) -> dict[str, Any]:
    """Chat rules, whole."""
    return CHAT_RULES.shown(asked, services().chats.shelf, name, version, as_of)


def publish(document: dict[str, Any]) -> PublishChatRules:
    """The command, from the document as an object; the ledger keeps its canonical form."""
    return PublishChatRules(chat_rules_document(read_chat_rules(canonical(document).decode())))
