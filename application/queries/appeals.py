"""Appeals: one with both sides' words and every step, and inboxes of them."""

from typing import Any
from uuid import UUID

from application.appeals.interests import SAID
from application.ports import Row
from application.projections.appeals import APPEALS, APPEALS_OF_PERSON
from application.projections.scorecards import SCORECARDS
from application.queries.pages import Page, Paging, page
from application.queries.people import name_of, opened, with_people
from application.queries.views import Document, View, as_uuid, body_of
from domain import policies
from domain.organization import Duty
from domain.scoring.facts import PEER

_LISTED = (
    *("id", "kind", "cycle", "shop", "appellant", "role", "card", "payroll", "target", "asked_points", "status"),
    *("outcome", "handler", "escalated", "file_by", "decide_by", "answer_by", "filed", "version", "position"),
)


def appeal(view: View, id: UUID) -> Document:
    """An appeal, whole."""
    body = view.visible(APPEALS, id, "appeal", lambda body: sees(view, body))
    if not _steers(view, body):
        del body["excluded"]
    document = opened(view, {**body, "interests": [_said(held) for held in body["interests"]]})
    return with_people(view, {**document, "name": name_of(view, body["appellant"])}, body.get("excluded", ()))


def appeals(
    view: View,
    paging: Paging,
    *,
    cycle: UUID | None = None,
    card: UUID | None = None,
    status: str | None = None,
    mine: bool = False,
    handler: UUID | None = None,
) -> Page:
    """Appeals that may be seen, newest first; `mine` are those that the asker filed."""
    wanted = {"card": _text(card), "status": status, "handler": _text(handler), "cycle": _text(cycle)}

    def shape(row: Row) -> Document | None:
        found = row if row.model == APPEALS else view.rows.get(APPEALS, row.key)
        if found is None or not sees(view, found.body):
            return None
        if any(value is not None and found.body[name] != value for name, value in wanted.items()):
            return None
        return summary(view, body_of(found))

    if mine:
        return page(view.rows, APPEALS_OF_PERSON, paging, shape, parent=view.acting.id, descending=True)
    return page(view.rows, APPEALS, paging, shape, parent=_text(cycle), descending=True)


def summary(view: View, body: Document) -> Document:
    """An appeal in a list."""
    return {**{name: body[name] for name in _LISTED}, "name": name_of(view, body["appellant"])}


def sees(view: View, body: Any) -> bool:
    """Whoever may see the appellant's card, hears the appeal, or may answer it."""
    appellant, lead = as_uuid(body["appellant"]), as_uuid(body["lead"])
    return (
        view.sees_person(body["appellant"], body["lead"], body["shop"])
        or view.acting.is_(body["handler"])
        or policies.answer_appeal.allows(view.acting, appellant, _answering(view, body), lead)
    )


def _answering(view: View, body: Any) -> tuple[str, ...]:
    """Whose entry is objected to; not a peer who rated, whom an answer would give away (D07)."""
    authors = tuple(body["excluded"])
    card = view.rows.get(SCORECARDS, body["card"]) if body["card"] and view.acting.id in authors else None
    peers = {held["by"] for held in card.body["ratings"] if held["kind"] == PEER} if card is not None else set()
    return tuple(author for author in authors if author not in peers)


def _said(interest: Document) -> Document:
    """With what each of its ways means."""
    return {**interest, "ways": [{"way": way, "title": SAID[way].plain()} for way in interest["ways"]]}


def _steers(view: View, body: Document) -> bool:
    """Who is excluded from deciding may tell who rated: only those who steer the appeal are told."""
    if view.acting.is_(body["appellant"]):
        return False
    return view.manages(body["shop"]) or view.acting.has(Duty.HR, Duty.GENERAL_MANAGER, Duty.AUDITOR)


def _text(id: UUID | None) -> str | None:
    return None if id is None else str(id)
