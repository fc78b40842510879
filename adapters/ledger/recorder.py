"""What both databases' recorders share: everything but how an append is made.

The library's interface, with one ledger behind each recorder: its organization and its default actor are given once.
"""

import json
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.persistence import ApplicationRecorder, DataError, IntegrityError, StoredEvent, Subscription

from adapters.database import Database, Duplicate, Refused, Session, as_uuid
from adapters.ledger import statements
from adapters.ledger.statements import ALL
from adapters.ledger.stored import ActedEvent, Entry, LedgerNotification
from adapters.ledger.subscription import PollingSubscription
from application.ports import Answer, Envelope, KeyReused

BARE_ACTOR = "system:recorder"
MOVED = "JX409"
REUSED = "JX422"


@dataclass(frozen=True)
class NewEvent:
    """An event about to be appended, as text."""

    originator_id: UUID
    originator_version: int
    topic: str
    state: str
    actor: str


@dataclass(frozen=True)
class Appended:
    """What an append did.

    Attributes:
        answer: the command's answer; the one given before when `repeated`.
        repeated: the command was known and nothing was written now.
    """

    answer: Answer
    repeated: bool

    def positions(self, count: int) -> list[int]:
        """The positions of the command's `count` events."""
        return list(range(self.answer.position - count + 1, self.answer.position + 1))


class LedgerApplicationRecorder(ApplicationRecorder):
    """One organization's ledger: appends whole commands, reads by stream and by position."""

    def __init__(self, database: Database, organization: UUID, actor: str = BARE_ACTOR) -> None:
        """Make a recorder; costs nothing but memory.

        Args:
            database: shared by all ledgers.
            organization: whose ledger it is.
            actor: who acted, for events that do not say so.
        """
        self.database = database
        self.organization = organization
        self.actor = actor

    def append(self, events: Sequence[NewEvent], envelope: Envelope, answer: Answer) -> Appended:
        """Append a command's events, its key and its answer in one transaction.

        Raises:
            IntegrityError: a version is taken or a guard has moved.
            KeyReused: the command is known with another fingerprint.
            LedgerUnavailable: the database did not answer.
        """
        try:
            with self.database.transaction(self.organization) as session:
                return self.append_in(session, events, envelope, answer)
        except Refused as error:
            raise meaning(error) from error

    @abstractmethod
    def append_in(
        self, session: Session, events: Sequence[NewEvent], envelope: Envelope, answer: Answer
    ) -> Appended:  # fmt: skip
        """As `append`, in a transaction that is under way."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """Append events as the library does: with `envelope` and `answer` by keyword, or as a command of their own."""
        if not stored_events:
            return []
        events, envelope, answer = self.command(stored_events, **kwargs)
        return self.append(events, envelope, answer).positions(len(events))

    def select_events(
        self, originator_id: UUID | str, *, gt: int | None = None, lte: int | None = None, desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:  # fmt: skip
        statement = statements.VERSIONS_BACKWARDS if desc else statements.VERSIONS
        stream = as_uuid(originator_id)
        rows = self.database.read(self.organization, statement, (self.organization, stream, *bounds(gt, lte, limit)))
        return [ActedEvent(stream, version, topic, state.encode(), actor) for version, topic, state, actor in rows]

    def entries(self, after: int = 0, until: int = ALL, limit: int = ALL) -> list[Entry]:
        """Rows in order of position, `after` exclusive, `until` inclusive; all of them at once."""
        bounds = (self.organization, after, until, limit)
        return [Entry.of(row) for row in self.database.read(self.organization, statements.BY_POSITION, bounds)]

    def select_notifications(
        self, start: int | None, limit: int, stop: int | None = None, topics: Sequence[str] = (), *,
        inclusive_of_start: bool = True,
    ) -> Sequence[LedgerNotification]:  # fmt: skip
        after = 0 if start is None else start - 1 if inclusive_of_start else start
        until = ALL if stop is None else stop
        if not topics:
            return [entry.notification() for entry in self.entries(after, until, limit)]
        statement = statements.BY_POSITION_AND_TOPIC[self.database.dialect]
        bounds = (self.organization, after, until, json.dumps(list(topics)), limit)
        return [Entry.of(row).notification() for row in self.database.read(self.organization, statement, bounds)]

    def max_notification_id(self) -> int | None:
        rows = self.database.read(self.organization, statements.HEAD, (self.organization,))
        return (rows[0][0] or None) if rows else None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        return PollingSubscription(self, gt, topics)

    def command(
        self, stored_events: Sequence[StoredEvent], envelope: Envelope | None = None, answer: Answer | None = None,
        **_: Any,
    ) -> tuple[list[NewEvent], Envelope, Answer]:  # fmt: skip
        """The events as text and their command, made up where the caller gave none."""
        events = [self._new(stored) for stored in stored_events]
        if envelope is None:
            id = uuid4()
            envelope = Envelope(actor=self.actor, command=id, causation=id, correlation=id)
        if answer is None:
            answer = Answer("events", events[-1].originator_id, "", events[-1].originator_version)
        return events, envelope, answer

    def _new(self, stored: StoredEvent) -> NewEvent:
        actor = getattr(stored, "actor", "") or self.actor
        return NewEvent(as_uuid(stored.originator_id), stored.originator_version, stored.topic, text(stored), actor)


def bounds(gt: int | None, lte: int | None, limit: int | None) -> tuple[int, int, int]:
    """The library's optional bounds, all given."""
    return -1 if gt is None else gt, ALL if lte is None else lte, ALL if limit is None else limit


def text(stored: StoredEvent) -> str:
    """The state as the text that is stored: exactly these bytes."""
    if b"\0" in stored.state:
        raise DataError("the state holds a NUL byte, which is refused")
    try:
        return stored.state.decode()
    except UnicodeDecodeError as error:
        raise DataError(f"the state is not UTF-8: {error}") from error


def known_answer(row: tuple[Any, ...], command: UUID, fingerprint: str) -> Answer:
    """The answer in a row of `statements.COMMAND`. Raises KeyReused when it stands for another request."""
    known, kind, subject, item, version, position = row
    if known != fingerprint:
        raise KeyReused(f"command {command} stands for another request")
    return Answer(kind, as_uuid(subject), item, version, position)


def meaning(error: Refused) -> Exception:
    """What a database's refusal of an append means."""
    if isinstance(error, Duplicate) or error.code == MOVED:
        return IntegrityError(str(error))
    return KeyReused(str(error)) if error.code == REUSED else error
