"""`rank`: points by place within the team; equal values share the better place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, TypeVar

from domain.scoring.exact import trimmed
from domain.scoring.facts import CardFacts
from domain.scoring.item import Item, Outcome, Rule
from domain.scoring.measures import Measure
from domain.scoring.plain import Table
from domain.scoring.reading_measures import read_measure, titled
from domain.scoring.rules.threshold import HIGHER, LOWER
from domain.scoring.words import Words

Key = TypeVar("Key")


@dataclass(frozen=True)
class Rank(Rule):
    """Points by place.

    Attributes:
        points: for the first place, the second, …; the last holds for every later place.
        measure: what the team is ranked by, or None when places are recorded by hand.
        better: whether a `higher` or a `lower` value ranks first.
    """

    kind: ClassVar[str] = "rank"

    points: tuple[Decimal, ...]
    measure: Measure | None
    better: str

    def score(self, item: Item, facts: CardFacts) -> Outcome:
        """The points of the recorded place.

        Source: D13 个人销售金额.
        """
        rank = facts.ranks.get(item.id)
        if rank is None:
            return Outcome(None, Words("还没有记录名次", "no rank is recorded yet"))
        points = self.points[min(rank, len(self.points)) - 1]
        return Outcome(
            Fraction(points),
            Words(
                f"{item.title.zh} 团队第 {rank} 名 → {trimmed(points)} 分",
                f"{item.title.en}: rank {rank} in the team → {trimmed(points)} points",
            ),
            Decimal(rank),
        )

    def reads(self) -> Measure | None:
        """The measure itself."""
        return self.measure

    def titled(self, titles: Mapping[str, Words]) -> Rule:
        """The same rule, its measure titled."""
        return replace(self, measure=titled(self.measure, titles) if self.measure else None)

    def ranked_by(self) -> tuple[str, ...]:
        """What the places are computed from, where a live cycle has it."""
        return self.measure.names() if self.measure else ()

    def inputs(self, item: str) -> tuple[str, ...]:
        """The recorded place."""
        return (f"ranks.{item}",)

    def plain(self) -> dict[str, Any]:
        """The points by place, and what ranks the team."""
        measure = self.measure.plain() if self.measure else None
        by = {} if measure is None else {"measure": {"value": measure} if isinstance(measure, str) else measure}
        return {"points": [str(points) for points in self.points], "better": self.better} | by


def ranks_of(values: Mapping[Key, Fraction | Decimal], better: str = HIGHER) -> dict[Key, int]:
    """Each one's place from 1; equal values share the better place, and the next place is left out.

    Source: D13 (客服小组排名).
    """

    def ahead(mine: Fraction | Decimal, other: Fraction | Decimal) -> bool:
        return other < mine if better == LOWER else other > mine

    return {key: 1 + sum(ahead(value, other) for other in values.values()) for key, value in values.items()}


def read_rank(table: Table, max_points: Decimal) -> Rank:
    """The rule from its document keys; the first place must earn the item's maximum, no later place more than it."""
    place = table.need("points")
    points = [entry.decimal(least=Decimal(0), most=max_points) for entry in place.list(least=1)]
    if points and points[0] != max_points:
        place.fault(
            "points-unreachable", f"第一名应得满分 {max_points}", f"the first place must earn all {max_points} points"
        )
    if points != sorted(points, reverse=True):
        place.fault("points-reversed", "名次靠后的得分更高", "a later place would earn more than an earlier one")
    return Rank(
        tuple(points) or (max_points,),
        table.get("measure", read_measure, None),
        table.get("better", lambda entry: entry.choice(HIGHER, LOWER), HIGHER),
    )
