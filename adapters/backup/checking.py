"""Reads a backup and checks all of it before anything is written anywhere."""

import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from adapters.backup.archive import MANIFEST, ArchiveReader, refused_when_broken
from adapters.backup.records import (
    CHECKPOINTS,
    COMMANDS,
    EVENTS,
    EVIDENCE,
    ORGANIZATION,
    PEOPLE,
    RECORDS,
    CheckpointRecord,
    CommandRecord,
    OrganizationRecord,
    PersonRecord,
    read_event,
)
from adapters.backup.roots import Roots
from adapters.evidence.store import SHA256
from adapters.ledger import Entry
from adapters.sealing.checkpoint import origin_of
from application.backup import Backup, BackupRefused, ShowProgress
from application.verifying.image import StatementRefused, Trust
from domain.employee import PersonErased
from domain.scoring.words import Words

R = TypeVar("R", CommandRecord, CheckpointRecord, PersonRecord, OrganizationRecord)
TOPIC = re.compile(r"[a-z]+(\.[a-z0-9-]+)+", re.ASCII)
STEP = 1000


@dataclass
class CheckedFile:
    """A backup that was read once from end to end and is what it says.

    Attributes:
        erased: whose erasure the events order, whether or not their key was destroyed when the backup was made.
    """

    archive: ArchiveReader
    backup: Backup
    organization: OrganizationRecord
    roots: Roots
    erased: set[UUID] = field(default_factory=set)

    def close(self) -> None:
        """Let go of the file."""
        self.archive.close()

    def events(self, roots: Roots) -> Iterator[tuple[Entry, bytes]]:
        """Events with their leaf hashes, checked once more on the way."""
        for number, line in enumerate(self.archive.records(EVENTS), start=1):
            with refused_when_broken(f"{EVENTS}:{number}"):
                entry = read_event(self.backup.organization, line)
            if not TOPIC.fullmatch(entry.topic):
                raise BackupRefused(Words("事件类型名不合规范", "this is no topic of an event"), f"{EVENTS}:{number}")
            yield entry, roots.add(entry, line)

    def commands(self) -> Iterator[CommandRecord]:
        """Commands that were answered."""
        return self._records(COMMANDS, CommandRecord)

    def checkpoints(self) -> Iterator[CheckpointRecord]:
        """Checkpoints, the smallest first."""
        return self._records(CHECKPOINTS, CheckpointRecord)

    def people(self) -> Iterator[PersonRecord]:
        """People's keys; whoever is erased has none."""
        for person in self._records(PEOPLE, PersonRecord):
            yield person.buried() if person.person in self.erased else person

    def files(self) -> list[str]:
        """The hashes of the evidence files."""
        return [name.removeprefix(EVIDENCE) for name in self.archive.entries if name.startswith(EVIDENCE)]

    def _records(self, name: str, kind: type[R]) -> Iterator[R]:
        return read_records(self.archive, name, kind)


def read_records(archive: ArchiveReader, name: str, kind: type[R]) -> Iterator[R]:
    """The records of an entry. Raises BackupRefused."""
    for number, line in enumerate(archive.records(name), start=1):
        with refused_when_broken(f"{name}:{number}"):
            read: R = kind.read(line)
        yield read


@contextmanager
def check_backup(file: Path, trust: Trust, progress: ShowProgress) -> Iterator[CheckedFile]:
    """The backup in a file, checked.

    Args:
        trust: keys that each checkpoint must be signed by one of; with none, signatures are not asked for.

    Raises:
        BackupRefused: it is not whole, was changed, or is none.
        OSError: it cannot be read.
    """
    archive = ArchiveReader(file)
    try:
        with refused_when_broken(MANIFEST):
            backup = _said(archive)
        yield _checked(archive, backup, trust, progress)
    finally:
        archive.close()


def _said(archive: ArchiveReader) -> Backup:
    """What the manifest says."""
    said = archive.manifest
    organization = UUID(said["organization"])
    counts = {name: int(said[name]) for name in ("events", "commands", "checkpoints", "people", "files")}
    datetime.fromisoformat(said["made_at"])
    backup = Backup(
        organization=organization, made_at=said["made_at"], root=b64decode(said["root"], validate=True),
        master_keys=tuple(map(str, said["master_keys"])), **counts,
    )  # fmt: skip
    files = [name for name in archive.entries if name not in RECORDS]
    known = all(name.startswith(EVIDENCE) and SHA256.fullmatch(name.removeprefix(EVIDENCE)) for name in files)
    if not known or set(RECORDS) - set(archive.entries) or len(files) != backup.files:
        zh, en = "清单中的条目不是备份应有的", "the entries of the manifest are not those of a backup"
        raise BackupRefused(Words(zh, en), MANIFEST)
    return backup


def _checked(archive: ArchiveReader, backup: Backup, trust: Trust, progress: ShowProgress) -> CheckedFile:
    with refused_when_broken(ORGANIZATION):
        (organization,) = read_records(archive, ORGANIZATION, OrganizationRecord)
    signed = _signed(archive, backup, trust)
    roots = Roots(signed)
    file = CheckedFile(archive, backup, organization, roots)
    progress(0, backup.events)
    for entry, _ in file.events(roots):
        if entry.topic == PersonErased.TOPIC:
            file.erased.add(entry.originator_id)
        if roots.size % STEP == 0:
            progress(roots.size, backup.events)
    roots.require_whole(backup.events)
    if roots.root() != backup.root:
        raise BackupRefused(Words("根哈希与清单不符", "the root is not the manifest's"), EVENTS)
    found = {"commands": _count(file.commands()), "checkpoints": len(signed), "people": _count(file.people())}
    if any(getattr(backup, name) != count for name, count in found.items()):
        raise BackupRefused(Words("记录数与清单不符", "there are not as many records as the manifest says"), MANIFEST)
    for name in file.files():
        for _ in archive.blocks(EVIDENCE + name):
            pass
    progress(backup.events, backup.events)
    return file


def _signed(archive: ArchiveReader, backup: Backup, trust: Trust) -> dict[int, bytes]:
    """The root of each checkpoint, by size; each record says what its note says, and trusted keys signed it."""
    signed: dict[int, bytes] = {}
    for number, checkpoint in enumerate(read_records(archive, CHECKPOINTS, CheckpointRecord), start=1):
        place = f"{CHECKPOINTS}:{number}"
        try:
            said = trust.read(checkpoint.note)
        except StatementRefused as error:
            raise BackupRefused(error.words, place) from error
        ours = (origin_of(backup.organization), checkpoint.size, checkpoint.root)
        if (said.origin, said.size, said.root) != ours or checkpoint.size <= max(signed, default=0):
            raise BackupRefused(Words("检查点与其所签的不符", "the checkpoint is not what was signed"), place)
        if not trust.empty and not said.signers:
            raise BackupRefused(Words("不是由所信任的密钥签名的", "no trusted key signed it"), place)
        signed[checkpoint.size] = checkpoint.root
    if backup.events and not signed and not trust.empty:
        raise BackupRefused(Words("没有任何检查点", "there is no checkpoint that a key could have signed"), CHECKPOINTS)
    return signed


def _count(records: Iterator[object]) -> int:
    return sum(1 for _ in records)
