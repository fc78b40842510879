"""What the faces are given to work with: ports, composed once by `web.wiring`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from application.catalogue import Library
from application.clock import tick
from application.commands import Commands
from application.erasure import finish_erasures
from application.importing import FactFileReader
from application.ports import Clock, Directory, EvidenceStore, Ledger, Project, Vault
from application.projections import project
from application.queries import Queries, ReadModelAgenda, ReadModelErasures, ReadModels
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
    commands: Commands
    ledger_of: Callable[[UUID], Ledger]
    models_of: Callable[[UUID], RebuildableModels]
    vault_of: Callable[[UUID], Vault]
    evidence_of: Callable[[UUID], EvidenceStore]
    fingerprint_key: Callable[[UUID], bytes]
    progress_of: Callable[[UUID], Progress]
    sealer: Sealer
    ping: Callable[[], None]
    close: Callable[[], None]

    def queries(self, organization: UUID, actor: str) -> Queries:
        """Questions on behalf of a person, named by their id as text."""
        return Queries(self.ledger_of(organization), self.models_of(organization), self.vault_of(organization), actor)

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
        """Seal what is not sealed, and tell the witness; returns how many events are sealed.

        Raises:
            SealRefused: history was changed; nothing was signed.
            WitnessFailed, WitnessDisagrees: the witness could not take it, or knows another history.
        """
        checkpoint = self.sealer.seal(organization)
        self.sealer.deliver(organization)
        return checkpoint.size if checkpoint is not None else 0

    def unsealed_seconds(self) -> float:
        """Age of the oldest event of any organization that no signed checkpoint covers yet; 0 when all are covered."""
        found = [self.sealer.backlog(organization).oldest for organization in self.directory.organizations()]
        ages = [(self.clock.now() - oldest).total_seconds() for oldest in found if oldest is not None]
        return max(0.0, *ages) if ages else 0.0

    def tick(self, organization: UUID) -> int:
        """Record what time has brought; returns how many things were recorded now. Raises ProjectionStopped."""
        ledger = self.ledger_of(organization)
        agenda = ReadModelAgenda(ledger, self.models_of(organization))
        return tick(self.commands, ledger, agenda, organization, self.clock.now())

    def finish_erasures(self, organization: UUID) -> int:
        """Destroy keys that an interrupted erasure left; returns how many. Raises ProjectionStopped."""
        people = ReadModelErasures(self.ledger_of(organization), self.models_of(organization))
        return finish_erasures(people, self.vault_of(organization))

    def progress(self) -> Iterator[Progress]:
        """How far what is shown has come, for each organization."""
        return map(self.progress_of, self.directory.organizations())
