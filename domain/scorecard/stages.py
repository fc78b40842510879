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

CHINESE = {
    "open": "录入中",
    "submitted": "已提交",
    "returned": "已退回",
    "approved": "已批准",
    "published": "已公布",
}
"""What the stages are called where people read why something is refused."""

CHINESE_ACTS = {
    "submit": "提交",
    "return": "退回",
    "approve": "批准",
    "reopen": "重新开启",
    "publish": "公布",
}
"""What the acts of `TRANSITIONS` are called there."""

DEDUCTION_CHINESE = {"proposed": "待确认", "recorded": "已生效", "rejected": "未采纳", "reversed": "已撤销"}
"""What the statuses of a deduction are called there."""
