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
