"""What handlers, the clock and erasure ask of the read models: who works in a shop, what time may still change, who was
erased.
"""

from collections.abc import Sequence
from uuid import UUID

from application.ports import Ledger
from application.projections import project
from application.projections.agenda import AGENDA, AGENDA_APPEALS, AGENDA_CYCLES
from application.projections.employees import ERASURES, POSTINGS
from application.queries.views import ReadModels


class ReadModelRoster:
    """The port `Roster` (`application.commanding`), brought up to the ledger's head at each question."""

    def __init__(self, ledger: Ledger, models: ReadModels) -> None:
        self._ledger = ledger
        self._models = models

    def posted_in(self, shop: UUID) -> Sequence[UUID]:
        """Everybody who has, or ever had, a post in the shop, in id order. Raises ProjectionStopped."""
        self._models.catch_up(self._ledger, project)
        return [UUID(row.body["employee"]) for row in self._models.find(POSTINGS, parent=str(shop))]

    def pending_appeals(self) -> Sequence[UUID]:
        """Appeals that wait for somebody, in id order. Raises ProjectionStopped."""
        return ReadModelAgenda(self._ledger, self._models).pending_appeals()


class ReadModelAgenda:
    """The port `Agenda` (`application.clock`), brought up to the ledger's head at each question."""

    def __init__(self, ledger: Ledger, models: ReadModels) -> None:
        self._ledger = ledger
        self._models = models

    def running_cycles(self) -> Sequence[UUID]:
        """Cycles that are not settled, or whose window for appeals is open, in id order. Raises ProjectionStopped."""
        return self._listed(AGENDA_CYCLES)

    def pending_appeals(self) -> Sequence[UUID]:
        """Appeals that wait for somebody, in id order. Raises ProjectionStopped."""
        return self._listed(AGENDA_APPEALS)

    def _listed(self, what: str) -> Sequence[UUID]:
        self._models.catch_up(self._ledger, project)
        return [UUID(row.body["id"]) for row in self._models.find(AGENDA, parent=what)]


class ReadModelErasures:
    """The port `ErasedPeople` (`application.erasure`), brought up to the ledger's head at each question."""

    def __init__(self, ledger: Ledger, models: ReadModels) -> None:
        self._ledger = ledger
        self._models = models

    def erased(self) -> Sequence[UUID]:
        """Everybody whose erasure is in the ledger, by staff number. Raises ProjectionStopped."""
        self._models.catch_up(self._ledger, project)
        return [UUID(row.key) for row in self._models.find(ERASURES)]
