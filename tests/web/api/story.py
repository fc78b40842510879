"""The demo's shop, told once and asked over HTTP; whoever only looks at it may look at the same."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from application.ports import Bearer
from tests.told import told
from tests.web.api.described import Described, body_of
from tests.web.api.house import SetClock
from web import wiring
from web.api.app import create_app
from web.settings import Settings

AFTERWARDS = datetime(2027, 1, 4, 1, tzinfo=UTC)


class Story:
    """Four months of a shop on SQLite, and its people over HTTP, by staff number."""

    def __init__(self, folder: Path, described: Described) -> None:
        settings = Settings(f"sqlite:///{folder / 'jixiao.db'}", folder / "data")
        wiring.prepare_database(settings)
        self.services = wiring.open_services(settings, SetClock(AFTERWARDS))
        self.stage = told(self.services)
        self.described = described
        self._tokens: dict[str, str] = {}
        self.client = create_app(self.services).test_client()
        self.head = self.services.ledger_of(self.stage.organization).head()

    def token(self, number: str) -> str:
        """A token of the person with this staff number."""
        if number not in self._tokens:
            bearer = Bearer(self.stage.organization, self.stage.person(number))
            until = AFTERWARDS + timedelta(days=30)
            self._tokens[number] = self.services.directory.issue_token(bearer, expires_at=until)
        return self._tokens[number]

    def call(self, number: str, method: str, path: str, body: Any = None) -> TestResponse:
        """A request; its answer is held against the description."""
        headers = {"Authorization": f"Bearer {self.token(number)}"}
        what = {} if body is None else {"json": body}
        answer = self.client.open(f"/api/v1{path}", method=method, headers=headers, **what)
        self.described.check(answer)
        return answer

    def seen(self, number: str, path: str) -> dict[str, Any]:
        """A query that must succeed."""
        answer = self.call(number, "GET", path)
        assert answer.status_code == 200, answer.text
        return body_of(answer)

    def replayed(self, number: str, question: dict[str, Any]) -> dict[str, Any]:
        """A replay that must succeed."""
        answer = self.call(number, "POST", "/replays", question)
        assert answer.status_code == 200, answer.text
        return body_of(answer)

    def refused(self, number: str, question: Any) -> tuple[int, list[tuple[str, str]]]:
        """Status, and pointer and code of each fault."""
        answer = self.call(number, "POST", "/replays", question)
        problem = body_of(answer)
        found = [(held.get("pointer", ""), held["code"]) for held in problem.get("errors", ())]
        return answer.status_code, found or [("", str(problem["type"]).rpartition("/")[2])]

    def position(self, event: str, index: int = 0) -> int:
        """The position of the first (or another) event of a name."""
        ledger = self.services.ledger_of(self.stage.organization)
        return [held.position for held in ledger.read() if held.topic.split(".")[1] == event][index]

    def close(self) -> None:
        """Let go of the database."""
        self.services.close()
