"""Hearing an appeal: taking it up or not, who hears it, both sides' words and files."""

from dataclasses import dataclass
from uuid import UUID

from application.appeals.filing import decision_days
from application.appeals.judges import assign, default_handler, may_hear
from application.appeals.subjects import answering, barred, respondent_lead, respondents
from application.commanding import Work, handles
from application.notices import notify
from application.ports import Answer
from domain import policies
from domain.appeal import Appeal, AppealKind
from domain.employee import Employee
from domain.errors import Forbidden, Invalid
from domain.texts import require_reason


@dataclass(frozen=True)
class AcceptAppeal:
    """Take it up for hearing."""

    appeal: UUID
    reason: str = ""


@dataclass(frozen=True)
class RefuseAppeal:
    """Do not hear it, with a reason."""

    appeal: UUID
    reason: str


@dataclass(frozen=True)
class AssignAppeal:
    """Say who hears it."""

    appeal: UUID
    handler: UUID
    reason: str


@dataclass(frozen=True)
class AttachAppealEvidence:
    """Add an uploaded file to the record."""

    appeal: UUID
    sha256: str
    note: str = ""


@dataclass(frozen=True)
class AnswerAppeal:
    """Say the respondent's side."""

    appeal: UUID
    answer: str


@dataclass(frozen=True)
class AskAppellant:
    """Ask the appellant for something within some working days; unanswered, the appeal lapses."""

    appeal: UUID
    question: str
    days: int


@dataclass(frozen=True)
class ReplyToQuestion:
    """The appellant answers what was asked."""

    appeal: UUID
    answer: str


@dataclass(frozen=True)
class NoteHearing:
    """Keep what was said."""

    appeal: UUID
    note: str


@handles(AcceptAppeal)
def accept_appeal(command: AcceptAppeal, work: Work) -> Answer:
    """Accept; who may hear it then does, until it is assigned to another. Both sides are told."""
    appeal = _steered(work, command.appeal)
    appeal.accept(work.seal_optional(appeal.appellant, command.reason), by=work.by, at=work.at)
    if appeal.handler is None:
        handler = UUID(work.by) if may_hear(work, work.acting, appeal) else default_handler(work, appeal)
        if handler is not None:
            assign(work, appeal, handler, "受理 / accepted")
    notify(work, appeal.appellant, "appeal-accepted", "appeal", appeal.id, appeal.decide_by)
    for respondent in respondents(work, appeal):
        notify(work, respondent, "answer-awaited", "appeal", appeal.id, appeal.decide_by)
    return Answer("appeal", appeal.id)


@handles(RefuseAppeal)
def refuse_appeal(command: RefuseAppeal, work: Work) -> Answer:
    """Refuse to hear it; the appellant may escalate."""
    appeal = _steered(work, command.appeal)
    if appeal.kind == AppealKind.SHARE:
        policies.grant_share.require(work.acting, None, appeal.appellant)
    appeal.refuse(work.seal(appeal.appellant, command.reason), by=work.by, at=work.at)
    notify(work, appeal.appellant, "appeal-refused", "appeal", appeal.id)
    return Answer("appeal", appeal.id)


@handles(AssignAppeal)
def assign_appeal(command: AssignAppeal, work: Work) -> Answer:
    """Assign to somebody who may hear it as it stands."""
    appeal = work.named(Appeal, command.appeal, "appeal")
    excluded = barred(work, appeal)
    policies.assign_appeal.require(work.acting, appeal.appellant, excluded, appeal.shop, appeal.above)
    work.get(Employee, command.handler, "employee")
    handler = work.acting_as(command.handler)
    refusal = policies.hear_appeal.refusal(handler, appeal.appellant, excluded, appeal.shop, appeal.above)
    if refusal:
        raise Forbidden(
            f"不能由此人审理 / this handler may not hear it: {refusal}", code="handler-conflicted", pointer="/handler"
        )
    require_reason(command.reason, "请写明为什么由此人审理 / say why this person hears it")
    assign(work, appeal, command.handler, command.reason)
    return Answer("appeal", appeal.id)


@handles(AttachAppealEvidence)
def attach_evidence(command: AttachAppealEvidence, work: Work) -> Answer:
    """Add a file, by either side or whoever hears it."""
    appeal = work.named(Appeal, command.appeal, "appeal")
    acting = work.acting
    if not (acting.is_(appeal.appellant) or may_hear(work, acting, appeal)):
        lead = respondent_lead(work, appeal.card)
        policies.answer_appeal.require(acting, appeal.appellant, answering(work, appeal), lead)
    kept = work.evidence((command.sha256,), "/sha256")[0]
    appeal.attach(kept, work.seal_optional(appeal.appellant, command.note), by=work.by, at=work.at)
    return Answer("appeal", appeal.id)


@handles(AnswerAppeal)
def answer_appeal(command: AnswerAppeal, work: Work) -> Answer:
    """The respondent's side."""
    appeal = work.named(Appeal, command.appeal, "appeal")
    lead = respondent_lead(work, appeal.card)
    policies.answer_appeal.require(work.acting, appeal.appellant, answering(work, appeal), lead)
    appeal.answer(work.seal(appeal.appellant, command.answer, "/answer"), by=work.by, at=work.at)
    _tell_handler(work, appeal)
    return Answer("appeal", appeal.id)


@handles(AskAppellant)
def ask_appellant(command: AskAppellant, work: Work) -> Answer:
    """Ask for something; the deadline is stored with its calendar."""
    appeal = _steered(work, command.appeal)
    if not 1 <= command.days <= 20:
        raise Invalid(
            "答复期限为 1 至 20 个工作日 / give 1 to 20 working days to answer",
            code="days-out-of-range",
            pointer="/days",
        )
    answer_by = work.calendar.add_working_days(work.today, command.days)
    question = work.seal(appeal.appellant, command.question, "/question")
    decide_by = work.calendar.add_working_days(answer_by, decision_days(work, appeal.cycle))
    appeal.ask_information(question, answer_by, decide_by, work.calendar.version, by=work.by, at=work.at)
    notify(work, appeal.appellant, "appeal-question", "appeal", appeal.id, answer_by)
    return Answer("appeal", appeal.id)


@handles(ReplyToQuestion)
def reply_to_question(command: ReplyToQuestion, work: Work) -> Answer:
    """The appellant's answer."""
    appeal = work.named(Appeal, command.appeal, "appeal")
    policies.carry_appeal.require(work.acting, appeal.appellant)
    appeal.give_information(work.seal(appeal.appellant, command.answer, "/answer"), by=work.by, at=work.at)
    _tell_handler(work, appeal)
    return Answer("appeal", appeal.id)


@handles(NoteHearing)
def note_hearing(command: NoteHearing, work: Work) -> Answer:
    """A hearing's note, by whoever hears it."""
    appeal = work.named(Appeal, command.appeal, "appeal")
    policies.hear_appeal.require(work.acting, appeal.appellant, barred(work, appeal), appeal.shop, appeal.above)
    appeal.note_hearing(work.seal(appeal.appellant, command.note, "/note"), by=work.by, at=work.at)
    return Answer("appeal", appeal.id)


def _tell_handler(work: Work, appeal: Appeal) -> None:
    if appeal.handler is not None and str(appeal.handler) != work.by:
        notify(work, appeal.handler, "appeal-answered", "appeal", appeal.id, appeal.decide_by)


def _steered(work: Work, id: UUID) -> Appeal:
    appeal = work.named(Appeal, id, "appeal")
    policies.steer_appeal.require(work.acting, appeal.appellant, barred(work, appeal), appeal.shop, appeal.above)
    return appeal
