"""While work goes on and when it is judged: the shop's figures, closing, submission, return, approval, reopening."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from application.commanding import Work, handles
from application.cycles.planning import SHOP_FACTS, running_cycle
from application.ports import Answer
from application.rulebooks import plan_of, scheme_of
from domain import policies
from domain.cycle import Cycle
from domain.errors import Invalid, WrongState
from domain.pay.plan import Plan
from domain.scorecard import Scorecard, Stage, scorecard_id
from domain.scorecard.computed import gaps
from domain.scoring.scheme import Scheme


@dataclass(frozen=True)
class RecordShopFact:
    """A figure of the whole shop, such as `net_profit`, in yuan."""

    cycle: UUID
    fact: str
    value: Decimal
    note: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class RecordWeight:
    """A participant's weight inside their role's share."""

    cycle: UUID
    employee: UUID
    weight: Decimal
    reason: str


@dataclass(frozen=True)
class SubmitResults:
    """Compute every card and send all to the general manager."""

    cycle: UUID


@dataclass(frozen=True)
class ReturnResults:
    """The general manager sends everything back."""

    cycle: UUID
    reason: str


@dataclass(frozen=True)
class ApproveResults:
    """The general manager approves every submitted card; when none is left, the cycle."""

    cycle: UUID


@dataclass(frozen=True)
class ReopenCycle:
    """Let entries in again before publication."""

    cycle: UUID
    reason: str


@handles(RecordShopFact)
def record_shop_fact(command: RecordShopFact, work: Work) -> Answer:
    """Record a figure that the cycle's plan reads."""
    policies.record_shop_facts.require(work.acting)
    cycle = work.named(Cycle, command.cycle, "cycle")
    if cycle.plan is None:
        raise WrongState(
            "请先指定薪酬方案：它决定需要店铺的哪些数据 / "
            "assign a plan first: it says which figures of the shop are needed",
            code="plan-missing",
        )
    require_figure(plan_of(work, *cycle.plan), command.fact, "/fact")
    cycle.record_shop_fact(
        command.fact, command.value, command.note, work.evidence(command.evidence), by=work.by, at=work.at
    )
    return Answer("shop-fact", cycle.id, command.fact)


def require_figure(plan: Plan, fact: str, pointer: str) -> None:
    """Raises Invalid unless the plan reads this figure of the shop."""
    known = [parameter.id for parameter in plan.parameters if parameter.id in SHOP_FACTS]
    if fact not in known:
        raise Invalid(
            f"薪酬方案 {plan.id!r} 不读取 {fact!r}（它读取：{'、'.join(known) or '无'}） / "
            f"the plan {plan.id!r} reads no {fact!r} (it reads {', '.join(known) or 'no figure of the shop'})",
            code="fact-unknown",
            pointer=pointer,
        )


@handles(RecordWeight)
def record_weight(command: RecordWeight, work: Work) -> Answer:
    """Record a weight."""
    cycle = running_cycle(work, command.cycle)
    cycle.participant(command.employee)
    policies.arrange_for.require(work.acting, command.employee)
    reason = work.seal(command.employee, command.reason)
    cycle.record_weight(command.employee, command.weight, reason, by=work.by, at=work.at)
    return Answer("cycle", cycle.id)


@handles(SubmitResults)
def submit_results(command: SubmitResults, work: Work) -> Answer:
    """Submit every card that is not yet submitted, and the cycle; a card with an unscored item stops all."""
    cycle = running_cycle(work, command.cycle)
    waiting = [card for card in cards_of(work, cycle) if card.stage in (Stage.OPEN, Stage.RETURNED)]
    schemes = {card.id: scheme_of(work, card.scheme, card.scheme_version) for card in waiting}
    _require_scored(work, waiting, schemes)
    for card in waiting:
        card.submit(schemes[card.id], by=work.by, at=work.at)
    review_by = work.today + timedelta(days=int(cycle.parameters["review_days"]))
    cycle.submit(review_by, by=work.by, at=work.at)
    return Answer("cycle", cycle.id)


def _require_scored(work: Work, cards: Sequence[Scorecard], schemes: Mapping[UUID, Scheme]) -> None:
    """Raises WrongState, naming every card without a total by its person's staff number, with all its gaps."""
    computed = [(work.number_of(card.employee), card.computed(schemes[card.id])) for card in cards]
    open_cards = [(number, gaps(found)) for number, found in computed if found.total is None]
    if open_cards:
        raise WrongState(
            f"这些考核表还不能提交：{'；'.join(f'工号 {number}（{why.zh}）' for number, why in open_cards)}。"
            "请补录，或免评该项 / "
            f"these cards cannot be submitted: {'; '.join(f'{number} ({why.en})' for number, why in open_cards)}. "
            "Enter what is missing or waive the item",
            code="card-unscored",
        )


@handles(ReturnResults)
def return_results(command: ReturnResults, work: Work) -> Answer:
    """Return every card that is not yet approved."""
    policies.approve_results.require(work.acting)
    cycle = work.named(Cycle, command.cycle, "cycle")
    cycle.send_back(command.reason, by=work.by, at=work.at)
    for card in cards_of(work, cycle):
        if card.stage == Stage.SUBMITTED:
            card.send_back(work.seal(card.employee, command.reason), by=work.by, at=work.at)
    return Answer("cycle", cycle.id)


@handles(ApproveResults)
def approve_results(command: ApproveResults, work: Work) -> Answer:
    """Approve all submitted cards but one's own."""
    policies.approve_results.require(work.acting)
    cycle = work.named(Cycle, command.cycle, "cycle")
    waiting = [card for card in cards_of(work, cycle) if card.stage == Stage.SUBMITTED]
    mine = [card for card in waiting if policies.approve_results.allows(work.acting, card.employee)]
    if not mine:
        policies.approve_results.require(work.acting, waiting[0].employee if waiting else None)
        raise WrongState("没有等待审批的考核表 / no card waits for approval here", code="nothing-to-approve")
    for card in mine:
        card.approve(by=work.by, at=work.at)
    approve_when_complete(work, cycle)
    return Answer("cycle", cycle.id)


@handles(ReopenCycle)
def reopen_cycle(command: ReopenCycle, work: Work) -> Answer:
    """Reopen the cycle and its cards."""
    policies.reopen_cycle.require(work.acting)
    cycle = work.named(Cycle, command.cycle, "cycle")
    cycle.reopen(command.reason, by=work.by, at=work.at)
    for card in cards_of(work, cycle):
        if card.stage != Stage.OPEN:
            card.reopen(command.reason, by=work.by, at=work.at)
    return Answer("cycle", cycle.id)


def cards_of(work: Work, cycle: Cycle) -> list[Scorecard]:
    """The cards of a cycle that has opened, in the order of their people's ids."""
    return [
        work.get(Scorecard, scorecard_id(cycle.id, UUID(person)), "scorecard") for person in sorted(cycle.participants)
    ]


def approve_when_complete(work: Work, cycle: Cycle) -> None:
    """Approve the cycle once its last card is approved."""
    if all(card.stage == Stage.APPROVED for card in cards_of(work, cycle)):
        cycle.approve(by=work.by, at=work.at)
