"""Standing (员工考核记录): a person decides about warnings and dismissal reviews that the program proposes (D04
三.5).
"""

from dataclasses import dataclass
from uuid import UUID

from application.commanding import Work, handles
from application.cycles.publishing import notify
from application.ports import Answer
from domain import policies
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


def _decided_by_acting(work: Work, employee: UUID) -> Standing:
    policies.decide_consequence.require(work.acting, employee)
    return work.named(Standing, standing_id(employee), "standing")
