"""A card's explanation comes to the card: every item and the total, redone from the JSON alone."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application.explaining.card_sources import Scored
from application.explaining.cards import explain_card
from application.projections.plain import plain
from application.queries.card_scores import facts_of
from domain.scoring.card import SCORED, score_card
from domain.scoring.facts import CardFacts, Deduction, Judgement, Rating
from domain.scoring.rules.graded import Graded
from domain.scoring.scheme import Scheme
from tests.application.explaining.redoing import numbers, redone
from tests.domain.scoring.composed import DEFECT_CODES, LEVELS, item, scheme_of
from tests.domain.scoring.test_laws import SCHEME, cards
from web.wiring import library

SOMEBODY = UUID(int=7)


REPLACES_NOTHING: dict[str, Any] = {"reason": "r", "appeal": None, "earlier": []}


def mark(position: int) -> dict[str, Any]:
    """Who, when, where."""
    return {"by": str(SOMEBODY), "at": "2026-10-05T01:00:00Z", "position": position}


def body_of(facts: CardFacts) -> dict[str, Any]:
    """A card's row on which exactly these facts stand."""
    deductions = [
        {
            "id": str(uuid5(SOMEBODY, str(index))),
            "item": held.item,
            "code": held.code,
            "severity": held.severity,
            "points": None if held.points is None else str(held.points),
            "first_points": None if held.points is None else str(held.points),
            "status": "recorded",
            "reason": "because",
            "evidence": [],
            "appeal": None,
            "steps": [{**mark(100 + index), "status": "recorded", "points": None, "reason": None, "appeal": None}],
            **mark(100 + index),
        }
        for index, held in enumerate(facts.deductions)
    ]
    ratings = [
        {**mark(200 + index), "item": item_, "kind": rating.by, "points": str(rating.points), "comment": None}
        for item_, given_ in facts.ratings.items()
        for index, rating in enumerate(given_)
    ]
    entry = {
        **mark(50), "measures": plain(facts.measures), "counts": plain(facts.counts), "ranks": dict(facts.ranks),
        "source": "facts.csv", "row": 3, "evidence": [], "appeal": None,
    }  # fmt: skip
    return {
        "period": "2026-12" if facts.closes_quarter else "2026-10",
        "targets": plain(facts.targets),
        "facts": [entry],
        "judgements": {
            item_: {**mark(60), "level": held.level, "points": str(held.points), **REPLACES_NOTHING}
            for item_, held in facts.judgements.items()
        },
        "ratings": ratings,
        "deductions": deductions,
        "adjustments": [
            {**mark(300), "id": str(index), "points": str(held.points), "reason": "r", "appeal": None}
            for index, held in enumerate(facts.adjustments)
        ],
        "waivers": [{**mark(310), "item": held.item, "reason": "r", "appeal": None} for held in facts.waivers],
        "amendments": [],
        "history": [{**mark(40), "stage": "open", "reason": None, "total": None}],
    }  # fmt: skip


def explained(scheme: Scheme, facts: CardFacts, *, singly: bool = True) -> tuple[Any, Any]:
    """The computed card and its explanation, as JSON tells it."""
    body = body_of(facts)
    card = score_card(scheme, facts_of(body))
    scored = Scored(
        body, scheme, facts_of(body), card.items, card.total, card.points_in_play, mark(5), (), singly
    )  # fmt: skip
    return card, json.loads(json.dumps(explain_card(scored)))


@given(cards())
@settings(max_examples=60)
def test_every_item_and_the_total_come_out_again(facts: CardFacts) -> None:
    """The law of the explanation: what it says comes to what it explains, whatever was recorded."""
    card, told = explained(SCHEME, facts)
    _comes_out(card, told)


FATAL_REACH = scheme_of(
    item("words", "40", "defects", codes=DEFECT_CODES),
    item("judged", "60", "graded", levels=[{**LEVELS[0], "most": "60"}, {**LEVELS[1], "most": "59"}]),
    fatal="card",
)


def test_a_fatal_error_that_strikes_another_item_is_told() -> None:
    """The judged item is zero because of the words: its source is the deduction."""
    facts = CardFacts(
        judgements={"judged": Judgement("good", Decimal(60))}, deductions=(Deduction("words", code="rude"),)
    )
    card, told = explained(FATAL_REACH, facts)
    _comes_out(card, told)
    struck = told["items"][1]
    assert struck["score"] == "0.00"
    assert redone(struck["term"]) == 0
    assert struck["score"] == "0.00"
    assert redone(struck["term"]) == 0
    kinds = {source["id"]: source["kind"] for source in told["sources"]}
    kinds = {source["id"]: source["kind"] for source in told["sources"]}
    assert "deduction" in [kinds[id] for id in struck["sources"]]


