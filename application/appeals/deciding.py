"""Deciding an appeal, and everything that follows, in one transaction: card, standing, payroll, fund, share, notice."""

from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from application.appeals.filing import require_share_open
from application.appeals.interests import flag_interest, tell_of_decision, tell_of_withdrawal
from application.appeals.judges import hand_on_appeals
from application.appeals.subjects import barred, respondents
from application.commanding import Work, handles
from application.cycles.consequences import rate_amended
from application.notices import notify
from application.payrolls.correcting import appraisal_paid, correct_pay, follow_amended_card
from application.ports import Answer
from application.rulebooks import plan_of, scheme_of
from domain import policies
from domain.appeal import Appeal, AppealKind, Outcome, Remedy, RemedyKind
from domain.cycle import Cycle
from domain.discretionary_share import DiscretionaryShare, discretionary_share_id
from domain.errors import Invalid, InvalidDocument, WrongState, placed
from domain.pay.dividend_checks import grant_faults
from domain.pay.people import Grant
from domain.pay.plan import TASK_COEFFICIENT
from domain.payroll import Payroll, payroll_id
from domain.scorecard import Scorecard
from domain.scorecard.computed import card_facts
from domain.scorecard.entry import FactEntry, JudgementEntry
from domain.scoring.completion import completed
from domain.scoring.scheme import Scheme
from domain.values import Sealed


@dataclass(frozen=True)
class DecideAppeal:
    """Decide, with reasons.

    Attributes:
        remedies: what is put right; none when dismissed.
        points: for an appeal for a share, the points granted.
        from_role: for a plan with shifted funding, the role that gives.
        replay_hash: hash of the replay that was shown, or "".
    """

    appeal: UUID
    outcome: str
    reasons: str
    remedies: tuple[Remedy, ...] = ()
    points: Decimal | None = None
    from_role: str = ""
    replay_hash: str = ""


@dataclass(frozen=True)
class WithdrawGrant:
    """Take a granted share back before the payroll is approved."""

    cycle: UUID
    grant: UUID
    reason: str


@handles(DecideAppeal)
def decide_appeal(command: DecideAppeal, work: Work) -> Answer:
    """Decide and put right; all or nothing."""
    appeal = work.named(Appeal, command.appeal, "appeal")
    _require_judge(work, appeal)
    flag_interest(work, appeal, UUID(work.by), command.from_role)
    outcome = _outcome(command.outcome)
    reasons = work.seal(appeal.appellant, command.reasons, "/reasons")
    appeal.decide(
        outcome,
        reasons,
        command.remedies,
        granted_points=command.points,
        replay_hash=command.replay_hash,
        by=work.by,
        at=work.at,
    )
    if outcome is not Outcome.DISMISSED:
        _put_right(work, appeal, command, reasons)
        hand_on_appeals(work, UUID(work.by), "改正了所申诉的内容，不再审理 / who heard it put right what it is about")
    notify(work, appeal.appellant, "appeal-decided", "appeal", appeal.id)
    for respondent in respondents(work, appeal):
        if str(respondent) != work.by:
            notify(work, respondent, "appeal-concluded", "appeal", appeal.id)
    tell_of_decision(work, appeal, UUID(work.by))
    return Answer("appeal", appeal.id)


@handles(WithdrawGrant)
def withdraw_grant(command: WithdrawGrant, work: Work) -> Answer:
    """Withdraw a grant; whoever asked for it is told, and of an interested withdrawal every other general manager."""
    policies.grant_share.require(work.acting)
    cycle = work.get(Cycle, command.cycle, "cycle")
    require_share_open(work, cycle)
    share = work.get(DiscretionaryShare, discretionary_share_id(cycle.id), "share")
    held = share.grants.get(str(command.grant), {})
    share.withdraw(command.grant, command.reason, by=work.by, at=work.at)
    appeal = work.get(Appeal, held["appeal"], "appeal")
    notify(work, appeal.appellant, "grant-withdrawn", "appeal", appeal.id)
    tell_of_withdrawal(work, appeal, UUID(work.by), held["from_role"])
    _invalidate_payroll(work, cycle, "份额批准被收回 / a grant was withdrawn", None)
    return Answer("share", share.id, str(command.grant))


