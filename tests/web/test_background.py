"""What goes on by itself: rounds over all organizations, in which one's trouble is not another's."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from uuid import UUID, uuid4

import pytest

from application.commanding import Request
from application.organizations import SYSTEM_SETUP, FoundOrganization
from application.ports import LedgerUnavailable, ProjectionStopped
from web import wiring
from web.background import Background, BackgroundThread
from web.services import Services
from web.settings import Settings


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """Services over a new SQLite file."""
    settings = Settings(f"sqlite:///{tmp_path}/jixiao.db", tmp_path / "data")
    wiring.prepare_database(settings)
    services = wiring.open_services(settings)
    yield services
    services.close()


def found(services: Services) -> UUID:
    """An organization whose founding is not shown yet."""
    organization = uuid4()
    services.directory.add_organization(organization, "x")
    request = Request(organization, SYSTEM_SETUP, uuid4(), services.clock.now())
    services.commands.execute(FoundOrganization("x", "Asia/Shanghai", "ADMIN"), request)
    return organization


def test_a_round_shows_what_happened_everywhere(services: Services) -> None:
    """Nobody has to ask first."""
    organizations = [found(services) for _ in range(3)]
    assert all(services.progress_of(held).lag > 0 for held in organizations)
    Background(services).round()
    assert all(services.progress_of(held).lag == 0 for held in organizations)


def test_one_organizations_trouble_is_not_anothers(services: Services) -> None:
    """A stopped projection, or a mistake of ours, ends no round."""
    stopped, mistaken, sound = (found(services) for _ in range(3))

    class Troubled(Services):
        def catch_up(self, organization: UUID) -> int:
            if organization == stopped:
                raise ProjectionStopped(3, "unknown-event")
            if organization == mistaken:
                raise KeyError("a mistake")
            return services.catch_up(organization)

    troubled = Troubled(**vars(services))
    for _ in range(2):
        Background(troubled).round()
    assert services.progress_of(sound).lag == 0


def test_a_database_that_is_gone_is_waited_for(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop outlives it, and goes on."""
    monkeypatch.setattr("web.background.PAUSE", 0.01)
    monkeypatch.setattr("web.background.AFTER_FAILURE", 0.01)
    organization, asked, stop = found(services), [0], Event()

    def organizations() -> list[UUID]:
        asked[0] += 1
        if asked[0] < 3:
            raise LedgerUnavailable("gone")
        return [organization]

    monkeypatch.setattr(services.directory, "organizations", organizations)
    thread = Thread(target=Background(services).run, args=(stop,))
    thread.start()
    while services.progress_of(organization).lag:
        pass
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert asked[0] >= 3


def test_it_stops_when_told(services: Services) -> None:
    """A service that is stopped must not wait for the next round."""
    thread = BackgroundThread(services)
    thread.start()
    thread.stop(5)
    assert not thread._thread.is_alive()
