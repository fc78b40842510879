"""A whole product for a test: a database of each kind, the API around it, an organization made by `jixiao init`."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner

from adapters.vault import load_master_key
from tests.flow.people import Http, StoryClock
from tests.flow.shop import Month, Shop
from web import wiring
from web.api.app import create_app
from web.cli.main import cli
from web.demo_data import shop_month
from web.services import Services
from web.settings import Settings


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A database of each kind, and a data folder of this test's own."""
    if request.param == "sqlite":
        return Settings(f"sqlite:///{tmp_path / 'jixiao.db'}", tmp_path / "data")
    url: str = request.getfixturevalue("postgres_owner_url")
    data: Path = request.getfixturevalue("postgres_data")
    return Settings(url, data)


@pytest.fixture(scope="session")
def postgres_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for the session's PostgreSQL database: its master key belongs to what was sealed with it."""
    data = tmp_path_factory.mktemp("postgres-data")
    load_master_key(data)  # the database holds what others sealed under theirs
    return data


@pytest.fixture
def clock() -> StoryClock:
    """The story's clock."""
    return StoryClock()


@pytest.fixture
def founded(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What `jixiao init` printed: organization, employee, token."""
    monkeypatch.setenv("JIXIAO_DATA", str(settings.data))
    run = CliRunner().invoke(cli, ["init", "--name", "示例店", "--database", settings.database])
    assert run.exit_code == 0, run.output
    answer: dict[str, str] = json.loads(run.stdout)
    return answer


@pytest.fixture
def services(settings: Settings, founded: dict[str, str], clock: StoryClock) -> Iterator[Services]:
    """The services over the database, on the story's clock."""
    opened = wiring.open_services(settings, clock)
    yield opened
    opened.close()


@pytest.fixture
def shop(services: Services, founded: dict[str, str], clock: StoryClock) -> Shop:
    """The demo's shop with its officers; its people are hired by the test."""
    http = Http(create_app(services).test_client(), {"ADMIN": founded["token"]})
    made = Shop(http, clock, UUID(founded["organization"]), shop_month())
    made.found()
    return made


@pytest.fixture
def october(shop: Shop) -> Month:
    """An open month with everybody's card, before any entry."""
    shop.hire_people()
    month = Month(shop, shop.script["month"])
    month.on("opened")
    month.plan()
    month.set_targets()
    month.open()
    return month
