"""Filing an appeal: against a card, against a payslip, or for a share of the 5 %; withdrawing it, taking it further."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from application.appeals.judges import escalate, judges
from application.appeals.subjects import card_subject, payslip_subject
from application.commanding import Work, handles
from application.notices import notify
from application.ports import Answer
from domain import policies
from domain.appeal import Appeal, AppealKind, Subject, objection_id, request_id
from domain.appeal.appeal import DROPPED
from domain.calendar import local_date
from domain.cycle import Cycle, Phase
from domain.errors import Invalid, WrongState
from domain.payroll import Payroll, PayrollStatus, payroll_id
from domain.scorecard import Scorecard
from domain.texts import require_reason
from domain.values import Sealed


@dataclass(frozen=True)
class FileCardAppeal:
    """Object to a deduction, judgement, rating, item or the whole score of one's own card.

    Attributes:
        target: the deduction's id or the item's id; "" for the whole score.
        late_reason: needed after the window; whoever hears it decides whether it is good enough.
    """

    card: UUID
    kind: str
    target: str
    grounds: str
    late_reason: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class FilePayslipAppeal:
    """Object to one's own line of a paid payroll."""

    payroll: UUID
    grounds: str
    late_reason: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class AskForShare:
    """Ask for points of share (绩效诉求), for oneself (`role` "") or for one's role, with a pitch and figures."""

    cycle: UUID
    role: str
    points: Decimal
    grounds: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class WithdrawAppeal:
    """Take it back."""

    appeal: UUID
    reason: str = ""


@dataclass(frozen=True)
class EscalateAppeal:
    """Take a refused, dismissed, partly upheld or skipped appeal to the general manager, once."""

    appeal: UUID
    reason: str


@handles(FileCardAppeal)
def file_card_appeal(command: FileCardAppeal, work: Work) -> Answer:
    """File against a published card."""
    card = work.get(Scorecard, command.card, "scorecard")
    policies.file_appeal.require(work.acting, card.employee)
    card.require_published("申诉 / appealed against")
    subject = card_subject(work, card, card_kind(command.kind), command.target)
    return _file(
        work,
        subject,
        card.employee,
        command.grounds,
        command.evidence,
        file_by=card.appeals_until,
        late_reason=work.seal_optional(card.employee, command.late_reason),
    )


@handles(FilePayslipAppeal)
def file_payslip_appeal(command: FilePayslipAppeal, work: Work) -> Answer:
    """File against a line of a paid payroll."""
    payroll = work.get(Payroll, command.payroll, "payroll")
    person = UUID(work.by)
    if payroll.line(person) is None or payroll.status != PayrollStatus.PAID:
        raise WrongState(
            "这期工资尚未发放，或没有你的工资条 / this payroll is not paid, or has no line of yours",
            code="payslip-missing",
        )
    return _file(
        work,
        payslip_subject(payroll, person),
        person,
        command.grounds,
        command.evidence,
        file_by=payroll.appeals_until,
        late_reason=work.seal_optional(person, command.late_reason),
    )


@handles(AskForShare)
def ask_for_share(command: AskForShare, work: Work) -> Answer:
    """Ask for a share from the cycle's opening until its payroll is approved. Source: D04 三.3."""
    cycle = work.get(Cycle, command.cycle, "cycle")
    held = cycle.participants.get(work.by)
    policies.ask_for_share.require(
        work.acting, is_participant=held is not None, asked_role=command.role, own_role=held["role"] if held else ""
    )
    if cycle.phase == Phase.PLANNED:
        raise WrongState("考核期开启之后才能申请份额 / a share is asked for once the cycle is open", code="cycle-phase")
    require_share_open(work, cycle)
    subject = Subject(AppealKind.SHARE, cycle.shop, cycle.id)
    return _file(
        work, subject, UUID(work.by), command.grounds, command.evidence, role=command.role, points=command.points
    )


@handles(WithdrawAppeal)
def withdraw_appeal(command: WithdrawAppeal, work: Work) -> Answer:
    """Withdraw one's own appeal."""
    appeal = work.named(Appeal, command.appeal, "appeal")
    policies.carry_appeal.require(work.acting, appeal.appellant)
    appeal.withdraw(work.seal_optional(appeal.appellant, command.reason), by=work.by, at=work.at)
    if appeal.handler is not None:
        notify(work, appeal.handler, "appeal-dropped", "appeal", appeal.id)
    return Answer("appeal", appeal.id)


