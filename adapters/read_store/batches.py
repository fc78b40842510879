"""Events, in order, through a projection; stops at the first that cannot be projected and never skips one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from adapters.read_store.documents import StoredRow, stored
from adapters.read_store.overlay import Overlay
from adapters.read_store.table import Key
from application.ports import Project, ProjectionStopped, Recorded, Removal
from domain.errors import DomainError


class PositionMissing(DomainError):
    """The ledger gave an event out of order."""

    code = "position-missing"


@dataclass(frozen=True)
class Progress:
    """How far a batch came.

    Attributes:
        position: of the last event whose rows are in the overlay.
        stopped: what happened at the next one, or None when there was nothing wrong.
    """

    position: int
    stopped: ProjectionStopped | None = None


def project_batch(batch: Iterable[Recorded], after: int, project: Project, overlay: Overlay) -> Progress:
    """Put the rows of the events into the overlay, all of an event's or none.

    Args:
        batch: events in order of position.
        after: the position that the overlay's rows show.
        project: the projection.
        overlay: within a transaction.
    """
    position = after
    for recorded in batch:
        try:
            changes = _changes(recorded, position + 1, project, overlay)
        except Exception as error:
            if overlay.database_failed:
                raise
            stopped = ProjectionStopped(recorded.position, _code(error))
            stopped.__cause__ = error
            return Progress(position, stopped)
        for change in changes:
            if isinstance(change, StoredRow):
                overlay.put(change)
            else:
                overlay.remove(change)
        position = recorded.position
    return Progress(position)


def _changes(recorded: Recorded, expected: int, project: Project, overlay: Overlay) -> list[StoredRow | Key]:
    if recorded.position != expected:
        raise PositionMissing(
            f"the ledger gave position {recorded.position} where {expected} is due; verify the ledger"
        )
    changes: list[StoredRow | Key] = []
    for change in project(recorded, overlay):
        changes.append((change.model, change.key) if isinstance(change, Removal) else stored(change))
    return changes


def _code(error: Exception) -> str:
    """What happened, without what it happened to: messages may hold personal text."""
    if isinstance(error, DomainError):
        return error.code
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(error).__name__).lower()
