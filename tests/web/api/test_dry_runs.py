"""Dry runs over HTTP answer what the command line answers, and write nothing."""

from typing import Any

import pytest

from tests.web.api.described import body_of
from tests.web.api.house import House

FACTS = {
    "employee": "E1",
    "targets": {"sales-completion": "1.00"},
    "measures": {"actual_sales": "118000", "target_sales": "120000"},
}
INPUT = {
    "parameters": {"net_profit": "100000"},
    "people": [
        {"id": "E1", "role": "service", "base": "4000", "score": "92.5"},
        {"id": "E2", "role": "operations", "base": "5000", "score": "70"},
    ],
    "grants": [{"role": "service", "points": "2"}],
}


@pytest.fixture
def person(furnished_house: House) -> Any:
    """Anybody may try."""
    return furnished_house["A1"]


def test_a_card_is_scored(person: Any) -> None:
    """19.67 of 20: the first line of the contract."""
    answer = person.post("/dry-runs/score", {"scheme": "operations-standard", "facts": FACTS})
    assert answer.status_code == 200, answer.text
    item = answer.json["items"][0]
    assert (item["id"], item["score"], item["value"], item["source"]) == (
        "sales-completion",
        "19.67",
        "0.983333",
        "D01 一.1",
    )
    assert answer.json["total"] is None
    assert answer.json["unscored"]


def test_a_payroll_is_computed(person: Any) -> None:
    """And conserved: what is not paid is in the fund or retained."""
    answer = person.post("/dry-runs/payroll", {"plan": "store-dividend", "input": INPUT})
    assert answer.status_code == 200, answer.text
    assert answer.json["pool"] == "20000.00"
    assert [line["paid"] for line in answer.json["lines"]] == ["9620.00", "0.00"]


def test_nothing_is_written_and_no_key_is_kept(person: Any, furnished_house: House) -> None:
    """A dry run is a question."""
    head = furnished_house.services.ledger_of(furnished_house.organization).head()
    for facts in (FACTS, {}):
        body = {"scheme": "operations-standard", "facts": facts}
        assert person.post("/dry-runs/score", body, Idempotency_Key="same").status_code == 200
    assert furnished_house.services.ledger_of(furnished_house.organization).head() == head


def test_a_document_of_ones_own_can_be_tried(person: Any) -> None:
    """Before it is published."""
    document = person.seen("/schemes/operations-standard")["document"]
    answer = person.post("/dry-runs/score", {"scheme": {**document, "id": "ours"}, "facts": FACTS})
    assert answer.json["scheme"] == "ours"
    plan = person.seen("/plans/store-dividend")["document"]
    assert person.post("/dry-runs/payroll", {"plan": plan, "input": INPUT}).status_code == 200


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        (
            "score",
            {"scheme": "operations-standard", "facts": {"measures": {"actual_sales": 118000}}},
            "/facts/measures/actual_sales",
        ),
        (
            "score",
            {"scheme": "operations-standard", "facts": {"measures": {"actual_sales": 1.5}}},
            "/facts/measures/actual_sales",
        ),
        ("score", {"scheme": "operations-standard", "facts": {"nothing": {}}}, "/facts/nothing"),
        ("score", {"scheme": {"id": "x"}, "facts": {}}, "/scheme/version"),
        (
            "payroll",
            {"plan": "store-dividend", "input": {**INPUT, "people": [{"id": "E1", "role": "service", "base": "1"}]}},
            "/input/people/0/score",
        ),
    ],
)
def test_faults_point_into_the_request(person: Any, path: str, body: dict[str, Any], pointer: str) -> None:
    """The same codes as on the command line, one level deeper."""
    answer = person.post(f"/dry-runs/{path}", body)
    assert answer.status_code == 422
    assert pointer in {held["pointer"] for held in body_of(answer)["errors"]}


def test_an_unknown_scheme_is_not_found(person: Any) -> None:
    """Neither built in nor published here."""
    assert person.post("/dry-runs/score", {"scheme": "nothing-such", "facts": {}}).status_code == 404
    assert person.post("/dry-runs/score", {"scheme": 7, "facts": {}}).status_code == 422
