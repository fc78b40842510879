"""The record itself: decides what months and results lead to, and keeps what people decided about it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from domain.errors import Invalid, WrongState
from domain.eventsourced import Aggregate, Event, natural_id
from domain.periods import months_of, next_period, period_bounds, previous_period, starts_after
from domain.standing.events import (
    ConsequenceDecided,
    ConsequenceProposed,
    DismissalReviewClosed,
    DismissalReviewOpened,
    ImprovementPeriodEnded,
    MonthRated,
    StandingOpened,
    WarningDeclined,
    WarningIssued,
    WarningProposed,
    WarningWithdrawalProposed,
    WarningWithdrawn,
)
from domain.standing.following import STAGES, Result, failure
from domain.standing.rules import (
    CHINESE,
    CLAUSE,
    DECISIONS,
    IMPROVEMENT,
    OPEN_STATES,
    REVIEW,
    REVIEW_OUTCOMES,
    VERDICTS,
    WARNING,
    ConsequenceRules,
)
from domain.values import Sealed


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
            self._propose(period, ending, rules, by=by, at=at)
        if appeal is not None:
            self._take_ground_away(appeal, by=by, at=at)

    def issue_warning(self, consequence: UUID, reason: Sealed, *, by: str, at: datetime) -> None:
        """Warn. Raises WrongState unless it is proposed."""
        self._require(consequence, WARNING, ("proposed",))
        self.record(WarningIssued, actor=by, at=at, consequence=consequence, reason=reason)

    def decline_warning(self, consequence: UUID, reason: Sealed, *, by: str, at: datetime) -> None:
        """Do not warn."""
        self._require(consequence, WARNING, ("proposed",))
        self.record(WarningDeclined, actor=by, at=at, consequence=consequence, reason=reason)

    def withdraw_warning(self, consequence: UUID, reason: Sealed, *, by: str, at: datetime) -> None:
        """Take a warning back."""
        self._require(consequence, WARNING, ("issued", "withdrawal-proposed"))
        self.record(WarningWithdrawn, actor=by, at=at, consequence=consequence, reason=reason, appeal=None)

    def close_review(self, consequence: UUID, outcome: str, reason: Sealed, *, by: str, at: datetime) -> None:
        """Decide a dismissal review."""
        self._require(consequence, REVIEW, ("open",))
        if outcome not in REVIEW_OUTCOMES:
            raise Invalid(
                f"复核的结论只能是 {'、'.join(REVIEW_OUTCOMES)}，而不是 {outcome!r} / "
                f"a review ends in one of {', '.join(REVIEW_OUTCOMES)}, not {outcome!r}",
                code="outcome-unknown",
                pointer="/outcome",
            )
        self.record(
            DismissalReviewClosed, actor=by, at=at, consequence=consequence, outcome=outcome, reason=reason, appeal=None
        )

    def follow(self, result: Result, *, by: str, at: datetime) -> None:
        """Record what a final result leads to by its scheme: chances given and ended, proposals, ground taken away.

        Asked again about the same result, it records nothing more.
        """
        for stage in STAGES:
            for event, facts in tuple(stage(self.consequences, result)):
                self._follow(event, facts, by=by, at=at)

    def decide(self, consequence: UUID, decision: str, reason: Sealed, *, by: str, at: datetime) -> None:
        """Decide what a scheme's consequences proposed, or end an improvement period that could not be judged.

        Raises:
            Invalid: there is no such consequence, or this is no decision about it.
            WrongState: its state does not allow the decision.
        """
        held = self._scheme_consequence(consequence)
        if held["kind"] == IMPROVEMENT:
            self._end_improvement(consequence, held, decision, reason, by=by, at=at)
            return
        _require_known(decision, DECISIONS)
        _require_state(held, DECISIONS[decision])
        self.record(ConsequenceDecided, actor=by, at=at, consequence=consequence, decision=decision, reason=reason)

    def _end_improvement(
        self, consequence: UUID, held: dict[str, Any], decision: str, reason: Sealed, *, by: str, at: datetime
    ) -> None:
        _require_known(decision, VERDICTS)
        _require_state(held, {"unjudged"})
        judged = {name: held["judged"][name] for name in ("period", "card", "grade", "total")}
        self.record(
            ImprovementPeriodEnded,
            actor=by,
            at=at,
            consequence=consequence,
            reached=VERDICTS[decision],
            reason=reason,
            appeal=None,
            **judged,
        )
        if not VERDICTS[decision]:
            facts = failure(consequence, self.consequences[str(consequence)])
            self._follow(ConsequenceProposed, facts, by=by, at=at)

    def _follow(self, event: type[Event], facts: dict[str, Any], *, by: str, at: datetime) -> None:
        named = facts if "consequence" in facts else {**facts, "consequence": self._new(facts["rule"], facts["card"])}
        self.record(event, actor=by, at=at, **named)

    def _new(self, rule: str, card: UUID) -> UUID:
        return natural_id(self.id, "consequence", rule, card, self.version)

    def _ends_of_runs(self, period: str, rules: ConsequenceRules) -> list[str]:
        # A month that turns poor late (an amendment, a late card) may complete a run, or a year, that ends after it.
        year = 12 // len(months_of(period))
        reach = max(rules.warning_after, rules.review_after) if rules.review_window == "in-a-row" else year
        ends = [period]
        for _ in range(1, reach):
            ends.append(next_period(ends[-1]))
        return [end for end in ends if self._poor(end)]

    def _propose(self, rated: str, end: str, rules: ConsequenceRules, *, by: str, at: datetime) -> None:
        run = self._run(end, rules.warning_after)
        if rated in run and not self._covered(WARNING, run):
            self.record(WarningProposed, actor=by, at=at, consequence=self._name(WARNING, run), periods=run)
        grave = self._grave(rated, end, rules)
        if grave and not self._covered(REVIEW, grave):
            name = self._name(REVIEW, grave)
            self.record(DismissalReviewOpened, actor=by, at=at, consequence=name, periods=grave)

    def _grave(self, rated: str, end: str, rules: ConsequenceRules) -> tuple[str, ...]:
        if rules.review_window != "in-a-row":
            return self._within_year(end, rules)
        run = self._run(end, rules.review_after)
        return run if rated in run else ()

    def _take_ground_away(self, appeal: UUID, *, by: str, at: datetime) -> None:
        for key, held in tuple(self.consequences.items()):
            if held["kind"] not in (WARNING, REVIEW) or held["state"] not in OPEN_STATES:
                continue
            if all(self._poor(period) for period in held["periods"]):
                continue
            name = UUID(key)
            if held["kind"] == REVIEW:
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
        first, last_day = f"{int(end[:4]) - 1}{end[4:]}", period_bounds(end)[1]
        within = [month for month in self.months if starts_after(month, first) and period_bounds(month)[1] <= last_day]
        poor = sorted((month for month in within if self._poor(month)), key=period_bounds)
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

    def _scheme_consequence(self, consequence: UUID) -> dict[str, Any]:
        held = self.consequences.get(str(consequence))
        if held is None or held["kind"] in (WARNING, REVIEW):
            raise Invalid(
                f"此人没有这项考核后果 / there is no consequence {consequence} of a scheme for this person",
                code="consequence-unknown",
            )
        return held

    def _require(self, consequence: UUID, kind: str, states: tuple[str, ...]) -> None:
        held = self.consequences.get(str(consequence))
        if held is None or held["kind"] != kind:
            raise Invalid(
                f"此人没有这项{CHINESE.get(kind, kind)} / there is no {kind} {consequence} for this person",
                code="consequence-unknown",
            )
        if held["state"] not in states:
            raise WrongState(
                _wrong_state(held, states),
                code="consequence-state",
                clause=CLAUSE,
            )


def _require_known(decision: str, known: Mapping[str, object]) -> None:
    if decision not in known:
        raise Invalid(
            f"{decision!r} 不是这里的决定；可用：{'、'.join(known)} / "
            f"{decision!r} is no decision here; use one of {', '.join(known)}",
            code="decision-unknown",
            pointer="/decision",
        )


def _require_state(held: dict[str, Any], states: Collection[str]) -> None:
    if held["state"] not in states:
        raise WrongState(
            _wrong_state(held, sorted(states)),
            code="consequence-state",
            clause=held["clause"],
        )


def _wrong_state(held: dict[str, Any], states: Iterable[str]) -> str:
    kind, state = held["kind"], held["state"]
    must = list(states)
    return (
        f"{CHINESE.get(kind, kind)}{CHINESE.get(state, state)}；"
        f"须为{'或'.join(CHINESE.get(one, one) for one in must)} / "
        f"this {kind} is {state}; it must be {' or '.join(must)}"
    )
