"""Checks that payrolls of every kind share; pointers are those of the dry run's document."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from domain.errors import Fault


def fault(pointer: str, code: str, zh: str, en: str) -> Fault:
    """A fault that is told in both languages."""
    return Fault(pointer, code, f"{zh} / {en}")


def duplicate_faults(ids: Sequence[str], at: str = "/people") -> list[Fault]:
    """Every id that stood there before."""
    seen: set[str] = set()
    faults = []
    for index, id in enumerate(ids):
        if id in seen:
            faults.append(fault(f"{at}/{index}/id", "duplicate-id", f"{id} 出现了两次", f"{id} stands here twice"))
        seen.add(id)
    return faults


def score_fault(at: str, score: Decimal) -> Iterable[Fault]:
    """A score for pay lies in 0..100."""
    if not 0 <= score <= 100:
        yield fault(
            f"{at}/score", "score-out-of-range", f"得分 {score} 应在 0 到 100 之间", f"{score} is no score on 100"
        )


def negative_faults(at: str, numbers: Mapping[str, Decimal]) -> Iterable[Fault]:
    """Numbers that cannot be below zero; the keys are their fields."""
    for name, number in numbers.items():
        if number < 0:
            yield fault(f"{at}/{name}", "too-small", f"{number} 不能小于 0", f"{number} cannot be below zero")
