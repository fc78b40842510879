"""The read models on either database; implements the port `ReadStore`, and projects into it.

Any process may catch up at any time: rows and position are committed together under a lock, so each event is applied
once. The events are read before the lock is taken: a process that waits for it holds nothing that its holder needs.
"""

from collections.abc import Sequence
from uuid import UUID

from adapters.database import Database, Session
from adapters.read_store.batches import project_batch
from adapters.read_store.collecting import uncollected
from adapters.read_store.history import BATCH, History
from adapters.read_store.overlay import Overlay
from adapters.read_store.rebuilding import Rebuild, ShowProgress
from adapters.read_store.table import RowTable
from adapters.read_store.tracking import Tracked, Tracking
from application.ports import Project, ProjectionStopped, Recorded, Row

AHEAD = "ahead-of-ledger"
"""The ledger was restored to an earlier state than the rows show: only a rebuild helps."""


class DatabaseReadStore:
    """One organization's read models.

    A failed projection stops: reads and `catch_up` raise ProjectionStopped from then on, in every process, until
    `rebuild`, or `resume` where the rows before the failure are right.
    """

    def __init__(self, database: Database, organization: UUID, name: str = "main") -> None:
        """`name` tells apart sets of models that are projected on their own."""
        self._database = database
        self._organization = organization
        self._tracking = Tracking(organization, name)

    def get(self, model: str, key: str) -> Row | None:
        with self._database.transaction(self._organization, write=False) as session:
            table = self._live_table(session)
            row = None if table is None else table.get(session, model, key)
        return None if row is None else row.row()

    def find(
        self,
        model: str,
        *,
        parent: str | None = None,
        after: tuple[str, str] | None = None,
        limit: int | None = None,
        descending: bool = False,
    ) -> list[Row]:
        with self._database.transaction(self._organization, write=False) as session:
            table = self._live_table(session)
            if table is None:
                return []
            found = table.find(session, model, parent=parent, after=after, limit=limit, descending=descending)
        return [row.row() for row in found]

    def tracked(self) -> Tracked | None:
        """Where the live rows stand, also when their projection has failed; None before the first event."""
        with self._database.transaction(self._organization, write=False) as session:
            return self._tracking.live(session)

    def digest(self) -> str:
        """SHA-256 (hex) over all live rows; equal for equal rows, whatever their generation."""
        with self._database.transaction(self._organization, write=False) as session:
            tracked = self._tracking.live(session)
            generation = 0 if tracked is None else tracked.generation
            return RowTable(self._organization, generation).digest(session)

    def catch_up(self, history: History, project: Project, *, until: int | None = None) -> int:
        """Project what is new.

        Args:
            history: the organization's ledger.
            project: the projection.
            until: the position that the rows must show afterwards; the ledger's head when None.

        Returns:
            The position that the rows show: at least `until`, or the head when that is lower.

        Raises:
            ProjectionStopped: the projection failed now or earlier, or the rows show more than the ledger holds.
        """
        goal = history.head() if until is None else until
        tracked = self.tracked() or self._begin()
        tracked.require_running()
        if tracked.position > goal and tracked.position > history.head():
            raise ProjectionStopped(tracked.position, AHEAD)
        while tracked.position < goal:
            with uncollected():
                batch = list(history.read(after=tracked.position, limit=BATCH))
                if not batch:
                    break
                tracked, stopped = self._advance(tracked, batch, project)
            if stopped is not None:
                raise stopped
            tracked.require_running()
        return tracked.position

    def resume(self) -> None:
        """Let a stopped projection try once more, from the event that it stopped at."""
        with self._database.transaction(self._organization) as session:
            self._tracking.lock(session)
            tracked = self._tracking.live(session)
            if tracked is not None:
                self._tracking.save(session, tracked.resumed())

    def rebuild(self, history: History, project: Project, progress: ShowProgress | None = None) -> Tracked:
        """Build all rows anew beside the live ones and swap them in; raises as `Rebuild.run`."""
        rebuild = Rebuild(self._database, self._organization, self._tracking)
        return rebuild.run(history, project, progress or (lambda position, head: None))

    def _live_table(self, session: Session) -> RowTable | None:
        tracked = self._tracking.live(session)
        if tracked is None:
            return None
        tracked.require_running()
        return RowTable(self._organization, tracked.generation)

    def _begin(self) -> Tracked:
        with self._database.transaction(self._organization) as session:
            self._tracking.lock(session)
            return self._tracking.live(session) or self._tracking.begin(session, live=True)

    def _advance(
        self, seen: Tracked, batch: Sequence[Recorded], project: Project
    ) -> tuple[Tracked, ProjectionStopped | None]:
        """Apply a batch that was read after `seen`, unless somebody else has moved on since."""
        with self._database.transaction(self._organization) as session:
            self._tracking.lock(session)
            now = self._tracking.live(session) or self._tracking.begin(session, live=True)
            if now != seen:
                return now, None
            overlay = Overlay(RowTable(self._organization, now.generation)).within(session)
            result = project_batch(batch, now.position, project, overlay)
            moved = now.moved(result.position, overlay.flush(), result.stopped)
            self._tracking.save(session, moved)
        return moved, result.stopped
