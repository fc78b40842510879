"""The description of the API and the page that shows it; the page loads nothing from anywhere else."""

import json
from importlib import resources
from typing import Any

from flask import Blueprint, Response, request

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
FILES = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "start.js": "text/javascript",
    "LICENSE": "text/plain",
    "NOTICE": "text/plain",
}


def documentation(description: dict[str, Any]) -> Blueprint:
    """Routes for the description and its page."""
    blueprint = Blueprint("documentation", __name__, url_prefix="/api/v1")
    text = json.dumps(description, ensure_ascii=False, indent=1)
    page = _static("docs.html")

    def openapi() -> Response:
        return _cached(Response(text, mimetype="application/json"))

    def docs() -> Response:
        answer = _cached(Response(page, mimetype="text/html"))
        answer.headers["Content-Security-Policy"] = PAGE_POLICY
        return answer

    def file(name: str) -> Response:
        return _cached(Response(_static("swagger-ui", name), mimetype=FILES[name]))

    names = ", ".join(f'"{name}"' for name in FILES)
    blueprint.add_url_rule("/openapi.json", view_func=openapi)
    blueprint.add_url_rule("/docs", view_func=docs)
    blueprint.add_url_rule(f"/docs/<any({names}):name>", view_func=file)
    return blueprint


def _static(*path: str) -> bytes:
    return resources.files("web.api").joinpath("static", *path).read_bytes()


def _cached(answer: Response) -> Response:
    """Kept by browsers, and asked about each time: after an upgrade nobody reads the old one."""
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
