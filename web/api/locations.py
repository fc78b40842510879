"""Where what a command made or changed can be seen."""

from collections.abc import Mapping
from typing import Any

from application.ports import Answer

CARD, CYCLE, APPEAL = "/scorecards/{subject}", "/cycles/{subject}", "/appeals/{subject}"
PLACES: Mapping[str, str] = {
    "organization": "/organization",
    "shop": "/shops/{item}",
    "role": "/roles",
    "duty": "/duties?employee={item}",
    "calendar": "/calendar",
    "employee": "/employees/{subject}",
    "scheme": "/schemes/{item}",
    "plan": "/plans/{item}",
    "cycle": CYCLE,
    "shop-fact": CYCLE,
    "import": CYCLE,
    "scorecard": CARD,
    "judgement": CARD,
    "rating": CARD,
    "deduction": CARD,
    "adjustment": CARD,
    "waiver": CARD,
    "appeal": APPEAL,
    "share": "/cycles/{cycle}/share",
    "payroll": "/payrolls/{subject}",
    "spending": "/team-funds/{shop}",
    "standing": "/standings/{employee}",
    "notice": "/notices/{subject}",
    "transcript": "/transcripts/{subject}",
    "chat-review": "/cycles/{subject}/chat-proposals",
    "chat-rules": "/chat-rules/{item}",
}
"""By the answer's kind; the names in braces are the answer's, or those of the path that was called."""


def location_of(answer: Answer, ids: Mapping[str, Any]) -> str:
    """The path of the page that shows it."""
    return "/api/v1" + PLACES[answer.kind].format(**{"subject": answer.subject, "item": answer.item, **ids})
