"""An appeal is decided on its evidence: what was handed in is what is read, years later, or nothing is."""

import hashlib
import io
import multiprocessing
import stat
import zipfile
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from xlsxwriter import Workbook

from adapters.evidence import FolderEvidenceStore
from adapters.evidence.media import LIMIT, XLSX
from adapters.vault import MasterKey, MasterKeyUnusable
from application.ports import EvidenceStore, LedgerUnavailable, Unreadable
from domain.errors import Invalid
from domain.values import Evidence

CSV = "员工,实际销售额\n王小明,118000.00\n"


def workbook() -> bytes:
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet().write_row(0, 0, ["员工", "118000.00"])
    return buffer.getvalue()


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return buffer.getvalue()


FILES = {
    "pdf": ("application/pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
    "csv": ("text/csv", CSV.encode()),
    "csv with a mark": ("text/csv", CSV.encode("utf-8-sig")),
    "csv in gb18030": ("text/csv", CSV.encode("gb18030")),
    "csv in utf-16": ("text/csv", CSV.encode("utf-16")),
    "txt": ("text/plain", "客服：你好\t\r\n".encode()),
    "xlsx": (XLSX, workbook()),
}
MASTER = MasterKey(bytes(range(32)))
ORGANIZATION = UUID(int=7)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder's place for evidence, not made yet."""
    return tmp_path / "data" / "evidence"


@pytest.fixture
def store(folder: Path) -> FolderEvidenceStore:
    """An organization's store."""
    return FolderEvidenceStore(folder, MASTER, ORGANIZATION)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def refused(store: FolderEvidenceStore, content: bytes, media_type: str) -> Invalid:
    with pytest.raises(Invalid) as caught:
        store.keep(content, media_type)
    return caught.value


class TestKeeping:
    @pytest.mark.parametrize(("media_type", "content"), FILES.values(), ids=FILES)
    def test_what_was_kept_is_read_again(self, store: FolderEvidenceStore, media_type: str, content: bytes) -> None:
        """Byte for byte, under the hash that an event names."""
        port: EvidenceStore = store
        evidence = port.keep(content, media_type)
        assert evidence == Evidence(hashlib.sha256(content).hexdigest(), media_type, len(content))
        assert port.read(evidence.sha256) == content
        assert port.describe(evidence.sha256) == evidence

    def test_keeping_twice_is_keeping_once(self, store: FolderEvidenceStore, folder: Path) -> None:
        """A retried upload leaves one file, untouched."""
        first = store.keep(CSV.encode(), "text/csv")
        (path,) = files_in(folder)
        before = path.read_bytes()
        assert store.keep(CSV.encode(), "text/csv") == first
        assert files_in(folder) == [path]
        assert path.read_bytes() == before

    def test_the_type_first_declared_stays(self, store: FolderEvidenceStore) -> None:
        """An event that named the file as a table goes on to name what is described."""
        first = store.keep(CSV.encode(), "text/csv")
        assert store.keep(CSV.encode(), "text/plain") == first
        assert store.describe(first.sha256) == first

    def test_a_declared_type_is_kept_in_its_plain_form(self, store: FolderEvidenceStore) -> None:
        """Clients add a charset and capitals."""
        assert store.keep(CSV.encode(), "Text/CSV; charset=utf-8").media_type == "text/csv"

    def test_lies_under_its_hash_in_a_folder_of_its_organization(
        self, store: FolderEvidenceStore, folder: Path
    ) -> None:
        """Two levels, so that no folder grows without end; no draft stays behind."""
        sha256 = store.keep(CSV.encode(), "text/csv").sha256
        assert files_in(folder) == [folder / str(ORGANIZATION) / sha256[:2] / sha256[2:4] / sha256]

    def test_lies_encrypted_and_private(self, store: FolderEvidenceStore, folder: Path) -> None:
        """A stolen disk shows no customer chat."""
        store.keep(CSV.encode(), "text/csv")
        (path,) = files_in(folder)
        assert "王小明".encode() not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    def test_an_unknown_hash_is_no_file(self, store: FolderEvidenceStore) -> None:
        """Also before anything was kept."""
        assert store.read("0" * 64) is None
        assert store.describe("0" * 64) is None

    @pytest.mark.parametrize(
        "sha256", ["", "../../master.key", "A" * 64, "0" * 63, "0" * 64 + "\n", "/etc/passwd", "０" * 64]
    )
    def test_what_is_no_hash_reaches_no_file(self, store: FolderEvidenceStore, sha256: str) -> None:
        """The hash comes from a request."""
        assert store.read(sha256) is None
        assert store.describe(sha256) is None

    def test_two_processes_that_keep_the_same_file_keep_one(self, folder: Path) -> None:
        """Both answer; neither sees half a file."""
        content = CSV.encode() * 50_000
        with multiprocessing.get_context("spawn").Pool(2) as pool:
            kept = pool.starmap(_keep, [(folder, content)] * 4)
        assert set(kept) == {hashlib.sha256(content).hexdigest()}
        assert len(files_in(folder)) == 1
        assert FolderEvidenceStore(folder, MASTER, ORGANIZATION).read(kept[0]) == content


def _keep(folder: Path, content: bytes) -> str:
    return FolderEvidenceStore(folder, MASTER, ORGANIZATION).keep(content, "text/csv").sha256


class TestRefusing:
    @pytest.mark.parametrize("media_type", ["application/zip", "text/html", "image/svg+xml", "", ";", "pdf"])
    def test_a_type_that_is_not_taken(self, store: FolderEvidenceStore, folder: Path, media_type: str) -> None:
        """Nothing that a browser would run; the message lists what is taken."""
        error = refused(store, b"<html>", media_type)
        assert (error.code, error.pointer) == ("evidence-type", "/media_type")
        assert "use PDF, PNG, JPEG, CSV, XLSX or TXT" in error.message
        assert not folder.exists()

    def test_an_empty_file(self, store: FolderEvidenceStore) -> None:
        """An upload that failed half-way proves nothing."""
        error = refused(store, b"", "text/csv")
        assert (error.code, error.pointer) == ("evidence-empty", "/content")

    def test_a_file_past_the_limit_and_not_one_at_it(self, store: FolderEvidenceStore) -> None:
        """20 MB to the byte."""
        content = b"%PDF-" + bytes(LIMIT - 5)
        assert store.keep(content, "application/pdf").size == LIMIT
        error = refused(store, content + b"x", "application/pdf")
        assert (error.code, error.pointer) == ("evidence-size", "/content")
        assert str(LIMIT) in error.message

    @pytest.mark.parametrize(
        ("declared", "content"),
        [
            *(
                (declared, FILES[kind][1])
                for kind in ("pdf", "png", "jpeg", "xlsx")
                for declared in ("text/csv", "text/plain")
            ),
            *((FILES[kind][0], CSV.encode()) for kind in ("pdf", "png", "jpeg", "xlsx")),
            ("image/png", FILES["jpeg"][1]),
            ("application/pdf", b"\n%PDF-1.7"),
            (XLSX, archive("word/document.xml", "[Content_Types].xml")),
            (XLSX, b"PK\x03\x04 cut off"),
            ("text/csv", b"a,b\0c"),
            ("text/csv", b"\x1b[31m,1"),
            ("text/plain", b"\x80\xff\x80"),
            ("text/plain", b"\xff\xfea"),
        ],
    )
    def test_bytes_that_are_not_what_they_are_said_to_be(
        self, store: FolderEvidenceStore, folder: Path, declared: str, content: bytes
    ) -> None:
        """A program under a picture's name is stopped at the door, whatever the form says."""
        error = refused(store, content, declared)
        assert (error.code, error.pointer) == ("evidence-mismatch", "/content")
        assert "declare what it is" in error.message
        assert not folder.exists()


class TestDamage:
    @pytest.mark.parametrize("place", [0, 20, -1], ids=["the format mark", "the nonce", "the tag"])
    def test_a_changed_file_is_detected_and_mended_by_keeping_it_again(
        self, store: FolderEvidenceStore, folder: Path, place: int
    ) -> None:
        """Evidence that somebody edited on the disk is not shown as what was handed in."""
        sha256 = store.keep(CSV.encode(), "text/csv").sha256
        (path,) = files_in(folder)
        changed = bytearray(path.read_bytes())
        changed[place] ^= 1
        path.write_bytes(changed)
        with pytest.raises(Unreadable, match=sha256):
            store.read(sha256)
        store.keep(CSV.encode(), "text/csv")
        assert store.read(sha256) == CSV.encode()

    @pytest.mark.parametrize("size", [0, 3, 15, 30])
    def test_a_cut_file_is_detected(self, store: FolderEvidenceStore, folder: Path, size: int) -> None:
        """A full disk or a broken copy."""
        sha256 = store.keep(CSV.encode(), "text/csv").sha256
        (path,) = files_in(folder)
        path.write_bytes(path.read_bytes()[:size])
        with pytest.raises(Unreadable):
            store.read(sha256)

    def test_a_file_under_another_files_name_is_detected(self, store: FolderEvidenceStore, folder: Path) -> None:
        """Two files exchanged on the disk decide an appeal the wrong way round."""
        first, second = store.keep(b"one", "text/plain").sha256, store.keep(b"two", "text/plain").sha256
        paths = {path.name: path for path in files_in(folder)}
        paths[second].write_bytes(paths[first].read_bytes())
        with pytest.raises(Unreadable):
            store.read(second)

    def test_another_organization_cannot_read_it(self, store: FolderEvidenceStore, folder: Path) -> None:
        """Neither by asking nor by a file copied into its folder."""
        other = FolderEvidenceStore(folder, MASTER, uuid4())
        sha256 = store.keep(CSV.encode(), "text/csv").sha256
        assert other.read(sha256) is None
        other.keep(CSV.encode(), "text/csv")
        theirs, ours = (path for path in sorted(files_in(folder), key=lambda path: str(ORGANIZATION) in str(path)))
        theirs.write_bytes(ours.read_bytes())
        with pytest.raises(Unreadable):
            other.read(sha256)

    def test_another_master_key_is_named_and_overwrites_nothing(self, store: FolderEvidenceStore, folder: Path) -> None:
        """After a lost key file, the old files wait for the old key."""
        sha256 = store.keep(CSV.encode(), "text/csv").sha256
        before = [path.read_bytes() for path in files_in(folder)]
        other = FolderEvidenceStore(folder, MasterKey.generate(), ORGANIZATION)
        with pytest.raises(MasterKeyUnusable, match=MASTER.id):
            other.read(sha256)
        with pytest.raises(MasterKeyUnusable, match="put the right key back"):
            other.keep(CSV.encode(), "text/csv")
        assert [path.read_bytes() for path in files_in(folder)] == before

    def test_a_disk_that_refuses_leaves_no_draft(
        self, store: FolderEvidenceStore, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The error reaches the caller before any event names the file, and nothing is left over."""

        def refuse(self: Path, target: Path) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "replace", refuse)
        with pytest.raises(LedgerUnavailable, match="No space left"):
            store.keep(CSV.encode(), "text/csv")
        assert files_in(folder) == []
