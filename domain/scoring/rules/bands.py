"""`bands`: points by the band that the value falls in; bands cover the line without gap or overlap."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, ClassVar

from domain.scoring.exact import trimmed
from domain.scoring.facts import CardFacts
from domain.scoring.item import Item, Outcome
from domain.scoring.plain import Place, Table
from domain.scoring.rules.measured import Measured, read_measured
from domain.scoring.words import Words


@dataclass(frozen=True)
class Band:
    """A stretch of the line. A bound that is None is open to infinity.

    Attributes:
        low: the lower bound.
        low_in: whether the bound itself belongs to the band.
        high: the upper bound.
        high_in: whether the bound itself belongs to the band.
        points: what a value in the band earns.
    """

    low: Decimal | None
    low_in: bool
    high: Decimal | None
    high_in: bool
    points: Decimal

    def holds(self, value: Fraction) -> bool:
        """Whether `value` falls in this band."""
        above = self.low is None or value > self.low or (self.low_in and value == self.low)
        below = self.high is None or value < self.high or (self.high_in and value == self.high)
        return above and below

    def plain(self) -> dict[str, str]:
        """`{"above"/"at_least": …, "at_most"/"below": …, "points": …}`."""
        low = {} if self.low is None else {"at_least" if self.low_in else "above": str(self.low)}
        high = {} if self.high is None else {"at_most" if self.high_in else "below": str(self.high)}
        return low | high | {"points": str(self.points)}


@dataclass(frozen=True)
class Bands(Measured):
    """Points by band."""

    kind: ClassVar[str] = "bands"

    bands: tuple[Band, ...]

    def score(self, item: Item, facts: CardFacts) -> Outcome:
        """The points of the one band that holds the value.

        Source: D13 能力/业绩.
        """
        value = self.measured(item, facts)
        if isinstance(value, Outcome):
            return value
        band = next(band for band in self.bands if band.holds(value))
        said, place = self.say(value), self.say_band(band)
        return Outcome(
            Fraction(band.points),
            Words(
                f"{item.title.zh} {said.zh}，属于“{place.zh}”一档 → {trimmed(band.points)} 分",
                f"{item.title.en}: {said.en} is in the band “{place.en}” → {trimmed(band.points)} points",
            ),
            value,
        )

    def say_band(self, band: Band) -> Words:
        """The band's bounds as people read them: `> 15 秒，≤ 20 秒`."""
        parts = []
        if band.low is not None:
            parts.append(("≥ " if band.low_in else "> ", self.say(band.low)))
        if band.high is not None:
            parts.append(("≤ " if band.high_in else "< ", self.say(band.high)))
        if not parts:
            return Words("任何值", "any value")
        zh, en = [sign + said.zh for sign, said in parts], [sign + said.en for sign, said in parts]
        return Words("，".join(zh), ", ".join(en))

    def plain(self) -> dict[str, Any]:
        """The shared keys and the bands."""
        return super().plain() | {"bands": [band.plain() for band in self.bands]}


def read_bands(table: Table, max_points: Decimal) -> Bands:
    """The rule from its document keys; gaps, overlaps and full points that no band gives are faults."""
    arguments = read_measured(table)
    place = table.need("bands")
    before = len(place.faults)
    bands = [_read_band(entry, max_points) for entry in place.list(least=1)]
    if len(place.faults) == before and bands:
        _check_line(place, bands)
        if max(band.points for band in bands) != max_points:
            place.fault(
                "points-unreachable",
                f"没有哪一档能得到满分 {max_points}",
                f"no band earns the item's {max_points} points",
            )
    return Bands(**arguments, bands=tuple(bands))


def _read_band(place: Place, max_points: Decimal) -> Band:
    table = place.table()
    low, low_in = _bound(table, "above", "at_least")
    high, high_in = _bound(table, "below", "at_most")
    points = table.need("points").decimal(least=Decimal(0), most=max_points)
    table.done()
    empty = low is not None and high is not None and (low > high or (low == high and not (low_in and high_in)))
    if empty:
        place.fault(
            "band-empty", "这一档的下限不低于上限", "this band holds no value: its lower bound is not below its upper"
        )
    return Band(low, low_in, high, high_in, points)


def _bound(table: Table, outside: str, inside: str) -> tuple[Decimal | None, bool]:
    if table.has(outside) and table.has(inside):
        table.need(inside).fault(
            "bound-twice", f"{outside} 与 {inside} 只能写一个", f"give either {outside} or {inside}, not both"
        )
    bound = table.get(outside, Place.decimal, None)
    return (bound, False) if bound is not None else (table.get(inside, Place.decimal, None), True)


def _check_line(place: Place, bands: list[Band]) -> None:
    """Every number lies in exactly one band."""
    numbered = sorted(enumerate(bands), key=lambda pair: _order(pair[1]))
    first, last = numbered[0], numbered[-1]
    if first[1].low is not None:
        _band_fault(
            place,
            first[0],
            "band-gap",
            f"低于 {first[1].low} 的值不属于任何一档",
            f"no band holds values below {first[1].low}; leave the lower bound of the lowest band open",
        )
    if last[1].high is not None:
        _band_fault(
            place,
            last[0],
            "band-gap",
            f"高于 {last[1].high} 的值不属于任何一档",
            f"no band holds values above {last[1].high}; leave the upper bound of the highest band open",
        )
    for (_, lower), (index, upper) in pairwise(numbered):
        _check_edge(place, index, lower, upper)


def _check_edge(place: Place, index: int, lower: Band, upper: Band) -> None:
    if (
        lower.high is None
        or upper.low is None
        or lower.high > upper.low
        or (lower.high == upper.low and lower.high_in and upper.low_in)
    ):
        _band_fault(place, index, "band-overlap", "这一档与另一档重叠", "this band overlaps another")
    elif lower.high < upper.low or not (lower.high_in or upper.low_in):
        _band_fault(
            place,
            index,
            "band-gap",
            f"{lower.high} 与 {upper.low} 之间有空档",
            f"there is a gap between {lower.high} and {upper.low}",
        )


def _band_fault(place: Place, index: int, code: str, zh: str, en: str) -> None:
    place.inside(index, None).fault(code, zh, en)


def _order(band: Band) -> tuple[int, Decimal, int]:
    if band.low is None:
        return (0, Decimal(0), 0)
    return (1, band.low, 0 if band.low_in else 1)
