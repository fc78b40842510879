"""The built-in schemes and plans against the documents: everything that is named there is here, with its clause."""

import tomllib
from pathlib import Path

import pytest

from adapters.library import PackagedLibrary
from application.catalogue_diff import scheme_differences
from application.catalogue_page import schemes_page
from domain.scoring.documents import read_scheme, scheme_document, scheme_from_plain, scheme_plain
from domain.scoring.rules.deduction import Catalogued
from domain.scoring.scheme import Scheme
from tests.cases import HERE

EQUAL = ("operations-indicators", "four-dimensions", "nine-indicators", "operations-targets", "weighted-operations")
LIBRARY = PackagedLibrary()
SCHEMES = {scheme.id: scheme for scheme in LIBRARY.schemes()}

NAMED: dict[str, list[str]] = tomllib.loads((HERE / "named.toml").read_text(encoding="utf-8"))


def _titles(scheme: Scheme) -> str:
    codes = [code.title.zh for item in scheme.items if isinstance(item.rule, Catalogued) for code in item.rule.codes]
    return "\n".join([*(item.title.zh for item in scheme.items), *codes])


def test_there_is_a_scheme_for_every_document_that_has_one() -> None:
    """Fifteen schemes, three plans; D07 and D15 ask things of the program instead."""
    assert set(SCHEMES) == set(NAMED)
    assert [plan.id for plan in LIBRARY.plans()] == ["salary-structure", "store-dividend", "task-coefficient"]


@pytest.mark.parametrize("id", NAMED)
def test_everything_that_the_document_names_is_in_its_scheme(id: str) -> None:
    """An indicator, duty or error that was left out would never be appraised."""
    titles = _titles(SCHEMES[id])
    assert [name for name in NAMED[id] if name not in titles] == []


@pytest.mark.parametrize("id", NAMED)
def test_every_number_has_its_clause_and_every_assumption_is_told(id: str) -> None:
    """Who disputes a point asks where it stands."""
    scheme = SCHEMES[id]
    for item in scheme.items:
        assert item.source.startswith(scheme.source)
        assert bool(item.assumption) == item.assumed
        assert item.title.en.isascii() or any(ord(sign) > 127 for sign in item.title.zh)
        if isinstance(item.rule, Catalogued):
            assert all(code.source.startswith(scheme.source) for code in item.rule.codes)


def test_points_are_equal_inside_a_dimension_by_largest_remainder() -> None:
    """Where a document names indicators without points, nobody's indicator is worth more, but for the odd hundredth."""
    for id in (
        "operations-indicators",
        "four-dimensions",
        "nine-indicators",
        "operations-targets",
        "weighted-operations",
    ):
        scheme = SCHEMES[id]
        dimensions = [[item for item in scheme.items if item.section == section.id] for section in scheme.sections]
        for items in [list(scheme.items)] if id == "operations-targets" else dimensions:
            points = [item.max for item in items]
            assert points == sorted(points, reverse=True)
            assert (points[0] - points[-1]) * 100 in (0, 1)


@pytest.mark.parametrize("id", NAMED)
def test_the_ledgers_document_is_the_whole_scheme(id: str) -> None:
    """A live cycle scores with the text in the ledger, not with the package."""
    assert read_scheme(scheme_document(SCHEMES[id])) == SCHEMES[id]


def test_the_page_on_schemes_is_fresh() -> None:
    """docs/schemes.md is generated: run `jixiao schemes page > docs/schemes.md`."""
    page = Path(__file__).parents[3] / "docs" / "schemes.md"
    assert page.read_text(encoding="utf-8") == schemes_page(LIBRARY)


def test_differences_are_told_by_their_place_and_matched_by_id() -> None:
    """Somebody who is asked to approve version 2 wants to see what changed, and nothing that merely moved."""
    first = SCHEMES["operations-standard"]
    plain = scheme_plain(first)
    plain["version"] = 2
    plain["sections"] = plain["sections"][::-1]
    conversion = next(item for part in plain["sections"] for item in part["items"] if item["id"] == "conversion")
    conversion["target"] = "0.30"
    assert scheme_differences(first, first) == []
    assert scheme_differences(first, scheme_from_plain(plain)) == [
        {"path": "/version", "before": 1, "after": 2},
        {"path": "/sections/traffic/items/conversion/target", "before": "0.35", "after": "0.30"},
    ]
