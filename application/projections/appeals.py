"""Appeals: where each stands, who hears it until when, what both sides brought, how it was decided, and every step."""

from collections.abc import Iterable
from typing import Any

from application.projections.agenda import AGENDA_APPEALS, on_agenda
from application.projections.plain import Body, event_name, fields, in_order, plain
from application.projections.projecting import Change, Entry, StreamModel
from domain.appeal import Status
from domain.appeal.appeal import PENDING
from domain.appeal.events import (
    AppealAccepted,
    AppealAnswered,
    AppealAssigned,
    AppealDeadlineMissed,
    AppealDecided,
    AppealEscalated,
    AppealEvidenceAttached,
    AppealFiled,
    AppealLapsed,
    AppealRefused,
    AppealWithdrawn,
    GroundsAdded,
    HearingNoted,
    InformationAsked,
    InformationGiven,
    InterestFlagged,
)

APPEALS, APPEALS_OF_PERSON = "appeals", "appeals-of-person"


def _filed(event: AppealFiled, entry: Entry) -> Body:
    facts = fields(event)
    lead = _lead(facts, entry)
    return {
        **facts,
        "grounds": [entry.mark(grounds=facts["grounds"])],
        "filed": entry.mark(),
        "lead": lead,
        "status": Status.FILED.value,
        "outcome": "",
        "handler": None,
        "escalated": False,
        "answer_by": None,
        "evidence": [],
        "answers": [],
        "questions": [],
        "hearings": [],
        "decision": None,
        "earlier_decisions": [],
        "missed_deadlines": [],
        "interests": [],
        "timeline": [entry.mark(event=event_name(event))],
    }


def _lead(facts: Body, entry: Entry) -> str | None:
    """The lead at the time: the card's, or the appellant's own."""
    card = entry.rows.get("scorecards", facts["card"]) if facts["card"] else None
    row = card or entry.rows.get("employees", facts["appellant"])
    return row.body["lead"] if row is not None else None


def _evidence(event: AppealEvidenceAttached, body: Body, entry: Entry) -> Body:
    file = {**entry.mark(note=event.note), **plain(event.evidence)}
    return _told(event, {**body, "evidence": [*body["evidence"], file]}, entry)


def _accepted(event: AppealAccepted, body: Body, entry: Entry) -> Body:
    return _told(event, {**body, "status": Status.ACCEPTED.value}, entry, reason=event.reason)


def _refused(event: AppealRefused, body: Body, entry: Entry) -> Body:
    return _told(event, {**body, "status": Status.REFUSED.value, "answer_by": None}, entry, reason=event.reason)


def _assigned(event: AppealAssigned, body: Body, entry: Entry) -> Body:
    handler = plain(event.handler)
    return _told(event, {**body, "handler": handler}, entry, handler=handler, reason=event.reason)


def _answered(event: AppealAnswered, body: Body, entry: Entry) -> Body:
    return _told(event, {**body, "answers": [*body["answers"], entry.mark(answer=event.answer)]}, entry)


def _asked(event: InformationAsked, body: Body, entry: Entry) -> Body:
    asked = {**entry.mark(question=event.question, answer_by=event.answer_by), "answered": None}
    questions = [*body["questions"], asked]
    until = {"answer_by": asked["answer_by"], "decide_by": plain(event.decide_by)}
    return _told(event, {**body, "questions": questions, **until}, entry)


def _given(event: InformationGiven, body: Body, entry: Entry) -> Body:
    """The answer belongs to the question that waits for it."""
    answered = entry.mark(answer=event.answer)
    questions = [*body["questions"][:-1], {**body["questions"][-1], "answered": answered}]
    return _told(event, {**body, "questions": questions, "answer_by": None}, entry)


def _heard(event: HearingNoted, body: Body, entry: Entry) -> Body:
    return _told(event, {**body, "hearings": [*body["hearings"], entry.mark(note=event.note)]}, entry)


