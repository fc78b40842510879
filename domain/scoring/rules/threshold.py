"""`threshold`: `met` points on the right side of the target, `missed` points on the wrong one."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from domain.scoring.exact import trimmed
from domain.scoring.facts import CardFacts
from domain.scoring.item import Item, Outcome
from domain.scoring.plain import Table
from domain.scoring.rules.measured import Targeted, read_targeted
from domain.scoring.words import Words

HIGHER, LOWER = "higher", "lower"


@dataclass(frozen=True)
class Threshold(Targeted):
    """All or less: the target itself counts as met.

    Attributes:
        better: `higher` (met when value ≥ target) or `lower` (met when value ≤ target).
        met: points when met.
        missed: points when not.
    """

    kind: ClassVar[str] = "threshold"

    better: str
    met: Decimal
    missed: Decimal

    def score(self, item: Item, facts: CardFacts) -> Outcome:
        """Met or missed.

        Source: D01 三.2 (低于扣 1 分).
        """
        target = self.aim(item, facts)
        if isinstance(target, Outcome):
            return target
        value = self.measured(item, facts, target)
        if isinstance(value, Outcome):
            return value
        reached = value <= target if self.better == LOWER else value >= target
        points = self.met if reached else self.missed
        return Outcome(Fraction(points), self._why(item, value, target, reached, points), value, target)

    def _why(self, item: Item, value: Fraction, target: Decimal, reached: bool, points: Decimal) -> Words:
        said, aimed = self.say(value), self.say(target)
        zh = "达标" if reached else "未达标"
        en = "met" if reached else "missed"
        zh_rule, en_rule = ("不高于", "at most") if self.better == LOWER else ("不低于", "at least")
        return Words(
            f"{item.title.zh} {said.zh}，要求{zh_rule} {aimed.zh}：{zh} → {trimmed(points)} 分",
            f"{item.title.en}: {said.en}, asked is {en_rule} {aimed.en}: {en} → {trimmed(points)} points",
        )

    def plain(self) -> dict[str, Any]:
        """The shared keys and the two results."""
        return super().plain() | {"better": self.better, "met": str(self.met), "missed": str(self.missed)}


def read_threshold(table: Table, max_points: Decimal) -> Threshold:
    """The rule from its document keys; `met` is the item's maximum unless said otherwise."""
    zero = Decimal(0)
    rule = Threshold(
        **read_targeted(table),
        better=table.get("better", lambda place: place.choice(HIGHER, LOWER), HIGHER),
        met=table.get("met", lambda place: place.decimal(least=zero, most=max_points), max_points),
        missed=table.need("missed").decimal(least=zero, most=max_points),
    )
    if rule.met != max_points:
        table.need("met").fault(
            "points-unreachable",
            f"达标只得 {rule.met} 分，满分 {max_points} 永远拿不到",
            f"meeting the target earns {rule.met}, so the item's {max_points} points can never be reached",
        )
    if rule.missed > rule.met:
        table.need("missed").fault(
            "points-reversed", "未达标的得分高于达标得分", "missing the target would earn more than meeting it"
        )
    return rule
