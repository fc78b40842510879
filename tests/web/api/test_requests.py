"""What is not exactly as described is refused, with the place and the reason, and nothing is done."""

from typing import Any

import pytest

from tests.web.api.described import body_of
from tests.web.api.house import House

HIRED = {"number": "E1", "hired_on": "2026-01-05"}


@pytest.fixture
def home(furnished_house: House) -> House:
    """An organization that no test of this module changes for another."""
    return furnished_house


@pytest.fixture(scope="module")
def person(furnished_house: House) -> str:
    """The path of somebody."""
    return f"/employees/{furnished_house.hire('P1').id}"


@pytest.fixture(scope="module")
def cycle(furnished_house: House) -> str:
    """The path of a planned cycle."""
    return f"/cycles/{furnished_house['H1'].done('/cycles', {'shop': furnished_house.shop, 'period': '2026-09'})['id']}"


def raw(house: House, content: bytes, content_type: str = "application/json", path: str = "/employees") -> Any:
    """A POST by HR with these bytes."""
    return house.call("POST", path, house["H1"].token, data=content, content_type=content_type)


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[1,]",
        b'{"number": NaN}',
        b'{"number": Infinity}',
        b'{"number": "E1", "number": "E2", "hired_on": "2026-01-05"}',
        b'{"profile": {"name": "a", "name": "b"}}',
        b'{"number": "\xff"}',
        b'{"number": "\\ud800"}',
        b"[" * 100_000,
        b'{"number": ' + b"1" * 5000 + b"}",
    ],
)
def test_what_is_no_plain_json_is_malformed(home: House, content: bytes) -> None:
    """Two readers of the same bytes must read the same: a key twice, NaN and half characters are read differently."""
    answer = raw(home, content)
    assert (answer.status_code, answer.json["type"]) == (400, "urn:jixiao:problem:malformed-json")


def fault(answer: Any) -> tuple[str, str]:
    """Pointer and code of the only fault."""
    assert answer.status_code == 422, answer.text
    (found,) = answer.json["errors"]
    return found["pointer"], found["code"]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"salary": "1"}, "/salary", "field-unknown"),
        ({"number": None}, "/number", "null-refused"),
        ({"number": ""}, "/number", "text-length"),
        ({"number": "x" * 65}, "/number", "text-length"),
        ({"number": 7}, "/number", "not-text"),
        ({"number": "E\u0000"}, "/number", "text-unprintable"),
        ({"hired_on": "2026-02-30"}, "/hired_on", "day-invalid"),
        ({"hired_on": "20260105"}, "/hired_on", "day-invalid"),
        ({"hired_on": "2026-01-05\n"}, "/hired_on", "day-invalid"),
        ({"regular": 1}, "/regular", "flag-invalid"),
        ({"regular": "true"}, "/regular", "flag-invalid"),
        ({"lead": "7D1F7D80-6A3F-5D0E-9D0E-5A4B1C1F2A3B"}, "/lead", "uuid-malformed"),
        ({"lead": "somebody"}, "/lead", "uuid-malformed"),
        ({"profile": []}, "/profile", "not-an-object"),
        ({"profile": {"name": 1}}, "/profile/name", "not-text"),
        ({"profile": {"a/b~c": 1}}, "/profile/a~1b~0c", "not-text"),
    ],
)
def test_each_bad_field_is_named(home: House, change: dict[str, Any], pointer: str, code: str) -> None:
    """A client can mark the field, and nothing is guessed, trimmed or coerced."""
    before = home["A1"].seen("/events?limit=1")["items"][0]["position"]
    assert fault(home["H1"].post("/employees", {**HIRED, **change})) == (pointer, code)
    assert home["A1"].seen("/events?limit=1")["items"][0]["position"] == before


