"""Payroll (工资单): one a shop and period; calculated, approved by somebody else, paid once (D04 三.3, 三.4).

It may be recalculated until it is approved; an amended card invalidates one that is not. What is found after payment
is an adjustment in a later payroll that names what it corrects; figures that come late (a refund, a raise entered
afterwards) correct the paid one by an event of their own. `TRANSITIONS` is drawn in `docs/states.md`.
"""

from domain.payroll.figures import Adjustment, Calculation, Correction, below_zero, check_balance
from domain.payroll.payroll import Payroll, payroll_id
from domain.payroll.statuses import TRANSITIONS, PayrollStatus

__all__ = [
    "TRANSITIONS", "Adjustment", "Calculation", "Correction", "Payroll", "PayrollStatus", "below_zero", "check_balance",
    "payroll_id",
]  # fmt: skip
