"""Another organization is not there, through any route: every POST and GET is tried with its ids.

They stand in the path, in the query and in the body, as the description of the API has them. The stranger holds every
duty, at home. And no route changes or removes anything: the API has no other methods.
"""

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.architecture.test_distributable import DISTRIBUTED
from tests.web.api.described import Described
from tests.web.api.house import House, SetClock
from tests.web.api.spoken import SpokenStage
from web.api.callers import SERVICES
from web.demo.founding import found
from web.demo.month import Month
from web.demo_data import shop_month
from web.services import Services

STRANGERS = ("ADMIN", "H1", "F1", "M1", "G1", "A1")
"""All duties there are, each held by somebody."""
HIDDEN = (403, 404)
REFUSED = (404, 405)
NOTHING: Mapping[str, Any] = {"items": [], "next": None}
SAMPLES = {"uuid": "", "date": "2026-10-31", "date-time": "2026-10-31T00:00:00Z", "decimal": "1"}
BODIES: Mapping[str, Mapping[str, Any]] = {
    "/api/v1/appeals/<uuid:appeal>/decision": {"outcome": "dismissed", "reasons": "不属实"},
}
"""Where the description alone makes no body that would be taken."""


@pytest.fixture
def victim(app: Flask, clock: SetClock, described: Described) -> SpokenStage:
    """An organization with a month, an appeal, a payroll."""
    stage = SpokenStage(app.extensions[SERVICES], shop_month())
    clock.set(stage.moment)
    stage.speak_over(app, clock, described)
    found(stage)
    Month(stage, stage.script["month"]).play()
    return stage


@pytest.fixture
def strangers(app: Flask, victim: SpokenStage, clock: SetClock, described: Described) -> House:
    """Another organization, founded later."""
    return House(app, app.extensions[SERVICES], clock, described).furnish()


def ids_of(victim: SpokenStage) -> dict[str, str]:
    """An id of each kind of thing, by the names that paths have for them."""

    def first(path: str, by: str = "A001") -> str:
        return str(victim.seen(by, path)["items"][0]["id"])

    return {
        "cycle": first("/cycles"),
        "card": first("/scorecards"),
        "appeal": first("/appeals"),
        "payroll": first("/payrolls"),
        "payslip": first("/payslips", "E005"),
        "notice": first("/notices", "E005"),
        "shop": str(victim.shop),
        "employee": str(victim.person("E005")),
        "person": str(victim.person("E005")),
    }


def rules(app: Flask, method: str, *, named: bool = True) -> list[Rule]:
    """The API's routes that name a thing of an organization in their path, or those that do not."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ()) and ("<uuid:" in rule.rule) is named and rule.rule.startswith("/api/v1/")
    ]


def path_of(rule: Rule, ids: Mapping[str, str]) -> str:
    """The rule with the victim's ids; what it has no kind of is somebody's id all the same."""
    other = {"kebab": "operations-standard", "sha256": "0" * 64, "int": "1"}
    return re.sub(
        r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>",
        lambda part: ids.get(part[2], ids["person"]) if part[1] == "uuid" else other.get(part[1] or "", part[2]),
        rule.rule,
    )


def body_for(described: Described, rule: Rule, ids: Mapping[str, str]) -> dict[str, Any]:
    """A body that the description allows, as the test's client takes it."""
    if rule.rule in BODIES:
        return {"json": dict(BODIES[rule.rule])}
    content = described.document["paths"][template(rule)]["post"].get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        return {"data": {"file": (io.BytesIO("会话,时间\n".encode()), "x.csv", "text/csv")}}
    schema = content.get("application/json", {}).get("schema")
    return {} if schema is None else {"json": sample(described.document, schema, ids)}


def asked(described: Described, rule: Rule, ids: Mapping[str, str], also: str = "") -> dict[str, Any]:
    """The parameters that a query must have, and one more."""
    return {
        held["name"]: sample(described.document, held["schema"], ids, held["name"])
        for held in parameters(described, rule)
        if held.get("required") or held["name"] == also
    }


def parameters(described: Described, rule: Rule) -> list[dict[str, Any]]:
    """Those of a query that is described."""
    path = described.document["paths"].get(template(rule), {}).get("get", {})
    return [held for held in path.get("parameters", ()) if held.get("in") == "query"]


def template(rule: Rule) -> str:
    """The rule as the description writes it."""
    return re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", rule.rule)


def sample(document: Mapping[str, Any], schema: Mapping[str, Any], ids: Mapping[str, str], name: str = "") -> Any:
    """A value that a schema allows."""
    if "$ref" in schema:
        return sample(document, referred(document, schema), ids, name)
    for kind in ("anyOf", "oneOf", "allOf"):
        if kind in schema:
            return sample(document, schema[kind][0], ids, name)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    match kind[0] if isinstance(kind, list) else kind:
        case "object":
            fields = schema.get("properties", {})
            return {field: sample(document, fields[field], ids, field) for field in schema.get("required", ())}
        case "array":
            return [sample(document, schema["items"], ids, name)]
        case "integer":
            return schema.get("minimum", 1)
        case "boolean":
            return True
    return _text(schema, ids, name)


