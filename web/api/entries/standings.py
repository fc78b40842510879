"""Bodies about what poor months lead to (D04 三.5)."""

from domain.standing import REVIEW_OUTCOMES
from web.api.fields import Choice, Text
from web.api.objects import Schema


class ReviewEntry(Schema):
    """How a dismissal review ends."""

    outcome = Choice("What was decided.", REVIEW_OUTCOMES, required=True)
    reason = Text("Why; the person reads it.", shortest=1, required=True)
