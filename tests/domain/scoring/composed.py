"""Small schemes for tests, composed as a shop would write them: plain data, read by the real reader."""

from typing import Any

from domain.scoring.documents import scheme_from_plain
from domain.scoring.scheme import Scheme


def words(text: str) -> dict[str, str]:
    """The same text in both languages."""
    return {"zh": text, "en": text}


def item(id: str, max: str, kind: str, **rule: Any) -> dict[str, Any]:
    """One line of a scheme document."""
    return {"id": id, "title": words(id), "max": max, "kind": kind, "source": "D00 一"} | rule


def section(id: str, *items: dict[str, Any]) -> dict[str, Any]:
    """A heading with its lines."""
    return {"id": id, "title": words(id), "source": "D00 一", "items": list(items)}


def document(*sections: dict[str, Any], **rest: Any) -> dict[str, Any]:
    """A scheme document of these sections."""
    head = {"id": "composed", "version": 1, "title": words("composed"), "source": "D00"}
    return head | {"facts": {}, "sections": list(sections)} | rest


def scheme_of(*items: dict[str, Any], **rest: Any) -> Scheme:
    """A scheme of one section."""
    return scheme_from_plain(document(section("all", *items), **rest))


def facts(*names: str) -> dict[str, Any]:
    """Declared facts."""
    return {name: words(name) for name in names}


BANDS = [
    {"at_most": "15", "points": "100"},
    {"above": "15", "at_most": "20", "points": "70"},
    {"above": "20", "points": "40"},
]
LEVELS = [
    {"id": "good", "title": words("good"), "least": "60", "most": "100"},
    {"id": "poor", "title": words("poor"), "least": "0", "most": "60"},
]
DEFECT_CODES = [
    {"code": "rude", "title": words("rude"), "severity": "fatal", "source": "D00 一"},
    {"code": "thin", "title": words("thin"), "severity": "non-fatal", "points": "5", "source": "D00 一"},
    {"code": "kind", "title": words("kind"), "severity": "advocated", "source": "D00 一"},
]
RATERS = {"self": "0.3", "peer": "0.5", "manager": "0.2"}
