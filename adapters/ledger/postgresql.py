"""The ledger on PostgreSQL: one call of `ledger_append` an append, in one round trip."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from adapters.database import PostgresDatabase, Refused, Session
from adapters.database.errors import ConnectionLost
from adapters.ledger.followers import LedgerProcessRecorder
from adapters.ledger.recorder import BARE_ACTOR, Appended, LedgerApplicationRecorder, NewEvent, meaning
from application.ports import Answer, Envelope

APPEND = """
    SELECT * FROM ledger_append(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s::bigint[],
                                %s::uuid[], %s::bigint[], %s::text[], %s::text[], %s::text[])
"""


class PostgresApplicationRecorder(LedgerApplicationRecorder):
    """Appends through the one function that the running role may call."""

    database: PostgresDatabase

    def __init__(self, database: PostgresDatabase, organization: UUID, actor: str = BARE_ACTOR) -> None:
        super().__init__(database, organization, actor)

    def append(self, events: Sequence[NewEvent], envelope: Envelope, answer: Answer) -> Appended:
        arguments = self._arguments(events, envelope, answer)
        try:
            try:
                row = self.database.call(APPEND, arguments)
            except ConnectionLost:
                # It may have been committed: the same command then finds itself, and cannot conflict with itself.
                row = self.database.call(APPEND, arguments)
        except Refused as error:
            raise meaning(error) from error
        return _appended(row)

    def append_in(
        self, session: Session, events: Sequence[NewEvent], envelope: Envelope, answer: Answer
    ) -> Appended:  # fmt: skip
        return _appended(session.execute(APPEND, self._arguments(events, envelope, answer)).fetchone())

    def _arguments(self, events: Sequence[NewEvent], envelope: Envelope, answer: Answer) -> tuple[Any, ...]:
        return (
            self.organization,
            envelope.command, envelope.fingerprint, envelope.causation, envelope.correlation,
            answer.kind, answer.subject, answer.item, answer.version,
            array(stream for stream, _ in envelope.guards), array(version for _, version in envelope.guards),
            array(event.originator_id for event in events), array(event.originator_version for event in events),
            array(event.topic for event in events), array(event.state for event in events),
            array(event.actor for event in events),
        )  # fmt: skip


class PostgresProcessRecorder(LedgerProcessRecorder, PostgresApplicationRecorder):
    """Events and the position of what they follow from."""


def array(values: Iterable[object]) -> str:
    """A PostgreSQL array as text: a fraction of the time that the driver's own arrays take."""
    quoted = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


def _appended(row: tuple[Any, ...] | None) -> Appended:
    if row is None:
        raise RuntimeError("ledger_append answered nothing")
    kind, subject, item, version, position, repeated = row
    return Appended(Answer(kind, subject, item, version, position), repeated)
