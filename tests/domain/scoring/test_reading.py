"""A scheme that somebody composed wrongly is told everything that is wrong with it, each fault by its place."""

from typing import Any

import pytest

from adapters.library import scheme_from_toml
from domain.errors import InvalidDocument
from domain.scoring.documents import document_hash, read_scheme, scheme_document, scheme_from_plain
from tests.domain.scoring.composed import BANDS, LEVELS, document, facts, item, scheme_of, section, words

VALUE = {"measure": {"value": "x"}}


def _faults(*items: dict[str, Any], **rest: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidDocument) as caught:
        scheme_from_plain(document(section("all", *items), facts=facts("x"), **rest))
    return [(fault.pointer.removeprefix("/sections/0"), fault.code) for fault in caught.value.faults]


def _bands(*bands: dict[str, str]) -> list[tuple[str, str]]:
    return _faults(item("b", "100", "bands", bands=list(bands), **VALUE))


def test_points_that_do_not_sum_to_100_are_told() -> None:
    """A scheme is always on 100; one of 95 would pay everybody less."""
    assert _faults(item("a", "60", "count", quota="1"), item("b", "35", "count", quota="1")) == [
        ("/sections", "points-do-not-sum")
    ]


def test_a_gap_between_bands_is_told() -> None:
    """A value of 17 would earn nothing and stop every card."""
    assert _bands({"at_most": "15", "points": "100"}, {"above": "20", "points": "4"}) == [
        ("/items/0/bands/1", "band-gap")
    ]


def test_an_edge_that_no_band_holds_is_a_gap() -> None:
    """Exactly 15 is neither below 15 nor above it."""
    assert _bands({"below": "15", "points": "100"}, {"above": "15", "points": "4"}) == [
        ("/items/0/bands/1", "band-gap")
    ]


@pytest.mark.parametrize("low", [{"at_least": "15"}, {"above": "10"}])
def test_bands_that_overlap_are_told(low: dict[str, str]) -> None:
    """A value in two bands would have two scores."""
    assert _bands({"at_most": "15", "points": "100"}, low | {"points": "4"}) == [("/items/0/bands/1", "band-overlap")]


def test_bands_must_reach_to_both_ends() -> None:
    """Both the fastest and the slowest belong somewhere."""
    assert _bands(
        {"at_least": "0", "at_most": "15", "points": "100"}, {"above": "15", "at_most": "99", "points": "4"}
    ) == [
        ("/items/0/bands/0", "band-gap"),
        ("/items/0/bands/1", "band-gap"),
    ]


def test_bands_may_stand_in_any_order() -> None:
    """A document may list the best band first or last."""
    for bands in (BANDS, BANDS[::-1]):
        assert scheme_of(item("b", "100", "bands", bands=bands, **VALUE), facts=facts("x")).total == 100


def test_a_reversed_band_is_told() -> None:
    """The source's own slip, 70 % < F ≤ 50 %, holds no value at all."""
    assert ("/items/0/bands/1", "band-empty") in _bands(
        {"at_least": "0.7", "points": "100"},
        {"above": "0.7", "at_most": "0.5", "points": "70"},
        {"below": "0.5", "points": "4"},
    )


def test_unknown_facts_are_told() -> None:
    """A measure of something that nobody will ever record keeps every card open."""
    rule = item("a", "100", "proportional", measure={"ratio": ["x", "sales"]})
    assert _faults(rule) == [("/items/0/measure", "unknown-fact")]


def test_an_unreachable_target_is_told() -> None:
    """A share of reviews cannot pass 1: 95 was meant as 0.95."""
    rule = item("a", "100", "proportional", target="95", most="1", **VALUE)
    assert _faults(rule) == [("/items/0/target", "target-unreachable")]


@pytest.mark.parametrize("target", ["0", "-1"])
def test_a_target_of_zero_or_below_is_told(target: str) -> None:
    """Nothing can be held against it."""
    assert _faults(item("a", "100", "proportional", target=target, **VALUE)) == [("/items/0/target", "too-small")]


@pytest.mark.parametrize(
    ("kind", "rule", "place"),
    [
        ("bands", {"bands": [{"points": "90"}]} | VALUE, "/bands"),
        ("graded", {"levels": LEVELS[1:]}, "/levels"),
        ("rank", {"points": ["90", "10"]}, "/points"),
        ("threshold", {"met": "90", "missed": "0"} | VALUE, "/met"),
    ],
)
def test_full_points_that_nobody_can_reach_are_told(kind: str, rule: dict[str, Any], place: str) -> None:
    """An item of 100 whose best result earns 90 makes a scheme of 90."""
    assert _faults(item("a", "100", kind, **rule)) == [(f"/items/0{place}", "points-unreachable")]


