"""Payrolls, each with its calculations, and one payslip for each of its lines.

A calculation that was superseded or voided stays in the history of the payroll and of the payslips.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from application.projections.plain import Body, fields, in_time, plain
from application.projections.projecting import Change, Entry, StreamModel
from domain.eventsourced import natural_id
from domain.payroll import PayrollStatus
from domain.payroll.events import (
    AdjustmentPosted,
    PayrollApproved,
    PayrollCalculated,
    PayrollCorrected,
    PayrollInvalidated,
    PayrollOpened,
    PayrollPaid,
    PayrollVoided,
)

PAYROLLS, PAYSLIPS = "payrolls", "payslips"

NOT_CALCULATED: Body = {
    "plan": None,
    "plan_version": None,
    "inputs": {},
    "cards": {},
    "lines": [],
    "totals": {},
    "digest": "",
    "calculated": None,
}
_CALCULATION = ("plan", "plan_version", "cards", "lines", "totals", "digest", "calculated")


def payslip_id(payroll: UUID, employee: UUID) -> UUID:
    """The id of a person's line of a payroll."""
    return natural_id(payroll, "payslip", employee)


def _opened(event: PayrollOpened, _entry: Entry) -> Body:
    return {
        **fields(event),
        "cycle": None,
        "status": PayrollStatus.OPENED.value,
        **NOT_CALCULATED,
        "invalidated": None,
        "approved": None,
        "paid": None,
        "appeals_until": None,
        "adjustments": [],
        "corrections": [],
        "history": [],
    }


def _calculated(event: PayrollCalculated, body: Body, entry: Entry) -> Body:
    changes = {"calculated": entry.mark(), "invalidated": None, "approved": None}
    return {**_status(body, PayrollStatus.CALCULATED), **fields(event), "history": _history(body, entry), **changes}


def _invalidated(event: PayrollInvalidated, body: Body, entry: Entry) -> Body:
    mark = entry.mark(reason=event.reason, appeal=event.appeal)
    return {**_status(body, PayrollStatus.INVALIDATED), "invalidated": mark, "approved": None}


def _approved(event: PayrollApproved, body: Body, entry: Entry) -> Body:
    return {**_status(body, PayrollStatus.APPROVED), "approved": entry.mark(digest=event.digest)}


def _paid(event: PayrollPaid, body: Body, entry: Entry) -> Body:
    paid = entry.mark(paid_on=event.paid_on, reference=event.reference, calendar=event.calendar)
    return {**_status(body, PayrollStatus.PAID), "paid": paid, "appeals_until": plain(event.appeals_until)}


def _corrected(event: PayrollCorrected, body: Body, entry: Entry) -> Body:
    """What it should have been, beside what was paid."""
    facts = fields(event)
    return {**body, "corrections": [*body["corrections"], entry.mark(id=facts.pop("correction"), **facts)]}


def _voided(event: PayrollVoided, body: Body, entry: Entry) -> Body:
    changes = {"invalidated": None, "approved": None, "history": _history(body, entry, event.reason)}
    return {**_status(body, PayrollStatus.OPENED), **NOT_CALCULATED, **changes}


def _adjustment_posted(event: AdjustmentPosted, body: Body, entry: Entry) -> Body:
    """What is calculated already does not hold the adjustment, and must be calculated again."""
    facts = fields(event)
    adjustment = entry.mark(id=facts.pop("adjustment"), **facts)
    after = {**body, "adjustments": [*body["adjustments"], adjustment]}
    if body["status"] != PayrollStatus.CALCULATED:
        return after
    mark = entry.mark(reason="有更正计入 / an adjustment was posted", appeal=event.appeal)
    return {**_status(after, PayrollStatus.INVALIDATED), "invalidated": mark}


def _status(body: Body, status: PayrollStatus) -> Body:
    return {**body, "status": status.value}


def _history(body: Body, entry: Entry, void_reason: str | None = None) -> list[Any]:
    """The calculation that ends here, after those before it."""
    if body["calculated"] is None:
        return list(body["history"])
    ended = entry.mark(how="superseded" if void_reason is None else "voided", reason=void_reason)
    return [*body["history"], {**{name: body[name] for name in _CALCULATION}, "ended": ended}]


def _place(body: Body, _entry: Entry) -> tuple[str, str]:
    return body["shop"], in_time(body["period"])


def _payslips(before: Body | None, after: Body, entry: Entry) -> Iterable[Change]:
    """The payslips of everybody who has a line, or had one until this event."""
    was = {line["id"]: line for line in before["lines"]} if before else {}
    now = {line["id"]: line for line in after["lines"]}
    for person in sorted(was.keys() | now.keys()):
        yield _payslip(person, now.get(person), after, entry)


def _payslip(person: str, line: Body | None, payroll: Body, entry: Entry) -> Change:
    body = {
        "id": str(payslip_id(entry.recorded.originator_id, UUID(person))),
        "payroll": entry.stream,
        "employee": person,
        "line": line,
        **{name: payroll[name] for name in ("shop", "period", "cycle", "status", "plan", "plan_version", "digest")},
        **{name: payroll[name] for name in ("calculated", "approved", "paid", "appeals_until")},
        "pool": payroll["totals"].get("pool"),
        "adjustments": [held for held in payroll["adjustments"] if held["employee"] == person],
        "history": [_own_line(person, held) for held in payroll["history"]],
    }
    return entry.row(PAYSLIPS, body["id"], body, parent=person, sort=in_time(payroll["period"]))


def _own_line(person: str, calculation: Body) -> Body:
    line = next((line for line in calculation["lines"] if line["id"] == person), None)
    return {"line": line, **{name: calculation[name] for name in ("digest", "calculated", "ended")}}


PAYROLLS_MODEL = StreamModel(
    PAYROLLS,
    begins={PayrollOpened: _opened},
    changes={
        PayrollCalculated: _calculated,
        PayrollInvalidated: _invalidated,
        PayrollApproved: _approved,
        PayrollPaid: _paid,
        PayrollCorrected: _corrected,
        PayrollVoided: _voided,
        AdjustmentPosted: _adjustment_posted,
    },
    place=_place,
    also=_payslips,
)
MODELS = (PAYROLLS_MODEL,)
