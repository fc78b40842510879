"""A ledger's events for the tests of projecting, and a projection of them that can be checked by hand."""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from adapters.database import open_database
from adapters.read_store import DatabaseReadStore
from application.ports import Recorded, Removal, Row, RowReader
from domain.errors import Invalid
from domain.eventsourced import Event

AT = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
NAMESPACE = UUID(int=1)

Act = tuple[str, str, str]
"""What, which key, and a parent or a value."""


class Noted(Event):
    """Something that the projection below writes down."""

    TOPIC = "test.noted.1"
    what: str
    key: str
    value: str


def recorded(position: int, act: Act) -> Recorded:
    what, key, value = act
    stream = uuid5(NAMESPACE, key)
    facts: dict[str, Any] = {"actor": "tester", "what": what, "key": key, "value": value}
    event = Noted(originator_id=stream, originator_version=position, timestamp=AT, **facts)
    return Recorded(
        position, AT, "tester", NAMESPACE, NAMESPACE, NAMESPACE, stream, position, Noted.TOPIC, "{}", event
    )  # fmt: skip


@dataclass
class ScriptedHistory:
    """Events in memory; may grow, and may lack some for the tests of damage."""

    acts: list[Act] = field(default_factory=list)
    missing: frozenset[int] = frozenset()
    reads: list[int] = field(default_factory=list)

    def head(self) -> int:
        return len(self.acts)

    def read(self, *, after: int = 0, until: int | None = None, limit: int | None = None) -> Iterator[Recorded]:
        self.reads.append(after)
        end = len(self.acts) if until is None else until
        positions = (position for position in range(after + 1, end + 1) if position not in self.missing)
        for position in islice(positions, limit):
            yield recorded(position, self.acts[position - 1])


def project(event: Recorded, rows: RowReader) -> Iterable[Row | Removal]:
    """`count` adds one to a counter, `move` changes its parent, `drop` removes it; `tally` sums what a parent holds.

    Anything else is unknown and ignored; `fail` goes wrong half-way.
    """
    noted: Any = event.event
    before = rows.get("counters", noted.key)
    count = 0 if before is None else before.body["count"]
    parent = "" if before is None else before.parent
    match noted.what:
        case "count":
            yield counter(noted.key, parent, count + 1)
        case "move":
            yield counter(noted.key, noted.value, count)
        case "drop":
            yield Removal("counters", noted.key)
        case "tally":
            members = rows.find("counters", parent=noted.value)
            body = {"keys": [row.key for row in members], "sum": sum(row.body["count"] for row in members)}
            yield Row("tallies", noted.key, "", "", body)
        case "fail":
            yield counter(noted.key, parent, 1_000_000)
            raise Invalid("王小明 has no card", code="card-missing")


def project_failing_no_more(event: Recorded, rows: RowReader) -> Iterable[Row | Removal]:
    """The same after its faults were corrected."""
    noted: Any = event.event
    return () if noted.what == "fail" else project(event, rows)


def counter(key: str, parent: str, count: int) -> Row:
    return Row("counters", key, parent, f"{count:06}", {"count": count, "key": key})


def expected_rows(acts: Sequence[Act]) -> dict[tuple[str, str], dict[str, Any]]:
    """The bodies that `project` makes of the acts, computed in the plainest way."""
    counts: dict[str, tuple[str, int]] = {}
    tallies: dict[str, dict[str, Any]] = {}
    for what, key, value in acts:
        parent, count = counts.get(key, ("", 0))
        if what == "count":
            counts[key] = (parent, count + 1)
        elif what == "move":
            counts[key] = (value, count)
        elif what == "drop":
            counts.pop(key, None)
        elif what == "tally":
            members = sorted((number, name) for name, (whose, number) in counts.items() if whose == value)
            tallies[key] = {"keys": [name for _, name in members], "sum": sum(number for number, _ in members)}
    rows = {("counters", key): {"count": count, "key": key} for key, (_, count) in counts.items()}
    return rows | {("tallies", key): body for key, body in tallies.items()}


def catch_up_elsewhere(url: str, organization: UUID, acts: list[Act], start: str) -> int:
    """Catch up in a process of its own, as soon as the file `start` is there."""
    database = open_database(url)
    store = DatabaseReadStore(database, organization)
    while not Path(start).exists():
        time.sleep(0.005)
    position = store.catch_up(ScriptedHistory(acts), project)
    database.close()
    return position


def die_in_the_middle(url: str, organization: UUID, acts: list[Act]) -> None:
    """Catch up in a process that the system kills at the last event, before it could commit."""

    def dying(event: Recorded, rows: RowReader) -> Iterable[Row | Removal]:
        if event.position == len(acts):
            os._exit(9)
        return project(event, rows)

    DatabaseReadStore(open_database(url), organization).catch_up(ScriptedHistory(acts), dying)
