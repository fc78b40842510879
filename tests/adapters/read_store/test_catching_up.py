"""Each event is projected exactly once and none is skipped, whoever projects, however often, and whatever dies."""

import multiprocessing
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.database import Database, open_database
from adapters.read_store import DatabaseReadStore, Tracked
from adapters.read_store.batches import project_batch
from adapters.read_store.overlay import Overlay
from adapters.read_store.table import RowTable
from application.ports import LedgerUnavailable, Project, ProjectionStopped, Recorded, Removal, Row, RowReader
from tests.adapters.read_store.histories import (
    Act,
    ScriptedHistory,
    catch_up_elsewhere,
    counter,
    die_in_the_middle,
    expected_rows,
    project,
    project_failing_no_more,
)

COUNT: Act = ("count", "x", "")
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["count", "count", "move", "drop", "tally", "?"]), st.sampled_from("abc"), st.sampled_from("pq")
    ),
    max_size=25,
)


@pytest.fixture
def store(database: Database, organization: UUID) -> DatabaseReadStore:
    """A store of this test's own organization."""
    return DatabaseReadStore(database, organization)


def bodies(store: DatabaseReadStore) -> dict[tuple[str, str], object]:
    return {(row.model, row.key): row.body for model in ("counters", "tallies") for row in store.find(model)}


def writing(row: Row) -> Project:
    """A projection that writes this row, whatever happened."""
    return lambda event, rows: [row]


class TestCatchingUp:
    def test_rows_and_position_follow_the_ledger(self, store: DatabaseReadStore) -> None:
        """A second call has nothing to do; new events continue where the last call ended."""
        history = ScriptedHistory([COUNT, COUNT])
        assert store.catch_up(history, project) == 2
        assert store.catch_up(history, project) == 2
        history.acts += [COUNT, ("count", "y", "")]
        assert store.catch_up(history, project) == 4
        assert bodies(store) == {
            ("counters", "x"): {"count": 3, "key": "x"},
            ("counters", "y"): {"count": 1, "key": "y"},
        }
        assert store.tracked() == Tracked(generation=1, position=4, row_count=2)

    def test_an_empty_ledger_is_caught_up_with_at_once(self, store: DatabaseReadStore) -> None:
        """Health asks before anything has happened."""
        assert store.tracked() is None
        assert store.catch_up(ScriptedHistory(), project) == 0

    def test_goes_at_least_as_far_as_a_query_needs(self, store: DatabaseReadStore) -> None:
        """A query after a command's answer sees that command; where that is reached, nothing is read again."""
        history = ScriptedHistory([COUNT] * 5)
        assert store.catch_up(history, project, until=3) >= 3
        history.reads.clear()
        assert store.catch_up(history, project, until=3) >= 3
        assert history.reads == []

    def test_asked_for_more_than_there_is_it_goes_to_the_end(self, store: DatabaseReadStore) -> None:
        """It does not wait for what may never come."""
        assert store.catch_up(ScriptedHistory([COUNT] * 2), project, until=9) == 2

    def test_more_events_than_a_batch_holds(self, store: DatabaseReadStore) -> None:
        """Each event sees what all before it wrote, across batches too."""
        history = ScriptedHistory([("count", f"{number % 7}", "") for number in range(2500)])
        assert store.catch_up(history, project) == 2500
        assert history.reads == [0, 1000, 2000]
        assert bodies(store) == expected_rows(history.acts)

    def test_a_removed_row_is_gone_and_can_come_back(self, store: DatabaseReadStore) -> None:
        """Removing what is not there is no error: the end is the same."""
        history = ScriptedHistory([COUNT, ("drop", "x", ""), ("drop", "x", ""), ("drop", "never", "")])
        store.catch_up(history, project)
        assert bodies(store) == {}
        assert store.tracked() == Tracked(1, 4, 0)
        history.acts += [COUNT]
        store.catch_up(history, project)
        assert store.get("counters", "x") == counter("x", "", 1)
        history.acts += [("drop", "x", "")]
        store.catch_up(history, project)
        assert store.tracked() == Tracked(1, 6, 0)

    def test_a_row_moved_to_another_parent_is_found_there_alone(self, store: DatabaseReadStore) -> None:
        """Within one batch, after the first parent was already listed; and when it was moved in an earlier batch."""
        acts: list[Act] = [COUNT, ("move", "x", "p"), ("tally", "t1", "p"), ("move", "x", "q"), ("tally", "t2", "p")]
        store.catch_up(ScriptedHistory(acts), project)
        assert bodies(store) == expected_rows(acts)
        acts += [("tally", "t3", "q"), ("move", "x", "p"), ("tally", "t4", "q"), ("tally", "t5", "p")]
        store.catch_up(ScriptedHistory(acts), project)
        assert bodies(store) == expected_rows(acts)

    @pytest.mark.parametrize("name", ["sqlite_database", "postgres_database"])
    @settings(max_examples=25, deadline=None)
    @given(acts=ACTS, stops=st.sets(st.integers(1, 25), max_size=4))
    def test_the_size_of_batches_changes_nothing(
        self, request: pytest.FixtureRequest, name: str, acts: list[Act], stops: set[int]
    ) -> None:
        """Live rows, caught up event by event or all at once, rebuilt or computed by hand, are the same bytes."""
        store = DatabaseReadStore(request.getfixturevalue(name), uuid4())
        for stop in [*sorted(stop for stop in stops if stop < len(acts)), len(acts)]:
            store.catch_up(ScriptedHistory(acts[:stop]), project)
        assert bodies(store) == expected_rows(acts)
        live, digest = store.tracked(), store.digest()
        rebuilt = store.rebuild(ScriptedHistory(acts), project)
        assert store.digest() == digest
        assert live is not None
        assert (
            (rebuilt.position, rebuilt.row_count) == (live.position, live.row_count) == (len(acts), len(bodies(store)))
        )

    def test_sets_of_models_are_projected_on_their_own(self, database: Database, organization: UUID) -> None:
        """One that fails or is rebuilt leaves the other alone."""
        first, second = (DatabaseReadStore(database, organization, name) for name in ("main", "statistics"))
        first.catch_up(ScriptedHistory([COUNT]), project)
        second.catch_up(ScriptedHistory([COUNT, COUNT]), project)
        first.rebuild(ScriptedHistory([COUNT]), project)
        assert [store.get("counters", "x") for store in (first, second)] == [counter("x", "", 1), counter("x", "", 2)]


