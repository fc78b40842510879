"""Reads a measure from plain data: `{"ratio": ["orders", "visitors"]}`, parts being fact names or further measures."""

from collections.abc import Mapping

from domain.scoring.measures import Difference, Growth, Mean, Measure, Ratio, Sum, Value
from domain.scoring.plain import Place
from domain.scoring.words import Words

PAIRS: Mapping[str, type[Ratio | Growth | Difference]] = {"ratio": Ratio, "growth": Growth, "difference": Difference}
SEVERAL: Mapping[str, type[Sum | Mean]] = {"sum": Sum, "mean": Mean}
STRUCTURES = ("value", *PAIRS, *SEVERAL)
DEEPEST = 4


def read_measure(place: Place, depth: int = 0) -> Measure:
    """The measure at `place`; fact titles are filled in by `titled` once the scheme's facts are known."""
    if isinstance(place.value, str) and depth:
        return Value(place.snake(), Words("", ""))
    table = place.table()
    named = [key for key in STRUCTURES if table.has(key)]
    if len(named) != 1 or depth > DEEPEST:
        if not place.is_absent and isinstance(place.value, dict):
            place.fault(
                "measure-unclear",
                "指标要写且只写一种结构：" + "、".join(STRUCTURES) + f"，最多嵌套 {DEEPEST} 层",
                "a measure names exactly one of " + ", ".join(STRUCTURES) + f", nested {DEEPEST} deep at most",
            )
        return Value("", Words("", ""))
    measure = _read(named[0], table.need(named[0]), depth)
    table.done()
    return measure


def _read(structure: str, place: Place, depth: int) -> Measure:
    if structure == "value":
        return Value(place.snake(), Words("", ""))
    parts = [read_measure(part, depth + 1) for part in place.list(least=2 if structure in PAIRS else 1)]
    if structure in SEVERAL:
        return SEVERAL[structure](tuple(parts))
    if len(parts) != 2:
        if len(parts) > 2:
            place.fault("too-many", "这里正好要两项", "exactly two are needed here")
        return Value("", Words("", ""))
    return PAIRS[structure](parts[0], parts[1])


def titled(measure: Measure, titles: Mapping[str, Words]) -> Measure:
    """The same measure with each fact under the title that the scheme gives it."""
    if isinstance(measure, Value):
        return Value(measure.name, titles.get(measure.name, measure.title))
    if isinstance(measure, Sum | Mean):
        return type(measure)(tuple(titled(part, titles) for part in measure.parts))
    if isinstance(measure, Ratio | Growth | Difference):
        return type(measure)(titled(measure.first, titles), titled(measure.second, titles))
    return measure
