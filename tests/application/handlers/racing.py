"""Two processes that send commands to one ledger at the same moment, as two web workers do."""

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from uuid import UUID

from adapters.database import Database, open_database
from adapters.vault import MasterKey
from application.clock import tick
from application.commanding import Request
from application.ports import Answer, KeyReused
from domain.errors import DomainError
from tests.application.handlers.firm import Firm

SECONDS = 60

_here: "tuple[Database, Path, MasterKey, Barrier] | None" = None


@dataclass(frozen=True)
class Sent:
    """How a command ended: its answer, or the code of its refusal."""

    answer: Answer | None
    refusal: str = ""


def _settle(url: str, files: Path, key: str, start: Barrier) -> None:
    """Make a new process ready: the work that is raced must not wait for imports and connections."""
    global _here
    _here = (open_database(url), files, MasterKey.decode(key), start)


def _firm(organization: UUID) -> tuple[Firm, Barrier]:
    assert _here is not None
    database, files, master, start = _here
    return Firm(database, organization, files, master), start


def _send(command: object, request: Request) -> Sent:
    firm, start = _firm(request.organization)
    firm.ledger.head()
    start.wait(SECONDS)
    try:
        return Sent(firm.commands.execute(command, request))
    except DomainError as error:
        return Sent(None, error.code)
    except KeyReused:
        return Sent(None, "key-reused")


def _tick(organization: UUID, request: Request) -> int:
    firm, start = _firm(organization)
    firm.agenda.running_cycles()
    start.wait(SECONDS)
    return tick(firm.commands, firm.ledger, firm.agenda, organization, request.at)


class Racers:
    """Two processes; each takes one of the two commands and both start together."""

    def __init__(self, url: str, files: Path, master: MasterKey) -> None:
        context = multiprocessing.get_context("spawn")
        start = context.Barrier(2)
        self._pool = ProcessPoolExecutor(2, context, _settle, (url, files, master.encode(), start))

    def close(self) -> None:
        """Let the processes go."""
        self._pool.shutdown()

    def race(self, *commands: tuple[object, Request]) -> Sequence[Sent]:
        """How two commands ended that were sent at once."""
        return [future.result(SECONDS) for future in [self._pool.submit(_send, *one) for one in commands]]

    def tick(self, request: Request) -> Sequence[int]:
        """How many things each of two clocks recorded, ticking at once."""
        both = [self._pool.submit(_tick, request.organization, request) for _ in range(2)]
        return [future.result(SECONDS) for future in both]
