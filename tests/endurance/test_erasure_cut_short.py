"""`kill -9` between the order to erase somebody and the deed: whoever comes next finishes it."""

import signal
import subprocess
import sys
from uuid import UUID

import pytest

from application.commanding import Request
from application.employees import HireEmployee
from application.erasure import ErasePerson
from domain.eventsourced import natural_id
from tests.endurance.havoc import founded
from tests.endurance.load import Office
from tests.endurance.serving import Process
from tests.endurance.waiting import until
from web import wiring
from web.services import Services
from web.settings import Settings

DYING = """
import os, signal, sys
from pathlib import Path
from uuid import UUID
from adapters.vault.keys import PersonKeys
from application.commanding import Request
from application.erasure import ErasePerson
from web import wiring
from web.settings import Settings

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

url, data, organization, actor, person, command = sys.argv[1:]
PersonKeys.destroy = die  # within the transaction that would have destroyed the key
services = wiring.open_services(Settings(url, Path(data)))
request = Request(UUID(organization), actor, UUID(command), services.clock.now(), fingerprint="f")
services.commands.execute(ErasePerson(UUID(person), "consent-withdrawn"), request)
"""


class Cut:
    """Somebody whose erasure was ordered, and whose key is still there."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.office: Office = founded(settings, 0)
        self.services: Services = wiring.open_services(settings)
        hire = HireEmployee("E1", None, "", None, self.services.clock.now().date(), True, {"name": "王小明"})
        self.services.commands.execute(hire, self.request("hire"))
        arguments = [
            settings.database, str(settings.data), str(self.office.organization), self.hr, str(self.person),
            str(natural_id("erase", self.person)),
        ]  # fmt: skip
        died = subprocess.run([sys.executable, "-c", DYING, *arguments], check=False, timeout=60)
        assert died.returncode == -signal.SIGKILL
        assert self.ordered
        assert not self.erased

    def request(self, what: str) -> Request:
        """A request of HR."""
        command = natural_id(what, self.person)
        return Request(self.office.organization, self.hr, command, self.services.clock.now(), fingerprint="f")

    @property
    def hr(self) -> str:
        """Who acts."""
        return str(self.office.people["HR"])

    @property
    def person(self) -> UUID:
        """Who is erased."""
        return self.office.person("E1")

    @property
    def ordered(self) -> bool:
        """Whether it stands in the ledger."""
        events = self.services.ledger_of(self.office.organization).stream(self.person)
        return [event.topic for event in events].count("jixiao.person-erased.1") == 1

    @property
    def erased(self) -> bool:
        """Whether the key is gone."""
        vault = self.services.vault_of(self.office.organization)
        return vault.is_erased(self.person) and vault.profile(self.person) is None


@pytest.fixture
def cut(settings: Settings) -> Cut:
    """On each database."""
    return Cut(settings)


def test_the_same_request_finishes_it(cut: Cut) -> None:
    """The client got no answer and asks again: the deed is done before it gets one, and the order stands once."""
    order = ErasePerson(cut.person, "consent-withdrawn")
    answer = cut.services.commands.execute(order, cut.request("erase"))
    assert cut.erased
    assert cut.ordered
    assert answer.position == cut.services.ledger_of(cut.office.organization).head()
    cut.services.close()


def test_the_background_work_of_any_process_finishes_it(cut: Cut, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nobody asks again: `jixiao worker` does it when it starts, and once a minute."""
    with Process(cut.settings, tmp_path_factory.mktemp("log"), "worker"):
        until(lambda: cut.erased, "the key is still there")
    assert cut.ordered
    cut.services.close()
