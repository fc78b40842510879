"""Where a payroll stands, and which act leads where. `docs/states.md` draws the table."""

from enum import StrEnum


class PayrollStatus(StrEnum):
    """Where a payroll stands."""

    OPENED = "opened"
    CALCULATED = "calculated"
    INVALIDATED = "invalidated"
    APPROVED = "approved"
    PAID = "paid"


UNSETTLED = frozenset({PayrollStatus.OPENED, PayrollStatus.CALCULATED, PayrollStatus.INVALIDATED})
TRANSITIONS: dict[str, tuple[frozenset[PayrollStatus], PayrollStatus | None]] = {
    "calculate": (UNSETTLED, PayrollStatus.CALCULATED),
    "invalidate": (frozenset({PayrollStatus.CALCULATED, PayrollStatus.APPROVED}), PayrollStatus.INVALIDATED),
    "approve": (frozenset({PayrollStatus.CALCULATED}), PayrollStatus.APPROVED),
    "void": (
        frozenset({PayrollStatus.CALCULATED, PayrollStatus.INVALIDATED, PayrollStatus.APPROVED}),
        PayrollStatus.OPENED,
    ),
    "pay": (frozenset({PayrollStatus.APPROVED}), PayrollStatus.PAID),
    "adjust": (UNSETTLED, None),
    "correct": (frozenset({PayrollStatus.PAID}), None),
}
"""For each act: the statuses in which it is allowed, and the one that it leads to (None: unchanged)."""

CHINESE = {
    "opened": "待核算",
    "calculated": "已核算",
    "invalidated": "已失效",
    "approved": "已批准",
    "paid": "已发放",
}
"""What the statuses are called where people read why something is refused."""

CHINESE_ACTS = {
    "calculate": "核算",
    "invalidate": "使其失效",
    "approve": "批准",
    "void": "作废",
    "pay": "发放",
    "adjust": "计入更正",
    "correct": "更正",
}
"""What the acts of `TRANSITIONS` are called there."""
