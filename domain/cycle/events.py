"""What can happen to a cycle."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.cycle.phases import Phase
from domain.eventsourced import Created, Event
from domain.values import Evidence, Sealed

if TYPE_CHECKING:
    from domain.cycle.cycle import Cycle


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
        key = target_key(self.scheme, self.employee)
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


def target_key(scheme: str, employee: UUID | None) -> str:
    """Under which targets are kept: a scheme's for everybody on it, or for one person."""
    return f"{scheme} {employee or '*'}"
