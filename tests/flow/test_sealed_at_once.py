"""Approvals, decisions and payrolls are under a signed root when they are answered; nobody has to wait for a round."""

from tests.flow.shop import Month, Shop
from tests.flow.test_month import (
    appeal_wins,
    enter_everything,
    open_month,
    review_with_one_returned,
    shares_are_granted,
)
from web.services import Services
from web.settings import Settings

WEIGHTY = {
    f"jixiao.{name}.1"
    for name in (
        "scorecard-approved", "cycle-approved", "appeal-decided", "payroll-calculated", "payroll-approved",
        "payroll-paid",
    )
}  # fmt: skip


def test_each_is_sealed_as_it_is_recorded(shop: Shop, services: Services) -> None:
    """No sealer runs here: every checkpoint was made by the command that asked for it, over its own last event."""
    shop.hire_people()
    october = Month(shop, shop.script["month"])
    open_month(october)
    enter_everything(october)
    review_with_one_returned(october)
    appeal_wins(october)
    shares_are_granted(october)
    october.pay()
    last, topics = {}, set()
    for event in services.ledger_of(shop.organization).read():
        last[event.command] = event.position
    for event in services.ledger_of(shop.organization).read():
        if event.event.TOPIC in WEIGHTY:
            topics.add(event.event.TOPIC)
            services.sealer.checkpoint(shop.organization, last[event.command])  # raises NotFound where there is none
    assert topics == WEIGHTY


def test_a_key_that_cannot_be_read_unmakes_no_decision(october: Month, services: Services, settings: Settings) -> None:
    """What was recorded stands and is answered; it is sealed when the key is back."""
    october.deduct()
    october.import_facts()
    october.judge()
    october.record_shop_facts()
    key = settings.data / "keys" / "signing.key"
    key.chmod(0o644)  # one that others can read is refused
    october.review()
    assert services.sealer.backlog(october.shop.organization).events > 0
    key.chmod(0o600)
    services.seal(october.shop.organization)
    assert services.sealer.backlog(october.shop.organization).events == 0
