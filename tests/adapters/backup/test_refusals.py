"""A file that is not exactly what was backed up is refused, and nothing is written."""

import random
import shutil
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest

from adapters.backup import DatabaseBackups, DatabaseRestorer, check_backup
from adapters.database import open_database
from adapters.ledger import OrganizationLedger
from adapters.sealing import SigningKey, TrustedKeys, origin_of
from application.backup import BackupRefused
from application.ports import LedgerUnavailable
from domain.errors import WrongState
from tests.adapters.backup.conftest import Played
from tests.adapters.backup.files import Forger
from tests.adapters.backup.test_round_trip import entries, quietly, restored, tables
from tests.adapters.sealing.copies import Copy, sealed_month, sqlite_copy

Forgery = Callable[[Forger], Any]
NOBODY = TrustedKeys([])


def is_empty(url: str, played: Played) -> bool:
    """Whether the database knows nothing about the organization."""
    database = open_database(url)
    try:
        return not any(tables(database, played.company).values())
    finally:
        database.close()


def test_a_file_cut_short_anywhere_is_refused(played: Played, tmp_path: Path) -> None:
    """A copy that was interrupted, a disk that was full."""
    content = played.file.read_bytes()
    cuts = {0, 1, 21, 22, 100, len(content) - 1, *random.Random(4).sample(range(len(content)), 60)}
    for cut in sorted(cuts):
        (tmp_path / "cut.zip").write_bytes(content[:cut])
        with pytest.raises(BackupRefused), check_backup(tmp_path / "cut.zip", NOBODY, quietly):
            pytest.fail(f"a file of {cut} bytes passed")


def test_a_flipped_bit_is_refused_or_changes_nothing(played: Played, tmp_path: Path) -> None:
    """Some bits of a ZIP mean nothing, such as an entry's date; whatever passes holds the same bytes."""
    content, dice, passed = played.file.read_bytes(), random.Random(5), 0
    before = entries(played.file)
    for _ in range(80):
        bent = bytearray(content)
        place = dice.randrange(len(bent))
        bent[place] ^= 1 << dice.randrange(8)
        (tmp_path / "bent.zip").write_bytes(bent)
        with suppress(BackupRefused), check_backup(tmp_path / "bent.zip", NOBODY, quietly) as checked:
            assert (checked.backup.root, entries(tmp_path / "bent.zip")) == (played.backup.root, before)
            passed += 1
    assert passed < 16


def drop_last_events(forger: Forger) -> None:
    """And the checkpoint that covers them."""
    forger.drop("events.jsonl", len(forger.records("events.jsonl")))


def swap(forger: Forger) -> None:
    """The second event and the third, each with the other's position."""
    first, second, third, *rest = forger.records("events.jsonl")
    second["position"], third["position"] = 3, 2
    forger.put("events.jsonl", [first, third, second, *rest])


def rename(forger: Forger) -> None:
    """An entry that a backup does not have."""
    forger.entries["../evil"] = b"x"


