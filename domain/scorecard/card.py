"""The card itself: decides what may be entered when, and what it comes to."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from domain.errors import Invalid, WrongState
from domain.eventsourced import Aggregate, natural_id
from domain.scorecard import events
from domain.scorecard.computed import as_event_data, card_facts, gaps
from domain.scorecard.entry import SEALED, DeductionEntry, FactEntry, JudgementEntry
from domain.scorecard.stages import CHINESE, CHINESE_ACTS, DEDUCTION_CHINESE, TRANSITIONS, Stage
from domain.scoring import entries
from domain.scoring.card import ScoredCard, score_card
from domain.scoring.facts import Adjustment, Judgement, Rating, Waiver
from domain.scoring.scheme import Scheme
from domain.texts import not_allowed
from domain.values import Sealed, cents


def scorecard_id(cycle: UUID, employee: UUID) -> UUID:
    """One a person and cycle: a second card is impossible by name."""
    return natural_id(cycle, "scorecard", employee)


class Scorecard(Aggregate):
    """One person's month of appraisal."""

    TOPIC = "jixiao.scorecard.1"

    def __init__(
        self,
        cycle: UUID,
        shop: UUID,
        period: str,
        employee: UUID,
        role: str,
        lead: UUID | None,
        scheme: str,
        scheme_version: int,
        targets: dict[str, Decimal],
    ) -> None:
        self.cycle = cycle
        self.shop = shop
        self.period = period
        self.employee = employee
        self.role = role
        self.lead = lead
        self.scheme = scheme
        self.scheme_version = scheme_version
        self.targets = dict(targets)
        self.stage: str = Stage.OPEN
        self.measures: dict[str, Decimal] = {}
        self.counts: dict[str, Decimal] = {}
        self.ranks: dict[str, int] = {}
        self.fact_authors: dict[str, str] = {}
        self.judgements: dict[str, dict[str, Any]] = {}
        self.ratings: dict[str, dict[str, Any]] = {}
        self.deductions: dict[str, dict[str, Any]] = {}
        self.adjustments: dict[str, dict[str, Any]] = {}
        self.waivers: dict[str, str] = {}
        self.total: Decimal | None = None
        self.appeals_until: date | None = None
        self.acknowledged = False
        self.amendments: tuple[UUID, ...] = ()

    @classmethod
    def open(
        cls,
        *,
        cycle: UUID,
        shop: UUID,
        period: str,
        employee: UUID,
        role: str,
        lead: UUID | None,
        scheme: Scheme,
        targets: Mapping[str, Decimal],
        by: str,
        at: datetime,
    ) -> Self:
        """Open somebody's card for a cycle."""
        return cls.begin(
            events.ScorecardOpened,
            id=scorecard_id(cycle, employee),
            actor=by,
            at=at,
            cycle=cycle,
            shop=shop,
            period=period,
            employee=employee,
            role=role,
            lead=lead,
            scheme=scheme.id,
            scheme_version=scheme.version,
            targets=dict(targets),
        )

    def record_facts(
        self,
        scheme: Scheme,
        facts: FactEntry,
        appeal: UUID | None = None,
        *,
        pay_facts: tuple[str, ...] = (),
        by: str,
        at: datetime,
    ) -> None:
        """Enter measured figures; the newest value of a fact counts.

        Args:
            pay_facts: what the cycle's plan reads of each person besides the score.

        Raises:
            Invalid: a fact that neither the scheme nor the plan reads.
        """
        self._require_entry(appeal)
        facts.check(scheme, pay_facts)
        self.record(
            events.FactsRecorded,
            actor=by,
            at=at,
            measures=dict(facts.measures),
            counts=dict(facts.counts),
            ranks=dict(facts.ranks),
            source=facts.source,
            row=facts.row,
            evidence=facts.evidence,
            appeal=appeal,
        )

    def judge(
        self, scheme: Scheme, entry: JudgementEntry, appeal: UUID | None = None, *, by: str, at: datetime
    ) -> None:
        """Give a level and points for a graded item; a later judgement replaces it. Source: D01 六."""
        self._require_entry(appeal)
        checked = entries.check_judgement(scheme, entry.item, Judgement(entry.level, entry.points, SEALED))
        self.record(
            events.JudgementGiven,
            actor=by,
            at=at,
            item=entry.item,
            level=entry.level,
            points=checked.points,
            reason=entry.reason,
            appeal=appeal,
        )

    def rate(
        self,
        scheme: Scheme,
        item: str,
        rater_kind: str,
        points: Decimal,
        comment: Sealed | None,
        *,
        by: str,
        at: datetime,
    ) -> None:
        """Give one rater's points; the same rater's later points replace them. Source: D13."""
        self._require_entry(None)
        entries.check_rating(scheme, item, Rating(rater_kind, points))
        self.record(
            events.RatingGiven, actor=by, at=at, item=item, rater_kind=rater_kind, points=points, comment=comment
        )

    def propose_deduction(self, scheme: Scheme, id: UUID, entry: DeductionEntry, *, by: str, at: datetime) -> None:
        """Propose to take points; a person records or rejects it."""
        self._require_entry(None)
        self._deduct(events.DeductionProposed, scheme, id, entry, by=by, at=at)

    def record_deduction(self, scheme: Scheme, id: UUID, entry: DeductionEntry, *, by: str, at: datetime) -> None:
        """Take points, with a reason. Raises Invalid outside the item's catalogue or range."""
        self._require_entry(None)
        self._deduct(events.DeductionRecorded, scheme, id, entry, by=by, at=at)

    def confirm_deduction(self, id: UUID, *, by: str, at: datetime) -> None:
        """Let a proposed deduction count, as it was proposed."""
        self._require_entry(None)
        self._require_deduction(id, "proposed")
        self.record(events.DeductionConfirmed, actor=by, at=at, deduction=id)

    def reject_deduction(self, id: UUID, reason: Sealed, *, by: str, at: datetime) -> None:
        """Decline a proposed deduction."""
        self._require_deduction(id, "proposed")
        self.record(events.DeductionRejected, actor=by, at=at, deduction=id, reason=reason)

    def reverse_deduction(self, id: UUID, reason: Sealed, appeal: UUID | None = None, *, by: str, at: datetime) -> None:
        """Take a recorded deduction back; it stays visible as reversed."""
        self._require_entry(appeal)
        self._require_deduction(id, "recorded")
        self.record(events.DeductionReversed, actor=by, at=at, deduction=id, reason=reason, appeal=appeal)

    def reduce_deduction(
        self, id: UUID, points: Decimal, reason: Sealed, appeal: UUID | None = None, *, by: str, at: datetime
    ) -> None:
        """Let a recorded deduction take fewer points."""
        self._require_entry(appeal)
        held = self._require_deduction(id, "recorded")
        if not 0 < points < (held["points"] or Decimal(0)):
            raise Invalid(
                f"减少后的扣分应大于 0、小于 {held['points']}，而不是 {points}；全部取消请用撤销 / "
                "a reduced deduction takes "
                f"more than 0 and fewer than {held['points']} points, not {points}; to take it back whole, reverse it",
                code="points-out-of-range",
                pointer="/points",
            )
        self.record(events.DeductionReduced, actor=by, at=at, deduction=id, points=points, reason=reason, appeal=appeal)

    def adjust(
        self,
        scheme: Scheme,
        id: UUID,
        points: Decimal,
        reason: Sealed,
        appeal: UUID | None = None,
        *,
        by: str,
        at: datetime,
    ) -> None:
        """Add or take points on the whole card. Raises Invalid outside the scheme's caps, but for an appeal. Source:
        D16.
        """
        self._require_entry(appeal)
        if appeal is None:
            earlier = [Adjustment(held["points"], SEALED) for held in self.adjustments.values()]
            entries.check_adjustment(scheme, Adjustment(points, SEALED), earlier)
        elif not points or points != cents(points):
            raise Invalid(
                f"加减分最多两位小数，而不是 {points} / "
                f"an adjustment adds or takes points with at most two decimals, so that the card adds up; not {points}",
                code="adjustment-invalid",
                pointer="/points",
            )
        self.record(events.AdjustmentMade, actor=by, at=at, adjustment=id, points=points, reason=reason, appeal=appeal)

    def waive(
        self, scheme: Scheme, item: str, reason: Sealed, appeal: UUID | None = None, *, by: str, at: datetime
    ) -> None:
        """Take an item out of play, with a reason; possible until the card is submitted."""
        self._require_entry(appeal)
        if item in self.waivers:
            raise WrongState(f"{item} 已经免评 / the item {item!r} is already waived", code="item-waived")
        entries.check_waiver(scheme, Waiver(item, SEALED), [Waiver(waived, SEALED) for waived in self.waivers])
        self.record(events.ItemWaived, actor=by, at=at, item=item, reason=reason, appeal=appeal)

    def computed(self, scheme: Scheme) -> ScoredCard:
        """What the card comes to, from everything that stands now."""
        return score_card(scheme, card_facts(self))

    def submit(self, scheme: Scheme, *, by: str, at: datetime) -> None:
        """Compute and send to the general manager. Raises WrongState while an item is unscored, naming each."""
        self._move("submit")
        computed = self.computed(scheme)
        if computed.total is None:
            missing = gaps(computed)
            raise WrongState(
                f"考核表还不能提交：{missing.zh}。请补录，或免评该项 / "
                f"the card cannot be submitted: {missing.en}. Enter what is missing or waive the item",
                code="card-unscored",
            )
        self.record(events.ScorecardSubmitted, actor=by, at=at, total=computed.total, result=as_event_data(computed))

    def send_back(self, reason: Sealed, *, by: str, at: datetime) -> None:
        """Return for correction."""
        self._move("return")
        self.record(events.ScorecardReturned, actor=by, at=at, reason=reason)

    def approve(self, *, by: str, at: datetime) -> None:
        """Approve the total."""
        self._move("approve")
        self.record(events.ScorecardApproved, actor=by, at=at, total=self.final_total)

    def reopen(self, reason: str, *, by: str, at: datetime) -> None:
        """Let entries in again because the cycle was reopened."""
        self._move("reopen")
        self.record(events.ScorecardReopened, actor=by, at=at, reason=reason)

    def publish(self, appeals_until: date, *, by: str, at: datetime) -> None:
        """Show the result to the person."""
        self._move("publish")
        self.record(events.ScorecardPublished, actor=by, at=at, total=self.final_total, appeals_until=appeals_until)

    def acknowledge(self, comment: Sealed | None, *, by: str, at: datetime) -> None:
        """Note that the person has seen it."""
        self.require_published("确认 / acknowledged")
        if self.acknowledged:
            raise WrongState("这张考核表已经确认过 / this card is acknowledged already", code="card-acknowledged")
        self.record(events.ScorecardAcknowledged, actor=by, at=at, comment=comment)

    def amend(self, scheme: Scheme, appeal: UUID, *, by: str, at: datetime) -> None:
        """Compute anew after an appeal put something right; the old total stays beside the new one."""
        self.require_published("改判 / amended")
        computed = self.computed(scheme)
        if computed.total is None:
            raise WrongState(
                "这样改正之后考核表没有总分 / what the appeal puts right leaves the card without a total",
                code="card-unscored",
            )
        self.record(
            events.ScorecardAmended,
            actor=by,
            at=at,
            old_total=self.final_total,
            new_total=computed.total,
            appeal=appeal,
            result=as_event_data(computed),
        )

    @property
    def final_total(self) -> Decimal:
        """The total on 100. Raises WrongState before submission."""
        if self.total is None:
            raise WrongState(
                "考核表提交之前没有总分 / the card has no total before it is submitted", code="card-unscored"
            )
        return self.total

    @property
    def takes_entries(self) -> bool:
        """Whether the card itself is open for entries (its cycle may not be)."""
        return self.stage in (Stage.OPEN, Stage.RETURNED)

    def require_published(self, what: str) -> None:
        """Raises WrongState before publication.

        Args:
            what: what would be done to it, Chinese and English, such as `确认 / acknowledged`.
        """
        if self.stage != Stage.PUBLISHED:
            zh, en = what.split(" / ")
            raise WrongState(
                f"考核表公布之后才能{zh}；现在{CHINESE[self.stage]} / "
                f"a card is {en} only after it is published; it is {self.stage}",
                code="card-stage",
            )

    def _deduct(
        self,
        event: type[events.DeductionRecorded] | type[events.DeductionProposed],
        scheme: Scheme,
        id: UUID,
        entry: DeductionEntry,
        *,
        by: str,
        at: datetime,
    ) -> None:
        if str(id) in self.deductions:
            raise WrongState("考核表上已有这笔扣分 / this deduction is on the card already", code="deduction-exists")
        checked = entries.check_deduction(scheme, entry.for_scoring())
        self.record(
            event,
            actor=by,
            at=at,
            deduction=id,
            item=entry.item,
            rule_code=entry.code,
            severity=checked.severity,
            points=checked.points,
            reason=entry.reason,
            evidence=entry.evidence,
        )

    def _require_deduction(self, id: UUID, status: str) -> dict[str, Any]:
        held = self.deductions.get(str(id))
        if held is None:
            raise Invalid(
                f"考核表上没有这笔扣分 / there is no deduction {id} on this card",
                code="deduction-unknown",
                pointer="/deduction",
            )
        if held["status"] != status:
            raise WrongState(
                f"这笔扣分{DEDUCTION_CHINESE[held['status']]}，而不是{DEDUCTION_CHINESE[status]} / "
                f"this deduction is {held['status']}, not {status}",
                code="deduction-status",
            )
        return held

    def _require_entry(self, appeal: UUID | None) -> None:
        if appeal is not None:
            self.require_published("经申诉改正 / put right by an appeal")
        elif not self.takes_entries:
            raise WrongState(
                f"考核表{CHINESE[self.stage]}，不能录入；公布之后有误的，经申诉改正 / "
                f"the card is {self.stage}: nothing can be entered; after publication, what is wrong is put "
                "right by an appeal",
                code="card-stage",
            )

    def _move(self, act: str) -> None:
        allowed, _ = TRANSITIONS[act]
        if self.stage not in allowed:
            raise WrongState(
                not_allowed("考核表 / a card", self.stage, act, allowed, CHINESE, CHINESE_ACTS),
                code="card-stage",
            )
