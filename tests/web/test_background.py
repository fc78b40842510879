"""What goes on by itself: rounds over all organizations, in which one's trouble is not another's."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from uuid import UUID, uuid4

import pytest
from structlog.testing import capture_logs

from adapters.sealing import VerifierKey
from application.commanding import Request
from application.organizations import SYSTEM_SETUP, FoundOrganization
from application.ports import LedgerUnavailable, ProjectionStopped
from domain.errors import Invalid
from tests.adapters.sealing.http_witness import open_witness
from tests.endurance.waiting import until
from web import wiring
from web.background import Background, BackgroundThread, witnessing
from web.services import Services
from web.settings import Settings, read_settings


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
    until(lambda: not services.progress_of(organization).lag, "the rounds did not go on")
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


class TestWitness:
    """`JIXIAO_WITNESS`."""

    def witnessed(self, tmp_path: Path, witness: str) -> Services:
        settings = replace(read_settings({"JIXIAO_WITNESS": witness}), database=f"sqlite:///{tmp_path}/jixiao.db")
        wiring.prepare_database(settings)
        return wiring.open_services(replace(settings, data=tmp_path / "data"))

    def test_a_folder(self, tmp_path: Path) -> None:
        """A file for each checkpoint."""
        services = self.witnessed(tmp_path, str(tmp_path / "share"))
        organization = found(services)
        (tmp_path / "share").mkdir()
        Background(services).round()
        witnessing(services).round(Event())
        assert [path.suffix for path in (tmp_path / "share" / str(organization)).iterdir()] == [".checkpoint"]
        services.close()

    def test_a_url(self, tmp_path: Path) -> None:
        """Whoever listens there and knows the ledger's key."""
        services = self.witnessed(tmp_path, "http://127.0.0.1:9/")
        organization = found(services)
        (key,) = services.sealer.verifier_keys(organization)
        services.close()
        with open_witness(VerifierKey.decode(key)) as held:
            services = self.witnessed(tmp_path, held.url)
            Background(services).round()
            witnessing(services).round(Event())
            services.close()
        assert len(held.received) == 1

    def test_what_is_neither(self, tmp_path: Path) -> None:
        """The service does not start as if it were witnessed."""
        with pytest.raises(Invalid, match="JIXIAO_WITNESS"):
            self.witnessed(tmp_path, "ftp://share/x")

    def test_one_that_fails_keeps_nothing_from_being_sealed_and_is_told_now_and_then(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It is asked again in every round."""
        services = self.witnessed(tmp_path, "http://127.0.0.1:9/")
        organization = found(services)
        rounds = witnessing(services)
        Background(services).round()
        with capture_logs() as told:
            for _ in range(3):
                rounds.round(Event())
        assert [entry["what"] for entry in told] == ["witness"]
        monkeypatch.setattr("web.background.TELL_AGAIN", 0.0)
        with capture_logs() as told:
            rounds.round(Event())
        assert [entry["what"] for entry in told] == ["witness"]
        assert services.sealer.backlog(organization).events == 0
        services.close()
