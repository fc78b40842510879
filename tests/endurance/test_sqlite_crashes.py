"""SQLite: writers that are killed, logs that are damaged. Nothing that was told is lost but what the damage took."""

import random
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from adapters.database import Database, migrate, open_database
from adapters.ledger import OrganizationLedger
from adapters.sealing import DatabaseImages, DatabaseSeals, NoteSigner, SigningKey, TrustedKeys, origin_of
from application.ports import LedgerUnavailable, Recorded
from application.sealing import Sealer
from application.verifying import LedgerVerifier, Report
from tests.adapters.ledger.things import Jar, answer, envelope
from tests.adapters.sealing.copies import SystemClock
from tests.endurance.wal import commit_ends
from tests.endurance.writers import Told, Writer, begin, require_whole, running

SEALED, WRITTEN = 30, 50
KILLS = 6


def test_writers_that_are_killed_leave_whole_commands(tmp_path: Path) -> None:
    """`kill -9` at a moment drawn by lot, again and again on one file: the next ones go on where it was."""
    url, organizations, dice = f"sqlite:///{tmp_path / 'jixiao.db'}", [uuid4(), uuid4()], random.Random(41)
    migrate(url)
    database = open_database(url)
    begin(database, organizations)
    database.close()
    told: list[Told] = []
    for _ in range(KILLS):
        with running(Writer(url, tmp_path, organizations, share=3) for _ in range(2)) as writers:
            deadline = time.monotonic() + 30
            while not all(writer.told() for writer in writers) and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(dice.uniform(0, 0.2))
            for writer in writers:
                writer.kill()
            told += [one for writer in writers for one in writer.told()]
    for organization in organizations:
        require_whole(url, organization, (one for one in told if one.organization == organization))
    assert len(told) >= 2 * 2 * KILLS


@dataclass(frozen=True)
class Logged:
    """A database whose last commits are in its log only.

    Attributes:
        ends: where in the log each commit ends that wrote an event, in order.
        note: a checkpoint over the first `SEALED` events, kept elsewhere.
    """

    file: Path
    organization: UUID
    events: list[Recorded]
    ends: list[int]
    note: str
    vkey: str


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Logged]:
    """One command a commit, sealed on the way; held open, so that nothing is moved out of the log."""
    file = tmp_path_factory.mktemp("logged") / "jixiao.db"
    migrate(f"sqlite:///{file}")
    database = open_database(f"sqlite:///{file}")
    ledger, key = OrganizationLedger(database, uuid4()), SigningKey.generate()
    ends = [_written(ledger, file) for _ in range(SEALED)]
    note = _sealed(database, ledger, key)
    ends += [_written(ledger, file) for _ in range(WRITTEN - SEALED)]
    vkey = key.verifier(origin_of(ledger.organization)).encode()
    yield Logged(file, ledger.organization, list(ledger.read()), ends, note, vkey)
    database.close()


def _written(ledger: OrganizationLedger, file: Path) -> int:
    jar = Jar.make()
    ledger.append([jar], envelope(), answer(jar))
    return commit_ends(wal(file).read_bytes())[-1]


def _sealed(database: Database, ledger: OrganizationLedger, key: SigningKey) -> str:
    seals = DatabaseSeals(database, ledger.organization)
    checkpoint = Sealer(lambda _: ledger, lambda _: seals, NoteSigner(lambda: (key,)), SystemClock()).seal(
        ledger.organization
    )
    assert checkpoint is not None
    return checkpoint.note


def wal(file: Path) -> Path:
    """A database's log."""
    return file.with_name(f"{file.name}-wal")


def damaged(logged: Logged, folder: Path, log: bytes) -> str:
    """A copy with another log; the URL of it."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    shutil.copy(logged.file, folder / "copy.db")
    wal(folder / "copy.db").write_bytes(log)
    return f"sqlite:///{folder / 'copy.db'}"


def what_is_left(logged: Logged, url: str) -> list[Recorded] | None:
    """The events in a damaged copy; None when it says that it cannot be read."""
    try:
        database = open_database(url)
    except LedgerUnavailable:
        return None
    try:
        return list(OrganizationLedger(database, logged.organization).read())
    finally:
        database.close()


def verified(logged: Logged, url: str) -> Report:
    """What a verifier finds who has kept the checkpoint."""
    database = open_database(url)
    try:
        verifier = LedgerVerifier(DatabaseImages(database), TrustedKeys([logged.vkey]))
        return verifier.verify(logged.organization, [logged.note])
    finally:
        database.close()


def require_prefix(logged: Logged, url: str, kept: int) -> None:
    """Exactly the events whose commits lie before the damage, each whole; what is missing of the sealed is named."""
    found = what_is_left(logged, url)
    assert found == logged.events[:kept]
    require_whole(url, logged.organization, [], events=1)
    if kept < SEALED:
        report = verified(logged, url)
        assert not report.proven
        named = [failure.position for failure in report.failures if failure.check in {"root", "given-checkpoint"}]
        assert kept + 1 in named or kept == 0, report.failures


def test_a_log_cut_short_anywhere_leaves_a_prefix(logged: Logged, tmp_path: Path) -> None:
    """A copy that was interrupted, a disk that lost the end: no event is half there, none after a missing one."""
    log, dice = wal(logged.file).read_bytes(), random.Random(42)
    cuts = [0, 16, 32, *logged.ends[:3], logged.ends[-1] - 1, *(dice.randrange(len(log)) for _ in range(20))]
    for cut in cuts:
        kept = sum(end <= cut for end in logged.ends)
        require_prefix(logged, damaged(logged, tmp_path / "cut", log[:cut]), kept)


def test_a_flipped_bit_in_the_log_leaves_a_prefix(logged: Logged, tmp_path: Path) -> None:
    """Each page in the log has a sum over all before it: what follows the damage is not taken for true."""
    log, dice, partly = wal(logged.file).read_bytes(), random.Random(43), 0
    for place in [8, 20, *(dice.randrange(logged.ends[-1]) for _ in range(25))]:
        bent = bytearray(log)
        bent[place] ^= 1 << dice.randrange(8)
        url = damaged(logged, tmp_path / "bent", bytes(bent))
        frames = [end for end in commit_ends(log) if end <= place]
        kept = sum(end <= (frames[-1] if frames else 0) for end in logged.ends)
        require_prefix(logged, url, kept)
        partly += 0 < kept < WRITTEN
    assert partly > 5


def test_a_flipped_bit_in_the_database_itself_is_named_or_changes_nothing(logged: Logged, tmp_path: Path) -> None:
    """SQLite has no sums there; the seals do. Whatever proves holds the very events that were written."""
    clean = tmp_path / "clean.db"
    shutil.copy(logged.file, clean)
    wal(clean).write_bytes(wal(logged.file).read_bytes())
    open_database(f"sqlite:///{clean}").close()  # the last one to close moves the log into the file
    content, dice, named = clean.read_bytes(), random.Random(44), 0
    for _ in range(25):
        bent = bytearray(content)
        bent[dice.randrange(len(bent))] ^= 1 << dice.randrange(8)
        (tmp_path / "bent.db").write_bytes(bent)
        url = f"sqlite:///{tmp_path / 'bent.db'}"
        try:
            report = verified(logged, url)
            same = not report.failures or {failure.check for failure in report.failures} <= {"unsealed"}
            if same:
                assert what_is_left(logged, url)[:SEALED] == logged.events[:SEALED]  # type: ignore[index]
            named += not same
        except LedgerUnavailable:
            named += 1
    assert named