def test_ratings_without_raters_are_told() -> None:
    """Somebody has to give them."""
    assert _faults(item("a", "100", "ratings", raters={})) == [("/items/0/raters", "no-raters")]


def test_rater_weights_must_sum_to_one() -> None:
    """30, 50 and 20 per cent, not 30, 50 and 30."""
    rule = item("a", "100", "ratings", raters={"self": "0.3", "peer": "0.5", "manager": "0.3"})
    assert _faults(rule) == [("/items/0/raters", "weights-do-not-sum")]


def test_an_item_that_could_never_lose_points_is_told() -> None:
    """A deduction item without a catalogue or a free range is a gift."""
    assert _faults(item("a", "100", "deduction")) == [("/items/0", "nothing-to-deduct")]


def test_duplicate_ids_are_told_at_the_second() -> None:
    """A deduction against `a` must mean one item."""
    assert _faults(item("a", "50", "count", quota="1"), item("a", "50", "count", quota="1")) == [
        ("/items/1/id", "duplicate-id")
    ]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (20.5, "number-not-text"),
        (20, "number-not-text"),
        ("1e2", "not-a-decimal"),
        ("NaN", "not-a-decimal"),
        (" 20", "not-a-decimal"),
        ("١٢", "not-a-decimal"),
    ],
)
def test_numbers_are_decimal_text(number: object, code: str) -> None:
    """A float has been rounded before anybody looked at it."""
    assert ("/items/0/max", code) in _faults(item("a", "100", "count", quota="1") | {"max": number})


def test_unknown_keys_are_told() -> None:
    """A misspelt key would silently leave a rule out."""
    assert _faults(item("a", "100", "count", quota="1", qouta="2")) == [("/items/0/qouta", "unknown-key")]


def test_a_parameter_must_set_something_that_exists() -> None:
    """A parameter that changes nothing is a trap for whoever sets it."""
    parameter = {"title": words("p"), "default": "1", "sets": ["a.missed", "b.missed"], "source": "D00 一"}
    found = _faults(item("a", "100", "threshold", missed="2", **VALUE), parameters={"p": parameter})
    assert found == [("/parameters/p/default", "default-differs"), ("/parameters/p/sets/1", "not-settable")]


def test_all_faults_come_at_once() -> None:
    """Nobody should have to publish ten times to find ten faults."""
    found = _faults(
        item("A", "60", "count", quota="0"),
        item("b", "30.001", "bands", bands=[{"at_most": "1", "points": "30.001"}], measure={"value": "y"}),
        item("c", "5", "sorcery"),
        {"id": "d"},
        title="no words",
    )
    assert found == [
        ("/title", "wrong-type"),
        ("/items/0/id", "wrong-type"),
        ("/items/0/quota", "too-small"),
        ("/items/1/max", "too-precise"),
        ("/items/1/bands/0", "band-gap"),
        ("/items/2/kind", "wrong-type"),
        ("/items/3/title", "missing"),
        ("/items/3/max", "missing"),
        ("/items/3/kind", "missing"),
        ("/items/3/source", "missing"),
        ("/items/1/measure", "unknown-fact"),
    ]


def test_broken_toml_is_told_with_its_line_and_every_duplicate_key_with_its_own() -> None:
    """A parser stops at its first fault; a duplicate key need not hide the ones after it."""
    text = (
        'id = "a"\nid = "b"\nversion = 1\nversion = 2\nsource = "D00"\ntitle = { zh = "a", en = "a" }\nsections = []\n'
    )
    with pytest.raises(InvalidDocument) as caught:
        scheme_from_toml(text)
    told = [(fault.code, fault.detail) for fault in caught.value.faults]
    assert [code for code, _ in told] == ["duplicate-key", "duplicate-key", "too-few"]
    assert "line 2" in told[0][1]
    assert "line 4" in told[1][1]
    with pytest.raises(InvalidDocument, match="not valid TOML"):
        scheme_from_toml("id = ")


@pytest.mark.parametrize("text", ["", "[1", '{"id": 1, "id": 2}', "[]", "3", "null", "[" * 100_000])
def test_a_stored_text_that_is_no_scheme_is_refused(text: str) -> None:
    """Nothing but a whole scheme is ever scored with."""
    with pytest.raises(InvalidDocument):
        read_scheme(text)


def test_equal_schemes_have_equal_documents() -> None:
    """The hash in the ledger names the scheme, not the way somebody happened to write it."""
    one = scheme_of(item("a", "100", "bands", bands=BANDS, **VALUE), facts=facts("x", "y"))
    other = scheme_of(item("a", "100", "bands", **VALUE, bands=BANDS), facts=facts("y", "x"))
    assert scheme_document(one) == scheme_document(other)
    assert document_hash(scheme_document(one)) == document_hash(scheme_document(other))