def _require_judge(work: Work, appeal: Appeal) -> None:
    if appeal.kind == AppealKind.SHARE:
        policies.grant_share.require(work.acting, _own_role(work, appeal), appeal.appellant)
        if appeal.status == "filed":
            appeal.accept(None, by=work.by, at=work.at)
        return
    policies.decide_appeal.require(
        work.acting, appeal.appellant, barred(work, appeal), appeal.shop, appeal.handler, appeal.above
    )


def _own_role(work: Work, appeal: Appeal) -> UUID | None:
    """Who decides, where the share is asked for on behalf of the role that is theirs: a grant would be to themself."""
    held = work.get(Cycle, appeal.cycle, "cycle").participants.get(work.by)
    return UUID(work.by) if held is not None and appeal.role and held["role"] == appeal.role else None


def _put_right(work: Work, appeal: Appeal, command: DecideAppeal, reasons: Sealed) -> None:
    if appeal.kind == AppealKind.SHARE:
        _grant(work, appeal, command, reasons)
    elif appeal.card is not None:
        _amend_card(work, appeal, appeal.card, command.remedies, reasons)
    else:
        _adjust_payslip(work, appeal, command.remedies)


def _grant(work: Work, appeal: Appeal, command: DecideAppeal, reasons: Sealed) -> None:
    cycle = work.get(Cycle, appeal.cycle, "cycle")
    require_share_open(work, cycle)
    share = work.get(DiscretionaryShare, discretionary_share_id(cycle.id), "share")
    if command.points is not None and appeal.asked_points is not None and command.points > appeal.asked_points:
        raise Invalid(
            f"{command.points} 个百分点超过所申请的 {appeal.asked_points} / "
            f"{command.points} points are more than the {appeal.asked_points} asked for",
            code="grant-past-asked",
            pointer="/points",
        )
    employee = None if appeal.role else appeal.appellant
    share.grant(
        work.id_for("grant"),
        role=appeal.role,
        employee=employee,
        points=command.points or Decimal(0),
        from_role=command.from_role,
        appeal=appeal.id,
        reason=reasons,
        by=work.by,
        at=work.at,
    )
    _check_payable(work, cycle, share)
    _invalidate_payroll(work, cycle, "批准了份额 / a share was granted", appeal.id)


def _check_payable(work: Work, cycle: Cycle, share: DiscretionaryShare) -> None:
    """Raises InvalidDocument for a grant that the cycle's plan could not pay, such as one that drains a role."""
    if cycle.plan is None:
        return
    grants = [
        Grant(held["points"], held["role"], str(held["employee"] or ""), held["from_role"])
        for held in share.grants.values()
    ]
    faults = grant_faults(plan_of(work, *cycle.plan), cycle.plan_parameters, grants, cycle.participants)
    if faults:
        raise InvalidDocument([replace(fault, pointer=_field_of(fault.pointer)) for fault in faults])


def _field_of(pointer: str) -> str:
    """The field of the decision that a fault of a grant, such as `/grants/0/from`, is about."""
    field = pointer.rpartition("/")[2]
    return "/from_role" if field == "from" else f"/{field}"


def _amend_card(work: Work, appeal: Appeal, card_id: UUID, remedies: tuple[Remedy, ...], reasons: Sealed) -> None:
    card = work.get(Scorecard, card_id, "scorecard")
    scheme = scheme_of(work, card.scheme, card.scheme_version)
    old_total, done, paid = card.final_total, completed(scheme, card_facts(card)), appraisal_paid(work, card)
    for index, remedy in enumerate(remedies):
        with placed(f"/remedies/{index}"):
            _apply(work, card, scheme, remedy, index, reasons, appeal.id)
    card.amend(scheme, appeal.id, by=work.by, at=work.at)
    if card.final_total < old_total:
        raise Invalid(
            f"这些措施会使得分从 {old_total} 降到 {card.final_total}；申诉不会使结果变差 / these remedies would lower "
            f"the score from {old_total} to {card.final_total}; an appeal never worsens what it objects to",
            code="appeal-worsens",
            pointer="/remedies",
        )
    rate_amended(work, card, appeal.id)
    if _pays_by_duties(work, card) and completed(scheme, card_facts(card)) < done:
        raise _worsens_pay("/remedies")
    follow_amended_card(work, card, paid, appeal.id)


