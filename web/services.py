"""What the faces are given to work with: ports, composed once by `web.wiring`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from application.bundling import Bundler, Craft
from application.catalogue import Library
from application.chat.ports import ChatDesk
from application.clock import tick
from application.commands import Commands
from application.delivering.delivering import Delivered, Deliverer
from application.delivering.outbox import Outbox
from application.delivering.sending import Sender
from application.delivering.webhooks import Webhooks
from application.erasure import finish_erasures
from application.importing import FactFileReader
from application.ports import Clock, Directory, EvidenceStore, Ledger, Project, Vault
from application.projections import project
from application.queries import Queries, ReadModelAgenda, ReadModelErasures, ReadModels
from application.reminders import remind
from application.replaying import Replays
from application.sealing import Sealer


@dataclass(frozen=True)
class Progress:
    """How far what is shown has come.

    Attributes:
        lag: events of the ledger that are not shown yet.
        stopped: the position at which the projection failed, or None.
    """

    lag: int
    stopped: int | None = None


@dataclass(frozen=True)
class Backlog:
    """What has not gone out.

    Attributes:
        due: notices that channels have still to send.
        dead: notices that a channel has given up.
        oldest: when the oldest of the due ones was given; None when there is none.
    """

    due: int
    dead: int
    oldest: datetime | None


@dataclass(frozen=True)
class Unsealed:
    """What no signed checkpoint covers yet.

    Attributes:
        events: how many, of all organizations.
        seconds: age of the oldest; 0 when all are covered.
    """

    events: int
    seconds: int


class Rebuilt(Protocol):
    """What a rebuild came to."""

    @property
    def position(self) -> int:
        """Of the last event that the rows show."""


class RebuildableModels(ReadModels, Protocol):
    """Read models that can be made anew beside the live ones."""

    def rebuild(self, history: Ledger, project: Project, progress: Callable[[int, int], None] | None = None) -> Rebuilt:
        """Project everything into new rows and swap them in; `progress` is told position and head."""

    def digest(self) -> str:
        """SHA-256 over all live rows."""


@dataclass(frozen=True)
class WaysOut:
    """What an organization's notices go out by.

    Attributes:
        outbox_of: what its channels have still to send.
        webhooks_of: who may make, see and end its webhooks.
        senders_of: what this process can send by.
    """

    outbox_of: Callable[[UUID], Outbox]
    webhooks_of: Callable[[UUID], Webhooks]
    senders_of: Callable[[UUID], Sequence[Sender]]


@dataclass(frozen=True)
class Services:
    """One process's services; cheap for organizations that nobody asks about.

    Attributes:
        ledger_of: an organization's ledger; so for the vault, the evidence store and the read models.
        fingerprint_key: a secret of an organization, so that nobody guesses from a fingerprint what a request said.
        progress_of: how far what is shown of an organization has come.
        ping: ask the database for anything at all. Raises LedgerUnavailable.
        close: end every connection.
    """

    clock: Clock
    directory: Directory
    library: Library
    files: FactFileReader
    chats: ChatDesk
    commands: Commands
    ledger_of: Callable[[UUID], Ledger]
    models_of: Callable[[UUID], RebuildableModels]
    vault_of: Callable[[UUID], Vault]
    evidence_of: Callable[[UUID], EvidenceStore]
    fingerprint_key: Callable[[UUID], bytes]
    progress_of: Callable[[UUID], Progress]
    sealer: Sealer
    craft: Craft
    deliverer: Deliverer
    ways_out: WaysOut
    ping: Callable[[], None]
    close: Callable[[], None]

    def queries(self, organization: UUID, actor: str) -> Queries:
        """Questions on behalf of a person, named by their id as text."""
        return Queries(self.ledger_of(organization), self.models_of(organization), self.vault_of(organization), actor)

    def replays(self, organization: UUID) -> Replays:
        """Looks back and what-ifs over an organization's ledger; they write nothing."""
        return Replays(self.ledger_of(organization), self.library, self.vault_of(organization))

    def catch_up(self, organization: UUID) -> int:
        """Show what happened; returns the position shown. Raises ProjectionStopped."""
        return self.models_of(organization).catch_up(self.ledger_of(organization), project)

    def rebuild(self, organization: UUID, progress: Callable[[int, int], None] | None = None) -> int:
        """Make the read models anew and swap them in; returns the position that they show."""
        return self.models_of(organization).rebuild(self.ledger_of(organization), project, progress).position

    def digest(self, organization: UUID) -> str:
        """SHA-256 over what is shown, caught up: the same after a rebuild."""
        self.catch_up(organization)
        return self.models_of(organization).digest()

    def seal(self, organization: UUID) -> int:
        """Seal what is not sealed; returns how many events are sealed. Raises SealRefused: history was changed."""
        checkpoint = self.sealer.seal(organization)
        return checkpoint.size if checkpoint is not None else 0

    def unsealed(self) -> Unsealed:
        """What no signed checkpoint covers yet."""
        found = [self.sealer.backlog(organization) for organization in self.directory.organizations()]
        now = self.clock.now()
        ages = [int((now - held.oldest).total_seconds()) for held in found if held.oldest is not None]
        return Unsealed(sum(held.events for held in found), max([0, *ages]))

    def bundler(self, organization: UUID, actor: str) -> Bundler:
        """Evidence bundles of what a person may see."""
        asked = self.queries(organization, actor)
        ledger, vault = self.ledger_of(organization), self.vault_of(organization)
        evidence = self.evidence_of(organization)
        return Bundler(organization, asked, ledger, vault, evidence, self.sealer, self.craft)

    def tick(self, organization: UUID) -> int:
        """Record what time has brought, and remind people of what it will bring; returns how many things were recorded
        now. Raises ProjectionStopped.
        """
        ledger = self.ledger_of(organization)
        agenda = ReadModelAgenda(ledger, self.models_of(organization))
        whose = (self.commands, ledger, agenda, organization)
        return tick(*whose, self.clock.now()) + remind(*whose, self.clock.now())

    def deliver(self, organization: UUID, stopping: Callable[[], bool] = lambda: False) -> Delivered:
        """Send some of the notices that are due; raises as `Deliverer.deliver`."""
        return self.deliverer.deliver(organization, stopping)

    def backlog(self) -> Backlog:
        """What has not gone out, of all organizations."""
        states = [state for one in self.directory.organizations() for state in self.ways_out.outbox_of(one).states()]
        waiting = [state.oldest for state in states if state.oldest is not None]
        return Backlog(
            sum(state.due for state in states), sum(state.dead for state in states), min(waiting, default=None)
        )

    def finish_erasures(self, organization: UUID) -> int:
        """Destroy keys that an interrupted erasure left; returns how many. Raises ProjectionStopped."""
        people = ReadModelErasures(self.ledger_of(organization), self.models_of(organization))
        return finish_erasures(people, self.vault_of(organization))

    def progress(self) -> Iterator[Progress]:
        """How far what is shown has come, for each organization."""
        return map(self.progress_of, self.directory.organizations())
