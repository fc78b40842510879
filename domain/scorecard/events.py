"""What can happen to a card. Who did it and when stand in the envelope; `apply` only assigns."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.eventsourced import Created, Event
from domain.scorecard.stages import Stage
from domain.values import Evidence, Sealed

if TYPE_CHECKING:
    from domain.scorecard.card import Scorecard


class ScorecardOpened(Created):
    """A person's card for a cycle, by a scheme version, against these targets."""

    TOPIC = "jixiao.scorecard-opened.1"
    cycle: UUID
    shop: UUID
    period: str
    employee: UUID
    role: str
    lead: UUID | None
    scheme: str
    scheme_version: int
    targets: dict[str, Decimal]


class FactsRecorded(Event):
    """Measured figures (指标数据): all that one row of an import, or one entry, says about the person."""

    TOPIC = "jixiao.facts-recorded.1"
    measures: dict[str, Decimal]
    counts: dict[str, Decimal]
    ranks: dict[str, int]
    source: str
    row: int | None
    evidence: tuple[Evidence, ...]
    appeal: UUID | None

    def apply(self, card: "Scorecard") -> None:
        card.measures = {**card.measures, **self.measures}
        card.counts = {**card.counts, **self.counts}
        card.ranks = {**card.ranks, **self.ranks}
        paths = [f"measures.{name}" for name in self.measures]
        paths += [f"counts.{item}" for item in self.counts] + [f"ranks.{item}" for item in self.ranks]
        card.fact_authors = {**card.fact_authors, **dict.fromkeys(paths, self.actor)}


class JudgementGiven(Event):
    """A level and points for a graded item, with the reason (评分)."""

    TOPIC = "jixiao.judgement-given.1"
    item: str
    level: str
    points: Decimal
    reason: Sealed
    appeal: UUID | None

    def apply(self, card: "Scorecard") -> None:
        card.judgements[self.item] = {"level": self.level, "points": self.points, "by": self.actor}


class RatingGiven(Event):
    """One rater's points for a rated item (自评 / 同事评分 / 店长评分)."""

    TOPIC = "jixiao.rating-given.1"
    item: str
    rater_kind: str
    points: Decimal
    comment: Sealed | None

    def apply(self, card: "Scorecard") -> None:
        card.ratings[f"{self.item} {self.actor}"] = {
            "item": self.item,
            "kind": self.rater_kind,
            "points": self.points,
            "by": self.actor,
        }


class _DeductionFacts(Event):
    deduction: UUID
    item: str
    rule_code: str
    severity: str
    points: Decimal | None
    reason: Sealed
    evidence: tuple[Evidence, ...]

    def _entry(self, status: str) -> dict[str, Any]:
        return {
            "item": self.item,
            "code": self.rule_code,
            "severity": self.severity,
            "points": self.points,
            "status": status,
            "by": self.actor,
        }


class DeductionProposed(_DeductionFacts):
    """A program or person proposes to take points; it counts only once a person records it."""

    TOPIC = "jixiao.deduction-proposed.1"

    def apply(self, card: "Scorecard") -> None:
        card.deductions[str(self.deduction)] = self._entry("proposed")


class DeductionRecorded(_DeductionFacts):
    """Points are taken (扣分), with a reason."""

    TOPIC = "jixiao.deduction-recorded.1"

    def apply(self, card: "Scorecard") -> None:
        card.deductions[str(self.deduction)] = self._entry("recorded")


class DeductionConfirmed(Event):
    """A person lets a proposed deduction count; who confirmed it is who took the points."""

    TOPIC = "jixiao.deduction-confirmed.1"
    deduction: UUID

    def apply(self, card: "Scorecard") -> None:
        _change(card, self.deduction, status="recorded", by=self.actor)


class DeductionRejected(Event):
    """A proposed deduction does not count."""

    TOPIC = "jixiao.deduction-rejected.1"
    deduction: UUID
    reason: Sealed

    def apply(self, card: "Scorecard") -> None:
        _change(card, self.deduction, status="rejected")


class DeductionReversed(Event):
    """A recorded deduction no longer counts; what was recorded stays visible."""

    TOPIC = "jixiao.deduction-reversed.1"
    deduction: UUID
    reason: Sealed
    appeal: UUID | None

    def apply(self, card: "Scorecard") -> None:
        _change(card, self.deduction, status="reversed")


class DeductionReduced(Event):
    """A recorded deduction takes fewer points than it did."""

    TOPIC = "jixiao.deduction-reduced.1"
    deduction: UUID
    points: Decimal
    reason: Sealed
    appeal: UUID | None

    def apply(self, card: "Scorecard") -> None:
        _change(card, self.deduction, points=self.points)


class AdjustmentMade(Event):
    """A superior adds or takes points on the whole card (上级加分 / 减分), with the reason."""

    TOPIC = "jixiao.adjustment-made.1"
    adjustment: UUID
    points: Decimal
    reason: Sealed
    appeal: UUID | None

    def apply(self, card: "Scorecard") -> None:
        author = "" if self.appeal else self.actor
        card.adjustments[str(self.adjustment)] = {"points": self.points, "by": author}


class ItemWaived(Event):
    """An item does not count for this person this month, for a reason."""

    TOPIC = "jixiao.item-waived.1"
    item: str
    reason: Sealed
    appeal: UUID | None

    def apply(self, card: "Scorecard") -> None:
        card.waivers[self.item] = self.actor


class ScorecardSubmitted(Event):
    """The computed card went to the general manager as it stands here."""

    TOPIC = "jixiao.scorecard-submitted.1"
    total: Decimal
    result: dict[str, Any]

    def apply(self, card: "Scorecard") -> None:
        card.stage = Stage.SUBMITTED
        card.total = self.total


class ScorecardReturned(Event):
    """The general manager wants something corrected."""

    TOPIC = "jixiao.scorecard-returned.1"
    reason: Sealed

    def apply(self, card: "Scorecard") -> None:
        card.stage = Stage.RETURNED


class ScorecardApproved(Event):
    """The general manager approved this total."""

    TOPIC = "jixiao.scorecard-approved.1"
    total: Decimal

    def apply(self, card: "Scorecard") -> None:
        card.stage = Stage.APPROVED


class ScorecardReopened(Event):
    """The cycle was reopened; entries are possible again."""

    TOPIC = "jixiao.scorecard-reopened.1"
    reason: str

    def apply(self, card: "Scorecard") -> None:
        card.stage = Stage.OPEN
        card.total = None


class ScorecardPublished(Event):
    """The person may see the result, and appeal until the end of a day."""

    TOPIC = "jixiao.scorecard-published.1"
    total: Decimal
    appeals_until: date

    def apply(self, card: "Scorecard") -> None:
        card.stage = Stage.PUBLISHED
        card.appeals_until = self.appeals_until


class ScorecardAcknowledged(Event):
    """The person has seen the result; it says nothing about agreement."""

    TOPIC = "jixiao.scorecard-acknowledged.1"
    comment: Sealed | None

    def apply(self, card: "Scorecard") -> None:
        card.acknowledged = True


class ScorecardAmended(Event):
    """An appeal changed the result; the old one stays beside it."""

    TOPIC = "jixiao.scorecard-amended.1"
    old_total: Decimal
    new_total: Decimal
    appeal: UUID
    result: dict[str, Any]

    def apply(self, card: "Scorecard") -> None:
        card.total = self.new_total
        card.amendments = (*card.amendments, self.appeal)


def _change(card: "Scorecard", deduction: UUID, **changes: object) -> None:
    key = str(deduction)
    card.deductions[key] = {**card.deductions[key], **changes}
