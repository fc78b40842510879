"""Processes that write, the lines that they told, and what must hold of the ledgers afterwards."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from adapters.database import Database, open_database
from adapters.ledger import OrganizationLedger
from application.ports import Recorded
from tests.adapters.ledger.things import Jar, answer, envelope
from tests.endurance.writing import shared_stream

COMMANDS = "SELECT command, position FROM ledger_commands WHERE organization = %s"


@dataclass(frozen=True)
class Told:
    """A command that its writer was told is done."""

    organization: UUID
    command: UUID
    position: int


class Writer:
    """One writing process."""

    def __init__(
        self, url: str, folder: Path, organizations: Sequence[UUID], *, share: int = 0, count: int = 0, events: int = 3
    ) -> None:
        self._file = folder / f"{os.urandom(6).hex()}.told"
        arguments = [url, str(share), str(count), str(events), *map(str, organizations)]
        with self._file.open("wb") as out:
            self.process = subprocess.Popen([sys.executable, "-m", "tests.endurance.writing", *arguments], stdout=out)

    def told(self) -> list[Told]:
        """What it told so far."""
        lines = self._file.read_text().splitlines(keepends=True)
        words = (line.split() for line in lines if line.endswith("\n"))
        return [Told(UUID(one), UUID(command), int(position)) for one, command, position in words]

    def kill(self) -> None:
        """`kill -9`."""
        self.process.kill()
        self.process.wait(30)


@contextmanager
def running(writers: Iterable[Writer]) -> Iterator[list[Writer]]:
    """The writers; ended at the end, however that comes."""
    started = list(writers)
    try:
        yield started
    finally:
        for writer in started:
            writer.kill()


def begin(database: Database, organizations: Iterable[UUID]) -> None:
    """Make the streams that writers fight for."""
    for organization in organizations:
        jar = Jar.make(id=shared_stream(organization))
        OrganizationLedger(database, organization).append([jar], envelope(fingerprint="f"), answer(jar))


def require_whole(url: str, organization: UUID, told: Iterable[Told], *, events: int = 3) -> list[Recorded]:
    """Nothing that was told is missing, nothing is doubled or half, no position is left out; returns the events."""
    database = open_database(url)
    try:
        ledger = OrganizationLedger(database, organization)
        found = list(ledger.read())
        rows = database.read(organization, COMMANDS, (organization,))
        commands = {UUID(str(command)): position for command, position in rows}
        head = ledger.head()
    finally:
        database.close()
    assert [event.position for event in found] == list(range(1, head + 1))
    times = [event.recorded_at for event in found]
    assert times == sorted(times)
    last = {event.command: event.position for event in found}
    assert last == commands, "an event without its command, or the other way round"
    sizes = dict.fromkeys(commands, 0)
    for event in found:
        sizes[event.command] += 1
    made = {size for command, size in sizes.items() if command != found[0].command}  # that one began the ledger
    assert made <= {events}, "half a command"
    for one in told:
        assert commands.get(one.command) == one.position, f"{one} was told and is not there"
    return found
