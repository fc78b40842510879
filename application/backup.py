"""Backups (备份): a whole ledger in one file, and back from it, into a database of either kind.

What is written is what an auditor would ask for: every event byte for byte, the commands that were answered, the signed
checkpoints, and the people's keys, wrapped. What can be made again (read models, snapshots, the tree) is not in it, and
neither are tokens: one that was revoked must not come back.
"""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from application.ports import Ledger
from domain.employee import Employee
from domain.organization import Duty, Organization, organization_stream
from domain.scoring.words import Words

ShowProgress = Callable[[int, int], None]
"""Called with what is done and what there is."""


@dataclass(frozen=True)
class Backup:
    """What a backup holds.

    Attributes:
        events: how many; the position of the last.
        root: of the RFC 6962 tree over all of them, 32 bytes.
        checkpoints: how many signed ones.
        people: who have a key, or had one.
        files: of evidence.
        master_keys: ids of the master keys that wrap the people's keys and encrypt the files; they are not in it.
    """

    organization: UUID
    made_at: str
    events: int
    root: bytes
    commands: int
    checkpoints: int
    people: int
    files: int
    master_keys: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "organization": str(self.organization),
            "made_at": self.made_at,
            "events": self.events,
            "root": b64encode(self.root).decode(),
            "commands": self.commands,
            "checkpoints": self.checkpoints,
            "people": self.people,
            "files": self.files,
            "master_keys": list(self.master_keys),
        }


class BackupRefused(Exception):
    """A file, or the ledger that should go into one, does not prove; nothing was written.

    Attributes:
        place: which entry of the backup, such as `events.jsonl:17`, or "".
    """

    def __init__(self, words: Words, place: str = "") -> None:
        super().__init__(f"{words.zh} / {words.en}" + (f" ({place})" if place else ""))
        self.words = words
        self.place = place


class BackupWriter(Protocol):
    """Writes ledgers to files."""

    def write(
        self, organization: UUID, file: Path, *, with_evidence: bool, progress: ShowProgress
    ) -> Backup:  # fmt: skip
        """Write one ledger, as it stands at one moment, to a new file that is on the disk when this returns.

        Raises:
            BackupRefused: the ledger has gaps or is not what was sealed: run `jixiao verify`.
            FileExistsError: there is such a file.
            LedgerUnavailable, OSError: the database or the disk failed.
        """


def administrator(ledger: Ledger) -> UUID | None:
    """An administrator who works here, to hand the first token to; None when there is none."""
    organization: Organization | None = ledger.load(Organization, organization_stream(ledger.organization))
    for person in organization.holders(Duty.ADMINISTRATOR) if organization else ():
        employee: Employee | None = ledger.load(Employee, person)
        if employee is not None and employee.left_on is None:
            return person
    return None
