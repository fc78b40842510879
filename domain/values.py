"""Values that many rooms share: sealed text, evidence, exact rounding."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor
from uuid import UUID

CENT = Decimal("0.01")
MICRO = Decimal("0.000001")


def cents(amount: Decimal) -> Decimal:
    """`amount` half-up to 0.01: a fen of money, a hundredth of a point."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def cents_of(amount: Fraction) -> Decimal:
    """An exact amount half-up to 0.01; unlike a decimal quotient, a fraction never hides which side of half it is
    on.
    """
    return Decimal(floor(amount * 100 + Fraction(1, 2))).scaleb(-2)


def shown(value: Decimal) -> Decimal:
    """A rate or value as it is printed: half-up to six decimals, never used further in arithmetic."""
    return value.quantize(MICRO, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Sealed:
    """Free text about a person, encrypted under that person's key before it reached an event.

    Attributes:
        person: whose key opens it; when that key is destroyed, it reads "erased".
        box: nonce and ciphertext, base64.
    """

    person: UUID
    box: str


@dataclass(frozen=True)
class Evidence:
    """A file that supports a fact, kept outside the ledger under its hash.

    Attributes:
        sha256: hash of the plain bytes, 64 hex digits.
        media_type: such as `text/csv`.
        size: bytes.
    """

    sha256: str
    media_type: str
    size: int
