"""A person's timeline: everything that was done about them, by whom and when."""

from collections.abc import Iterable
from typing import Any

from application.projections.appeals import APPEALS, APPEALS_MODEL
from application.projections.employees import EMPLOYEES, EMPLOYEES_MODEL
from application.projections.notices import NOTICES, NOTICES_MODEL
from application.projections.payrolls import PAYROLLS, PAYROLLS_MODEL
from application.projections.plain import Body, event_name, fields, in_order
from application.projections.projecting import Change, Entry
from application.projections.scorecards import SCORECARDS, SCORECARDS_MODEL
from application.projections.shares import SHARES, SHARES_MODEL
from application.projections.standings import STANDINGS, STANDINGS_MODEL
from domain.cycle import EmployeeExempted, InterviewNoted, SchemeAssigned, TargetsSet, WeightRecorded
from domain.discretionary_share import GrantWithdrawn
from domain.eventsourced import Event
from domain.organization import DutyGranted, DutyWithdrawn
from domain.payroll import AdjustmentPosted, PayrollCalculated

TIMELINE = "timeline"

_OWNERS = {SCORECARDS: "employee", APPEALS: "appellant", STANDINGS: "employee", NOTICES: "person"}
"""Models whose rows belong to one person, and where the row says to whom."""

_KINDS: dict[type[Event], str] = {
    **dict.fromkeys((SchemeAssigned, EmployeeExempted, TargetsSet, WeightRecorded, InterviewNoted), "cycle"),
    **dict.fromkeys((DutyGranted, DutyWithdrawn), "organization"),
    **dict.fromkeys(EMPLOYEES_MODEL.events, EMPLOYEES),
    **dict.fromkeys(SCORECARDS_MODEL.events, SCORECARDS),
    **dict.fromkeys(APPEALS_MODEL.events, APPEALS),
    **dict.fromkeys(STANDINGS_MODEL.events, STANDINGS),
    **dict.fromkeys(NOTICES_MODEL.events, NOTICES),
    **dict.fromkeys(PAYROLLS_MODEL.events, PAYROLLS),
    **dict.fromkeys(SHARES_MODEL.events, SHARES),
}
"""Events that may concern a person, with the model of what they happened to."""

_LEFT_OUT = ("result", "inputs", "lines", "cards", "totals")
"""Parts of events that concern others too, or that the thing itself shows."""


def timeline_entries(entry: Entry) -> Iterable[Change]:
    """One row for each person whom the event concerns."""
    event = entry.recorded.event
    kind = _KINDS.get(type(event))
    if kind is None:
        return
    for person in _concerned(event, kind, entry):
        details = {name: value for name, value in fields(event).items() if name not in _LEFT_OUT}
        body = {
            **entry.mark(event=event_name(event)),
            "person": person,
            "subject": entry.stream,
            "subject_kind": kind,
            "details": {**details, **_own_line(event, person)},
        }
        key = in_order(entry.position)
        yield entry.row(TIMELINE, f"{person} {key}", body, parent=person, sort=key)


def _concerned(event: Any, kind: str, entry: Entry) -> tuple[str, ...]:
    if kind == EMPLOYEES:
        return (entry.stream,)
    if kind == PAYROLLS:
        return _paid_people(event, entry)
    if isinstance(event, GrantWithdrawn):
        return _granted_person(event, entry)
    named = getattr(event, _OWNERS.get(kind, "employee"), None)
    if named is not None:
        return (str(named),)
    row = entry.rows.get(kind, entry.stream) if kind in _OWNERS else None
    return (str(row.body[_OWNERS[kind]]),) if row is not None else ()


def _paid_people(event: Any, entry: Entry) -> tuple[str, ...]:
    if isinstance(event, AdjustmentPosted):
        return (str(event.employee),)
    row = entry.rows.get(PAYROLLS, entry.stream)
    lines = row.body["lines"] if row is not None else ()
    people = {line["id"] for line in lines} | {line["id"] for line in getattr(event, "lines", ())}
    return tuple(sorted(people))


def _granted_person(event: GrantWithdrawn, entry: Entry) -> tuple[str, ...]:
    row = entry.rows.get(SHARES, entry.stream)
    grants: list[Body] = row.body["grants"] if row is not None else []
    return tuple(held["employee"] for held in grants if held["id"] == str(event.grant) and held["employee"])


def _own_line(event: Event, person: str) -> Body:
    if not isinstance(event, PayrollCalculated):
        return {}
    own = next((line for line in event.lines if line["id"] == person), None)
    return {"line": None if own is None else {name: str(own[name]) for name in own if name != "explanation"}}
