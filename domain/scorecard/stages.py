"""Where a card stands, and what leads from one stage to the next; `docs/states.md` draws it."""

from enum import StrEnum


class Stage(StrEnum):
    """Where a card stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"


TRANSITIONS: dict[str, tuple[frozenset[Stage], Stage]] = {
    "submit": (frozenset({Stage.OPEN, Stage.RETURNED}), Stage.SUBMITTED),
    "return": (frozenset({Stage.SUBMITTED}), Stage.RETURNED),
    "approve": (frozenset({Stage.SUBMITTED}), Stage.APPROVED),
    "reopen": (frozenset({Stage.SUBMITTED, Stage.RETURNED, Stage.APPROVED}), Stage.OPEN),
    "publish": (frozenset({Stage.APPROVED}), Stage.PUBLISHED),
}
"""For each act: the stages in which it is allowed, and the stage that it leads to."""
