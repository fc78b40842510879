"""A payslip in a bundle's summary: one person's line, and whether the calculation that it is of is enclosed."""

from uuid import UUID

from application.bundling.contents import Story
from application.bundling.pay_history import PayHistory
from application.bundling.ports import Document
from application.bundling.replayed import Told, mark
from application.projections.payrolls import payslip_id
from application.projections.plain import fields, plain
from domain.payroll.events import AdjustmentPosted, PayrollCalculated


def payslip(payroll: UUID, history: PayHistory, person: str | None) -> Document | None:
    """What the summary says of somebody's line; None where nobody's is meant."""
    if person is None:
        return None
    calculated, stated = history.calculated, history.stated
    return {
        "id": str(payslip_id(payroll, UUID(person))),
        "payroll": str(payroll),
        "employee": person,
        "shop": history.shop,
        "period": history.period,
        "status": history.status,
        **(_calculation(calculated.event, person) if calculated else _excerpt(stated.excerpt if stated else None)),
        "proven": calculated is not None,
        "calculated": mark(calculated.recorded) if calculated else None,
        "approved": mark(history.approved.recorded) if history.approved else None,
        "paid": _payment(history),
        "adjustments": [adjustment(held) for held in history.adjustments if str(held.event.employee) == person],
    }


def adjustment(held: Told[AdjustmentPosted]) -> Document:
    """A correction of a paid month."""
    names = ("paid", "team_fund", "retained", "corrects", "corrected_period", "appeal", "reason")
    return {**mark(held.recorded), **{name: plain(getattr(held.event, name)) for name in names}}


def person_of(story: Story) -> str | None:
    """Whose payslip a bundle of a payslip is: its id is made of theirs, and they are named in it."""
    (payroll,) = [stream.id for stream in story.streams_of("payroll")][:1] or [UUID(int=0)]
    people: set[str] = set()
    for recorded in story.events:
        if isinstance(recorded.event, PayrollCalculated):
            people.update(line["id"] for line in recorded.event.lines)
    people.update(held.excerpt["line"]["id"] for held in story.withheld if held.excerpt and held.excerpt.get("line"))
    return next((person for person in sorted(people) if payslip_id(payroll, UUID(person)) == story.subject), None)


def _calculation(event: PayrollCalculated, person: str) -> Document:
    said = fields(event)
    line = next((held for held in said["lines"] if held["id"] == person), None)
    entry = next((held for held in said["inputs"]["people"] if held["id"] == person), None)
    return {
        **{name: said[name] for name in ("plan", "plan_version", "digest")},
        "pool": said["totals"].get("pool"),
        "line": line,
        "entry": entry,
        "parameters": said["inputs"]["parameters"],
    }


def _excerpt(excerpt: object) -> Document:
    """On the server's word: the event holds other people's pay, too."""
    held = excerpt if isinstance(excerpt, dict) else {}
    names = ("plan", "plan_version", "digest", "pool", "line")
    return {**{name: held.get(name) for name in names}, "entry": None, "parameters": None}


def _payment(history: PayHistory) -> Document | None:
    if history.paid is None:
        return None
    said = {name: plain(getattr(history.paid.event, name)) for name in ("paid_on", "reference", "appeals_until")}
    return {**mark(history.paid.recorded), **said}
