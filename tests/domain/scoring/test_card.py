"""The card as a whole: what is in play, rescaling, adjustments, clamps, grades, fatal reach, quarters."""

from decimal import Decimal
from typing import Any

import pytest

from domain.scoring.card import score_card
from domain.scoring.documents import scheme_from_plain
from domain.scoring.facts import Adjustment, CardFacts, Deduction, Waiver
from domain.scoring.scheme import Scheme
from tests.domain.scoring.composed import DEFECT_CODES, document, item, scheme_of, section, words

CAPS = {"up": "10", "down": "20", "source": "D00 一"}
GRADES = [
    {"id": "A", "title": words("A"), "at_least": "90", "source": "D00 一"},
    {"id": "B", "title": words("B"), "at_least": "60", "source": "D00 一"},
]


def _counted() -> Scheme:
    return scheme_of(
        item("a", "70", "count", quota="70"),
        item("b", "30", "count", quota="30"),
        adjustments=CAPS,
        grades=GRADES,
        pass_mark={"points": "60", "source": "D00 一"},
    )


def _done(a: str, b: str, **rest: Any) -> CardFacts:
    return CardFacts(counts={"a": Decimal(a), "b": Decimal(b)}, **rest)


def test_waived_points_are_rescaled_before_the_superior_adjusts() -> None:
    """35 of 70 in play is 50, then + 4 = 54; adjusting first would give 55.71."""
    card = score_card(
        _counted(), _done("35", "0", waivers=(Waiver("b", "x"),), adjustments=(Adjustment(Decimal(4), "x"),))
    )
    assert (card.total, card.points_in_play, card.adjustment) == (Decimal("54.00"), Decimal(70), Decimal(4))


@pytest.mark.parametrize(("done", "points", "total"), [("70", "8", "100.00"), ("10", "-15", "0.00")])
def test_the_total_is_clamped_last(done: str, points: str, total: str) -> None:
    """No adjustment lifts a card above 100 or below 0."""
    b = "30" if done == "70" else "0"
    assert score_card(_counted(), _done(done, b, adjustments=(Adjustment(Decimal(points), "x"),))).total == Decimal(
        total
    )


@pytest.mark.parametrize(
    ("a", "grade", "passed"), [("60", "A", True), ("59.99", "B", True), ("30", "B", True), ("29.99", None, False)]
)
def test_a_grade_begins_at_its_bound(a: str, grade: str | None, passed: bool) -> None:
    """90 is an A, 89.99 is not; 60 passes, 59.99 does not."""
    card = score_card(_counted(), _done(a, "30"))
    assert (card.grade.id if card.grade else None, card.passed) == (grade, passed)


def test_an_unscored_item_leaves_no_total_and_no_grade() -> None:
    """A half-scored card must not look like a poor one."""
    card = score_card(_counted(), CardFacts(counts={"a": Decimal(70)}))
    assert (card.total, card.grade, card.passed) == (None, None, None)
    assert [id for id, _ in card.unscored] == ["b"]
    assert [part.score for part in card.sections] == [None]


def test_a_card_with_everything_waived_has_no_total() -> None:
    """0 of 0 points is nothing, not 0 and not an error."""
    card = score_card(_counted(), CardFacts(waivers=(Waiver("a", "x"), Waiver("b", "x"))))
    assert card.total is None


@pytest.mark.parametrize(
    ("fatal", "scores"),
    [("item", ["0.00", "30.00", "20.00"]), ("section", ["0.00", "0.00", "20.00"]), ("card", ["0.00", "0.00", "0.00"])],
)
def test_a_fatal_defect_reaches_as_far_as_the_parameter_says(fatal: str, scores: list[str]) -> None:
    """The document says 致命; how far that goes is the shop's choice, and not a change of code."""
    parameter = {
        "title": words("fatal"),
        "default": "item",
        "choices": ["item", "section", "card"],
        "sets": ["fatal"],
        "source": "D00 一",
        "assumed": True,
    }
    scheme = scheme_from_plain(
        document(
            section("one", item("words", "50", "defects", codes=DEFECT_CODES), item("a", "30", "count", quota="1")),
            section("two", item("b", "20", "count", quota="1")),
            parameters={"fatal": parameter},
        )
    )
    facts = CardFacts(
        counts={"a": Decimal(1), "b": Decimal(1)},
        deductions=(Deduction("words", code="rude"),),
        parameters={"fatal": fatal},
    )
    assert [str(line.score) for line in score_card(scheme, facts).items] == scores


def test_a_quarterly_item_is_out_of_play_until_the_quarter_closes() -> None:
    """Monthly and quarterly items share one card; in between, the total is of what is in play."""
    scheme = scheme_of(item("a", "60", "count", quota="60"), item("q", "40", "count", quota="40", every="quarter"))
    between = score_card(scheme, CardFacts(counts={"a": Decimal(30)}, closes_quarter=False))
    closing = score_card(scheme, CardFacts(counts={"a": Decimal(30), "q": Decimal(40)}))
    assert (between.total, between.points_in_play) == (Decimal("50.00"), Decimal(60))
    assert (closing.total, closing.points_in_play) == (Decimal("70.00"), Decimal(100))


def test_what_is_printed_adds_up() -> None:
    """Four items of a third each must not print 33.33 four times under a total of 133.33 or 133.34 by chance."""
    scheme = scheme_of(*(item(id, "25", "count", quota="3") for id in "abcd"))
    card = score_card(scheme, CardFacts(counts={id: Decimal(1) for id in "abcd"}))
    scores = [line.score for line in card.items if line.score is not None]
    assert card.total == sum(scores) == card.sections[0].score == Decimal("33.32")
