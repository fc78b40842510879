"""Standings: each person's final months, and what was proposed and decided because of them (D04 三.5, D10 五, D13)."""

from typing import Any

from application.projections.employees import number_of
from application.projections.plain import Body, fields, in_time, plain
from application.projections.projecting import Entry, StreamModel
from domain.standing import (
    WAITING_STATES,
    ConsequenceDecided,
    ConsequenceProposed,
    ConsequenceWithdrawalProposed,
    ConsequenceWithdrawn,
    DismissalReviewClosed,
    DismissalReviewOpened,
    ImprovementPeriodBegun,
    ImprovementPeriodEnded,
    ImprovementPeriodUnjudged,
    MonthRated,
    StandingOpened,
    WarningDeclined,
    WarningIssued,
    WarningProposed,
    WarningWithdrawalProposed,
    WarningWithdrawn,
)

STANDINGS = "standings"
WAITS, SETTLED = "waits", ""
"""Parents of standings: with a consequence that waits for a person's decision, or without."""


def _opened(event: StandingOpened, entry: Entry) -> Body:
    employee = str(event.employee)
    return {"employee": employee, "number": number_of(employee, entry), "months": [], "consequences": []}


def _month_rated(event: MonthRated, body: Body, entry: Entry) -> Body:
    """A month that is rated again keeps what it was before."""
    month = entry.mark(**fields(event))
    earlier = [held for held in body["months"] if held["period"] == event.period]
    others = [held for held in body["months"] if held["period"] != event.period]
    before = [*earlier[0]["earlier"], {**earlier[0], "earlier": []}] if earlier else []
    months = sorted([*others, {**month, "earlier": before}], key=lambda held: in_time(held["period"]))
    return {**body, "months": months}


def _proposed(kind: str, state: str) -> Any:
    def begin(event: WarningProposed | DismissalReviewOpened, body: Body, entry: Entry) -> Body:
        consequence = {"id": str(event.consequence), "kind": kind, "periods": list(event.periods)}
        return _begun(consequence, state, body, entry)

    return begin


def _by_rule(event: ConsequenceProposed | ImprovementPeriodBegun, body: Body, entry: Entry) -> Body:
    """What a scheme asks for, with its clause and the facts that led to it."""
    said = fields(event)
    id, period = said.pop("consequence"), said.pop("period")
    if isinstance(event, ImprovementPeriodBegun):
        return _begun({"id": id, "kind": "improvement", "periods": [period], **said}, "running", body, entry)
    return _begun({"id": id, "periods": [period], **said}, "proposed", body, entry)


def _begun(consequence: Body, state: str, body: Body, entry: Entry) -> Body:
    step = entry.mark(state=state, reason=None, appeal=None)
    return {**body, "consequences": [*body["consequences"], {**consequence, "state": state, "steps": [step]}]}


def _now(state: str) -> Any:
    def change(event: Any, body: Body, entry: Entry) -> Body:
        return _stepped(event, body, entry, state)

    return change


def _review_closed(event: DismissalReviewClosed, body: Body, entry: Entry) -> Body:
    return _stepped(event, body, entry, event.outcome)


def _decided(event: ConsequenceDecided, body: Body, entry: Entry) -> Body:
    return _stepped(event, body, entry, event.decision)


def _unjudged(event: ImprovementPeriodUnjudged, body: Body, entry: Entry) -> Body:
    return _stepped(event, body, entry, "unjudged", judged=_judgement(event, ""))


def _ended(event: ImprovementPeriodEnded, body: Body, entry: Entry) -> Body:
    state = "reached" if event.reached else "not-reached"
    return _stepped(event, body, entry, state, judged=_judgement(event, event.grade))


def _judgement(event: ImprovementPeriodUnjudged | ImprovementPeriodEnded, grade: str) -> Body:
    """By which result it was judged."""
    result: Body = plain({"period": event.period, "card": event.card, "grade": grade, "total": event.total})
    return result


def _stepped(event: Any, body: Body, entry: Entry, state: str, **more: Any) -> Body:
    step = entry.mark(state=state, reason=getattr(event, "reason", None), appeal=getattr(event, "appeal", None))

    def changed(held: Body) -> Body:
        if held["id"] != str(event.consequence):
            return held
        return {**held, **more, "state": state, "steps": [*held["steps"], step]}

    return {**body, "consequences": [changed(held) for held in body["consequences"]]}


def _place(body: Body, _entry: Entry) -> tuple[str, str]:
    waits = any(held["state"] in WAITING_STATES for held in body["consequences"])
    return WAITS if waits else SETTLED, body["number"]


STANDINGS_MODEL = StreamModel(
    STANDINGS,
    begins={StandingOpened: _opened},
    changes={
        MonthRated: _month_rated,
        WarningProposed: _proposed("warning", "proposed"),
        WarningIssued: _now("issued"),
        WarningDeclined: _now("declined"),
        WarningWithdrawalProposed: _now("withdrawal-proposed"),
        WarningWithdrawn: _now("withdrawn"),
        DismissalReviewOpened: _proposed("dismissal-review", "open"),
        DismissalReviewClosed: _review_closed,
        ConsequenceProposed: _by_rule,
        ConsequenceDecided: _decided,
        ConsequenceWithdrawn: _now("withdrawn"),
        ConsequenceWithdrawalProposed: _now("withdrawal-proposed"),
        ImprovementPeriodBegun: _by_rule,
        ImprovementPeriodUnjudged: _unjudged,
        ImprovementPeriodEnded: _ended,
    },
    place=_place,
)
MODELS = (STANDINGS_MODEL,)
