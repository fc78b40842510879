"""A rebuild happens beside what people read: they see the old rows or the new ones, never a mixture or a gap."""

import threading
from uuid import UUID

import pytest

from adapters.database import Database
from adapters.read_store import DatabaseReadStore, Tracked
from application.ports import ProjectionStopped, RebuildRefused, RebuildSuperseded, Recorded, Row, RowReader
from tests.adapters.read_store.histories import Act, ScriptedHistory, counter, expected_rows, project

COUNT: Act = ("count", "x", "")


@pytest.fixture
def store(database: Database, organization: UUID) -> DatabaseReadStore:
    """A store of this test's own organization."""
    return DatabaseReadStore(database, organization)


def project_better(event: Recorded, rows: RowReader) -> list[Row]:
    """A newer version of the projection."""
    return [Row("counters", "x", "", "", {"count": event.position, "better": True})]


def stored_generations(database: Database, organization: UUID) -> set[int]:
    rows = "SELECT DISTINCT generation FROM read_rows WHERE organization = %s"
    tracked = "SELECT generation FROM projections WHERE organization = %s AND state <> 'dropped'"
    return {row[0] for sql in (rows, tracked) for row in database.read(organization, sql, (organization,))}


def test_the_new_rows_replace_the_old_and_nothing_is_left_over(
    store: DatabaseReadStore, database: Database, organization: UUID
) -> None:
    """A corrected projection is seen at once and whole."""
    history = ScriptedHistory([COUNT, ("count", "y", ""), COUNT])
    store.catch_up(history, project)
    assert store.rebuild(history, project_better) == Tracked(2, 3, 1)
    assert store.find("counters") == [Row("counters", "x", "", "", {"count": 3, "better": True})]
    assert stored_generations(database, organization) == {2}


def test_what_is_rebuilt_goes_on_being_caught_up(store: DatabaseReadStore) -> None:
    """In every process, also one that read the former generation a moment ago."""
    history = ScriptedHistory([COUNT])
    store.catch_up(history, project)
    store.rebuild(history, project)
    history.acts.append(COUNT)
    assert store.catch_up(history, project) == 2
    assert store.get("counters", "x") == counter("x", "", 2)


def test_a_store_that_never_ran_can_be_rebuilt(store: DatabaseReadStore) -> None:
    """As after a restore of the ledger alone; also an empty ledger."""
    assert store.rebuild(ScriptedHistory(), project) == Tracked(1, 0, 0)
    assert store.rebuild(ScriptedHistory([COUNT]), project) == Tracked(2, 1, 1)


