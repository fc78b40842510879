"""The connection dies while an append is under way: the command is done once and answers."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest

from adapters.database import Database, PostgresDatabase, migrate, open_database
from adapters.ledger import OrganizationLedger
from application.ports import Answer, ConflictError, LedgerUnavailable
from tests.adapters.ledger.cutting_proxy import CuttingProxy, Moment
from tests.adapters.ledger.things import Jar, answer, envelope, loaded
from tests.postgres_server import PostgresServer


@pytest.fixture
def proxy(postgres_url: str) -> Iterator[CuttingProxy]:
    """Between this test and PostgreSQL."""
    with CuttingProxy(postgres_url) as proxy:
        yield proxy


@pytest.fixture
def unsafe(proxy: CuttingProxy) -> Iterator[Database]:
    """The database behind the proxy."""
    database = open_database(proxy.url)
    yield database
    database.close()


@pytest.mark.parametrize("moment", ["request", "reply"])
def test_an_append_whose_connection_dies_is_done_once(
    proxy: CuttingProxy, unsafe: Database, organization: UUID, moment: Moment
) -> None:
    """Before the request arrived or after its commit: the caller cannot tell, and need not."""
    ledger = OrganizationLedger(unsafe, organization)
    jar = Jar.make()
    ledger.append([jar], envelope(), answer(jar))
    for number in range(1, 6):
        jar.add()
        proxy.cut_next(moment)
        assert ledger.append([jar], envelope(), answer(jar)) == Answer("jar", jar.id, "", number + 1, number + 1)
        assert proxy.cuts == number
    assert [event.position for event in ledger.read()] == [1, 2, 3, 4, 5, 6]


def test_a_retry_after_a_lost_acknowledgement_never_conflicts_with_itself(
    proxy: CuttingProxy, unsafe: Database, organization: UUID
) -> None:
    """Without the command's key the retry would meet its own event and report somebody else's."""
    ledger = OrganizationLedger(unsafe, organization)
    jar, guard = Jar.make(), Jar.make()
    ledger.append([jar, guard], envelope(), answer(jar))
    jar.add()
    guard.add()
    command = envelope(fingerprint="f", guards=((guard.id, 1), (jar.id, 1)))
    proxy.cut_next("reply")
    first = ledger.append([jar, guard], command, answer(jar))
    assert first.position == ledger.head() == 4
    assert ledger.answered(command.command, "f") == first


def test_a_real_conflict_is_still_one(proxy: CuttingProxy, unsafe: Database, organization: UUID) -> None:
    """The retry must not turn somebody else's event into success either."""
    ledger = OrganizationLedger(unsafe, organization)
    jar = Jar.make()
    ledger.append([jar], envelope(), answer(jar))
    mine, theirs = loaded(ledger, jar.id), loaded(ledger, jar.id)
    theirs.add()
    ledger.append([theirs], envelope(), answer(theirs))
    mine.add()
    proxy.cut_next("reply")
    with pytest.raises(ConflictError):
        ledger.append([mine], envelope(), answer(mine))


def test_idle_connections_that_the_server_ended_are_not_noticed(
    own_postgres: PostgresServer, organization: UUID
) -> None:
    """After a restart of the database the first request of each connection must not fail."""
    migrate(own_postgres.url())
    database = open_database(own_postgres.url())
    ledger, jar = OrganizationLedger(database, organization), Jar.make()
    ledger.append([jar], envelope(), answer(jar))
    own_postgres.stop()
    own_postgres.start()
    assert loaded(ledger, jar.id).version == 1
    own_postgres.kill()
    own_postgres.start()
    jar.add()
    assert ledger.append([jar], envelope(), answer(jar)).position == 2
    database.close()


def test_an_append_that_the_server_ends_is_done_once(postgres_url: str, organization: UUID) -> None:
    """An administrator, or a fast shutdown, ends sessions while they wait for the head."""
    database = open_database(postgres_url)
    ledger, jar = OrganizationLedger(database, organization), Jar.make()
    ledger.append([jar], envelope(), answer(jar))
    jar.add()
    waiting = """
        SELECT pid FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE '%ledger_append%' AND wait_event_type = 'Lock'
    """
    with psycopg.connect(postgres_url) as owner, ThreadPoolExecutor(1) as pool:
        owner.execute("SELECT 1 FROM ledger_heads WHERE organization = %s FOR UPDATE", (organization,))
        appending = pool.submit(ledger.append, [jar], envelope(), answer(jar))
        with psycopg.connect(postgres_url, autocommit=True) as administrator:
            while not (row := administrator.execute(waiting.encode()).fetchone()) and not appending.done():
                time.sleep(0.01)
            assert row, "the append did not wait for the head"
            administrator.execute("SELECT pg_terminate_backend(%s)", row)
        owner.rollback()
        assert appending.result(30).position == 2
    assert ledger.head() == 2
    database.close()


def test_a_database_that_is_gone_is_unavailable(own_postgres: PostgresServer, organization: UUID) -> None:
    """The API answers 503 and the client asks again; nothing pretends to be written."""
    migrate(own_postgres.url())
    database = PostgresDatabase(own_postgres.url(), timeout=1)
    ledger, jar = OrganizationLedger(database, organization), Jar.make()
    ledger.append([jar], envelope(), answer(jar))
    own_postgres.stop()
    jar.add()
    with pytest.raises(LedgerUnavailable):
        ledger.append([jar], envelope(), answer(jar))
    with pytest.raises(LedgerUnavailable):
        ledger.head()
    database.close()
