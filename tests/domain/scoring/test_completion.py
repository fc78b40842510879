"""How far each kind of item was done: what a job sheet's wage is computed from (D09)."""

from decimal import Decimal
from typing import Any

from domain.scoring.completion import completions
from domain.scoring.facts import CardFacts, Deduction
from tests.domain.scoring.composed import DEFECT_CODES, facts, item, scheme_of


def done(*items: dict[str, Any], **given: Any) -> dict[str, str]:
    found = completions(scheme_of(*items, facts=facts("x", "y")), CardFacts(**given))
    return {id: str(part) for id, part in found.items()}


def test_is_held_against_the_target_in_force_and_not_capped() -> None:
    """30 % of a target of 20 % are one and a half; an order book that shrank is nothing, not less."""
    growth = item("g", "50", "proportional", measure={"growth": ["x", "y"]}, target="0.20")
    count = item("c", "50", "count", quota="4")
    rising = {"x": Decimal(130), "y": Decimal(100)}
    assert done(growth, count, measures=rising, counts={"c": Decimal(5)}) == {"g": "3/2", "c": "5/4"}
    falling = {"x": Decimal(90), "y": Decimal(100)}
    targets = {"c": Decimal(10)}
    found = done(growth, count, measures=falling, counts={"c": Decimal(5)}, targets=targets)
    assert found == {"g": "0", "c": "1/2"}


def test_of_a_third_is_exactly_a_third() -> None:
    """Nothing is rounded on the way to the wage."""
    ratio = item("r", "100", "proportional", measure={"ratio": ["x", "y"]}, target="1")
    assert done(ratio, measures={"x": Decimal(1), "y": Decimal(3)}) == {"r": "1/3"}


def test_of_a_judged_or_banded_item_is_its_part_of_the_points() -> None:
    """Fifteen seconds are a band, not a completion of fifteen."""
    bands = [{"at_most": "15", "points": "60"}, {"above": "15", "points": "30"}]
    banded = item("b", "60", "bands", measure={"value": "x"}, bands=bands)
    deducted = item("d", "40", "deduction", free={"least": "1", "most": "40"})
    taken = (Deduction("d", Decimal(10), reason="迟到"),)
    assert done(banded, deducted, measures={"x": Decimal(16)}, deductions=taken) == {"b": "1/2", "d": "3/4"}


def test_leaves_out_what_does_not_score_and_duties_without_points() -> None:
    """An unrecorded duty is no 0; a duty of 0 points has no weight."""
    duties = (item("a", "100", "count", quota="1"), item("free", "0", "count", quota="1"))
    assert done(*duties, counts={"free": Decimal(3)}) == {}


def test_of_an_item_that_a_fatal_defect_struck_is_nothing() -> None:
    """The card says 0; the wage may not say 1."""
    struck = scheme_of(
        item("q", "50", "defects", codes=DEFECT_CODES),
        item("c", "50", "count", quota="1"),
        fatal="card",
    )
    found = completions(struck, CardFacts(counts={"c": Decimal(1)}, deductions=(Deduction("q", code="rude"),)))
    assert found == {"q": 0, "c": 0}
