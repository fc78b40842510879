"""`count`: things done against a quota."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from domain.scoring.exact import half_up, short, trimmed
from domain.scoring.facts import CardFacts
from domain.scoring.item import Item, Outcome, Rule
from domain.scoring.plain import Place, Table
from domain.scoring.words import Words, amount


@dataclass(frozen=True)
class Count(Rule):
    """`max × clamp(done / quota, 0, 1)`; a duty of 0 points is recorded and never holds a card up.

    Attributes:
        target: the quota; a cycle may set another.
        unit: what is counted, such as 篇.
    """

    kind: ClassVar[str] = "count"

    target: Decimal
    unit: Words | None

    def score(self, item: Item, facts: CardFacts) -> Outcome:
        """The share of the quota that was done.

        Source: D16.
        """
        quota = facts.targets.get(item.id, self.target)
        done = facts.counts.get(item.id)
        if not item.max:
            return self._unscored_duty(done, quota)
        if done is None:
            return Outcome(None, Words("还没有记录完成数量", "the number done is not recorded yet"), target=quota)
        if quota <= 0:
            return Outcome(None, Words("定额必须大于 0", "the quota must be above zero"), target=quota)
        part = min(max(Fraction(done) / Fraction(quota), Fraction(0)), Fraction(1))
        return Outcome(Fraction(item.max) * part, self._why(item, done, quota, part), done, quota)

    def _why(self, item: Item, done: Decimal, quota: Decimal, part: Fraction) -> Words:
        said, aim, points = amount(short(done), self.unit), amount(short(quota), self.unit), trimmed(item.max)
        if part == 1:
            return Words(
                f"{item.title.zh} 完成 {said.zh}，达到定额 {aim.zh} → 满分 {points} 分",
                f"{item.title.en}: {said.en} done of a quota of {aim.en} → all {points} points",
            )
        score = half_up(Fraction(item.max) * part)
        return Words(
            f"{item.title.zh} 完成 {said.zh} / 定额 {aim.zh} → {points} 分 × {short(part)} = {score} 分",
            f"{item.title.en}: {said.en} of a quota of {aim.en} → {points} points × {short(part)} = {score} points",
        )

    def _unscored_duty(self, done: Decimal | None, quota: Decimal) -> Outcome:
        zh = "尚未记录" if done is None else f"已记录 {short(done)}"
        en = "nothing recorded" if done is None else f"{short(done)} recorded"
        return Outcome(
            Fraction(0),
            Words(f"只记录、不计分的职责：{zh}", f"a duty that is recorded but earns no points: {en}"),
            done,
            quota,
        )

    def inputs(self, item: str) -> tuple[str, ...]:
        """The recorded number."""
        return (f"counts.{item}",)

    def plain(self) -> dict[str, Any]:
        """The quota and its unit."""
        return {"quota": str(self.target)} | ({"unit": self.unit.plain()} if self.unit else {})


def read_count(table: Table, max_points: Decimal) -> Count:
    """The rule from its document keys."""
    return Count(table.need("quota").decimal(above=Decimal(0)), table.get("unit", Place.words, None))
