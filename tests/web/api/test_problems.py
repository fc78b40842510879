"""Errors: one shape, stable codes, both languages, and nothing that is not meant for a client."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from application.ports import KeyReused, LedgerUnavailable, PersonErased, ProjectionStopped
from domain.errors import DomainError, Forbidden, Invalid, NotFound, WrongState
from domain.policies import POLICIES
from tests.architecture.rules import PACKAGES, ROOT
from tests.web.api.described import Described, body_of
from tests.web.api.house import House
from web.api.app import create_app
from web.api.callers import SERVICES
from web.api.catalogue import LANGUAGES, catalogue, errors_page

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RAISERS = {
    "Invalid", "WrongState", "Forbidden", "NotFound", "DomainError", "Stale", "Fault", "Flaw", "Problem", "Unreadable",
    "fault", "refused", "refusal", "cell_fault", "_band_fault", "_expected",
}  # fmt: skip
"""What makes errors and faults in the four packages; their codes are written out where they are made."""

FINDERS = {"absent", "visible", "named"}
"""What answers that a thing is not there, under a code made of the thing's name."""


STATUSES = {"Invalid": 422, "WrongState": 409, "Forbidden": 403, "NotFound": 404, "Stale": 412}


def codes() -> Iterator[tuple[str, Path]]:
    """Every code that is written out in the four packages, with the file where it is."""
    yield from ((code, file) for code, file, _ in raised())


def raised() -> Iterator[tuple[str, Path, str]]:
    """The same, with what raises it."""
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _name(node) in RAISERS:
                    yield from ((code, file, _name(node)) for code in _codes(node))
                elif isinstance(node, ast.Call) and _name(node) in FINDERS:
                    yield from ((f"{thing}-not-found", file, "NotFound") for thing in _codes(node))


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


def _codes(call: ast.Call) -> Iterator[str]:
    named = [held.value for held in call.keywords if held.arg == "code"]
    for value in named or call.args[:3]:
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and KEBAB.fullmatch(value.value):
            yield value.value
            return


def test_every_code_is_in_the_catalogue() -> None:
    """A client that meets a code can look it up, in its own language."""
    missing = {f"{code} ({file.name})" for code, file in codes() if code not in catalogue()}
    missing |= {held.name for held in POLICIES if held.name not in catalogue()}
    assert missing == set(), "title them in web/api/problems.toml, then: python -m web.api.catalogue > docs/errors.md"


def test_every_status_is_the_one_that_is_answered() -> None:
    """The page of errors must not promise another."""
    statuses: dict[str, set[int]] = {}
    for code, _, name in raised():
        if name in STATUSES:
            statuses.setdefault(code, set()).add(STATUSES[name])
    wrong = {code: found for code, found in statuses.items() if catalogue().get(code, {}).get("status") not in found}
    assert wrong == {}


def test_every_entry_is_complete() -> None:
    """Chinese and English, short, with no full stop."""
    for code, held in catalogue().items():
        assert KEBAB.fullmatch(code)
        assert set(held) <= {"status", *LANGUAGES}
        assert all(
            0 < len(held[language]) < 70 and not held[language].endswith((".", "。")) for language in LANGUAGES
        ), code


def test_the_page_of_errors_is_fresh() -> None:
    """docs/errors.md is made from the catalogue."""
    assert (ROOT / "docs" / "errors.md").read_text(encoding="utf-8") == errors_page()


@pytest.mark.parametrize(
    ("accepted", "language", "title"),
    [
        (None, "zh", "需要有效的令牌"),
        ("en", "en", "A valid token is needed"),
        ("en-GB,en;q=0.9", "en", "A valid token is needed"),
        ("fr, en;q=0.5", "en", "A valid token is needed"),
        ("zh-CN, en;q=0.8", "zh", "需要有效的令牌"),
        ("de", "zh", "需要有效的令牌"),
    ],
)
def test_titles_are_in_the_clients_language(
    sqlite_house: House, accepted: str | None, language: str, title: str
) -> None:
    """Chinese by default."""
    headers = {"Accept-Language": accepted} if accepted else {}
    answer = sqlite_house.call("GET", "/me", headers=headers)
    assert body_of(answer)["title"] == title
    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]


ERRORS: list[tuple[Exception, int, str]] = [
    (Invalid("no", code="invalid", pointer="/x", clause="D04 三.3"), 422, "invalid"),
    (WrongState("no"), 409, "wrong-state"),
    (Forbidden("no"), 403, "forbidden"),
    (NotFound("no"), 404, "not-found"),
    (DomainError("no", code="unbalanced"), 409, "unbalanced"),
    (KeyReused("SELECT secret"), 422, "idempotency-key-reused"),
    (PersonErased("secret"), 409, "person-erased"),
    (LedgerUnavailable("connection to server on socket /run/secret failed"), 503, "ledger-unavailable"),
    (ProjectionStopped(17, "unknown-event"), 503, "projection-stopped"),
    (RuntimeError("SELECT secret FROM /etc/secret"), 500, "unexpected"),
    (KeyError("secret"), 500, "unexpected"),
]


@pytest.fixture
def failing(sqlite_app: Flask, clock: Any, described: Described) -> Callable[[Exception], House]:
    """An app whose ledgers raise what the test says."""

    def make(error: Exception) -> House:
        services = sqlite_app.extensions[SERVICES]
        house = House(sqlite_app, services, clock, described)

        class Commands:
            def execute(self, *_: object) -> None:
                raise error

        house.app = create_app(replace(services, commands=Commands()))
        return house

    return make


@pytest.mark.parametrize(("error", "status", "code"), ERRORS, ids=lambda value: str(value)[:20])
def test_each_error_has_its_status_and_type(
    failing: Callable[[Exception], House], error: Exception, status: int, code: str
) -> None:
    """One map; what nobody foresaw tells a client nothing but where to ask."""
    body = {"code": "tb-1", "name": "x", "platform": "jd"}
    answer = failing(error)["ADMIN"].post("/shops", body)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    said = body_of(answer)
    assert (said["type"], said["status"]) == (f"urn:jixiao:problem:{code}", status)
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert said["instance"] == f"urn:uuid:{answer.headers['X-Request-Id']}"


def test_a_pointer_and_a_clause_come_along(failing: Callable[[Exception], House]) -> None:
    """So that a form can mark the field, and a person can read the rule."""
    error = Invalid(
        "5 points are more than the 3 left", code="grant-past-ceiling", pointer="/points", clause="D04 三.3"
    )
    said = body_of(failing(error)["ADMIN"].post("/shops", {"code": "a", "name": "x", "platform": "jd"}))
    assert said["clause"] == "D04 三.3"
    assert said["errors"] == [{"pointer": "/points", "code": "grant-past-ceiling", "detail": error.message}]


def test_what_can_be_asked_again_says_when(failing: Callable[[Exception], House]) -> None:
    """A client that retries at once makes it worse."""
    answer = failing(LedgerUnavailable("x"))["ADMIN"].post("/shops", {"code": "a", "name": "x", "platform": "jd"})
    assert int(answer.headers["Retry-After"]) > 0


def test_a_request_keeps_the_id_that_a_proxy_gave_it(sqlite_house: House) -> None:
    """One id through all logs; anything that is no UUID is not repeated."""
    id = str(uuid4())
    assert sqlite_house["ADMIN"].get("/me", X_Request_Id=id).headers["X-Request-Id"] == id
    assert sqlite_house["ADMIN"].get("/me", X_Request_Id="<script>").headers["X-Request-Id"] != "<script>"
