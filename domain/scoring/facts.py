"""What is known about one person and period when a card is scored: the input of every scoring, live or dry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

SELF, PEER, MANAGER = "self", "peer", "manager"
RATER_KINDS = (SELF, PEER, MANAGER)

FATAL, NON_FATAL, ADVOCATED = "fatal", "non-fatal", "advocated"
SEVERITIES = (FATAL, NON_FATAL, ADVOCATED)

ParameterValue = Decimal | str | bool


def _none() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Judgement:
    """A rater's level for a `graded` item, and points inside that level's range (None: the level has one value)."""

    level: str
    points: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True)
class Deduction:
    """One recorded deduction or defect.

    Attributes:
        item: the item that it is taken from.
        points: points taken; None where the catalogue or the severity fixes them.
        code: a code of the item's catalogue, or "" when the reason is free.
        severity: `fatal`, `non-fatal` or `advocated` for a `defects` item; "" elsewhere, or where the code says it.
        reason: required without a code.
    """

    item: str
    points: Decimal | None = None
    code: str = ""
    severity: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Rating:
    """Points that one rater gave to a `ratings` item; `by` is `self`, `peer` or `manager`."""

    by: str
    points: Decimal


@dataclass(frozen=True)
class Adjustment:
    """Points that a superior adds (above zero) or takes (below zero) on the whole card."""

    points: Decimal
    reason: str = ""


@dataclass(frozen=True)
class Waiver:
    """An item taken out of play by an authorised person."""

    item: str
    reason: str = ""


@dataclass(frozen=True)
class CardFacts:
    """All that a card is scored from.

    Attributes:
        targets: by item id; they replace the scheme's own.
        measures: recorded facts by name, such as `actual_sales`.
        judgements: by item id.
        counts: things done, by item id.
        ranks: place within the team from 1, by item id (see `domain.scoring.rules.rank.ranks_of`).
        deductions: those that stand: proposed, rejected and reversed ones are left out by the caller.
        ratings: by item id, in any order.
        adjustments: the superior's, in order.
        waivers: items out of play by decision.
        parameters: values that replace the scheme's defaults, by parameter id.
        closes_quarter: whether quarterly items score in this period; where not, they are out of play.
    """

    targets: Mapping[str, Decimal] = field(default_factory=_none)
    measures: Mapping[str, Decimal] = field(default_factory=_none)
    judgements: Mapping[str, Judgement] = field(default_factory=_none)
    counts: Mapping[str, Decimal] = field(default_factory=_none)
    ranks: Mapping[str, int] = field(default_factory=_none)
    deductions: tuple[Deduction, ...] = ()
    ratings: Mapping[str, tuple[Rating, ...]] = field(default_factory=_none)
    adjustments: tuple[Adjustment, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    parameters: Mapping[str, ParameterValue] = field(default_factory=_none)
    closes_quarter: bool = True
