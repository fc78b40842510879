"""The last touches to the description of the API (OpenAPI 3.1) that flask-smorest collects from the routes."""

from collections.abc import Iterable, Mapping
from typing import Any

import marshmallow as ma

from web.api import documents
from web.api.objects import Schema

TEXT = """\
绩效 Jixiao keeps, auditably, how people were scored and paid.
绩效：记录每个人怎样被评分、被发薪，可审计、可重放。

- **Commands** are POSTs that create a named thing and answer 201 with `Location`, `ETag` and `{id, version, position}`.
  **Queries** are GETs. Nothing is ever PATCHed or DELETEd: history only grows.
- Numbers that carry points, rates or money are JSON *strings* holding a decimal, such as `"19.67"`. Times are RFC 3339
  UTC. Ids are UUIDs or lower-case kebab. Fields that are not described here are refused.
- A person's **token** says who acts and for which organization. What a person may not see answers 404, as if it were
  not there; what they see and may not do answers 403.
- **Idempotency-Key**: the same key and request give the same answer and happen once. **If-Match** with the ETag of an
  earlier answer: a stale one is 412 and changes nothing.
- **as_of** (a time, or the digits of a ledger position) shows what the ledger says as it was then, on every GET that
  has the parameter.
- **Errors** are `application/problem+json` (RFC 9457); every code is listed in `docs/errors.md`.
"""

SPEC: dict[str, Any] = {
    "title": "绩效 Jixiao",
    "version": "1",
    "openapi_version": "3.1.0",
    "info": {"description": TEXT},
    "servers": [{"url": "/", "description": "This server."}],
    "security": [{"bearer": []}],
}

NAMES = {
    "adjustment": "An adjustment.",
    "appeal": "An appeal.",
    "card": "A scorecard.",
    "consequence": "A warning or review of the standing.",
    "cycle": "A cycle.",
    "deduction": "A deduction of the card.",
    "employee": "A person.",
    "grant": "A grant of the cycle's share.",
    "name": "Id of a scheme or plan, or of chat rules.",
    "notice": "A notice.",
    "webhook": "A webhook.",
    "payroll": "A payroll.",
    "payslip": "A payslip.",
    "sha256": "Hash of a file.",
    "shop": "A shop.",
    "transcript": "A transcript of chats.",
    "size": "How many events a checkpoint covers.",
}
"""What the names in paths stand for."""

LIMITS = ("maxItems", "maxProperties", "maxLength", "minLength")
ANY_DECIMAL = r"^-?[0-9]+(\.[0-9]+)?$"


def finished(spec: Any, schemas: Mapping[tuple[Any, ...], str]) -> dict[str, Any]:
    """The description, complete.

    Args:
        spec: what the routes said.
        schemas: marshmallow's key of each schema (its class first) → its name in the description.
    """
    spec.components.security_scheme("bearer", documents.BEARER)
    described: dict[str, Any] = spec.to_dict()
    components = described["components"]["schemas"]
    for key, name in schemas.items():
        kind: type[ma.Schema] = key[0]
        components[name]["description"] = " ".join((kind.__doc__ or "").split())
        if not issubclass(kind, Schema):
            _relax(components[name]["properties"].values())
    for path in described["paths"].values():
        for parameter in path.get("parameters", ()):
            parameter["description"] = NAMES[parameter["name"]]
    return described


def _relax(fields: Iterable[dict[str, Any]]) -> None:
    """Limits are for what callers send; an answer holds what was recorded."""
    for field in fields:
        for limit in LIMITS:
            field.pop(limit, None)
        if field.get("format") == "decimal":
            field["pattern"] = ANY_DECIMAL
        _relax([inner for name in ("items", "additionalProperties") if isinstance(inner := field.get(name), dict)])
