"""Standings: a person's months and what follows from them."""

from uuid import UUID

from application.ports import Row
from application.projections.standings import SETTLED, STANDINGS, WAITS
from application.queries.pages import Page, Paging, page
from application.queries.people import named, opened, with_people
from application.queries.views import Document, View, body_of
from domain.standing import standing_id


def standing(view: View, employee: UUID) -> Document:
    """A person's standing. Raises NotFound also for somebody without a final month."""
    body = view.visible(STANDINGS, standing_id(employee), "standing", lambda body: view.sees_employee(body["employee"]))
    return with_people(view, named(view, opened(view, body)))


def standings(view: View, paging: Paging, *, waiting: bool | None = None) -> Page:
    """Standings that may be seen, by staff number; `waiting` for somebody's decision, or not."""

    def shape(row: Row) -> Document | None:
        if not view.sees_employee(row.body["employee"]):
            return None
        return named(view, opened(view, body_of(row)))

    parent = None if waiting is None else (WAITS if waiting else SETTLED)
    return page(view.rows, STANDINGS, paging, shape, parent=parent)
