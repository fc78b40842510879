"""Holds answers against the description of the API: what is answered must be what is promised."""

import re
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types
from werkzeug.test import TestResponse


class Described:
    """The description, by path and method."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._paths = [(re.compile(_pattern(path)), path) for path in document["paths"]]
        self._validator = cache(self._make_validator)

    def check(self, answer: TestResponse) -> None:
        """Fail unless the operation promises this status with this body and these headers."""
        request = answer.request
        path = next((path for pattern, path in self._paths if pattern.fullmatch(request.path)), None)
        operation = self.document["paths"].get(path, {}).get(request.method.lower())
        if operation is None:
            assert answer.status_code in (200, 404, 405, 503), answer.text
            return
        responses = operation["responses"]
        status = str(answer.status_code)
        assert status in responses, f"{request.method} {path} does not promise {status}: {answer.text[:500]}"
        promised = self._resolved(responses[status])
        for header in promised.get("headers", {}):
            assert header in answer.headers or header == "ETag", f"{request.method} {path} promises {header}"
        if str(answer.mimetype).endswith("json"):
            assert answer.mimetype in promised["content"], f"{path} answers {answer.mimetype}"
            faults = list(
                self._validator(path, request.method.lower(), status, answer.mimetype).iter_errors(answer.json)
            )
            assert not faults, f"{request.method} {path} {status}: {faults[0].json_path}: {faults[0].message[:300]}"

    def _make_validator(self, path: str, method: str, status: str, media_type: str) -> Draft202012Validator:
        promised = self._resolved(self.document["paths"][path][method]["responses"][status])
        return self.validator(promised["content"][media_type]["schema"])

    def validator(self, schema: dict[str, Any]) -> Draft202012Validator:
        """Of a schema of the description."""
        return Draft202012Validator({**schema, "components": self.document["components"]})

    def _resolved(self, response: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in response:
            return response
        name = response["$ref"].rpartition("/")[2]
        found: dict[str, Any] = self.document["components"]["responses"][name]
        return found


def body_of(answer: TestResponse) -> dict[str, Any]:
    """The JSON object of an answer."""
    body = answer.json
    assert isinstance(body, dict), answer.text
    return body


def _pattern(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "[^/]+", path)
