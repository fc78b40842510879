"""Standing (员工考核记录): a person decides about everything that the program proposes (D04 三.5, D10 五, D11, D13)."""

from dataclasses import dataclass
from uuid import UUID

from application.commanding import Work, handles
from application.cycles.consequences import tell
from application.notices import notify
from application.ports import Answer
from domain import policies
from domain.errors import Invalid
from domain.standing import Standing, standing_id


@dataclass(frozen=True)
class DecideWarning:
    """Issue, decline or withdraw a warning.

    Attributes:
        decision: `issue`, `decline` or `withdraw`.
    """

    employee: UUID
    consequence: UUID
    decision: str
    reason: str


@dataclass(frozen=True)
class CloseReview:
    """Decide a dismissal review."""

    employee: UUID
    consequence: UUID
    outcome: str
    reason: str


@dataclass(frozen=True)
class DecideConsequence:
    """Decide what a scheme's consequences propose.

    Attributes:
        decision: `made`, `declined`, or `withdrawn` after it was made; of an improvement period that the program could
            not judge, `reached` or `not-reached`.
    """

    employee: UUID
    consequence: UUID
    decision: str
    reason: str


@handles(DecideWarning)
def decide_warning(command: DecideWarning, work: Work) -> Answer:
    """Decide about a warning, with a reason that the person reads."""
    standing = _decided_by_acting(work, command.employee)
    reason = work.seal(command.employee, command.reason)
    decide = {
        "issue": standing.issue_warning,
        "decline": standing.decline_warning,
        "withdraw": standing.withdraw_warning,
    }
    if command.decision not in decide:
        raise Invalid(
            f"{command.decision!r} 不是对警告的决定；可用：{'、'.join(decide)} / "
            f"{command.decision!r} is no decision about a warning; use one of {', '.join(decide)}",
            code="decision-unknown",
            pointer="/decision",
        )
    decide[command.decision](command.consequence, reason, by=work.by, at=work.at)
    if command.decision != "decline":
        notify(work, command.employee, f"warning-{command.decision}", "standing", standing.id)
    return Answer("standing", standing.id, str(command.consequence))


@handles(CloseReview)
def close_review(command: CloseReview, work: Work) -> Answer:
    """Close a review."""
    standing = _decided_by_acting(work, command.employee)
    reason = work.seal(command.employee, command.reason)
    standing.close_review(command.consequence, command.outcome, reason, by=work.by, at=work.at)
    notify(work, command.employee, "review-closed", "standing", standing.id)
    return Answer("standing", standing.id, str(command.consequence))


@handles(DecideConsequence)
def decide_consequence(command: DecideConsequence, work: Work) -> Answer:
    """Decide, with a reason that the person reads; of what was declined, nobody had told them."""
    standing = _decided_by_acting(work, command.employee)
    reason = work.seal(command.employee, command.reason)
    standing.decide(command.consequence, command.decision, reason, by=work.by, at=work.at)
    if command.decision in ("made", "withdrawn"):
        notify(work, command.employee, f"consequence-{command.decision}", "standing", standing.id)
    tell(work, standing)
    return Answer("standing", standing.id, str(command.consequence))


def _decided_by_acting(work: Work, employee: UUID) -> Standing:
    policies.decide_consequence.require(work.acting, employee)
    return work.named(Standing, standing_id(employee), "standing")
