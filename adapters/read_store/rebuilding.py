"""A new generation built from the first event beside the live one, checked, and swapped in."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from uuid import UUID

from adapters.database import Database, Session
from adapters.read_store.batches import project_batch
from adapters.read_store.collecting import uncollected
from adapters.read_store.history import BATCH, History
from adapters.read_store.overlay import Overlay
from adapters.read_store.table import RowTable
from adapters.read_store.tracking import Tracked, Tracking
from application.ports import LedgerUnavailable, Project, RebuildRefused, RebuildSuperseded, Recorded

KEPT_ROWS = 20_000
"""Rows kept in memory between batches at most."""

ShowProgress = Callable[[int, int], None]
"""Called with the position reached and the ledger's head."""


class Rebuild:
    """One rebuild of one organization's read models."""

    def __init__(self, database: Database, organization: UUID, tracking: Tracking) -> None:
        self._database = database
        self._organization = organization
        self._tracking = tracking

    def run(self, history: History, project: Project, progress: ShowProgress) -> Tracked:
        """Build, check and swap. Returns the new live generation.

        Raises:
            ProjectionStopped: an event could not be projected; the live rows are as they were, here and below.
            RebuildSuperseded: another rebuild began.
            RebuildRefused: the table does not hold what was written.
        """
        built = self._begin()
        try:
            shorter = False
            while True:
                built = self._build(built, history, project, progress)
                ahead = self._swap(built, even_back=shorter)
                if ahead is None:
                    return built
                shorter = history.head() < ahead.position
        except RebuildSuperseded:
            raise
        except BaseException:
            self._abandon(built)
            raise

    def _begin(self) -> Tracked:
        with self._database.transaction(self._organization) as session:
            self._tracking.lock(session)
            for generation in self._tracking.building(session):
                self._drop(session, generation)
            return self._tracking.begin(session, live=False)

    def _build(self, built: Tracked, history: History, project: Project, progress: ShowProgress) -> Tracked:
        overlay = Overlay(RowTable(self._organization, built.generation), complete=built.position == 0)
        head = history.head()
        progress(built.position, head)
        while built.position < head:
            with uncollected():
                batch = list(history.read(after=built.position, limit=BATCH))
                if not batch:
                    break
                built = self._advance(built, batch, overlay, project)
            if len(overlay) > KEPT_ROWS:
                overlay = Overlay(RowTable(self._organization, built.generation))
            progress(built.position, max(head, built.position))
        return built

    def _advance(self, built: Tracked, batch: Sequence[Recorded], overlay: Overlay, project: Project) -> Tracked:
        with self._database.transaction(self._organization) as session:
            self._tracking.lock(session)
            self._require_ours(session, built)
            result = project_batch(batch, built.position, project, overlay.within(session))
            if result.stopped is not None:
                raise result.stopped
            moved = built.moved(result.position, overlay.flush(), None)
            self._tracking.save(session, moved)
        return moved

    def _swap(self, built: Tracked, *, even_back: bool) -> Tracked | None:
        """Go live and return None; or return the live generation, when that has come further meanwhile.

        Readers are never taken back in time, but where the ledger itself was (`even_back`), restored from a backup.
        """
        with self._database.transaction(self._organization) as session:
            self._tracking.lock(session)
            self._require_ours(session, built)
            live = self._tracking.live(session)
            if live is not None and live.position > built.position and not even_back:
                return live
            count = RowTable(self._organization, built.generation).count(session)
            if count != built.row_count:
                raise RebuildRefused(built.row_count, count)
            if live is not None:
                self._drop(session, live.generation)
            self._tracking.go_live(session, built.generation)
            return None

    def _abandon(self, built: Tracked) -> None:
        """Leave nothing behind. A database that is down keeps it until the next rebuild begins.

        A swap whose answer was lost may have gone through: what is live stays.
        """
        with suppress(LedgerUnavailable), self._database.transaction(self._organization) as session:
            self._tracking.lock(session)
            if built.generation in self._tracking.building(session):
                self._drop(session, built.generation)

    def _drop(self, session: Session, generation: int) -> None:
        RowTable(self._organization, generation).drop(session)
        self._tracking.drop(session, generation)

    def _require_ours(self, session: Session, built: Tracked) -> None:
        if built.generation not in self._tracking.building(session):
            raise RebuildSuperseded
