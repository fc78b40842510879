"""Cycle (考核周期): one shop, one period; from planning to settlement (D10 四, D15).

The transitions are the table `TRANSITIONS`; `docs/states.md` draws them.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from domain.errors import Invalid, WrongState
from domain.eventsourced import Aggregate, Created, Event, natural_id
from domain.texts import is_blank, require_reason
from domain.values import Evidence, Sealed

WHY = "give a reason: it is shown to everybody concerned"


class Phase(StrEnum):
    """Where a cycle stands."""

    PLANNED = "planned"
    OPEN = "open"
    FACTS_CLOSED = "facts-closed"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    SETTLED = "settled"


TRANSITIONS: dict[str, tuple[frozenset[Phase], Phase]] = {
    "open": (frozenset({Phase.PLANNED}), Phase.OPEN),
    "close-facts": (frozenset({Phase.OPEN}), Phase.FACTS_CLOSED),
    "submit": (frozenset({Phase.FACTS_CLOSED}), Phase.SUBMITTED),
    "return": (frozenset({Phase.SUBMITTED}), Phase.FACTS_CLOSED),
    "approve": (frozenset({Phase.SUBMITTED}), Phase.APPROVED),
    "publish": (frozenset({Phase.APPROVED}), Phase.PUBLISHED),
    "settle": (frozenset({Phase.PUBLISHED}), Phase.SETTLED),
    "reopen": (frozenset({Phase.FACTS_CLOSED, Phase.SUBMITTED, Phase.APPROVED}), Phase.OPEN),
}
"""For each act: the phases in which it is allowed, and the phase that it leads to."""

DEFAULT_PARAMETERS = {"appeal_window_days": "5", "decision_days": "5", "review_days": "3"}
"""Days are working days, but for `review_days` (D10 四.2: "3日内", calendar days)."""


class CyclePlanned(Created):
    """A period of a shop will be appraised."""

    TOPIC = "jixiao.cycle-planned.1"
    shop: UUID
    period: str
    kind: str
    first_day: date
    last_day: date
    submit_by: date
    calendar: str
    parameters: dict[str, str]


class SchemeAssigned(Event):
    """A person is appraised in this cycle by a scheme version, in a role and for a named duty (D15)."""

    TOPIC = "jixiao.scheme-assigned.1"
    employee: UUID
    role: str
    lead: UUID | None
    scheme: str
    scheme_version: int
    duty: str

    def apply(self, cycle: "Cycle") -> None:
        cycle.participants[str(self.employee)] = {
            "role": self.role,
            "lead": self.lead,
            "scheme": self.scheme,
            "scheme_version": self.scheme_version,
            "duty": self.duty,
        }
        cycle.exempt = tuple(person for person in cycle.exempt if person != self.employee)


class EmployeeExempted(Event):
    """A person of the shop is not appraised in this cycle, for a reason."""

    TOPIC = "jixiao.employee-exempted.1"
    employee: UUID
    reason: Sealed

    def apply(self, cycle: "Cycle") -> None:
        cycle.participants.pop(str(self.employee), None)
        cycle.exempt = (*cycle.exempt, self.employee)


class PlanAssigned(Event):
    """Pay of this cycle is computed by a plan version with these parameters."""

    TOPIC = "jixiao.plan-assigned.1"
    plan: str
    plan_version: int
    parameters: dict[str, Any]

    def apply(self, cycle: "Cycle") -> None:
        cycle.plan = (self.plan, self.plan_version)
        cycle.plan_parameters = dict(self.parameters)


class TargetsSet(Event):
    """Targets (目标 X) of a scheme's items, for everybody on it or for one person."""

    TOPIC = "jixiao.targets-set.1"
    scheme: str
    employee: UUID | None
    targets: dict[str, Decimal]

    def apply(self, cycle: "Cycle") -> None:
        key = _target_key(self.scheme, self.employee)
        cycle.targets[key] = {**cycle.targets.get(key, {}), **self.targets}


class CycleOpened(Event):
    """Work starts: criteria are visible to every participant, facts may be entered."""

    TOPIC = "jixiao.cycle-opened.1"
    participants: tuple[UUID, ...]

    def apply(self, cycle: "Cycle") -> None:
        cycle.phase = Phase.OPEN


class ShopFactRecorded(Event):
    """A figure of the whole shop that pay is computed from, such as net profit."""

    TOPIC = "jixiao.shop-fact-recorded.1"
    fact: str
    value: Decimal
    note: str
    evidence: tuple[Evidence, ...]

    def apply(self, cycle: "Cycle") -> None:
        cycle.shop_facts[self.fact] = self.value


