"""The product's own processes, as an operator starts them, and as a crash ends them."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from web.settings import Settings

PATIENCE = 40.0
"""Seconds that a start may take on a busy machine before it counts as failed."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


class Process:
    """One `jixiao` command that runs until it is ended; with its children a process group of its own."""

    def __init__(self, settings: Settings, folder: Path, *arguments: str) -> None:
        """`folder`: where its log goes."""
        self._command = [sys.executable, "-m", "web.cli.main", *arguments, "--database", settings.database]
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("JIXIAO_", "DATABASE_URL"))},
            "JIXIAO_DATA": str(settings.data),
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        }
        self.log = folder / f"{arguments[0]}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process is not None and self._process.poll() is None

    @property
    def pids(self) -> list[int]:
        """All processes of its group, the first one first."""
        if not self.running or self._process is None:
            return []
        group = self._process.pid
        return sorted(int(one.name) for one in Path("/proc").glob("[0-9]*") if _group(int(one.name)) == group)

    def start(self) -> None:
        """Start it, unless it runs."""
        if self.running:
            return
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self._environment,
                start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        """`kill -9` of all its processes at once."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(PATIENCE)


class Server(Process):
    """`jixiao serve`."""

    def __init__(self, settings: Settings, folder: Path, workers: int = 1) -> None:
        self.port = free_port()
        super().__init__(settings, folder, "serve", "--port", str(self.port), "--workers", str(workers))

    def start(self) -> None:
        super().start()
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        """Until the API says anything at all; started again where it ended because the database is not there yet."""
        deadline = time.monotonic() + PATIENCE
        while True:
            super().start()
            try:
                self.get("/health")
            except (OSError, http.client.HTTPException):
                if time.monotonic() > deadline:
                    raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-3000:]}") from None
                time.sleep(0.1)
            else:
                return

    def get(self, path: str, token: str = "") -> tuple[int, Any]:
        """Status and body of a GET."""
        return call(self.port, "GET", path, token)

    def workers(self) -> list[int]:
        """The processes that answer, without the one that minds them."""
        return [pid for pid in self.pids[1:] if b"spawn_main" in _arguments(pid) and b"granian" not in _arguments(pid)]


def call(
    port: int, method: str, path: str, token: str, body: Any = None, key: str = "", timeout: float = 20.0
) -> tuple[int, Any]:  # fmt: skip
    """One request over a connection of its own; raises what a client meets when the other side dies."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if key:
        headers["Idempotency-Key"] = key
    if body is not None:
        headers["Content-Type"] = "application/json"
    try:
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
    finally:
        connection.close()
    return answer.status, json.loads(text) if text else None


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except OSError:
        return 0


def _arguments(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
