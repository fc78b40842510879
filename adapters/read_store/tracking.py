"""The table `projections`: how far each generation of a set of read models has come, and where it stopped."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from adapters.database import Session
from application.ports import ProjectionStopped

COLUMNS = """
SELECT generation, position, row_count, failed_position, failed_code FROM projections
WHERE organization = %s AND name = %s
"""
LIVE = COLUMNS + " AND state = 'live'"
BUILDING = COLUMNS + " AND state = 'building'"
LAST = "SELECT coalesce(max(generation), 0) FROM projections WHERE organization = %s"
BEGIN = """
INSERT INTO projections (organization, name, generation, state, position, row_count) VALUES (%s, %s, %s, %s, 0, 0)
"""
SAVE = """
UPDATE projections SET position = %s, row_count = %s, failed_position = %s, failed_code = %s
WHERE organization = %s AND name = %s AND generation = %s
"""
SET_STATE = "UPDATE projections SET state = %s WHERE organization = %s AND name = %s AND generation = %s"


@dataclass(frozen=True)
class Tracked:
    """Where a generation stands.

    Attributes:
        generation: 1, 2, 3, …; each rebuild makes a new one.
        position: of the last event that its rows show.
        row_count: how many rows it has.
        failed_position: of the event that could not be projected, or None.
        failed_code: what happened there.
    """

    generation: int
    position: int
    row_count: int
    failed_position: int | None = None
    failed_code: str | None = None

    def require_running(self) -> None:
        """Raises ProjectionStopped when it has failed."""
        if self.failed_position is not None:
            raise ProjectionStopped(self.failed_position, self.failed_code or "")

    def moved(self, position: int, rows: int, stopped: ProjectionStopped | None) -> "Tracked":
        """Where it stands after a batch that added `rows` rows."""
        count = self.row_count + rows
        if stopped is None:
            return Tracked(self.generation, position, count)
        return Tracked(self.generation, position, count, stopped.position, stopped.code)

    def resumed(self) -> "Tracked":
        """The same, to try once more."""
        return replace(self, failed_position=None, failed_code=None)


class Tracking:
    """One set of read models of one organization."""

    def __init__(self, organization: UUID, name: str) -> None:
        self._organization = organization
        self._where = (organization, name)

    def lock(self, session: Session) -> None:
        """One process at a time moves these read models; the others wait, and then find it done."""
        session.lock(f"read-models:{self._organization}:{self._where[1]}")

    def live(self, session: Session) -> Tracked | None:
        """The generation that is read from; None before the first event was projected."""
        return self._one(session, LIVE, self._where)

    def building(self, session: Session) -> list[int]:
        """Generations that rebuilds have begun and neither swapped in nor dropped."""
        return [row[0] for row in session.execute(BUILDING, self._where).fetchall()]

    def begin(self, session: Session, *, live: bool) -> Tracked:
        """A new, empty generation, with a number that no other in the organization has or had. Needs the lock."""
        session.lock(f"read-models:{self._organization}")
        row = session.execute(LAST, (self._organization,)).fetchone()
        generation = (int(row[0]) if row else 0) + 1
        session.execute(BEGIN, (*self._where, generation, "live" if live else "building"))
        return Tracked(generation, 0, 0)

    def save(self, session: Session, tracked: Tracked) -> None:
        """Keep where a generation stands, in the transaction of its rows."""
        where = (*self._where, tracked.generation)
        failed = (tracked.failed_position, tracked.failed_code)
        session.execute(SAVE, (tracked.position, tracked.row_count, *failed, *where))

    def go_live(self, session: Session, generation: int) -> None:
        """Read from this generation from now on; the former live one must be dropped before."""
        session.execute(SET_STATE, ("live", *self._where, generation))

    def drop(self, session: Session, generation: int) -> None:
        """This generation has no rows any more."""
        session.execute(SET_STATE, ("dropped", *self._where, generation))

    def _one(self, session: Session, sql: str, params: Sequence[Any]) -> Tracked | None:
        row = session.execute(sql, params).fetchone()
        return None if row is None else Tracked(*row)
