"""Measures: structures that turn recorded facts into one exact value. No expression is ever evaluated from text."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from domain.scoring.words import Words

Facts = Mapping[str, Decimal]


@dataclass(frozen=True)
class Missing:
    """A measure has no value.

    Attributes:
        why: the reason, for the person scored.
        empty: every fact is recorded, but there is nothing to measure against (no complaints, no earlier orders).
    """

    why: Words
    empty: bool = False


@dataclass(frozen=True)
class Measure(ABC):
    """A value computed from recorded facts."""

    @abstractmethod
    def compute(self, facts: Facts) -> Fraction | Missing:
        """The exact value, or why there is none."""

    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """The facts that it reads, each once."""

    @abstractmethod
    def plain(self) -> Any:
        """The document shape that `domain.scoring.documents` reads."""


@dataclass(frozen=True)
class Value(Measure):
    """A recorded fact as it is."""

    name: str
    title: Words

    def compute(self, facts: Facts) -> Fraction | Missing:
        """The fact; missing when nobody recorded it."""
        if self.name not in facts:
            return Missing(
                Words(
                    f"还没有记录“{self.title.zh}”（{self.name}）",
                    f"“{self.title.en}” ({self.name}) is not recorded yet",
                )
            )
        return Fraction(facts[self.name])

    def names(self) -> tuple[str, ...]:
        """Its one fact."""
        return (self.name,)

    def plain(self) -> str:
        """The fact's name."""
        return self.name


@dataclass(frozen=True)
class Pair(Measure):
    """A measure of two others; missing where either is."""

    first: Measure
    second: Measure

    def parts(self, facts: Facts) -> tuple[Fraction, Fraction] | Missing:
        """Both values; an empty denominator is told before an unrecorded numerator."""
        second = self.second.compute(facts)
        if isinstance(second, Missing):
            return second
        first = self.first.compute(facts)
        return first if isinstance(first, Missing) else (first, second)

    def names(self) -> tuple[str, ...]:
        """The facts of both."""
        return tuple(dict.fromkeys(self.first.names() + self.second.names()))


@dataclass(frozen=True)
class Ratio(Pair):
    """`first / second`; empty when `second` is zero, whether or not `first` is recorded, and missing when it is below:
    two losses would pass for a profit.
    """

    def compute(self, facts: Facts) -> Fraction | Missing:
        """The quotient, exact."""
        second = self.second.compute(facts)
        if second == 0:
            return Missing(_nothing(self.second, "为 0，无法计算比率", "is 0, so there is no ratio"), empty=True)
        if not isinstance(second, Missing) and second < 0:
            return Missing(_nothing(self.second, "小于 0，无法计算比率", "is below 0, so there is no ratio"))
        parts = self.parts(facts)
        return parts if isinstance(parts, Missing) else parts[0] / parts[1]

    def plain(self) -> dict[str, Any]:
        """`{"ratio": [numerator, denominator]}`."""
        return {"ratio": [self.first.plain(), self.second.plain()]}


@dataclass(frozen=True)
class Growth(Pair):
    """`(now − before) / before`, `first` being now; empty when `before` is zero or below."""

    def compute(self, facts: Facts) -> Fraction | Missing:
        """The growth rate, exact: 0.1 is ten per cent more."""
        before = self.second.compute(facts)
        if not isinstance(before, Missing) and before <= 0:
            words = _nothing(self.second, "不大于 0，无法计算增长率", "is not above 0, so there is no growth rate")
            return Missing(words, empty=True)
        parts = self.parts(facts)
        return parts if isinstance(parts, Missing) else (parts[0] - parts[1]) / parts[1]

    def plain(self) -> dict[str, Any]:
        """`{"growth": [now, before]}`."""
        return {"growth": [self.first.plain(), self.second.plain()]}


@dataclass(frozen=True)
class Difference(Pair):
    """`now − before`: a rate's rise in points, `first` being now."""

    def compute(self, facts: Facts) -> Fraction | Missing:
        """The rise, exact."""
        parts = self.parts(facts)
        return parts if isinstance(parts, Missing) else parts[0] - parts[1]

    def plain(self) -> dict[str, Any]:
        """`{"difference": [now, before]}`."""
        return {"difference": [self.first.plain(), self.second.plain()]}


@dataclass(frozen=True)
class Several(Measure):
    """A measure of any number of others; missing where one is."""

    parts: tuple[Measure, ...]

    def total(self, facts: Facts) -> Fraction | Missing:
        """All parts added up."""
        total = Fraction(0)
        for part in self.parts:
            value = part.compute(facts)
            if isinstance(value, Missing):
                return value
            total += value
        return total

    def names(self) -> tuple[str, ...]:
        """The facts of all parts."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.names()))


@dataclass(frozen=True)
class Sum(Several):
    """All parts added up."""

    def compute(self, facts: Facts) -> Fraction | Missing:
        """The sum, exact."""
        return self.total(facts)

    def plain(self) -> dict[str, Any]:
        """`{"sum": [part, …]}`."""
        return {"sum": [part.plain() for part in self.parts]}


@dataclass(frozen=True)
class Mean(Several):
    """The arithmetic mean of the parts."""

    def compute(self, facts: Facts) -> Fraction | Missing:
        """The mean, exact."""
        total = self.total(facts)
        return total if isinstance(total, Missing) else total / len(self.parts)

    def plain(self) -> dict[str, Any]:
        """`{"mean": [part, …]}`."""
        return {"mean": [part.plain() for part in self.parts]}


def _nothing(measure: Measure, zh: str, en: str) -> Words:
    title = measure.title if isinstance(measure, Value) else Words("分母", "the denominator")
    return Words(f"“{title.zh}”{zh}", f"“{title.en}” {en}")
