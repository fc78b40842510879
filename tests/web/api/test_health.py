"""Whether it works, for those who watch it: without a token, and without anybody's name."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from application.ports import LedgerUnavailable
from tests.web.api.described import body_of
from tests.web.api.house import House
from web.api.app import create_app
from web.api.callers import SERVICES
from web.services import Progress


def test_a_service_that_works_says_so(house: House) -> None:
    """And how far what is shown lies behind."""
    house.furnish()
    house["H1"].seen("/me")
    answer = house.call("GET", "/health")
    assert answer.status_code == 200
    assert body_of(answer)["status"] == body_of(answer)["database"] == body_of(answer)["projections"] == "ok"


def broken(app: Flask, **changes: Any) -> Any:
    """The health of an app with some services replaced."""
    return create_app(replace(app.extensions[SERVICES], **changes)).test_client().get("/health")


def test_a_database_that_cannot_be_reached_is_503(sqlite_app: Flask) -> None:
    """Nothing of the database's own words is told."""

    def unreachable() -> None:
        raise LedgerUnavailable("no route to 10.0.0.7, user jixiao_service")

    answer = broken(sqlite_app, ping=unreachable)
    assert (answer.status_code, answer.json["database"]) == (503, "unreachable")
    assert "10.0.0.7" not in answer.text


def test_a_stopped_projection_is_503(house: House) -> None:
    """Projections that stall and look healthy are how other systems lie."""
    answer = broken(house.app, progress_of=lambda organization: Progress(12, 7))
    assert (answer.status_code, answer.json["projections"], answer.json["lag"]) == (503, "stopped", 12)
    assert answer.json["stopped"] >= 1
    assert str(house.organization) not in answer.text


def lines(house: House) -> Iterator[str]:
    """The figures, one a line."""
    yield from house.call("GET", "/metrics").text.splitlines()


def test_requests_and_commands_are_counted(house: House) -> None:
    """By route and outcome, never by whom."""
    house["ADMIN"].done("/shops", {"code": "m-1", "name": "x", "platform": "jd"})
    house["ADMIN"].post("/shops", {"code": "m-1", "name": "x", "platform": "jd"})
    found = list(lines(house))
    assert any(line.startswith('jixiao_commands_total{command="OpenShop",outcome="done"}') for line in found)
    assert any(line.startswith('jixiao_commands_total{command="OpenShop",outcome="shop-exists"}') for line in found)
    assert any(
        line.startswith('jixiao_requests_total{method="POST",route="/api/v1/shops",status="409"}') for line in found
    )
    assert any(line.startswith("jixiao_projection_lag_events") for line in found)
    assert not any(str(house.organization) in line for line in found)


@pytest.mark.parametrize("path", ["/health", "/metrics"])
def test_neither_needs_a_token(sqlite_house: House, path: str) -> None:
    """A load balancer has none."""
    assert sqlite_house.call("GET", path).status_code == 200
