"""The payroll of one shop and period. The transitions are the table `TRANSITIONS`; `docs/states.md` draws them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from domain.errors import DomainError, WrongState
from domain.eventsourced import Aggregate, natural_id
from domain.payroll import events
from domain.payroll.figures import Adjustment, Calculation, Correction, check_balance
from domain.payroll.statuses import CHINESE, CHINESE_ACTS, TRANSITIONS, UNSETTLED, PayrollStatus
from domain.texts import not_allowed, require_reason


def payroll_id(shop: UUID, period: str) -> UUID:
    """One a shop and period: paying twice is impossible by name."""
    return natural_id(shop, "payroll", period)


class Payroll(Aggregate):
    """Decides when a calculation stands, and that it is paid once."""

    TOPIC = "jixiao.payroll.1"

    def __init__(self, shop: UUID, period: str) -> None:
        self.shop = shop
        self.period = period
        self.status: str = PayrollStatus.OPENED
        self.cycle: UUID | None = None
        self.plan: tuple[str, int] | None = None
        self.inputs: dict[str, Any] = {}
        self.figures: dict[str, Decimal] = {}
        self.exempt: dict[str, Decimal] = {}
        self.lines: tuple[dict[str, Any], ...] = ()
        self.totals: dict[str, Decimal] = {}
        self.digest = ""
        self.calculated_by = ""
        self.approved_by = ""
        self.corrected_by: tuple[str, ...] = ()
        self.adjusted_by: dict[str, tuple[str, ...]] = {}
        self.appeals_until: date | None = None
        self.adjustments: dict[str, dict[str, Any]] = {}

    @classmethod
    def open(cls, shop: UUID, period: str, *, by: str, at: datetime) -> Self:
        """Begin a payroll's record: by its first calculation, or by an adjustment that waits for it."""
        return cls.begin(events.PayrollOpened, id=payroll_id(shop, period), actor=by, at=at, shop=shop, period=period)

    def calculate(self, calculation: Calculation, *, by: str, at: datetime) -> None:
        """Record a calculation. Raises DomainError when its sums do not reconcile to the fen."""
        self._require("calculate")
        check_balance(calculation.lines, calculation.totals)
        self.record(
            events.PayrollCalculated,
            actor=by,
            at=at,
            cycle=calculation.cycle,
            plan=calculation.plan,
            plan_version=calculation.plan_version,
            inputs=dict(calculation.inputs),
            cards=dict(calculation.cards),
            lines=calculation.lines,
            totals=dict(calculation.totals),
            digest=calculation.digest,
        )

    def invalidate(self, reason: str, appeal: UUID | None, *, by: str, at: datetime) -> None:
        """Mark an unpaid calculation as out of date; one that never was, or already is, stays as it is."""
        allowed, _ = TRANSITIONS["invalidate"]
        if self.status in allowed:
            self.record(events.PayrollInvalidated, actor=by, at=at, reason=reason, appeal=appeal)

    def approve(self, digest: str, *, by: str, at: datetime) -> None:
        """Approve the calculation with this digest. Raises WrongState when it was superseded or invalidated."""
        self._require("approve")
        if digest and digest != self.digest:
            raise WrongState(
                "这次核算已被新的取代；请看过新的再审批 / "
                "the calculation was superseded; look at the new one before approving it",
                code="payroll-superseded",
            )
        self.record(events.PayrollApproved, actor=by, at=at, digest=self.digest)

    def void(self, reason: str, *, by: str, at: datetime) -> None:
        """Take a calculation or an approval back before payment."""
        self._require("void")
        require_reason(reason, "请写明作废工资单的理由 / give a reason for voiding a payroll")
        self.record(events.PayrollVoided, actor=by, at=at, reason=reason)

    def pay(self, paid_on: date, reference: str, appeals_until: date, calendar: str, *, by: str, at: datetime) -> None:
        """Record the payment; payslips may be appealed against until the end of `appeals_until`."""
        if self.status == PayrollStatus.PAID:
            raise WrongState(
                "工资已发放；算错的计入下一期更正 / this payroll is paid; what it got wrong becomes an adjustment",
                code="payroll-paid",
            )
        self._require("pay")
        self.record(
            events.PayrollPaid,
            actor=by,
            at=at,
            paid_on=paid_on,
            reference=reference,
            appeals_until=appeals_until,
            calendar=calendar,
        )

    def post_adjustment(
        self, adjustment: Adjustment, appeal: UUID | None, reason: str, *, by: str, at: datetime
    ) -> None:
        """Put a paid payroll right in this one."""
        self._require("adjust")
        if adjustment.paid + adjustment.team_fund + adjustment.retained != 0:
            raise DomainError(
                "更正只调拨金额，不产生金额：各项之和须为零 / "
                "an adjustment moves money and makes none: its amounts must sum to zero",
                code="unbalanced",
            )
        self.record(
            events.AdjustmentPosted,
            actor=by,
            at=at,
            adjustment=adjustment.id,
            employee=adjustment.employee,
            paid=adjustment.paid,
            team_fund=adjustment.team_fund,
            retained=adjustment.retained,
            corrects=adjustment.corrects,
            corrected_period=adjustment.corrected_period,
            appeal=appeal,
            reason=reason,
        )

    def correct(self, id: UUID, correction: Correction, *, by: str, at: datetime) -> None:
        """Record what this paid payroll should have been.

        Raises:
            WrongState: it is not paid; until then it is calculated again.
            DomainError: no reason.
        """
        self._require("correct")
        require_reason(correction.reason, "请写明什么数据晚到、为什么 / say what came late, and why")
        self.record(
            events.PayrollCorrected,
            actor=by,
            at=at,
            correction=id,
            figures=dict(correction.figures),
            inputs=dict(correction.inputs),
            exempt=dict(correction.exempt),
            totals=dict(correction.totals),
            reason=correction.reason,
            evidence=correction.evidence,
        )

    def line(self, employee: UUID) -> dict[str, Any] | None:
        """Somebody's line, or None."""
        return next((line for line in self.lines if line["id"] == str(employee)), None)

    @property
    def people(self) -> frozenset[str]:
        """Everybody with a line, as ids."""
        return frozenset(line["id"] for line in self.lines)

    @property
    def makers(self) -> frozenset[str]:
        """Who calculated it, and who put corrections into it that no appeal decided, as ids."""
        return frozenset({self.calculated_by, *self.corrected_by} - {""})

    def authors(self, employee: UUID) -> frozenset[str]:
        """Whose work somebody's line is: who made and approved the payroll, and who adjusted that line, as ids."""
        return self.makers | ({self.approved_by, *self.adjusted_by.get(str(employee), ())} - {""})

    @property
    def takes_adjustments(self) -> bool:
        """Whether an adjustment can still be posted here."""
        return self.status in UNSETTLED

    def _require(self, act: str) -> None:
        allowed, _ = TRANSITIONS[act]
        if self.status not in allowed:
            raise WrongState(
                not_allowed("工资单 / a payroll", self.status, act, allowed, CHINESE, CHINESE_ACTS),
                code="payroll-status",
            )
