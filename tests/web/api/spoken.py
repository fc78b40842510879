"""The demo's story, spoken over HTTP: each command goes out as a request with the right person's token.

Before that, the auditor and a stranger try the same: what one person may do, others must not. After it, the person
looks where the answer says that the result can be seen.
"""

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from application.employees import HireEmployee
from application.imports import ImportFacts
from application.ports import Answer, Bearer
from domain.appeal import Remedy
from tests.web.api.described import Described, body_of
from tests.web.api.house import SetClock
from web.api.app import ROOMS
from web.api.routes import Command
from web.demo.stage import ADMINISTRATOR, Stage

ROUTES = [route for room in ROOMS for route in room.routes().table if isinstance(route, Command)]
NOBODY = UUID(int=0)


class SpokenStage(Stage):
    """A stage whose people call the API."""

    app: Flask
    clock: SetClock
    described: Described

    def speak_over(self, app: Flask, clock: SetClock, described: Described) -> "SpokenStage":
        """Speak to this app, at the story's time."""
        self.app, self.clock, self.described = app, clock, described
        self.tokens: dict[str, str] = {}
        self.refused = 0
        return self

    @property
    def client(self) -> FlaskClient:
        """A client without cookies."""
        return self.app.test_client()

    def act(self, number: str, command: object) -> Answer:
        """Let the person call the API."""
        if not number:
            answer = super().act(number, command)
            self._arrive(ADMINISTRATOR)
            return answer
        for other in ("A001", "STRANGER"):
            if other in self.tokens and other != number:
                assert self.speak(other, command).status_code in (403, 404), f"{other} may {command}"
                self.refused += 1
        spoken = self.speak(number, command)
        assert spoken.status_code == 201, f"{number} {command}: {spoken.text}"
        shown = self.ask(number, "GET", spoken.headers["Location"].removeprefix("/api/v1"))
        assert shown.status_code == 200, f"{number} does not see what came of {command}"
        assert shown.headers.get("ETag", spoken.headers["ETag"]) == spoken.headers["ETag"]
        if isinstance(command, HireEmployee):
            self._arrive(command.number)
        id: str = body_of(spoken)["id"]
        return Answer("", UUID(id) if len(id) == 36 else NOBODY, id)

    def speak(self, number: str, command: object) -> TestResponse:
        """One request."""
        self.moment = max(self.moment, self.clock.moment)
        self.clock.set(self.moment)
        if isinstance(command, ImportFacts):
            form = {"file": (BytesIO(command.content), command.file_name), "mapping": command.mapping}
            return self.ask(number, "POST", f"/cycles/{command.cycle}/fact-imports", data=form)
        said = vars(command).copy()
        route = route_of(command)
        path = route.path
        for name in route.fixed:
            del said[name]
        for name in list(said):
            if f":{name}>" in path:
                path = path.replace(f"<uuid:{name}>", str(said.pop(name)))
        return self.ask(number, "POST", path, json=plain(said))

    def ask(self, number: str, method: str, path: str, **what: Any) -> TestResponse:
        """A request of somebody, held against the description."""
        headers = {"Authorization": f"Bearer {self.tokens[number]}"}
        answer = self.client.open(f"/api/v1{path}", method=method, headers=headers, **what)
        self.described.check(answer)
        return answer

    def seen(self, number: str, path: str) -> dict[str, Any]:
        """What somebody sees."""
        answer = self.ask(number, "GET", path)
        assert answer.status_code == 200, answer.text
        return body_of(answer)

    def _arrive(self, number: str) -> None:
        """The administrator hands out a token; the first one comes with the organization."""
        self.clock.set(self.moment)
        if number == ADMINISTRATOR:
            bearer = Bearer(self.organization, self.person(number))
            expires_at = self.moment.replace(year=self.moment.year + 1)
            self.tokens[number] = self.services.directory.issue_token(bearer, expires_at=expires_at)
            return
        path = f"/employees/{self.person(number)}/tokens"
        self.tokens[number] = body_of(self.ask(ADMINISTRATOR, "POST", path, json={"days": 300}))["token"]


def route_of(command: object) -> Command:
    """The route that makes this command."""
    return next(
        route
        for route in ROUTES
        if route.kind is type(command) and all(getattr(command, name) == value for name, value in route.fixed.items())
    )


def plain(value: Any) -> Any:
    """A command's field as JSON has it."""
    if isinstance(value, Remedy):
        return {name: plain(held) for name, held in value.as_data().items()}
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {name: plain(held) for name, held in value.items()}
    if isinstance(value, tuple | list):
        return [plain(held) for held in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | UUID) else value
