"""What the projector does, beside the library's own `ProjectionRunner`, with the same read models on both sides.

    python -m benchmarks.projector [--events 2000] [--rounds 3]

The history is the demonstration's, as many shops of it as make so many events. The stock side is the library's: its
PostgreSQL recorders, its subscription, its runner; for each event it runs the product's projection in a transaction
with the tracking record, and writes the rows through the same table code. The sides take turns in one run, in one
database; the median is of each round's ratio. All three sets of rows must be the same, byte for byte.
"""

import argparse
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Self, cast
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4, uuid5

import psycopg
from eventsourcing.application import Application
from eventsourcing.persistence import JSONTranscoder, Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner

from adapters.backup.statements import ADD_EVENT, ADD_HEAD
from adapters.database import Dialect, migrate, open_database, owner_transaction
from adapters.ledger import Entry, OrganizationLedger, recorded
from adapters.ledger.transcoder import DateAsISO, EvidenceAsDict, SealedAsDict
from adapters.read_store import DatabaseReadStore
from adapters.read_store.collecting import uncollected
from adapters.read_store.documents import stored
from adapters.read_store.overlay import Overlay
from adapters.read_store.table import RowTable
from application.ports import Recorded, Removal
from application.projections import MemoryRows, project
from tests.postgres_server import PostgresServer
from web import wiring
from web.demo.founding import found
from web.demo.month import Month
from web.demo.stage import Stage
from web.demo_data import other_months, shop_month
from web.settings import Settings

ID = re.compile(r"(?<![0-9a-f-])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32})(?![0-9a-f-])")
BATCH = 500


