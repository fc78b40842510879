"""Schemes as documents: plain data in, plain data out, and the canonical JSON text that the ledger keeps.

    scheme = read_scheme(text)            # JSON text, as stored in a `version published` event
    scheme = scheme_from_plain(data)      # parsed TOML or JSON
    text = scheme_document(scheme)        # canonical: equal schemes give equal bytes
    digest = document_hash(text)          # SHA-256, hex

Each raises InvalidDocument with every fault of the document, in its order.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from domain.errors import Fault, InvalidDocument
from domain.scoring.item import Item
from domain.scoring.plain import Place, keeping_twice, raise_faults
from domain.scoring.reading import read_scheme_place
from domain.scoring.reading_consequences import OWN_KEYS
from domain.scoring.scheme import Caps, Consequence, Grade, Parameter, Scheme
from domain.scoring.words import Words


def scheme_from_plain(data: object) -> Scheme:
    """The scheme that parsed TOML or JSON describes. Raises InvalidDocument with every fault at once."""
    place = Place(data)
    scheme = read_scheme_place(place)
    raise_faults(place.faults)
    return scheme


def read_scheme(text: str) -> Scheme:
    """The scheme of a JSON document text. Raises InvalidDocument with every fault at once."""
    return scheme_from_plain(json_data(text))


def json_data(text: str) -> Any:
    """Parsed JSON that still knows its duplicate keys. Raises InvalidDocument when it is no JSON at all."""
    try:
        return json.loads(text, object_pairs_hook=keeping_twice)
    except (ValueError, RecursionError) as error:
        detail = f"不是有效的 JSON：{error} / this is not valid JSON: {error}"
        raise InvalidDocument([Fault("", "malformed-json", detail)]) from error


def canonical_text(plain: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no spaces; all numbers but small integers are texts, so it is RFC 8785 canonical."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def scheme_document(scheme: Scheme) -> str:
    """The canonical JSON text of the whole scheme."""
    return canonical_text(scheme_plain(scheme))


def document_hash(text: str) -> str:
    """SHA-256 of the document's UTF-8 bytes, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def scheme_plain(scheme: Scheme) -> dict[str, Any]:
    """The scheme in the shape that `scheme_from_plain` reads."""
    plain: dict[str, Any] = {
        "id": scheme.id,
        "version": scheme.version,
        "title": scheme.title.plain(),
        "source": scheme.source,
        "facts": {fact.name: fact.title.plain() for fact in scheme.facts},
        "parameters": {parameter.id: _parameter(parameter) for parameter in scheme.parameters},
        "fatal": scheme.fatal,
        "grades": [_grade(grade) for grade in scheme.grades],
        "sections": [
            {
                "id": section.id,
                "title": section.title.plain(),
                "source": section.source,
                "items": [_item(item) for item in scheme.items if item.section == section.id],
            }
            for section in scheme.sections
        ],
    }
    if scheme.adjustments:
        plain["adjustments"] = _caps(scheme.adjustments)
    if scheme.pass_mark is not None:
        plain["pass_mark"] = {"points": str(scheme.pass_mark), "source": scheme.pass_source}
    if scheme.consequences:
        plain["consequences"] = [consequence_plain(consequence) for consequence in scheme.consequences]
    return plain


def consequence_plain(consequence: Consequence) -> dict[str, Any]:
    """A consequence with the keys of its kind."""
    own = {name: getattr(consequence, name) for name in OWN_KEYS[consequence.kind]}
    assumption = {"assumption": consequence.assumption.plain()} if consequence.assumption else {}
    return (
        {"id": consequence.id, "kind": consequence.kind, "title": consequence.title.plain()}
        | own
        | {"source": consequence.source, "assumed": consequence.assumed}
        | assumption
    )


def _item(item: Item) -> dict[str, Any]:
    assumption = {"assumption": item.assumption.plain()} if isinstance(item.assumption, Words) else {}
    return (
        item.rule.plain()
        | assumption
        | {
            "id": item.id,
            "title": item.title.plain(),
            "max": str(item.max),
            "kind": item.kind,
            "source": item.source,
            "assumed": item.assumed,
            "every": item.every,
        }
    )


def _parameter(parameter: Parameter) -> dict[str, Any]:
    default = parameter.default
    choices = {"choices": list(parameter.choices)} if parameter.choices else {}
    return choices | {
        "title": parameter.title.plain(),
        "default": default if isinstance(default, str | bool) else str(default),
        "sets": list(parameter.sets),
        "source": parameter.source,
        "assumed": parameter.assumed,
    }


def _grade(grade: Grade) -> dict[str, Any]:
    return {
        "id": grade.id,
        "title": grade.title.plain(),
        "at_least": str(grade.at_least),
        "source": grade.source,
        "assumed": grade.assumed,
    }


def _caps(caps: Caps) -> dict[str, Any]:
    return {"up": str(caps.up), "down": str(caps.down), "source": caps.source, "assumed": caps.assumed}
