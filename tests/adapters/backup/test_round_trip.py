"""A ledger goes to a file and into another database and back, and is the same ledger."""

import zipfile
from pathlib import Path
from uuid import uuid4

from adapters.backup import DatabaseBackups, DatabaseRestorer, check_backup
from adapters.database import Database, open_database
from adapters.directory import DatabaseDirectory
from adapters.evidence import FolderEvidenceStore
from adapters.ledger import OrganizationLedger
from adapters.sealing import DatabaseImages, DatabaseSeals
from application.backup import Backup, administrator
from application.erasure import ErasePerson
from application.ports import Answer, Envelope
from application.verifying import LedgerVerifier
from domain.employee import Employee, ErasureReason
from tests.adapters.backup.conftest import Played, pay_rise, sealer_of
from tests.application.projections.company import Company


def quietly(_done: int, _of: int) -> None:
    """Nobody watches."""


def restored(played: Played, url: str, file: Path, folder: Path) -> Company:
    """The company in the database that its backup was restored into."""
    with check_backup(file, played.trust, quietly) as checked:
        DatabaseRestorer(url, folder / "evidence").restore(checked, quietly)
    company = played.company
    return Company(folder, url, company.organization, company.moment, company.master)


def backed_up(company: Company, file: Path) -> Backup:
    """A backup of it, with evidence."""
    backups = DatabaseBackups(company.database, company.folder / "evidence")
    return backups.write(company.organization, file, with_evidence=True, progress=quietly)


