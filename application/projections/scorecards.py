"""Scorecards: what was entered, what it came to, who sent it back or approved it, what an appeal changed.

Beside each card: a row that finds it by its person, one for each deduction (an inbox), and its place on the leaderboard
of its cycle once it is published.
"""

from collections.abc import Iterable
from decimal import Decimal

from application.projections import card_entries as entries
from application.projections.employees import number_of
from application.projections.plain import Body, fields, in_order, in_time, plain
from application.projections.projecting import Change, Entry, StreamModel
from domain.scorecard.events import (
    AdjustmentMade,
    DeductionConfirmed,
    DeductionProposed,
    DeductionRecorded,
    DeductionReduced,
    DeductionRejected,
    DeductionReversed,
    FactsRecorded,
    ItemWaived,
    JudgementGiven,
    RatingGiven,
    ScorecardAcknowledged,
    ScorecardAmended,
    ScorecardApproved,
    ScorecardOpened,
    ScorecardPublished,
    ScorecardReopened,
    ScorecardReturned,
    ScorecardSubmitted,
)
from domain.scorecard.stages import Stage
from domain.values import Sealed

SCORECARDS, CARDS_OF_PERSON, DEDUCTIONS, LEADERBOARD = "scorecards", "cards-of-person", "deductions", "leaderboard"
FULL = Decimal(100)


def _opened(event: ScorecardOpened, entry: Entry) -> Body:
    return {
        **fields(event),
        "number": number_of(str(event.employee), entry),
        "stage": Stage.OPEN.value,
        **entries.NO_ENTRIES,
        "total": None,
        "result": None,
        "history": [entry.mark(stage=Stage.OPEN.value, reason=None, total=None)],
        "amendments": [],
        "appeals_until": None,
        "acknowledged": None,
    }


def _submitted(event: ScorecardSubmitted, body: Body, entry: Entry) -> Body:
    moved = _moved(body, entry, Stage.SUBMITTED, total=event.total)
    return {**moved, "total": plain(event.total), "result": plain(event.result)}


def _returned(event: ScorecardReturned, body: Body, entry: Entry) -> Body:
    return _moved(body, entry, Stage.RETURNED, reason=event.reason)


def _approved(event: ScorecardApproved, body: Body, entry: Entry) -> Body:
    return _moved(body, entry, Stage.APPROVED, total=event.total)


def _reopened(event: ScorecardReopened, body: Body, entry: Entry) -> Body:
    return {**_moved(body, entry, Stage.OPEN, reason=event.reason), "total": None, "result": None}


def _published(event: ScorecardPublished, body: Body, entry: Entry) -> Body:
    moved = _moved(body, entry, Stage.PUBLISHED, total=event.total)
    return {**moved, "appeals_until": plain(event.appeals_until)}


def _acknowledged(event: ScorecardAcknowledged, body: Body, entry: Entry) -> Body:
    return {**body, "acknowledged": entry.mark(comment=event.comment)}


def _amended(event: ScorecardAmended, body: Body, entry: Entry) -> Body:
    """The old result stays beside the new one."""
    totals = {"appeal": event.appeal, "old_total": event.old_total, "new_total": event.new_total}
    amendment = entry.mark(**totals, old_result=body["result"])
    new = {"total": plain(event.new_total), "result": plain(event.result)}
    return {**body, **new, "amendments": [*body["amendments"], amendment]}


def _moved(
    body: Body, entry: Entry, stage: Stage, *, reason: Sealed | str | None = None, total: Decimal | None = None
) -> Body:
    step = entry.mark(stage=stage.value, reason=reason, total=total)
    return {**body, "stage": stage.value, "history": [*body["history"], step]}


def _place(body: Body, _entry: Entry) -> tuple[str, str]:
    return body["cycle"], body["number"]


def _beside(before: Body | None, after: Body, entry: Entry) -> Iterable[Change]:
    if before is None:
        found = {"card": entry.stream, "period": after["period"]}
        yield entry.row(CARDS_OF_PERSON, entry.stream, found, parent=after["employee"], sort=in_time(after["period"]))
        return
    if after["deductions"] != before["deductions"]:
        yield from _deductions(before, after, entry)
    if after["stage"] == Stage.PUBLISHED and (before["stage"], before["total"]) != (after["stage"], after["total"]):
        yield _on_leaderboard(after, entry)


def _deductions(before: Body, after: Body, entry: Entry) -> Iterable[Change]:
    card = {"card": entry.stream, **{name: after[name] for name in ("cycle", "shop", "period", "employee", "lead")}}
    known = {held["id"]: held for held in before["deductions"]}
    for held in after["deductions"]:
        if held != known.get(held["id"]):
            sort = in_order(held["position"])
            yield entry.row(DEDUCTIONS, held["id"], {**card, **held}, parent=after["cycle"], sort=sort)


def _on_leaderboard(body: Body, entry: Entry) -> Change:
    """Sorted best first, by what is missing to full marks."""
    missing = int((FULL - Decimal(body["total"])) * 100)
    place = {name: body[name] for name in ("cycle", "shop", "period", "employee", "lead", "role", "number", "total")}
    sort = f"{missing:05d} {body['number']}"
    return entry.row(LEADERBOARD, entry.stream, {"card": entry.stream, **place}, parent=body["cycle"], sort=sort)


SCORECARDS_MODEL = StreamModel(
    SCORECARDS,
    begins={ScorecardOpened: _opened},
    changes={
        FactsRecorded: entries.facts_recorded,
        JudgementGiven: entries.judgement_given,
        RatingGiven: entries.rating_given,
        DeductionProposed: entries.deduction_proposed,
        DeductionRecorded: entries.deduction_recorded,
        DeductionConfirmed: entries.deduction_confirmed,
        DeductionRejected: entries.deduction_rejected,
        DeductionReversed: entries.deduction_reversed,
        DeductionReduced: entries.deduction_reduced,
        AdjustmentMade: entries.adjustment_made,
        ItemWaived: entries.item_waived,
        ScorecardSubmitted: _submitted,
        ScorecardReturned: _returned,
        ScorecardApproved: _approved,
        ScorecardReopened: _reopened,
        ScorecardPublished: _published,
        ScorecardAcknowledged: _acknowledged,
        ScorecardAmended: _amended,
    },
    place=_place,
    also=_beside,
)
MODELS = (SCORECARDS_MODEL,)
