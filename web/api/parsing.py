"""Request bodies: JSON that says each thing once and holds no number that JSON does not have."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

import marshmallow as ma
from flask import Request, g
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import MultiDict

from domain.errors import Fault
from web.api.flaws import faults
from web.api.problems import invalid, refused

JSON_TYPE = "application/json"


class StrictParser(FlaskParser):
    """Reads bodies and query strings for marshmallow, and says what is wrong as problems."""

    DEFAULT_UNKNOWN_BY_LOCATION = dict.fromkeys(FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, ma.RAISE)

    def load_json(self, req: Request, schema: ma.Schema) -> Any:
        raw = req.get_data(cache=True)
        _require_json(req, raw)
        g.body = parse_json(raw) if raw else {}
        return g.body

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:
        return _each_once(req.args)

    def load_form(self, req: Request, schema: ma.Schema) -> Any:
        if req.mimetype != "multipart/form-data":
            raise refused(
                415,
                "media-type-unsupported",
                "请用 multipart/form-data 发送文件 / send the file as multipart/form-data",
            )
        g.body = _each_once(req.form)
        return g.body

    def handle_error(
        self,
        error: ma.ValidationError,
        req: Request,
        schema: ma.Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        """Name every bad field by its pointer; webargs puts the location on top, which is not part of it."""
        by_location = error.messages if isinstance(error.messages, dict) else {"": error.messages}
        inner = [found for messages in by_location.values() for found in faults(messages)]
        raise invalid(tuple(inner)) from error


def parse_json(raw: bytes) -> Any:
    """The value that JSON text holds. Raises Refused (400) for anything but JSON, and for a key that stands twice."""
    try:
        text = raw.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant, parse_float=Decimal)
        json.dumps(value, ensure_ascii=False, default=str).encode("utf-8")
    except RecursionError as error:
        raise refused(400, "malformed-json", "JSON 嵌套过深 / this JSON is nested too deeply") from error
    except ValueError as error:
        raise refused(
            400, "malformed-json", f"不是有效的 JSON：{_said(error)} / this is not valid JSON: {_said(error)}"
        ) from error
    return value


def canonical(body: object) -> bytes:
    """The same bytes for the same content, whatever its spacing and order."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode("utf-8")


def document_text(document: Mapping[str, Any]) -> str:
    """A document inside a body as JSON text of its own: what was a number stays one, to be judged by who reads it."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=float)


def _require_json(req: Request, raw: bytes) -> None:
    if req.content_encoding not in (None, "", "identity"):
        raise refused(
            415,
            "media-type-unsupported",
            "请原样发送正文，不用 Content-Encoding / send the body as it is, without Content-Encoding",
        )
    if raw and req.mimetype != JSON_TYPE:
        raise refused(415, "media-type-unsupported", f"请以 {JSON_TYPE} 发送正文 / send the body as {JSON_TYPE}")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"the key {name!r} stands twice in one object")
        found[name] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _each_once(values: MultiDict[str, str]) -> dict[str, str]:
    twice = [name for name, held in values.lists() if len(held) > 1]
    if twice:
        raise invalid(
            tuple(Fault(f"/{name}", "given-twice", "这个参数只能写一次 / give this parameter once") for name in twice)
        )
    return values.to_dict()


def _said(error: ValueError) -> str:
    if isinstance(error, UnicodeError):
        return "it is not UTF-8 text"
    return str(error)[:200]
