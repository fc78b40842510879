"""A month through the product's own wiring: everybody is told, nothing personal leaves, nothing goes out twice."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.vault import MasterKey
from application.delivering.delivering import Delivered
from application.delivering.email import EMAIL
from application.queries import Paging
from domain.notice import NoticeDelivered, NoticeGiven
from tests.adapters.mail.mailbox import Mailbox
from tests.adapters.webhooks.receiver import Receiver
from tests.application.delivering.mailroom import ADDRESS, FROM, SetClock
from tests.application.handlers import months
from tests.application.handlers.firm import TEAM, Firm
from web import wiring
from web.services import Services
from web.settings import Settings

PRIVATE = ("员工", "没有交接就下班", "我交接了", "聊天记录属实", "本月表现", "97.00", "100.00", "4000.00", "20000")
"""Names, reasons and figures of the month."""


@pytest.fixture
def services(
    each_firm: Firm, database_url: str, tmp_path: Path, master: MasterKey, mailbox: Mailbox
) -> Iterator[Services]:
    """The product over the firm's database, with a mail server."""
    settings = Settings(
        database_url, tmp_path, master.encode(), smtp=mailbox.url, mail_from=FROM, address=ADDRESS,
        webhook_inside=frozenset({"127.0.0.1"}),
    )  # fmt: skip
    services = wiring.open_services(settings, SetClock(each_firm.at))
    yield services
    services.close()


def deliver(services: Services, firm: Firm) -> Delivered:
    """All that is due at the firm's time."""
    assert isinstance(services.clock, SetClock)
    services.clock.moment, total = firm.at + timedelta(minutes=1), Delivered()
    while now := services.deliver(firm.organization):
        total += now
    return total


def test_a_month_is_told_and_a_rebuild_tells_nobody_again(
    services: Services, each_firm: Firm, mailbox: Mailbox, receiver: Receiver
) -> None:
    """Two of the four have an address; the webhook is told of everybody."""
    firm = each_firm
    services.directory.add_organization(firm.organization, "云上小店")
    for number in ("D1", "S1"):
        profile = {"name": f"员工 {number}", "email": f"{number.lower()}@example.com"}
        firm.vault.keep_profile(firm.person(number), profile)
    deliver(services, firm)
    hook = services.ways_out.webhooks_of(firm.organization).connect(receiver.url, firm.request("H1"))
    deduction = months.published(firm)
    assert deliver(services, firm) == Delivered(sent=6, passed=2)
    appeal = months.object_to(firm, deduction)
    firm.do("M1", months.uphold(deduction, appeal))
    deliver(services, firm)

    given = firm.events(NoticeGiven)
    assert (
        len(given) == len(TEAM) + 5
    )  # manager, lead and appellant are told of the appeal; both sides, what became of it
    assert sorted(receiver.ids()) == sorted(str(one.originator_id) for one in given)
    assert {str(letter["To"]) for letter in mailbox.letters} == {"d1@example.com", "s1@example.com"}
    texts = [letter.get_content() + str(letter["Subject"]) for letter in mailbox.letters]
    for text in (*texts, *(call.body.decode() for call in receiver.calls)):
        assert not [word for word in PRIVATE if word in text]
    assert any("2026-11-11" in text and ADDRESS in text for text in texts)

    services.rebuild(firm.organization)
    assert not deliver(services, firm)
    assert len(mailbox.raw) == 4
    assert len(firm.events(NoticeDelivered)) == len(given) + 4
    inbox = services.queries(firm.organization, str(firm.person("D1"))).notices(Paging())
    assert [{one["channel"] for one in notice["delivered"]} for notice in inbox.items] == [{EMAIL, hook.channel}] * 3


def test_what_has_not_gone_out_is_counted_over_all_organizations(
    services: Services, each_firm: Firm, mailbox: Mailbox
) -> None:
    """What is due, since when, and what was given up."""
    firm = each_firm
    services.directory.add_organization(firm.organization, "云上小店")
    firm.vault.keep_profile(firm.person("D1"), {"email": "d1@example.com"})
    deliver(services, firm)
    before = services.backlog()
    months.published(firm)
    mailbox.refuse_recipient = "550 no"
    deliver(services, firm)
    after = services.backlog()
    assert (after.dead - before.dead, after.due - before.due) == (1, 0)
    services.ways_out.outbox_of(firm.organization).revive(firm.at)
    waiting = services.backlog()
    assert (waiting.dead - before.dead, waiting.due - before.due) == (0, 1)
    assert waiting.oldest is not None
