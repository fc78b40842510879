"""The read models over the real ledger, while it is written: what is shown is what happened."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from uuid import UUID

from adapters.database import open_database
from adapters.ledger import OrganizationLedger
from adapters.read_store import DatabaseReadStore
from application.ports import Recorded, Removal, Row, RowReader
from tests.adapters.ledger.things import CoinsAdded, Jar, JarMade, answer, envelope, loaded

WRITERS, COMMANDS, COINS = 3, 12, 5


def project_jars(event: Recorded, rows: RowReader) -> Iterable[Row | Removal]:
    """Each jar's sum and the position that it was last changed at."""
    key = str(event.originator_id)
    match event.event:
        case JarMade():
            yield Row("jars", key, "", "", {"coins": "0", "position": event.position})
        case CoinsAdded(coins=coins):
            jar = rows.get("jars", key)
            assert jar is not None
            yield Row(
                "jars", key, "", "", {"coins": str(Decimal(jar.body["coins"]) + coins), "position": event.position}
            )


def test_writers_and_projectors_at_once_lose_nothing_and_apply_nothing_twice(
    database_url: str, organization: UUID
) -> None:
    """More threads than connections append and project; live rows, a rebuild and the aggregates agree to the fen."""
    database = open_database(database_url, max_connections=3)
    ledger = OrganizationLedger(database, organization)
    jars = [Jar.make(str(number)) for number in range(WRITERS)]
    ids = [jar.id for jar in jars]
    ledger.append(jars, envelope(), answer(jars[0]))

    def fill(id: UUID) -> None:
        for _ in range(COMMANDS):
            jar = loaded(ledger, id)
            jar.add("0.01", COINS)
            position = ledger.append([jar], envelope(), answer(jar)).position
            mine = DatabaseReadStore(database, organization)
            mine.catch_up(ledger, project_jars, until=position)
            row = mine.get("jars", str(id))
            assert row is not None
            assert row.body == {"coins": str(jar.coins), "position": position}

    with ThreadPoolExecutor(WRITERS + 2) as pool:
        projectors = [
            pool.submit(
                lambda: [DatabaseReadStore(database, organization).catch_up(ledger, project_jars) for _ in "123456"]
            )
            for _ in range(2)
        ]
        for done in [*pool.map(fill, ids), *(projector.result() for projector in projectors)]:
            assert done is None or done == sorted(done)

    reading = DatabaseReadStore(database, organization)
    assert reading.catch_up(ledger, project_jars) == ledger.head() == WRITERS * (1 + COMMANDS * COINS)
    assert {row.body["coins"] for row in reading.find("jars")} == {str(Decimal("0.01") * COMMANDS * COINS)}
    digest = reading.digest()
    assert reading.rebuild(ledger, project_jars).row_count == WRITERS
    assert reading.digest() == digest
    database.close()
