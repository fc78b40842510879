"""`jixiao deliver` as a shell calls it, and the settings that it needs."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import structlog
from click.testing import CliRunner, Result

from adapters.outbox import DatabaseOutbox
from application.ports import Answer, Envelope
from domain.notice import Notice
from tests.adapters.mail.mailbox import Mailbox, open_mailbox
from web import wiring
from web.cli.main import cli
from web.services import Services
from web.settings import Settings, read_settings


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """The command logs to standard error; other tests of this process do not."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A new SQLite file."""
    return Settings(f"sqlite:///{tmp_path}/jixiao.db", tmp_path / "data")


@pytest.fixture
def services(settings: Settings) -> Iterator[Services]:
    """What the test itself looks with."""
    wiring.prepare_database(settings)
    opened = wiring.open_services(settings)
    opened.directory.add_organization(uuid4(), "示例")
    yield opened
    opened.close()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real mail server."""
    with open_mailbox() as opened:
        yield opened


def tell(services: Services) -> UUID:
    """Give somebody a notice now."""
    (organization,) = services.directory.organizations()
    person, command, now = uuid4(), uuid4(), datetime.now(UTC)
    services.vault_of(organization).keep_profile(person, {"email": "wang@example.com"})
    notice = Notice.give(
        person, kind="pay-adjusted", subject_kind="payroll", subject=uuid4(), cause=command, given_on=now.date(),
        deadline=None, calendar="cn-1", by="somebody", at=now,
    )  # fmt: skip
    envelope = Envelope("somebody", command, command, command)
    services.ledger_of(organization).append([notice], envelope, Answer("notice", notice.id))
    return notice.id


def run(settings: Settings, smtp: str, *arguments: str, **environment: str) -> Result:
    given = {
        "DATABASE_URL": settings.database, "JIXIAO_DATA": str(settings.data), "JIXIAO_SMTP_URL": smtp,
        "JIXIAO_MAIL_FROM": "jixiao@shop.example", "LANG": "en_US.UTF-8", **environment,
    }  # fmt: skip
    return CliRunner().invoke(cli, ["deliver", *arguments], env=given)


def counts(result: Result) -> dict[str, int]:
    assert result.exit_code == 0, result.output
    (found,) = json.loads(result.stdout)["delivered"].values()
    return dict(found)


def test_it_sends_what_is_due_and_says_how_much(settings: Settings, services: Services, mailbox: Mailbox) -> None:
    """From the first look on; in both languages."""
    assert counts(run(settings, mailbox.url, "--json")) == {"sent": 0, "failed": 0, "due": 0, "dead": 0}
    notices = [str(tell(services)) for _ in range(2)]
    assert counts(run(settings, mailbox.url, "--json")) == {"sent": 2, "failed": 0, "due": 0, "dead": 0}
    assert sorted(mailbox.ids()) == sorted(notices)
    assert "0 sent, 0 failed, 0 still due, 0 given up" in run(settings, mailbox.url).stdout
    assert "已发出 0，失败 0，仍待发 0，已放弃 0" in run(settings, mailbox.url, "--lang", "zh").stdout


def test_what_was_given_up_is_tried_again_or_forgotten(
    settings: Settings, services: Services, mailbox: Mailbox
) -> None:
    """When the operator says so."""
    run(settings, mailbox.url)
    for _ in range(2):
        tell(services)
    mailbox.refuse_recipient = "550 no such user"
    assert counts(run(settings, mailbox.url, "--json"))["dead"] == 2
    mailbox.refuse_recipient = ""
    assert counts(run(settings, mailbox.url, "--json"))["dead"] == 2
    assert counts(run(settings, mailbox.url, "--json", "--dead", "retry")) == {
        "sent": 2, "failed": 0, "due": 0, "dead": 0,
    }  # fmt: skip
    mailbox.refuse_recipient = "550 no such user"
    tell(services)
    run(settings, mailbox.url)
    assert counts(run(settings, mailbox.url, "--json", "--dead", "drop"))["dead"] == 0


def test_a_channel_that_is_no_more_can_be_closed(settings: Settings, services: Services, mailbox: Mailbox) -> None:
    """E-mail was switched off: what waits for it must not wait for ever."""
    run(settings, mailbox.url)
    tell(services)
    assert counts(run(settings, "", "--json"))["due"] == 1
    assert counts(run(settings, "", "--json", "--close", "email"))["due"] == 0
    (organization,) = services.directory.organizations()
    assert isinstance(services.ways_out.outbox_of(organization), DatabaseOutbox)
    assert services.ways_out.outbox_of(organization).channels() == []


@pytest.mark.parametrize(
    ("smtp", "sender", "code"),
    [
        ("mail.example", "a@b.example", "smtp-url-malformed"),
        ("smtp://u:hunter2@mail.example", "a@b.example", "smtp-plain-password"),
        ("smtp://mail.example", "", "mail-from-malformed"),
    ],
)
def test_a_setting_that_is_wrong_is_said_at_the_start(
    settings: Settings, services: Services, smtp: str, sender: str, code: str
) -> None:
    """Exit code 2, and no password on the screen."""
    result = run(settings, smtp, JIXIAO_MAIL_FROM=sender)
    assert result.exit_code == 2
    assert code in result.stderr
    assert "hunter2" not in result.output


def test_settings_come_from_the_environment() -> None:
    """Empty means absent, as compose files write it."""
    given = read_settings(
        {"JIXIAO_SMTP_URL": "smtp://h", "JIXIAO_MAIL_FROM": "a@b", "JIXIAO_ADDRESS": "https://x",
         "JIXIAO_WEBHOOK_INSIDE": " ERP.lan, ,10.0.0.7"}
    )  # fmt: skip
    assert (given.smtp, given.mail_from, given.address) == ("smtp://h", "a@b", "https://x")
    assert given.webhook_inside == {"erp.lan", "10.0.0.7"}
    nothing = read_settings({"JIXIAO_SMTP_URL": ""})
    assert (nothing.smtp, nothing.webhook_inside) == (None, frozenset())