FORGERIES: dict[str, Forgery] = {
    "a changed actor": lambda forger: forger.change("events.jsonl", 60, actor=str(uuid4())),
    "a changed time": lambda forger: forger.change("events.jsonl", 61, recorded_at="2020-01-01T00:00:00.000000Z"),
    "a changed state": lambda forger: forger.change("events.jsonl", 62, state="{}"),
    "a state with NUL": lambda forger: forger.change("events.jsonl", 62, state="{}\0"),
    "a topic that names a module": lambda forger: forger.change("events.jsonl", 62, topic="os:system"),
    "another organization": lambda forger: forger.change("events.jsonl", 63, organization=str(uuid4())),
    "one more field": lambda forger: forger.change("events.jsonl", 64, extra=1),
    "a version twice": lambda forger: forger.change("events.jsonl", 65, originator_version=1),
    "a deleted event": lambda forger: forger.drop("events.jsonl", 70),
    "a deleted last event": drop_last_events,
    "two events swapped": swap,
    "a deleted command": lambda forger: forger.drop("commands.jsonl", 9),
    "a command for another event": lambda forger: forger.change("commands.jsonl", 9, position=1),
    "a command that made something else": lambda forger: forger.change("commands.jsonl", 9, subject=str(uuid4())),
    "a command that came further": lambda forger: forger.change("commands.jsonl", 9, version=999),
    "a command that came less far": lambda forger: forger.change("commands.jsonl", 9, version=0),
    "a command at another time": lambda forger: forger.change(
        "commands.jsonl", 9, recorded_at="2020-01-01T00:00:00.000000Z"
    ),
    "a command twice": lambda forger: forger.put(
        "commands.jsonl", [*forger.records("commands.jsonl"), forger.records("commands.jsonl")[0]]
    ),
    "a checkpoint that says another root": lambda forger: forger.change("checkpoints.jsonl", 1, root="A" * 43 + "="),
    "a checkpoint of another size": lambda forger: forger.change("checkpoints.jsonl", 1, size=51),
    "checkpoints in another order": lambda forger: forger.put(
        "checkpoints.jsonl", reversed(forger.records("checkpoints.jsonl"))
    ),
    "a note that is none": lambda forger: forger.change("checkpoints.jsonl", 1, note="jixiao\n"),
    "a key that is not base64": lambda forger: forger.change("people.jsonl", 1, wrapped="???"),
    "a person with neither key nor tombstone": lambda forger: forger.change("people.jsonl", 1, wrapped=None),
    "an entry more": rename,
    "no people": lambda forger: forger.entries.pop("people.jsonl"),
    "two organizations": lambda forger: forger.put("organization.jsonl", forger.records("organization.jsonl") * 2),
    "half a line": lambda forger: forger.entries.update({"events.jsonl": forger.entries["events.jsonl"][:-40]}),
    "no JSON": lambda forger: forger.entries.update({"commands.jsonl": b"{\n"}),
}


@pytest.mark.parametrize("what", sorted(FORGERIES))
def test_a_forged_file_is_refused_and_nothing_is_written(
    played: Played, empty_sqlite: str, tmp_path: Path, what: str
) -> None:
    """Its hashes and counts fit again; what the events prove by themselves, and what was signed, does not."""
    forger = Forger(played.file)
    FORGERIES[what](forger)
    with pytest.raises(BackupRefused):
        restored(played, empty_sqlite, forger.write(tmp_path / "forged.zip"), tmp_path)
    assert is_empty(empty_sqlite, played)


@pytest.mark.parametrize("what", ["a deleted command", "a command for another event", "a command twice"])
def test_what_only_the_database_finds_leaves_nothing_there_either(
    played: Played, empty_postgres: str, tmp_path: Path, what: str
) -> None:
    """Everything is one transaction."""
    forger = Forger(played.file)
    FORGERIES[what](forger)
    with pytest.raises((BackupRefused, WrongState)):
        restored(played, empty_postgres, forger.write(tmp_path / "forged.zip"), tmp_path)
    assert is_empty(empty_postgres, played)


def test_the_same_changes_are_found_where_the_manifest_was_left_alone(played: Played, tmp_path: Path) -> None:
    """Nobody has to know how a Merkle tree works to notice."""
    forger = Forger(played.file)
    forger.change("people.jsonl", 1, profile="AAAA")
    with (
        pytest.raises(BackupRefused, match="the manifest says"),
        check_backup(forger.write(tmp_path / "x.zip", honest=True), NOBODY, quietly),
    ):
        pytest.fail("it passed")


def test_a_checkpoint_by_another_key_is_refused_when_keys_are_given(played: Played) -> None:
    """Whoever can sign for anybody could write any history."""
    other = TrustedKeys([SigningKey.generate().verifier(origin_of(played.organization)).encode()])
    with pytest.raises(BackupRefused, match="no trusted key"), check_backup(played.file, other, quietly):
        pytest.fail("it passed")


def test_a_backup_without_any_checkpoint_is_refused_when_keys_are_given(played: Played, tmp_path: Path) -> None:
    """Else leaving all of them out would be the way around."""
    forger = Forger(played.file)
    forger.entries["checkpoints.jsonl"] = b""
    file = forger.write(tmp_path / "x.zip")
    with pytest.raises(BackupRefused), check_backup(file, played.trust, quietly):
        pytest.fail("it passed")
    with check_backup(file, NOBODY, quietly) as checked:
        assert checked.backup.checkpoints == 0


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    """An empty file, another ZIP, a text."""
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "text").write_text("hello")
    with zipfile.ZipFile(tmp_path / "other", "w") as archive:
        archive.writestr("manifest.json", '{"format": "jixiao.backup.2"}')
    for name in ("empty", "text", "other"):
        with pytest.raises(BackupRefused), check_backup(tmp_path / name, NOBODY, quietly):
            pytest.fail("it passed")


