"""Laws that hold for every scheme and every input, searched for counterexamples."""

from decimal import Decimal
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.scoring.card import SCORED, score_card
from domain.scoring.documents import read_scheme, scheme_document
from domain.scoring.facts import Adjustment, CardFacts, Deduction, Rating, Waiver
from domain.scoring.scheme import Scheme
from tests.domain.scoring.composed import DEFECT_CODES, RATERS, facts, item, scheme_of

numbers = st.decimals(min_value=-1000, max_value=1000, places=4)
positive = st.decimals(min_value="0.0001", max_value=1000, places=4)
points = st.decimals(min_value=0, max_value=20, places=2)


def _scheme() -> Scheme:
    bands = [
        {"below": "15", "points": "4"},
        {"at_least": "15", "below": "20", "points": "7"},
        {"at_least": "20", "points": "10"},
    ]
    return scheme_of(
        item("share", "20", "proportional", measure={"ratio": ["x", "y"]}),
        item("growth", "10", "proportional", measure={"growth": ["x", "y"]}, when_empty="full"),
        item("limit", "10", "threshold", measure={"value": "x"}, missed="3"),
        item("band", "10", "bands", measure={"value": "x"}, bands=bands),
        item("done", "10", "count", quota="7"),
        item("place", "10", "rank", points=["10", "8", "6", "4"]),
        item("notes", "10", "deduction", free={"least": "0.5", "most": "3"}),
        item("words", "10", "defects", codes=DEFECT_CODES),
        item("courtesy", "10", "ratings", raters=RATERS),
        facts=facts("x", "y"),
        adjustments={"up": "10", "down": "10", "source": "D00 一"},
    )


SCHEME = _scheme()
ITEMS = [line.id for line in SCHEME.items]


@st.composite
def cards(draw: st.DrawFn) -> CardFacts:
    """Facts of all kinds, some of them missing."""
    measures = draw(st.dictionaries(st.sampled_from(["x", "y"]), numbers))
    ratings = draw(
        st.lists(st.builds(Rating, st.sampled_from(["self", "peer", "manager"]), points.map(lambda p: p / 2)))
    )
    deductions = draw(st.lists(st.builds(Deduction, st.just("notes"), st.decimals("0.5", 3, places=2)), max_size=6))
    defects = draw(st.lists(st.builds(Deduction, st.just("words"), code=st.sampled_from(["rude", "thin", "kind"]))))
    return CardFacts(
        targets=draw(st.fixed_dictionaries({"share": positive, "growth": positive, "limit": positive})),
        measures=measures,
        counts={"done": draw(st.decimals(0, 20, places=2))},
        ranks={"place": draw(st.integers(1, 9))},
        deductions=tuple(deductions + defects),
        ratings={"courtesy": tuple(ratings)},
        adjustments=tuple(draw(st.lists(st.builds(Adjustment, st.decimals(-10, 10, places=2)), max_size=2))),
        waivers=tuple(Waiver(id, "x") for id in draw(st.sets(st.sampled_from(ITEMS)))),
    )


@given(cards())
def test_totals_lie_between_0_and_100_and_sections_add_up(given_facts: CardFacts) -> None:
    """Whatever is recorded: items within their points, sections the sum of items, the total within 0..100."""
    card = score_card(SCHEME, given_facts)
    for line in card.items:
        assert line.score is None or (0 <= line.score <= line.max and line.score.as_tuple().exponent == -2)
    scored = sum((line.score for line in card.items if line.score is not None), Decimal(0))
    assert card.points == scored
    if card.total is None:
        assert card.unscored or not card.points_in_play
    else:
        assert 0 <= card.total <= 100
        assert all(section.score is not None for section in card.sections)
    if card.total is not None and card.points_in_play == 100 and not given_facts.adjustments:
        assert card.total == scored == sum(section.score or 0 for section in card.sections)


@given(numbers, numbers, positive, st.sampled_from(["share", "growth", "limit", "band"]))
def test_a_better_measure_never_lowers_its_item(low: Decimal, high: Decimal, before: Decimal, id: str) -> None:
    """Selling more must never cost points."""
    assume(low <= high)
    targets = {"share": Decimal("0.7"), "growth": Decimal("0.1"), "limit": Decimal(100)}

    def score(x: Decimal) -> Decimal:
        card = score_card(SCHEME, CardFacts(targets=targets, measures={"x": x, "y": before}))
        line = next(line for line in card.items if line.id == id)
        assert line.state == SCORED
        assert line.score is not None
        return line.score

    assert score(low) <= score(high)


@given(cards(), st.decimals("0.5", 3, places=2))
def test_one_more_deduction_never_raises_a_total(given_facts: CardFacts, more: Decimal) -> None:
    """And taking it back (an appeal won) never lowers one."""
    with_more = CardFacts(**(vars(given_facts) | {"deductions": (*given_facts.deductions, Deduction("notes", more))}))
    before, after = score_card(SCHEME, given_facts).total, score_card(SCHEME, with_more).total
    assert (before is None) == (after is None)
    assert before is None or after is None or after <= before


@given(cards(), st.randoms())
def test_the_order_of_entries_does_not_matter(given_facts: CardFacts, random: Any) -> None:
    """Who recorded first, or which rating arrived first, changes nothing."""
    deductions, ratings = list(given_facts.deductions), list(given_facts.ratings["courtesy"])
    random.shuffle(deductions)
    random.shuffle(ratings)
    mixed = CardFacts(
        **(vars(given_facts) | {"deductions": tuple(deductions), "ratings": {"courtesy": tuple(ratings)}})
    )
    assert [line.score for line in score_card(SCHEME, mixed).items] == [
        line.score for line in score_card(SCHEME, given_facts).items
    ]


@given(cards())
def test_a_card_scored_from_the_stored_document_is_the_same_card(given_facts: CardFacts) -> None:
    """A ledger keeps the document's text; scoring from it years later gives the same card."""
    again = read_scheme(scheme_document(SCHEME))
    assert again == SCHEME
    assert score_card(again, given_facts) == score_card(SCHEME, given_facts)