def _decided(event: AppealDecided, body: Body, entry: Entry) -> Body:
    changes = {"status": Status.DECIDED.value, "outcome": event.outcome, "decision": entry.mark(**fields(event))}
    return _told(event, {**body, **changes, "answer_by": None}, entry, outcome=event.outcome)


def _escalated(event: AppealEscalated, body: Body, entry: Entry) -> Body:
    """An earlier decision stays visible; the next one is the general manager's."""
    earlier = [*body["earlier_decisions"], *([body["decision"]] if body["decision"] else [])]
    changes = {
        "status": Status.ACCEPTED.value,
        "outcome": "",
        "escalated": True,
        "handler": plain(event.handler),
        "decide_by": plain(event.decide_by),
        "calendar": event.calendar,
        "answer_by": None,
        "decision": None,
        "earlier_decisions": earlier,
    }
    return _told(event, {**body, **changes}, entry, handler=event.handler, reason=event.reason)


def _grounds_added(event: GroundsAdded, body: Body, entry: Entry) -> Body:
    return _told(event, {**body, "grounds": [*body["grounds"], entry.mark(grounds=event.grounds)]}, entry)


def _deadline_missed(event: AppealDeadlineMissed, body: Body, entry: Entry) -> Body:
    missed = [*body["missed_deadlines"], entry.mark(due_on=event.due_on)]
    return _told(event, {**body, "missed_deadlines": missed}, entry, due_on=event.due_on)


def _flagged(event: InterestFlagged, body: Body, entry: Entry) -> Body:
    """What was known before is in the newest of a person's."""
    person = plain(event.person)
    others = [held for held in body["interests"] if held["person"] != person]
    interests = [*others, entry.mark(person=person, ways=list(event.ways))]
    return _told(event, {**body, "interests": interests}, entry, person=person)


def _withdrawn(event: AppealWithdrawn, body: Body, entry: Entry) -> Body:
    return _told(event, {**body, "status": Status.WITHDRAWN.value}, entry, reason=event.reason)


def _lapsed(event: AppealLapsed, body: Body, entry: Entry) -> Body:
    return _told(event, {**body, "status": Status.LAPSED.value}, entry, due_on=event.due_on)


def _told(event: Any, body: Body, entry: Entry, **facts: Any) -> Body:
    """The body with the event in its timeline."""
    return {**body, "timeline": [*body["timeline"], entry.mark(event=event_name(event), **facts)]}


def _place(body: Body, _entry: Entry) -> tuple[str, str]:
    return body["cycle"], in_order(body["filed"]["position"])


def _beside(before: Body | None, after: Body, entry: Entry) -> Iterable[Change]:
    """A row that finds the appeal by its appellant, and one while it waits for somebody."""
    if before is None:
        sort = in_order(entry.position)
        yield entry.row(APPEALS_OF_PERSON, entry.stream, {"appeal": entry.stream}, parent=after["appellant"], sort=sort)
    was_pending = before is not None and before["status"] in PENDING
    yield from on_agenda(AGENDA_APPEALS, was_pending, after["status"] in PENDING, entry)


APPEALS_MODEL = StreamModel(
    APPEALS,
    begins={AppealFiled: _filed},
    changes={
        AppealEvidenceAttached: _evidence,
        AppealAccepted: _accepted,
        AppealRefused: _refused,
        AppealAssigned: _assigned,
        AppealAnswered: _answered,
        InformationAsked: _asked,
        InformationGiven: _given,
        HearingNoted: _heard,
        AppealDecided: _decided,
        AppealEscalated: _escalated,
        GroundsAdded: _grounds_added,
        AppealDeadlineMissed: _deadline_missed,
        InterestFlagged: _flagged,
        AppealWithdrawn: _withdrawn,
        AppealLapsed: _lapsed,
    },
    place=_place,
    also=_beside,
)
MODELS = (APPEALS_MODEL,)
