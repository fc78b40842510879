"""Bodies about what months lead to (D04 三.5, D10 五, D11 五, D13)."""

from domain.standing import DECISIONS, REVIEW_OUTCOMES, VERDICTS
from web.api.fields import Choice, Text
from web.api.objects import Schema


class ReviewEntry(Schema):
    """How a dismissal review ends."""

    outcome = Choice("What was decided.", REVIEW_OUTCOMES, required=True)
    reason = Text("Why; the person reads it.", shortest=1, required=True)


class ConsequenceEntry(Schema):
    """What is decided about a consequence."""

    decision = Choice(
        "`made`, `declined`, or `withdrawn` after it was made; of an improvement period that could not be judged, "
        "`reached` or `not-reached`.",
        (*DECISIONS, *VERDICTS),
        required=True,
    )
    reason = Text("Why; the person reads it.", shortest=1, required=True)
