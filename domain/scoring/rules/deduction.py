"""`deduction`: starts full; each recorded deduction takes points, never below 0."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from domain.scoring.exact import trimmed
from domain.scoring.facts import ADVOCATED, FATAL, SEVERITIES, CardFacts, Deduction
from domain.scoring.item import Item, Outcome, Rule
from domain.scoring.plain import Place, Table
from domain.scoring.words import Words

POINTLESS = (FATAL, ADVOCATED)
"""Severities that take no points of their own."""


@dataclass(frozen=True)
class Code:
    """A catalogued reason to take points.

    Attributes:
        code: unique within the scheme.
        least: fewest points that one instance takes.
        most: most points that one instance takes.
        severity: `fatal`, `non-fatal` or `advocated` in a catalogue of defects; "" elsewhere.
        source: the clause.
        assumed: the points are not in the source.
    """

    code: str
    title: Words
    least: Decimal
    most: Decimal
    severity: str
    source: str
    assumed: bool

    def plain(self) -> dict[str, Any]:
        """The document shape."""
        severity = {"severity": self.severity} if self.severity else {}
        points = {} if self.severity in POINTLESS else {"least": str(self.least), "most": str(self.most)}
        return (
            severity
            | points
            | {
                "code": self.code,
                "title": self.title.plain(),
                "source": self.source,
                "assumed": self.assumed,
            }
        )


@dataclass(frozen=True)
class Catalogued(Rule):
    """What deductions and defects share: a catalogue, and the range for reasons outside it.

    Attributes:
        codes: the catalogue.
        least: fewest points that one instance takes for a free reason.
        most: most points that one instance takes for a free reason; None where only the catalogue may be used.
    """

    codes: tuple[Code, ...]
    least: Decimal
    most: Decimal | None

    def code(self, code: str) -> Code | None:
        """The catalogue's entry of that code."""
        return next((entry for entry in self.codes if entry.code == code), None)

    def range_of(self, deduction: Deduction) -> tuple[Decimal, Decimal] | None:
        """The points that this deduction may take, or None where neither catalogue nor free reason allows it."""
        if deduction.code:
            entry = self.code(deduction.code)
            return (entry.least, entry.most) if entry else None
        return None if self.most is None else (self.least, self.most)

    def points_of(self, deduction: Deduction) -> Decimal:
        """The points that it takes: its own, or the one value that the catalogue or the item fixes."""
        if deduction.points is not None:
            return max(deduction.points, Decimal(0))
        found = self.range_of(deduction)
        return found[0] if found else Decimal(0)

    def inputs(self, item: str) -> tuple[str, ...]:
        """The recorded deductions."""
        return ("deductions",)

    def plain(self) -> dict[str, Any]:
        """The catalogue and the free range."""
        free = {} if self.most is None else {"free": {"least": str(self.least), "most": str(self.most)}}
        return free | {"codes": [code.plain() for code in self.codes]}


@dataclass(frozen=True)
class Deductions(Catalogued):
    """Full points less what was deducted."""

    kind: ClassVar[str] = "deduction"

    def score(self, item: Item, facts: CardFacts) -> Outcome:
        """Full points less every recorded deduction, floor 0. Without any, full points.

        Source: D01 七.
        """
        mine = [deduction for deduction in facts.deductions if deduction.item == item.id]
        taken = [self.points_of(deduction) for deduction in mine]
        score = max(Fraction(item.max) - sum(map(Fraction, taken)), Fraction(0))
        return Outcome(score, why_taken(item, taken, score))


def why_taken(item: Item, taken: list[Decimal], score: Fraction) -> Words:
    """How full points became `score`. Reasons are not repeated: they may be sealed."""
    points = trimmed(item.max)
    if not taken:
        return Words(
            f"{item.title.zh} 没有生效的扣分 → 满分 {points} 分",
            f"{item.title.en}: no deduction stands → all {points} points",
        )
    each = " − ".join(trimmed(part) for part in taken)
    left = trimmed(Decimal(score.numerator) / Decimal(score.denominator))
    floor_zh, floor_en = ("，扣完为止", ", never below 0") if not score else ("", "")
    return Words(
        f"{item.title.zh} 起评 {points} 分，扣分 {len(taken)} 次：{points} − {each} → {left} 分{floor_zh}",
        f"{item.title.en}: starts at {points}, {len(taken)} deduction(s): {points} − {each} → {left} points{floor_en}",
    )


def read_deductions(table: Table, max_points: Decimal) -> Deductions:
    """The rule from its document keys."""
    return Deductions(*read_catalogue(table, max_points, with_severity=False))


def read_catalogue(
    table: Table,
    max_points: Decimal,
    *,
    with_severity: bool,
) -> tuple[tuple[Code, ...], Decimal, Decimal | None]:
    """The catalogue and the free range; without both nothing could ever be deducted."""

    def read(place: Place) -> tuple[Code, ...]:
        return tuple(_read_code(entry, max_points, with_severity) for entry in place.list())

    none: tuple[Code, ...] = ()
    codes = table.get("codes", read, none)
    free = table.get("free", lambda place: _read_range(place.table(), max_points), None)
    if not codes and free is None:
        table.place.fault(
            "nothing-to-deduct",
            "扣分项要有扣分目录 codes 或自由扣分范围 free",
            "give a catalogue (codes) or a range for free reasons (free): else nothing could be deducted",
        )
    return (codes, *free) if free else (codes, Decimal(0), None)


def _read_code(place: Place, max_points: Decimal, with_severity: bool) -> Code:
    table = place.table()
    severity = table.need("severity").choice(*SEVERITIES) if with_severity else ""
    code, title = table.need("code").kebab(), table.need("title").words()
    least, most = (Decimal(0), Decimal(0)) if severity in POINTLESS else _points(table, max_points)
    source = table.need("source").text()
    assumed = table.get("assumed", Place.flag, False)
    table.done()
    return Code(code, title, least, most, severity, source, assumed)


def _read_range(table: Table, max_points: Decimal) -> tuple[Decimal, Decimal]:
    found = _points(table, max_points)
    table.done()
    return found


def _points(table: Table, max_points: Decimal) -> tuple[Decimal, Decimal]:
    zero = Decimal(0)
    if table.has("points"):
        points = table.need("points").decimal(above=zero, most=max_points)
        return points, points
    least = table.need("least").decimal(above=zero, most=max_points)
    most = table.need("most").decimal(above=zero, most=max_points)
    if least > most:
        table.place.fault("range-reversed", "最少扣分高于最多扣分", "the least points are above the most")
    return least, most