def test_all_bad_fields_are_named_at_once(home: House) -> None:
    """Nobody corrects one field after the other."""
    answer = home["H1"].post("/employees", {"regular": 0, "x": 1})
    assert {(held["pointer"], held["code"]) for held in body_of(answer)["errors"]} == {
        ("/number", "field-missing"),
        ("/hired_on", "field-missing"),
        ("/regular", "flag-invalid"),
        ("/x", "field-unknown"),
    }


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (4000, "decimal-not-a-string"),
        (4000.5, "decimal-not-a-string"),
        ("4000.005", "decimal-malformed"),
        ("-1", "decimal-malformed"),
        ("1e3", "decimal-malformed"),
        ("4,000", "decimal-malformed"),
        ("04", "decimal-malformed"),
        (" 4", "decimal-malformed"),
        ("４", "decimal-malformed"),
        ("", "decimal-malformed"),
    ],
)
def test_money_is_a_string_of_its_digits(home: House, person: str, amount: object, code: str) -> None:
    """A float has already lost what was meant, and a third decimal would be rounded silently."""
    body = {"amount": amount, "effective_on": "2026-01-05", "reason": "as agreed"}
    assert fault(home["H1"].post(f"{person}/base-pays", body)) == ("/amount", code)


def test_faults_in_lists_have_their_index(home: House, cycle: str) -> None:
    """Of fifty assignments the third is wrong: the third is named."""
    right = {"employee": str(home["F1"].id), "scheme": "shop-staff", "duty": "x"}
    body = {"assignments": [right, right, {**right, "version": "1", "x": 0}]}
    found = body_of(home["H1"].post(f"{cycle}/assignments", body))["errors"]
    assert {(held["pointer"], held["code"]) for held in found} == {
        ("/assignments/2/version", "whole-number-invalid"),
        ("/assignments/2/x", "field-unknown"),
    }


def test_other_media_types_are_refused(home: House) -> None:
    """A form is no JSON, and a compressed body is not unpacked."""
    assert raw(home, b"number=E1", "application/x-www-form-urlencoded").status_code == 415
    assert raw(home, b"{}", "text/plain").status_code == 415
    answer = home.call("POST", "/employees", home["H1"].token, json=HIRED, headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 415


def test_a_body_that_is_too_large_is_refused(home: House) -> None:
    """Memory is for everybody."""
    answer = raw(home, b'{"number": "' + b"x" * (1024 * 1024) + b'"}')
    assert (answer.status_code, answer.json["type"]) == (413, "urn:jixiao:problem:body-too-large")


def test_a_command_without_fields_takes_an_empty_body_or_none(home: House, cycle: str) -> None:
    """`{}` says as much as nothing does."""
    nothing: dict[str, Any] = {}
    for body in (None, nothing):
        assert body_of(home["H1"].post(f"{cycle}/opening", body))["type"].endswith("cycle-not-ready")
    assert fault(home["H1"].post(f"{cycle}/opening", {"force": True})) == ("/force", "field-unknown")


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("limit=0", "/limit", "whole-number-invalid"),
        ("limit=201", "/limit", "whole-number-invalid"),
        ("limit=ten", "/limit", "whole-number-invalid"),
        ("limit=1&limit=2", "/limit", "given-twice"),
        ("after=nonsense", "/after", "cursor-invalid"),
        ("after=", "/after", ""),
        ("lmit=5", "/lmit", "field-unknown"),
        ("employed=yes", "/employed", "flag-invalid"),
        ("shop=1", "/shop", "uuid-malformed"),
    ],
)
def test_parameters_are_checked_like_fields(home: House, query: str, pointer: str, code: str) -> None:
    """A misspelt filter that is ignored shows everything."""
    answer = home["H1"].get(f"/employees?{query}")
    if not code:
        assert answer.status_code == 200
    else:
        assert fault(answer) == (pointer, code)


@pytest.mark.parametrize(
    ("as_of", "code"),
    [
        ("yesterday", "as-of-invalid"),
        ("2026-09-01T00:00:00", "as-of-invalid"),
        ("999999", "as-of-ahead"),
        ("-1", "as-of-invalid"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(home: House, as_of: str, code: str) -> None:
    """An unknown time zone would show another hour's figures."""
    assert fault(home["H1"].get(f"/cycles?as_of={as_of}")) == ("/as_of", code)


def test_an_unknown_address_is_a_problem_too(home: House) -> None:
    """Nothing answers in HTML."""
    answer = home["H1"].get("/api/v1/nothing")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert home["H1"].get("/employees/").status_code == 404


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_nothing_is_ever_changed_or_deleted(home: House, method: str) -> None:
    """History only grows; the answer says what the address takes."""
    answer = home.call(method, f"/employees/{home['F1'].id}", home["H1"].token)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
