"""Arithmetic that shows its work: a figure as a tree of operations over exact numbers, each number with its source.

    Term                       JSON
    number("312", …)           {"op": "number", "value": "312", "label": {…}, "source": "s1", "is": "312"}
    quotient(a, b)             {"op": "quotient", "of": [a, b], "is": "0.312"}
    half_up_to(2, a)           {"op": "half-up", "places": 2, "of": [a], "is": "13.37"}
    choice(test, a, b)         {"op": "if", "test": "at-least", "of": [left, right, a, b], "is": …}

`value` is exact decimal text; `is` is what the node comes to, half-up to six decimals for readers and never used
further. Redone from `value`s alone, the tree comes to the figure that it explains.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from domain.scoring.exact import decimal_text, floor_to, half_up, short
from domain.scoring.words import Words

Node = dict[str, Any]

AT_LEAST, ABOVE, AT_MOST = "at-least", "above", "at-most"
SHOWN = 6


@dataclass(frozen=True)
class Term:
    """A node with what it comes to, exact."""

    value: Fraction
    node: Node

    def plain(self) -> Node:
        """The tree as JSON."""
        return self.node


def number(value: Decimal | int | str, label: Words | None = None, source: str | None = None) -> Term:
    """A number as it was recorded or ruled; `source` is an id among the explanation's sources."""
    text = value if isinstance(value, str) else decimal_text(Decimal(value))
    node: Node = {"op": "number", "value": text, "is": short(Fraction(Decimal(text)), SHOWN)}
    if label is not None:
        node["label"] = label.plain()
    if source is not None:
        node["source"] = source
    return Term(Fraction(Decimal(text)), node)


def total(parts: Iterable[Term]) -> Term:
    """The sum; of nothing, 0."""
    listed = list(parts)
    return _made("sum", listed, sum((part.value for part in listed), Fraction(0)))


def difference(first: Term, *others: Term) -> Term:
    """The first less all others."""
    return _made("difference", [first, *others], first.value - sum((other.value for other in others), Fraction(0)))


def product(*parts: Term) -> Term:
    """All multiplied."""
    value = Fraction(1)
    for part in parts:
        value *= part.value
    return _made("product", parts, value)


def quotient(first: Term, second: Term) -> Term:
    """The first by the second, which is not 0."""
    return _made("quotient", [first, second], first.value / second.value)


def mean(parts: Sequence[Term]) -> Term:
    """The arithmetic mean of at least one."""
    return _made("mean", parts, sum((part.value for part in parts), Fraction(0)) / len(parts))


def least(*parts: Term) -> Term:
    """The smallest."""
    return _made("least", parts, min(part.value for part in parts))


def most(*parts: Term) -> Term:
    """The greatest."""
    return _made("most", parts, max(part.value for part in parts))


def clamp(low: Term, part: Term, high: Term) -> Term:
    """Not below `low`, not above `high`."""
    return least(most(part, low), high)


def half_up_to(places: int, part: Term) -> Term:
    """Rounded, halves away from zero."""
    rounded = half_up(part.value, places)
    made = _made("half-up", [part], Fraction(rounded), places=places)
    return Term(made.value, {**made.node, "is": decimal_text(rounded)})


def floored_to(places: int, part: Term) -> Term:
    """Cut down; of a number not below zero."""
    floored = floor_to(part.value, places)
    made = _made("floor", [part], Fraction(floored), places=places)
    return Term(made.value, {**made.node, "is": decimal_text(floored)})


def choice(test: str, left: Term, right: Term, met: Term, missed: Term) -> Term:
    """`met` where `left` is at least, above or at most `right`, else `missed`."""
    holds = {
        AT_LEAST: left.value >= right.value,
        ABOVE: left.value > right.value,
        AT_MOST: left.value <= right.value,
    }[test]
    return _made("if", [left, right, met, missed], (met if holds else missed).value, test=test)


def band(part: Term, bands: Sequence[dict[str, str]], points: Decimal) -> Term:
    """The `points` of the one band that holds the value; bands have `above` / `at_least` and `below` / `at_most`."""
    return _made("band", [part], Fraction(points), bands=list(bands))


def place(part: Term, points: Sequence[Decimal]) -> Term:
    """The points of a place from 1; the last ones hold for every later place."""
    found = points[min(int(part.value), len(points)) - 1]
    return _made("place", [part], Fraction(found), points=[decimal_text(one) for one in points])


def labelled(term: Term, label: Words) -> Term:
    """The same with what it stands for."""
    return Term(term.value, {**term.node, "label": label.plain()})


def _made(op: str, parts: Sequence[Term], value: Fraction, **more: Any) -> Term:
    return Term(value, {"op": op, **more, "of": [part.node for part in parts], "is": short(value, SHOWN)})
