"""Notice (通知): one's inbox; and the audit log."""

from application.notices import ReadNotice
from application.queries import Queries
from web.api.answers.employees import AuditEntry, Notice
from web.api.fields import Id
from web.api.parameters import AsOf, PagedAsOf, YesNo
from web.api.routes import Blueprint, Command, Query, add_routes


class NoticesOf(PagedAsOf):
    """Which notices."""

    unread = YesNo("Only those that I have not read.")


class EventsOf(PagedAsOf):
    """Which events."""

    subject = Id("Of one thing: a card, a cycle, an appeal, …")


def routes() -> Blueprint:
    """Inbox and audit log."""
    return add_routes(
        Blueprint("notices", "通知与审计 · one's inbox, and the audit log"),
        Query("/notices", "My inbox, newest first", Notice, Queries.notices, NoticesOf, listed=True),
        Query("/notices/<uuid:notice>", "A notice", Notice, Queries.notice, AsOf),
        Command("/notices/<uuid:notice>/reading", ReadNotice, "Mark one's own notice as read"),
        Query("/events", "The audit log, newest first", AuditEntry, Queries.events, EventsOf, listed=True),
    )
