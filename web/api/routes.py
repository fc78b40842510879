"""How a route is made: one entry of a table says its path, its schemas, what it does, and its whole description.

Commands are POSTs that answer 201 with `Location`, `ETag` and `{id, version, position}`; queries are GETs. A route's
description comes from the same entry as its behaviour, so that neither can be without the other.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import marshmallow as ma
from flask import Response, request
from flask_smorest import Blueprint as SmorestBlueprint

from application.queries import Page, Queries
from domain.errors import placed
from web.api import documents
from web.api.answers import CommandAnswer, listing
from web.api.callers import authenticate, queries
from web.api.documents import error_responses
from web.api.entries import Nothing
from web.api.locations import location_of
from web.api.parameters import NoParameters
from web.api.parsing import StrictParser
from web.api.performing import perform

Ids = Mapping[str, Any]
Given = dict[str, Any]
Headers = dict[str, str]
ALWAYS = (400, 401, 405, 500, 503)
COMMAND = (403, 404, 409, 413, 415, 422)


class Blueprint(SmorestBlueprint):  # type: ignore[misc]  # flask-smorest has no types
    """The routes of one business word, for callers with a token."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, description: str) -> None:
        super().__init__(name, __name__, url_prefix="/api/v1", description=description)
        self.before_request(authenticate)
        self.table: tuple[Command | Query, ...] = ()

    def add(
        self,
        path: str,
        method: str,
        view: Callable[..., Any],
        name: str,
        says: str,
        headers: Sequence[Given] = (),
        **described: Any,
    ) -> None:
        """Add a view with its description.

        Args:
            name: also the operation's id for generated clients.
            headers: parameters in headers, beside those that its schemas describe.
        """
        documented = self.doc(operationId=name, summary=says, **described)(view)
        documented._apidoc.setdefault("arguments", {}).setdefault("parameters", []).extend(headers)
        self.add_url_rule(path, name.replace("-", "_"), documented, methods=[method])


def open_to_all(asked: Queries, ids: Ids) -> None:
    """Nothing that the path names can be hidden."""


@dataclass(frozen=True)
class Command:
    """A command's route.

    Attributes:
        path: names in it are fields of the command.
        kind: the command.
        says: one line for the description.
        body: what callers send; its fields are fields of the command too.
        seen: raises NotFound unless the caller may see what the path names: it is asked when the command is refused,
            so that the refusal tells nobody that a thing exists.
        conditional: whether `If-Match` is honoured.
        fixed: fields that the path itself says.
        inside: pointer to the field that holds a document of its own, whose faults have pointers into that document.
        example: a body.
    """

    path: str
    kind: Callable[..., object]
    says: str
    body: type[ma.Schema] = Nothing
    seen: Callable[[Queries, Ids], object] = open_to_all
    conditional: bool = False
    fixed: Mapping[str, Any] = field(default_factory=dict)
    inside: str = ""
    example: Mapping[str, Any] | None = None
    name: str = ""


@dataclass(frozen=True)
class Query:
    """A query's route.

    Attributes:
        answer: what is answered; of a list, one item.
        ask: the question, asked with what the path names and with the parameters by name; its name is the route's.
        takes: the query's parameters.
        versioned: whether the answer carries the thing's version as ETag.
    """

    path: str
    says: str
    answer: type[ma.Schema]
    ask: Callable[..., Any]
    takes: type[ma.Schema] = NoParameters
    versioned: bool = False
    listed: bool = False


def commands_on(thing: str, seen: Callable[[Queries, Ids], object]) -> Callable[..., Command]:
    """Makes the commands of a thing: their paths begin with its path, and each honours `If-Match`."""

    def command(
        path: str, kind: Callable[..., object], says: str, body: type[ma.Schema] = Nothing, **more: Any
    ) -> Command:
        return Command(f"{thing}/{path}", kind, says, body, **{"seen": seen, "conditional": True, **more})

    return command


def add_routes(blueprint: Blueprint, *routes: Command | Query) -> Blueprint:
    """Add routes in this order; the blueprint keeps their table."""
    blueprint.table = routes
    for route in routes:
        if isinstance(route, Command):
            _add_command(blueprint, route)
        else:
            _add_query(blueprint, route)
    return blueprint


def _add_command(blueprint: Blueprint, route: Command) -> None:
    def view(given: Given, **ids: Any) -> tuple[Given, int, Headers]:
        command = route.kind(**ids, **route.fixed, **given)
        with placed(route.inside):
            answer = perform(command, lambda: route.seen(queries(), {**ids, **given}))
        body = {"id": answer.item or str(answer.subject), "version": answer.version, "position": answer.position}
        return body, 201, {"Location": location_of(answer, {**ids, **given}), "ETag": f'"{answer.version}"'}

    headers = {"ETag": documents.ETAG, "Location": documents.LOCATION}
    described = blueprint.response(201, CommandAnswer, headers=headers)(view)
    described = blueprint.arguments(route.body, example=route.example, required=bool(route.body().fields))(described)
    sent = [documents.IDEMPOTENCY_KEY, *([documents.IF_MATCH] if route.conditional else [])]
    statuses = error_responses(*ALWAYS, *COMMAND, *((412,) if route.conditional else ()))
    name = route.name or kebab(getattr(route.kind, "__name__", ""))
    blueprint.add(route.path, "POST", described, name, route.says, headers=sent, responses=statuses)


def _add_query(blueprint: Blueprint, route: Query) -> None:
    def view(given: Given, **ids: Any) -> Any:
        found = route.ask(queries(), *ids.values(), **given)
        if isinstance(found, Page):
            return {"items": found.items, "next": found.next}
        return versioned(found) if route.versioned and "as_of" not in given else found

    headers = {"ETag": documents.ETAG} if route.versioned else None
    answer = listing(route.answer) if route.listed else route.answer
    described = blueprint.response(200, answer, headers=headers)(view)
    described = blueprint.arguments(route.takes, location="query")(described)
    responses = error_responses(*ALWAYS, 404, 422)
    if route.versioned:
        responses[304] = "NotModified"
    sent = [documents.IF_NONE_MATCH] if route.versioned else []
    name = route.ask.__name__.replace("_", "-")
    blueprint.add(route.path, "GET", described, name, route.says, headers=sent, responses=responses)


def versioned(found: Given) -> Any:
    """The answer with its ETag, or 304 when the caller has this version already."""
    tag = str(found["version"])
    if request.if_none_match.contains_weak(tag):
        return Response(status=304, headers={"ETag": f'"{tag}"'})
    return found, 200, {"ETag": f'"{tag}"'}


def kebab(name: str) -> str:
    """`RecordDeduction` as `record-deduction`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
