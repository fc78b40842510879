"""Standings: each person's final months, and what was proposed and decided because of poor ones (D04 三.5)."""

from typing import Any

from application.projections.employees import number_of
from application.projections.plain import Body, fields
from application.projections.projecting import Entry, StreamModel
from domain.standing import (
    OPEN_STATES,
    DismissalReviewClosed,
    DismissalReviewOpened,
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

UNDECIDED = OPEN_STATES - {"issued"}


def _opened(event: StandingOpened, entry: Entry) -> Body:
    employee = str(event.employee)
    return {"employee": employee, "number": number_of(employee, entry), "months": [], "consequences": []}


def _month_rated(event: MonthRated, body: Body, entry: Entry) -> Body:
    """A month that is rated again keeps what it was before."""
    month = entry.mark(**fields(event))
    earlier = [held for held in body["months"] if held["period"] == event.period]
    others = [held for held in body["months"] if held["period"] != event.period]
    before = [*earlier[0]["earlier"], {**earlier[0], "earlier": []}] if earlier else []
    return {**body, "months": sorted([*others, {**month, "earlier": before}], key=lambda held: str(held["period"]))}


def _proposed(kind: str, state: str) -> Any:
    def begin(event: WarningProposed | DismissalReviewOpened, body: Body, entry: Entry) -> Body:
        step = entry.mark(state=state, reason=None, appeal=None)
        consequence = {
            "id": str(event.consequence),
            "kind": kind,
            "periods": list(event.periods),
            "state": state,
            "steps": [step],
        }
        return {**body, "consequences": [*body["consequences"], consequence]}

    return begin


def _now(state: str) -> Any:
    def change(event: Any, body: Body, entry: Entry) -> Body:
        return _stepped(event, body, entry, state)

    return change


def _review_closed(event: DismissalReviewClosed, body: Body, entry: Entry) -> Body:
    return _stepped(event, body, entry, event.outcome)


def _stepped(event: Any, body: Body, entry: Entry, state: str) -> Body:
    step = entry.mark(state=state, reason=getattr(event, "reason", None), appeal=getattr(event, "appeal", None))

    def changed(held: Body) -> Body:
        if held["id"] != str(event.consequence):
            return held
        return {**held, "state": state, "steps": [*held["steps"], step]}

    return {**body, "consequences": [changed(held) for held in body["consequences"]]}


def _place(body: Body, _entry: Entry) -> tuple[str, str]:
    waits = any(held["state"] in UNDECIDED for held in body["consequences"])
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
    },
    place=_place,
)
MODELS = (STANDINGS_MODEL,)
