"""A shop's people over HTTP: each call with the token of the person whose step it is, or of somebody who must be
refused.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from domain.calendar import SHANGHAI, zone
from web.demo_data import facts

Document = dict[str, Any]


@dataclass
class StoryClock:
    """A clock that the test sets: deadlines and windows pass without waiting for them."""

    moment: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        """The story's time; each look takes a second of it."""
        self.moment += timedelta(seconds=1)
        return self.moment

    def go_to(self, day: date) -> None:
        """The morning of a local day."""
        self.moment = datetime.combine(day, time(9), zone(SHANGHAI)).astimezone(UTC)


class Http:
    """Calls the API as somebody.

    Attributes:
        tokens: by staff number.
    """

    def __init__(self, client: FlaskClient, tokens: dict[str, str]) -> None:
        self.client = client
        self.tokens = tokens

    def get(self, who: str, path: str, expect: int = 200) -> Document:
        """The body of a GET."""
        answer = self.client.get(f"/api/v1{path}", headers=self._headers(who))
        return self._body(answer, expect, f"GET {path}")

    def items(self, who: str, path: str) -> list[Document]:
        """The first page of a list."""
        found: list[Document] = self.get(who, path)["items"]
        return found

    def post(self, who: str, path: str, body: object = None, expect: int = 201, **headers: str) -> Document:
        """The body of a command's answer."""
        answer = self.send(who, path, body, **headers)
        return self._body(answer, expect, f"POST {path} as {who}")

    def send(self, who: str, path: str, body: object = None, **headers: str) -> TestResponse:
        """A command's whole answer."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/api/v1{path}", json=body or {}, headers=self._headers(who) | named)

    def refused(self, who: str, path: str, body: object = None, status: int = 403) -> Document:
        """A command that this person may not send: refused, and nothing was written."""
        before = self.head()
        answer = self.post(who, path, body, expect=status)
        assert self.head() == before, f"{path} was refused to {who} and wrote something"
        return answer

    def upload(self, who: str, path: str, name: str, content: bytes, expect: int = 201, **form: str) -> Document:
        """Send a file."""
        data: Mapping[str, Any] = {"file": (io.BytesIO(content), name, "text/csv"), **form}
        answer = self.client.post(f"/api/v1{path}", data=data, headers=self._headers(who))
        return self._body(answer, expect, f"upload {name} to {path}")

    def evidence(self, who: str, name: str) -> str:
        """Upload one of the shipped evidence files; its hash."""
        return str(self.upload(who, "/evidence", name.rpartition("/")[2], facts(name))["sha256"])

    def head(self) -> int:
        """The ledger's last position, as the audit log shows it."""
        newest = self.items("A001", "/events?limit=1")
        return int(newest[0]["position"])

    def _headers(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[who]}", "Accept-Language": "en"} if who else {}

    @staticmethod
    def _body(answer: TestResponse, expect: int, what: str) -> Document:
        assert answer.status_code == expect, f"{what}: {answer.status_code} {answer.text}"
        body: Document = answer.get_json()
        return body


def fresh_key() -> str:
    """An idempotency key that nobody used."""
    return str(uuid4())


def appeal_path(http: Http, who: str, path: str, body: object) -> str:
    """File an appeal; where it then is."""
    return f"/appeals/{http.post(who, path, body)['id']}"
