"""A person's timeline: everything that was done about them, by whom and when."""

from collections.abc import Iterable
from typing import Any

from application.projections.appeals import APPEALS, APPEALS_MODEL
from application.projections.employees import EMPLOYEES_MODEL
from application.projections.notices import NOTICES, NOTICES_MODEL
from application.projections.payrolls import PAYROLLS, PAYROLLS_MODEL
from application.projections.plain import Body, event_name, fields, in_order, plain
from application.projections.projecting import Change, Entry
from application.projections.scorecards import SCORECARDS, SCORECARDS_MODEL
from application.projections.shares import SHARES, SHARES_MODEL
from application.projections.standings import STANDINGS, STANDINGS_MODEL
from domain.cycle.events import EmployeeExempted, InterviewNoted, SchemeAssigned, TargetsSet, WeightRecorded
from domain.discretionary_share import GrantWithdrawn
from domain.eventsourced import Event
from domain.organization import DutyGranted, DutyWithdrawn
from domain.payroll.events import AdjustmentPosted, PayrollApproved, PayrollCalculated, PayrollCorrected, PayrollPaid

TIMELINE = "timeline"

EMPLOYEE, PAYROLL, SHARE, CYCLE = "employee", "payroll", "share", "cycle"

_OWNED = {
    "scorecard": (SCORECARDS, "employee"),
    "appeal": (APPEALS, "appellant"),
    "standing": (STANDINGS, "employee"),
    "notice": (NOTICES, "person"),
}
"""Things of one person: their model, and where row and first event say whose they are."""

_KINDS: dict[type[Event], str] = {
    **dict.fromkeys((SchemeAssigned, EmployeeExempted, TargetsSet, WeightRecorded, InterviewNoted), CYCLE),
    **dict.fromkeys((DutyGranted, DutyWithdrawn), "organization"),
    **dict.fromkeys(EMPLOYEES_MODEL.events, EMPLOYEE),
    **dict.fromkeys(SCORECARDS_MODEL.events, "scorecard"),
    **dict.fromkeys(APPEALS_MODEL.events, "appeal"),
    **dict.fromkeys(STANDINGS_MODEL.events, "standing"),
    **dict.fromkeys(NOTICES_MODEL.events, "notice"),
    **dict.fromkeys(PAYROLLS_MODEL.events, PAYROLL),
    **dict.fromkeys(SHARES_MODEL.events, SHARE),
}
"""Events that may concern a person, with the kind of thing that they happened to."""

_LEFT_OUT = ("result", "inputs", "lines", "cards", "totals", "facts")
"""Parts of events that concern others too, or that the thing itself shows."""


def timeline_entries(entry: Entry) -> Iterable[Change]:
    """One row for each person whom the event concerns."""
    event = entry.recorded.event
    kind = _KINDS.get(type(event))
    if kind is None:
        return
    details = {name: value for name, value in fields(event).items() if name not in _LEFT_OUT}
    key = in_order(entry.position)
    for person, own in _concerned(event, kind, entry).items():
        body = {
            **entry.mark(event=event_name(event)),
            "person": person,
            "subject": entry.stream,
            "subject_kind": kind,
            "details": {**details, **own},
        }
        yield entry.row(TIMELINE, f"{person} {key}", body, parent=person, sort=key)


def _concerned(event: Any, kind: str, entry: Entry) -> dict[str, Body]:
    """Whom the event concerns, and what it says of each of them alone."""
    if kind == EMPLOYEE:
        return {entry.stream: {}}
    if kind == PAYROLL:
        return _paid_people(event, entry)
    if isinstance(event, GrantWithdrawn):
        return _granted_person(event, entry)
    model, field = _OWNED.get(kind, ("", "employee"))
    named = getattr(event, field, None)
    if named is not None:
        return {str(named): {}}
    row = entry.rows.get(model, entry.stream) if model else None
    return {str(row.body[field]): {}} if row is not None else {}


def _paid_people(event: Any, entry: Entry) -> dict[str, Body]:
    if isinstance(event, AdjustmentPosted):
        return {str(event.employee): {}}
    if isinstance(event, PayrollCorrected):
        return {}  # whose pay it changes is told by the adjustment
    row = entry.rows.get(PAYROLLS, entry.stream)
    before = {line["id"]: line for line in (row.body["lines"] if row is not None else ())}
    now = {line["id"]: plain(line) for line in getattr(event, "lines", ())}
    shown = now if isinstance(event, PayrollCalculated) else before
    says = isinstance(event, PayrollCalculated | PayrollApproved | PayrollPaid)
    return {
        person: {"line": _amounts(shown.get(person))} if says else {} for person in sorted(before.keys() | now.keys())
    }


def _amounts(line: Body | None) -> Body | None:
    return None if line is None else {name: line[name] for name in line if name != "explanation"}


def _granted_person(event: GrantWithdrawn, entry: Entry) -> dict[str, Body]:
    row = entry.rows.get(SHARES, entry.stream)
    grants: list[Body] = row.body["grants"] if row is not None else []
    return {held["employee"]: {} for held in grants if held["id"] == str(event.grant) and held["employee"]}
