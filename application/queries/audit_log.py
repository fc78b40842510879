"""The audit log: every event of the ledger."""

from uuid import UUID

from application.projections.audit_log import AUDIT_LOG
from application.queries.pages import Page, Paging, from_position, page
from application.queries.views import View, body_of
from domain import policies
from domain.errors import NotFound


def events(view: View, paging: Paging, *, subject: UUID | None = None, until: int | None = None) -> Page:
    """Events, newest first; of one aggregate where `subject` names it; up to a position.

    Raises:
        NotFound: for whoever may not read it.
    """
    if not policies.see_audit_log.allows(view.acting):
        raise NotFound("没有审计日志 / there is no audit log of this organization", code="audit-log-not-found")
    parent = None if subject is None else str(subject)
    return page(view.rows, AUDIT_LOG, paging, body_of, parent=parent, descending=True, start=from_position(until))
