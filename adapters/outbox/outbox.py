"""One organization's outbox on either database; implements the port `application.delivering.outbox.Outbox`."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from adapters.database import Database, Session, as_moment, as_uuid
from adapters.outbox import statements
from application.delivering.outbox import Channel, ChannelState, Claim, Entry


class DatabaseOutbox:
    """Costs nothing until it is asked."""

    def __init__(self, database: Database, organization: UUID) -> None:
        self._database = database
        self._organization = organization

    def channels(self) -> Sequence[Channel]:
        rows = self._database.read(self._organization, statements.CHANNELS, (self._organization,))
        return [
            Channel(name, since, position, None if rests_until is None else as_moment(rests_until))
            for name, since, position, rests_until in rows
        ]

    def open(self, name: str, since: int) -> None:
        with self._database.transaction(self._organization) as session:
            session.execute(statements.OPEN, (self._organization, name, since, since))

    def close(self, name: str) -> None:
        with self._database.transaction(self._organization) as session:
            self._lock(session)
            session.execute(statements.CLOSE, (self._organization, name))
            session.execute(statements.EMPTY, (self._organization, name))

    def add(self, entries: Sequence[Entry], *, after: int, until: int) -> None:
        with self._database.transaction(self._organization) as session:
            self._lock(session)
            behind = session.execute(statements.BEHIND, (self._organization, after, until)).fetchall()
            for channel, position in behind:
                new = [entry for entry in entries if entry.position > position]
                rows = [
                    (self._organization, channel, entry.notice, entry.position, entry.given_at, entry.given_at)
                    for entry in new
                ]
                if rows:
                    session.executemany(statements.ADD, rows)
                session.execute(statements.ADVANCE, (until, self._organization, channel))

    def claim(self, channel: str, at: datetime, until: datetime) -> Claim | None:
        asked = (self._organization, channel, at, at)
        if not self._database.read(self._organization, statements.NEXT, asked):
            return None  # most of the time; and no writer is kept waiting
        with self._database.transaction(self._organization) as session:
            alone = statements.ALONE if session.dialect == "postgresql" else ""
            row = session.execute(statements.NEXT + alone, asked).fetchone()
            if row is None:
                return None
            notice, position, attempts = as_uuid(row[0]), row[1], row[2] + 1
            claim = Claim(channel, notice, position, attempts, lease=uuid4())
            session.execute(statements.CLAIM, (claim.lease, until, attempts, self._organization, channel, notice))
        return claim

    def done(self, claim: Claim) -> None:
        self._change(statements.DONE, *self._mine(claim))

    def postpone(self, claim: Claim, due_at: datetime, failure: str) -> None:
        self._change(statements.POSTPONE, due_at, failure, *self._mine(claim))

    def bury(self, claim: Claim, failure: str) -> None:
        self._change(statements.BURY, failure, *self._mine(claim))

    def rest(self, channel: str, until: datetime) -> None:
        self._change(statements.REST, until, self._organization, channel)

    def revive(self, at: datetime) -> int:
        return self._change(statements.REVIVE, at, self._organization)

    def drop_dead(self) -> int:
        return self._change(statements.DROP_DEAD, self._organization)

    def states(self) -> Sequence[ChannelState]:
        rows = self._database.read(self._organization, statements.STATES, (self._organization,))
        return [
            ChannelState(name, due, dead, None if oldest is None else as_moment(oldest), failure)
            for name, due, dead, oldest, failure in rows
        ]

    def _change(self, sql: str, *params: object) -> int:
        with self._database.transaction(self._organization) as session:
            return session.execute(sql, params).rowcount

    def _mine(self, claim: Claim) -> tuple[object, ...]:
        return self._organization, claim.channel, claim.notice, claim.lease

    def _lock(self, session: Session) -> None:
        """One process at a time takes in, so that each channel's position stands for what it has."""
        session.lock(f"outbox:{self._organization}")
