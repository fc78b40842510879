"""What `proportional`, `threshold` and `bands` share: a measure, how it is shown, and what happens when it is empty."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from domain.scoring.exact import short, trimmed
from domain.scoring.facts import CardFacts
from domain.scoring.item import Item, Outcome, Rule
from domain.scoring.measures import Difference, Growth, Measure, Missing, Ratio
from domain.scoring.plain import Place, Table
from domain.scoring.reading_measures import read_measure, titled
from domain.scoring.words import Words, amount

FULL, UNSCORED = "full", "unscored"
PERCENT, NUMBER = "percent", "number"


@dataclass(frozen=True)
class Measured(Rule):
    """A rule over a measured value.

    Attributes:
        measure: what is computed from recorded facts.
        shown_as: `percent` or `number`, in sentences; the value itself is always a plain ratio.
        unit: what a shown number counts, such as `{"zh": "小时", "en": "h"}`.
        when_empty: `full` gives full points when there is nothing to measure against; else the item is unscored.
    """

    measure: Measure
    shown_as: str
    unit: Words | None
    when_empty: str

    def reads(self) -> Measure:
        """The measure itself."""
        return self.measure

    def titled(self, titles: Mapping[str, Words]) -> Rule:
        """The same rule, its measure titled."""
        return replace(self, measure=titled(self.measure, titles))

    def inputs(self, item: str) -> tuple[str, ...]:
        """The measured facts that it reads."""
        return tuple(f"measures.{name}" for name in self.measure.names())

    def plain(self) -> dict[str, Any]:
        """The keys that all measured rules share."""
        unit = {"unit": self.unit.plain()} if self.unit else {}
        return {"measure": _outer(self.measure), "shown_as": self.shown_as, "when_empty": self.when_empty} | unit

    def say(self, value: Fraction | Decimal) -> Words:
        """The value as people read it: `31.2%`, `5000 人`."""
        if self.shown_as == PERCENT:
            return Words(f"{short(Fraction(value) * 100)}%", f"{short(Fraction(value) * 100)}%")
        return amount(short(value), self.unit)

    def measured(self, item: Item, facts: CardFacts, target: Decimal | None = None) -> Fraction | Outcome:
        """The value, or the outcome when there is none: unscored, or full where an empty measure earns that."""
        value = self.measure.compute(facts.measures)
        if not isinstance(value, Missing):
            return value
        if value.empty and self.when_empty == FULL:
            return Outcome(
                Fraction(item.max),
                Words(
                    f"{value.why.zh}；按规则得满分 {trimmed(item.max)} 分",
                    f"{value.why.en}; by the rule that earns all {trimmed(item.max)} points",
                ),
                target=target,
            )
        return Outcome(None, value.why, target=target)


@dataclass(frozen=True)
class Targeted(Measured):
    """A measured rule that holds its value against a target.

    Attributes:
        target: the scheme's own, or None when every cycle must set one.
        most: the greatest value that the measure can take, where there is one: a target above it is unreachable.
    """

    target: Decimal | None
    most: Decimal | None

    def plain(self) -> dict[str, Any]:
        """The shared keys, with target and bound where there are any."""
        given = {"target": self.target, "most": self.most}
        return super().plain() | {key: str(number) for key, number in given.items() if number is not None}

    def aim(self, item: Item, facts: CardFacts) -> Decimal | Outcome:
        """The target in force, or the unscored outcome when nobody set one."""
        target = facts.targets.get(item.id, self.target)
        if target is None:
            return Outcome(None, Words("还没有设定目标值", "no target is set yet"))
        if target <= 0:
            return Outcome(None, Words("目标值必须大于 0", "the target must be above zero"))
        return target


def read_measured(table: Table) -> dict[str, Any]:
    """The keys that all measured rules share, as constructor arguments."""
    measure = read_measure(table.need("measure"))
    usual = PERCENT if isinstance(measure, Ratio | Growth | Difference) else NUMBER
    return {
        "measure": measure,
        "shown_as": table.get("shown_as", lambda place: place.choice(PERCENT, NUMBER), usual),
        "unit": table.get("unit", Place.words, None),
        "when_empty": table.get("when_empty", lambda place: place.choice(UNSCORED, FULL), UNSCORED),
    }


def read_targeted(table: Table) -> dict[str, Any]:
    """The shared keys and the target; a target that the measure can never reach is a fault."""
    arguments = read_measured(table)
    target = table.get("target", lambda place: place.decimal(above=Decimal(0)), None)
    most = table.get("most", lambda place: place.decimal(above=Decimal(0)), None)
    if target is not None and most is not None and target > most:
        table.need("target").fault(
            "target-unreachable",
            f"目标 {target} 超过该指标的最大可能值 {most}，永远达不到",
            f"the target {target} can never be reached: the measure is at most {most}",
        )
    return arguments | {"target": target, "most": most}


def _outer(measure: Measure) -> Any:
    plain = measure.plain()
    return {"value": plain} if isinstance(plain, str) else plain
