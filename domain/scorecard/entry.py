"""What people enter on a card, ready to be decided about: reasons sealed, evidence stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from domain.errors import Invalid
from domain.scoring import entries
from domain.scoring.facts import Deduction
from domain.scoring.scheme import Scheme
from domain.values import Evidence, Sealed


@dataclass(frozen=True)
class FactEntry:
    """Measured figures with where they come from.

    Attributes:
        source: the file's name, or `entry` when somebody typed them.
        row: the row of the file, counted as in the file, or None.
    """

    measures: Mapping[str, Decimal] = field(default_factory=dict)
    counts: Mapping[str, Decimal] = field(default_factory=dict)
    ranks: Mapping[str, int] = field(default_factory=dict)
    source: str = "entry"
    row: int | None = None
    evidence: tuple[Evidence, ...] = ()

    def check(self, scheme: Scheme, pay_facts: tuple[str, ...] = ()) -> None:
        """Raises Invalid for nothing at all, for a fact that neither scheme nor plan reads or that cannot be, and for
        days, hours or money below zero.
        """
        if not (self.measures or self.counts or self.ranks):
            raise Invalid("enter at least one figure", code="facts-missing", pointer="/measures")
        for name, value in self.measures.items():
            if name not in pay_facts:
                entries.check_measure(scheme, name)
            elif value < 0:
                raise Invalid(
                    f"{name} is what pay is computed from and is zero or more, not {value}",
                    code="fact-negative",
                    pointer=f"/measures/{name}",
                )
        for item, done in self.counts.items():
            entries.check_count(scheme, item, done)
        for item, rank in self.ranks.items():
            entries.check_rank(scheme, item, rank)


@dataclass(frozen=True)
class JudgementEntry:
    """A level and points for a graded item."""

    item: str
    level: str
    points: Decimal | None
    reason: Sealed


@dataclass(frozen=True)
class DeductionEntry:
    """Points to take from an item, by a catalogue code or for a free reason."""

    item: str
    points: Decimal | None
    code: str
    severity: str
    reason: Sealed
    evidence: tuple[Evidence, ...] = ()

    def for_scoring(self) -> Deduction:
        """As the arithmetic sees it; the reason itself stays sealed."""
        return Deduction(self.item, self.points, self.code, self.severity, reason=SEALED)


SEALED = "(sealed)"
"""Stands for a reason that was given and is sealed: the arithmetic needs to know that there is one, not what it
says.
"""
