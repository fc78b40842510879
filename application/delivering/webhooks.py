"""Webhooks (回调): another program is told of each notice.

Addresses and secrets lie beside the ledger, sealed: no event may hold them. That somebody connected a program of that
host, or ended it, is in the ledger, and so is each delivery: an auditor sees where notices went.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

from application.commanding import Commands, Request, Work, handles
from application.delivering.cloud_events import event_of
from application.delivering.filling import WEBHOOK
from application.delivering.outbox import ChannelState, Outbox
from application.delivering.sending import Told
from application.ports import Answer, Ledger
from application.things import absent
from domain import policies
from domain.errors import WrongState
from domain.organization import Duty, Organization, organization_stream
from domain.policies import Acting

MOST = 10
"""Webhooks of one organization at a time."""


@dataclass(frozen=True)
class Webhook:
    """Somebody else's address that is called.

    Attributes:
        secret: signs what it is sent; `whsec_` and base64.
        since: the ledger's head when it was made: what was given before is not sent.
        made_by: a person's id as text; so is `ended_by`, which is "" while it works.
    """

    id: UUID
    url: str
    secret: str
    since: int
    made_by: str
    made_at: datetime
    ended_by: str = ""
    ended_at: datetime | None = None

    @property
    def channel(self) -> str:
        """The name of its channel."""
        return f"{WEBHOOK}{self.id}"

    @property
    def shown_url(self) -> str:
        """Its address without what stands after the question mark: that is often a secret of the receiver's."""
        parts = urlsplit(self.url)
        return parts._replace(query="…" if parts.query else "").geturl()


class WebhookStore(Protocol):
    """One organization's webhooks; addresses and secrets are sealed with the master key."""

    def add(self, webhook: UUID, url: str, since: int, by: str, at: datetime) -> Webhook:
        """Keep a new one of this id, with a secret of its own."""

    def all(self) -> Sequence[Webhook]:
        """All that there ever were, oldest first. Raises Unreadable."""

    def working(self) -> Sequence[Webhook]:
        """Those that were not ended, oldest first. Raises Unreadable."""

    def end(self, webhook: UUID, by: str, at: datetime) -> None:
        """Call it no more; twice is once."""


class WebhookCaller(Protocol):
    """Calls addresses."""

    def require_callable(self, url: str) -> None:
        """Raises Invalid for an address that is never called, such as one inside this network."""

    def call(self, webhook: Webhook, id: str, body: bytes) -> None:
        """Send the body, signed, under this id. Raises NotSent."""


class WebhookSender:
    """Sends to one webhook."""

    def __init__(self, webhook: Webhook, caller: WebhookCaller) -> None:
        self.name = webhook.channel
        self.since: int | None = webhook.since
        self._webhook = webhook
        self._caller = caller

    def send(self, told: Told) -> None:
        """Raises NotSent."""
        self._caller.call(self._webhook, str(told.id), event_of(told))


@dataclass(frozen=True)
class ConnectWebhook:
    """Note that a program of this host is told of each notice from now on."""

    host: str


@dataclass(frozen=True)
class EndWebhook:
    """Note that a program is told nothing any more."""

    webhook: UUID


@handles(ConnectWebhook)
def connect_webhook(command: ConnectWebhook, work: Work) -> Answer:
    """By the administrator or HR."""
    policies.connect_webhooks.require(work.acting)
    webhook = work.id_for("webhook")
    work.organization.connect_webhook(webhook, command.host, by=work.by, at=work.at)
    return Answer("webhook", organization_stream(work.organization_id), str(webhook))


@handles(EndWebhook)
def end_webhook(command: EndWebhook, work: Work) -> Answer:
    """By the administrator or HR."""
    policies.connect_webhooks.require(work.acting)
    work.organization.end_webhook(command.webhook, by=work.by, at=work.at)
    return Answer("webhook", organization_stream(work.organization_id), str(command.webhook))


class Webhooks:
    """Connects, shows and ends the webhooks of one organization, each told in the ledger."""

    def __init__(
        self, store: WebhookStore, outbox: Outbox, caller: WebhookCaller, ledger: Ledger, commands: Commands
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._caller = caller
        self._ledger = ledger
        self._commands = commands

    def connect(self, url: str, request: Request) -> Webhook:
        """Make one, from the ledger's present head on; its secret is shown this once.

        Raises:
            Forbidden: the caller may not.
            Invalid: the address is never called.
            WrongState: there are ten already.
        """
        policies.connect_webhooks.require(self._acting(UUID(request.actor)))
        self._caller.require_callable(url)
        if len(self._store.working()) >= MOST:
            raise WrongState(
                f"已有 {MOST} 个外部通知（webhook）；请先停用一个 / there are {MOST} webhooks already; end one first",
                code="too-many-webhooks",
            )
        told = self._commands.execute(ConnectWebhook(urlsplit(url).hostname or ""), request)
        return self._store.add(UUID(told.item), url, told.position, request.actor, request.at)

    def seen(self, *, by: UUID) -> Sequence[Webhook]:
        """All of them, newest first; none for whoever may not see them."""
        acting = self._acting(by)
        if not (policies.connect_webhooks.allows(acting) or acting.has(Duty.AUDITOR)):
            return ()
        return tuple(reversed(self._store.all()))

    def one(self, webhook: UUID, *, by: UUID) -> Webhook:
        """One that the caller may see. Raises NotFound."""
        for held in self.seen(by=by):
            if held.id == webhook:
                return held
        raise absent("webhook", webhook)

    def end(self, webhook: UUID, request: Request) -> Webhook:
        """Call it no more, from now on; first it is stopped, then told. Raises NotFound or Forbidden."""
        who = UUID(request.actor)
        held = self.one(webhook, by=who)
        policies.connect_webhooks.require(self._acting(who))
        self._store.end(webhook, request.actor, request.at)
        self._outbox.close(held.channel)
        self._commands.execute(EndWebhook(webhook), request)
        return self.one(webhook, by=who)

    def states(self) -> Mapping[str, ChannelState]:
        """How each channel stands, by its name."""
        return {state.name: state for state in self._outbox.states()}

    def _acting(self, person: UUID) -> Acting:
        organization: Organization | None = self._ledger.load(
            Organization, organization_stream(self._ledger.organization)
        )
        return Acting(str(person), organization.duties_of(person) if organization is not None else frozenset())
