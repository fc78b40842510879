"""A card in a bundle's summary: items with their sentences, entries, and what each appeal changed."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from application.bundling.card_history import Amendment, CardHistory
from application.bundling.ports import Document
from application.bundling.replayed import mark
from application.projections.plain import plain
from domain.scoring.card import ScoredItem
from domain.scoring.exact import trimmed
from domain.scoring.rules.deduction import Catalogued
from domain.scoring.scheme import Scheme


def card(id: UUID, history: CardHistory) -> Document:
    """What the summary says of a card."""
    held, scheme, computed = history.card, history.scheme, history.computed
    names = ("cycle", "shop", "period", "employee", "role", "lead", "scheme", "scheme_version", "stage")
    total = computed.total if history.takes_entries and computed else held.total
    return {
        "id": str(id),
        **{name: plain(getattr(held, name)) for name in names},
        "scheme_title": scheme.title.plain() if scheme else None,
        "total": plain(total),
        "grade": computed.grade.id if computed and computed.grade else None,
        "passed": computed.passed if computed else None,
        "points_in_play": trimmed(computed.points_in_play) if computed else None,
        "adjustment": plain(computed.adjustment) if computed else None,
        "appeals_until": plain(held.appeals_until),
        "items": [_item(item) for item in computed.items] if computed else [],
        "as_recorded": sorted(history.as_recorded),
        "deductions": [_deduction(deduction, entry, scheme) for deduction, entry in held.deductions.items()],
        "adjustments": [{"id": name, **plain(entry)} for name, entry in held.adjustments.items()],
        "waived": sorted(held.waivers),
        "amendments": [_amendment(amendment, scheme) for amendment in history.amendments],
    }


def _item(item: ScoredItem) -> Document:
    figures = {name: plain(getattr(item, name)) for name in ("state", "score", "value", "target")}
    return {
        "id": item.id,
        "title": item.title.plain(),
        "max": trimmed(item.max),
        **figures,
        "source": item.source,
        "assumed": item.assumed,
        "explanation": item.explanation.plain(),
    }


def _deduction(id: str, entry: Mapping[str, Any], scheme: Scheme | None) -> Document:
    item = scheme.item(entry["item"]) if scheme else None
    code = item.rule.code(entry["code"]) if item is not None and isinstance(item.rule, Catalogued) else None
    return {"id": id, **plain(dict(entry)), "title": code.title.plain() if code else None}


def _amendment(amendment: Amendment, scheme: Scheme | None) -> Document:
    event = amendment.event
    return {
        **mark(amendment.recorded),
        "appeal": str(event.appeal),
        "old_total": plain(event.old_total),
        "new_total": plain(event.new_total),
        "items": list(_changed(amendment.before, event.result, scheme)),
    }


def _changed(before: Mapping[str, Any], after: Mapping[str, Any], scheme: Scheme | None) -> Iterator[Document]:
    """The items that an appeal changed, with the old score beside the new one."""
    was: dict[str, Decimal | None] = {item["id"]: item["score"] for item in before.get("items", ())}
    for item in after["items"]:
        if was.get(item["id"]) != item["score"]:
            known = scheme.item(item["id"]) if scheme else None
            title = known.title.plain() if known else None
            yield {"id": item["id"], "title": title, "old": plain(was.get(item["id"])), "new": plain(item["score"])}
