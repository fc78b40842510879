"""The company of the handlers' tests on both databases, and what it asks."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from adapters.database import Database
from adapters.vault import MasterKey
from tests.application.handlers import conftest as handlers
from tests.application.handlers.firm import Firm
from tests.application.projections.company import Company
from tests.application.projections.month import Month as RatedMonth
from tests.application.replaying.asking import Asking, asking_of
from web import wiring
from web.demo.founding import found
from web.demo.month import Month
from web.demo.stage import Stage
from web.demo_data import other_months, shop_month
from web.settings import Settings

postgres_url = handlers.postgres_url
sqlite_url = handlers.sqlite_url
postgres_database = handlers.postgres_database
sqlite_database = handlers.sqlite_database
database_url = handlers.database_url
organization = handlers.organization
database = handlers.database
master = handlers.master
files = handlers.files
each_firm = handlers.each_firm
sqlite_firm = handlers.sqlite_firm


@pytest.fixture
def firm(sqlite_firm: Firm) -> Firm:
    """On SQLite: what is computed in memory does not ask which database it came from."""
    return sqlite_firm


@pytest.fixture
def asking(firm: Firm) -> Asking:
    """Questions to the firm's ledger."""
    return asking_of(firm)


@pytest.fixture
def another(sqlite_database: Database, files: Path, master: MasterKey) -> Callable[[], Firm]:
    """Makes further companies like it: one in which the what-if really happened."""
    return lambda: Firm(sqlite_database, uuid4(), files, master).founded()


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The demo's shop after its four months; to be looked at only."""
    folder = tmp_path_factory.mktemp("demo")
    settings = Settings(f"sqlite:///{folder / 'jixiao.db'}", folder / "data")
    wiring.prepare_database(settings)
    services = wiring.open_services(settings)
    stage = Stage(services, shop_month())
    found(stage)
    others = other_months()
    for script in (*others[:2], stage.script["month"], *others[2:]):
        Month(stage, script).play()
    yield stage
    services.close()


@pytest.fixture
def played(tmp_path: Path) -> Iterator[RatedMonth]:
    """A month in which peers rated, of a company of this test's own."""
    company = Company(tmp_path).founded()
    yield RatedMonth(company).played()
    company.close()
