"""The file itself: a ZIP of named entries and a manifest with the size and SHA-256 of each.

An entry of records is JSON lines, one canonical JSON object (RFC 8785) a line. Nothing is held in memory but a line.
"""

import hashlib
import json
import os
import secrets
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import rfc8785

from adapters.vault.disk import sync_folder
from application.backup import BackupRefused
from domain.scoring.words import Words

FORMAT = "jixiao.backup.1"
MANIFEST = "manifest.json"
LONGEST = 256 * 1024 * 1024
"""Bytes of a line, or of the manifest."""
BLOCK = 1024 * 1024
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, ValueError, LookupError, TypeError, AttributeError, NotImplementedError,
    RuntimeError,
)  # fmt: skip
BEGINNING = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Entry:
    """What the manifest says of an entry.

    Attributes:
        size: bytes.
        sha256: of the bytes, hex.
        lines: how many records; 0 for a file.
    """

    name: str
    size: int
    sha256: str
    lines: int


class ArchiveWriter:
    """Writes a new file: as a draft beside it, which gets its name when it is whole and on the disk."""

    def __init__(self, file: Path) -> None:
        """Raises FileExistsError when there is such a file."""
        if file.exists():
            raise FileExistsError(
                17, "文件已存在，备份不会被覆盖 / there is such a file: backups are not overwritten", str(file)
            )
        self._file = file
        self._draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
        self._raw = self._draft.open("xb")
        self._draft.chmod(0o600)
        self._zip = zipfile.ZipFile(self._raw, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._entries: list[Entry] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._draft.unlink(missing_ok=True)
        with suppress(OSError, ValueError):  # after `finish` nothing is to be closed; before it, nothing is to be kept
            self._zip.close()
        with suppress(OSError):
            self._raw.close()

    def records(self, name: str, lines: Iterable[bytes]) -> int:
        """Write records; returns how many."""
        return self._write(name, (line + b"\n" for line in lines), lines=True)

    def file(self, name: str, source: Path) -> None:
        """Write a file's bytes."""
        with source.open("rb") as opened:
            self._write(name, iter(lambda: opened.read(BLOCK), b""), lines=False)

    def finish(self, **facts: Any) -> None:
        """Write the manifest, put everything on the disk and give the file its name."""
        entries = [asdict(entry) for entry in self._entries]
        document = {"format": FORMAT, **facts, "entries": entries}
        self._zip.writestr(_info(MANIFEST), json.dumps(document, ensure_ascii=False, indent=1).encode())
        self._zip.close()
        self._raw.flush()
        os.fsync(self._raw.fileno())
        self._file.hardlink_to(self._draft)  # refused, where a rename would overwrite
        sync_folder(self._file.absolute().parent)

    def _write(self, name: str, blocks: Iterable[bytes], *, lines: bool) -> int:
        digest, size, count = hashlib.sha256(), 0, 0
        info = _info(name)
        info.compress_type = zipfile.ZIP_DEFLATED if lines else zipfile.ZIP_STORED
        with self._zip.open(info, "w", force_zip64=True) as entry:
            for block in blocks:
                entry.write(block)
                digest.update(block)
                size += len(block)
                count += lines
        self._entries.append(Entry(name, size, digest.hexdigest(), count))
        return count


class ArchiveReader:
    """Reads such a file; whatever is wrong with it is a BackupRefused that says where."""

    def __init__(self, file: Path) -> None:
        """Raises BackupRefused, or OSError when the file cannot be read."""
        self._raw = file.open("rb")
        try:
            with refused_when_broken():
                self._zip = zipfile.ZipFile(self._raw)
                self.manifest = self._read_manifest()
        except BaseException:
            self._raw.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._raw.close()

    @property
    def entries(self) -> Mapping[str, Entry]:
        """What the manifest says, by name."""
        return self._entries

    def records(self, name: str) -> Iterator[bytes]:
        """The lines of an entry; at the end they have been found to be what the manifest says."""
        said, digest, size, count = self._entries[name], hashlib.sha256(), 0, 0
        with refused_when_broken(name), self._zip.open(name) as entry:
            while line := entry.readline(LONGEST):
                digest.update(line)
                size += len(line)
                count += 1
                if not line.endswith(b"\n"):
                    raise BackupRefused(Words("最后一行不完整", "the last line is not whole"), f"{name}:{count}")
                yield line[:-1]
        _require(Entry(name, size, digest.hexdigest(), count) == said, name)

    def blocks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, checked likewise."""
        said, digest, size = self._entries[name], hashlib.sha256(), 0
        with refused_when_broken(name), self._zip.open(name) as entry:
            while block := entry.read(BLOCK):
                digest.update(block)
                size += len(block)
                yield block
        _require(Entry(name, size, digest.hexdigest(), 0) == said, name)

    def _read_manifest(self) -> Mapping[str, Any]:
        with self._zip.open(MANIFEST) as entry:
            manifest = json.loads(entry.read(LONGEST))
        if manifest["format"] != FORMAT:
            zh, en = "备份格式未知：用写出它的版本恢复", "an unknown format: restore it with the version that wrote it"
            raise BackupRefused(Words(zh, en), MANIFEST)
        entries = [Entry(**entry) for entry in manifest["entries"]]
        self._entries = {entry.name: entry for entry in entries}
        if sorted([MANIFEST, *(entry.name for entry in entries)]) != sorted(self._zip.namelist()):
            zh, en = "文件中的条目与清单不符", "the entries are not those of the manifest"
            raise BackupRefused(Words(zh, en), MANIFEST)
        found: Mapping[str, Any] = manifest
        return found


def record(**fields: Any) -> bytes:
    """A record's line."""
    return rfc8785.dumps(fields)


@contextmanager
def refused_when_broken(place: str = "") -> Iterator[None]:
    """What is no such file, or half of one, is refused in words."""
    try:
        yield
    except _BROKEN as error:
        zh = "文件不是完整的备份：被截断、改动，或不是备份"
        en = "this is not a whole backup: it was cut short, was changed, or is none"
        raise BackupRefused(Words(zh, en), place) from error


def _require(holds: bool, name: str) -> None:
    if not holds:
        raise BackupRefused(Words("条目与清单的哈希不符", "the entry is not what the manifest says"), name)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, BEGINNING)
    info.external_attr = 0o600 << 16
    return info
