"""A person's timeline: who did what about them, when, and what it changed."""

from uuid import UUID

from application.ports import Ledger, Row
from application.projections.scorecards import SCORECARDS
from application.projections.timeline import PAYROLL, TIMELINE
from application.queries.card_scores import tells_total
from application.queries.effects import SETTLED_PAY, Effects
from application.queries.pages import Page, Paging, from_position, page
from application.queries.people import opened
from application.queries.rules import scheme_of
from application.queries.views import Document, View, body_of
from application.things import absent
from domain.scoring.facts import PEER


def timeline(view: View, ledger: Ledger, paging: Paging, employee: UUID, *, until: int | None = None) -> Page:
    """Everything about a person with what it changed, newest first, up to a position.

    Raises:
        NotFound: the person may not be seen.
    """
    person = str(employee)
    if view.posts_of(person) is None or not view.sees_employee(person):
        raise absent("employee", employee)
    effects = Effects(view, ledger, person)

    def shape(row: Row) -> Document | None:
        if not _sees(view, row, person):
            return None
        body = body_of(row)
        entry: Document = opened(view, _confined(view, body, until))
        return {**entry, "effect": effects.of(body)}

    return page(view.rows, TIMELINE, paging, shape, parent=person, descending=True, start=from_position(until))


def _sees(view: View, row: Row, person: str) -> bool:
    """A lead or manager sees nothing of pay, and the person no payroll that may still be calculated anew."""
    of_payroll = row.body["subject_kind"] == PAYROLL
    if (of_payroll or row.body["event"] == "base-pay-set") and not view.sees_pay(person):
        return False
    return not of_payroll or row.body["event"] in SETTLED_PAY or view.sees_payroll()


def _confined(view: View, body: Document, until: int | None) -> Document:
    """A peer's rating shows neither who gave it nor how many points, nor does a total that would tell."""
    details = body["details"]
    if body["subject_kind"] == "scorecard" and "total" in details:
        return body if _tells_total(view, body, until) else {**body, "details": {**details, "total": None}}
    if body["event"] != "rating-given" or details["rater_kind"] != PEER or view.acting.is_(body["by"]):
        return body
    card = view.rows.get(SCORECARDS, body["subject"])
    if card is not None and view.sees_single_ratings(body_of(card)):
        return body
    return {**body, "by": None, "details": {**details, "points": None, "comment": None}}


def _tells_total(view: View, body: Document, until: int | None) -> bool:
    """As of the moment up to which the timeline is told: what the card came to since changes nothing about that."""
    row = view.rows.get(SCORECARDS, body["subject"])
    if row is None:
        return False
    card = body_of(row)
    history = [step for step in card["history"] if until is None or step["position"] <= until]
    then = {**card, "history": history, "stage": history[-1]["stage"]}
    return tells_total(view, then, scheme_of(view, card), body["position"])