def history(folder: Path, count: int) -> list[Entry]:
    """The demonstration's events, and those of more shops like it, in one ledger."""
    settings = Settings(f"sqlite:///{folder}/story.db", folder / "data")
    wiring.prepare_database(settings)
    services = wiring.open_services(settings)
    stage = Stage(services, shop_month())
    found(stage)
    others = other_months()
    for script in (*others[:2], stage.script["month"], *others[2:]):
        Month(stage, script).play()
    told = list(cast(OrganizationLedger, services.ledger_of(stage.organization)).entries())
    services.close()
    made: list[Entry] = []
    while len(made) < count:
        made += [_as_of(entry, len(made) // len(told)) for entry in told]
    return [_placed(entry, position) for position, entry in enumerate(made[:count], start=1)]


def _as_of(entry: Entry, copy: int) -> Entry:
    """The same event of another shop: every id in it is another."""
    if copy == 0:
        return entry
    state = ID.sub(lambda id: _other(id[0], copy), entry.state)
    actor = ID.sub(lambda id: _other(id[0], copy), entry.actor)
    return replace(entry, originator_id=UUID(_other(str(entry.originator_id), copy)), state=state, actor=actor)


def _other(id: str, copy: int) -> str:
    other = uuid5(UUID(id), str(copy))
    return str(other) if "-" in id else other.hex


def _placed(entry: Entry, position: int) -> Entry:
    """With an envelope that both sides can know."""
    command = uuid5(entry.originator_id, str(position))
    at = recorded(entry).event.timestamp
    return replace(entry, position=position, recorded_at=at, command=command, causation=command, correlation=command)


def put_in(url: str, organization: UUID, entries: Sequence[Entry]) -> None:
    """Our side's ledger."""
    with owner_transaction(url, organization) as session:
        for start in range(0, len(entries), BATCH):
            rows = [(organization, *vars(entry).values()) for entry in entries[start : start + BATCH]]
            session.executemany(ADD_EVENT, rows)
        session.execute(ADD_HEAD, (organization, len(entries), entries[-1].recorded_at))


class StockApplication(Application[UUID]):
    """The library's application, with the values that our events hold."""

    def register_transcodings(self, transcoder: JSONTranscoder) -> None:
        super().register_transcodings(transcoder)
        for transcoding in (DateAsISO, SealedAsDict, EvidenceAsDict):
            transcoder.register(transcoding())


class CursorSession:
    """The library's cursor as the read models' table code takes one."""

    dialect: Dialect = "postgresql"

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def execute(self, sql: str, params: Sequence[Any] = ()) -> Self:
        self._cursor.execute(sql.encode(), params)
        return self

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._cursor.executemany(sql.encode(), list(rows))

    def fetchone(self) -> tuple[Any, ...] | None:
        row = self._cursor.fetchone()
        return None if row is None else tuple(row.values())

    def fetchall(self) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in self._cursor.fetchall()]

    @property
    def rowcount(self) -> int:
        return int(self._cursor.rowcount)

    def lock(self, name: str) -> None:
        """The library has none."""

    def try_lock(self, name: str) -> bool:
        return True


class StockView(PostgresTrackingRecorder):
    """Rows and tracking record of one event in one transaction, as the library's guide has it."""

    organization: ClassVar[UUID]
    generation: ClassVar[int]

    def show(self, happened: Recorded, tracking: Tracking) -> None:
        """Write an event's rows."""
        with self.datastore.transaction(commit=True) as cursor:
            overlay = Overlay(RowTable(self.organization, self.generation)).within(CursorSession(cursor))
            for change in list(project(happened, overlay)):
                if isinstance(change, Removal):
                    overlay.remove((change.model, change.key))
                else:
                    overlay.put(stored(change))
            overlay.flush()
            self._insert_tracking(cursor, tracking)


class StockProjection(Projection[StockView]):
    """Each event as it comes."""

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        position, stream = tracking.notification_id, domain_event.originator_id
        command = uuid5(stream, str(position))
        self.view.show(
            Recorded(
                position, domain_event.timestamp, domain_event.actor, command, command, command, stream,
                domain_event.originator_version, type(domain_event).TOPIC, "", domain_event,
            ),
            tracking,
        )  # fmt: skip


class Stock:
    """The library's side."""

    def __init__(self, url: str, organization: UUID, entries: Sequence[Entry]) -> None:
        parts = urlsplit(url)
        self._url, self._count = url, len(entries)
        self.env = {
            "PERSISTENCE_MODULE": "eventsourcing.postgres", "POSTGRES_DBNAME": parts.path.lstrip("/"),
            "POSTGRES_HOST": parse_qs(parts.query)["host"][0] if parts.query else parts.hostname or "",
            "POSTGRES_PORT": str(parts.port or 5432), "POSTGRES_USER": parts.username or "postgres",
            "POSTGRES_PASSWORD": parts.password or "none",
        }  # fmt: skip
        StockView.organization = organization
        application = StockApplication(self.env)
        stored_events = [application.mapper.to_stored_event(recorded(entry).event) for entry in entries]
        for start in range(0, len(stored_events), BATCH):
            application.recorder.insert_events(stored_events[start : start + BATCH])
        application.close()

    def run(self, generation: int) -> float:
        """Project everything; events a second."""
        StockView.generation = generation
        with psycopg.connect(self._url, autocommit=True) as server:
            for (table,) in server.execute(
                "SELECT tablename FROM pg_tables WHERE tablename LIKE '%_tracking' AND tablename NOT LIKE 'ledger%'"
            ).fetchall():
                server.execute(f"DELETE FROM {table} WHERE application_name <> '__migration__'".encode())
        began = time.perf_counter()
        runner = ProjectionRunner(
            application_class=StockApplication, projection_class=StockProjection, view_class=StockView, env=self.env
        )
        with runner:
            runner.wait(self._count, timeout=3600)
            return self._count / (time.perf_counter() - began)


@contextmanager
def server(given: str | None) -> Iterator[str]:
    """A migrated database of ours alone."""
    if given:
        migrate(given)
        yield given
        return
    with PostgresServer() as own:
        migrate(own.url())
        yield own.url()


def timed(count: int, work: Callable[[], object]) -> float:
    """Events a second."""
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", help="a PostgreSQL URL of a superuser")
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jixiao-bench-") as folder, server(options.database) as url:
        entries, organization = history(Path(folder), options.events), uuid4()
        put_in(url, organization, entries)
        stock, database = Stock(url, organization, entries), open_database(url)
        ledger = OrganizationLedger(database, organization)
        print(f"{len(entries)} events, PostgreSQL; {options.rounds} rounds, medians", flush=True)
        stock_rates, live_rates, rebuild_rates = [], [], []
        for number in range(options.rounds):
            stock_rates.append(stock.run(1_000_000 + number))
            models = DatabaseReadStore(database, organization, f"bench {number}")
            live_rates.append(timed(len(entries), partial(models.catch_up, ledger, project)))
            live = models.digest()
            rebuild_rates.append(timed(len(entries), partial(models.rebuild, ledger, project)))
            with database.transaction(organization, write=False) as session:
                theirs = RowTable(organization, 1_000_000 + number).digest(session)
            if not live == models.digest() == theirs:
                raise SystemExit("the sides show different rows")
        print(f"{'ProjectionRunner, one event a transaction':<56} {statistics.median(stock_rates):>7.0f}/s")
        for title, rates in (("live projector, batches of 1000", live_rates), ("rebuild", rebuild_rates)):
            ratio = statistics.median(ours / theirs for ours, theirs in zip(rates, stock_rates, strict=True))
            print(f"{title:<56} {statistics.median(rates):>7.0f}/s   ratio {ratio:.1f}", flush=True)
        explain(ledger, statistics.median(live_rates))
        database.close()


def explain(ledger: OrganizationLedger, live: float) -> None:
    """Where an event's time goes on our side; each part is what remains of a rate when it is measured alone."""
    with uncollected():
        told = list(ledger.read())
        reading = 1 / timed(len(told), lambda: list(ledger.read()))
        projecting = 1 / timed(len(told), lambda: MemoryRows.replayed(told, project))
        memory = MemoryRows.replayed(told, project)
        rows = memory.all()
        writing = timed(len(rows), lambda: [stored(row) for row in rows])
    each = len(rows) / len(told) / writing
    parts = {
        "reading and decoding the event": reading,
        "the projection, rows in memory": projecting,
        f"rows as JSON, each once ({len(rows) / len(told):.1f} an event)": each,
        "the rest: further versions of rows, the database": max(0.0, 1 / live - reading - projecting - each),
    }
    print("where the time of an event goes in the live projector:")
    for title, seconds in parts.items():
        print(f"  {title:<54} {seconds * 1e6:>7.0f} us")


if __name__ == "__main__":
    main()
