"""People: posts and employment for those who may see them, base pay for those who may see pay."""

from typing import Any
from uuid import UUID

from application.ports import Row
from application.projections.employees import EMPLOYEES, POSTINGS
from application.queries.pages import Page, Paging, page
from application.queries.people import named, opened, with_people
from application.queries.views import Document, View
from domain import policies
from domain.organization import Duty

_LISTED = ("id", "number", "shop", "role", "lead", "regular", "hired_on", "left", "version", "position")


def employee(view: View, id: UUID) -> Document:
    """A person with their posts; base pay and reasons only for those who may see them."""
    body = view.visible(EMPLOYEES, id, "employee", lambda body: _sees(view, body))
    return with_people(view, named(view, opened(view, _confined(view, body))))


def employees(view: View, paging: Paging, *, shop: UUID | None = None, employed: bool | None = None) -> Page:
    """People who may be seen, by staff number; of a `shop`, everybody who has or ever had a post in it."""

    def shape(row: Row) -> Document | None:
        found = row if row.model == EMPLOYEES else view.rows.get(EMPLOYEES, row.body["employee"])
        if found is None or not _sees(view, found.body):
            return None
        if employed is not None and employed == (found.body["left"] is not None):
            return None
        left = found.body["left"]
        listed = {name: found.body[name] for name in _LISTED}
        return named(view, {**listed, "employee": listed["id"], "left": left["left_on"] if left else None})

    if shop is not None:
        return page(view.rows, POSTINGS, paging, shape, parent=str(shop))
    return page(view.rows, EMPLOYEES, paging, shape)


def _sees(view: View, body: Any) -> bool:
    """See `policies.see_person`, by the posts of now; whoever hires people or sets base pay must find them, too."""
    return policies.hire_people.allows(view.acting) or view.acting.has(Duty.FINANCE) or view.sees_employee(body["id"])


def _confined(view: View, body: Document) -> Document:
    reasons = view.sees_employee(body["id"])
    pay = view.sees_pay(body["id"])
    posts = body["posts"] if reasons else [{**held, "reason": None} for held in body["posts"]]
    left = body["left"] if reasons or body["left"] is None else {**body["left"], "reason": None}
    return {**body, "employee": body["id"], "posts": posts, "left": left, "base_pays": body["base_pays"] if pay else []}
