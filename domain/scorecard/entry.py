"""What people enter on a card, ready to be decided about: reasons sealed, evidence stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from domain.errors import Fault, Invalid
from domain.scoring import entries
from domain.scoring.entries.faults import refuse
from domain.scoring.facts import Deduction
from domain.scoring.scheme import Scheme
from domain.values import Evidence, Sealed


@dataclass(frozen=True)
class FactEntry:
    """Measured figures with where they come from.

    Attributes:
        source: what of the file's name is about nobody, or `entry` when somebody typed them.
        row: the row of the file, counted as in the file, or None.
    """

    measures: Mapping[str, Decimal] = field(default_factory=dict)
    counts: Mapping[str, Decimal] = field(default_factory=dict)
    ranks: Mapping[str, int] = field(default_factory=dict)
    source: str = "entry"
    row: int | None = None
    evidence: tuple[Evidence, ...] = ()

    def check(self, scheme: Scheme, pay_facts: tuple[str, ...] = ()) -> None:
        """Raises Invalid for nothing at all, for a fact that neither scheme nor plan reads or that cannot be, and for
        days, hours or money below zero.
        """
        if not (self.measures or self.counts or self.ranks):
            raise Invalid("请至少填写一个数字 / enter at least one figure", code="facts-missing", pointer="/measures")
        refuse([fault for found in self._faults(scheme, pay_facts) for fault in found])

    def _faults(self, scheme: Scheme, pay_facts: tuple[str, ...]) -> Iterator[list[Fault]]:
        for name, value in self.measures.items():
            faults = _pay_fault(name, value) if name in pay_facts else entries.measure_faults(scheme, name)
            yield _placed("measures", name, faults)
        for item, done in self.counts.items():
            yield _placed("counts", item, entries.count_faults(scheme, item, done))
        for item, rank in self.ranks.items():
            yield _placed("ranks", item, entries.rank_faults(scheme, item, rank))


def _pay_fault(name: str, value: Decimal) -> list[Fault]:
    detail = (
        f"{name} 用于计算工资，不能小于 0：{value} / "
        f"{name} is what pay is computed from and is zero or more, not {value}"
    )
    return [Fault("", "fact-negative", detail)] if value < 0 else []


def _placed(kind: str, name: str, faults: list[Fault]) -> list[Fault]:
    """Faults of one figure, pointing to it in the request."""
    return [replace(fault, pointer=f"/{kind}/{name}") for fault in faults]


@dataclass(frozen=True)
class JudgementEntry:
    """A level and points for a graded item."""

    item: str
    level: str
    points: Decimal | None
    reason: Sealed


@dataclass(frozen=True)
class DeductionEntry:
    """Points to take from an item, by a catalogue code or for a free reason."""

    item: str
    points: Decimal | None
    code: str
    severity: str
    reason: Sealed
    evidence: tuple[Evidence, ...] = ()

    def for_scoring(self) -> Deduction:
        """As the arithmetic sees it; the reason itself stays sealed."""
        return Deduction(self.item, self.points, self.code, self.severity, reason=SEALED)


SEALED = "(sealed)"
"""Stands for a reason that was given and is sealed: the arithmetic needs to know that there is one, not what it
says.
"""
