"""The API on both databases, each test in an organization of its own, at a time that the test sets."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from flask import Flask

from adapters.vault import load_master_key
from tests.web.api.described import Described, body_of
from tests.web.api.house import House, SetClock
from tests.web.api.story import Story
from web import wiring
from web.api.answers import Answer
from web.api.app import create_app
from web.api.callers import SERVICES
from web.services import Services
from web.settings import Settings

START = datetime(2026, 9, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def few_words() -> None:
    """Only what fails is logged."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        processors=[structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)],
    )


@pytest.fixture(autouse=True)
def answers_are_described_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that holds more than its description says fails the test that gets it."""
    monkeypatch.setattr(Answer, "STRICT", True)


@pytest.fixture(scope="session")
def clock() -> SetClock:
    """The time of all services of this run."""
    return SetClock(START)


@pytest.fixture(scope="session")
def sqlite_services(tmp_path_factory: pytest.TempPathFactory, clock: SetClock) -> Iterator[Services]:
    """Services over an SQLite file."""
    folder = tmp_path_factory.mktemp("api")
    yield from _services(f"sqlite:///{folder}/jixiao.db", folder / "data", clock)


@pytest.fixture(scope="session")
def postgres_services(
    postgres_owner_url: str, tmp_path_factory: pytest.TempPathFactory, clock: SetClock
) -> Iterator[Services]:
    """Services over PostgreSQL, as the service's role."""
    data = tmp_path_factory.mktemp("api") / "data"
    load_master_key(data)  # the database holds what others sealed under theirs
    yield from _services(postgres_owner_url, data, clock)


def _services(url: str, data: Path, clock: SetClock) -> Iterator[Services]:
    settings = Settings(url, data)
    wiring.prepare_database(settings)
    services = wiring.open_services(settings, clock)
    yield services
    services.close()


@pytest.fixture(scope="session")
def sqlite_app(sqlite_services: Services) -> Flask:
    """The API over SQLite."""
    return create_app(sqlite_services)


@pytest.fixture(scope="session")
def postgres_app(postgres_services: Services) -> Flask:
    """The API over PostgreSQL."""
    return create_app(postgres_services)


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest) -> Flask:
    """The API over each of the databases, one after the other."""
    chosen: Flask = request.getfixturevalue("postgres_app" if request.param == "postgresql" else "sqlite_app")
    return chosen


@pytest.fixture(scope="session")
def described(sqlite_app: Flask) -> Described:
    """The description of the API, to hold answers against."""
    return Described(body_of(sqlite_app.test_client().get("/api/v1/openapi.json")))


@pytest.fixture
def house(app: Flask, clock: SetClock, described: Described) -> House:
    """A founded organization, over each of the databases."""
    clock.set(START)
    return House(app, app.extensions[SERVICES], clock, described)


@pytest.fixture(scope="module")
def sqlite_house(sqlite_app: Flask, clock: SetClock, described: Described) -> House:
    """One for all tests of a module that only look at answers, where the database makes no difference."""
    clock.set(START)
    return House(sqlite_app, sqlite_app.extensions[SERVICES], clock, described)


@pytest.fixture(scope="module")
def furnished_house(sqlite_house: House) -> House:
    """The same with a shop, roles and officers."""
    return sqlite_house.furnish()


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory, described: Described) -> Iterator[Story]:
    """The demo's four months; to be looked at only."""
    told = Story(tmp_path_factory.mktemp("story"), described)
    yield told
    told.close()
