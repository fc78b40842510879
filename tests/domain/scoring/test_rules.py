"""Each item kind at its edges, scored through the one function that scores every card."""

from decimal import Decimal
from typing import Any

import pytest

from domain.scoring.card import ScoredItem, score_card
from domain.scoring.facts import CardFacts, Deduction, Judgement, Rating
from domain.scoring.rules.rank import ranks_of
from tests.domain.scoring.composed import BANDS, DEFECT_CODES, LEVELS, RATERS, facts, item, scheme_of, words

VALUE = {"measure": {"value": "x"}}


def _only(document: dict[str, Any], given: CardFacts, **rest: Any) -> ScoredItem:
    return score_card(scheme_of(document, facts=facts("x", "y"), **rest), given).items[0]


@pytest.mark.parametrize(
    ("value", "score"),
    [("-1", "100.00"), ("15", "100.00"), ("15.0000000001", "70.00"), ("20", "70.00"), ("20.01", "40.00")],
)
def test_a_band_holds_the_edge_that_it_names(value: str, score: str) -> None:
    """15 seconds is still fast, a little more is not: the document's ≤ and < decide money."""
    line = _only(item("speed", "100", "bands", bands=BANDS, **VALUE), CardFacts(measures={"x": Decimal(value)}))
    assert line.score == Decimal(score)


@pytest.mark.parametrize(
    ("better", "value", "score"),
    [("higher", "9.99", "20.00"), ("higher", "10", "100.00"), ("lower", "10", "100.00"), ("lower", "10.01", "20.00")],
)
def test_a_threshold_is_met_at_the_target_itself(better: str, value: str, score: str) -> None:
    """达到 X includes X, whichever way is better."""
    rule = item("t", "100", "threshold", target="10", missed="20", better=better, **VALUE)
    assert _only(rule, CardFacts(measures={"x": Decimal(value)})).score == Decimal(score)


@pytest.mark.parametrize(("rank", "score"), [(1, "100.00"), (2, "80.00"), (3, "60.00"), (9, "60.00")])
def test_the_last_rank_points_hold_for_everybody_after(rank: int, score: str) -> None:
    """第 4 名及之后: a large team needs no longer table."""
    assert _only(item("r", "100", "rank", points=["100", "80", "60"]), CardFacts(ranks={"r": rank})).score == Decimal(
        score
    )


def test_equal_values_share_the_better_rank() -> None:
    """Two who sold the same are both second, and the next one is fourth."""
    values = {"a": Decimal(90), "b": Decimal(70), "c": Decimal(70), "d": Decimal(10)}
    assert ranks_of(values) == {"a": 1, "b": 2, "c": 2, "d": 4}
    assert ranks_of(values, "lower") == {"a": 4, "b": 2, "c": 2, "d": 1}


@pytest.mark.parametrize(("done", "score"), [("0", "0.00"), ("1", "33.33"), ("3", "100.00"), ("7", "100.00")])
def test_a_count_is_its_share_of_the_quota(done: str, score: str) -> None:
    """More than the quota earns no more than the item."""
    assert _only(item("c", "100", "count", quota="3"), CardFacts(counts={"c": Decimal(done)})).score == Decimal(score)


def test_a_duty_without_points_never_holds_a_card_up() -> None:
    """D16's 无: recorded, 0 points, and the card is complete without it."""
    scheme = scheme_of(item("c", "100", "count", quota="3"), item("meeting", "0", "count", quota="1"))
    card = score_card(scheme, CardFacts(counts={"c": Decimal(3)}))
    assert card.total == Decimal("100.00")
    assert card.items[1].score == Decimal("0.00")


def test_a_level_of_one_value_needs_no_points() -> None:
    """得 5 分 leaves nothing to choose."""
    levels = [{"id": "yes", "title": words("yes"), "least": "100", "most": "100"}, LEVELS[1]]
    given = CardFacts(judgements={"g": Judgement("yes", None, "done")})
    assert _only(item("g", "100", "graded", levels=levels), given).score == Decimal("100.00")


def test_a_judgement_that_does_not_fit_the_scheme_is_unscored_not_an_error() -> None:
    """A replay may put a card under another scheme version, whose levels differ."""
    given = CardFacts(judgements={"g": Judgement("splendid", Decimal(90), "x")})
    line = _only(item("g", "100", "graded", levels=LEVELS), given)
    assert line.state == "unscored"


def _defects(*deductions: Deduction, fatal: str = "item") -> list[str]:
    scheme = scheme_of(
        item("words", "60", "defects", codes=DEFECT_CODES, free={"points": "5"}),
        item("notes", "40", "deduction", free={"least": "1", "most": "5"}),
        fatal=fatal,
    )
    return [str(line.score) for line in score_card(scheme, CardFacts(deductions=deductions)).items]


def test_a_fatal_defect_zeroes_its_item() -> None:
    """致命错误: nothing is left of the item, whatever else was fine."""
    assert _defects(Deduction("words", code="rude"), Deduction("words", code="thin")) == ["0.00", "40.00"]


