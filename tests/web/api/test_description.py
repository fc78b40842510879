"""The description of the API is valid, complete, and what a generated client can rely on."""

import hashlib
import re
from dataclasses import fields, is_dataclass
from importlib import resources
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator

from application.clock import EscalateOverdue, LapseOverdue, MissCycleDeadline
from application.commanding import HANDLERS
from application.notices import RecordDelivery
from application.organizations import FoundOrganization
from application.reminders import RemindJudge, RemindParticipants
from tests.web.api.described import Described
from tests.web.api.house import House
from web.api.app import ROOMS
from web.api.routes import Command

COMMANDS = [route for room in ROOMS for route in room.routes().table if isinstance(route, Command)]
OF_NOBODY = {
    FoundOrganization, MissCycleDeadline, EscalateOverdue, LapseOverdue, RemindParticipants, RemindJudge,
    RecordDelivery,
}  # fmt: skip
"""Commands of the setup, the clock and the delivery: no person sends them."""

ELSEWHERE = {
    "ConnectWebhook", "EndWebhook", "HandOutToken", "ImportFacts", "ImportTranscript", "PublishChatRules",
    "PublishRules", "RevokeTokens", "SetCalendar",
}  # fmt: skip
"""Commands that a route makes from something else than their own fields, or that a use case sends."""


@pytest.fixture(scope="module")
def operations(described: Described) -> dict[str, dict[str, Any]]:
    """Every operation, by method and path."""
    paths = described.document["paths"]
    return {
        f"{method.upper()} {path}": operation
        for path, item in paths.items()
        for method, operation in item.items()
        if method in ("get", "post")
    }


def test_it_is_openapi_3_1(described: Described) -> None:
    """Tools read it without complaint."""
    assert described.document["openapi"] == "3.1.0"
    assert [error.message for error in OpenAPIV31SpecValidator(described.document).iter_errors()] == []


def test_every_route_of_the_api_is_in_it(sqlite_app: Flask, described: Described) -> None:
    """What is not described cannot be called by a generated client."""
    rules = {
        (method, re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule))
        for rule in sqlite_app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST"}
        if rule.rule.startswith("/api/v1") and not rule.endpoint.startswith("documentation.")
    }
    assert rules == {
        (m.upper(), path) for path, item in described.document["paths"].items() for m in item if m in ("get", "post")
    }


def test_every_command_of_the_product_has_a_route() -> None:
    """The API is the whole product, not a part of it."""
    routed = {getattr(route.kind, "__name__", "") for route in COMMANDS}
    missing = {kind.__name__ for kind in HANDLERS if kind not in OF_NOBODY} - routed - ELSEWHERE
    assert missing == set()


@pytest.mark.parametrize("route", COMMANDS, ids=lambda route: route.path)
def test_a_route_takes_just_the_fields_of_its_command(route: Command) -> None:
    """A field that is taken and dropped is a lie; one that is missing cannot be said."""
    if not isinstance(route.kind, type) or not is_dataclass(route.kind):
        return
    named = set(re.findall(r":(\w+)>", route.path))
    taken = named | set(route.body().fields) | set(route.fixed)
    assert taken == {held.name for held in fields(route.kind)}


def test_operations_have_names_of_their_own(operations: dict[str, dict[str, Any]]) -> None:
    """Generated clients name their methods by them."""
    names = [operation["operationId"] for operation in operations.values()]
    assert len(set(names)) == len(names)
    assert all(operation["summary"] and operation["tags"] for operation in operations.values())


def test_every_operation_says_how_it_can_fail(operations: dict[str, dict[str, Any]]) -> None:
    """With a problem document each."""
    for name, operation in operations.items():
        promised = set(map(str, operation["responses"]))
        assert {"400", "401", "405", "500", "503"} <= promised, name
        if name.startswith("POST") and not re.search("dry-runs|evidence|replays", name):
            assert {"201", "403", "404", "409", "422"} <= promised, name


