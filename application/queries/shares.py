"""The discretionary share of a cycle: what is left of the five points, who was granted what, who asks for more."""

from decimal import Decimal
from uuid import UUID

from application.projections.appeals import APPEALS
from application.projections.cycles import CYCLES
from application.projections.shares import SHARES
from application.queries import appeals, cycles
from application.queries.people import opened, with_people
from application.queries.views import Document, View, body_of
from application.things import absent
from domain.appeal import AppealKind
from domain.appeal.appeal import PENDING
from domain.discretionary_share import discretionary_share_id


def share(view: View, cycle: UUID) -> Document:
    """The share of a cycle with the requests for it side by side; a grant to a person is pay, and confined like it."""
    held = view.rows.get(CYCLES, str(cycle))
    row = view.rows.get(SHARES, str(discretionary_share_id(cycle)))
    if held is None or row is None or not cycles.sees(view, held.body):
        raise absent("share", cycle)
    body = body_of(row)
    shop = held.body["shop"]
    body["grants"] = [_confined(view, grant, shop) for grant in body["grants"] if _sees_grant(view, grant, shop)]
    requests = [
        body_of(found)
        for found in view.rows.find(APPEALS, parent=str(cycle))
        if found.body["kind"] == AppealKind.SHARE and appeals.sees(view, found.body)
    ]
    waiting = [request for request in requests if request["status"] in PENDING]
    answered = [request for request in requests if request["status"] not in PENDING]
    document = {
        **body,
        "requested": format(sum((Decimal(request["asked_points"]) for request in waiting), Decimal(0)), "f"),
        "requests": [_request(view, request) for request in (*waiting, *answered)],
    }
    return with_people(view, opened(view, document))


def _request(view: View, body: Document) -> Document:
    """What a judge puts beside the others: the pitch, its files, and what came of it."""
    decision = body["decision"]
    granted = None if decision is None else decision["granted_points"]
    pitch = {name: body[name] for name in ("grounds", "evidence")}
    return {**appeals.summary(view, body), **pitch, "granted_points": granted}


def _sees_grant(view: View, grant: Document, shop: str) -> bool:
    employee = grant["employee"]
    return employee is None or view.sees_pay(employee) or view.sees_person(employee, None, shop)


def _confined(view: View, grant: Document, shop: str) -> Document:
    """The reason is written to whoever asked: others of the role see the points."""
    row = view.rows.get(APPEALS, grant["appeal"])
    allowed = row is not None and appeals.sees(view, row.body)
    return grant if allowed else {**grant, "reason": None}