def test_non_fatal_defects_take_their_points_and_advocated_habits_none() -> None:
    """服务提倡 is praise on record, not points."""
    given = (Deduction("words", code="thin"), Deduction("words", code="thin"), Deduction("words", code="kind"))
    assert _defects(*given) == ["50.00", "40.00"]


def test_a_free_defect_is_as_severe_as_it_was_recorded() -> None:
    """A defect outside the catalogue still has a severity and a reason."""
    assert _defects(Deduction("words", severity="fatal", reason="r")) == ["0.00", "40.00"]
    assert _defects(Deduction("words", severity="non-fatal", reason="r")) == ["55.00", "40.00"]


def test_a_fatal_defect_reaches_the_card_when_the_shop_says_so() -> None:
    """`fatal = card`: one forbidden word costs the month."""
    assert _defects(Deduction("words", code="rude"), fatal="card") == ["0.00", "0.00"]


def _rated(*given: tuple[str, str]) -> ScoredItem:
    ratings = tuple(Rating(by, Decimal(points)) for by, points in given)
    return _only(item("courtesy", "100", "ratings", raters=RATERS), CardFacts(ratings={"courtesy": ratings}))


def test_ratings_are_weighted_means() -> None:
    """自评 30 %、同事 50 %、店长 20 %: 80 × 0.3 + (90 + 60 + 70) / 3 × 0.5 + 50 × 0.2 = 70.666…"""
    given = ("self", "80"), ("peer", "90"), ("peer", "60"), ("peer", "70"), ("manager", "50")
    assert _rated(*given).score == Decimal("70.67")


def test_fewer_than_three_peers_are_left_out_and_the_other_weights_grow() -> None:
    """Two peers could be guessed apart: 80 × 0.6 + 50 × 0.4 = 68, whatever they said."""
    assert _rated(("self", "80"), ("peer", "0"), ("peer", "0"), ("manager", "50")).score == Decimal("68.00")


@pytest.mark.parametrize("missing", ["self", "manager"])
def test_a_missing_self_or_manager_rating_leaves_the_item_unscored(missing: str) -> None:
    """A rating that nobody gave is not 0."""
    given = [(by, "80") for by in ("self", "peer", "peer", "peer", "manager") if by != missing]
    assert _rated(*given).state == "unscored"


def test_a_single_peer_rating_is_never_told() -> None:
    """The rated person sees means only: three different peers leave no trace of any one."""
    line = _rated(("self", "80"), ("peer", "91"), ("peer", "62"), ("peer", "72"), ("manager", "50"))
    for text in (line.explanation.zh, line.explanation.en):
        assert "75" in text
        assert not any(single in text for single in ("91", "62", "72"))


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ({"ratio": ["x", "y"]}, "0.333333"),
        ({"growth": ["y", "x"]}, "2.000000"),
        ({"difference": ["y", "x"]}, "20.000000"),
        ({"sum": ["x", "y"]}, "40.000000"),
        ({"mean": ["x", "y"]}, "20.000000"),
        ({"ratio": [{"sum": ["x", "x"]}, {"mean": ["x", "y"]}]}, "1.000000"),
    ],
)
def test_a_measure_is_a_structure(measure: dict[str, Any], value: str) -> None:
    """What is measured is data that anybody can read, and it is exact."""
    rule = item("m", "100", "proportional", target="1", measure=measure)
    assert _only(rule, CardFacts(measures={"x": Decimal(10), "y": Decimal(30)})).value == Decimal(value)


def test_an_item_without_a_standing_deduction_does_not_say_that_there_never_was_one() -> None:
    """One that was reversed stands on the card beside the sentence."""
    line = _only(item("n", "100", "deduction", free={"least": "1", "most": "5"}), CardFacts())
    assert line.explanation.zh.endswith("没有生效的扣分 → 满分 100 分")
    assert line.explanation.en.endswith("no deduction stands → all 100 points")


@pytest.mark.parametrize("when_empty", ["unscored", "full"])
def test_two_figures_below_zero_make_no_ratio(when_empty: str) -> None:
    """Sales and their target both below zero would pass for a target that was almost reached; nothing was reached."""
    rule = item("m", "100", "proportional", target="1", measure={"ratio": ["x", "y"]}, when_empty=when_empty)
    line = _only(rule, CardFacts(measures={"x": Decimal(-118000), "y": Decimal(-120000)}))
    assert line.score is None
    assert _only(rule, CardFacts(measures={"x": Decimal(-118000), "y": Decimal(120000)})).score == 0


def test_reasons_never_enter_an_explanation() -> None:
    """Free text about a person is sealed; a stored explanation must not repeat it."""
    given = CardFacts(deductions=(Deduction("n", Decimal(5), reason="very private"),))
    line = _only(item("n", "100", "deduction", free={"least": "1", "most": "5"}), given)
    assert "private" not in f"{line.explanation}"
