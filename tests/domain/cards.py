"""A card to test with: a scheme that has an item of most kinds, and the events that lead to each stage."""

from datetime import date
from decimal import Decimal
from typing import Any

from domain.scorecard import Scorecard, Stage, events, scorecard_id
from domain.scorecard.entry import DeductionEntry, FactEntry, JudgementEntry
from domain.values import Evidence
from tests.domain.scoring.composed import RATERS, facts, item, scheme_of, words
from tests.domain.story import SOMEBODY, Fact, fact, given, id_of, sealed

CYCLE, SHOP, PERSON, LEAD = id_of("cycle"), id_of("shop"), id_of("employee"), id_of("lead")
ID = scorecard_id(CYCLE, PERSON)
APPEAL, DAY = id_of("appeal"), date(2026, 11, 11)
PHOTO = Evidence("cd" * 32, "image/png", 99)

SCHEME = scheme_of(
    item("sales", "40", "proportional", measure={"value": "sales"}),
    item("attitude", "20", "graded", levels=[
        {"id": "good", "title": words("good"), "least": "20", "most": "20"},
        {"id": "fair", "title": words("fair"), "least": "10", "most": "19"},
    ]),
    item("teamwork", "20", "deduction", free={"least": "2", "most": "3"}, codes=[
        {"code": "late", "title": words("late"), "points": "1", "source": "D00 一"},
    ]),
    item("view", "10", "ratings", raters=RATERS),
    item("listings", "10", "count", quota="50"),
    facts=facts("sales"),
    adjustments={"up": "5", "down": "4", "source": "D00 一"},
)  # fmt: skip
"""40 measured against a target that the cycle sets, 20 judged, 20 deducted from, 10 rated, 10 counted."""

OPENED = fact(
    events.ScorecardOpened,
    cycle=CYCLE,
    shop=SHOP,
    period="2026-10",
    employee=PERSON,
    role="service",
    lead=LEAD,
    scheme="composed",
    scheme_version=1,
    targets={"sales": Decimal(100)},
)


def figures(who: str = "hr", **values: Any) -> Fact:
    """Facts entered by hand."""
    rest: dict[str, Any] = {"measures": {}, "counts": {}, "ranks": {}, "row": None, "evidence": (), "appeal": None}
    return fact(events.FactsRecorded, who, **{"source": "entry", **rest, **values})


def deduction(name: str, points: str = "3", event: type[Any] = events.DeductionRecorded, who: str = "lead") -> Fact:
    """Points taken for a free reason."""
    values: dict[str, Any] = {"item": "teamwork", "rule_code": "", "severity": "", "points": Decimal(points)}
    return fact(event, who, deduction=id_of(name), reason=sealed(), evidence=(), **values)


def proposed(name: str, points: str = "3") -> Fact:
    """Points that a program or a person proposes to take."""
    return deduction(name, points, events.DeductionProposed)


def rating(who: str, kind: str, points: str) -> Fact:
    """One rater's points for the rated item."""
    return fact(events.RatingGiven, who, item="view", rater_kind=kind, points=Decimal(points), comment=None)


JUDGED = fact(
    events.JudgementGiven, "lead", item="attitude", level="good", points=Decimal(20), reason=sealed(), appeal=None
)  # fmt: skip
COMPLETE = [
    figures(measures={"sales": Decimal(100)}, counts={"listings": Decimal(50)}),
    JUDGED,
    rating("employee", "self", "10"),
    rating("lead", "manager", "10"),
    deduction("no handover"),
    proposed("rumour"),
]
"""Everything that the card needs; 97 of 100: three points were taken, three more are only proposed."""

SUBMITTED = fact(events.ScorecardSubmitted, total=Decimal("97.00"), result={})
APPROVED = fact(events.ScorecardApproved, total=Decimal("97.00"))
PUBLISHED = fact(events.ScorecardPublished, total=Decimal("97.00"), appeals_until=DAY)
ROADS = {
    Stage.OPEN: COMPLETE,
    Stage.SUBMITTED: [*COMPLETE, SUBMITTED],
    Stage.RETURNED: [*COMPLETE, SUBMITTED, fact(events.ScorecardReturned, reason=sealed())],
    Stage.APPROVED: [*COMPLETE, SUBMITTED, APPROVED],
    Stage.PUBLISHED: [*COMPLETE, SUBMITTED, APPROVED, PUBLISHED],
}


def card(*more: Fact, stage: Stage | None = None) -> Scorecard:
    """A card at this stage, or an empty one, after these further events."""
    road = ROADS[stage] if stage else []
    return given(Scorecard, ID, OPENED, *road, *more)


def measured(**values: str) -> FactEntry:
    """Measured figures typed in."""
    return FactEntry(measures={name: Decimal(value) for name, value in values.items()})


def judged(level: str, points: str | None = None, item: str = "attitude") -> JudgementEntry:
    """A level for a graded item."""
    return JudgementEntry(item, level, None if points is None else Decimal(points), sealed())


def taken(points: str | None = "3", code: str = "", severity: str = "", item: str = "teamwork") -> DeductionEntry:
    """Points to take."""
    return DeductionEntry(item, None if points is None else Decimal(points), code, severity, sealed(), (PHOTO,))


def record_deduction(held: Scorecard, name: str, entry: DeductionEntry | None = None) -> None:
    """Take points under a name."""
    held.record_deduction(SCHEME, id_of(name), entry or taken(), **SOMEBODY)
