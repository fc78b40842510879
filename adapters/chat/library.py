"""The chat rules that ship inside the package `domain.library`, and a shop's own TOML files."""

from functools import cache
from importlib.resources import files

from adapters.library.toml_documents import parse_toml
from domain.chat.documents import chat_rules_from_plain
from domain.chat.rules import ChatRules
from domain.errors import InvalidDocument


class PackagedChatRules:
    """Implements `application.chat.ports.ChatRulesShelf`."""

    def names(self) -> tuple[str, ...]:
        """The ids of all built-in rules."""
        return _names()

    def rules(self, name: str) -> ChatRules | None:
        """The built-in rules of that id, or None."""
        return _built_in(name) if name in _names() else None


def chat_rules_from_toml(text: str) -> ChatRules:
    """The rules of a TOML text. Raises InvalidDocument with every fault at once."""
    data, twice = parse_toml(text)
    try:
        rules = chat_rules_from_plain(data)
    except InvalidDocument as error:
        raise InvalidDocument([*twice, *error.faults]) from error
    if twice:
        raise InvalidDocument(twice)
    return rules


@cache
def _names() -> tuple[str, ...]:
    folder = files("domain.library") / "chat"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


@cache
def _built_in(name: str) -> ChatRules:
    return chat_rules_from_toml((files("domain.library") / "chat" / f"{name}.toml").read_text(encoding="utf-8"))
