"""What people decided about consequences, carried over to a world in which the consequences are computed anew.

The program's own proposals are not played: `rate_published` and `rate_amended` make them again. A decision looks for
the consequence that it was about; where this world has none, the decision falls away, and the answer says so.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from application.projections.plain import event_name
from application.replaying.history import Happened
from application.replaying.world import Step
from domain.errors import Invalid, WrongState
from domain.eventsourced import Event
from domain.standing import (
    ConsequenceDecided,
    ConsequenceProposed,
    ConsequenceWithdrawalProposed,
    ConsequenceWithdrawn,
    DismissalReviewClosed,
    DismissalReviewOpened,
    ImprovementPeriodBegun,
    ImprovementPeriodEnded,
    ImprovementPeriodUnjudged,
    MonthRated,
    Standing,
    StandingOpened,
    WarningDeclined,
    WarningIssued,
    WarningProposed,
    WarningWithdrawalProposed,
    WarningWithdrawn,
)

Description = tuple[Any, ...]
Decide = Callable[[Standing, UUID, Any, dict[str, Any]], None]


def _verdict(standing: Standing, id: UUID, event: ImprovementPeriodEnded, who: dict[str, Any]) -> None:
    if event.reason is not None:
        standing.decide(id, "reached" if event.reached else "not-reached", event.reason, **who)


DECISIONS: Mapping[type[Event], Decide] = {
    WarningIssued: lambda standing, id, event, who: standing.issue_warning(id, event.reason, **who),
    WarningDeclined: lambda standing, id, event, who: standing.decline_warning(id, event.reason, **who),
    WarningWithdrawn: lambda standing, id, event, who: standing.withdraw_warning(id, event.reason, **who),
    DismissalReviewClosed: lambda standing, id, event, who: standing.close_review(
        id, event.outcome, event.reason, **who
    ),
    ConsequenceDecided: lambda standing, id, event, who: standing.decide(id, event.decision, event.reason, **who),
    ImprovementPeriodEnded: _verdict,
}
"""What a person decided; an event without a reason is the program's own, because of an appeal or a result."""

PROGRAMS: frozenset[type[Event]] = frozenset(
    {
        StandingOpened,
        MonthRated,
        WarningProposed,
        WarningWithdrawalProposed,
        DismissalReviewOpened,
        ConsequenceProposed,
        ConsequenceWithdrawn,
        ConsequenceWithdrawalProposed,
        ImprovementPeriodBegun,
        ImprovementPeriodUnjudged,
    }
)


class Decisions:
    """Decisions about consequences, and those that found nothing to decide about.

    Attributes:
        fallen: decisions that this world has no consequence for.
    """

    def __init__(self) -> None:
        self.fallen: list[dict[str, Any]] = []
        self._people: dict[UUID, UUID] = {}
        self._described: dict[UUID, Description] = {}

    def are_about(self, event: Event) -> bool:
        """Whether it is an event of a person's record."""
        return type(event) in PROGRAMS or type(event) in DECISIONS

    def play(self, step: Step, happened: Happened) -> None:
        """Remember what the program proposed; decide again what a person decided."""
        event = happened.event
        if type(event) in PROGRAMS or event.reason is None:
            self._describe(event)
            return
        standing = step.find(Standing, happened.stream)
        described = self._described.get(event.consequence, ())
        id = None if standing is None else _find(standing, event.consequence, described)
        if standing is not None and id is not None:
            try:
                DECISIONS[type(event)](standing, id, event, {"by": step.by, "at": step.at})
            except (Invalid, WrongState):
                id = None
        if id is None:
            self.fallen.append(
                {
                    "position": happened.position,
                    "event": event_name(event),
                    "employee": str(self._people[happened.stream]),
                    "kind": described[0] if described else "",
                    "periods": list(described[1]) if described else [],
                }
            )

    def _describe(self, event: Event) -> None:
        match event:
            case StandingOpened():
                self._people[event.originator_id] = event.employee
            case WarningProposed():
                self._described[event.consequence] = ("warning", event.periods, None, None)
            case DismissalReviewOpened():
                self._described[event.consequence] = ("dismissal-review", event.periods, None, None)
            case ConsequenceProposed():
                self._described[event.consequence] = (event.kind, (event.period,), event.rule, event.card)
            case ImprovementPeriodBegun():
                self._described[event.consequence] = ("improvement", (event.period,), event.rule, event.card)


def _find(standing: Standing, id: UUID, described: Description) -> UUID | None:
    """The consequence itself, or the newest like it: its id depends on all that came before it."""
    if str(id) in standing.consequences:
        return id
    alike = [
        key
        for key, held in standing.consequences.items()
        if (held["kind"], held["periods"], held.get("rule"), held.get("card")) == described
    ]
    return UUID(alike[-1]) if alike else None
