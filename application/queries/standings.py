"""Standings: a person's months and what follows from them."""

from collections.abc import Mapping
from uuid import UUID

from application.ports import Row
from application.projections.standings import SETTLED, STANDINGS, WAITS
from application.queries.pages import Page, Paging, page
from application.queries.people import named, opened, with_people
from application.queries.views import Document, View, body_of
from domain.scoring.consequences import ABOUT_LEADER, LEADER, TIED_WITH
from domain.standing import standing_id


def standing(view: View, employee: UUID) -> Document:
    """A person's standing. Raises NotFound also for somebody without a final month."""
    body = view.visible(STANDINGS, standing_id(employee), "standing", lambda body: view.sees_employee(body["employee"]))
    seen = _seen(view, body)
    return with_people(view, named(view, opened(view, seen)), _others(seen))


def standings(view: View, paging: Paging, *, waiting: bool | None = None) -> Page:
    """Standings that may be seen, by staff number; `waiting` for somebody's decision, or not."""

    def shape(row: Row) -> Document | None:
        if not view.sees_employee(row.body["employee"]):
            return None
        return named(view, opened(view, _seen(view, body_of(row))))

    parent = None if waiting is None else (WAITS if waiting else SETTLED)
    return page(view.rows, STANDINGS, paging, shape, parent=parent)


def _seen(view: View, body: Document) -> Document:
    """Without what the facts of a consequence say about others whose results the one who asks may not see."""
    consequences = [
        {**held, "facts": _facts(view, held["facts"])} if "facts" in held else held for held in body["consequences"]
    ]
    return {**body, "consequences": consequences}


def _others(body: Document) -> set[str]:
    """Who else is named in the facts."""
    facts = [held["facts"] for held in body["consequences"] if "facts" in held]
    named_there = [f"{said.get(LEADER, '')}, {said.get(TIED_WITH, '')}" for said in facts]
    return {person for people in named_there for person in people.split(", ") if person}


def _facts(view: View, facts: Mapping[str, str]) -> Document:
    hidden: set[str] = set()
    if LEADER in facts and not view.sees_employee(facts[LEADER]):
        hidden.update(ABOUT_LEADER)
    if not all(view.sees_employee(person) for person in facts.get(TIED_WITH, "").split(", ") if person):
        hidden.add(TIED_WITH)
    return {name: said for name, said in facts.items() if name not in hidden}
