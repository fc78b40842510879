"""The organization: its shops and roles for everybody, who holds which duty for those who arrange or audit it."""

from uuid import UUID

from application.ports import Row
from application.projections.organization import CALENDARS, DUTIES, ORGANIZATION, ROLES, SHOPS
from application.queries.pages import Page, Paging, page
from application.queries.people import name_of, named
from application.queries.views import Document, View, body_of
from application.things import absent
from domain.errors import NotFound
from domain.organization import Duty, organization_stream

SEE_DUTIES = (Duty.ADMINISTRATOR, Duty.HR, Duty.GENERAL_MANAGER, Duty.AUDITOR)


def organization(view: View) -> Document:
    """The organization that the asker belongs to."""
    row = view.rows.get(ORGANIZATION, str(organization_stream(view.organization)))
    if row is None:
        raise absent("organization", view.organization)
    return {**body_of(row), "id": str(view.organization)}


def calendar(view: View) -> Document:
    """The working-day calendar in force, whole."""
    row = view.rows.get(CALENDARS, organization(view)["calendar_sha256"] or "")
    if row is None:
        raise NotFound("没有在用的日历 / there is no calendar in force", code="calendar-not-found")
    return body_of(row)


def shops(view: View, paging: Paging) -> Page:
    """All shops, by code."""
    return page(view.rows, SHOPS, paging, body_of)


def shop(view: View, id: UUID) -> Document:
    """One shop."""
    return view.visible(SHOPS, id, "shop", lambda _body: True)


def roles(view: View, paging: Paging) -> Page:
    """All roles, by id."""
    return page(view.rows, ROLES, paging, body_of)


def duties(view: View, paging: Paging, *, employee: UUID | None = None) -> Page:
    """Duties held: everybody's for those who arrange or audit, one's own for everybody."""
    sees_all = view.acting.has(*SEE_DUTIES)

    def shape(row: Row) -> Document | None:
        return named(view, body_of(row)) if sees_all or view.acting.is_(row.body["employee"]) else None

    return page(view.rows, DUTIES, paging, shape, parent=None if employee is None else str(employee))


def me(view: View) -> Document:
    """Who asks: their post and their duties."""
    posts = view.posts_of(view.acting.id)
    if posts is None:
        raise absent("employee", view.acting.id)
    held = [{"duty": duty.value, "shop": None if where is None else str(where)} for duty, where in view.acting.duties]
    return {
        "organization": str(view.organization),
        "employee": view.acting.id,
        "name": name_of(view, view.acting.id),
        **{name: posts[name] for name in ("number", "shop", "role", "lead", "hired_on", "left")},
        "duties": sorted(held, key=lambda duty: (duty["duty"], duty["shop"] or "")),
    }
