"""Payroll (工资单): one a shop and period; calculated, approved by somebody else, paid once (D04 三.3, 三.4).

It may be recalculated until it is approved; an amended card invalidates one that is not. What is found after payment
is an adjustment in a later payroll that names what it corrects; figures that come late (a refund, a raise entered
afterwards) correct the paid one by an event of their own. `TRANSITIONS` is drawn in `docs/states.md`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from domain.errors import DomainError, WrongState
from domain.eventsourced import Aggregate, Created, Event, natural_id
from domain.texts import require_reason
from domain.values import Evidence


class PayrollStatus(StrEnum):
    """Where a payroll stands."""

    OPENED = "opened"
    CALCULATED = "calculated"
    INVALIDATED = "invalidated"
    APPROVED = "approved"
    PAID = "paid"


_UNSETTLED = frozenset({PayrollStatus.OPENED, PayrollStatus.CALCULATED, PayrollStatus.INVALIDATED})
TRANSITIONS: dict[str, tuple[frozenset[PayrollStatus], PayrollStatus | None]] = {
    "calculate": (_UNSETTLED, PayrollStatus.CALCULATED),
    "invalidate": (frozenset({PayrollStatus.CALCULATED, PayrollStatus.APPROVED}), PayrollStatus.INVALIDATED),
    "approve": (frozenset({PayrollStatus.CALCULATED}), PayrollStatus.APPROVED),
    "void": (
        frozenset({PayrollStatus.CALCULATED, PayrollStatus.INVALIDATED, PayrollStatus.APPROVED}),
        PayrollStatus.OPENED,
    ),
    "pay": (frozenset({PayrollStatus.APPROVED}), PayrollStatus.PAID),
    "adjust": (_UNSETTLED, None),
    "correct": (frozenset({PayrollStatus.PAID}), None),
}
"""For each act: the statuses in which it is allowed, and the one that it leads to (None: unchanged)."""


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
        if payroll.status == PayrollStatus.CALCULATED:
            payroll.status = PayrollStatus.INVALIDATED


@dataclass(frozen=True)
class Adjustment:
    """A correction of a paid payroll, in yuan.

    Attributes:
        paid: what the person gets more (negative: less); `team_fund` and `retained` take the opposite, so the three
        sum to 0. corrects: the payroll that was wrong.
    """

    id: UUID
    employee: UUID
    paid: Decimal
    team_fund: Decimal
    retained: Decimal
    corrects: UUID
    corrected_period: str

    def as_data(self) -> dict[str, Any]:
        """The adjustment as a payroll keeps and shows it."""
        return {
            "adjustment": self.id,
            "employee": self.employee,
            "paid": self.paid,
            "team_fund": self.team_fund,
            "retained": self.retained,
            "corrects": self.corrects,
            "corrected_period": self.corrected_period,
        }


@dataclass(frozen=True)
class Correction:
    """What a paid payroll should have been, ready to be recorded.

    Attributes:
        figures: of the shop, the ones that came late, in yuan.
        inputs: as of a `Calculation`, with everything known now.
        exempt: base pay of those who are exempt from appraisal, by person.
        totals: what the inputs come to.
        reason: everybody whose pay changes reads it.
    """

    figures: Mapping[str, Decimal]
    inputs: Mapping[str, Any]
    exempt: Mapping[str, Decimal]
    totals: Mapping[str, Decimal]
    reason: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Calculation:
    """A computed payroll, ready to be recorded.

    Attributes:
        lines: a mapping a person: `id, role, base, entitlement, paid, team_fund, retained, adjustment, gross` and
        what the
            plan adds.
        totals: the sums of the money columns and `unassigned`.
        digest: SHA-256 over plan, inputs, lines and totals.
    """

    cycle: UUID
    plan: str
    plan_version: int
    inputs: Mapping[str, Any]
    cards: Mapping[str, int]
    lines: tuple[dict[str, Any], ...]
    totals: Mapping[str, Decimal]
    digest: str


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
        self.appeals_until: date | None = None
        self.adjustments: dict[str, dict[str, Any]] = {}

    @classmethod
    def open(cls, shop: UUID, period: str, *, by: str, at: datetime) -> Self:
        """Begin a payroll's record: by its first calculation, or by an adjustment that waits for it."""
        return cls.begin(PayrollOpened, id=payroll_id(shop, period), actor=by, at=at, shop=shop, period=period)

    def calculate(self, calculation: Calculation, *, by: str, at: datetime) -> None:
        """Record a calculation. Raises DomainError when its sums do not reconcile to the fen."""
        self._require("calculate")
        check_balance(calculation.lines, calculation.totals)
        self.record(
            PayrollCalculated,
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
            self.record(PayrollInvalidated, actor=by, at=at, reason=reason, appeal=appeal)

    def approve(self, digest: str, *, by: str, at: datetime) -> None:
        """Approve the calculation with this digest. Raises WrongState when it was superseded or invalidated."""
        self._require("approve")
        if digest and digest != self.digest:
            raise WrongState(
                "the calculation was superseded; look at the new one before approving it", code="payroll-superseded"
            )
        self.record(PayrollApproved, actor=by, at=at, digest=self.digest)

    def void(self, reason: str, *, by: str, at: datetime) -> None:
        """Take a calculation or an approval back before payment."""
        self._require("void")
        require_reason(reason, "give a reason for voiding a payroll")
        self.record(PayrollVoided, actor=by, at=at, reason=reason)

    def pay(self, paid_on: date, reference: str, appeals_until: date, calendar: str, *, by: str, at: datetime) -> None:
        """Record the payment; payslips may be appealed against until the end of `appeals_until`."""
        if self.status == PayrollStatus.PAID:
            raise WrongState("this payroll is paid; what it got wrong becomes an adjustment", code="payroll-paid")
        self._require("pay")
        self.record(
            PayrollPaid,
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
                "an adjustment moves money and makes none: its amounts must sum to zero", code="unbalanced"
            )
        self.record(
            AdjustmentPosted,
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
        require_reason(correction.reason, "say what came late, and why")
        self.record(
            PayrollCorrected,
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
    def takes_adjustments(self) -> bool:
        """Whether an adjustment can still be posted here."""
        return self.status in _UNSETTLED

    def _require(self, act: str) -> None:
        allowed, _ = TRANSITIONS[act]
        if self.status not in allowed:
            raise WrongState(
                f"a payroll that is {self.status} does not allow: {act} (allowed when {', '.join(sorted(allowed))})",
                code="payroll-status",
            )


def check_balance(lines: Iterable[Mapping[str, Any]], totals: Mapping[str, Decimal]) -> None:
    """Raises DomainError unless Σ entitlement = Σ paid + fund + retained, a line and in all. Source: D04 三.4."""
    sums = dict.fromkeys(("entitlement", "paid", "team_fund", "retained"), Decimal(0))
    for line in lines:
        if "entitlement" not in line:
            continue
        if line["entitlement"] != line["paid"] + line["team_fund"] + line["retained"]:
            raise DomainError(f"the line of {line['id']} does not add up", code="unbalanced", clause="D04 三.4")
        for name in sums:
            sums[name] += line[name]
    if any(name in totals and totals[name] != amount for name, amount in sums.items()):
        raise DomainError("the totals are not the sums of the lines", code="unbalanced", clause="D04 三.4")
