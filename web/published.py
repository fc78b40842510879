"""Schemes and plans that stand in an organization's ledger: the rules are everybody's to read (D15)."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from application.ports import Directory, Ledger
from application.projections import project
from application.queries import Document, ReadModels
from application.queries.rulebooks import newest_versions


@dataclass(frozen=True)
class PublishedRules:
    """The published rules of all organizations of one database.

    Attributes:
        ledger_of: an organization's ledger; so for its read models.
    """

    directory: Directory
    ledger_of: Callable[[UUID], Ledger]
    models_of: Callable[[UUID], ReadModels]

    def newest(self, organization: UUID, kind: str) -> list[Document]:
        """Of each scheme or plan the newest version, by name, brought up to the ledger's head.

        Raises:
            ProjectionStopped: the read models stopped at an event.
            LedgerUnavailable: the database did not answer.
        """
        models = self.models_of(organization)
        models.catch_up(self.ledger_of(organization), project)
        return newest_versions(models, organization, kind)
