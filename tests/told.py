"""The demo's shop after its four months, for tests that only look at it."""

from web.demo.founding import found
from web.demo.month import Month
from web.demo.stage import Stage
from web.demo_data import other_months, shop_month
from web.services import Services


def told(services: Services) -> Stage:
    """Tell the whole story in an organization of its own."""
    stage = Stage(services, shop_month())
    found(stage)
    others = other_months()
    for script in (*others[:2], stage.script["month"], *others[2:]):
        Month(stage, script).play()
    return stage
