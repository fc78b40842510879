"""`graded`: a rater picks a level, and points inside that level's range, with a reason."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from domain.scoring.exact import trimmed
from domain.scoring.facts import CardFacts, Judgement
from domain.scoring.item import Item, Outcome, Rule
from domain.scoring.plain import Place, Table
from domain.scoring.words import Words


@dataclass(frozen=True)
class Level:
    """A named level and the points that a rater may give inside it."""

    id: str
    title: Words
    least: Decimal
    most: Decimal

    @property
    def is_fixed(self) -> bool:
        """Whether the level has one value only."""
        return self.least == self.most

    def range_text(self) -> str:
        """`5`, or `2–4`."""
        return trimmed(self.least) if self.is_fixed else f"{trimmed(self.least)}–{trimmed(self.most)}"

    def plain(self) -> dict[str, Any]:
        """The document shape."""
        return {"id": self.id, "title": self.title.plain(), "least": str(self.least), "most": str(self.most)}


@dataclass(frozen=True)
class Graded(Rule):
    """Points by judgement, best level first."""

    kind: ClassVar[str] = "graded"

    levels: tuple[Level, ...]

    def level(self, id: str) -> Level | None:
        """The level of that id."""
        return next((level for level in self.levels if level.id == id), None)

    def score(self, item: Item, facts: CardFacts) -> Outcome:
        """The judged points.

        Source: D01 六.
        """
        judgement = facts.judgements.get(item.id)
        if judgement is None:
            return Outcome(None, Words("还没有人评定", "nobody has judged it yet"))
        level, points = self.level(judgement.level), self.points_of(judgement)
        if level is None or points is None:
            return Outcome(
                None,
                Words(
                    f"本方案没有“{judgement.level}”这一等级或分值不明",
                    f"this scheme has no level “{judgement.level}” with these points",
                ),
            )
        return Outcome(
            Fraction(points),
            Words(
                f"{item.title.zh} 评为“{level.title.zh}”（{level.range_text()} 分）→ {trimmed(points)} 分",
                f"{item.title.en}: judged “{level.title.en}” ({level.range_text()} points) → {trimmed(points)} points",
            ),
        )

    def points_of(self, judgement: Judgement) -> Decimal | None:
        """The judgement's points when they lie in its level; a level of one value needs none said."""
        level = self.level(judgement.level)
        if level is None:
            return None
        points = level.least if judgement.points is None and level.is_fixed else judgement.points
        return points if points is not None and level.least <= points <= level.most else None

    def inputs(self, item: str) -> tuple[str, ...]:
        """The judgement."""
        return (f"judgements.{item}",)

    def plain(self) -> dict[str, Any]:
        """The levels."""
        return {"levels": [level.plain() for level in self.levels]}


def read_graded(table: Table, max_points: Decimal) -> Graded:
    """The rule from its document keys; full points must lie in some level."""
    place = table.need("levels")
    levels = [_read_level(entry, max_points) for entry in place.list(least=1)]
    ids = [level.id for level in levels]
    for index, level in enumerate(levels):
        if level.id in ids[:index]:
            place.inside(index, None).fault(
                "duplicate-id", f"等级 {level.id} 重复", f"level {level.id} stands here twice"
            )
    if levels and max(level.most for level in levels) != max_points:
        place.fault(
            "points-unreachable",
            f"没有哪个等级能得到满分 {max_points}",
            f"no level reaches the item's {max_points} points",
        )
    return Graded(tuple(levels))


def _read_level(place: Place, max_points: Decimal) -> Level:
    table = place.table()
    level = Level(
        table.need("id").kebab(),
        table.need("title").words(),
        table.need("least").decimal(least=Decimal(0), most=max_points),
        table.need("most").decimal(least=Decimal(0), most=max_points),
    )
    table.done()
    if level.least > level.most:
        place.fault("range-reversed", "最低分高于最高分", "the least points are above the most")
    return level