def _pays_by_duties(work: Work, card: Scorecard) -> bool:
    """Whether pay follows how far duties were done, which counts past the full points of a score."""
    plan = work.get(Cycle, card.cycle, "cycle").plan
    return plan is not None and plan_of(work, *plan).kind == TASK_COEFFICIENT


def _apply(
    work: Work, card: Scorecard, scheme: Scheme, remedy: Remedy, index: int, reasons: Sealed, appeal: UUID
) -> None:
    by, at = work.by, work.at
    match remedy:
        case Remedy(RemedyKind.REVERSE_DEDUCTION, deduction=UUID() as deduction):
            card.reverse_deduction(deduction, reasons, appeal, by=by, at=at)
        case Remedy(RemedyKind.REDUCE_DEDUCTION, deduction=UUID() as deduction, points=Decimal() as points):
            card.reduce_deduction(deduction, points, reasons, appeal, by=by, at=at)
        case Remedy(RemedyKind.REPLACE_JUDGEMENT):
            entry = JudgementEntry(remedy.item, remedy.level, remedy.points, reasons)
            card.judge(scheme, entry, appeal, by=by, at=at)
        case Remedy(RemedyKind.CORRECT_FACT, measure=measure, value=Decimal() as value):
            card.record_facts(scheme, FactEntry(measures={measure: value}, source="appeal"), appeal, by=by, at=at)
        case Remedy(RemedyKind.WAIVE_ITEM):
            card.waive(scheme, remedy.item, reasons, appeal, by=by, at=at)
        case Remedy(RemedyKind.ADJUST_SCORE, points=Decimal() as points):
            card.adjust(scheme, work.id_for("adjustment", index), points, reasons, appeal, by=by, at=at)
        case _:
            raise Invalid(
                f"措施 {remedy.kind.value} 不适用于对考核表的申诉 / "
                f"the remedy {remedy.kind.value!r} does not fit an appeal against a card",
                code="remedy-refused",
                pointer="/kind",
            )


def _adjust_payslip(work: Work, appeal: Appeal, remedies: tuple[Remedy, ...]) -> None:
    for index, remedy in enumerate(remedies):
        with placed(f"/remedies/{index}"):
            _adjust(work, appeal, remedy, index)


def _adjust(work: Work, appeal: Appeal, remedy: Remedy, index: int) -> None:
    if remedy.kind is not RemedyKind.ADJUST_PAY or remedy.amount is None:
        raise Invalid(
            "对工资条的申诉以 adjust-pay 改正 / an appeal against a payslip is put right by 'adjust-pay'",
            code="remedy-refused",
            pointer="/kind",
        )
    if appeal.payroll is None:
        raise WrongState("这件申诉没有工资单 / this appeal names no payroll", code="payslip-missing")
    if remedy.amount < 0:
        raise _worsens_pay("/amount")
    payroll = work.get(Payroll, appeal.payroll, "payroll")
    correct_pay(work, payroll, appeal.appellant, remedy.amount, appeal.id, index)


def _worsens_pay(pointer: str) -> Invalid:
    """Whoever appeals must not have to fear it."""
    return Invalid(
        "这样改正会使申诉人的工资变少；申诉不会使结果变差 / this would take pay from whoever appeals; "
        "an appeal never worsens what it objects to",
        code="appeal-worsens",
        pointer=pointer,
    )


def _invalidate_payroll(work: Work, cycle: Cycle, reason: str, appeal: UUID | None) -> None:
    payroll = work.watch(Payroll, payroll_id(cycle.shop, cycle.period))
    if payroll is not None:
        payroll.invalidate(reason, appeal, by=work.by, at=work.at)


def _outcome(name: str) -> Outcome:
    try:
        return Outcome(name)
    except ValueError:
        raise Invalid(
            f"没有 {name} 这种结果；可用：{', '.join(Outcome)} / {name!r} is no outcome; use one of these",
            code="outcome-unknown",
            pointer="/outcome",
        ) from None
