"""One organization's ledger, as the application asks for it."""

import logging
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, IntegrityError, Mapper
from eventsourcing.utils import Environment, EnvType

from adapters.database import Database, as_moment
from adapters.ledger import statements
from adapters.ledger.factory import PostgresFactory, SQLiteFactory
from adapters.ledger.mapper import MAPPER, blinded
from adapters.ledger.recorder import LedgerApplicationRecorder, NewEvent, known_answer
from adapters.ledger.snapshots import EVERY, NO_SHAPE, SHAPE, LedgerAggregateRecorder, UnusableSnapshot, restored
from adapters.ledger.statements import ALL
from adapters.ledger.stored import Entry
from application.ports import Answer, ConflictError, Envelope, LedgerUnavailable, Recorded
from domain.eventsourced import Aggregate, Snapshot

PAGE = 1000
log = logging.getLogger("jixiao.ledger")


class OrganizationLedger(Application[UUID]):
    """`application.ports.Ledger` over the library's application; keeps no aggregate, so none can be stale."""

    name = "ledger"
    recorder: LedgerApplicationRecorder

    def __init__(self, database: Database, organization: UUID) -> None:
        """Make the ledger; opens nothing, so that there may be thousands.

        Args:
            database: migrated and open; shared, and closed by whoever opened it.
            organization: whose ledger it is; it begins with its first event.
        """
        self.database = database
        self.organization = organization
        self._cache = LedgerAggregateRecorder(database, organization)
        super().__init__()

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Nothing is configured by the environment here."""
        return Environment(name)

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        factory = PostgresFactory if self.database.dialect == "postgresql" else SQLiteFactory
        return factory.over(self.database, self.organization)

    def construct_mapper(self) -> Mapper[UUID]:
        return MAPPER

    def load(self, kind: type[Aggregate], id: UUID, *, version: int | None = None) -> Any | None:
        until = ALL if version is None else version
        try:
            aggregate, replayed = self._replay(id, SHAPE, until)
        except UnusableSnapshot:
            log.warning("a snapshot of %s cannot be used and is made again", id, exc_info=True)
            aggregate, replayed = self._replay(id, NO_SHAPE, until)
        if not isinstance(aggregate, kind):
            return None
        if version is None and replayed >= EVERY:
            self._keep_snapshot(aggregate)
        return aggregate

    def append(self, aggregates: Iterable[Aggregate], envelope: Envelope, answer: Answer) -> Answer:
        events: list[NewEvent] = []
        version = answer.version
        for aggregate in aggregates:
            if aggregate.id == answer.subject:
                version = aggregate.version
            events += [self._new(event) for event in aggregate.collect_events()]
        complete = Answer(answer.kind, answer.subject, answer.item, version)
        try:
            return self.recorder.append(events, envelope, complete).answer
        except IntegrityError as error:
            raise ConflictError(str(error)) from error

    def answered(self, command: UUID, fingerprint: str) -> Answer | None:
        rows = self.database.read(self.organization, statements.COMMAND, (self.organization, command))
        return known_answer(rows[0], command, fingerprint) if rows else None

    def read(self, *, after: int = 0, until: int | None = None, limit: int | None = None) -> Iterator[Recorded]:
        return map(recorded, self.entries(after=after, until=until, limit=limit))

    def entries(self, *, after: int = 0, until: int | None = None, limit: int | None = None) -> Iterator[Entry]:
        """As `read`, with the rows undecoded."""
        remaining = ALL if limit is None else limit
        while remaining > 0:
            page = self.recorder.entries(after, ALL if until is None else until, min(PAGE, remaining))
            yield from page
            if len(page) < PAGE:
                return
            remaining -= len(page)
            after = page[-1].position

    def stream(self, originator_id: UUID, *, until: int | None = None) -> Iterator[Recorded]:
        parameters = (self.organization, originator_id, ALL if until is None else until)
        rows = self.database.read(self.organization, statements.STREAM, parameters)
        return (recorded(Entry.of(row)) for row in rows)

    def head(self) -> int:
        return self.recorder.max_notification_id() or 0

    def position_at(self, moment: datetime) -> int:
        with self.database.transaction(self.organization, write=False) as session:
            row = session.execute(statements.HEAD, (self.organization,)).fetchone()
            low, high = 0, row[0] if row else 0
            while low < high:  # recorded_at never runs backwards, so halving finds the place
                middle = (low + high + 1) // 2
                at = session.execute(statements.RECORDED_AT, (self.organization, middle)).fetchone()
                if at is not None and as_moment(at[0]) <= moment:
                    low = middle
                else:
                    high = middle - 1
        return low

    def _new(self, event: Any) -> NewEvent:
        stored = MAPPER.to_stored_event(event)
        actor = stored.actor or self.recorder.actor
        text = blinded(stored.state.decode())
        return NewEvent(event.originator_id, stored.originator_version, stored.topic, text, actor)

    def _replay(self, id: UUID, shape: str, until: int) -> tuple[Any, int]:
        """The aggregate, from the newest snapshot of this shape on, and how many events that took."""
        one = (self.organization, id)
        rows = self.database.read(self.organization, statements.AGGREGATE, (*one, shape, until, *one, *one, until))
        aggregate: Any = None
        replayed = 0
        for version, topic, state, actor in rows:
            if actor is None:
                aggregate = restored(topic, id, version, state)
            else:
                aggregate = MAPPER.event(topic, id, version, state, actor).mutate(aggregate)
                replayed += 1
        return aggregate, replayed

    def _keep_snapshot(self, aggregate: Aggregate) -> None:
        try:
            stored = MAPPER.to_stored_event(Snapshot.take(aggregate))
            self._cache.keep(stored, SHAPE)
        except (LedgerUnavailable, TypeError):
            log.warning("a snapshot of %s could not be kept; the aggregate was read", aggregate.id, exc_info=True)


class Ledgers:
    """All organizations' ledgers over one database; keeps the ones last used."""

    def __init__(self, database: Database, *, limit: int = 2000) -> None:
        """Make the collection.

        Args:
            database: shared by all.
            limit: ledgers kept at most; another is made again when asked for.
        """
        self._database = database
        self._limit = limit
        self._kept: OrderedDict[UUID, OrganizationLedger] = OrderedDict()
        self._lock = Lock()

    def of(self, organization: UUID) -> OrganizationLedger:
        """The ledger of an organization, whether it has begun or not."""
        with self._lock:
            ledger = self._kept.pop(organization, None) or OrganizationLedger(self._database, organization)
            self._kept[organization] = ledger
            if len(self._kept) > self._limit:
                self._kept.popitem(last=False)
        return ledger


def recorded(entry: Entry) -> Recorded:
    """An entry with its event decoded."""
    return Recorded(
        entry.position, entry.recorded_at, entry.actor, entry.command, entry.causation, entry.correlation,
        entry.originator_id, entry.originator_version, entry.topic, entry.state,
        MAPPER.event(entry.topic, entry.originator_id, entry.originator_version, entry.state, entry.actor),
    )  # fmt: skip
