"""How the library comes by recorders: one factory a database, over one shared pool."""

from typing import Any, ClassVar, Self
from uuid import UUID

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    Mapper,
    ProcessRecorder,
    Transcoder,
)
from eventsourcing.utils import Environment, EnvType, resolve_topic

from adapters.database import Database, open_database
from adapters.ledger.followers import LedgerTrackingRecorder
from adapters.ledger.mapper import LedgerMapper
from adapters.ledger.postgresql import PostgresApplicationRecorder, PostgresProcessRecorder
from adapters.ledger.snapshots import LedgerAggregateRecorder
from adapters.ledger.sqlite import SQLiteApplicationRecorder, SQLiteProcessRecorder
from adapters.ledger.transcoder import LedgerTranscoder


class LedgerFactory(InfrastructureFactory[LedgerTrackingRecorder]):
    """Recorders of one organization's ledger, in a migrated database.

    An application of the library's own kind names the database and the organization in its environment
    (`JIXIAO_DATABASE`, `JIXIAO_ORGANIZATION`, as everywhere in the library also with its own name in front); the
    service gives an open database, which it closes itself.
    """

    application_recorder_class: ClassVar[Any]
    process_recorder_class: ClassVar[Any]

    def __init__(
        self, env: Environment | EnvType | None, database: Database | None = None, organization: UUID | None = None
    ) -> None:
        super().__init__(env)
        self._owned = None if database else open_database(self._named("JIXIAO_DATABASE"))
        self.database: Any = database or self._owned
        self.organization = organization or UUID(self._named("JIXIAO_ORGANIZATION"))

    @classmethod
    def over(cls, database: Database, organization: UUID) -> Self:
        """A factory over an open database."""
        return cls(Environment(), database, organization)

    def transcoder(self) -> Transcoder:
        return LedgerTranscoder()

    def mapper(
        self, transcoder: Transcoder | None = None, mapper_class: type[Mapper[Any]] | None = None
    ) -> Mapper[Any]:
        configured = mapper_class or self.env.get(self.MAPPER_TOPIC) or self.cipher() or self.compressor()
        if configured or not isinstance(transcoder or self.transcoder(), LedgerTranscoder):
            return super().mapper(transcoder, mapper_class)
        return LedgerMapper(transcoder=transcoder or self.transcoder())

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        return LedgerAggregateRecorder(self.database, self.organization)

    def application_recorder(self) -> ApplicationRecorder:
        recorder: ApplicationRecorder = self.application_recorder_class(self.database, self.organization)
        return recorder

    def tracking_recorder(
        self, tracking_recorder_class: type[LedgerTrackingRecorder] | None = None
    ) -> LedgerTrackingRecorder:
        topic = self.env.get(self.TRACKING_RECORDER_TOPIC)
        configured: type[LedgerTrackingRecorder] = resolve_topic(topic) if topic else LedgerTrackingRecorder
        return (tracking_recorder_class or configured)(self.database, self.organization)

    def process_recorder(self) -> ProcessRecorder:
        recorder: ProcessRecorder = self.process_recorder_class(self.database, self.organization)
        return recorder

    def _named(self, name: str) -> str:
        value = self.env.get(name)
        if value is None:
            raise OSError(f"{' or '.join(self.env.create_keys(name))} is not in the application's environment; set it")
        return value

    def close(self) -> None:
        """Close the database, if this factory opened it."""
        if self._owned:
            self._owned.close()


class PostgresFactory(LedgerFactory):
    """Recorders on PostgreSQL."""

    application_recorder_class = PostgresApplicationRecorder
    process_recorder_class = PostgresProcessRecorder


class SQLiteFactory(LedgerFactory):
    """Recorders on SQLite."""

    application_recorder_class = SQLiteApplicationRecorder
    process_recorder_class = SQLiteProcessRecorder
