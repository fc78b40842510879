"""`proportional`: reach the target for full points, below it in proportion."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from domain.scoring.exact import half_up, short, trimmed
from domain.scoring.facts import CardFacts
from domain.scoring.item import Item, Outcome
from domain.scoring.plain import Table
from domain.scoring.rules.measured import Targeted, read_targeted
from domain.scoring.words import Words


@dataclass(frozen=True)
class Proportional(Targeted):
    """`max × clamp(value / target, 0, 1)`."""

    kind: ClassVar[str] = "proportional"

    def score(self, item: Item, facts: CardFacts) -> Outcome:
        """The item's share of the target; a negative value scores 0.

        Source: D01 一.1.
        """
        target = self.aim(item, facts)
        if isinstance(target, Outcome):
            return target
        value = self.measured(item, facts, target)
        if isinstance(value, Outcome):
            return value
        part = min(max(value / Fraction(target), Fraction(0)), Fraction(1))
        score = Fraction(item.max) * part
        return Outcome(score, self._why(item, value, target, part), value, target)

    def _why(self, item: Item, value: Fraction, target: Decimal, part: Fraction) -> Words:
        said, aimed, points = self.say(value), self.say(target), trimmed(item.max)
        if part == 1:
            return Words(
                f"{item.title.zh} {said.zh}，达到目标 {aimed.zh} → 满分 {points} 分",
                f"{item.title.en}: {said.en} reaches the target of {aimed.en} → all {points} points",
            )
        score = half_up(Fraction(item.max) * part)
        return Words(
            f"{item.title.zh} {said.zh} / 目标 {aimed.zh} → {points} 分 × {short(part)} = {score} 分",
            f"{item.title.en}: {said.en} of the target of {aimed.en} → "
            f"{points} points × {short(part)} = {score} points",
        )


def read_proportional(table: Table, max_points: Decimal) -> Proportional:
    """The rule from its document keys."""
    return Proportional(**read_targeted(table))
