"""Where a cycle stands, and which act leads where. `docs/states.md` draws the table."""

from enum import StrEnum


class Phase(StrEnum):
    """Where a cycle stands."""

    PLANNED = "planned"
    OPEN = "open"
    FACTS_CLOSED = "facts-closed"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    SETTLED = "settled"


TRANSITIONS: dict[str, tuple[frozenset[Phase], Phase]] = {
    "open": (frozenset({Phase.PLANNED}), Phase.OPEN),
    "close-facts": (frozenset({Phase.OPEN}), Phase.FACTS_CLOSED),
    "submit": (frozenset({Phase.FACTS_CLOSED}), Phase.SUBMITTED),
    "return": (frozenset({Phase.SUBMITTED}), Phase.FACTS_CLOSED),
    "approve": (frozenset({Phase.SUBMITTED}), Phase.APPROVED),
    "publish": (frozenset({Phase.APPROVED}), Phase.PUBLISHED),
    "settle": (frozenset({Phase.PUBLISHED}), Phase.SETTLED),
    "reopen": (frozenset({Phase.FACTS_CLOSED, Phase.SUBMITTED, Phase.APPROVED}), Phase.OPEN),
}
"""For each act: the phases in which it is allowed, and the phase that it leads to."""
