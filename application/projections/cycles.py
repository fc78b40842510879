"""Cycles: where each stands, who takes part by which rules, targets, the shop's figures, deadlines kept and missed."""

from collections.abc import Iterable

from application.projections.agenda import AGENDA_CYCLES, on_agenda
from application.projections.plain import Body, fields, in_time, plain
from application.projections.projecting import Change, Entry, StreamModel
from domain.cycle import Phase
from domain.cycle.events import (
    AppealsClosed,
    CycleApproved,
    CycleDeadlineMissed,
    CycleOpened,
    CyclePlanned,
    CyclePublished,
    CycleReopened,
    CycleSettled,
    EmployeeExempted,
    FactsClosed,
    InterviewNoted,
    PlanAssigned,
    ResultsReturned,
    ResultsSubmitted,
    SchemeAssigned,
    ShopFactRecorded,
    TargetsSet,
    WeightRecorded,
)

CYCLES = "cycles"


def _planned(event: CyclePlanned, entry: Entry) -> Body:
    return {
        **fields(event),
        "phase": Phase.PLANNED.value,
        "participants": [],
        "exempt": [],
        "plan": None,
        "targets": [],
        "shop_facts": {},
        "weights": {},
        "interviews": [],
        "review_by": None,
        "appeals_until": None,
        "appeals_open": True,
        "missed_deadlines": [],
        "history": [entry.mark(phase=Phase.PLANNED.value, reason="")],
    }


def _scheme_assigned(event: SchemeAssigned, body: Body, _entry: Entry) -> Body:
    """Assigned again, a scheme replaces the one before; an exemption ends."""
    assigned = fields(event)
    who = assigned["employee"]
    others = _without(body["participants"], who)
    return {
        **body,
        "participants": sorted([*others, assigned], key=_employee),
        "exempt": _without(body["exempt"], who),
    }


def _exempted(event: EmployeeExempted, body: Body, entry: Entry) -> Body:
    exempt = entry.mark(employee=event.employee, reason=event.reason)
    return {
        **body,
        "participants": _without(body["participants"], exempt["employee"]),
        "exempt": [*body["exempt"], exempt],
    }


def _plan_assigned(event: PlanAssigned, body: Body, _entry: Entry) -> Body:
    plan = {"id": event.plan, "version": event.plan_version, "parameters": plain(event.parameters)}
    return {**body, "plan": plan}


def _targets_set(event: TargetsSet, body: Body, _entry: Entry) -> Body:
    """Set again, a target replaces itself; those of one person override the scheme's."""
    new = fields(event)
    whose = (new["scheme"], new["employee"])
    same = [held for held in body["targets"] if (held["scheme"], held["employee"]) == whose]
    others = [held for held in body["targets"] if held not in same]
    merged = {**new, "targets": {**(same[0]["targets"] if same else {}), **new["targets"]}}
    return {**body, "targets": sorted([*others, merged], key=lambda held: (held["scheme"], held["employee"] or ""))}


def _fact_recorded(event: ShopFactRecorded, body: Body, entry: Entry) -> Body:
    fact = entry.mark(value=event.value, note=event.note, evidence=event.evidence)
    earlier = body["shop_facts"].get(event.fact)
    corrected = [*earlier["earlier"], {**earlier, "earlier": []}] if earlier else []
    return {**body, "shop_facts": {**body["shop_facts"], event.fact: {**fact, "earlier": corrected}}}


def _weight_recorded(event: WeightRecorded, body: Body, entry: Entry) -> Body:
    weight = entry.mark(weight=event.weight, reason=event.reason)
    return {**body, "weights": {**body["weights"], str(event.employee): weight}}


def _interview_noted(event: InterviewNoted, body: Body, entry: Entry) -> Body:
    interview = entry.mark(employee=event.employee, note=event.note)
    return {**body, "interviews": [*body["interviews"], interview]}


def _opened(_event: CycleOpened, body: Body, entry: Entry) -> Body:
    return _moved(body, entry, Phase.OPEN)


def _facts_closed(_event: FactsClosed, body: Body, entry: Entry) -> Body:
    return _moved(body, entry, Phase.FACTS_CLOSED)


def _submitted(event: ResultsSubmitted, body: Body, entry: Entry) -> Body:
    return {**_moved(body, entry, Phase.SUBMITTED), "review_by": plain(event.review_by)}


def _returned(event: ResultsReturned, body: Body, entry: Entry) -> Body:
    return _moved(body, entry, Phase.FACTS_CLOSED, event.reason)


def _approved(_event: CycleApproved, body: Body, entry: Entry) -> Body:
    return _moved(body, entry, Phase.APPROVED)


def _published(event: CyclePublished, body: Body, entry: Entry) -> Body:
    moved = _moved(body, entry, Phase.PUBLISHED)
    return {**moved, "appeals_until": plain(event.appeals_until), "appeals_calendar": event.calendar}


def _appeals_closed(_event: AppealsClosed, body: Body, entry: Entry) -> Body:
    return {**body, "appeals_open": False, "appeals_closed": entry.mark()}


def _settled(_event: CycleSettled, body: Body, entry: Entry) -> Body:
    return _moved(body, entry, Phase.SETTLED)


def _reopened(event: CycleReopened, body: Body, entry: Entry) -> Body:
    return _moved(body, entry, Phase.OPEN, event.reason)


def _deadline_missed(event: CycleDeadlineMissed, body: Body, entry: Entry) -> Body:
    missed = entry.mark(deadline=event.deadline, due_on=event.due_on)
    return {**body, "missed_deadlines": [*body["missed_deadlines"], missed]}


def _moved(body: Body, entry: Entry, phase: Phase, reason: str = "") -> Body:
    step = entry.mark(phase=phase.value, reason=reason)
    return {**body, "phase": phase.value, "history": [*body["history"], step]}


def _runs(body: Body) -> bool:
    return bool(body["phase"] != Phase.SETTLED or body["appeals_open"])


def _beside(before: Body | None, after: Body, entry: Entry) -> Iterable[Change]:
    """A row while time may still bring something."""
    yield from on_agenda(AGENDA_CYCLES, before is not None and _runs(before), _runs(after), entry)


def _without(people: list[Body], employee: str) -> list[Body]:
    return [held for held in people if held["employee"] != employee]


def _employee(held: Body) -> str:
    return str(held["employee"])


def _place(body: Body, _entry: Entry) -> tuple[str, str]:
    return body["shop"], in_time(body["period"])


CYCLES_MODEL = StreamModel(
    CYCLES,
    begins={CyclePlanned: _planned},
    changes={
        SchemeAssigned: _scheme_assigned,
        EmployeeExempted: _exempted,
        PlanAssigned: _plan_assigned,
        TargetsSet: _targets_set,
        CycleOpened: _opened,
        ShopFactRecorded: _fact_recorded,
        WeightRecorded: _weight_recorded,
        FactsClosed: _facts_closed,
        ResultsSubmitted: _submitted,
        ResultsReturned: _returned,
        CycleApproved: _approved,
        CyclePublished: _published,
        InterviewNoted: _interview_noted,
        AppealsClosed: _appeals_closed,
        CycleSettled: _settled,
        CycleReopened: _reopened,
        CycleDeadlineMissed: _deadline_missed,
    },
    place=_place,
    also=_beside,
)
MODELS = (CYCLES_MODEL,)
