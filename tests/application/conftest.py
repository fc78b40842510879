"""The demo's shop, played once for all tests of the application that only look at it."""

from collections.abc import Iterator

import pytest

from tests.told import told
from web import wiring
from web.demo.stage import Stage
from web.settings import Settings


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """After its four months; to be looked at only."""
    folder = tmp_path_factory.mktemp("demo")
    settings = Settings(f"sqlite:///{folder / 'jixiao.db'}", folder / "data")
    wiring.prepare_database(settings)
    services = wiring.open_services(settings)
    yield told(services)
    services.close()
