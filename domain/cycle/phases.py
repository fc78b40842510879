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

CHINESE = {
    "planned": "筹备中",
    "open": "录入中",
    "facts-closed": "已截止录入",
    "submitted": "已提交",
    "approved": "已批准",
    "published": "已公布",
    "settled": "已结算",
}
"""What the phases are called where people read why something is refused."""

CHINESE_ACTS = {
    "open": "开启",
    "close-facts": "截止录入",
    "submit": "提交",
    "return": "退回",
    "approve": "批准",
    "publish": "公布",
    "settle": "结算",
    "reopen": "重新开启",
}
"""What the acts of `TRANSITIONS` are called there."""
