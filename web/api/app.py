"""The Flask app: every route of the API around the services that it is given."""

from io import BytesIO
from typing import Any

from flask import Flask, Request
from flask_smorest import Api as SmorestApi
from werkzeug.routing import BaseConverter

from web.api import (
    appeals,
    chats,
    cycles,
    description,
    documents,
    dry_runs,
    employees,
    explanations,
    figures,
    notices,
    organization,
    payrolls,
    replays,
    rulebooks,
    scorecards,
    sealing,
    standings,
    tokens,
    uploads,
    webhooks,
)
from web.api.callers import METRICS, SERVICES
from web.api.documentation import documentation
from web.api.fields import KEBAB, SHA256
from web.api.health import health
from web.api.metrics import Metrics
from web.api.observing import observe
from web.services import Services

LARGEST_BODY = 1024 * 1024
"""Bytes of a JSON body; uploads take more."""

ROOMS = (
    organization,
    employees,
    tokens,
    rulebooks,
    cycles,
    scorecards,
    appeals,
    payrolls,
    standings,
    notices,
    webhooks,
    uploads,
    chats,
    dry_runs,
    replays,
    explanations,
    figures,
    sealing,
)


class InMemory(Request):
    """A request whose files stay in memory: evidence is encrypted before any of it reaches a disk."""

    def _get_file_stream(self, *_: Any, **__: Any) -> BytesIO:
        return BytesIO()


class KebabConverter(BaseConverter):
    """An id in lower-case kebab."""

    regex = KEBAB.strip("^$").replace("(", "(?:")


class Sha256Converter(BaseConverter):
    """A file's hash."""

    regex = SHA256.strip("^$")


class Api(SmorestApi):  # type: ignore[misc]  # flask-smorest has no types
    """Registers routes and collects their description; errors are answered by `web.api.observing`."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Errors have one map, and it is ours."""

    def _register_etag_headers(self) -> None:
        """ETags are versions, and described with each route."""

    def _register_pagination_header(self) -> None:
        """Pages have cursors, in the body."""

    def _register_responses(self) -> None:
        for name, response in documents.described_errors().items():
            self.spec.components.response(name, response)
        self.spec.components.schema("Problem", documents.PROBLEM)
        self.spec.components.schema("Fault", documents.FAULT)


def create_app(services: Services) -> Flask:
    """The app; it opens nothing by itself and may be made any number of times in a process."""
    app, described = new_app()
    metrics = Metrics()
    app.extensions |= {SERVICES: services, METRICS: metrics}
    observe(app, metrics)
    app.register_blueprint(health(services, metrics))
    app.register_blueprint(documentation(described))
    return app


def new_app() -> tuple[Flask, dict[str, Any]]:
    """An app with the routes of the API and nothing behind them yet, and their description (OpenAPI 3.1)."""
    app = Flask("jixiao", static_folder=None)
    app.request_class = InMemory
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.url_map.converters |= {"kebab": KebabConverter, "sha256": Sha256Converter}
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of the default provider, which Flask types as any
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # likewise: people read these answers
    api = Api(app, spec_kwargs=description.SPEC)
    api.register_converter(KebabConverter, lambda _: {"type": "string", "pattern": KEBAB, "maxLength": 64})
    api.register_converter(Sha256Converter, lambda _: {"type": "string", "pattern": SHA256})
    for room in ROOMS:
        api.register_blueprint(room.routes())
    return app, description.finished(api.spec, api.ma_plugin.converter.refs)
