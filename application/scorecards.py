"""Scorecard (考核表): entering facts, judgements, ratings and deductions; submitting, returning, approving one card."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from application.commanding import Work, handles
from application.cycles.running import approve_when_complete
from application.ports import Answer
from application.rulebooks import pay_facts_of, scheme_of
from domain import policies
from domain.cycle import Cycle, Phase
from domain.errors import WrongState
from domain.scorecard import Scorecard, Stage
from domain.scorecard.entry import DeductionEntry, FactEntry, JudgementEntry
from domain.scoring.scheme import Scheme


@dataclass(frozen=True)
class RecordFacts:
    """Measured figures of one person, typed in."""

    card: UUID
    measures: Mapping[str, Decimal] = field(default_factory=dict)
    counts: Mapping[str, Decimal] = field(default_factory=dict)
    ranks: Mapping[str, int] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class GiveJudgement:
    """A level and points for a graded item, with the reason."""

    card: UUID
    item: str
    level: str
    points: Decimal | None
    reason: str


@dataclass(frozen=True)
class GiveRating:
    """One rater's points for a rated item; `by` is `self`, `peer` or `manager`."""

    card: UUID
    item: str
    by: str
    points: Decimal
    comment: str = ""


@dataclass(frozen=True)
class RecordDeduction:
    """Points taken, with a reason; `proposed` when a person must still confirm it."""

    card: UUID
    item: str
    points: Decimal | None
    code: str
    severity: str
    reason: str
    evidence: tuple[str, ...] = ()
    proposed: bool = False


@dataclass(frozen=True)
class ConfirmDeduction:
    """Record a proposed deduction as it was proposed."""

    card: UUID
    deduction: UUID


@dataclass(frozen=True)
class RejectDeduction:
    """Decline a proposed deduction."""

    card: UUID
    deduction: UUID
    reason: str


@dataclass(frozen=True)
class ReverseDeduction:
    """Take a recorded deduction back before the card is submitted."""

    card: UUID
    deduction: UUID
    reason: str


@dataclass(frozen=True)
class AdjustScore:
    """Add or take points on the whole card."""

    card: UUID
    points: Decimal
    reason: str


@dataclass(frozen=True)
class WaiveItem:
    """Take an item out of play."""

    card: UUID
    item: str
    reason: str


@dataclass(frozen=True)
class SubmitCard:
    """Compute one card and send it to the general manager."""

    card: UUID


@dataclass(frozen=True)
class ReturnCard:
    """The general manager wants one card corrected."""

    card: UUID
    reason: str


@dataclass(frozen=True)
class ApproveCard:
    """The general manager approves one card."""

    card: UUID


@dataclass(frozen=True)
class AcknowledgeCard:
    """The person has seen their result."""

    card: UUID
    comment: str = ""


@handles(RecordFacts)
def record_facts(command: RecordFacts, work: Work) -> Answer:
    """Enter figures."""
    card = work.named(Scorecard, command.card, "scorecard")
    policies.enter_facts.require(work.acting, card.employee, card.shop)
    cycle = _require_entries(work, card)
    facts = FactEntry(command.measures, command.counts, command.ranks, evidence=work.evidence(command.evidence))
    card.record_facts(_scheme(work, card), facts, pay_facts=pay_facts_of(work, cycle), by=work.by, at=work.at)
    return Answer("scorecard", card.id)


@handles(GiveJudgement)
def give_judgement(command: GiveJudgement, work: Work) -> Answer:
    """Judge a graded item."""
    card = _scored_by_acting(work, command.card)
    entry = JudgementEntry(command.item, command.level, command.points, work.seal(card.employee, command.reason))
    card.judge(_scheme(work, card), entry, by=work.by, at=work.at)
    return Answer("judgement", card.id, command.item)


@handles(GiveRating)
def give_rating(command: GiveRating, work: Work) -> Answer:
    """Rate an item as oneself, a peer or the manager."""
    card = work.named(Scorecard, command.card, "scorecard")
    cycle = _require_entries(work, card)
    peer = work.by in cycle.participants
    policies.rate.require(work.acting, card.employee, card.lead, card.shop, kind=command.by, is_peer=peer)
    comment = work.seal_optional(card.employee, command.comment)
    card.rate(_scheme(work, card), command.item, command.by, command.points, comment, by=work.by, at=work.at)
    return Answer("rating", card.id, command.item)


@handles(RecordDeduction)
def record_deduction(command: RecordDeduction, work: Work) -> Answer:
    """Take points, or propose to."""
    card = _scored_by_acting(work, command.card)
    entry = DeductionEntry(
        command.item,
        command.points,
        command.code,
        command.severity,
        work.seal(card.employee, command.reason),
        work.evidence(command.evidence),
    )
    deduction = work.id_for("deduction")
    decide = card.propose_deduction if command.proposed else card.record_deduction
    decide(_scheme(work, card), deduction, entry, by=work.by, at=work.at)
    return Answer("deduction", card.id, str(deduction))


