"""Evidence in a folder; implements the port `EvidenceStore`.

`<folder>/<organization>/<ab>/<cd>/<sha256 of the plain bytes>`, each file encrypted under a key of its organization
that comes from the master key. A file is whole and on the disk before its name exists, and its name before `keep`
returns: an event may name it from then on.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from adapters.evidence.media import require_acceptable
from adapters.vault.boxes import bound_to, open_box, seal
from adapters.vault.disk import sync_folder, write_synced
from adapters.vault.master import MasterKey, MasterKeyUnusable
from application.ports import LedgerUnavailable, Unreadable
from domain.values import Evidence

PURPOSE = "evidence"
FORMAT = b"JXE1"
KEY_ID_SIZE = 8
HEADER_SIZE = len(FORMAT) + KEY_ID_SIZE
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class FolderEvidenceStore:
    """One organization's files."""

    def __init__(self, folder: Path, master: MasterKey, organization: UUID) -> None:
        """`folder` is made with the first file; it lies in the data folder (`JIXIAO_DATA`)."""
        self._top = folder
        self._folder = folder / str(organization)
        self._organization = organization
        self._master = master
        self._key = master.key_for(PURPOSE, organization)
        self._header = FORMAT + bytes.fromhex(master.id)

    def keep(self, content: bytes, media_type: str) -> Evidence:
        kept = Evidence(hashlib.sha256(content).hexdigest(), require_acceptable(content, media_type), len(content))
        path = self._path(kept.sha256)
        before = self._whole(kept.sha256)
        try:
            if before is None:
                self._write(path, kept, content)
            self._sync(path)
        except OSError as error:
            raise LedgerUnavailable(
                f"磁盘无法写入证据文件：{error.strerror} / the disk does not take the evidence file: {error.strerror}"
            ) from error
        return before or kept

    def read(self, sha256: str) -> bytes | None:
        found = self._find(sha256)
        return None if found is None else found[1]

    def describe(self, sha256: str) -> Evidence | None:
        found = self._find(sha256)
        return None if found is None else found[0]

    def _find(self, sha256: str) -> tuple[Evidence, bytes] | None:
        if not SHA256.fullmatch(sha256):
            return None
        try:
            stored = self._path(sha256).read_bytes()
        except FileNotFoundError:
            return None
        media_type, _, content = self._decrypt(sha256, stored).partition(b"\0")
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Unreadable(
                f"证据文件 {sha256} 的内容与名称不符 / the evidence file {sha256} holds other bytes than its name says"
            )
        return Evidence(sha256, media_type.decode(), len(content)), content

    def _whole(self, sha256: str) -> Evidence | None:
        """The file that is there, if it is whole; one that is damaged is written anew, for its bytes are at hand."""
        try:
            return self.describe(sha256)
        except MasterKeyUnusable:
            raise
        except Unreadable:
            return None

    def _write(self, path: Path, kept: Evidence, content: bytes) -> None:
        self._top.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in self._folders(path):
            folder.mkdir(mode=0o700, exist_ok=True)
        draft = path.with_name(f".{secrets.token_hex(8)}.draft")
        try:
            box = seal(self._key, kept.media_type.encode() + b"\0" + content, self._bound(kept.sha256))
            write_synced(draft, self._header + box)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)

    def _sync(self, path: Path) -> None:
        """Put every entry on the way to the file on the disk, also where another process has just made it."""
        for folder in (self._top.parent, self._top, *self._folders(path)):
            sync_folder(folder)

    def _folders(self, path: Path) -> tuple[Path, ...]:
        return self._folder, path.parent.parent, path.parent

    def _decrypt(self, sha256: str, stored: bytes) -> bytes:
        header, box = stored[:HEADER_SIZE], stored[HEADER_SIZE:]
        if len(header) < HEADER_SIZE or not header.startswith(FORMAT):
            raise Unreadable(
                f"证据文件 {sha256} 不是在此写入的；请从备份恢复 / "
                f"the evidence file {sha256} is not one that was written here; restore it from a backup"
            )
        if header != self._header:
            raise MasterKeyUnusable(
                f"证据文件 {sha256} 由另一主密钥加密；请放回正确的主密钥 / "
                f"the evidence file {sha256} is encrypted under the master key {header[len(FORMAT) :].hex()}, and "
                f"{self._master.id} was given; put the right key back"
            )
        try:
            return open_box(self._key, box, self._bound(sha256))
        except Unreadable:
            raise Unreadable(
                f"证据文件 {sha256} 已被改动；请从备份恢复 / "
                f"the evidence file {sha256} was changed; restore it from a backup"
            ) from None

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    def _bound(self, sha256: str) -> bytes:
        return bound_to(PURPOSE, self._organization, bytes.fromhex(sha256)) + self._header


def master_key_of(path: Path) -> str:
    """The id of the master key that a stored file is encrypted under. Raises Unreadable when it is no such file."""
    with path.open("rb") as file:
        header = file.read(HEADER_SIZE)
    if len(header) < HEADER_SIZE or not header.startswith(FORMAT):
        raise Unreadable(
            f"证据文件 {path.name} 不是在此写入的 / the evidence file {path.name} is not one that was written here"
        )
    return header[len(FORMAT) :].hex()


def take_in(top: Path, organization: UUID, sha256: str, blocks: Iterable[bytes]) -> None:
    """Put a stored file, still encrypted, where it belongs, unless there is one; it is on the disk afterwards."""
    path = top / str(organization) / sha256[:2] / sha256[2:4] / sha256
    if path.exists():
        return
    folders = (top, path.parent.parent.parent, path.parent.parent, path.parent)
    top.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for folder in folders:
        folder.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_name(f".{secrets.token_hex(8)}.draft")
    try:
        write_synced(draft, b"".join(blocks))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    for folder in (top.parent, *folders):
        sync_folder(folder)
