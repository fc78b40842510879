"""Redoes an explanation's arithmetic from its JSON alone, as an arbitrator would: no line of the product is used."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

Node = Mapping[str, Any]


def redone(node: Node) -> Fraction:
    """What the tree comes to, from the `value`s of its numbers."""
    return OPERATIONS[node["op"]](node)


def numbers(node: Node) -> list[Node]:
    """Every number of the tree."""
    if node["op"] == "number":
        return [node]
    return [found for part in node["of"] for found in numbers(part)]


def _parts(node: Node) -> list[Fraction]:
    return [redone(part) for part in node["of"]]


def _product(node: Node) -> Fraction:
    found = Fraction(1)
    for part in _parts(node):
        found *= part
    return found


def _difference(node: Node) -> Fraction:
    first, *others = _parts(node)
    return first - sum(others)


def _quotient(node: Node) -> Fraction:
    first, second = _parts(node)
    return first / second


def _mean(node: Node) -> Fraction:
    parts = _parts(node)
    return sum(parts, Fraction(0)) / len(parts)


def _half_up(node: Node) -> Fraction:
    (exact,) = _parts(node)
    units = abs(exact) * 10 ** node["places"] + Fraction(1, 2)
    rounded = Fraction(units.numerator // units.denominator, 10 ** node["places"])
    return -rounded if exact < 0 else rounded


def _floor(node: Node) -> Fraction:
    (exact,) = _parts(node)
    units = exact * 10 ** node["places"]
    return Fraction(units.numerator // units.denominator, 10 ** node["places"])


def _if(node: Node) -> Fraction:
    left, right, met, missed = _parts(node)
    holds = {"at-least": left >= right, "above": left > right, "at-most": left <= right}[node["test"]]
    return met if holds else missed


def _band(node: Node) -> Fraction:
    (value,) = _parts(node)
    held = [held for held in node["bands"] if _holds(held, value)]
    assert len(held) == 1, "bands cover the line without gap or overlap"
    return Fraction(Decimal(held[0]["points"]))


def _holds(band: Mapping[str, str], value: Fraction) -> bool:
    bounds: dict[str, Callable[[Fraction], bool]] = {
        "above": lambda bound: value > bound,
        "at_least": lambda bound: value >= bound,
        "below": lambda bound: value < bound,
        "at_most": lambda bound: value <= bound,
    }
    return all(bounds[name](Fraction(Decimal(text))) for name, text in band.items() if name != "points")


def _place(node: Node) -> Fraction:
    (place,) = _parts(node)
    points: list[str] = node["points"]
    return Fraction(Decimal(points[min(int(place), len(points)) - 1]))


OPERATIONS: Mapping[str, Callable[[Node], Fraction]] = {
    "number": lambda node: Fraction(Decimal(node["value"])),
    "sum": lambda node: sum(_parts(node), Fraction(0)),
    "difference": _difference,
    "product": _product,
    "quotient": _quotient,
    "mean": _mean,
    "least": lambda node: min(_parts(node)),
    "most": lambda node: max(_parts(node)),
    "half-up": _half_up,
    "floor": _floor,
    "if": _if,
    "band": _band,
    "place": _place,
}