class TestDigest:
    def test_equal_rows_have_equal_digests_on_every_database(
        self, sqlite_database: Database, postgres_database: Database
    ) -> None:
        """A ledger moved between databases shows the same; organizations and generations do not enter."""
        stores = [DatabaseReadStore(database, uuid4()) for database in (sqlite_database, postgres_database)]
        acts: list[Act] = [("count", key, "") for key in ("é", "中", "a", "B", "😀")] * 2
        for store in stores:
            store.catch_up(ScriptedHistory(acts), project)
        assert stores[0].digest() == stores[1].digest()

    @pytest.mark.parametrize(
        "other",
        [
            Row("rows", "l", "p", "s", {"b": 1}),
            Row("rows", "k", "q", "s", {"b": 1}),
            Row("rows", "k", "p", "t", {"b": 1}),
            Row("rows", "k", "p", "s", {"b": "1"}),
            Row("sorw", "k", "p", "s", {"b": 1}),
            Row("row", "sk", "p", "s", {"b": 1}),
        ],
    )
    def test_any_difference_shows(self, sqlite_database: Database, other: Row) -> None:
        """In any column, also where the texts run together to the same."""
        digests = set()
        for row in (Row("rows", "k", "p", "s", {"b": 1}), other):
            store = DatabaseReadStore(sqlite_database, uuid4())
            store.catch_up(ScriptedHistory([COUNT]), writing(row))
            digests.add(store.digest())
        assert len(digests) == 2

    def test_the_order_of_names_in_a_body_does_not_show(self, sqlite_database: Database) -> None:
        """A body is stored in one form."""
        digests = set()
        for body in ({"a": 1, "b": 2}, {"b": 2, "a": 1}):
            store = DatabaseReadStore(sqlite_database, uuid4())
            store.catch_up(ScriptedHistory([COUNT]), writing(Row("rows", "k", "", "", body)))
            digests.add(store.digest())
        assert len(digests) == 1