def test_more_rows_than_are_kept_in_memory(store: DatabaseReadStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read back from the table while building gives the same bytes."""
    monkeypatch.setattr("adapters.read_store.rebuilding.KEPT_ROWS", 3)
    acts: list[Act] = []
    for number in range(2400):
        acts += [("count", f"{number % 11}", ""), ("move", f"{number % 5}", "p"), ("tally", "t", "p")][number % 3 :][:1]
        acts += [("drop", f"{number % 13}", "")] if number % 17 == 0 else []
    history = ScriptedHistory(acts)
    store.catch_up(history, project)
    digest = store.digest()
    rebuilt = store.rebuild(history, project)
    assert store.digest() == digest
    assert rebuilt.row_count == len(expected_rows(acts))


def test_progress_is_shown_from_the_first_event_to_the_last(store: DatabaseReadStore) -> None:
    """Long work shows how far it is."""
    seen: list[tuple[int, int]] = []
    store.rebuild(ScriptedHistory([COUNT] * 2500), project, lambda *step: seen.append(step))
    assert seen == [(0, 2500), (1000, 2500), (2000, 2500), (2500, 2500)]


def test_readers_see_the_old_rows_until_the_swap(store: DatabaseReadStore) -> None:
    """And commands go on meanwhile: what they add is caught up with in the old rows and is in the new ones."""
    history = ScriptedHistory([COUNT] * 1200)
    store.catch_up(history, project)
    seen: list[object] = []

    def work_meanwhile(position: int, head: int) -> None:
        if position == 1000:
            history.acts.append(COUNT)
            store.catch_up(history, project)
        row = store.get("counters", "x")
        seen.append(row.body if row else None)

    assert store.rebuild(history, project_better, work_meanwhile) == Tracked(2, 1201, 1)
    assert seen == [{"count": 1200, "key": "x"}, *[{"count": 1201, "key": "x"}] * (len(seen) - 1)]
    assert store.find("counters") == [Row("counters", "x", "", "", {"count": 1201, "better": True})]


def test_readers_are_never_taken_back_in_time(store: DatabaseReadStore) -> None:
    """Events that arrive after the last batch, and are already shown, are built before the swap."""
    history = ScriptedHistory([COUNT] * 3)
    store.catch_up(history, project)
    arrivals = [COUNT, COUNT]

    def arrive(position: int, head: int) -> None:
        if position == head and arrivals:
            history.acts.append(arrivals.pop())
            store.catch_up(history, project)

    assert store.rebuild(history, project, arrive) == Tracked(2, 5, 1)
    assert store.get("counters", "x") == counter("x", "", 5)


def test_a_rebuild_that_fails_leaves_the_live_rows_and_nothing_else(
    store: DatabaseReadStore, database: Database, organization: UUID
) -> None:
    """A faulty new version of a projection does not take the old one down."""
    history = ScriptedHistory([COUNT, COUNT])
    store.catch_up(history, project)

    def faulty(event: Recorded, rows: RowReader) -> list[Row]:
        return [Row("counters", "x", "", "", {"left": 1 // (2 - event.position)})]

    with pytest.raises(ProjectionStopped) as caught:
        store.rebuild(history, faulty)
    assert (caught.value.position, caught.value.code) == (2, "zero-division-error")
    assert store.get("counters", "x") == counter("x", "", 2)
    assert stored_generations(database, organization) == {1}


def test_a_rebuild_that_is_interrupted_leaves_the_live_rows_and_nothing_else(
    store: DatabaseReadStore, database: Database, organization: UUID
) -> None:
    """Control-C in the middle of a long one."""
    history = ScriptedHistory([COUNT] * 1500)
    store.catch_up(history, project)

    def interrupt(position: int, head: int) -> None:
        if position == 1000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.rebuild(history, project, interrupt)
    assert store.get("counters", "x") == counter("x", "", 1500)
    assert stored_generations(database, organization) == {1}


def test_a_second_rebuild_takes_over_and_the_first_one_ends(
    store: DatabaseReadStore, database: Database, organization: UUID
) -> None:
    """Also when the first one's process died: what it left is cleared away."""
    history = ScriptedHistory([COUNT] * 1500)
    other = DatabaseReadStore(database, organization)
    results: list[Tracked] = []

    def begin_another(position: int, head: int) -> None:
        if position == 1000 and not results:
            results.append(other.rebuild(history, project))

    with pytest.raises(RebuildSuperseded, match="another rebuild"):
        store.rebuild(history, project, begin_another)
    assert results[0].position == 1500
    assert store.tracked() == results[0]
    assert stored_generations(database, organization) == {results[0].generation}


def test_rows_that_are_not_all_there_are_never_swapped_in(
    store: DatabaseReadStore, database: Database, organization: UUID
) -> None:
    """Whatever removed them: a table that does not hold what was written is not shown."""
    history = ScriptedHistory([COUNT, ("count", "y", "")])
    store.catch_up(history, project)

    def lose_a_row(position: int, head: int) -> None:
        if position == head:
            with database.transaction(organization) as session:
                session.execute(
                    "DELETE FROM read_rows WHERE organization = %s AND generation = 2 AND key = 'y'", (organization,)
                )

    with pytest.raises(RebuildRefused, match="2 rows were written and 1 are there"):
        store.rebuild(history, project, lose_a_row)
    assert len(store.find("counters")) == 2
    assert stored_generations(database, organization) == {1}


def test_a_rebuild_while_others_catch_up(store: DatabaseReadStore, database: Database, organization: UUID) -> None:
    """Threads read and project all the while; no event is lost or applied twice, on either side of the swap."""
    history = ScriptedHistory([COUNT] * 1500)
    store.catch_up(history, project)
    done = threading.Event()
    faults: list[Exception] = []

    def keep_reading() -> None:
        mine, last = DatabaseReadStore(database, organization), 0
        try:
            while not done.is_set():
                position = mine.catch_up(history, project)
                row = mine.get("counters", "x")
                assert row is not None
                assert last <= position <= row.body["count"]
                last = position
        except Exception as fault:
            faults.append(fault)

    readers = [threading.Thread(target=keep_reading) for _ in range(2)]
    for reader in readers:
        reader.start()
    for _ in range(2):
        history.acts.extend([COUNT] * 20)
        store.rebuild(history, project)
    done.set()
    for reader in readers:
        reader.join()
    assert faults == []
    store.catch_up(history, project)
    assert store.get("counters", "x") == counter("x", "", 1540)
