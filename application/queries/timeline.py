"""A person's timeline: who did what about them, and when."""

from uuid import UUID

from application.ports import Row
from application.projections.scorecards import SCORECARDS
from application.projections.timeline import TIMELINE
from application.queries.pages import Page, Paging, page
from application.queries.people import opened
from application.queries.views import Document, View, absent, body_of
from domain.scoring.facts import PEER

PAY_SUBJECTS, PAY_EVENTS = ("payrolls",), ("base-pay-set",)
"""What a lead or manager does not see of somebody."""


def timeline(view: View, paging: Paging, employee: UUID) -> Page:
    """Everything about a person, newest first. Raises NotFound for somebody who may not be seen."""
    person = str(employee)
    if view.posts_of(person) is None or not view.sees_employee(person):
        raise absent("employee", employee)
    sees_pay = view.sees_pay(person)

    def shape(row: Row) -> Document | None:
        about_pay = row.body["subject_kind"] in PAY_SUBJECTS or row.body["event"] in PAY_EVENTS
        return None if about_pay and not sees_pay else opened(view, _confined(view, body_of(row)))

    return page(view.rows, TIMELINE, paging, shape, parent=person, descending=True)


def _confined(view: View, body: Document) -> Document:
    """A peer's rating shows neither who gave it nor how many points."""
    details = body["details"]
    if body["event"] != "rating-given" or details["rater_kind"] != PEER or view.acting.is_(body["by"]):
        return body
    card = view.rows.get(SCORECARDS, body["subject"])
    if card is not None and view.sees_single_ratings(body_of(card)):
        return body
    return {**body, "by": None, "details": {**details, "points": None, "comment": None}}
