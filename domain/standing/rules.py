"""When months have consequences, and the states that consequences pass through."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class ConsequenceRules:
    """When months have consequences; parameters of the plan.

    Attributes:
        poor_below: a final score under this is poor (80, assumed).
        warning_after: so many poor months in a row propose a warning; a month without a score breaks the run.
        review_after: so many open a review.
        review_window: `in-a-row`, or `last-12-months`, which holds for the review only: 连续 stands by the two alone.
    """

    poor_below: Decimal = Decimal(80)
    warning_after: int = 2
    review_after: int = 3
    review_window: str = "in-a-row"


CLAUSE = "D04 三.5"
WARNING, REVIEW, IMPROVEMENT = "warning", "dismissal-review", "improvement"

REVIEW_OUTCOMES = ("employment-continues", "dismissal", "no-longer-grounded")
OPEN_STATES = frozenset({"proposed", "issued", "withdrawal-proposed", "open"})
"""In which a warning or a review loses its ground when a month is amended."""

WAITING_STATES = frozenset({"proposed", "withdrawal-proposed", "open", "unjudged"})
"""In which a consequence waits for a person's decision."""

DECISIONS: Mapping[str, frozenset[str]] = {
    "made": frozenset({"proposed", "withdrawal-proposed"}),
    "declined": frozenset({"proposed"}),
    "withdrawn": frozenset({"made", "withdrawal-proposed"}),
}
"""For each decision about what a scheme's consequences propose, the states in which it may be taken; it names the state
that it leads to. `made` after a proposed withdrawal lets it stand.
"""

VERDICTS: Mapping[str, bool] = {"reached": True, "not-reached": False}
"""How a person ends an improvement period that the program could not judge."""

CHINESE: Mapping[str, str] = {
    "warning": "警告",
    "dismissal-review": "辞退复核",
    "improvement": "改进期",
    "proposed": "待决定",
    "issued": "已发出",
    "declined": "不采纳",
    "withdrawal-proposed": "待撤回",
    "withdrawn": "已撤回",
    "open": "待复核",
    "employment-continues": "继续用工",
    "dismissal": "辞退",
    "no-longer-grounded": "不再成立",
    "made": "已作出",
    "running": "进行中",
    "reached": "已达到",
    "not-reached": "未达到",
    "unjudged": "未评定",
}
"""What kinds and states of consequences are called where people read why something is refused; a scheme's own kinds
keep their name.
"""
