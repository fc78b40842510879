"""What people entered on a card, each entry with who, when, from which file and row, and what became of it."""

from application.projections.plain import Body, fields, plain
from application.projections.projecting import Entry
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
)

NO_ENTRIES: Body = {
    "facts": [],
    "judgements": {},
    "ratings": [],
    "deductions": [],
    "adjustments": [],
    "waivers": [],
}
"""A card on which nothing was entered yet."""


def facts_recorded(event: FactsRecorded, body: Body, entry: Entry) -> Body:
    """Every entry of figures stays; the newest value of a fact counts."""
    return {**body, "facts": [*body["facts"], entry.mark(**fields(event))]}


def judgement_given(event: JudgementGiven, body: Body, entry: Entry) -> Body:
    """A later judgement replaces the one before, which stays visible under `earlier`."""
    given = fields(event)
    item = given.pop("item")
    replaced = body["judgements"].get(item)
    earlier = [*replaced["earlier"], {**replaced, "earlier": []}] if replaced else []
    return {**body, "judgements": {**body["judgements"], item: {**entry.mark(**given), "earlier": earlier}}}


def rating_given(event: RatingGiven, body: Body, entry: Entry) -> Body:
    """The same rater's later points for an item replace the earlier ones."""
    rating = entry.mark(item=event.item, kind=event.rater_kind, points=event.points, comment=event.comment)
    whose = (rating["item"], rating["by"])
    others = [held for held in body["ratings"] if (held["item"], held["by"]) != whose]
    return {**body, "ratings": [*others, rating]}


def deduction_proposed(event: DeductionProposed, body: Body, entry: Entry) -> Body:
    """It waits for a person."""
    return _with_deduction(event, body, entry, "proposed")


def deduction_recorded(event: DeductionRecorded, body: Body, entry: Entry) -> Body:
    """It counts."""
    return _with_deduction(event, body, entry, "recorded")


def deduction_confirmed(event: DeductionConfirmed, body: Body, entry: Entry) -> Body:
    """It counts from now on, and who confirmed it is who took the points."""
    return _deduction_changed(event, body, entry, "recorded", by=entry.recorded.actor)


def deduction_rejected(event: DeductionRejected, body: Body, entry: Entry) -> Body:
    """It never counted."""
    return _deduction_changed(event, body, entry, "rejected")


def deduction_reversed(event: DeductionReversed, body: Body, entry: Entry) -> Body:
    """It no longer counts, and stays visible."""
    return _deduction_changed(event, body, entry, "reversed")


def deduction_reduced(event: DeductionReduced, body: Body, entry: Entry) -> Body:
    """It takes fewer points than it did."""
    return _deduction_changed(event, body, entry, "recorded", points=plain(event.points))


def adjustment_made(event: AdjustmentMade, body: Body, entry: Entry) -> Body:
    """Points on the whole card."""
    facts = fields(event)
    adjustment = entry.mark(id=facts.pop("adjustment"), **facts)
    return {**body, "adjustments": [*body["adjustments"], adjustment]}


def item_waived(event: ItemWaived, body: Body, entry: Entry) -> Body:
    """The item is out of play."""
    return {**body, "waivers": [*body["waivers"], entry.mark(**fields(event))]}


def _with_deduction(event: DeductionProposed | DeductionRecorded, body: Body, entry: Entry, status: str) -> Body:
    facts = fields(event)
    deduction = {
        **entry.mark(
            id=facts.pop("deduction"), item=facts.pop("item"), code=facts.pop("rule_code"), status=status, **facts
        ),
        "first_points": facts["points"],
        "appeal": None,
        "steps": [entry.mark(status=status, points=event.points, reason=event.reason, appeal=None)],
    }
    return {**body, "deductions": [*body["deductions"], deduction]}


def _deduction_changed(
    event: DeductionConfirmed | DeductionRejected | DeductionReversed | DeductionReduced,
    body: Body,
    entry: Entry,
    status: str,
    **changes: str,
) -> Body:
    reason, appeal = getattr(event, "reason", None), plain(getattr(event, "appeal", None))

    def changed(held: Body) -> Body:
        if held["id"] != str(event.deduction):
            return held
        new = {**held, "status": status, "appeal": appeal or held["appeal"], **changes}
        step = entry.mark(status=status, points=new["points"], reason=reason, appeal=appeal)
        return {**new, "steps": [*held["steps"], step]}

    return {**body, "deductions": [changed(held) for held in body["deductions"]]}
