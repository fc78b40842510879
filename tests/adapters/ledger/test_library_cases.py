"""The persistence cases that `eventsourcing` publishes, run from the installed package on both databases.

Not applicable: `eventsourcing.tests.dcb…`, because we keep no dynamic consistency boundaries;
`eventsourcing.tests.projection`, because its cases are about `ProjectionRunner` (one event a transaction), in whose
place we have a projector of our own; text ids, because ours are UUIDs everywhere; and the transcoder's cases that are
skipped below, each with its reason. The optional case about subscriptions is run.
"""

import os
from collections.abc import Iterator
from typing import Any
from unittest import skip
from uuid import uuid4

import pytest
from eventsourcing.persistence import AggregateRecorder, ApplicationRecorder, ProcessRecorder, TrackingRecorder
from eventsourcing.tests import application as application_cases
from eventsourcing.tests import persistence as cases
from eventsourcing.utils import Environment, get_topic

from adapters.database import Database
from adapters.ledger.factory import LedgerFactory, PostgresFactory, SQLiteFactory
from adapters.ledger.followers import LedgerTrackingRecorder
from adapters.ledger.postgresql import PostgresApplicationRecorder, PostgresProcessRecorder
from adapters.ledger.snapshots import LedgerAggregateRecorder
from adapters.ledger.sqlite import SQLiteApplicationRecorder, SQLiteProcessRecorder
from adapters.ledger.transcoder import LedgerTranscoder

URLS: dict[str, str] = {}
DATABASES: dict[str, Database] = {}


@pytest.fixture(scope="module", autouse=True)
def databases(
    sqlite_url: str, postgres_url: str, sqlite_database: Database, postgres_database: Database
) -> Iterator[None]:
    """The cases are unittest classes and take no fixtures; they find the databases here."""
    URLS.update(sqlite=sqlite_url, postgresql=postgres_url)
    DATABASES.update(sqlite=sqlite_database, postgresql=postgres_database)
    yield
    URLS.clear()
    DATABASES.clear()


class Place:
    """Where a case runs: each recorder has an organization of its own."""

    dialect: str
    factory_class: type[LedgerFactory]
    application_recorder_class: type[ApplicationRecorder]
    process_recorder_class: type[ProcessRecorder]

    def new_factory(self) -> LedgerFactory:
        """A factory over the shared database."""
        return self.factory_class.over(DATABASES[self.dialect], uuid4())

    def new_environment(self) -> Environment:
        """What configures an application of the library's own kind."""
        named = {"PERSISTENCE_MODULE": get_topic(self.factory_class), "JIXIAO_DATABASE": URLS[self.dialect]}
        return Environment(env={**named, "JIXIAO_ORGANIZATION": str(uuid4())})


class OnSQLite(Place):
    dialect = "sqlite"
    factory_class = SQLiteFactory
    application_recorder_class = SQLiteApplicationRecorder
    process_recorder_class = SQLiteProcessRecorder


class OnPostgres(Place):
    dialect = "postgresql"
    factory_class = PostgresFactory
    application_recorder_class = PostgresApplicationRecorder
    process_recorder_class = PostgresProcessRecorder


class MakesAggregateRecorder(Place):
    def create_recorder(self) -> AggregateRecorder:
        return self.new_factory().aggregate_recorder()


class MakesApplicationRecorder(Place):
    def create_recorder(self) -> ApplicationRecorder:
        return self.new_factory().application_recorder()


class MakesTrackingRecorder(Place):
    def create_recorder(self) -> TrackingRecorder:
        return self.new_factory().tracking_recorder()


class MakesProcessRecorder(Place):
    def create_recorder(self) -> ProcessRecorder:
        return self.new_factory().process_recorder()


class MakesFactory(Place):
    env: Environment

    def setUp(self) -> None:
        self.env = self.new_environment()
        super().setUp()  # type: ignore[misc]  # the case's, which comes next in line

    def expected_factory_class(self) -> type[Any]:
        return self.factory_class

    def expected_aggregate_recorder_class(self) -> type[AggregateRecorder]:
        return LedgerAggregateRecorder

    def expected_application_recorder_class(self) -> type[ApplicationRecorder]:
        return self.application_recorder_class

    def expected_tracking_recorder_class(self) -> type[TrackingRecorder]:
        return LedgerTrackingRecorder

    def tracking_recorder_subclass(self) -> type[TrackingRecorder]:
        return SpecialTrackingRecorder

    def expected_process_recorder_class(self) -> type[ProcessRecorder]:
        return self.process_recorder_class


