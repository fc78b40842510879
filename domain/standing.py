"""Standing (员工考核记录): a person's months, and what follows from poor ones (D04 三.5).

Two poor months in a row: a warning is proposed. Three: a dismissal review is opened. A person decides both.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from domain.errors import Invalid, WrongState
from domain.eventsourced import Aggregate, Created, Event, natural_id
from domain.values import Sealed

CLAUSE = "D04 三.5"


class StandingOpened(Created):
    """A person's months are kept here."""

    TOPIC = "jixiao.standing-opened.1"
    employee: UUID


class MonthRated(Event):
    """A final score, first or amended, and whether it is poor (差评)."""

    TOPIC = "jixiao.month-rated.1"
    period: str
    card: UUID
    score: Decimal
    poor: bool
    poor_below: Decimal
    appeal: UUID | None

    def apply(self, standing: "Standing") -> None:
        standing.months[self.period] = {"score": self.score, "poor": self.poor}


class WarningProposed(Event):
    """Two poor months in a row (连续二个月): somebody must decide about a warning."""

    TOPIC = "jixiao.warning-proposed.1"
    consequence: UUID
    periods: tuple[str, ...]

    def apply(self, standing: "Standing") -> None:
        standing.consequences[str(self.consequence)] = _consequence("warning", self.periods, "proposed")


class WarningIssued(Event):
    """A person decided to warn."""

    TOPIC = "jixiao.warning-issued.1"
    consequence: UUID
    reason: Sealed

    def apply(self, standing: "Standing") -> None:
        _set(standing, self.consequence, "issued")


class WarningDeclined(Event):
    """A person decided not to warn."""

    TOPIC = "jixiao.warning-declined.1"
    consequence: UUID
    reason: Sealed

    def apply(self, standing: "Standing") -> None:
        _set(standing, self.consequence, "declined")


class WarningWithdrawalProposed(Event):
    """An amended score took the ground from under a warning: somebody must decide about withdrawing it."""

    TOPIC = "jixiao.warning-withdrawal-proposed.1"
    consequence: UUID
    appeal: UUID

    def apply(self, standing: "Standing") -> None:
        _set(standing, self.consequence, "withdrawal-proposed")


class WarningWithdrawn(Event):
    """A warning, or the proposal of one, no longer stands."""

    TOPIC = "jixiao.warning-withdrawn.1"
    consequence: UUID
    reason: Sealed | None
    appeal: UUID | None

    def apply(self, standing: "Standing") -> None:
        _set(standing, self.consequence, "withdrawn")


class DismissalReviewOpened(Event):
    """Three poor months: a person must review whether the employment goes on. Nothing is automatic."""

    TOPIC = "jixiao.dismissal-review-opened.1"
    consequence: UUID
    periods: tuple[str, ...]

    def apply(self, standing: "Standing") -> None:
        standing.consequences[str(self.consequence)] = _consequence("dismissal-review", self.periods, "open")


class DismissalReviewClosed(Event):
    """How the review ended, and why."""

    TOPIC = "jixiao.dismissal-review-closed.1"
    consequence: UUID
    outcome: str
    reason: Sealed | None
    appeal: UUID | None

    def apply(self, standing: "Standing") -> None:
        _set(standing, self.consequence, self.outcome)


@dataclass(frozen=True)
class ConsequenceRules:
    """When months have consequences; parameters of the plan.

    Attributes:
        poor_below: a final score under this is poor (80, assumed).
        warning_after: so many poor months in a row propose a warning; a month without a score breaks the run.
        review_after: so many open a review.
        review_window: `in-a-row`, or `last-12-months`, which holds for the review only: 连续 stands by the two alone.
    """

    poor_below: Decimal = Decimal(80)
    warning_after: int = 2
    review_after: int = 3
    review_window: str = "in-a-row"


REVIEW_OUTCOMES = ("employment-continues", "dismissal", "no-longer-grounded")
OPEN_STATES = frozenset({"proposed", "issued", "withdrawal-proposed", "open"})


def standing_id(employee: UUID) -> UUID:
    """One a person."""
    return natural_id(employee, "standing")


