"""What the commands `backup` and `restore` are given to work with; composed by `web.wiring`."""

from collections.abc import Callable
from dataclasses import dataclass

from application.backup import Backup, BackupWriter, ShowProgress
from application.ports import Directory


@dataclass(frozen=True)
class Backups:
    """One database's ledgers, and what writes them to files."""

    directory: Directory
    writer: BackupWriter


@dataclass(frozen=True)
class CheckedBackup:
    """A backup that was found whole.

    Attributes:
        key_at_hand: whether the master key that it needs is where it is restored to.
        restore: puts it into the database, which must be migrated.
    """

    backup: Backup
    key_at_hand: bool
    restore: Callable[[ShowProgress], None]