@handles(ConfirmDeduction)
def confirm_deduction(command: ConfirmDeduction, work: Work) -> Answer:
    """Let a proposed deduction count."""
    card = _scored_by_acting(work, command.card)
    card.confirm_deduction(command.deduction, by=work.by, at=work.at)
    return Answer("deduction", card.id, str(command.deduction))


@handles(RejectDeduction)
def reject_deduction(command: RejectDeduction, work: Work) -> Answer:
    """Decline a proposal."""
    card = _scored_by_acting(work, command.card)
    reason = work.seal(card.employee, command.reason)
    card.reject_deduction(command.deduction, reason, by=work.by, at=work.at)
    return Answer("deduction", card.id, str(command.deduction))


@handles(ReverseDeduction)
def reverse_deduction(command: ReverseDeduction, work: Work) -> Answer:
    """Take a deduction back."""
    card = _scored_by_acting(work, command.card)
    reason = work.seal(card.employee, command.reason)
    card.reverse_deduction(command.deduction, reason, by=work.by, at=work.at)
    return Answer("deduction", card.id, str(command.deduction))


@handles(AdjustScore)
def adjust_score(command: AdjustScore, work: Work) -> Answer:
    """Add or take points."""
    card = _scored_by_acting(work, command.card)
    adjustment = work.id_for("adjustment")
    reason = work.seal(card.employee, command.reason)
    card.adjust(_scheme(work, card), adjustment, command.points, reason, by=work.by, at=work.at)
    return Answer("adjustment", card.id, str(adjustment))


@handles(WaiveItem)
def waive_item(command: WaiveItem, work: Work) -> Answer:
    """Waive an item; possible until the card is submitted, also after facts are closed."""
    card = work.named(Scorecard, command.card, "scorecard")
    policies.score.require(work.acting, card.employee, card.lead, card.shop)
    cycle = _cycle(work, card)
    if cycle.phase not in (Phase.OPEN, Phase.FACTS_CLOSED):
        _require_entries(work, card)
    card.waive(_scheme(work, card), command.item, work.seal(card.employee, command.reason), by=work.by, at=work.at)
    return Answer("waiver", card.id, command.item)


@handles(SubmitCard)
def submit_card(command: SubmitCard, work: Work) -> Answer:
    """Submit one card once facts are closed, or again after it was returned."""
    card = work.named(Scorecard, command.card, "scorecard")
    policies.run_cycle.require(work.acting, card.shop)
    if _cycle(work, card).phase not in (Phase.FACTS_CLOSED, Phase.SUBMITTED):
        raise WrongState(
            "请先截止本周期的录入，再提交考核表 / close the facts of the cycle before submitting its cards",
            code="cycle-phase",
        )
    card.submit(_scheme(work, card), by=work.by, at=work.at)
    return Answer("scorecard", card.id)


@handles(ReturnCard)
def return_card(command: ReturnCard, work: Work) -> Answer:
    """Return one card of a submitted cycle."""
    card = _reviewed(work, command.card)
    card.send_back(work.seal(card.employee, command.reason), by=work.by, at=work.at)
    return Answer("scorecard", card.id)


@handles(ApproveCard)
def approve_card(command: ApproveCard, work: Work) -> Answer:
    """Approve one card; the last one approves the cycle."""
    card = _reviewed(work, command.card)
    card.approve(by=work.by, at=work.at)
    approve_when_complete(work, work.get(Cycle, card.cycle, "cycle"))
    return Answer("scorecard", card.id)


@handles(AcknowledgeCard)
def acknowledge_card(command: AcknowledgeCard, work: Work) -> Answer:
    """Acknowledge one's own card."""
    card = work.named(Scorecard, command.card, "scorecard")
    policies.acknowledge.require(work.acting, card.employee)
    card.acknowledge(work.seal_optional(card.employee, command.comment), by=work.by, at=work.at)
    return Answer("scorecard", card.id)


def _scored_by_acting(work: Work, id: UUID) -> Scorecard:
    card = work.named(Scorecard, id, "scorecard")
    policies.score.require(work.acting, card.employee, card.lead, card.shop)
    _require_entries(work, card)
    return card


def _reviewed(work: Work, id: UUID) -> Scorecard:
    card = work.named(Scorecard, id, "scorecard")
    policies.approve_results.require(work.acting, card.employee)
    if _cycle(work, card).phase != Phase.SUBMITTED:
        raise WrongState(
            "周期提交之后，总经理才审批考核表 / the general manager reviews cards once the cycle is submitted",
            code="cycle-phase",
        )
    return card


def _require_entries(work: Work, card: Scorecard) -> Cycle:
    """A returned card takes entries though its cycle is closed; any other only while the cycle is open."""
    cycle = _cycle(work, card)
    if card.stage != Stage.RETURNED:
        cycle.require_open("数据、评分、评价和扣分 / facts, judgements, ratings and deductions")
    return cycle


def _cycle(work: Work, card: Scorecard) -> Cycle:
    cycle = work.get(Cycle, card.cycle, "cycle")
    work.depend_on(cycle)
    return cycle


def _scheme(work: Work, card: Scorecard) -> Scheme:
    return scheme_of(work, card.scheme, card.scheme_version)
