"""Cells of a transcript as messages may show them."""

from adapters.chat.masking import PatternMasker
from application.importing import quoted

LONGEST = 200
_MASKER = PatternMasker()


def shown(cell: str) -> str:
    """A cell as a fault may show it: masked, for in a row that is shifted, or a file without a header, it may hold
    a customer's words."""
    return quoted(_MASKER.mask(cell[:LONGEST]))
