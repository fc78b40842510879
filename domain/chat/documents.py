"""Chat rules as documents: plain data in, plain data out, and the canonical JSON text that the ledger keeps.

rules = read_chat_rules(text)             # JSON text, as stored in a `version published` event
rules = chat_rules_from_plain(data)       # parsed TOML or JSON
text = chat_rules_document(rules)         # canonical: equal rules give equal bytes
require_examples(rules, segmenter)        # every example comes out as the document says
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import time
from typing import Any

from domain.chat.examples import example_faults
from domain.chat.own_words import Segmenter
from domain.chat.reading import read_chat_rules_place
from domain.chat.rules import ChatRules, Rule
from domain.errors import InvalidDocument
from domain.scoring.documents import canonical_text, json_data
from domain.scoring.plain import Place, raise_faults
from domain.scoring.words import Words


def chat_rules_from_plain(data: object) -> ChatRules:
    """The rules that parsed TOML or JSON describes. Raises InvalidDocument with every fault at once."""
    place = Place(data)
    rules = read_chat_rules_place(place)
    raise_faults(place.faults)
    return rules


def read_chat_rules(text: str) -> ChatRules:
    """The rules of a JSON document text. Raises InvalidDocument with every fault at once."""
    return chat_rules_from_plain(json_data(text))


def require_examples(rules: ChatRules, segmenter: Segmenter) -> None:
    """Raises InvalidDocument naming each example that does not come out as the document says."""
    faults = example_faults(rules, segmenter)
    if faults:
        raise InvalidDocument(faults)


def chat_rules_document(rules: ChatRules) -> str:
    """The canonical JSON text of the whole document."""
    return canonical_text(chat_rules_plain(rules))


def chat_rules_plain(rules: ChatRules) -> dict[str, Any]:
    """The document in the shape that `chat_rules_from_plain` reads."""
    return {
        "id": rules.id,
        "version": rules.version,
        "title": rules.title.plain(),
        "source": rules.source,
        "most": rules.most,
        "quoting": _plain(rules.quoting),
        "shifts": _plain(rules.shifts),
        "rules": [rule_plain(rule) for rule in rules.rules],
    }


def rule_plain(rule: Rule) -> dict[str, Any]:
    """One rule."""
    plain: dict[str, Any] = {"kind": rule.kind, **_plain(rule)}
    if rule.assumption is None:
        del plain["assumption"]
    return plain


def _plain(value: Any) -> Any:
    """Dataclasses by field, tuples as lists, times as people write them."""
    if isinstance(value, Words):
        return value.plain()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, tuple):
        return [_plain(member) for member in value]
    if isinstance(value, Mapping) or not hasattr(value, "__dataclass_fields__"):
        return value
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
