"""What a decision may order, as data: each remedy becomes events of the card or of a payroll, never an overwritten
figure.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from domain.errors import Invalid


class RemedyKind(StrEnum):
    """What is put right."""

    REVERSE_DEDUCTION = "reverse-deduction"
    REDUCE_DEDUCTION = "reduce-deduction"
    REPLACE_JUDGEMENT = "replace-judgement"
    CORRECT_FACT = "correct-fact"
    WAIVE_ITEM = "waive-item"
    ADJUST_SCORE = "adjust-score"
    ADJUST_PAY = "adjust-pay"


_NEEDS: dict[RemedyKind, tuple[str, ...]] = {
    RemedyKind.REVERSE_DEDUCTION: ("deduction",),
    RemedyKind.REDUCE_DEDUCTION: ("deduction", "points"),
    RemedyKind.REPLACE_JUDGEMENT: ("item", "level", "points"),
    RemedyKind.CORRECT_FACT: ("measure", "value"),
    RemedyKind.WAIVE_ITEM: ("item",),
    RemedyKind.ADJUST_SCORE: ("points",),
    RemedyKind.ADJUST_PAY: ("amount",),
}


@dataclass(frozen=True)
class Remedy:
    """One thing that a decision orders; which fields it needs depends on its kind.

    Attributes:
        points: the points that a deduction takes from now on, a judgement gives, or the whole score gains.
        amount: yuan that the next payroll adds.
    """

    kind: RemedyKind
    deduction: UUID | None = None
    item: str = ""
    level: str = ""
    points: Decimal | None = None
    measure: str = ""
    value: Decimal | None = None
    amount: Decimal | None = None

    def __post_init__(self) -> None:
        for name in _NEEDS[self.kind]:
            if getattr(self, name) in (None, ""):
                raise Invalid(
                    f"措施 {self.kind.value} 需要 {name} / the remedy {self.kind.value!r} needs {name!r}",
                    code="remedy-incomplete",
                    pointer=f"/remedies/{name}",
                )

    def as_data(self) -> dict[str, Any]:
        """The remedy as an event keeps it: its kind and the fields that its kind needs."""
        return {"kind": self.kind.value, **{name: getattr(self, name) for name in _NEEDS[self.kind]}}
