"""The table of item kinds: which module reads which `kind`."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from domain.scoring.item import Rule
from domain.scoring.plain import Table
from domain.scoring.rules.bands import read_bands
from domain.scoring.rules.count import read_count
from domain.scoring.rules.deduction import read_deductions
from domain.scoring.rules.defects import read_defects
from domain.scoring.rules.graded import read_graded
from domain.scoring.rules.proportional import read_proportional
from domain.scoring.rules.rank import read_rank
from domain.scoring.rules.ratings import read_ratings
from domain.scoring.rules.threshold import read_threshold

KINDS: Mapping[str, Callable[[Table, Decimal], Rule]] = {
    "proportional": read_proportional,
    "threshold": read_threshold,
    "bands": read_bands,
    "rank": read_rank,
    "count": read_count,
    "graded": read_graded,
    "deduction": read_deductions,
    "defects": read_defects,
    "ratings": read_ratings,
}
"""`adjustment`, the tenth kind, works on the whole card: `Scheme.adjustments`."""
