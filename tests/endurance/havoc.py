"""Processes killed at moments drawn by lot, while clients go on asking."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg

from application.commanding import Request
from application.employees import HireEmployee
from application.organizations import SYSTEM_SETUP, FoundOrganization, GrantDuty, administrator_id
from application.ports import Bearer
from domain.employee import employee_id
from tests.endurance import findings
from tests.endurance.load import Acknowledged, Client, Office
from tests.endurance.serving import Process, Server
from tests.postgres_server import PostgresServer
from web import wiring
from web.settings import Settings

CLIENTS = 4
PATIENCE = 10.0
"""Seconds that the next death waits for answers at most: it may come while everything is down."""


@dataclass
class Outcome:
    """What a run came to.

    Attributes:
        kills: how often each was killed.
        lost: attempts that got no answer, or one that says to ask again.
        repeated: acknowledged requests that had to be sent more than once.
        events: in the ledger at the end.
        caught_up: seconds that the read models took by themselves afterwards.
    """

    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    lost: int = 0
    repeated: int = 0
    events: int = 0
    caught_up: float = 0.0
    seconds: float = 0.0


def founded(settings: Settings, port: int) -> Office:
    """An organization with an administrator and somebody of HR, who have tokens."""
    wiring.prepare_database(settings)
    services = wiring.open_services(settings)
    try:
        organization, now = uuid4(), services.clock.now()
        services.directory.add_organization(organization, "示例店")

        def act(actor: str, command: object) -> None:
            services.commands.execute(command, Request(organization, actor, uuid4(), now))

        act(SYSTEM_SETUP, FoundOrganization("示例店", "Asia/Shanghai", "ADMIN"))
        people = {"ADMIN": administrator_id(organization, "ADMIN"), "HR": employee_id(organization, "H1")}
        act(str(people["ADMIN"]), HireEmployee("H1", None, "", None, now.date(), True))
        act(str(people["ADMIN"]), GrantDuty(people["HR"], "hr", None))
        tokens = {
            who: services.directory.issue_token(Bearer(organization, person), expires_at=now + timedelta(days=1))
            for who, person in people.items()
        }
    finally:
        services.close()
    return Office(organization, port, tokens, people)


@contextmanager
def clients_of(office: Office, count: int = CLIENTS) -> Iterator[list[Client]]:
    """Clients at work; at the end each gets its last answer and stops."""
    stop = threading.Event()
    working = [Client(office, f"c{number}-{uuid4().hex[:6]}", stop) for number in range(count)]
    for client in working:
        client.start()
    try:
        yield working
    finally:
        stop.set()
        for client in working:
            client.join(150)


class Scene:
    """A server, a worker and, where there is one, a PostgreSQL server; and the ways in which they die."""

    def __init__(self, settings: Settings, folder: Path, postgres: PostgresServer | None, workers: int = 1) -> None:
        self.settings = settings
        self.server = Server(settings, folder, workers)
        self.worker = Process(settings, folder, "worker")
        self._postgres = postgres

    @property
    def ways(self) -> dict[str, Callable[[random.Random], None]]:
        """How something may die, by what dies."""
        ways: dict[str, Callable[[random.Random], None]] = {
            "API": self._kill_api,
            "API worker process": self._kill_one_of_the_api,
            "projector": self._kill_projector,
        }
        if self._postgres is not None:
            ways |= {"PostgreSQL": self._kill_postgres, "PostgreSQL backend": self._kill_backend}
        return ways

    def _kill_api(self, dice: random.Random) -> None:
        self.server.kill()
        time.sleep(dice.uniform(0, 0.1))
        self.server.start()

    def _kill_one_of_the_api(self, dice: random.Random) -> None:
        """Its supervisor starts another."""
        if workers := self.server.workers():
            _kill(dice.choice(workers))
        self.server.wait_until_it_answers()

    def _kill_projector(self, dice: random.Random) -> None:
        self.worker.kill()
        self.worker.start()

    def _kill_postgres(self, dice: random.Random) -> None:
        """The postmaster alone; its orphans notice and end by themselves."""
        if self._postgres is not None:
            self._postgres.kill()
            time.sleep(dice.uniform(0, 0.2))
            self._postgres.start()

    def _kill_backend(self, dice: random.Random) -> None:
        """One session: the server then ends all others, recovers and goes on."""
        others = "SELECT pid FROM pg_stat_activity WHERE usename = 'postgres' AND pid <> pg_backend_pid()"
        with suppress(psycopg.Error):
            with psycopg.connect(self.settings.database, autocommit=True) as asking:
                pids = [pid for (pid,) in asking.execute(others).fetchall()]
            if pids:
                _kill(dice.choice(pids))


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def wreak(
    settings: Settings, folder: Path, *, kills: Sequence[str] | int, seed: int, postgres: PostgresServer | None = None,
    longest: float = 0.2, told: Callable[[str], None] = lambda line: None,
) -> Outcome:  # fmt: skip
    """Let clients work while things die, and find that everything holds.

    Args:
        kills: what dies, in this order; or how often something drawn by lot does.
        longest: seconds that the next death comes after the last answer that it waited for, at most.
    """
    began, outcome, dice = time.monotonic(), Outcome(seed), random.Random(seed)
    scene = Scene(settings, folder, postgres)
    office = founded(settings, scene.server.port)
    with ExitStack() as stack:
        stack.enter_context(scene.server)
        stack.enter_context(scene.worker)
        with clients_of(office) as clients:
            plan = list(kills) if not isinstance(kills, int) else dice.choices(sorted(scene.ways), k=kills)
            for number, what in enumerate(plan, start=1):
                _let_work(clients, dice, longest)
                scene.ways[what](dice)
                outcome.kills[what] += 1
                answered = sum(len(client.done) for client in clients)
                told(f"{time.monotonic() - began:.0f} s: {number}/{len(plan)} {what}: {answered} acknowledged")
            scene.server.start()
            scene.worker.start()
            time.sleep(0.3)
        done = _all_done(clients, outcome)
        outcome.caught_up = findings.require_caught_up(scene.server)
        outcome.events = findings.require_events(settings, office, done)
        findings.require_answers(office, done)
        findings.require_visible(office, done)
        assert findings.require_events(settings, office, done) == outcome.events, "asking again wrote something"
    findings.require_proof(settings, office)
    outcome.seconds = time.monotonic() - began
    return outcome


def _let_work(clients: Sequence[Client], dice: random.Random, longest: float) -> None:
    """Until some requests more are answered, as a rule, and a moment drawn by lot longer: then others are under way."""
    goal, patience = sum(len(client.done) for client in clients) + dice.randint(0, 6), time.monotonic() + PATIENCE
    while sum(len(client.done) for client in clients) < goal and time.monotonic() < patience:
        time.sleep(0.01)
    time.sleep(dice.uniform(0, longest))


def _all_done(clients: Sequence[Client], outcome: Outcome) -> list[Acknowledged]:
    assert [client.refused for client in clients if client.refused] == []
    assert not [client for client in clients if client.is_alive()], "a client was never answered"
    done = [one for client in clients for one in client.done]
    assert all(client.done for client in clients)
    outcome.acknowledged = len(done)
    outcome.lost = sum(client.lost for client in clients)
    outcome.repeated = sum(one.sent > 1 for one in done)
    return done
