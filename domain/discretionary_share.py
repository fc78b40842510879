"""Discretionary share (5% 浮动权限, D04 三.3): up to five points of share a cycle, granted by the general manager on
an appeal.

That the grants never sum past the ceiling is decided here and nowhere else.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from domain.errors import Invalid, WrongState
from domain.eventsourced import Aggregate, Created, Event, natural_id
from domain.texts import require_reason
from domain.values import Sealed

CLAUSE = "D04 三.3"


class ShareCeilingSet(Created):
    """So many points of share may be granted in this cycle in all."""

    TOPIC = "jixiao.share-ceiling-set.1"
    cycle: UUID
    ceiling: Decimal


class ShareGranted(Event):
    """A role or a person gets points of share, on their appeal."""

    TOPIC = "jixiao.share-granted.1"
    grant: UUID
    role: str
    employee: UUID | None
    points: Decimal
    from_role: str
    appeal: UUID
    reason: Sealed

    def apply(self, share: "DiscretionaryShare") -> None:
        share.grants[str(self.grant)] = {
            "role": self.role,
            "employee": self.employee,
            "points": self.points,
            "from_role": self.from_role,
            "appeal": self.appeal,
        }


class GrantWithdrawn(Event):
    """A grant no longer stands."""

    TOPIC = "jixiao.grant-withdrawn.1"
    grant: UUID
    reason: str

    def apply(self, share: "DiscretionaryShare") -> None:
        del share.grants[str(self.grant)]


def discretionary_share_id(cycle: UUID) -> UUID:
    """One a cycle."""
    return natural_id(cycle, "discretionary-share")


class DiscretionaryShare(Aggregate):
    """Decides who gets how much of the five points."""

    TOPIC = "jixiao.discretionary-share.1"

    def __init__(self, cycle: UUID, ceiling: Decimal) -> None:
        self.cycle = cycle
        self.ceiling = ceiling
        self.grants: dict[str, dict[str, Any]] = {}

    @classmethod
    def set_ceiling(cls, cycle: UUID, ceiling: Decimal, *, by: str, at: datetime) -> Self:
        """Begin with the plan's ceiling (5 by default)."""
        return cls.begin(
            ShareCeilingSet, id=discretionary_share_id(cycle), actor=by, at=at, cycle=cycle, ceiling=ceiling
        )

    @property
    def left(self) -> Decimal:
        """Points of share that may still be granted."""
        return self.ceiling - sum((grant["points"] for grant in self.grants.values()), Decimal(0))

    def grant(
        self,
        grant: UUID,
        *,
        role: str,
        employee: UUID | None,
        points: Decimal,
        from_role: str,
        appeal: UUID,
        reason: Sealed,
        by: str,
        at: datetime,
    ) -> None:
        """Grant points to a role or to a person. Raises Invalid for points of zero or less or past what is left."""
        if points <= 0:
            raise Invalid(
                f"给予的百分点应大于零，而不是 {points} / a grant is more than zero points, not {points}",
                code="grant-not-positive",
                pointer="/points",
            )
        if points > self.left:
            raise Invalid(
                f"{points} 个百分点超过剩余的 {self.left}（共 {self.ceiling}） / "
                f"{points} points are more than the {self.left} left of {self.ceiling}; grant at most {self.left}",
                code="grant-past-ceiling",
                pointer="/points",
                clause=CLAUSE,
            )
        if any(held["appeal"] == appeal for held in self.grants.values()):
            raise WrongState("这项申请已经给予份额 / this appeal already has its grant", code="grant-exists")
        self.record(
            ShareGranted,
            actor=by,
            at=at,
            grant=grant,
            role=role,
            employee=employee,
            points=points,
            from_role=from_role,
            appeal=appeal,
            reason=reason,
        )

    def withdraw(self, grant: UUID, reason: str, *, by: str, at: datetime) -> None:
        """Take a grant back, with a reason."""
        if str(grant) not in self.grants:
            raise WrongState(
                "没有这笔份额，或已收回 / there is no such grant, or it was withdrawn", code="grant-unknown"
            )
        require_reason(reason, "请写明收回的理由 / give a reason for withdrawing a grant")
        self.record(GrantWithdrawn, actor=by, at=at, grant=grant, reason=reason)
