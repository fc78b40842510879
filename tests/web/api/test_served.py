"""`jixiao serve` for real: worker processes behind one port, on a database that it migrates itself."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from application.commanding import Request
from application.organizations import SYSTEM_SETUP, FoundOrganization, administrator_id
from application.ports import Bearer
from tests.architecture.rules import ROOT
from tests.postgres_server import PostgresServer
from web import wiring
from web.settings import Settings

PATIENCE = 60.0
SHOP = {"code": "tb-1", "name": "一店", "platform": "taobao"}


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


class Served:
    """A running server."""

    def __init__(self, database: str, data: Path) -> None:
        self.database, self.data = database, data
        self.port = free_port()
        self.token = ""

    def start(self) -> None:
        """Start, and wait until it is healthy."""
        environment = {**os.environ, "JIXIAO_DATA": str(self.data), "PYTHONPATH": str(ROOT)}
        command = ["serve", "--port", str(self.port), "--workers", "2", "--database", self.database]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "web.cli.main", *command],
            env=environment,
            stdout=(self.data / "log").open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.wait(lambda: self.status("/health") == 200)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Stop it; its exit code."""
        if how is signal.SIGKILL:
            os.killpg(self.process.pid, how)
        else:
            self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def wait(self, holds: Callable[[], bool]) -> None:
        """Until it holds."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert self.process.poll() is None, (self.data / "log").read_text()
            assert time.monotonic() < deadline, (self.data / "log").read_text()
            time.sleep(0.1)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """One request on a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            content = None if body is None else json.dumps(body)
            if content is not None:
                sent["Content-Type"] = "application/json"
            connection.request(method, path, content, {"Authorization": f"Bearer {self.token}", **sent})
            answer = connection.getresponse()
            text = answer.read().decode()
            return answer.status, json.loads(text) if "json" in answer.headers["Content-Type"] else text
        finally:
            connection.close()

    def status(self, path: str) -> int:
        """Of a GET; 0 while nobody answers."""
        try:
            return self.call("GET", path)[0]
        except OSError:
            return 0

    def found(self) -> None:
        """Found an organization, as `jixiao init` does."""
        services = wiring.open_services(Settings(self.database, self.data))
        try:
            organization, at = uuid4(), services.clock.now()
            request = Request(organization, SYSTEM_SETUP, uuid4(), at)
            services.directory.add_organization(organization, "一家")
            services.commands.execute(FoundOrganization("一家", "Asia/Shanghai", "ADMIN"), request)
            bearer = Bearer(organization, administrator_id(organization, "ADMIN"))
            self.token = services.directory.issue_token(bearer, expires_at=at + timedelta(days=1))
        finally:
            services.close()


@contextmanager
def serving(database: str, data: Path) -> Iterator[Served]:
    """A server with an organization, stopped in the end."""
    data.mkdir()
    served = Served(database, data)
    served.start()
    try:
        served.found()
        yield served
    finally:
        if served.process.poll() is None:
            served.stop(signal.SIGKILL)


def test_it_migrates_serves_and_stops(sqlite_path: Path, tmp_path: Path) -> None:
    """One command on a machine with nothing: the database is made, two processes answer, and all of them end."""
    with serving(f"sqlite:///{sqlite_path}", tmp_path / "data") as served:
        assert served.call("GET", "/api/v1/me")[0] == 200
        assert served.call("GET", "/api/v1/openapi.json")[1]["openapi"] == "3.1.0"
        assert served.call("GET", "/api/v1/docs")[0] == 200
        assert served.call("GET", "/api/v1/nothing")[0] == 404
        for _ in range(20):
            served.call("GET", "/api/v1/shops")
        counted = [line for line in served.call("GET", "/metrics")[1].splitlines() if 'route="/api/v1/shops"' in line]
        assert any(line.startswith("jixiao_requests_total") and line.endswith(" 20.0") for line in counted)
        assert served.stop() == 0
        log = (served.data / "log").read_text()
        assert served.token not in log
        assert "Traceback" not in log
        lines = [json.loads(line) for line in log.splitlines()]
        assert any(line["event"].startswith("Listening at") for line in lines), "the server's own lines are such, too"
        assert {line["level"] for line in lines} == {"info"}


def test_a_key_holds_across_processes_and_a_crash(sqlite_path: Path, tmp_path: Path) -> None:
    """Whichever process gets the retry, and also when all were killed meanwhile."""
    with serving(f"sqlite:///{sqlite_path}", tmp_path / "data") as served:

        def ask(_: int) -> tuple[int, Any]:
            return served.call("POST", "/api/v1/shops", SHOP, Idempotency_Key="crash")

        with ThreadPoolExecutor(12) as threads:
            answers = list(threads.map(ask, range(24)))
        assert answers[0][0] == 201
        assert all(answer == answers[0] for answer in answers)
        served.stop(signal.SIGKILL)
        served.start()
        assert ask(0) == answers[0]
        assert len(served.call("GET", "/api/v1/shops")[1]["items"]) == 1


def test_it_survives_its_database(own_postgres: PostgresServer, tmp_path: Path) -> None:
    """While PostgreSQL is gone it says so, and when it is back it goes on by itself."""
    with serving(own_postgres.url(), tmp_path / "data") as served:
        assert served.call("POST", "/api/v1/shops", SHOP)[0] == 201
        own_postgres.stop()
        served.wait(lambda: served.status("/health") == 503)
        status, problem = served.call("POST", "/api/v1/shops", {**SHOP, "code": "tb-2"}, Idempotency_Key="later")
        assert (status, problem["type"]) == (503, "urn:jixiao:problem:ledger-unavailable")
        own_postgres.start()
        served.wait(lambda: served.status("/health") == 200)
        assert served.call("POST", "/api/v1/shops", {**SHOP, "code": "tb-2"}, Idempotency_Key="later")[0] == 201
        assert served.stop() == 0


@pytest.mark.parametrize("url", ["mysql://localhost/x", "sqlite:///:memory:"])
def test_a_database_of_another_kind_is_wrong_usage(url: str) -> None:
    """Exit code 2, and a sentence that says what would be right."""
    command = [sys.executable, "-m", "web.cli.main", "serve", "--port", str(free_port()), "--database", url]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=PATIENCE)
    assert run.returncode == 2
    assert "postgresql" in run.stderr or "sqlite" in run.stderr


def test_a_database_that_cannot_be_reached_is_the_environments_fault() -> None:
    """Exit code 3."""
    url = "postgresql://nobody@127.0.0.1:1/none?connect_timeout=2"
    command = [sys.executable, "-m", "web.cli.main", "serve", "--port", str(free_port()), "--database", url]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=PATIENCE)
    assert run.returncode == 3
    assert "Traceback" not in run.stderr