class Standing(Aggregate):
    """Decides what months lead to, and keeps what people decided about it."""

    TOPIC = "jixiao.standing.1"

    def __init__(self, employee: UUID) -> None:
        self.employee = employee
        self.months: dict[str, dict[str, Any]] = {}
        self.consequences: dict[str, dict[str, Any]] = {}

    @classmethod
    def open(cls, employee: UUID, *, by: str, at: datetime) -> Self:
        """Begin a person's record."""
        return cls.begin(StandingOpened, id=standing_id(employee), actor=by, at=at, employee=employee)

    def rate_month(
        self,
        period: str,
        card: UUID,
        score: Decimal,
        rules: ConsequenceRules,
        appeal: UUID | None,
        *,
        by: str,
        at: datetime,
    ) -> None:
        """Note a final score and propose what follows from it, or takes its ground away."""
        poor = score < rules.poor_below
        self.record(
            MonthRated,
            actor=by,
            at=at,
            period=period,
            card=card,
            score=score,
            poor=poor,
            poor_below=rules.poor_below,
            appeal=appeal,
        )
        for ending in self._ends_of_runs(period, rules):
            self._propose(ending, rules, by=by, at=at)
        if appeal is not None:
            self._take_ground_away(appeal, by=by, at=at)

    def issue_warning(self, consequence: UUID, reason: Sealed, *, by: str, at: datetime) -> None:
        """Warn. Raises WrongState unless it is proposed."""
        self._require(consequence, "warning", ("proposed",))
        self.record(WarningIssued, actor=by, at=at, consequence=consequence, reason=reason)

    def decline_warning(self, consequence: UUID, reason: Sealed, *, by: str, at: datetime) -> None:
        """Do not warn."""
        self._require(consequence, "warning", ("proposed",))
        self.record(WarningDeclined, actor=by, at=at, consequence=consequence, reason=reason)

    def withdraw_warning(self, consequence: UUID, reason: Sealed, *, by: str, at: datetime) -> None:
        """Take a warning back."""
        self._require(consequence, "warning", ("issued", "withdrawal-proposed"))
        self.record(WarningWithdrawn, actor=by, at=at, consequence=consequence, reason=reason, appeal=None)

    def close_review(self, consequence: UUID, outcome: str, reason: Sealed, *, by: str, at: datetime) -> None:
        """Decide a dismissal review."""
        self._require(consequence, "dismissal-review", ("open",))
        if outcome not in REVIEW_OUTCOMES:
            raise Invalid(
                f"a review ends in one of {', '.join(REVIEW_OUTCOMES)}, not {outcome!r}",
                code="outcome-unknown",
                pointer="/outcome",
            )
        self.record(
            DismissalReviewClosed, actor=by, at=at, consequence=consequence, outcome=outcome, reason=reason, appeal=None
        )

    def _ends_of_runs(self, period: str, rules: ConsequenceRules) -> list[str]:
        # A month that turns poor late (an amendment, a late card) may complete a run that ends after it.
        ends = [period]
        for _ in range(1, max(rules.warning_after, rules.review_after)):
            ends.append(next_period(ends[-1]))
        return [end for end in ends if self._poor(end)]

    def _propose(self, end: str, rules: ConsequenceRules, *, by: str, at: datetime) -> None:
        run = self._run(end, rules.warning_after)
        if run and not self._covered("warning", run):
            self.record(WarningProposed, actor=by, at=at, consequence=self._name("warning", run), periods=run)
        grave = (
            self._run(end, rules.review_after) if rules.review_window == "in-a-row" else self._within_year(end, rules)
        )
        if grave and not self._covered("dismissal-review", grave):
            name = self._name("dismissal-review", grave)
            self.record(DismissalReviewOpened, actor=by, at=at, consequence=name, periods=grave)

    def _take_ground_away(self, appeal: UUID, *, by: str, at: datetime) -> None:
        for key, held in tuple(self.consequences.items()):
            if held["state"] not in OPEN_STATES or all(self._poor(period) for period in held["periods"]):
                continue
            name = UUID(key)
            if held["kind"] == "dismissal-review":
                self.record(
                    DismissalReviewClosed,
                    actor=by,
                    at=at,
                    consequence=name,
                    outcome="no-longer-grounded",
                    reason=None,
                    appeal=appeal,
                )
            elif held["state"] == "proposed":
                self.record(WarningWithdrawn, actor=by, at=at, consequence=name, reason=None, appeal=appeal)
            elif held["state"] == "issued":
                self.record(WarningWithdrawalProposed, actor=by, at=at, consequence=name, appeal=appeal)

    def _poor(self, period: str) -> bool:
        return bool(self.months.get(period, {}).get("poor"))

    def _run(self, end: str, length: int) -> tuple[str, ...]:
        run = [end]
        while len(run) < length:
            run.insert(0, previous_period(run[0]))
        return tuple(run) if all(self._poor(period) for period in run) else ()

    def _within_year(self, end: str, rules: ConsequenceRules) -> tuple[str, ...]:
        first = f"{int(end[:4]) - 1}{end[4:]}"
        poor = sorted(period for period in self.months if first < period <= end and self._poor(period))
        return tuple(poor[-rules.review_after :]) if len(poor) >= rules.review_after else ()

    def _covered(self, kind: str, periods: tuple[str, ...]) -> bool:
        return any(
            held["kind"] == kind
            and held["periods"] == periods
            and held["state"] not in ("withdrawn", "no-longer-grounded")
            for held in self.consequences.values()
        )

    def _name(self, kind: str, periods: tuple[str, ...]) -> UUID:
        return natural_id(self.id, kind, *periods, self.version)

    def _require(self, consequence: UUID, kind: str, states: tuple[str, ...]) -> None:
        held = self.consequences.get(str(consequence))
        if held is None or held["kind"] != kind:
            raise Invalid(f"there is no {kind} {consequence} for this person", code="consequence-unknown")
        if held["state"] not in states:
            raise WrongState(
                f"this {kind} is {held['state']}; it must be {' or '.join(states)}",
                code="consequence-state",
                clause=CLAUSE,
            )


def previous_period(period: str) -> str:
    """The month before, such as `2025-12` before `2026-01`."""
    year, month = int(period[:4]), int(period[5:])
    return f"{year - 1}-12" if month == 1 else f"{year}-{month - 1:02}"


def next_period(period: str) -> str:
    """The month after."""
    year, month = int(period[:4]), int(period[5:])
    return f"{year + 1}-01" if month == 12 else f"{year}-{month + 1:02}"


def _consequence(kind: str, periods: tuple[str, ...], state: str) -> dict[str, Any]:
    return {"kind": kind, "periods": periods, "state": state}


def _set(standing: Standing, consequence: UUID, state: str) -> None:
    standing.consequences[str(consequence)] = {**standing.consequences[str(consequence)], "state": state}
