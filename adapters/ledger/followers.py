"""How far the followers of a ledger have come, as the library tracks it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import IntegrityError, ProcessRecorder, StoredEvent, Tracking, TrackingRecorder

from adapters.database import Database, Refused, Session
from adapters.ledger import statements
from adapters.ledger.recorder import LedgerApplicationRecorder, meaning


class LedgerTrackingRecorder(TrackingRecorder):
    """One position a name, which only grows."""

    def __init__(self, database: Database, organization: UUID) -> None:
        self.database = database
        self.organization = organization

    def insert_tracking(self, tracking: Tracking) -> None:
        with self.database.transaction(self.organization) as session:
            track(session, self.organization, tracking)

    def max_tracking_id(self, application_name: str) -> int | None:
        return tracked(self.database, self.organization, application_name)


class LedgerProcessRecorder(LedgerApplicationRecorder, ProcessRecorder):
    """Events and the position of what they follow from, in one transaction."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        tracking: Tracking | None = kwargs.get("tracking")
        if tracking is None:
            return super().insert_events(stored_events, **kwargs)
        try:
            with self.database.transaction(self.organization) as session:
                track(session, self.organization, tracking)
                if not stored_events:
                    return []
                events, envelope, answer = self.command(stored_events, **kwargs)
                return self.append_in(session, events, envelope, answer).positions(len(events))
        except Refused as error:
            raise meaning(error) from error

    def insert_tracking(self, tracking: Tracking) -> None:
        with self.database.transaction(self.organization) as session:
            track(session, self.organization, tracking)

    def max_tracking_id(self, application_name: str) -> int | None:
        return tracked(self.database, self.organization, application_name)


def track(session: Session, organization: UUID, tracking: Tracking) -> None:
    """Move a follower's position forward. Raises IntegrityError when it is there or further already."""
    session.execute(statements.TRACK, (organization, tracking.application_name, tracking.notification_id))
    if session.rowcount != 1:
        raise IntegrityError(f"{tracking.application_name} has come to {tracking.notification_id} before")


def tracked(database: Database, organization: UUID, name: str) -> int | None:
    """A follower's position, or None when it never began."""
    rows = database.read(organization, statements.TRACKED, (organization, name))
    return rows[0][0] if rows else None