@handles(EscalateAppeal)
def escalate_appeal(command: EscalateAppeal, work: Work) -> Answer:
    """Escalate one's own appeal."""
    appeal = work.named(Appeal, command.appeal, "appeal")
    policies.carry_appeal.require(work.acting, appeal.appellant)
    require_reason(command.reason, "请写明为什么请总经理复核 / say why the general manager should look at it")
    escalate(work, appeal, "申诉人上报总经理 / taken further by the appellant", decision_days(work, appeal.cycle))
    appeal.give_grounds(work.seal(appeal.appellant, command.reason), by=work.by, at=work.at)
    return Answer("appeal", appeal.id)


def decision_days(work: Work, cycle: UUID) -> int:
    """How many working days a decision may take in this cycle."""
    return int(work.get(Cycle, cycle, "cycle").parameters["decision_days"])


def require_share_open(work: Work, cycle: Cycle) -> None:
    """Raises WrongState once the cycle's payroll is approved: the shares it was computed from stand."""
    payroll = work.watch(Payroll, payroll_id(cycle.shop, cycle.period))
    if payroll is not None and payroll.status in (PayrollStatus.APPROVED, PayrollStatus.PAID):
        raise WrongState(
            "本期工资已批准，份额不再变动 / the cycle's payroll is approved; its shares are settled",
            code="share-settled",
        )


def card_kind(name: str) -> AppealKind:
    """The kind of an appeal against a card. Raises Invalid for any other word."""
    kinds = (AppealKind.DEDUCTION, AppealKind.JUDGEMENT, AppealKind.RATING, AppealKind.ITEM, AppealKind.SCORE)
    for kind in kinds:
        if kind.value == name:
            return kind
    raise Invalid(
        f"不能就 {name} 申诉；可用：{', '.join(kinds)} / "
        f"{name!r} is not what a card is appealed about; use one of these",
        code="appeal-kind-unknown",
        pointer="/kind",
    )


def _unused_id(work: Work, subject: Subject, appellant: UUID) -> UUID:
    """The id of an objection to this: the first, or the next after those that were left open.

    Raises:
        WrongState: one is under way, or somebody once said what became of it: from there the road leads to the
            general manager, once, and not to the same question again, whether or not it was dropped on the way.
    """
    turn = 0
    while (held := work.watch(Appeal, objection_id(subject, appellant, turn))) is not None:
        if not held.left_open:
            raise WrongState(
                _why_not_again(held, local_date(held.created_on, work.organization.timezone)), code="appeal-repeated"
            )
        turn += 1
    return objection_id(subject, appellant, turn)


def _why_not_again(held: Appeal, day: date) -> str:
    """What whoever objects to the same thing again does instead."""
    if held.pending:
        return (
            f"你 {day} 对同一事项提出的申诉正在处理；请在其中补充 / your appeal of {day} about the same thing is "
            "under way; add to it what is new"
        )
    if held.status in DROPPED:
        return (
            f"你 {day} 对同一事项的申诉已有结论，之后又撤回或失效；不能重新提出 / your appeal of {day} about the same "
            "thing was answered before it was dropped; it is not filed anew"
        )
    return (
        f"你 {day} 对同一事项的申诉已有结论；不服可上报总经理一次 / your appeal of {day} was about the same "
        "thing, and was answered; if you do not agree, take it to the general manager, once"
    )


def _file(
    work: Work,
    subject: Subject,
    appellant: UUID,
    grounds: str,
    evidence: tuple[str, ...],
    *,
    role: str = "",
    points: Decimal | None = None,
    file_by: date | None = None,
    late_reason: Sealed | None = None,
) -> Answer:
    appeal = Appeal.file(
        request_id(work.request.command) if subject.kind is AppealKind.SHARE else _unused_id(work, subject, appellant),
        subject,
        appellant=appellant,
        role=role,
        grounds=work.seal(appellant, grounds, "/grounds"),
        asked_points=points,
        file_by=file_by,
        today=work.today,
        late_reason=late_reason,
        decide_by=work.calendar.add_working_days(work.today, decision_days(work, subject.cycle)),
        calendar=work.calendar.version,
        by=work.by,
        at=work.at,
    )
    work.add(appeal)
    for kept in work.evidence(evidence):
        appeal.attach(kept, None, by=work.by, at=work.at)
    for judge in judges(work, appeal):
        notify(work, judge, "appeal-filed", "appeal", appeal.id, appeal.decide_by)
    return Answer("appeal", appeal.id)
