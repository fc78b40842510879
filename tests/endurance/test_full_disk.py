"""The disk is full: a clear error, nothing lost, nothing half there; and when there is room again, it goes on.

Three ways to have one: a limit on the size of files, which every process may set for itself; the same for a
PostgreSQL server; and a small file system in memory, where mounting one is allowed.
"""

import io
import os
import resource
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from adapters.backup import DatabaseBackups
from adapters.database import migrate, open_database
from adapters.ledger import OrganizationLedger
from application.ports import LedgerUnavailable
from tests.adapters.ledger.things import Jar, answer, envelope
from tests.endurance import findings
from tests.endurance.havoc import founded
from tests.endurance.load import Acknowledged, Office, Order, life
from tests.postgres_server import PostgresServer
from web import wiring
from web.api.app import create_app
from web.services import Services
from web.settings import Settings

MIB = 1024 * 1024


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file of this process grows past that size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


class Desk:
    """The API over a database, and who calls it."""

    def __init__(self, settings: Settings) -> None:
        self.office: Office = founded(settings, 0)
        self.services: Services = wiring.open_services(settings)
        self.app: Flask = create_app(self.services)
        self.done: list[Acknowledged] = []

    def ask(self, order: Order) -> tuple[int, dict[str, Any]]:
        """One request; what is acknowledged is noted."""
        headers = {"Authorization": f"Bearer {self.office.tokens[order.who]}", "Idempotency-Key": order.key}
        said = self.app.test_client().post(f"/api/v1{order.path}", json=order.body, headers=headers)
        body: dict[str, Any] = said.get_json()
        if said.status_code == 201:
            self.done.append(Acknowledged(order, body, 1))
        return said.status_code, body

    def upload(self) -> int:
        """Upload a file of evidence; the status."""
        headers = {"Authorization": f"Bearer {self.office.tokens['HR']}"}
        file = {"file": (io.BytesIO(secrets.token_hex(220_000).encode()), "x.txt", "text/plain")}
        return self.app.test_client().post("/api/v1/evidence", data=file, headers=headers).status_code


def fill_and_go_on(desk: Desk, settings: Settings, full: Callable[[], Any]) -> None:
    """Work until the disk is full, see that everything says so and nothing breaks, make room, and go on."""
    orders = [order for number in range(200) for order in life(desk.office, f"F{number}")]
    for order in orders[:4]:
        assert desk.ask(order)[0] == 201
    with full():
        refused = None
        for order in orders[4:]:
            status, body = desk.ask(order)
            if status != 201:
                refused = order
                break
        assert refused is not None, "the disk did not become full"
        assert (status, body["type"]) == (503, "urn:jixiao:problem:ledger-unavailable"), body
        assert desk.ask(refused)[0] == 503
        assert desk.upload() == 503
        ledger = desk.services.ledger_of(desk.office.organization)
        assert len(list(ledger.read())) == ledger.head(), "the ledger can be read"
    assert desk.ask(refused)[0] == 201
    assert desk.upload() == 201
    findings.require_events(settings, desk.office, desk.done)
    desk.services.close()
    findings.require_proof(settings, desk.office)


def test_sqlite_whose_files_cannot_grow(sqlite_settings: Settings, tmp_path: Path) -> None:
    """503, with a word on what to do; afterwards everything that was acknowledged is there, and proves."""
    desk = Desk(sqlite_settings)
    log = tmp_path / "jixiao.db-wal"
    fill_and_go_on(desk, sqlite_settings, lambda: largest_file(log.stat().st_size + 40_000))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mounting, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("mounting a small file system needs root; the limit on the size of files shows the same without")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """No room left but for a page or two; the ballast is taken away at the end."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
        file.truncate(max(0, file.tell() - 8 * 4096))
    try:
        yield
    finally:
        ballast.unlink()


def test_sqlite_on_a_disk_that_is_full(small_disk: Path) -> None:
    """The real thing: `No space left on device`."""
    settings = Settings(f"sqlite:///{small_disk / 'jixiao.db'}", small_disk / "data")
    desk = Desk(settings)
    fill_and_go_on(desk, settings, lambda: filled(small_disk))


def test_postgresql_whose_tables_cannot_grow(own_postgres: PostgresServer) -> None:
    """The server refuses the statement; the command was not done, and is when it is asked again."""
    migrate(own_postgres.url())
    own_postgres.stop()
    own_postgres.start(largest_file=17 * MIB)  # its log has files of 16 MiB: those it must be able to write
    appended, organization = 0, uuid4()
    database = open_database(own_postgres.url())
    ledger = OrganizationLedger(database, organization)
    while True:
        jar, command = Jar.make(label=secrets.token_urlsafe(MIB)), envelope(fingerprint="f")
        try:
            ledger.append([jar], command, answer(jar))
        except LedgerUnavailable as error:
            said = str(error)
            break
        appended += 1
        assert appended < 40, "the table could grow"
    assert "File too large" in said
    assert ledger.head() == appended > 5
    assert ledger.answered(command.command, "f") is None
    database.close()

    own_postgres.stop()
    own_postgres.start()
    database = open_database(own_postgres.url())
    ledger, again = OrganizationLedger(database, organization), Jar.make(id=jar.id)
    assert ledger.append([again], command, answer(again)).position == appended + 1
    assert [event.position for event in ledger.read()] == list(range(1, appended + 2))
    database.close()


def run(settings: Settings, *arguments: str, size: int) -> subprocess.CompletedProcess[str]:
    """A `jixiao` command whose files cannot grow past a size."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JIXIAO_")}
    environment |= {"JIXIAO_DATA": str(settings.data), "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", LIMITED, str(size), *arguments, "--database", settings.database]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=60)


LIMITED = """
import resource, sys
from web.cli.main import main
size = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
main()
"""


def test_the_command_line_says_so_and_ends_with_3(sqlite_settings: Settings, tmp_path: Path) -> None:
    """3 is the environment's fault; standard error says which, and no trace of the program."""
    desk = Desk(sqlite_settings)
    head = desk.services.ledger_of(desk.office.organization).head()
    for arguments in (("init", "--name", "另一家"), ("rebuild",), ("backup", str(tmp_path / "x.zip"))):
        said = run(sqlite_settings, *arguments, size=2000 if arguments[0] == "backup" else 20_000)
        assert said.returncode == 3, (arguments, said.stdout, said.stderr)
        assert "Traceback" not in said.stderr
        assert said.stderr.strip()
    assert desk.services.ledger_of(desk.office.organization).head() == head
    assert not (tmp_path / "x.zip").exists()
    assert run(sqlite_settings, "backup", str(tmp_path / "x.zip"), size=100 * MIB).returncode == 0
    desk.services.close()


def test_a_backup_that_does_not_fit_leaves_no_file(sqlite_settings: Settings, tmp_path: Path) -> None:
    """Half a backup under the name of a whole one would be worse than none."""
    desk, folder = Desk(sqlite_settings), tmp_path / "backups"
    folder.mkdir()
    for number in range(10):
        for order in life(desk.office, f"B{number}"):
            assert desk.ask(order)[0] == 201
    desk.services.close()
    database = open_database(sqlite_settings.database)
    backups = DatabaseBackups(database, sqlite_settings.data / "evidence")
    with largest_file(3000), pytest.raises(OSError, match="File too large"):
        backups.write(desk.office.organization, folder / "x.zip", with_evidence=False, progress=lambda *_: None)
    assert list(folder.iterdir()) == []
    database.close()
