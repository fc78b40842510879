"""Standing (员工考核记录): a person's months, and what follows from them.

Two poor months in a row: a warning is proposed. Three: a dismissal review is opened (D04 三.5). What a scheme's own
consequences ask for (promotion, a chance to improve, the next supervisor, a reward) is proposed too (D10, D11, D13).
A person decides all of it.
"""

from domain.periods import next_period, previous_period
from domain.standing.events import (
    ConsequenceDecided,
    ConsequenceProposed,
    ConsequenceWithdrawalProposed,
    ConsequenceWithdrawn,
    DismissalReviewClosed,
    DismissalReviewOpened,
    ImprovementPeriodBegun,
    ImprovementPeriodEnded,
    ImprovementPeriodUnjudged,
    MonthRated,
    StandingOpened,
    WarningDeclined,
    WarningIssued,
    WarningProposed,
    WarningWithdrawalProposed,
    WarningWithdrawn,
)
from domain.standing.following import Result
from domain.standing.rules import (
    DECISIONS,
    OPEN_STATES,
    REVIEW_OUTCOMES,
    VERDICTS,
    WAITING_STATES,
    ConsequenceRules,
)
from domain.standing.standing import Standing, standing_id

__all__ = [
    "DECISIONS",
    "OPEN_STATES",
    "REVIEW_OUTCOMES",
    "VERDICTS",
    "WAITING_STATES",
    "ConsequenceDecided",
    "ConsequenceProposed",
    "ConsequenceRules",
    "ConsequenceWithdrawalProposed",
    "ConsequenceWithdrawn",
    "DismissalReviewClosed",
    "DismissalReviewOpened",
    "ImprovementPeriodBegun",
    "ImprovementPeriodEnded",
    "ImprovementPeriodUnjudged",
    "MonthRated",
    "Result",
    "Standing",
    "StandingOpened",
    "WarningDeclined",
    "WarningIssued",
    "WarningProposed",
    "WarningWithdrawalProposed",
    "WarningWithdrawn",
    "next_period",
    "previous_period",
    "standing_id",
]
