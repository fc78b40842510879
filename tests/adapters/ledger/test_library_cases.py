"""The cases that `eventsourcing` publishes, run from the installed package on both databases: every class of them.

What does not apply stands in `NOT_APPLICABLE` and, of the transcoder's cases, as a skip below; each with its reason. A
class that a new version of the library brings along is in neither and fails the last test here, until somebody decides.
The optional case about subscriptions is run.
"""

import os
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any, ClassVar
from unittest import TestCase, skip
from uuid import uuid4

import eventsourcing.tests
import pytest
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    ProcessRecorder,
    Tracking,
    TrackingRecorder,
)
from eventsourcing.tests import application as application_cases
from eventsourcing.tests import persistence as cases
from eventsourcing.tests import projection as projection_cases
from eventsourcing.utils import Environment, get_topic

from adapters.database import Database, open_database
from adapters.ledger import factory
from adapters.ledger.factory import LedgerFactory, PostgresFactory, SQLiteFactory
from adapters.ledger.followers import LedgerTrackingRecorder, track
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


@pytest.fixture(autouse=True)
def closed_afterwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The cases leave applications open where they expect an error; what those opened ends with the case."""
    opened: list[Database] = []

    def opening(url: str) -> Database:
        opened.append(open_database(url))
        return opened[-1]

    monkeypatch.setattr(factory, "open_database", opening)
    yield
    for database in opened:
        database.close()


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


COUNT = """
    INSERT INTO read_rows (organization, generation, model, key, parent, sort, body)
    VALUES (%s, 0, 'counters', %s, '', '', %s)
    ON CONFLICT (organization, generation, model, key) DO UPDATE SET body = excluded.body
"""
COUNTED = "SELECT body FROM read_rows WHERE organization = %s AND generation = 0 AND model = 'counters' AND key = %s"


class Counters(LedgerTrackingRecorder, projection_cases.EventCountersView):
    """Counts in rows of the read models, each together with the position that it comes from."""

    def get_created_event_counter(self) -> int:
        return self._counted("created")

    def get_subsequent_event_counter(self) -> int:
        return self._counted("subsequent")

    def incr_created_event_counter(self, tracking: Tracking) -> None:
        self._count("created", tracking)

    def incr_subsequent_event_counter(self, tracking: Tracking) -> None:
        self._count("subsequent", tracking)

    def _counted(self, key: str) -> int:
        rows = self.database.read(self.organization, COUNTED, (self.organization, key))
        return int(rows[0][0]) if rows else 0

    def _count(self, key: str, tracking: Tracking) -> None:
        with self.database.transaction(self.organization) as session:
            row = session.execute(COUNTED, (self.organization, key)).fetchone()
            session.execute(COUNT, (self.organization, key, str(int(row[0] if row else 0) + 1)))
            track(session, self.organization, tracking)


class MakesCounters(Place):
    def construct_event_counters_view(self) -> Counters:
        return self.new_factory().tracking_recorder(Counters)  # type: ignore[return-value]


class Projects(Place):
    """For cases with an application and a projection; one that records events has a ledger of its own for them."""

    view_class: type[projection_cases.EventCountersView] = Counters
    env: ClassVar[dict[str, str]] = {}

    def setUp(self) -> None:
        own = f"{projection_cases.Counters.name.upper()}_JIXIAO_ORGANIZATION"
        type(self).env = {**self.new_environment(), own: str(uuid4())}


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


class TestEventCountersViewOnSQLite(OnSQLite, MakesCounters, projection_cases.EventCountersViewTestCase): ...


class TestEventCountersViewOnPostgres(OnPostgres, MakesCounters, projection_cases.EventCountersViewTestCase): ...


class TestProjectionOnSQLite(OnSQLite, Projects, projection_cases.AggregateEventCountersProjectionTestCase): ...


class TestProjectionOnPostgres(OnPostgres, Projects, projection_cases.AggregateEventCountersProjectionTestCase): ...


class TestEventSourcedProjectionOnSQLite(OnSQLite, Projects, projection_cases.EventSourcedProjectionTestCase): ...


class TestEventSourcedProjectionOnPostgres(OnPostgres, Projects, projection_cases.EventSourcedProjectionTestCase): ...


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


NOT_APPLICABLE = {
    projection_cases.TaggedDecisionCountersProjectionTestCase: "it is about dynamic consistency boundaries, an event"
    " store of another kind, whose recorders we do not offer: our boundaries are aggregates and guards",
    cases.RecorderTestCase: "it has no case of its own; its heirs are run",
}
NOT_MODULES = {
    "postgres_utils": "it holds no cases, and imports from the library's own repository what is not in its package",
}
ON_BOTH = {cases.TranscoderTestCase: "it reads and writes no database"}
"""Of what a class for each database would show nothing more."""


def published() -> set[type[TestCase]]:
    """Every class of cases in the installed package."""
    names = {found.name for found in pkgutil.iter_modules(eventsourcing.tests.__path__)} - set(NOT_MODULES)
    modules = [import_module(f"eventsourcing.tests.{name}") for name in sorted(names)]
    return {
        held
        for module in modules
        for held in vars(module).values()
        if isinstance(held, type) and issubclass(held, TestCase) and held.__module__ == module.__name__
    }


def test_every_published_class_is_run_on_both_databases_or_has_its_reason() -> None:
    """A class that nobody looked at is no proof of anything."""
    run = [held for held in globals().values() if isinstance(held, type) and held.__name__.startswith("Test")]
    missing = []
    for published_class in published() - set(NOT_APPLICABLE):
        heirs = [held for held in run if issubclass(held, published_class)]
        places = {held.dialect for held in heirs if issubclass(held, Place)}
        if not (heirs if published_class in ON_BOTH else places == {"sqlite", "postgresql"}):
            missing.append(published_class.__name__)
    assert missing == []
    assert set(NOT_APPLICABLE) <= published()


def test_an_application_without_a_ledger_is_told_what_to_set() -> None:
    """The library's factories say so in the same way."""
    with pytest.raises(OSError, match="LIBRARY_JIXIAO_DATABASE or JIXIAO_DATABASE"):
        SQLiteFactory(Environment("library"))
