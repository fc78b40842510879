"""An appeal's course from its events, and whether what its decisions ordered is what was done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from application.bundling.card_history import Amendment, CardHistory
from application.bundling.contents import Story, Stream, Withheld
from application.bundling.replayed import Report, Told, failure, replay
from application.ports import Recorded
from application.projections.plain import fields, moment
from domain.appeal import Outcome, RemedyKind, Status
from domain.appeal.events import (
    AppealAccepted,
    AppealAssigned,
    AppealDecided,
    AppealEscalated,
    AppealFiled,
    AppealLapsed,
    AppealRefused,
    AppealWithdrawn,
)
from domain.discretionary_share import ShareGranted
from domain.eventsourced import Event
from domain.payroll.events import AdjustmentPosted
from domain.scorecard.events import (
    AdjustmentMade,
    DeductionReduced,
    DeductionReversed,
    FactsRecorded,
    ItemWaived,
    JudgementGiven,
)

STATUS_AFTER: Mapping[type[Event], str] = {
    AppealFiled: Status.FILED.value,
    AppealAccepted: Status.ACCEPTED.value,
    AppealRefused: Status.REFUSED.value,
    AppealDecided: Status.DECIDED.value,
    AppealEscalated: Status.ACCEPTED.value,
    AppealWithdrawn: Status.WITHDRAWN.value,
    AppealLapsed: Status.LAPSED.value,
}
DONE_BY: Mapping[str, type[Event]] = {
    RemedyKind.REVERSE_DEDUCTION: DeductionReversed,
    RemedyKind.REDUCE_DEDUCTION: DeductionReduced,
    RemedyKind.REPLACE_JUDGEMENT: JudgementGiven,
    RemedyKind.CORRECT_FACT: FactsRecorded,
    RemedyKind.WAIVE_ITEM: ItemWaived,
    RemedyKind.ADJUST_SCORE: AdjustmentMade,
    RemedyKind.ADJUST_PAY: AdjustmentPosted,
}
"""The event that carries each remedy out."""


@dataclass(frozen=True)
class Decision(Told[AppealDecided]):
    """A decision with what its own command did.

    Attributes:
        amendment: of the card, where one is enclosed.
    """

    amendment: Amendment | None
    adjustments: tuple[Told[AdjustmentPosted], ...]
    grants: tuple[Told[ShareGranted], ...]


@dataclass
class AppealHistory:
    """Where an appeal stands at the end of its events.

    Attributes:
        filed: what its first event says, or the excerpt of it where that is withheld.
        outcome: of the last decision that stands; "" before.
    """

    stream: Stream
    filed: Mapping[str, Any] = field(default_factory=dict)
    status: str = ""
    outcome: str = ""
    handler: str | None = None
    escalated: bool = False
    decide_by: str = ""
    decisions: list[Decision] = field(default_factory=list)


def appeal_history(story: Story, stream: Stream, cards: Mapping[UUID, CardHistory], report: Report) -> AppealHistory:
    """Follow an appeal; `report` is told where a decision and what was done on it do not agree."""
    history = AppealHistory(stream)
    for held in story.of(stream.id):
        if isinstance(held, Withheld):
            if held.excerpt is not None:
                history.filed, history.status = held.excerpt, Status.FILED.value
        else:
            _follow(story, history, held, cards, report)
    for _ in replay(story, stream.id):
        """Every step fits the one before it; what does not raises."""
    return history


def _follow(
    story: Story, history: AppealHistory, recorded: Recorded, cards: Mapping[UUID, CardHistory], report: Report
) -> None:
    event = recorded.event
    history.status = STATUS_AFTER.get(type(event), history.status)
    match event:
        case AppealFiled():
            history.filed = {**fields(event), "by": recorded.actor, "at": moment(event.timestamp)}
            history.decide_by = event.decide_by.isoformat()
        case AppealAssigned(handler=handler):
            history.handler = str(handler)
        case AppealEscalated():
            history.escalated, history.outcome, history.decide_by = True, "", event.decide_by.isoformat()
            history.handler = None if event.handler is None else str(event.handler)
        case AppealDecided():
            decision = _decision(story, history.stream.id, Told(recorded, event), cards)
            history.outcome = event.outcome
            history.decisions.append(decision)
            _check(story, history, decision, report)


def _decision(story: Story, appeal: UUID, told: Told[AppealDecided], cards: Mapping[UUID, CardHistory]) -> Decision:
    command = told.recorded.command
    amended = [one for card in cards.values() for one in card.amendments if one.event.appeal == appeal]
    adjustments, grants = [], []
    for recorded in story.events:
        event = recorded.event
        if recorded.command == command and isinstance(event, AdjustmentPosted) and event.appeal == appeal:
            adjustments.append(Told(recorded, event))
        elif recorded.command == command and isinstance(event, ShareGranted) and event.appeal == appeal:
            grants.append(Told(recorded, event))
    amendment = next((one for one in amended if one.recorded.command == command), None)
    return Decision(told.recorded, told.event, amendment, tuple(adjustments), tuple(grants))


def _check(story: Story, history: AppealHistory, decision: Decision, report: Report) -> None:
    """What a decision ordered for an enclosed card was done by its own command, and nothing else."""
    for zh, en in (*_card_doubts(story, history, decision), *_grant_doubts(decision)):
        report(failure("appeal", decision.recorded, zh, en))


def _card_doubts(story: Story, history: AppealHistory, decision: Decision) -> Iterator[tuple[str, str]]:
    card = history.filed.get("card")
    if card is None or not any(stream.id == UUID(card) for stream in story.streams):
        return
    if (decision.amendment is not None) != (decision.event.outcome != Outcome.DISMISSED):
        yield "裁决与考核表的更正不一致", "the decision and the card's amendment do not agree"
        return
    ordered = sorted(DONE_BY[remedy["kind"]].TOPIC for remedy in decision.event.remedies)
    appeal = history.stream.id
    done = sorted(
        held.topic
        for held in story.of(UUID(card))
        if isinstance(held, Recorded)
        and held.command == decision.recorded.command
        and isinstance(held.event, tuple(DONE_BY.values()))
        and getattr(held.event, "appeal", None) == appeal
    )
    if ordered != done:
        yield "裁决所令与实际所改不一致", "what was ordered is not what was done on the card"


def _grant_doubts(decision: Decision) -> Iterator[tuple[str, str]]:
    granted = sum((held.event.points for held in decision.grants), Decimal(0))
    if decision.grants and granted != decision.event.granted_points:
        yield "授予的份额与裁决不同", "the points granted are not those of the decision"