class WeightRecorded(Event):
    """A person's weight inside their role's share, such as days worked (D04 三.3, assumed)."""

    TOPIC = "jixiao.weight-recorded.1"
    employee: UUID
    weight: Decimal
    reason: Sealed

    def apply(self, cycle: "Cycle") -> None:
        cycle.weights[str(self.employee)] = self.weight


class FactsClosed(Event):
    """No more facts, judgements, ratings or deductions."""

    TOPIC = "jixiao.facts-closed.1"

    def apply(self, cycle: "Cycle") -> None:
        cycle.phase = Phase.FACTS_CLOSED


class ResultsSubmitted(Event):
    """All cards went to the general manager (D10 四.1: by the end of the 3rd)."""

    TOPIC = "jixiao.results-submitted.1"
    review_by: date

    def apply(self, cycle: "Cycle") -> None:
        cycle.phase = Phase.SUBMITTED
        cycle.review_by = self.review_by


class ResultsReturned(Event):
    """The general manager sent everything back."""

    TOPIC = "jixiao.results-returned.1"
    reason: str

    def apply(self, cycle: "Cycle") -> None:
        cycle.phase = Phase.FACTS_CLOSED


class CycleApproved(Event):
    """Every card is approved; the results are final (D10 四.1)."""

    TOPIC = "jixiao.cycle-approved.1"

    def apply(self, cycle: "Cycle") -> None:
        cycle.phase = Phase.APPROVED


class CyclePublished(Event):
    """Everybody was told their result; the appeal window opened."""

    TOPIC = "jixiao.cycle-published.1"
    appeals_until: date
    calendar: str

    def apply(self, cycle: "Cycle") -> None:
        cycle.phase = Phase.PUBLISHED
        cycle.appeals_until = self.appeals_until


class InterviewNoted(Event):
    """Who spoke with whom about the result, down the line (D10 四.2)."""

    TOPIC = "jixiao.interview-noted.1"
    employee: UUID
    note: Sealed

    def apply(self, cycle: "Cycle") -> None:
        if self.employee not in cycle.interviewed:
            cycle.interviewed = (*cycle.interviewed, self.employee)


class AppealsClosed(Event):
    """The window for appeals is over; what is open goes on."""

    TOPIC = "jixiao.appeals-closed.1"

    def apply(self, cycle: "Cycle") -> None:
        cycle.appeals_open = False


class CycleSettled(Event):
    """Payroll is paid; what comes later becomes an adjustment of a later one."""

    TOPIC = "jixiao.cycle-settled.1"

    def apply(self, cycle: "Cycle") -> None:
        cycle.phase = Phase.SETTLED


class CycleReopened(Event):
    """The general manager let entries in again, before publication."""

    TOPIC = "jixiao.cycle-reopened.1"
    reason: str

    def apply(self, cycle: "Cycle") -> None:
        cycle.phase = Phase.OPEN


class CycleDeadlineMissed(Event):
    """A deadline of the month passed unmet. It changes no score."""

    TOPIC = "jixiao.cycle-deadline-missed.1"
    deadline: str
    due_on: date

    def apply(self, cycle: "Cycle") -> None:
        cycle.missed = (*cycle.missed, (self.deadline, self.due_on))


def cycle_id(shop: UUID, period: str) -> UUID:
    """A cycle's id: one a shop and period."""
    return natural_id(shop, "cycle", period)


