"""Notices go out by themselves, apart from the other rounds, and end when told."""

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from uuid import UUID, uuid4

import pytest

from application.delivering.delivering import Delivered
from application.ports import LedgerUnavailable
from tests.adapters.mail.mailbox import open_mailbox
from tests.web.cli.test_deliver import tell
from web import wiring
from web.background import BackgroundThread, deliveries, run_all
from web.services import Services
from web.settings import Settings


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """Services over a new SQLite file with three organizations."""
    settings = Settings(f"sqlite:///{tmp_path}/jixiao.db", tmp_path / "data")
    wiring.prepare_database(settings)
    services = wiring.open_services(settings)
    for _ in range(3):
        services.directory.add_organization(uuid4(), "x")
    yield services
    services.close()


class Watched(Services):
    """Services whose deliveries are watched."""

    asked: list[UUID]
    fails: dict[UUID, Exception]

    def deliver(self, organization: UUID, stopping: object = None) -> Delivered:
        """Note who was asked; fail where the test says so."""
        self.asked.append(organization)
        if organization in self.fails:
            raise self.fails[organization]
        return Delivered()


def watched(services: Services) -> Watched:
    made = Watched(**vars(services))
    object.__setattr__(made, "asked", [])
    object.__setattr__(made, "fails", {})
    return made


def test_one_organizations_trouble_is_not_anothers(services: Services) -> None:
    """A mistake of ours ends no round."""
    made = watched(services)
    first, *_ = organizations = list(services.directory.organizations())
    made.fails[first] = KeyError("a mistake")
    deliveries(made).round(Event())
    assert made.asked == organizations


def test_a_database_that_is_gone_ends_the_round(services: Services) -> None:
    """The loop waits a little, instead of asking for each organization in turn."""
    made = watched(services)
    first, *_ = services.directory.organizations()
    made.fails[first] = LedgerUnavailable("gone")
    with pytest.raises(LedgerUnavailable):
        deliveries(made).round(Event())
    assert made.asked == [first]


def test_a_round_ends_when_told(services: Services) -> None:
    """Between two organizations at the latest."""
    made, stop = watched(services), Event()
    stop.set()
    deliveries(made).round(stop)
    assert made.asked == []


def test_a_channel_that_hangs_does_not_keep_events_from_being_shown(services: Services) -> None:
    """A mail server may take its time; what happened is shown and sealed meanwhile."""
    hanging, shown = Event(), Event()

    class Hanging(Services):
        def deliver(self, organization: UUID, stopping: object = None) -> Delivered:
            hanging.set()
            shown.wait(10)
            return Delivered()

        def catch_up(self, organization: UUID) -> int:
            if hanging.is_set():
                shown.set()
            return services.catch_up(organization)

    stop = Event()
    thread = Thread(target=run_all, args=(Hanging(**vars(services)), stop))
    thread.start()
    assert shown.wait(10)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_notices_go_out_by_themselves(tmp_path: Path) -> None:
    """Nobody has to ask: not the person, not an operator."""
    with open_mailbox() as mailbox:
        settings = Settings(
            f"sqlite:///{tmp_path}/own.db", tmp_path / "data", smtp=mailbox.url, mail_from="jixiao@shop.example"
        )
        wiring.prepare_database(settings)
        services = wiring.open_services(settings)
        services.directory.add_organization(uuid4(), "x")
        deliveries(services).round(Event())
        notice = tell(services)
        thread, until = BackgroundThread(services), time.monotonic() + 10
        thread.start()
        while not mailbox.raw and time.monotonic() < until:
            time.sleep(0.01)
        thread.stop(5)
        assert mailbox.ids() == [str(notice)]
        services.close()


def test_both_end_when_told(services: Services) -> None:
    """A service that is stopped must not wait for the next round."""
    thread, begun = BackgroundThread(services), time.monotonic()
    thread.start()
    thread.stop(5)
    assert time.monotonic() - begun < 5
