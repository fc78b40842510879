"""The ledger on SQLite: one writing transaction an append."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from eventsourcing.persistence import IntegrityError

from adapters.database import Database, Session, moment_text
from adapters.ledger import statements
from adapters.ledger.followers import LedgerProcessRecorder
from adapters.ledger.recorder import BARE_ACTOR, Appended, LedgerApplicationRecorder, NewEvent, known_answer
from application.ports import Answer, Envelope

HEAD = "SELECT position, last_at FROM ledger_heads WHERE organization = %s"
MOVE_HEAD = """
    INSERT INTO ledger_heads (organization, position, last_at) VALUES (%s, %s, %s)
    ON CONFLICT (organization) DO UPDATE SET position = excluded.position, last_at = excluded.last_at
"""
VERSION = """
    SELECT coalesce(max(originator_version), 0) FROM ledger_events WHERE organization = %s AND originator_id = %s
"""
ADD_EVENT = "INSERT INTO ledger_events VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
ADD_COMMAND = "INSERT INTO ledger_commands VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"


class SQLiteApplicationRecorder(LedgerApplicationRecorder):
    """Appends while it alone may write."""

    def __init__(
        self, database: Database, organization: UUID, actor: str = BARE_ACTOR,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:  # fmt: skip
        super().__init__(database, organization, actor)
        self._clock = clock

    def append_in(
        self, session: Session, events: Sequence[NewEvent], envelope: Envelope, answer: Answer
    ) -> Appended:  # fmt: skip
        organization = str(self.organization)
        known = session.execute(statements.COMMAND, (organization, envelope.command)).fetchone()
        if known:
            return Appended(known_answer(known, envelope.command, envelope.fingerprint), repeated=True)
        for stream, version in envelope.guards:
            if session.execute(VERSION, (organization, stream)).fetchone() != (version,):
                raise IntegrityError(f"stream {stream} has moved past version {version}")
        before, last_at = session.execute(HEAD, (organization,)).fetchone() or (0, None)
        head, at = before + len(events), max(last_at or "", moment_text(self._clock()))
        session.execute(MOVE_HEAD, (organization, head, at))
        given = str(envelope.command), str(envelope.causation), str(envelope.correlation)
        session.executemany(ADD_EVENT, (
            (organization, before + place, str(event.originator_id), event.originator_version, event.topic, event.state,
             at, event.actor, *given)
            for place, event in enumerate(events, start=1)
        ))  # fmt: skip
        session.execute(ADD_COMMAND, (
            organization, given[0], envelope.fingerprint, answer.kind, answer.subject, answer.item, answer.version,
            head, at,
        ))  # fmt: skip
        return Appended(Answer(answer.kind, answer.subject, answer.item, answer.version, head), repeated=False)


class SQLiteProcessRecorder(LedgerProcessRecorder, SQLiteApplicationRecorder):
    """Events and the position of what they follow from."""
