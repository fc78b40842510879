"""One live entry, checked before it becomes an event."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from domain.errors import Invalid, InvalidDocument
from domain.scoring import entries
from domain.scoring.facts import Adjustment, Deduction, Judgement, Rating, Waiver
from tests.domain.scoring.composed import DEFECT_CODES, LEVELS, RATERS, facts, item, scheme_of

ONE = Decimal(1)
SCHEME = scheme_of(
    item("sales", "30", "proportional", measure={"value": "x"}, most="2"),
    item("report", "10", "graded", levels=[LEVELS[0] | {"least": "6", "most": "10"}, LEVELS[1] | {"most": "6"}]),
    item("notes", "20", "deduction", free={"least": "2", "most": "3"}),
    item("words", "20", "defects", codes=DEFECT_CODES),
    item("done", "10", "count", quota="3"),
    item("place", "5", "rank", points=["5", "1"]),
    item("courtesy", "5", "ratings", raters=RATERS),
    facts=facts("x"),
    adjustments={"up": "5", "down": "10", "source": "D00 二"},
)


@pytest.mark.parametrize(
    ("check", "code", "pointer"),
    [
        (lambda: entries.check_target(SCHEME, "nope", ONE), "unknown-item", "/item"),
        (lambda: entries.check_target(SCHEME, "report", ONE), "wrong-kind", "/item"),
        (lambda: entries.check_target(SCHEME, "sales", Decimal(0)), "target-not-positive", "/target"),
        (lambda: entries.check_target(SCHEME, "sales", Decimal(95)), "target-unreachable", "/target"),
        (lambda: entries.check_measure(SCHEME, "y"), "unknown-measure", "/name"),
        (lambda: entries.check_count(SCHEME, "done", Decimal(-1)), "count-negative", "/count"),
        (lambda: entries.check_rank(SCHEME, "place", 0), "rank-below-one", "/rank"),
        (lambda: entries.check_parameter(SCHEME, "fatal", "card"), "unknown-parameter", "/id"),
        (lambda: entries.check_judgement(SCHEME, "report", Judgement("fine", ONE, "r")), "unknown-level", "/level"),
        (
            lambda: entries.check_judgement(SCHEME, "report", Judgement("good", ONE, "r")),
            "points-outside-level",
            "/points",
        ),
        (lambda: entries.check_judgement(SCHEME, "report", Judgement("good", None, "r")), "points-missing", "/points"),
        (lambda: entries.check_judgement(SCHEME, "report", Judgement("poor", ONE, " ")), "reason-missing", "/reason"),
        (lambda: entries.check_rating(SCHEME, "courtesy", Rating("boss", ONE)), "unknown-rater", "/by"),
        (
            lambda: entries.check_rating(SCHEME, "courtesy", Rating("peer", Decimal(6))),
            "points-outside-item",
            "/points",
        ),
        (lambda: entries.check_deduction(SCHEME, Deduction("done", ONE, reason="r")), "wrong-kind", "/item"),
        (
            lambda: entries.check_deduction(SCHEME, Deduction("notes", ONE, reason="r")),
            "deduction-outside-range",
            "/points",
        ),
        (lambda: entries.check_deduction(SCHEME, Deduction("notes", None, reason="r")), "points-missing", "/points"),
        (lambda: entries.check_deduction(SCHEME, Deduction("notes", Decimal(2))), "reason-missing", "/reason"),
        (lambda: entries.check_deduction(SCHEME, Deduction("words", ONE, reason="r")), "code-missing", "/code"),
        (lambda: entries.check_deduction(SCHEME, Deduction("words", code="x")), "unknown-code", "/code"),
        (
            lambda: entries.check_deduction(SCHEME, Deduction("words", code="thin", severity="fatal")),
            "severity-differs",
            "/severity",
        ),
        (lambda: entries.check_deduction(SCHEME, Deduction("words", ONE, code="rude")), "points-refused", "/points"),
        (lambda: entries.check_adjustment(SCHEME, Adjustment(Decimal(6), "r")), "adjustment-outside-caps", "/points"),
        (lambda: entries.check_adjustment(SCHEME, Adjustment(Decimal(0), "r")), "adjustment-zero", "/points"),
        (lambda: entries.check_adjustment(SCHEME, Adjustment(Decimal("0.001"), "r")), "too-precise", "/points"),
        (lambda: entries.check_waiver(SCHEME, Waiver("done", "r"), [Waiver("done", "r")]), "already-waived", "/item"),
    ],
)
def test_an_entry_that_breaks_a_rule_is_refused_by_its_place(
    check: Callable[[], object], code: str, pointer: str
) -> None:
    """What, where and why, before anything is recorded."""
    with pytest.raises(Invalid) as caught:
        check()
    assert (caught.value.code, caught.value.pointer) == (code, pointer)
    assert caught.value.clause.startswith("D00")
    assert " / " in caught.value.message


def test_caps_hold_for_all_adjustments_of_a_card_together() -> None:
    """Two threes are a six; a minus does not make room for more plus."""
    earlier = [Adjustment(Decimal(3), "r"), Adjustment(Decimal(-10), "r")]
    entries.check_adjustment(SCHEME, Adjustment(Decimal(2), "r"), earlier)
    with pytest.raises(Invalid, match="together 6"):
        entries.check_adjustment(SCHEME, Adjustment(Decimal(3), "r"), earlier)


def test_a_checked_deduction_is_complete() -> None:
    """The event must be readable on its own years later: severity and points are filled in from the catalogue."""
    assert entries.check_deduction(SCHEME, Deduction("words", code="thin")) == Deduction(
        "words", Decimal(5), "thin", "non-fatal"
    )
    assert entries.check_deduction(SCHEME, Deduction("words", code="rude")).severity == "fatal"


def test_several_faults_of_one_entry_come_together() -> None:
    """Wrong points and no reason are two things to put right, told at once."""
    with pytest.raises(InvalidDocument) as caught:
        entries.check_deduction(SCHEME, Deduction("notes", Decimal(9)))
    assert [fault.code for fault in caught.value.faults] == ["deduction-outside-range", "reason-missing"]


def test_not_everything_can_be_waived() -> None:
    """A card with nothing in play has no total."""
    all_but_one = [Waiver(line.id, "r") for line in SCHEME.items[1:]]
    with pytest.raises(Invalid, match="nothing in play"):
        entries.check_waiver(SCHEME, Waiver("sales", "r"), all_but_one)
