"""A person's inbox."""

from datetime import date
from uuid import UUID

from application.delivering.wording import words_of
from application.ports import Row
from application.projections.notices import NOTICES
from application.queries.pages import Page, Paging, page
from application.queries.views import Document, View, body_of
from domain.organization import Duty


def notice(view: View, id: UUID) -> Document:
    """One notice, for the person who was told, and for the auditor."""
    return _worded(
        view.visible(
            NOTICES, id, "notice", lambda body: view.acting.is_(body["person"]) or view.acting.has(Duty.AUDITOR)
        )
    )


def notices(view: View, paging: Paging, *, unread: bool = False) -> Page:
    """The asker's own notices, newest first."""

    def shape(row: Row) -> Document | None:
        return None if unread and row.body["read"] else _worded(body_of(row))

    return page(view.rows, NOTICES, paging, shape, parent=view.acting.id, descending=True)


def _worded(body: Document) -> Document:
    """With what it says: composed when it is read, for the ledger keeps its kind alone."""
    deadline = body["deadline"]
    return {**body, "text": words_of(body["kind"], date.fromisoformat(deadline) if deadline else None)}
