"""What can become of a person's months. Who did it and when stand in the envelope; `apply` only assigns."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.eventsourced import Created, Event
from domain.values import Sealed

if TYPE_CHECKING:
    from domain.standing.standing import Standing


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
        cards = {**standing.months.get(self.period, {}).get("cards", {}), str(self.card): self.poor}
        # Whoever moved has a card in each shop: a month is poor only when none of them was good enough.
        standing.months[self.period] = {"score": self.score, "poor": all(cards.values()), "cards": cards}


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


class ConsequenceProposed(Event):
    """A result, or an improvement that was not reached, asks for something that a person must decide about.

    `kind` is `promotion`, `supervisor`, `reward`, `probation-pay` or `leaving-talk`; `rule` is the scheme's
    entry, `facts` are what led to it; `improvement` is the period that was not reached, where there was one.
    """

    TOPIC = "jixiao.consequence-proposed.1"
    consequence: UUID
    kind: str
    period: str
    card: UUID
    scheme: str
    scheme_version: int
    rule: str
    clause: str
    facts: dict[str, str]
    improvement: UUID | None

    def apply(self, standing: "Standing") -> None:
        standing.consequences[str(self.consequence)] = {
            **_consequence(self.kind, (self.period,), "proposed"),
            **_by_rule(self),
            "improvement": self.improvement,
        }


class ConsequenceDecided(Event):
    """A person decided: `made`, `declined`, or `withdrawn` after it was made."""

    TOPIC = "jixiao.consequence-decided.1"
    consequence: UUID
    decision: str
    reason: Sealed

    def apply(self, standing: "Standing") -> None:
        _set(standing, self.consequence, self.decision)


class ConsequenceWithdrawn(Event):
    """What nobody had decided about yet, or an improvement period, lost its ground, mostly by an appeal."""

    TOPIC = "jixiao.consequence-withdrawn.1"
    consequence: UUID
    appeal: UUID | None

    def apply(self, standing: "Standing") -> None:
        _set(standing, self.consequence, "withdrawn")


class ConsequenceWithdrawalProposed(Event):
    """What a person had made lost its ground: a person must decide about taking it back."""

    TOPIC = "jixiao.consequence-withdrawal-proposed.1"
    consequence: UUID
    appeal: UUID | None

    def apply(self, standing: "Standing") -> None:
        _set(standing, self.consequence, "withdrawal-proposed")


class ImprovementPeriodBegun(Event):
    """A chance is given (给予一个月的考核机会): the next result is to reach a grade, else something is proposed."""

    TOPIC = "jixiao.improvement-period-begun.1"
    consequence: UUID
    period: str
    card: UUID
    scheme: str
    scheme_version: int
    rule: str
    clause: str
    grade: str
    reach: str
    otherwise: str
    facts: dict[str, str]

    def apply(self, standing: "Standing") -> None:
        standing.consequences[str(self.consequence)] = {
            **_consequence("improvement", (self.period,), "running"),
            **_by_rule(self),
            "grade": self.grade,
            "reach": self.reach,
            "otherwise": self.otherwise,
            "judged": {},
        }


class ImprovementPeriodUnjudged(Event):
    """The next result is by a scheme that does not know the grade: a person must say whether it was reached."""

    TOPIC = "jixiao.improvement-period-unjudged.1"
    consequence: UUID
    period: str
    card: UUID
    scheme: str
    scheme_version: int
    total: Decimal

    def apply(self, standing: "Standing") -> None:
        judged = {"card": self.card, "period": self.period, "grade": "", "total": self.total, "by_person": True}
        _set(standing, self.consequence, "unjudged", judged=judged)


class ImprovementPeriodEnded(Event):
    """The chance was taken or not; `reason` where a person judged, `appeal` where an amended result judges anew."""

    TOPIC = "jixiao.improvement-period-ended.1"
    consequence: UUID
    period: str
    card: UUID
    grade: str
    total: Decimal
    reached: bool
    reason: Sealed | None
    appeal: UUID | None

    def apply(self, standing: "Standing") -> None:
        judged = {
            "card": self.card,
            "period": self.period,
            "grade": self.grade,
            "total": self.total,
            "by_person": self.reason is not None,
        }
        _set(standing, self.consequence, "reached" if self.reached else "not-reached", judged=judged)


def _consequence(kind: str, periods: tuple[str, ...], state: str) -> dict[str, Any]:
    return {"kind": kind, "periods": periods, "state": state}


def _by_rule(event: ConsequenceProposed | ImprovementPeriodBegun) -> dict[str, Any]:
    return {
        "card": event.card,
        "scheme": event.scheme,
        "scheme_version": event.scheme_version,
        "rule": event.rule,
        "clause": event.clause,
        "facts": dict(event.facts),
    }


def _set(standing: "Standing", consequence: UUID, state: str, **more: Any) -> None:
    standing.consequences[str(consequence)] = {**standing.consequences[str(consequence)], "state": state, **more}