def entries(file: Path) -> dict[str, bytes]:
    """What a backup holds besides its manifest."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "manifest.json"}


TABLES = (
    "ledger_heads", "ledger_events", "ledger_commands", "ledger_checkpoints", "ledger_tree", "person_keys",
    "person_profiles", "organizations",
)  # fmt: skip


def tables(database: Database, company: Company) -> dict[str, list[tuple[str, ...]]]:
    """Every row that a backup is to bring back, as text."""
    found, one = {}, company.organization
    for table in TABLES:
        rows = database.read(one, f"SELECT * FROM {table} WHERE organization = %s", (one,))
        found[table] = sorted(tuple(text(value) for value in row) for row in rows)
    return found


def text(value: object) -> str:
    """The same from either database."""
    if isinstance(value, memoryview | bytes):
        return bytes(value).hex()
    if hasattr(value, "isoformat"):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")  # type: ignore[attr-defined,no-any-return]
    return str(value)


def test_from_sqlite_to_postgresql_and_back(
    played: Played, empty_postgres: str, empty_sqlite: str, tmp_path: Path
) -> None:
    """The same rows, root and bytes in the second and the third backup: nobody can tell where it was."""
    (tmp_path / "pg").mkdir()
    (tmp_path / "lite").mkdir()
    there = restored(played, empty_postgres, played.file, tmp_path / "pg")
    second = backed_up(there, tmp_path / "second.zip")
    back = restored(played, empty_sqlite, tmp_path / "second.zip", tmp_path / "lite")
    third = backed_up(back, tmp_path / "third.zip")

    assert played.backup.root == second.root == third.root
    assert played.backup.events == second.events == third.events == played.company.ledger.head() > 150
    assert entries(played.file) == entries(tmp_path / "second.zip") == entries(tmp_path / "third.zip")
    before = tables(played.company.database, played.company)
    assert all(before.values())
    assert before == tables(there.database, there) == tables(back.database, back)
    for company in (there, back):
        company.catch_up()
        assert company.models.digest() == played.company.models.digest()
        company.close()


def test_what_was_restored_proves(played: Played, empty: str, tmp_path: Path) -> None:
    """`jixiao verify` finds every event, checkpoint, command, aggregate and row as it should be."""
    company = restored(played, empty, played.file, tmp_path)
    company.catch_up()
    report = LedgerVerifier(DatabaseImages(company.database), played.trust).verify(company.organization)
    assert report.failures == ()
    assert (report.sealed, report.root) == (played.backup.events, played.backup.root)
    company.close()


def test_a_restored_ledger_goes_on(played: Played, empty: str, tmp_path: Path) -> None:
    """Next position, next version, a checkpoint that grew out of the old ones; what was asked before is answered."""
    company = restored(played, empty, played.file, tmp_path)
    request, answer = played.known
    assert company.commands.execute(pay_rise(company), request) == answer
    assert company.ledger.head() == played.backup.events
    assert (
        company.act("H1", ErasePerson(company.person("S3"), "consent-withdrawn")).position == played.backup.events + 1
    )
    sealer = sealer_of(company, played.key)
    sealer.seal(company.organization)
    assert sealer.consistency(company.organization, 120).later.size == played.backup.events + 1
    assert sealer.inclusion(company.organization, 7).checkpoint.size == played.backup.events + 1
    company.close()


def test_names_texts_and_files_are_readable_with_the_master_key(played: Played, empty: str, tmp_path: Path) -> None:
    """The key itself is not in the file: whoever has the file alone reads nothing about anybody."""
    company = restored(played, empty, played.file, tmp_path)
    assert company.vault.profile(company.person("S1")) == {"name": "Name of S1"}
    files = sorted(path.name for path in (tmp_path / "evidence" / str(company.organization)).glob("*/*/*"))
    store = FolderEvidenceStore(tmp_path / "evidence", company.master, company.organization)
    assert [store.read(name) for name in files] == [played.company.evidence.read(name) for name in files]
    assert b"day,minutes\n2026-09-03,10\n" in {store.read(name) for name in files}
    assert played.backup.master_keys == (company.master.id,)
    content = b"".join(entries(played.file).values())
    for secret in (b"Name of S1", b"minutes", company.master.encode().encode()):
        assert secret not in content
    company.close()


def test_files_of_evidence_are_left_out_unless_asked_for(played: Played, tmp_path: Path) -> None:
    """They may be large, and lie in a folder that is backed up on its own."""
    file = tmp_path / "lean.zip"
    backups = DatabaseBackups(played.company.database, played.evidence)
    made = backups.write(played.organization, file, with_evidence=False, progress=quietly)
    kept = {f"evidence/{path.name}" for path in played.evidence.glob("*/*/*/*")}
    assert set(entries(played.file)) - set(entries(file)) == kept
    assert (made.files, played.backup.files) == (0, len(kept))


def test_an_erasure_that_was_cut_short_is_finished_by_the_restoration(
    played: Played, empty_sqlite: str, empty_postgres: str, tmp_path: Path
) -> None:
    """The backup was made between the order and the deed: the key must not come back to life from it."""
    company = restored(played, empty_sqlite, played.file, tmp_path)
    text = company.vault.seal(company.person("S1"), "left early")
    employee = company.ledger.load(Employee, company.person("S1"))
    assert employee is not None
    employee.erase(reason=ErasureReason.OTHER_LAW, reference="", by=str(company.person("H1")), at=company.moment)
    command = uuid4()
    envelope = Envelope(str(company.person("H1")), command, command, command)
    company.ledger.append([employee], envelope, Answer("employee", employee.id))
    assert not company.vault.is_erased(company.person("S1"))
    backed_up(company, tmp_path / "between.zip")

    (tmp_path / "later").mkdir()
    later = restored(played, empty_postgres, tmp_path / "between.zip", tmp_path / "later")
    assert later.vault.is_erased(later.person("S1"))
    assert later.vault.open(text) is None
    assert later.vault.profile(later.person("S1")) is None
    assert later.vault.profile(later.person("S2")) == {"name": "Name of S2"}
    later.close()
    company.close()


def test_tokens_stay_behind_and_an_administrator_is_known(played: Played, empty: str, tmp_path: Path) -> None:
    """A token that was revoked must not come back; somebody has to get a first one all the same."""
    company = restored(played, empty, played.file, tmp_path)
    directory = DatabaseDirectory(company.database)
    assert directory.organizations() == [company.organization]
    assert company.database.read(None, "SELECT count(*) FROM tokens") == [(0,)]
    assert administrator(company.ledger) == company.person("A1")
    assert administrator(OrganizationLedger(company.database, company.cycle)) is None
    company.close()


def test_a_backup_is_of_one_moment(played: Played, empty: str, tmp_path: Path) -> None:
    """Others go on writing while it is made: what it holds is one state, and it is whole."""
    company = restored(played, empty, played.file, tmp_path)

    def meanwhile(done: int, _of: int) -> None:
        if not done:
            company.act("H1", pay_rise(company))

    writer = open_database(empty)
    made = DatabaseBackups(writer, tmp_path / "none").write(
        company.organization, tmp_path / "moment.zip", with_evidence=False, progress=meanwhile
    )
    assert made.events == played.backup.events == company.ledger.head() - 1
    assert made.root == played.backup.root
    with check_backup(tmp_path / "moment.zip", played.trust, quietly) as checked:
        assert checked.backup == made
    assert DatabaseSeals(writer, company.organization).latest() is not None
    writer.close()
    company.close()
