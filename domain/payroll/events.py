"""What can happen to a payroll."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.eventsourced import Created, Event
from domain.payroll.figures import Adjustment
from domain.payroll.statuses import PayrollStatus
from domain.values import Evidence

if TYPE_CHECKING:
    from domain.payroll.payroll import Payroll


class PayrollOpened(Created):
    """A shop's payroll of a period has its record."""

    TOPIC = "jixiao.payroll-opened.1"
    shop: UUID
    period: str


class PayrollCalculated(Event):
    """What everybody gets, from which inputs, by which plan version; supersedes an earlier calculation."""

    TOPIC = "jixiao.payroll-calculated.1"
    cycle: UUID
    plan: str
    plan_version: int
    inputs: dict[str, Any]
    cards: dict[str, int]
    lines: tuple[dict[str, Any], ...]
    totals: dict[str, Decimal]
    digest: str

    def apply(self, payroll: "Payroll") -> None:
        payroll.status = PayrollStatus.CALCULATED
        payroll.cycle = self.cycle
        payroll.plan = (self.plan, self.plan_version)
        payroll.inputs = self.inputs
        payroll.lines = self.lines
        payroll.totals = dict(self.totals)
        payroll.digest = self.digest
        payroll.calculated_by = self.actor


class PayrollInvalidated(Event):
    """Something that it was calculated from has changed; it must be calculated again."""

    TOPIC = "jixiao.payroll-invalidated.1"
    reason: str
    appeal: UUID | None

    def apply(self, payroll: "Payroll") -> None:
        payroll.status = PayrollStatus.INVALIDATED


class PayrollApproved(Event):
    """Somebody other than who calculated it approved exactly this calculation."""

    TOPIC = "jixiao.payroll-approved.1"
    digest: str

    def apply(self, payroll: "Payroll") -> None:
        payroll.status = PayrollStatus.APPROVED
        payroll.approved_by = self.actor


class PayrollPaid(Event):
    """The money went out, once."""

    TOPIC = "jixiao.payroll-paid.1"
    paid_on: date
    reference: str
    appeals_until: date
    calendar: str

    def apply(self, payroll: "Payroll") -> None:
        payroll.status = PayrollStatus.PAID
        payroll.appeals_until = self.appeals_until


class PayrollCorrected(Event):
    """What a paid payroll should have been, by figures that came late; what was paid stands, adjustments follow it."""

    TOPIC = "jixiao.payroll-corrected.1"
    correction: UUID
    figures: dict[str, Decimal]
    inputs: dict[str, Any]
    exempt: dict[str, Decimal]
    totals: dict[str, Decimal]
    reason: str
    evidence: tuple[Evidence, ...]

    def apply(self, payroll: "Payroll") -> None:
        payroll.figures = {**payroll.figures, **self.figures}
        payroll.inputs = self.inputs
        payroll.exempt = dict(self.exempt)


class PayrollVoided(Event):
    """The calculation does not stand; nothing was paid."""

    TOPIC = "jixiao.payroll-voided.1"
    reason: str

    def apply(self, payroll: "Payroll") -> None:
        payroll.status = PayrollStatus.OPENED
        payroll.lines = ()


class AdjustmentPosted(Event):
    """What a paid payroll got wrong, put right in this one; the three amounts sum to zero."""

    TOPIC = "jixiao.adjustment-posted.1"
    adjustment: UUID
    employee: UUID
    paid: Decimal
    team_fund: Decimal
    retained: Decimal
    corrects: UUID
    corrected_period: str
    appeal: UUID | None
    reason: str

    def apply(self, payroll: "Payroll") -> None:
        entry = Adjustment(
            self.adjustment,
            self.employee,
            self.paid,
            self.team_fund,
            self.retained,
            self.corrects,
            self.corrected_period,
        )
        payroll.adjustments[str(self.adjustment)] = entry.as_data()
        person = str(self.employee)
        payroll.adjusted_by[person] = tuple(sorted({*payroll.adjusted_by.get(person, ()), self.actor}))
        if self.appeal is None:
            payroll.corrected_by = tuple(sorted({*payroll.corrected_by, self.actor}))
        if payroll.status == PayrollStatus.CALCULATED:
            payroll.status = PayrollStatus.INVALIDATED
