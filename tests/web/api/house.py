"""An organization of a test's own, and its people with their tokens, each speaking HTTP."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from werkzeug.test import TestResponse

from application.commanding import Request
from application.organizations import SYSTEM_SETUP, FoundOrganization, administrator_id
from application.ports import Bearer
from tests.web.api.described import Described, body_of
from web.services import Services

OFFICERS = {"H1": "hr", "F1": "finance", "F2": "finance", "M1": "manager", "G1": "general-manager", "A1": "auditor"}


class SetClock:
    """A clock that a test sets; implements the port `Clock`."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """The time that was set; each look takes a millisecond."""
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def set(self, moment: datetime) -> None:
        """Make it this time."""
        self.moment = moment


@dataclass
class Person:
    """Somebody who calls the API with their own token."""

    house: "House"
    id: UUID
    token: str
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> TestResponse:
        """A query."""
        return self.house.call("GET", path, self.token, headers=headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        """A command."""
        return self.house.call("POST", path, self.token, json=body, headers=headers)

    def done(self, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        """A command that must succeed; its answer."""
        answer = self.post(path, body, **headers)
        assert answer.status_code == 201, answer.text
        return body_of(answer)

    def seen(self, path: str) -> dict[str, Any]:
        """A query that must succeed; its answer."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return body_of(answer)


class House:
    """An organization with a shop, roles and officers."""

    def __init__(self, app: Flask, services: Services, clock: SetClock, described: Described) -> None:
        self.app = app
        self.services = services
        self.clock = clock
        self.described = described
        self.organization = uuid4()
        self._people: dict[str, Person] = {}
        self._found()

    def call(self, method: str, path: str, token: str | None = None, **what: Any) -> TestResponse:
        """One request; its answer is held against the description."""
        headers = {name.replace("_", "-"): value for name, value in what.pop("headers", {}).items()}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if what.get("json", 0) is None:
            del what["json"]
        path = path if path.startswith(("/api", "/health", "/metrics")) else f"/api/v1{path}"
        answer = self.app.test_client().open(path, method=method, headers=headers, **what)
        self.described.check(answer)
        return answer

    def __getitem__(self, number: str) -> Person:
        """The person with this staff number."""
        return self._people[number]

    def hire(self, number: str, *, by: str = "H1", **post: Any) -> Person:
        """Hire somebody and give them a token."""
        body = {"number": number, "hired_on": "2026-01-05", "profile": {"name": f"员工 {number}"}, **post}
        return self.token_for(number, UUID(self[by].done("/employees", body)["id"]))

    def token_for(self, number: str, person: UUID) -> Person:
        """A token from the administrator."""
        token = self["ADMIN"].done(f"/employees/{person}/tokens", {"days": 366})["token"]
        self._people[number] = Person(self, person, token)
        return self._people[number]

    def on(self, year: int, month: int, day: int) -> None:
        """Go on to the morning of a day."""
        self.clock.set(datetime(year, month, day, 1, tzinfo=UTC))

    def _found(self) -> None:
        request = Request(self.organization, SYSTEM_SETUP, uuid4(), self.clock.now())
        self.services.directory.add_organization(self.organization, "测试电商")
        self.services.commands.execute(FoundOrganization("测试电商", "Asia/Shanghai", "ADMIN"), request)
        admin = administrator_id(self.organization, "ADMIN")
        expires_at = self.clock.now() + timedelta(days=900)
        token = self.services.directory.issue_token(Bearer(self.organization, admin), expires_at=expires_at)
        self._people["ADMIN"] = Person(self, admin, token)

    def furnish(self) -> "House":
        """Open a shop, define roles, hire the officers."""
        admin = self["ADMIN"]
        self.shop = admin.done("/shops", {"code": "tb-1", "name": "淘宝一店", "platform": "taobao"})["id"]
        for role, zh in (("service", "客服"), ("operations", "运营"), ("design", "美工"), ("finance", "财务")):
            admin.done("/roles", {"role": role, "title_zh": zh, "title_en": role.title()})
        for number, duty in OFFICERS.items():
            officer = self.hire(number, by="ADMIN")
            shop = self.shop if duty == "manager" else None
            admin.done("/duties", {"employee": str(officer.id), "duty": duty, "shop": shop})
        return self
