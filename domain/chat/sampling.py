"""Chats for people to read beside the hits: what no rule finds is found there. Reproducible by share and seed."""

import hashlib
from decimal import ROUND_CEILING, Decimal

from domain.errors import Invalid

SHARE = Decimal("0.02")
"""Of the chats, where nobody says otherwise (assumed)."""

LONGEST_SEED = 64


def sampled(chats: int, share: Decimal, seed: str) -> tuple[int, ...]:
    """The numbers of the chats to read, ascending.

    Args:
        chats: how many there are, numbered from 1.
        share: of them, above 0 and at most 1; the sample is rounded up to a whole chat.
        seed: the same seed gives the same sample, on every machine.

    Raises:
        Invalid: a share or seed that cannot be.
    """
    if not 0 < share <= 1:
        raise Invalid(
            f"抽样比例应大于 0 且不超过 1，而不是 {share} / a share is above 0 and at most 1, not {share}",
            code="share-out-of-range",
            pointer="/share",
        )
    if len(seed) > LONGEST_SEED:
        raise Invalid(
            f"种子最多 {LONGEST_SEED} 个字符 / a seed has at most {LONGEST_SEED} characters",
            code="text-length",
            pointer="/seed",
        )
    size = int((chats * share).to_integral_value(ROUND_CEILING))
    drawn = sorted(range(1, chats + 1), key=lambda number: hashlib.sha256(f"{seed}\x1f{number}".encode()).digest())
    return tuple(sorted(drawn[:size]))
