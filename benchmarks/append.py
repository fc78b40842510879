"""What an append costs, beside a raw INSERT per commit of the same bytes at the same durability.

    python -m benchmarks.append [--database postgresql://…] [--seconds 1] [--rounds 5]

Each writer is a process with one connection. The sides take turns in one run, and the median is of each round's ratio,
so that a machine that slows down slows both. An append goes through the port: event, encoding, envelope, idempotency
key and answer; the raw side's row is made beforehand. Without `--database`, PostgreSQL is the tests' own server.
"""

import argparse
import contextlib
import multiprocessing
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import psycopg

from adapters.database import migrate, moment_text, open_database
from adapters.ledger import OrganizationLedger
from adapters.ledger.mapper import MAPPER
from tests.adapters.ledger.things import ACTOR, AT, Jar, answer, envelope
from tests.postgres_server import PostgresServer

LABEL = "上新 37 件，目标 40 件；" * 10

RAW_POSTGRES = b"CREATE TABLE raw_events (LIKE ledger_events INCLUDING ALL)"
RAW_SQLITE = """
    CREATE TABLE raw_events (
        organization TEXT, position INTEGER, originator_id TEXT, originator_version INTEGER, topic TEXT, state TEXT,
        recorded_at TEXT, actor TEXT, command TEXT, causation TEXT, correlation TEXT,
        PRIMARY KEY (organization, position), UNIQUE (organization, originator_id, originator_version)
    ) WITHOUT ROWID
"""
INSERT = "INSERT INTO raw_events VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


class Side(NamedTuple):
    """Who works: `append` or `raw`, how many writers, on how many organizations."""

    what: str
    writers: int
    organizations: int


def appending(url: str, organization: UUID, opened: contextlib.ExitStack) -> Callable[[int], object]:
    """One command with one event, as a handler appends it."""
    database = open_database(url)
    opened.callback(database.close)
    ledger = OrganizationLedger(database, organization)

    def append(_: int) -> object:
        jar = Jar.make(LABEL)
        return ledger.append([jar], envelope(fingerprint="f" * 64), answer(jar))

    return append


def inserting(url: str, organization: UUID, opened: contextlib.ExitStack) -> Callable[[int], object]:
    """One INSERT, committed."""
    (event,) = Jar.make(LABEL).collect_events()
    stored = MAPPER.to_stored_event(event)
    state, id = stored.state.decode(), uuid4()
    if not url.startswith("sqlite"):
        server = opened.enter_context(psycopg.connect(url, autocommit=True))

        def insert(number: int) -> object:
            ids = uuid4(), uuid4(), uuid4()
            return server.execute(INSERT, (organization, number, id, number, stored.topic, state, AT, ACTOR, *ids))

        return insert
    file = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=60)
    opened.callback(file.close)
    file.execute("PRAGMA synchronous = FULL")
    question_marks, place, at = INSERT.replace("%s", "?"), str(organization), moment_text(AT)

    def insert_text(number: int) -> object:
        ids = str(uuid4()), str(uuid4()), str(uuid4())
        return file.execute(question_marks, (place, number, str(id), number, stored.topic, state, at, ACTOR, *ids))

    return insert_text


def work(what: str, url: str, organization: UUID, start: float, seconds: float) -> float:
    """Do it over and over from `start` on; returns how often a second."""
    with contextlib.ExitStack() as opened:
        act = (appending if what == "append" else inserting)(url, organization, opened)
        for number in range(1, 21):
            act(number)
        time.sleep(max(0.0, start - time.time()))
        done, began = 0, time.perf_counter()
        while time.perf_counter() < began + seconds:
            done += 1
            act(20 + done)
        return done / (time.perf_counter() - began)


def rate(pool: ProcessPoolExecutor, url: str, side: Side, seconds: float) -> float:
    """What all writers of a side do together, a second."""
    ids = [uuid4() for _ in range(side.organizations)]
    start = time.time() + 0.3 + 0.1 * side.writers
    running = [
        pool.submit(work, side.what, url, ids[writer % len(ids)], start, seconds) for writer in range(side.writers)
    ]
    return sum(future.result() for future in running)


def compare(title: str, url: str, one: Side, other: Side, *, seconds: float, rounds: int) -> None:
    """Print both rates and the median of their ratios."""
    rates: list[tuple[float, float]] = []
    with ProcessPoolExecutor(max(one.writers, other.writers), multiprocessing.get_context("spawn")) as pool:
        for _ in range(rounds):
            rates.append((rate(pool, url, one, seconds), rate(pool, url, other, seconds)))
    ratio = statistics.median(first / second for first, second in rates)
    first, second = (statistics.median(side) for side in zip(*rates, strict=True))
    print(f"{title:<56} {first:>7.0f}/s {second:>7.0f}/s   ratio {ratio:.2f}", flush=True)


@contextlib.contextmanager
def databases(given: str | None) -> Iterator[dict[str, str]]:
    """A migrated database of each kind, with the raw side's table."""
    with contextlib.ExitStack() as opened:
        folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="jixiao-bench-"))
        lite = f"sqlite:///{folder}/bench.db"
        postgres = given or opened.enter_context(PostgresServer()).url()
        for url in (lite, postgres):
            migrate(url)
        with psycopg.connect(postgres, autocommit=True) as server:
            server.execute(RAW_POSTGRES)
        with contextlib.closing(sqlite3.connect(f"{folder}/bench.db")) as file:
            file.execute(RAW_SQLITE)
        yield {"PostgreSQL": postgres, "SQLite": lite}
        with psycopg.connect(postgres, autocommit=True) as server:
            server.execute("DROP TABLE raw_events")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", help="a PostgreSQL URL of a user who may migrate")
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    how: dict[str, Any] = {"seconds": options.seconds, "rounds": options.rounds}
    with databases(options.database) as urls:
        for name, url in urls.items():
            compare(f"{name}: 1 writer : 1 raw", url, Side("append", 1, 1), Side("raw", 1, 1), **how)
            compare(f"{name}: 8 on 8 organizations : 8 raw", url, Side("append", 8, 8), Side("raw", 8, 8), **how)
            compare(f"{name}: 8 on 1 organization : 1 writer", url, Side("append", 8, 1), Side("append", 1, 1), **how)


if __name__ == "__main__":
    main()