def test_commands_name_their_headers(operations: dict[str, dict[str, Any]]) -> None:
    """Idempotency keys for all, If-Match for what carries an ETag."""
    for name, operation in operations.items():
        headers = {held["name"] for held in operation.get("parameters", ()) if held["in"] == "header"}
        if name.startswith("POST") and operation["responses"].get("201", {}).get("headers", {}).get("ETag"):
            assert "Idempotency-Key" in headers, name
        if re.match(
            r"POST /api/v1/(scorecards|appeals|cycles|payrolls)/\{\w+\}/(?!appeals|share-requests|payroll$)", name
        ):
            assert "If-Match" in headers, name
    for thing in (
        "cycles/{cycle}",
        "scorecards/{card}",
        "appeals/{appeal}",
        "payrolls/{payroll}",
        "standings/{employee}",
    ):
        operation = operations[f"GET /api/v1/{thing}"]
        assert "as_of" in {held["name"] for held in operation["parameters"] if held["in"] == "query"}
        assert "ETag" in operation["responses"]["200"]["headers"]


def test_every_field_is_described(described: Described) -> None:
    """A field whose meaning must be guessed is guessed wrongly."""
    for name, schema in described.document["components"]["schemas"].items():
        assert schema.get("description") or name == "Fault", name
        for field, says in schema["properties"].items():
            assert says.get("description") or "$ref" in says, f"{name}.{field}"


def test_bodies_refuse_what_they_do_not_name(described: Described, operations: dict[str, dict[str, Any]]) -> None:
    """And the description says so."""
    schemas = described.document["components"]["schemas"]
    for name, operation in operations.items():
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            body = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
            assert schemas[body]["additionalProperties"] is False, name


def test_examples_fit_their_schemas(described: Described, operations: dict[str, dict[str, Any]]) -> None:
    """What people copy must work."""
    found = 0
    for name, operation in operations.items():
        content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        if "example" in content:
            assert not list(described.validator(content["schema"]).iter_errors(content["example"])), name
            found += 1
    assert found >= 15


def test_numbers_with_digits_are_strings(described: Described) -> None:
    """No schema has a JSON number with a fraction."""
    types = re.findall(r"'type': '?(\w+|\[[^]]+\])", str(described.document["components"]["schemas"]))
    assert types
    assert not [held for held in types if "number" in held]


def test_the_page_loads_nothing_from_elsewhere(sqlite_house: House) -> None:
    """It works in a shop's network, and tells nobody who reads it."""
    page = sqlite_house.call("GET", "/api/v1/docs")
    assert (page.status_code, page.mimetype) == (200, "text/html")
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "http" not in policy
    assert "unsafe" not in policy
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert loaded
    for address in loaded:
        assert not re.match(r"(https?:)?//", address)
        if not address.startswith("data:"):
            assert sqlite_house.call("GET", f"/api/v1/{address}").status_code == 200
    start = sqlite_house.call("GET", "/api/v1/docs/start.js").text
    assert "validatorUrl: null" in start
    assert "//" not in re.sub(r"^//.*$", "", start, flags=re.MULTILINE)


def test_the_vendored_files_are_what_their_notice_says() -> None:
    """Nobody edits them, and whoever doubts can compare."""
    folder = resources.files("web.api") / "static" / "swagger-ui"
    notice = (folder / "NOTICE").read_text(encoding="utf-8")
    for digest, name in re.findall(r"^([0-9a-f]{64})  (\S+)$", notice, re.MULTILINE):
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert (folder / "LICENSE").is_file()


def test_answers_protect_themselves(sqlite_house: House) -> None:
    """Nothing is sniffed, framed, or kept by a cache."""
    for path in ("/me", "/api/v1/docs", "/health"):
        headers = sqlite_house["ADMIN"].get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert sqlite_house["ADMIN"].get("/me").headers["Cache-Control"] == "no-store"