class TestTogether:
    def test_processes_that_catch_up_at_once_apply_each_event_once(
        self, database_url: str, organization: UUID, tmp_path: Path
    ) -> None:
        """Two API workers and a projector see the same new events; a counter would show one applied twice."""
        acts: list[Act] = [("count", f"{number % 3}", "") for number in range(3000)]
        start = tmp_path / "start"
        context = multiprocessing.get_context("spawn")
        with context.Pool(2) as pool:
            work = pool.starmap_async(catch_up_elsewhere, [(database_url, organization, acts, str(start))] * 2)
            start.touch()
            assert work.get(timeout=60) == [3000, 3000]
        database = open_database(database_url)
        store = DatabaseReadStore(database, organization)
        assert bodies(store) == expected_rows(acts)
        assert store.tracked() == Tracked(1, 3000, 3)
        database.close()

    def test_more_threads_than_connections_do_not_block_each_other(self, database_url: str, organization: UUID) -> None:
        """Those that wait for the lock hold nothing that its holder needs."""
        database = open_database(database_url, max_connections=2)
        acts: list[Act] = [COUNT] * 300
        with ThreadPoolExecutor(6) as pool:
            stores = [DatabaseReadStore(database, organization) for _ in range(12)]
            assert list(pool.map(lambda store: store.catch_up(ScriptedHistory(acts), project), stores)) == [300] * 12
        assert stores[0].get("counters", "x") == counter("x", "", 300)
        database.close()

    def test_a_process_killed_in_the_middle_leaves_nothing_half_done(
        self, database_url: str, organization: UUID
    ) -> None:
        """The batch that it was in is projected again, from the position of the last commit."""
        acts = [COUNT] * 1500
        process = multiprocessing.get_context("spawn").Process(
            target=die_in_the_middle, args=(database_url, organization, acts)
        )
        process.start()
        process.join(60)
        assert process.exitcode == 9
        database = open_database(database_url)
        store = DatabaseReadStore(database, organization)
        assert store.tracked() == Tracked(1, 1000, 1)
        assert store.catch_up(ScriptedHistory(acts), project) == 1500
        assert store.get("counters", "x") == counter("x", "", 1500)
        database.close()


