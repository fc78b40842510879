"""As of an earlier moment: the same projections in memory, over the ledger up to a position."""

from datetime import datetime

from application.ports import Ledger
from application.projections import (
    MemoryRows,
    appeals,
    chats,
    cycles,
    employees,
    notices,
    organization,
    payrolls,
    projection_of,
    rulebooks,
    scorecards,
    shares,
    standings,
    team_funds,
)
from domain.errors import Invalid

LOOKED_BACK_AT = projection_of(
    *organization.MODELS,
    *employees.MODELS,
    *rulebooks.MODELS,
    *cycles.MODELS,
    *scorecards.MODELS,
    *appeals.MODELS,
    *shares.MODELS,
    *payrolls.MODELS,
    *team_funds.MODELS,
    *standings.MODELS,
    *notices.MODELS,
    *chats.MODELS,
)
"""What is asked about as of an earlier moment; the rest is not worth projecting again. A log that only grows, such as a
timeline, is read up to the moment instead.
"""


LONGEST = 18
"""Digits of any position that a ledger can reach."""


def position_of(ledger: Ledger, as_of: str, pointer: str = "/as_of") -> int:
    """The position that a time (RFC 3339) or the digits of a position stand for.

    Args:
        pointer: where the question says it.

    Raises:
        Invalid: it is neither, or a position that the ledger has not reached.
    """
    if as_of.isascii() and as_of.isdecimal():
        head = ledger.head()
        position = int(as_of) if len(as_of) <= LONGEST else head + 1
        if position > head:
            raise Invalid(
                f"账本只有 {head} 个位置，没有 {as_of} / the ledger has {head} positions, not {as_of}",
                code="as-of-ahead",
                pointer=pointer,
            )
        return position
    try:
        moment = datetime.fromisoformat(as_of)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Invalid(
            f"{as_of!r} 既不是带时区的时间（例如 2026-11-03T08:00:00Z），也不是账本位置 / "
            f"{as_of!r} is neither a time with its zone, such as 2026-11-03T08:00:00Z, nor a position of the ledger",
            code="as-of-invalid",
            pointer=pointer,
        )
    return ledger.position_at(moment)


def rows_at(ledger: Ledger, position: int) -> MemoryRows:
    """The read models as they were after the event at `position`."""
    rows = MemoryRows.replayed(ledger.read(until=position), LOOKED_BACK_AT)
    rows.position = position
    return rows


def advance(rows: MemoryRows, ledger: Ledger, position: int) -> None:
    """Bring rows of an earlier moment up to a later one."""
    for recorded in ledger.read(after=rows.position, until=position):
        rows.advance(recorded, LOOKED_BACK_AT)
    rows.position = position