class Cycle(Aggregate):
    """Decides what the month allows, and when."""

    TOPIC = "jixiao.cycle.1"

    def __init__(
        self,
        shop: UUID,
        period: str,
        kind: str,
        first_day: date,
        last_day: date,
        submit_by: date,
        parameters: dict[str, str],
    ) -> None:
        self.shop = shop
        self.period = period
        self.kind = kind
        self.first_day = first_day
        self.last_day = last_day
        self.submit_by = submit_by
        self.parameters = dict(parameters)
        self.phase = Phase.PLANNED
        self.participants: dict[str, dict[str, Any]] = {}
        self.exempt: tuple[UUID, ...] = ()
        self.plan: tuple[str, int] | None = None
        self.plan_parameters: dict[str, Any] = {}
        self.targets: dict[str, dict[str, Decimal]] = {}
        self.shop_facts: dict[str, Decimal] = {}
        self.weights: dict[str, Decimal] = {}
        self.review_by: date | None = None
        self.appeals_until: date | None = None
        self.appeals_open = True
        self.missed: tuple[tuple[str, date], ...] = ()
        self.interviewed: tuple[UUID, ...] = ()

    @classmethod
    def plan_for(
        cls,
        shop: UUID,
        period: str,
        *,
        kind: str,
        first_day: date,
        last_day: date,
        submit_by: date,
        calendar: str,
        parameters: dict[str, str],
        by: str,
        at: datetime,
    ) -> Self:
        """Plan a period; a second cycle of the same shop and period is a conflict of their streams."""
        return cls.begin(
            CyclePlanned,
            id=cycle_id(shop, period),
            actor=by,
            at=at,
            shop=shop,
            period=period,
            kind=kind,
            first_day=first_day,
            last_day=last_day,
            submit_by=submit_by,
            calendar=calendar,
            parameters={**DEFAULT_PARAMETERS, **parameters},
        )

    def assign_scheme(
        self,
        employee: UUID,
        *,
        role: str,
        lead: UUID | None,
        scheme: str,
        scheme_version: int,
        duty: str,
        by: str,
        at: datetime,
    ) -> None:
        """Say by which scheme version somebody is appraised.

        A later assignment before opening replaces it; in an open cycle only somebody new, who joined meanwhile, is
        assigned.
        """
        if not (self.phase == Phase.OPEN and str(employee) not in self.participants):
            self._require(
                Phase.PLANNED, "schemes are assigned before the cycle opens: goals are known before work starts (D15)"
            )
        if is_blank(duty):
            raise Invalid("name the duty that this person is appraised for (D15)", code="duty-missing", pointer="/duty")
        self.record(
            SchemeAssigned,
            actor=by,
            at=at,
            employee=employee,
            role=role,
            lead=lead,
            scheme=scheme,
            scheme_version=scheme_version,
            duty=duty,
        )

    def exempt_employee(self, employee: UUID, reason: Sealed, *, by: str, at: datetime) -> None:
        """Leave somebody out of this cycle, with a reason; in an open one only somebody who takes no part yet."""
        if not (self.phase == Phase.OPEN and str(employee) not in self.participants):
            self._require(Phase.PLANNED, "who is exempt is settled before the cycle opens")
        if employee in self.exempt:
            raise WrongState("this person is already exempt from this cycle", code="already-exempt")
        self.record(EmployeeExempted, actor=by, at=at, employee=employee, reason=reason)

    def assign_plan(self, plan: str, version: int, parameters: dict[str, Any], *, by: str, at: datetime) -> None:
        """Say by which plan version the cycle is paid."""
        self._require(Phase.PLANNED, "the plan is assigned before the cycle opens")
        self.record(PlanAssigned, actor=by, at=at, plan=plan, plan_version=version, parameters=parameters)

    def set_targets(
        self, scheme: str, employee: UUID | None, targets: dict[str, Decimal], *, by: str, at: datetime
    ) -> None:
        """Set targets of a scheme's items; for one person they override the scheme's."""
        self._require(Phase.PLANNED, "targets are set before the cycle opens: goals are known before work starts (D15)")
        self.record(TargetsSet, actor=by, at=at, scheme=scheme, employee=employee, targets=targets)

    def targets_of(self, employee: UUID) -> dict[str, Decimal]:
        """The targets that hold for a participant."""
        scheme = self.participant(employee)["scheme"]
        return {
            **self.targets.get(_target_key(scheme, None), {}),
            **self.targets.get(_target_key(scheme, employee), {}),
        }

    def open(
        self, missing: dict[UUID, tuple[str, ...]], unassigned: tuple[UUID, ...], *, by: str, at: datetime
    ) -> None:
        """Open for work.

        Args:
            missing: per participant, the targets that their scheme needs and nobody set.
            unassigned: people of the shop with neither a scheme nor an exemption.

        Raises:
            WrongState: without participants, plan, every target, and a scheme for everybody. Source: D15.
        """
        self._move("open")
        problems = [f"{employee} has no scheme and is not exempt" for employee in unassigned]
        problems += [f"{employee} has no target for {', '.join(items)}" for employee, items in missing.items() if items]
        if not self.participants:
            problems.append("nobody takes part")
        if self.plan is None:
            problems.append("no plan is assigned")
        if problems:
            raise WrongState(
                "the cycle cannot open (D15: goals are set and known before work starts): " + "; ".join(problems),
                code="cycle-not-ready",
                clause="D15",
            )
        people = tuple(sorted(UUID(employee) for employee in self.participants))
        self.record(CycleOpened, actor=by, at=at, participants=people)

    def record_shop_fact(
        self, fact: str, value: Decimal, note: str, evidence: tuple[Evidence, ...], *, by: str, at: datetime
    ) -> None:
        """Record a figure of the whole shop; it may be corrected until publication."""
        self._require_entries_possible("a figure of the shop")
        self.record(ShopFactRecorded, actor=by, at=at, fact=fact, value=value, note=note, evidence=evidence)

    def record_weight(self, employee: UUID, weight: Decimal, reason: Sealed, *, by: str, at: datetime) -> None:
        """Record a participant's weight inside their role's share."""
        self._require_entries_possible("a weight")
        self.participant(employee)
        if weight < 0:
            raise Invalid(f"a weight is zero or more, not {weight}", code="weight-negative", pointer="/weight")
        self.record(WeightRecorded, actor=by, at=at, employee=employee, weight=weight, reason=reason)

    def close_facts(self, *, by: str, at: datetime) -> None:
        """End the entry of facts."""
        self._move("close-facts")
        self.record(FactsClosed, actor=by, at=at)

    def submit(self, review_by: date, *, by: str, at: datetime) -> None:
        """Send all cards to the general manager, who reviews until `review_by`."""
        self._move("submit")
        self.record(ResultsSubmitted, actor=by, at=at, review_by=review_by)

    def send_back(self, reason: str, *, by: str, at: datetime) -> None:
        """Return everything, with a reason."""
        self._move("return")
        require_reason(reason, WHY)
        self.record(ResultsReturned, actor=by, at=at, reason=reason)

    def approve(self, *, by: str, at: datetime) -> None:
        """Make the results final."""
        self._move("approve")
        self.record(CycleApproved, actor=by, at=at)

    def publish(self, appeals_until: date, calendar: str, *, by: str, at: datetime) -> None:
        """Tell everybody; appeals may be filed until the end of `appeals_until`."""
        self._move("publish")
        self.record(CyclePublished, actor=by, at=at, appeals_until=appeals_until, calendar=calendar)

    def note_interview(self, employee: UUID, note: Sealed, *, by: str, at: datetime) -> None:
        """Note that a result was talked through: with a leader first, then with whom they lead.

        Raises:
            WrongState: before publication, or while the person's lead, who takes part too, was not interviewed yet.

        Source: D10 四.2(3) (逐级依次面谈).
        """
        if self.phase not in (Phase.PUBLISHED, Phase.SETTLED):
            raise WrongState("interviews follow publication (D10 四.2)", code="cycle-phase", clause="D10 四.2")
        lead = self.participant(employee)["lead"]
        if str(lead) in self.participants and lead not in self.interviewed:
            raise WrongState(
                f"interviews run down the line: note the one with the lead, {lead}, before this one",
                code="interview-order",
                clause="D10 四.2",
            )
        self.record(InterviewNoted, actor=by, at=at, employee=employee, note=note)

    def close_appeals(self, *, by: str, at: datetime) -> None:
        """End the window for appeals."""
        if self.phase not in (Phase.PUBLISHED, Phase.SETTLED) or not self.appeals_open:
            raise WrongState("there is no open window for appeals", code="cycle-phase")
        self.record(AppealsClosed, actor=by, at=at)

    def settle(self, *, by: str, at: datetime) -> None:
        """End the month: its payroll is paid."""
        self._move("settle")
        self.record(CycleSettled, actor=by, at=at)

    def reopen(self, reason: str, *, by: str, at: datetime) -> None:
        """Let entries in again, with a reason; impossible once published."""
        self._move("reopen")
        require_reason(reason, WHY)
        self.record(CycleReopened, actor=by, at=at, reason=reason)

    def miss_deadline(self, deadline: str, due_on: date, *, by: str, at: datetime) -> None:
        """Record that a deadline passed unmet; once for each."""
        if (deadline, due_on) in self.missed:
            raise WrongState(f"that {deadline} was missed on {due_on} is already recorded", code="deadline-recorded")
        self.record(CycleDeadlineMissed, actor=by, at=at, deadline=deadline, due_on=due_on)

    def participant(self, employee: UUID) -> dict[str, Any]:
        """Role, lead, scheme and duty of a participant. Raises Invalid for anybody else."""
        try:
            return self.participants[str(employee)]
        except KeyError:
            raise Invalid(
                f"{employee} takes no part in the cycle {self.period}", code="not-a-participant", pointer="/employee"
            ) from None

    def require_open(self, what: str) -> None:
        """Raises WrongState unless entries are allowed now."""
        self._require(Phase.OPEN, f"{what} can be entered only while the cycle is open")

    def _require_entries_possible(self, what: str) -> None:
        if self.phase in (Phase.PUBLISHED, Phase.SETTLED):
            raise WrongState(
                f"{what} of a published cycle does not change; a late figure becomes an adjustment of the next month",
                code="cycle-phase",
            )

    def _require(self, phase: Phase, why: str) -> None:
        if self.phase != phase:
            raise WrongState(f"{why}; it is {self.phase}", code="cycle-phase")

    def _move(self, act: str) -> None:
        allowed, _ = TRANSITIONS[act]
        if self.phase not in allowed:
            raise WrongState(
                f"a cycle that is {self.phase} does not allow: {act} (allowed when {', '.join(sorted(allowed))})",
                code="cycle-phase",
            )


def _target_key(scheme: str, employee: UUID | None) -> str:
    return f"{scheme} {employee or '*'}"