@given(st.data())
@settings(max_examples=40)
def test_every_built_in_scheme_is_explained(data: st.DataObject) -> None:
    """All sixteen documents: whatever kind of rule a scheme uses, its arithmetic is known."""
    scheme = data.draw(st.sampled_from(list(library().schemes())))
    number = st.decimals(0, 500, places=3)
    judgements = {
        line.id: Judgement(level.id, level.most)
        for line in scheme.items
        if isinstance(line.rule, Graded)
        for level in [data.draw(st.sampled_from(line.rule.levels))]
    }
    facts = CardFacts(
        targets={name: own or data.draw(st.decimals("0.01", 50, places=2)) for name, own in scheme.targets().items()},
        measures={name: data.draw(number) for name in scheme.measures()},
        counts={line.id: data.draw(number) for line in scheme.items if f"counts.{line.id}" in line.inputs()},
        ranks={line.id: data.draw(st.integers(1, 9)) for line in scheme.items if f"ranks.{line.id}" in line.inputs()},
        judgements=judgements,
        closes_quarter=data.draw(st.booleans()),
    )
    card, told = explained(scheme, facts)
    _comes_out(card, told)


def test_every_number_has_its_source() -> None:
    """Measured, targeted, judged, counted, taken: each leaf that somebody entered names who, where and when."""
    facts = CardFacts(
        targets={"share": Decimal("0.35")},
        measures={"x": Decimal(312), "y": Decimal(1000)},
        counts={"done": Decimal(3)},
        ranks={"place": 2},
    )
    _, told = explained(SCHEME, facts)
    sources = {source["id"]: source for source in told["sources"]}
    share = next(held for held in told["items"] if held["id"] == "share")
    named = [sources[number["source"]] for number in numbers(share["term"]) if "source" in number]
    assert [(one["kind"], one["name"]) for one in named] == [
        ("rule", "share"), ("fact", "x"), ("fact", "y"), ("rule", "share"),
    ]  # fmt: skip
    fact = named[1]
    assert (fact["file"], fact["row"], fact["position"], fact["by"]) == ("facts.csv", 3, 50, str(SOMEBODY))
    assert share["clause"] == {
        "source": "D00 一", "document": "D00", "clause": "一", "rules": "composed", "version": 1, "assumed": False,
        "assumption": None,
    }  # fmt: skip


def test_the_sentence_of_the_issue() -> None:
    """ "转化率 31.2% / 目标 35% → 15 分 × 0.8914 = 13.37 分"."""
    scheme = library().scheme("operations-standard")
    assert scheme is not None
    facts = CardFacts(
        targets={"conversion": Decimal("0.35")}, measures={"orders": Decimal(312), "visitors": Decimal(1000)}
    )
    _, told = explained(scheme, facts)
    found = next(held for held in told["items"] if held["id"] == "conversion")
    assert found["sentence"]["zh"] == "转化率 31.2% / 目标 35% → 15 分 × 0.8914 = 13.37 分"
    assert redone(found["term"]) == Fraction("13.37")


@pytest.mark.parametrize("singly", [True, False])
def test_single_ratings_of_peers_are_told_only_to_who_may_see_them(singly: bool) -> None:
    """The arithmetic needs their sum and number; it comes out either way."""
    given_ = tuple(Rating("peer", Decimal(points)) for points in (4, 5, 9))
    facts = CardFacts(
        ratings={"courtesy": (Rating("self", Decimal(8)), Rating("manager", Decimal(7)), *given_)}
    )  # fmt: skip
    card, told = explained(SCHEME, facts, singly=singly)
    _comes_out(card, told)
    peers = next(source for source in told["sources"] if source["name"] == "courtesy.peer")
    assert (peers["count"], peers["value"], peers["by"], peers["position"]) == (3, "18", None, None)
    assert len(peers["given"]) == (3 if singly else 0)


def _comes_out(card: Any, told: Any) -> None:
    for line, held in zip(card.items, told["items"], strict=True):
        assert held["score"] == (None if line.score is None else str(line.score))
        if line.state == SCORED:
            assert redone(held["term"]) == Fraction(line.score), held["id"]
        else:
            assert held["term"] is None
    if card.total is None:
        assert told["total_term"] is None
    else:
        assert redone(told["total_term"]) == Fraction(card.total)
    known = {source["id"] for source in told["sources"]}
    for held in told["items"]:
        named = {number["source"] for number in numbers(held["term"] or {"op": "sum", "of": []}) if "source" in number}
        assert named <= set(held["sources"]) <= known