class SpecialTrackingRecorder(LedgerTrackingRecorder):
    """Stands for an application's own subclass."""


class ReadsEnvironment(Place):
    """For cases whose applications take their configuration from the process's environment."""

    def setUp(self) -> None:
        self._set = self.new_environment()
        os.environ.update(self._set)
        self.expected_factory_topic = get_topic(self.factory_class)

    def tearDown(self) -> None:
        for name in self._set:
            del os.environ[name]


class TestAggregateRecorderOnSQLite(OnSQLite, MakesAggregateRecorder, cases.AggregateRecorderTestCase): ...


class TestAggregateRecorderOnPostgres(OnPostgres, MakesAggregateRecorder, cases.AggregateRecorderTestCase): ...


class TestApplicationRecorderOnSQLite(OnSQLite, MakesApplicationRecorder, cases.ApplicationRecorderTestCase[Any]):
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestApplicationRecorderOnPostgres(OnPostgres, MakesApplicationRecorder, cases.ApplicationRecorderTestCase[Any]):
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestNonInterleavingOnSQLite(OnSQLite, MakesApplicationRecorder, cases.NonInterleavingNotificationIDsBaseCase): ...


class TestNonInterleavingOnPostgres(
    OnPostgres, MakesApplicationRecorder, cases.NonInterleavingNotificationIDsBaseCase
): ...


class TestTrackingRecorderOnSQLite(OnSQLite, MakesTrackingRecorder, cases.TrackingRecorderTestCase): ...


class TestTrackingRecorderOnPostgres(OnPostgres, MakesTrackingRecorder, cases.TrackingRecorderTestCase): ...


class TestProcessRecorderOnSQLite(OnSQLite, MakesProcessRecorder, cases.ProcessRecorderTestCase): ...


class TestProcessRecorderOnPostgres(OnPostgres, MakesProcessRecorder, cases.ProcessRecorderTestCase): ...


class TestFactoryOnSQLite(OnSQLite, MakesFactory, cases.InfrastructureFactoryTestCase[Any]): ...


class TestFactoryOnPostgres(OnPostgres, MakesFactory, cases.InfrastructureFactoryTestCase[Any]): ...


class TestApplicationOnSQLite(OnSQLite, ReadsEnvironment, application_cases.ApplicationTestCase): ...


class TestApplicationOnPostgres(OnPostgres, ReadsEnvironment, application_cases.ApplicationTestCase): ...


class TestExampleOnSQLite(OnSQLite, ReadsEnvironment, application_cases.ExampleApplicationTestCase): ...


class TestExampleOnPostgres(OnPostgres, ReadsEnvironment, application_cases.ExampleApplicationTestCase): ...


LISTS = skip("we read lists as tuples on purpose, so that a frozen event holds nothing that can change")
SUBCLASSES = skip("subclasses of built-in types are not kept, as in the library's own JSON transcoder")


class TestTranscoder(cases.TranscoderTestCase):
    def construct_transcoder(self) -> LedgerTranscoder:
        transcoder = LedgerTranscoder()
        transcoder.register(cases.CustomType1AsDict())
        transcoder.register(cases.CustomType2AsDict())
        return transcoder

    test_tuple = LISTS(cases.TranscoderTestCase.test_tuple)
    test_list = LISTS(cases.TranscoderTestCase.test_list)
    test_list_subclass = LISTS(cases.TranscoderTestCase.test_list_subclass)
    test_mixed = LISTS(cases.TranscoderTestCase.test_mixed)
    test_dict_subclass = SUBCLASSES(cases.TranscoderTestCase.test_dict_subclass)
    test_str_subclass = SUBCLASSES(cases.TranscoderTestCase.test_str_subclass)
    test_int_subclass = SUBCLASSES(cases.TranscoderTestCase.test_int_subclass)
