"""Splitting an amount so that the parts always sum to the whole."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from domain.scoring.exact import floor_to, half_up

FEN = Decimal("0.01")


def split(exact: Sequence[tuple[str, Fraction]]) -> dict[str, Decimal]:
    """The parts to the fen, by largest remainder.

    Every exact part is floored to the fen; what is then missing from the sum (half-up to the fen) is given out one fen
    each by largest exact remainder, ties by id as plain text.

    Args:
        exact: id and exact part in yuan, none below zero; ids are unique.

    Returns:
        By id, yuan with two decimals; the parts sum to the half-up sum of the exact ones.

    Source: D04 三.3; rules of arithmetic.
    """
    parts = {id: floor_to(part) for id, part in exact}
    whole = half_up(sum((part for _, part in exact), Fraction(0)))
    missing = int((whole - sum(parts.values(), Decimal(0))) / FEN)
    by_remainder = sorted(exact, key=lambda entry: (Fraction(parts[entry[0]]) - entry[1], entry[0]))
    for id, _ in by_remainder[:missing]:
        parts[id] += FEN
    return parts
