"""Exact numbers: fractions inside, half-up decimals outside, decimal text in and out.

A quotient such as 1/3 has no exact decimal; rounding it before it is multiplied could move a score across a half
hundredth. So arithmetic runs on `Fraction`, and each number is rounded once, where the rule says.
"""

import re
from decimal import Decimal
from fractions import Fraction

_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?", re.ASCII)


def half_up(value: Fraction | Decimal | int, places: int = 2) -> Decimal:
    """`value` rounded to `places` decimals, halves away from zero, with exactly that many decimals."""
    exact = Fraction(value)
    units = int(abs(exact) * 10**places + Fraction(1, 2))
    sign = 1 if exact < 0 and units else 0
    return Decimal((sign, tuple(int(digit) for digit in str(units)), -places))


def floor_to(value: Fraction, places: int = 2) -> Decimal:
    """`value`, not below zero, cut down to `places` decimals."""
    units = int(value * 10**places)
    return Decimal((0, tuple(int(digit) for digit in str(units)), -places))


def is_decimal_text(text: str) -> bool:
    """Whether `text` is a plain decimal: at most 15 digits before the point and 10 after; no exponent, no NaN."""
    return _DECIMAL.fullmatch(text) is not None


def decimal_text(number: Decimal) -> str:
    """`number` with the decimals that it has, never with an exponent."""
    return format(number, "f")


def trimmed(number: Decimal) -> str:
    """`number` as plain text without needless zeros: `20`, `0.35`."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def short(value: Fraction | Decimal | int, places: int = 4) -> str:
    """`value` for a sentence: half-up to `places` decimals, trimmed."""
    return trimmed(half_up(value, places))
