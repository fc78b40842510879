"""`defects`: as `deduction`, but a fatal defect zeroes the item and an advocated habit takes nothing."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from domain.scoring.facts import ADVOCATED, FATAL, NON_FATAL, CardFacts, Deduction
from domain.scoring.item import Item, Outcome
from domain.scoring.plain import Table
from domain.scoring.rules.deduction import Catalogued, read_catalogue, why_taken
from domain.scoring.words import Words


@dataclass(frozen=True)
class Defects(Catalogued):
    """Full points less the non-fatal defects; nothing once one is fatal."""

    kind: ClassVar[str] = "defects"

    def score(self, item: Item, facts: CardFacts) -> Outcome:
        """Zero with a fatal defect, else full points less every non-fatal one, floor 0.

        Source: D03.
        """
        mine = [defect for defect in facts.deductions if defect.item == item.id]
        if any(self.severity_of(defect) == FATAL for defect in mine):
            return Outcome(
                Fraction(0),
                Words(f"{item.title.zh} 有致命错误 → 0 分", f"{item.title.en}: a fatal error → 0 points"),
                fatal=True,
            )
        taken = [self.points_of(defect) for defect in mine if self.severity_of(defect) == NON_FATAL]
        score = max(Fraction(item.max) - sum(map(Fraction, taken)), Fraction(0))
        return Outcome(score, why_taken(item, taken, score))

    def severity_of(self, defect: Deduction) -> str:
        """The catalogue's word; without a code the recorded one; without either, non-fatal."""
        entry = self.code(defect.code) if defect.code else None
        return entry.severity if entry else defect.severity or NON_FATAL

    def range_of(self, deduction: Deduction) -> tuple[Decimal, Decimal] | None:
        """Only a non-fatal defect takes points of its own."""
        if not deduction.code and self.severity_of(deduction) in (FATAL, ADVOCATED):
            return Decimal(0), Decimal(0)
        return super().range_of(deduction)


def read_defects(table: Table, max_points: Decimal) -> Defects:
    """The rule from its document keys."""
    return Defects(*read_catalogue(table, max_points, with_severity=True))
