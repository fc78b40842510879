"""Whatever is sent, what comes back is what the description promises; a few requests an operation in each run."""

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.web.api.house import House
from web.api.app import new_app

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
OPERATIONS = [
    (method.upper(), path)
    for path, item in new_app()[1]["paths"].items()
    for method in item
    if method in ("get", "post")
]


@pytest.fixture(scope="module")
def api(sqlite_app: Flask) -> Any:
    """The description, as served."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", sqlite_app)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda value: value)
def test_answers_are_as_described(
    api: Any, furnished_house: House, method: str, path: str, mode: GenerationMode
) -> None:
    """No request makes the server fail, gets an undescribed answer, or is taken though it breaks its description."""
    operation = api[path][method]
    headers = {"Authorization": f"Bearer {furnished_house['H1'].token}"}

    @settings(max_examples=3, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    send()
