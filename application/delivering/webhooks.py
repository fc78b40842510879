"""Webhooks (回调): somebody else's program is told of each notice. Kept beside the ledger, as tokens are.

A webhook is no fact about anybody's score or pay, and its secret may be in no event; who made it, who ended it and when
stay in its row, and each delivery is in the ledger.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

from application.delivering.cloud_events import event_of
from application.delivering.filling import WEBHOOK
from application.delivering.outbox import ChannelState, Outbox
from application.delivering.sending import Told
from application.ports import Ledger
from domain import policies
from domain.errors import NotFound, WrongState
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
        made_by: a person's id as text; so `ended_by`, "" while it works.
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

    def add(self, url: str, since: int, by: str, at: datetime) -> Webhook:
        """Keep a new one, with a secret of its own."""

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


class Webhooks:
    """Who may make, see and end the webhooks of one organization."""

    def __init__(self, store: WebhookStore, outbox: Outbox, caller: WebhookCaller, ledger: Ledger) -> None:
        self._store = store
        self._outbox = outbox
        self._caller = caller
        self._ledger = ledger

    def connect(self, url: str, *, by: UUID, at: datetime) -> Webhook:
        """Make one; its secret is shown this once.

        Raises:
            Forbidden: `by` may not.
            Invalid: the address is never called.
            WrongState: there are ten already.
        """
        policies.connect_webhooks.require(self._acting(by))
        self._caller.require_callable(url)
        if len(self._store.working()) >= MOST:
            raise WrongState(f"there are {MOST} webhooks already; end one first", code="too-many-webhooks")
        return self._store.add(url, self._ledger.head(), str(by), at)

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
        raise NotFound(f"there is no webhook {webhook}", code="webhook-not-found")

    def end(self, webhook: UUID, *, by: UUID, at: datetime) -> Webhook:
        """Call it no more, from now on. Raises NotFound or Forbidden."""
        self.one(webhook, by=by)
        policies.connect_webhooks.require(self._acting(by))
        self._store.end(webhook, str(by), at)
        held = self.one(webhook, by=by)
        self._outbox.close(held.channel)
        return held

    def states(self) -> Mapping[str, ChannelState]:
        """How each channel stands, by its name."""
        return {state.name: state for state in self._outbox.states()}

    def _acting(self, person: UUID) -> Acting:
        organization: Organization | None = self._ledger.load(
            Organization, organization_stream(self._ledger.organization)
        )
        return Acting(str(person), organization.duties_of(person) if organization is not None else frozenset())
