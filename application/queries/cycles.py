"""Cycles: what a month's shop is working by and towards; figures of others only to those who may see them."""

from typing import Any
from uuid import UUID

from application.ports import Row
from application.projections.cycles import CYCLES
from application.published_rules import published_scheme
from application.queries.pages import Page, Paging, page
from application.queries.people import opened, with_people
from application.queries.rules import version_of
from application.queries.views import Document, View
from domain.cycle import Phase
from domain.rulebook import SCHEME
from domain.scorecard import scorecard_id
from domain.scoring.exact import trimmed
from domain.scoring.item import Item

_LISTED = (
    *("id", "shop", "period", "kind", "first_day", "last_day", "phase", "submit_by", "review_by", "appeals_until"),
    *("appeals_open", "plan", "missed_deadlines", "version", "position"),
)


def cycle(view: View, id: UUID) -> Document:
    """A cycle as the one who asks may see it."""
    body = view.visible(CYCLES, id, "cycle", lambda body: sees(view, body))
    return with_people(view, opened(view, _confined(view, body)))


def cycles(view: View, paging: Paging, *, shop: UUID | None = None, phase: str | None = None) -> Page:
    """Cycles that may be seen, newest first."""

    def shape(row: Row) -> Document | None:
        if not sees(view, row.body) or phase not in (None, row.body["phase"]):
            return None
        participants = len(row.body["participants"])
        return {**{name: row.body[name] for name in _LISTED}, "participants": participants}

    return page(view.rows, CYCLES, paging, shape, parent=None if shop is None else str(shop), descending=True)


def criteria(view: View, id: UUID) -> list[Document]:
    """What people are appraised by in a cycle: every scheme that concerns somebody who may be seen, with its targets.

    Source: D15 (criteria are visible to every participant).
    """
    body = view.visible(CYCLES, id, "cycle", lambda body: sees(view, body))
    confined = _confined(view, body)
    everybody = _sees_everybody(view, body)
    own = [held for held in body["participants"] if everybody or view.acting.is_(held["employee"])]
    used = sorted({(held["scheme"], held["scheme_version"]) for held in own})
    return [_criteria(view, scheme, version, confined["targets"]) for scheme, version in used]


def sees(view: View, body: Any) -> bool:
    """The shop's people, whoever takes part, and those whose duty it is."""
    takes_part = any(view.acting.is_(held["employee"]) for held in body["participants"])
    return view.sees_shop(body["shop"], takes_part=takes_part)


def _confined(view: View, body: Document) -> Document:
    """The cycle without what concerns other people, or the shop's figures, where the asker may not see them."""
    leads = {held["employee"]: held["lead"] for held in body["participants"]}

    def sees_of(employee: str | None) -> bool:
        return employee is None or view.sees_person(employee, leads.get(employee), body["shop"])

    figures = view.sees_payroll() or view.manages(body["shop"])
    return {
        **body,
        "participants": [{**held, "card": _card_of(body, held["employee"])} for held in body["participants"]],
        "targets": [held for held in body["targets"] if sees_of(held["employee"])],
        "exempt": [held if sees_of(held["employee"]) else {"employee": held["employee"]} for held in body["exempt"]],
        "interviews": [held for held in body["interviews"] if sees_of(held["employee"])],
        "weights": [{"employee": who, **held} for who, held in sorted(body["weights"].items()) if sees_of(who)],
        "shop_facts": [{"fact": name, **held} for name, held in sorted(body["shop_facts"].items()) if figures],
    }


def _card_of(body: Document, employee: str) -> str | None:
    """The participant's card, once the cycle has opened: peers rate cards that they cannot read."""
    opened = body["phase"] != Phase.PLANNED
    return str(scorecard_id(UUID(body["id"]), UUID(employee))) if opened else None


def _sees_everybody(view: View, body: Document) -> bool:
    return all(view.sees_person(held["employee"], held["lead"], body["shop"]) for held in body["participants"])


def _criteria(view: View, name: str, version: int, targets: list[Document]) -> Document:
    document = version_of(view, SCHEME, name, version)["document"]
    scheme = published_scheme(document)
    mine = [held for held in targets if held["scheme"] == name]
    everybody = {item: value for held in mine if held["employee"] is None for item, value in held["targets"].items()}
    return {
        "scheme": name,
        "version": version,
        "title": scheme.title.plain(),
        "source": scheme.source,
        "items": [_criterion(item, everybody.get(item.id)) for item in scheme.items],
        "personal_targets": [held for held in mine if held["employee"] is not None],
        "document": document,
    }


def _criterion(item: Item, target: str | None) -> Document:
    own = None if item.target is None else format(item.target, "f")
    return {
        "id": item.id,
        "title": item.title.plain(),
        "section": item.section,
        "max": trimmed(item.max),
        "kind": item.kind,
        "target": target or own,
        "source": item.source,
        "assumed": item.assumed,
    }
