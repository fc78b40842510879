"""Checks one entry against a scheme before it becomes an event, or part of a dry run.

`…_faults` list everything that is wrong with an entry, with pointers relative to it (`/points`, `/reason`); `check_…`
raise it: Invalid for one fault, InvalidDocument for several. Each message says what is wrong, why, and what to do.
"""

from domain.scoring.entries.deducted import (
    check_deduction,
    deduction_faults,
)
from domain.scoring.entries.judged import (
    check_judgement,
    check_rating,
    judgement_faults,
    rating_faults,
    rating_item_faults,
)
from domain.scoring.entries.measured import (
    check_count,
    check_measure,
    check_parameter,
    check_rank,
    check_target,
    count_faults,
    measure_faults,
    parameter_faults,
    rank_faults,
    target_faults,
)
from domain.scoring.entries.whole_card import (
    adjustment_faults,
    check_adjustment,
    check_waiver,
    waiver_faults,
)

__all__ = [
    "adjustment_faults",
    "check_adjustment",
    "check_count",
    "check_deduction",
    "check_judgement",
    "check_measure",
    "check_parameter",
    "check_rank",
    "check_rating",
    "check_target",
    "check_waiver",
    "count_faults",
    "deduction_faults",
    "judgement_faults",
    "measure_faults",
    "parameter_faults",
    "rank_faults",
    "rating_faults",
    "rating_item_faults",
    "target_faults",
    "waiver_faults",
]