class TestFailing:
    HISTORY: tuple[Act, ...] = (COUNT, COUNT, ("fail", "x", ""), COUNT)

    def test_a_projection_that_fails_stops_before_the_event_and_says_so(
        self, store: DatabaseReadStore, database: Database, organization: UUID
    ) -> None:
        """What came before is kept, of the event itself nothing, and every reader in every process is told."""
        with pytest.raises(ProjectionStopped) as caught:
            store.catch_up(ScriptedHistory([*self.HISTORY]), project)
        assert (caught.value.position, caught.value.code) == (3, "card-missing")
        assert store.tracked() == Tracked(1, 2, 1, failed_position=3, failed_code="card-missing")
        elsewhere = DatabaseReadStore(database, organization)
        for read in (lambda: elsewhere.get("counters", "x"), lambda: elsewhere.find("counters")):
            with pytest.raises(ProjectionStopped, match=r"position 3 \(card-missing\); correct it"):
                read()

    def test_it_does_not_go_on_by_itself(self, store: DatabaseReadStore) -> None:
        """Nor skip the event when others follow."""
        history = ScriptedHistory([*self.HISTORY])
        for _ in range(2):
            with pytest.raises(ProjectionStopped):
                store.catch_up(history, project)
            history.acts.append(COUNT)
        assert store.tracked() == Tracked(1, 2, 1, failed_position=3, failed_code="card-missing")

    def test_the_cause_is_at_hand_and_personal_text_is_not_kept(self, store: DatabaseReadStore) -> None:
        """The log gets the traceback; the table and the message get a code."""
        with pytest.raises(ProjectionStopped) as caught:
            store.catch_up(ScriptedHistory([*self.HISTORY]), project)
        assert "王小明" in str(caught.value.__cause__)
        assert "王小明" not in f"{caught.value}{store.tracked()}"

    def test_resumed_after_the_correction_it_goes_on_from_there(self, store: DatabaseReadStore) -> None:
        """A large ledger need not be built anew when the rows before the failure are right."""
        history = ScriptedHistory([*self.HISTORY])
        with pytest.raises(ProjectionStopped):
            store.catch_up(history, project)
        store.resume()
        with pytest.raises(ProjectionStopped):
            store.catch_up(history, project)
        store.resume()
        assert store.catch_up(history, project_failing_no_more) == 4
        assert store.get("counters", "x") == counter("x", "", 3)

    def test_rebuilt_after_the_correction_it_runs_again(self, store: DatabaseReadStore) -> None:
        """The usual way: whatever the failure has spoilt is made anew."""
        history = ScriptedHistory([*self.HISTORY])
        with pytest.raises(ProjectionStopped):
            store.catch_up(history, project)
        assert store.rebuild(history, project_failing_no_more) == Tracked(2, 4, 1)
        assert store.get("counters", "x") == counter("x", "", 3)

    def test_resuming_what_never_ran_does_nothing(self, store: DatabaseReadStore) -> None:
        """An operator's command on a new organization."""
        store.resume()
        assert store.tracked() is None

    @pytest.mark.parametrize(
        ("row", "code"),
        [
            (Row("rows", "k", "", "", {"points": 0.1}), "type-error"),
            (Row("rows", "k", "", "", {"at": object()}), "type-error"),
            (Row("rows", "k", "", "", {"names": {1: "x"}}), "type-error"),
            (Row("rows", "k", "", "", {"text": "\ud800"}), "unicode-encode-error"),
            (Row("rows", "k\0", "", "", {}), "value-error"),
            (Row("rows", "k" * 256, "", "", {}), "value-error"),
            (Row("rows", "k", "", "中" * 171, {}), "value-error"),
        ],
    )
    def test_a_row_that_cannot_be_stored_exactly_is_a_failure(
        self, store: DatabaseReadStore, row: Row, code: str
    ) -> None:
        """It stops here, named, and not as a database error that looks like an outage and is tried for ever."""
        with pytest.raises(ProjectionStopped) as caught:
            store.catch_up(ScriptedHistory([COUNT]), writing(row))
        assert (caught.value.position, caught.value.code) == (1, code)

    def test_the_longest_texts_are_stored(self, store: DatabaseReadStore) -> None:
        """All at their limit they still fit an index entry."""
        row = Row("m" * 64, "k" * 255, "p" * 255, "s" * 512, {})
        store.catch_up(ScriptedHistory([COUNT]), writing(row))
        assert store.find("m" * 64, parent="p" * 255) == [row]

    def test_an_event_missing_from_the_ledger_stops_it(self, store: DatabaseReadStore) -> None:
        """A gap is damage; going on would make wrong pay look right."""
        with pytest.raises(ProjectionStopped) as caught:
            store.catch_up(ScriptedHistory([COUNT] * 4, missing=frozenset({3})), project)
        assert (caught.value.position, caught.value.code) == (4, "position-missing")
        assert store.tracked() == Tracked(1, 2, 1, failed_position=4, failed_code="position-missing")

    def test_rows_that_show_more_than_the_ledger_holds_are_refused(self, store: DatabaseReadStore) -> None:
        """After a restore of the ledger alone; a rebuild brings the rows back to it."""
        store.catch_up(ScriptedHistory([COUNT] * 3), project)
        with pytest.raises(ProjectionStopped) as caught:
            store.catch_up(ScriptedHistory([COUNT]), project)
        assert (caught.value.position, caught.value.code) == (3, "ahead-of-ledger")
        assert store.rebuild(ScriptedHistory([COUNT]), project) == Tracked(2, 1, 1)
        assert store.get("counters", "x") == counter("x", "", 1)

    def test_an_error_while_reading_rows_is_never_taken_for_an_event_that_cannot_be_projected(
        self, organization: UUID
    ) -> None:
        """It is raised as it is, also where the transaction could still be committed: the next try may well succeed."""
        outside_a_transaction = Overlay(RowTable(organization, 1))
        with pytest.raises(RuntimeError, match="within a transaction"):
            project_batch(ScriptedHistory([COUNT]).read(), 0, project, outside_a_transaction)

    def test_a_database_that_fails_under_it_is_no_failure_of_the_projection(
        self, postgres_owner_url: str, postgres_url: str, organization: UUID
    ) -> None:
        """A restart of PostgreSQL must not leave an organization stopped until somebody notices."""
        database = open_database(postgres_url)
        store = DatabaseReadStore(database, organization)
        store.catch_up(ScriptedHistory(), project)

        def lose_connection(event: Recorded, rows: RowReader) -> Iterable[Row | Removal]:
            with psycopg.connect(postgres_owner_url, autocommit=True) as admin:
                admin.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
                )
            return project(event, rows)

        with pytest.raises(LedgerUnavailable):
            store.catch_up(ScriptedHistory([COUNT]), lose_connection)
        assert store.tracked() == Tracked(1, 0, 0)
        assert store.catch_up(ScriptedHistory([COUNT]), project) == 1
        database.close()
