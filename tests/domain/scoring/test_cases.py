"""The worked cases of every built-in scheme, item by item."""

from decimal import Decimal
from typing import Any

import pytest

from adapters.library import PackagedLibrary
from application.dry_runs import dry_score
from domain.scoring.scheme import Scheme
from tests.cases import laid_over, read, without

FILES = dict(read("schemes"))
CASES = [(name, case) for name, file in FILES.items() for case in file["cases"]]


def _scheme(file: str) -> Scheme:
    scheme = PackagedLibrary().scheme(FILES[file]["scheme"])
    assert scheme is not None
    return scheme


def _expected_scores(scheme: Scheme, case: dict[str, Any]) -> dict[str, str | None]:
    full: dict[str, str | None] = {
        item.id: case.get("others", str(item.max.quantize(Decimal("0.01")))) for item in scheme.items
    }
    none = dict.fromkeys([*case.get("unscored", []), *case.get("waived", [])])
    return {**full, **case.get("scores", {}), **none}


@pytest.mark.parametrize(("file", "case"), CASES, ids=[f"{file}: {case['name']}" for file, case in CASES])
def test_card_comes_to_what_was_worked_out_by_hand(file: str, case: dict[str, Any]) -> None:
    """A wrong hundredth of a point is a wrong wage: every item, and the total, equals the worked case exactly."""
    scheme = _scheme(file)
    facts = without(laid_over(FILES[file]["base"], case.get("facts", {})), case.get("without", []))

    card = dry_score(scheme, facts)

    assert {item["id"]: item["score"] for item in card["items"]} == _expected_scores(scheme, case)
    assert card["total"] == case.get("total")
    assert [entry["item"] for entry in card["unscored"]] == case.get("unscored", [])
    assert card["points_in_play"] == case.get("points_in_play", "100")
    assert card["grade"] == case.get("grade")


def test_every_built_in_scheme_has_worked_cases() -> None:
    """A scheme without worked cases is one that nobody ever checked."""
    covered = {file["scheme"] for file in FILES.values()}
    assert covered == {scheme.id for scheme in PackagedLibrary().schemes()}


@pytest.mark.parametrize("file", FILES)
def test_cases_show_full_marks_a_shortfall_and_an_open_card(file: str) -> None:
    """Each scheme is shown at its top, below it and unfinished, with the arithmetic left visible."""
    cases = FILES[file]["cases"]
    assert any(case.get("total") == "100.00" for case in cases)
    assert any(case.get("scores") for case in cases)
    only_deductions = set(_scheme(file).inputs()) == {"deductions"}
    assert only_deductions or any(case.get("unscored") for case in cases)
    assert any(case.get("waived") for case in cases)
    assert all(case["arithmetic"] for case in cases)
