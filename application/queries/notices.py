"""A person's inbox."""

from uuid import UUID

from application.ports import Row
from application.projections.notices import NOTICES
from application.queries.pages import Page, Paging, page
from application.queries.views import Document, View, body_of
from domain.organization import Duty


def notice(view: View, id: UUID) -> Document:
    """One notice, for the person who was told, and for the auditor."""
    return view.visible(
        NOTICES, id, "notice", lambda body: view.acting.is_(body["person"]) or view.acting.has(Duty.AUDITOR)
    )


def notices(view: View, paging: Paging, *, unread: bool = False) -> Page:
    """The asker's own notices, newest first."""

    def shape(row: Row) -> Document | None:
        return None if unread and row.body["read"] else body_of(row)

    return page(view.rows, NOTICES, paging, shape, parent=view.acting.id, descending=True)
