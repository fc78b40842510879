"""Figures from chats (指标数据): taken into cards, with the transcript as their source, or refused."""

from dataclasses import dataclass
from uuid import UUID

from application.commanding import Work, handles
from application.ports import Answer
from application.rulebooks import scheme_of
from domain import policies
from domain.chat.transcript import Transcript
from domain.cycle import Cycle
from domain.errors import Invalid
from domain.scorecard import Scorecard, scorecard_id
from domain.scorecard.entry import FactEntry


@dataclass(frozen=True)
class AcceptFigures:
    """Take the figures of these people into their cards, all or none; what their schemes read of them."""

    transcript: UUID
    employees: tuple[UUID, ...]


@dataclass(frozen=True)
class RefuseFigures:
    """Use none of the figures of these people."""

    transcript: UUID
    employees: tuple[UUID, ...]
    reason: str


@handles(AcceptFigures)
def accept_figures(command: AcceptFigures, work: Work) -> Answer:
    """Record the figures as facts whose source is the transcript."""
    transcript = work.named(Transcript, command.transcript, "transcript")
    _require_people(command.employees)
    cycle = work.get(Cycle, transcript.cycle, "cycle")
    cycle.require_open("数据 / facts")
    work.depend_on(cycle)
    for employee in command.employees:
        _accept(work, transcript, employee)
    return Answer("transcript", transcript.id)


@handles(RefuseFigures)
def refuse_figures(command: RefuseFigures, work: Work) -> Answer:
    """Note that the figures are not used, and why."""
    transcript = work.named(Transcript, command.transcript, "transcript")
    _require_people(command.employees)
    for employee in command.employees:
        policies.enter_facts.require(work.acting, employee, transcript.shop)
        transcript.offered(employee, work.number_of(employee))
        transcript.refuse(employee, work.seal(employee, command.reason), by=work.by, at=work.at)
    return Answer("transcript", transcript.id)


def _accept(work: Work, transcript: Transcript, employee: UUID) -> None:
    card = work.get(Scorecard, scorecard_id(transcript.cycle, employee), "scorecard")
    policies.enter_facts.require(work.acting, card.employee, card.shop)
    scheme = scheme_of(work, card.scheme, card.scheme_version)
    read = set(scheme.inputs())
    number = work.number_of(employee)
    offered = transcript.offered(employee, number)
    measures = {name: value for name, value in offered.items() if f"measures.{name}" in read}
    if not measures:
        raise Invalid(
            f"{number} 的考核方案 {scheme.id} 不使用这些数据（{', '.join(offered)}） / "
            f"the scheme {scheme.id} of {number} reads none of these figures: {', '.join(offered)}",
            code="figures-unread",
            pointer="/employees",
        )
    facts = FactEntry(measures=measures, source=transcript.file_name, evidence=(transcript.evidence,))
    card.record_facts(scheme, facts, by=work.by, at=work.at)
    transcript.accept(employee, measures, by=work.by, at=work.at)


def _require_people(employees: tuple[UUID, ...]) -> None:
    if not employees or len(set(employees)) != len(employees):
        raise Invalid("请列出人员，每人一次 / name the people, each once", code="people-unclear", pointer="/employees")
