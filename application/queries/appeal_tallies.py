"""Sums over appeals and deductions: the numbers, without where they come from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from application.queries.appeal_moves import ZERO, Money
from application.queries.views import Document
from domain.appeal import Outcome, Status
from domain.scoring.exact import half_up

GRANTED = (Outcome.UPHELD, Outcome.PARTLY)
STATES = ("pending", Status.WITHDRAWN, Status.LAPSED, Status.REFUSED, *Outcome)


@dataclass(frozen=True)
class Reason:
    """What an appeal or deduction is about.

    Attributes:
        about: `item`, `score`, `payslip` or `share`.
        scheme, item, code: of an item; the catalogue's code is "" for a free reason or none.
    """

    about: str
    scheme: str = ""
    item: str = ""
    code: str = ""


@dataclass(frozen=True)
class Case:
    """An appeal as it counts.

    Attributes:
        state: one of STATES.
        rater: who entered what it objects to, as far as that is one person's entry, and no peer's.
        days: working days from filing to the last decision; None without one, or outside the calendar.
        points: moved on the card.
        money: moved; None while it is not computed.
    """

    kind: str
    state: str
    escalated: bool
    rater: str | None
    reason: Reason
    days: int | None
    points: Decimal
    money: Money | None


@dataclass(frozen=True)
class Taken:
    """A deduction that counted at some time.

    Attributes:
        points: that it took at first; None for a fatal error, which takes the item.
        left: that it takes now.
    """

    rater: str
    reason: Reason
    reversed: bool
    by_appeal: bool
    points: Decimal | None
    left: Decimal | None


def tally(cases: Sequence[Case], *, pay: bool) -> Document:
    """Appeals in numbers.

    Args:
        pay: whether yuan may be told.
    """
    states = {state: sum(case.state == state for case in cases) for state in STATES}
    decided = sum(states[outcome] for outcome in Outcome)
    granted = [case for case in cases if case.state in GRANTED]
    known = [case.money for case in granted if case.money is not None]
    return {
        "filed": len(cases),
        **{str(state): count for state, count in states.items()},
        "decided": decided,
        "upheld_share": _share(len(granted), decided),
        "escalated": sum(case.escalated for case in cases),
        "days": _days([case.days for case in cases if case.days is not None]),
        "points": format(sum((case.points for case in granted), ZERO), "f"),
        "yuan": sum(known, Money()).plain() if pay else None,
        "not_computed": len(granted) - len(known) if pay else None,
    }


def deductions(taken: Sequence[Taken]) -> Document:
    """Deductions in numbers: how many were entered, and how many stand."""
    reversed_ = sum(one.reversed for one in taken)
    reduced = [one for one in taken if not one.reversed and one.left != one.points]
    return {
        "entered": len(taken),
        "reversed": reversed_,
        "reduced": len(reduced),
        "by_appeal": sum(one.by_appeal for one in taken),
        "standing_share": _share(len(taken) - reversed_, len(taken)),
        "points_taken": _points(taken),
        "points_given_back": format(sum(map(_given_back, taken), ZERO), "f"),
    }


def _given_back(one: Taken) -> Decimal:
    if one.points is None:
        return ZERO
    return one.points if one.reversed else one.points - (one.left or ZERO)


def _points(taken: Iterable[Taken]) -> str:
    return format(sum((one.points for one in taken if one.points is not None), ZERO), "f")


def _days(days: Sequence[int]) -> Document:
    mean = half_up(Fraction(sum(days), len(days)), 1) if days else None
    return {"counted": len(days), "mean": None if mean is None else format(mean, "f"), "most": max(days, default=None)}


def _share(part: int, whole: int) -> str | None:
    """To four decimals: 0.3333 is 33.33 %."""
    return format(half_up(Fraction(part, whole), 4), "f") if whole else None