def test_a_ledger_that_is_there_is_not_written_over(played: Played, empty: str, tmp_path: Path) -> None:
    """Restoring into the wrong database must not cost what is there."""
    company = restored(played, empty, played.file, tmp_path)
    company.moment = company.moment.replace(year=2027)
    before = tables(company.database, company)
    with pytest.raises(WrongState, match="already"):
        restored(played, empty, played.file, tmp_path)
    assert tables(company.database, company) == before
    company.close()


def test_of_two_restorations_at_once_one_wins(played: Played, empty: str, tmp_path: Path) -> None:
    """Two operators, one backup: one ledger."""
    start = Barrier(2)

    def put_back(_: int) -> bool:
        with check_backup(played.file, played.trust, quietly) as checked:
            start.wait(30)
            try:
                DatabaseRestorer(empty, tmp_path / "evidence").restore(checked, quietly)
            except (WrongState, LedgerUnavailable):
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(put_back, range(2))) == [False, True]
    database = open_database(empty)
    assert OrganizationLedger(database, played.organization).head() == played.backup.events
    database.close()


def test_a_file_that_changes_after_it_was_checked_is_not_restored(played: Played, empty: str, tmp_path: Path) -> None:
    """What is committed is what was checked."""
    file, forger = tmp_path / "x.zip", Forger(played.file)
    forger.write(file)
    forger.change("events.jsonl", -1, state="{}")
    with check_backup(file, played.trust, quietly) as checked:
        forger.write(tmp_path / "y.zip")
        shutil.copyfile(tmp_path / "y.zip", file)
        with pytest.raises(BackupRefused):
            DatabaseRestorer(empty, tmp_path / "evidence").restore(checked, quietly)
    assert is_empty(empty, played)


def test_only_the_restored_organization_is_touched(played: Played, empty: str, tmp_path: Path) -> None:
    """Others live in the same database."""
    other = OrganizationLedger(open_database(empty), uuid4())
    restored(played, empty, played.file, tmp_path).close()
    assert other.head() == 0
    assert other.database.read(None, "SELECT count(*) FROM organizations") == [(1,)]
    other.database.close()


@pytest.fixture(scope="module")
def tampered(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A sealed ledger whose database somebody edits."""
    folder = tmp_path_factory.mktemp("tampered")
    return sqlite_copy(sealed_month(folder), folder)


def test_a_ledger_that_does_not_prove_is_not_backed_up(tampered: Copy, tmp_path: Path) -> None:
    """A backup of a falsified ledger would replace the good ones, one by one, as they expire."""
    tampered.change(50, actor=str(uuid4()))
    database = open_database(tampered.url)
    with pytest.raises(BackupRefused, match="not those sealed"):
        DatabaseBackups(database, tmp_path / "none").write(
            tampered.month.organization, tmp_path / "x.zip", with_evidence=False, progress=quietly
        )
    tampered.edit("DELETE FROM ledger_events WHERE position = 10")
    with pytest.raises(BackupRefused, match=r"missing.*events.jsonl:10"):
        DatabaseBackups(database, tmp_path / "none").write(
            tampered.month.organization, tmp_path / "x.zip", with_evidence=False, progress=quietly
        )
    assert list(tmp_path.iterdir()) == []
    database.close()


def test_a_backup_is_never_written_over(played: Played, tmp_path: Path) -> None:
    """Yesterday's is worth more than a mistyped name."""
    file = tmp_path / "kept.zip"
    file.write_bytes(b"yesterday's")
    with pytest.raises(FileExistsError):
        DatabaseBackups(played.company.database, played.evidence).write(
            played.organization, file, with_evidence=False, progress=quietly
        )
    assert file.read_bytes() == b"yesterday's"
    assert [path.name for path in tmp_path.iterdir()] == ["kept.zip"]
    assert played.file.stat().st_mode & 0o777 == 0o600
