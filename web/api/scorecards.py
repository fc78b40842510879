"""Scorecard (考核表): entries, submission, approval; the cards themselves."""

from application.queries import Queries
from application.scorecards import (
    AcknowledgeCard,
    AdjustScore,
    ApproveCard,
    ConfirmDeduction,
    GiveJudgement,
    GiveRating,
    RecordDeduction,
    RecordFacts,
    RejectDeduction,
    ReturnCard,
    ReverseDeduction,
    SubmitCard,
    WaiveItem,
)
from domain.cycle import Cycle
from domain.scorecard import Scorecard as Card
from domain.scorecard import Stage
from web.api.answers.scorecards import CardSummary, Scorecard
from web.api.callers import caller, services
from web.api.entries.scorecards import (
    AcknowledgementEntry,
    AdjustmentEntry,
    DeductionEntry,
    FactsEntry,
    JudgementEntry,
    RatingEntry,
    WaiverEntry,
    WhyEntry,
)
from web.api.fields import Choice, Id
from web.api.parameters import AsOf, PagedAsOf
from web.api.routes import Blueprint, Ids, Query, add_routes, commands_on

CARD = "/scorecards/<uuid:card>"
DEDUCTION = f"{CARD}/deductions/<uuid:deduction>"
FACTS = {"measures": {"actual_sales": "118000", "target_sales": "120000"}, "counts": {}}
TAKEN = {"item": "teamwork", "points": "2", "reason": "没有交接 / did not hand over"}
JUDGED = {"item": "data-report", "level": "fair", "points": "3", "reason": "两处数字有误 / two figures were off"}


class CardsOf(PagedAsOf):
    """Which cards."""

    cycle = Id("Of a cycle.")
    employee = Id("Of a person.")
    stage = Choice("In a stage.", tuple(stage.value for stage in Stage))


def seen(asked: Queries, ids: Ids) -> object:
    """The card may be seen."""
    return asked.card(ids["card"])


def rater_knows(asked: Queries, ids: Ids) -> object:
    """Whoever takes part in a cycle knows of the cards of all who do, though not what is on them."""
    ledger, who = services().ledger_of(caller().organization), str(caller().employee)
    card: Card | None = ledger.load(Card, ids["card"])
    cycle: Cycle | None = ledger.load(Cycle, card.cycle) if card else None
    return None if cycle is not None and who in cycle.participants else seen(asked, ids)


def routes() -> Blueprint:
    """Everything about cards."""
    card, deduction = commands_on(CARD, seen), commands_on(DEDUCTION, seen)
    return add_routes(
        Blueprint("scorecards", "考核表 · one person's month"),
        Query("/scorecards", "Cards", CardSummary, Queries.cards, CardsOf, listed=True),
        Query(CARD, "A card", Scorecard, Queries.card, AsOf, versioned=True),
        card("facts", RecordFacts, "Enter measured figures", FactsEntry, example=FACTS),
        card("judgements", GiveJudgement, "Judge a graded item", JudgementEntry, example=JUDGED),
        card("ratings", GiveRating, "Rate an item as oneself, a peer or the manager", RatingEntry, seen=rater_knows),
        card("deductions", RecordDeduction, "Take points, or propose to", DeductionEntry, example=TAKEN),
        deduction("confirmation", ConfirmDeduction, "Let a proposed deduction count"),
        deduction("rejection", RejectDeduction, "Decline a proposed deduction", WhyEntry),
        deduction("reversal", ReverseDeduction, "Take a recorded deduction back before submission", WhyEntry),
        card("adjustments", AdjustScore, "Add or take points on the whole card", AdjustmentEntry),
        card("waivers", WaiveItem, "Take an item out of play", WaiverEntry),
        card("submission", SubmitCard, "Compute the card and send it to the general manager"),
        card("return", ReturnCard, "Send the card back for correction", WhyEntry),
        card("approval", ApproveCard, "Approve the card"),
        card("acknowledgement", AcknowledgeCard, "Acknowledge one's own card", AcknowledgementEntry),
    )
