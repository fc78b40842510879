"""Many writers at once: order, exactly-once reading, and who waits for whom."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID, uuid4

import psycopg
import pytest

from adapters.database import Database, open_database
from adapters.ledger import OrganizationLedger
from application.ports import Answer, ConflictError, Recorded
from tests.adapters.ledger.things import Jar, answer, envelope, loaded

PROCESSES, THREADS, COUNT, EVENTS = 3, 2, 25, 3


@contextmanager
def writing(url: str, organization: UUID, shared: UUID) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that write to the organization's ledger."""
    arguments = [url, str(organization), str(shared), str(THREADS), str(COUNT)]
    command = [sys.executable, "-m", "tests.adapters.ledger.writers", *arguments]
    running = [subprocess.Popen(command) for _ in range(PROCESSES)]
    try:
        yield running
    finally:
        for process in running:
            process.kill()
            process.wait()


def follow(ledger: OrganizationLedger, until: int) -> list[Recorded]:
    """All events up to a position, in the order in which a reader that keeps asking sees them."""
    seen: list[Recorded] = []
    deadline = time.monotonic() + 60
    while len(seen) < until and time.monotonic() < deadline:
        seen += ledger.read(after=seen[-1].position if seen else 0, limit=7)
    return seen


def test_a_reader_sees_every_event_of_many_writers_once_and_in_order(database_url: str, organization: UUID) -> None:
    """The projector reads like this; an event that it skipped would be missing from somebody's pay for ever."""
    database = open_database(database_url)
    ledger = OrganizationLedger(database, organization)
    shared = Jar.make()
    ledger.append([shared], envelope(), answer(shared))
    total = 1 + PROCESSES * THREADS * COUNT * EVENTS
    with writing(database_url, organization, shared.id) as processes:
        seen = follow(ledger, total)
        assert [process.wait(30) for process in processes] == [0] * PROCESSES
    assert [event.position for event in seen] == list(range(1, total + 1))
    assert seen == list(ledger.read())
    times = [event.recorded_at for event in seen]
    assert times == sorted(times)
    versions = [event.originator_version for event in seen if event.originator_id == shared.id]
    assert versions == list(range(1, len(versions) + 1))
    assert str(loaded(ledger, shared.id).coins) == str((len(versions) - 1) * loaded(ledger, shared.id, 2).coins)
    database.close()


def test_events_of_one_command_stand_together(ledger: OrganizationLedger) -> None:
    """A command is one act: nobody else's event may lie between two of its own."""

    def write() -> None:
        for _ in range(10):
            jar = Jar.make()
            jar.add(times=4)
            ledger.append([jar], envelope(), answer(jar))

    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(write) for _ in range(4)]:
            future.result()
    commands = [event.command for event in ledger.read()]
    assert [len(set(commands[start : start + 5])) for start in range(0, len(commands), 5)] == [1] * 40


def test_one_of_many_conflicting_commands_wins(ledger: OrganizationLedger) -> None:
    """Two managers decide the same appeal at once: exactly one decision stands, the other is told."""
    jar = Jar.make()
    ledger.append([jar], envelope(), answer(jar))
    start = threading.Barrier(8)

    def decide(_: int) -> bool:
        mine = loaded(ledger, jar.id)
        mine.add()
        start.wait()
        try:
            ledger.append([mine], envelope(), answer(mine))
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(decide, range(8))) == 1
    assert ledger.head() == 2


def test_guards_let_one_of_two_granters_win(ledger: OrganizationLedger) -> None:
    """Each reads the other's stream and writes its own: with guards, the two cannot both have seen nothing."""
    first, second = Jar.make(), Jar.make()
    ledger.append([first, second], envelope(), answer(first))
    start = threading.Barrier(2)

    def grant(pair: tuple[UUID, UUID]) -> bool:
        mine = loaded(ledger, pair[0])
        mine.add()
        start.wait()
        try:
            ledger.append([mine], envelope(guards=((pair[1], 1),)), answer(mine))
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(grant, [(first.id, second.id), (second.id, first.id)])) == 1


def test_one_command_sent_by_many_at_once_is_done_once(ledger: OrganizationLedger) -> None:
    """An impatient client sends again while the first request is still under way: same answer, one set of events."""
    id, command = uuid4(), envelope(fingerprint="f")
    start = threading.Barrier(8)

    def send(_: int) -> Answer:
        jar = Jar.make(id=id)
        start.wait()
        return ledger.append([jar], command, answer(jar))

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, range(8))) == {Answer("jar", id, "", 1, 1)}
    assert ledger.head() == 1


def test_first_appends_of_a_new_organization_do_not_collide(database: Database) -> None:
    """The head's row does not exist yet; making it is part of the race."""
    for _ in range(5):
        ledger = OrganizationLedger(database, uuid4())
        start = threading.Barrier(6)

        def send(_: int, ledger: OrganizationLedger = ledger, start: threading.Barrier = start) -> int:
            jar = Jar.make()
            start.wait()
            return ledger.append([jar], envelope(), answer(jar)).position

        with ThreadPoolExecutor(6) as pool:
            assert sorted(pool.map(send, range(6))) == [1, 2, 3, 4, 5, 6]


def test_an_append_of_one_organization_does_not_wait_for_anothers(
    postgres_database: Database, postgres_url: str, organization: UUID
) -> None:
    """One tenant's slow transaction must not stop all others, as a lock on the table or a NOTIFY would."""
    slow = OrganizationLedger(postgres_database, organization)
    jar = Jar.make()
    slow.append([jar], envelope(), answer(jar))
    jar.add()
    (event,) = jar.collect_events()
    with postgres_database.transaction(organization) as held:
        slow.recorder.append_in(held, [slow._new(event)], envelope(), answer(jar))
        began = time.monotonic()
        other, theirs = OrganizationLedger(postgres_database, uuid4()), Jar.make()
        assert other.append([theirs], envelope(), answer(theirs)).position == 1
        assert time.monotonic() - began < 5
        assert waits_for_the_head(postgres_url, organization)
    assert slow.head() == 2


def waits_for_the_head(url: str, organization: UUID) -> bool:
    """Whether an append of this organization would have to wait."""
    lock = "SELECT 1 FROM ledger_heads WHERE organization = %s FOR UPDATE NOWAIT"
    with psycopg.connect(url) as owner, pytest.raises(psycopg.errors.LockNotAvailable):
        owner.execute(lock, (organization,))
    return True
