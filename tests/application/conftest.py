"""The demo's shop, played once for all tests of the application that only look at it."""

from collections.abc import Iterator

import pytest

from web import wiring
from web.demo.founding import found
from web.demo.month import Month
from web.demo.stage import Stage
from web.demo_data import other_months, shop_month
from web.settings import Settings


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """After its four months; to be looked at only."""
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
