"""An organization whose notices go out: a real ledger and outbox, a real mail server, real receivers of webhooks."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from adapters.database import Database
from adapters.mail import SmtpPostman, mail_server
from adapters.outbox import DatabaseOutbox
from adapters.vault import MasterKey
from adapters.webhooks import DatabaseWebhooks, HttpWebhooks
from application.commanding import Commands
from application.delivering.delivering import Delivered, Deliverer
from application.delivering.email import EMAIL, EmailSender
from application.delivering.sending import Sender
from application.delivering.webhooks import Webhook, WebhookSender
from application.ports import Answer, Envelope
from domain.notice import Notice, NoticeDelivered
from tests.adapters.mail.mailbox import Mailbox
from tests.application.handlers.firm import Firm

FROM = "jixiao@shop.example"
ADDRESS = "https://jixiao.example"
HERE = frozenset({"127.0.0.1"})


class SetClock:
    """The time that a test sets."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """The time that was set."""
        return self.moment


class Mailroom:
    """One organization, its time, and what its notices go out by.

    Attributes:
        mailbox: the mail server; None where there is none.
        reported: what did not go out: channel and code.
    """

    def __init__(
        self, database: Database, organization: UUID, files: Path, master: MasterKey, mailbox: Mailbox | None
    ) -> None:
        self.firm = Firm(database, organization, files, master)
        self.database = database
        self.organization = organization
        self.clock = SetClock(datetime.now(UTC).replace(microsecond=0))
        self.outbox = DatabaseOutbox(database, organization)
        self.store = DatabaseWebhooks(database, organization, master)
        self.mailbox = mailbox
        self.reported: list[tuple[str, str]] = []
        self.commands: Commands = self.firm.commands

    def person(self, email: str = "wang@example.com") -> UUID:
        """Somebody new, with this address in their profile; none where it is ""."""
        person = uuid4()
        self.firm.vault.keep_profile(person, {"name": "王小明", **({"email": email} if email else {})})
        return person

    def tell(self, person: UUID | None = None, kind: str = "score-published", deadline: date | None = None) -> UUID:
        """Give somebody a notice now; its id."""
        notice = Notice.give(
            person or self.person(),
            kind=kind,
            subject_kind="scorecard",
            subject=uuid4(),
            cause=uuid4(),
            given_on=self.clock.now().date(),
            deadline=deadline,
            calendar="cn-1",
            by=str(uuid4()),
            at=self.clock.now(),
        )
        command = uuid4()
        self.firm.ledger.append([notice], Envelope("somebody", command, command, command), Answer("notice", notice.id))
        return notice.id

    def webhook(self, url: str) -> Webhook:
        """Made now."""
        return self.store.add(uuid4(), url, self.firm.ledger.head(), "somebody", self.clock.now())

    def senders(self) -> Sequence[Sender]:
        """What this process can send by."""
        caller = HttpWebhooks(self.clock, HERE, timeout=5)
        senders: list[Sender] = [WebhookSender(webhook, caller) for webhook in self.store.working()]
        if self.mailbox is not None:
            postman = SmtpPostman(mail_server(self.mailbox.url), FROM, timeout=5)
            senders.append(EmailSender(postman, self.firm.vault, ADDRESS))
        return senders

    def deliver(self) -> Delivered:
        """One go."""
        return self.deliverer().deliver(self.organization)

    def deliverer(self) -> Deliverer:
        """A process of its own, as far as the database knows."""
        return Deliverer(
            lambda _: self.firm.ledger,
            lambda _: self.outbox,
            lambda _: self.senders(),
            self.commands,
            self.clock,
            lambda _, channel, __, code: self.reported.append((channel, code)),
        )

    def later(self, **by: int) -> "Mailroom":
        """Let time pass."""
        self.clock.moment += timedelta(**by)
        return self

    def delivered(self, channel: str = EMAIL) -> list[UUID]:
        """What the ledger says went out by a channel."""
        return [one.originator_id for one in self.firm.events(NoticeDelivered) if one.channel == channel]