def referred(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema that another one names; a schema that names none is itself."""
    if "$ref" not in schema:
        return schema
    found: Mapping[str, Any] = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return found


def bodies_for(described: Described, rule: Rule, ids: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """A body with what it must hold, and one for each id more that it may hold."""
    least = body_for(described, rule, ids)
    yield least
    content = described.document["paths"][template(rule)]["post"].get("requestBody", {}).get("content", {})
    schema = referred(described.document, content.get("application/json", {}).get("schema", {}))
    for name, held in schema.get("properties", {}).items():
        if held.get("format") == "uuid" and name not in least["json"]:
            yield {"json": {**least["json"], name: str(ids.get(name, ids["person"]))}}


def _text(schema: Mapping[str, Any], ids: Mapping[str, str], name: str) -> str:
    if schema.get("format") == "uuid":
        return str(ids.get(name, ids["person"]))
    if "pattern" in schema and "{64}" in schema["pattern"]:
        return "0" * 64
    if schema.get("format") in SAMPLES:
        return SAMPLES[schema["format"]]
    return "x" * max(1, int(schema.get("minLength", 1)))


def everything(services: Services, organization: UUID) -> dict[str, list[str]]:
    """All that the database holds of an organization."""
    database: Any = services.ledger_of(organization).database  # type: ignore[attr-defined]
    found = {}
    for table in sorted(DISTRIBUTED):
        rows = database.read(organization, f"SELECT * FROM {table} WHERE organization = %s", (organization,))
        found[table] = sorted(map(repr, rows))
    return found


def tries(app: Flask, described: Described, ids: Mapping[str, str]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Every request that names something of the victim's, by each of the strangers."""
    for who in STRANGERS:
        for rule in rules(app, "POST"):
            yield who, "POST", path_of(rule, ids), body_for(described, rule, ids)
        for rule in rules(app, "GET"):
            yield who, "GET", path_of(rule, ids), {"query_string": asked(described, rule, ids)}


def is_hidden(method: str, answer: TestResponse) -> bool:
    """Nothing is there: an error that says so, or a list of nothing, as for an id that nobody has."""
    return answer.status_code in HIDDEN or (method == "GET" and answer.get_json() == NOTHING)


def test_no_route_reaches_into_another_organization(
    app: Flask, victim: SpokenStage, strangers: House, described: Described
) -> None:
    """404 or 403, whatever duty the stranger holds; nothing is written there, nor at home about it."""
    services: Services = app.extensions[SERVICES]
    ids = ids_of(victim)
    services.catch_up(victim.organization)
    before, at_home = everything(services, victim.organization), services.ledger_of(strangers.organization).head()
    let_in, tried = [], 0
    for who, method, path, body in tries(app, described, ids):
        answer = strangers.call(method, path, strangers[who].token, **body)
        tried += 1
        if not is_hidden(method, answer):
            let_in.append(f"{who} {method} {path} {body}: {answer.status_code} {answer.text[:150]}")
    assert not let_in, "\n".join(let_in)
    assert tried > 500
    assert everything(services, victim.organization) == before
    assert services.ledger_of(strangers.organization).head() == at_home


def unnamed_tries(
    app: Flask, described: Described, ids: Mapping[str, str]
) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Every request whose path names nothing, with the victim's ids in its query or body, by each of the strangers."""
    for who in STRANGERS:
        for rule in rules(app, "GET", named=False):
            for also in ("", *(held["name"] for held in parameters(described, rule))):
                yield who, "GET", path_of(rule, ids), {"query_string": asked(described, rule, ids, also)}
        for rule in rules(app, "POST", named=False):
            for body in bodies_for(described, rule, ids):
                yield who, "POST", path_of(rule, ids), body


def secrets_of(victim: SpokenStage, services: Services) -> set[str]:
    """What would give the victim away: ids of its things, names of its people."""
    streams = {str(event.originator_id) for event in services.ledger_of(victim.organization).read()}
    names = {person["title"]["zh"] for person in victim.script["people"]}
    return {str(victim.organization)} | streams | names


def test_no_list_or_command_reaches_into_another_organization(
    app: Flask, victim: SpokenStage, strangers: House, described: Described
) -> None:
    """What the path does not name the query and the body might: no answer tells of the victim, and nothing changes."""
    services: Services = app.extensions[SERVICES]
    ids, hidden = ids_of(victim), secrets_of(victim, services)
    services.catch_up(victim.organization)
    before, told, tried = everything(services, victim.organization), [], 0
    for who, method, path, sent in unnamed_tries(app, described, ids):
        answer = strangers.call(method, path, strangers[who].token, **sent)
        tried += 1
        given_away = {word for word in hidden if word in answer.text and word not in repr(sent)}
        if given_away or answer.status_code >= 500:
            told.append(f"{who} {method} {path} {sent}: {answer.status_code} {sorted(given_away)}")
    assert not told, "\n".join(told)
    assert tried > 400
    assert everything(services, victim.organization) == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_route_changes_or_removes(app: Flask, strangers: House, method: str) -> None:
    """History is only added to: refused to everybody, on every route that there is, also on things that are there."""
    services: Services = app.extensions[SERVICES]
    ids = dict.fromkeys(("cycle", "card", "person"), str(strangers["M1"].id))
    paths = {path_of(rule, ids) for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")}
    head = services.ledger_of(strangers.organization).head()
    assert len(paths) > 100
    for path in sorted(paths):
        for who in ("ADMIN", "G1"):
            answer = strangers.call(method, path, strangers[who].token)
            assert answer.status_code in REFUSED, (method, path, answer.status_code)
    assert services.ledger_of(strangers.organization).head() == head
