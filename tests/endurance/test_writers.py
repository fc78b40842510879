"""Many processes write to many organizations at once: each ledger is gapless, and a follower sees each event once."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from adapters.database import Database, open_database
from adapters.ledger import OrganizationLedger
from application.ports import Recorded
from tests.adapters.ledger.things import Jar, answer, envelope
from tests.endurance.writers import Writer, begin, require_whole, running

PROCESSES, COMMANDS, EVENTS = 3, 12, 3


def follow(database: Database, organization: UUID, until: int) -> list[Recorded]:
    """What a reader sees that asks again and again for what comes after the last event that it saw."""
    ledger, seen = OrganizationLedger(database, organization), list[Recorded]()
    deadline = time.monotonic() + 60
    while len(seen) < until and time.monotonic() < deadline:
        seen += ledger.read(after=seen[-1].position if seen else 0, limit=5)
    return seen


@pytest.mark.parametrize("organizations", [1, 4])
def test_followers_of_each_organization_see_each_event_once(
    database_url: str, tmp_path: Path, organizations: int
) -> None:
    """Every writer writes to every organization; half of their commands go to one stream of each."""
    ids = [uuid4() for _ in range(organizations)]
    database = open_database(database_url)
    begin(database, ids)
    total = 1 + PROCESSES * COMMANDS * EVENTS
    with (
        running(Writer(database_url, tmp_path, ids, share=2, count=COMMANDS) for _ in range(PROCESSES)) as writers,
        ThreadPoolExecutor(organizations) as pool,
    ):
        followed = list(pool.map(lambda one: follow(database, one, total), ids))
        assert [writer.process.wait(60) for writer in writers] == [0] * PROCESSES
    told = [one for writer in writers for one in writer.told()]
    assert len(told) == PROCESSES * COMMANDS * organizations
    for organization, seen in zip(ids, followed, strict=True):
        found = require_whole(database_url, organization, (one for one in told if one.organization == organization))
        assert [event.position for event in seen] == list(range(1, total + 1))
        assert seen == found
    database.close()


def held_open(database: Database, organization: UUID, meanwhile: Callable[[], None]) -> int:
    """Do something while an append of the organization is made and not committed; the head afterwards."""
    slow, jar = OrganizationLedger(database, organization), Jar.make()
    new = [slow._new(event) for event in jar.collect_events()]
    with database.transaction(organization) as session:
        slow.recorder.append_in(session, new, envelope(), answer(jar))
        meanwhile()
    return slow.head()


def test_while_one_organization_is_held_open_the_others_go_on(postgres_url: str, tmp_path: Path) -> None:
    """Processes of other organizations write to the end; one of the same organization waits, and then goes on."""
    database, held = open_database(postgres_url), uuid4()
    others = [uuid4() for _ in range(3)]
    begin(database, [held, *others])
    with running([Writer(postgres_url, tmp_path, [held], count=3)]) as (waiting,):

        def meanwhile() -> None:
            with running(Writer(postgres_url, tmp_path, [one], count=COMMANDS) for one in others) as free:
                assert [writer.process.wait(60) for writer in free] == [0] * len(others)
                for writer, organization in zip(free, others, strict=True):
                    assert len(require_whole(postgres_url, organization, writer.told())) == 1 + COMMANDS * EVENTS
            assert waiting.process.poll() is None
            assert waiting.told() == []

        # The writer needs a second to start: by then the head is held.
        held_open(database, held, meanwhile)
        assert waiting.process.wait(60) == 0
        assert OrganizationLedger(database, held).head() == 1 + 1 + 3 * EVENTS
        assert [one.position for one in waiting.told()] == [5, 8, 11]
    database.close()


def test_on_sqlite_a_writer_waits_its_turn_and_no_reader_waits(sqlite_url: str) -> None:
    """One file has one writer at a time, whoever's ledger it is: that is not promised otherwise. Reading goes on."""
    database, held = open_database(sqlite_url), uuid4()
    other, jar = OrganizationLedger(database, uuid4()), Jar.make()
    begin(database, [held])
    done = threading.Event()

    def write() -> None:
        other.append([jar], envelope(), answer(jar))
        done.set()

    writer = threading.Thread(target=write)

    def meanwhile() -> None:
        writer.start()
        assert not done.wait(0.3)
        assert OrganizationLedger(database, held).head() == 1
        assert len(list(OrganizationLedger(database, held).read())) == 1

    assert held_open(database, held, meanwhile) == 2
    assert done.wait(10)
    writer.join()
    assert other.head() == 1
    database.close()
