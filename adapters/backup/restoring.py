"""Puts a checked backup into a database."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from adapters.backup import statements
from adapters.backup.checking import CheckedFile
from adapters.backup.records import EVIDENCE
from adapters.backup.roots import Roots
from adapters.database import Duplicate, Session, owner_transaction
from adapters.evidence.store import take_in
from adapters.sealing.tiles import StoredTiles
from application.backup import BackupRefused, ShowProgress
from domain.errors import WrongState
from domain.scoring.words import Words

BATCH = 500


class DatabaseRestorer:
    """Restores into one migrated database, as the owner of its tables."""

    def __init__(self, url: str, evidence: Path) -> None:
        """`evidence`: the folder of evidence files."""
        self._url = url
        self._evidence = evidence

    def restore(self, file: CheckedFile, progress: ShowProgress) -> None:
        """Put everything in, in one transaction, checked once more.

        Raises:
            WrongState: the database knows this organization already.
            BackupRefused: the file changed meanwhile, or its events and commands do not belong together.
            LedgerUnavailable, OSError: the database or the disk failed; nothing was written but evidence files.
        """
        for sha256 in file.files():
            take_in(self._evidence, file.backup.organization, sha256, file.archive.blocks(EVIDENCE + sha256))
        try:
            with owner_transaction(self._url, file.backup.organization) as session:
                _Restoring(session, file).all(progress)
        except Duplicate as error:
            raise BackupRefused(Words("有记录出现两次", "a record stands there twice")) from error


class _Restoring:
    """One restoration in one transaction."""

    def __init__(self, session: Session, file: CheckedFile) -> None:
        self._session = session
        self._file = file
        self._organization = file.backup.organization

    def all(self, progress: ShowProgress) -> None:
        """Everything; what was found before is found again, or nothing is committed."""
        backup, named = self._file.backup, self._file.organization
        self._require_unknown()
        self._add(statements.ADD_ORGANIZATION, [(named.name, named.made_at)])
        checkpoints = list(self._file.checkpoints())
        roots = Roots({checkpoint.size: checkpoint.root for checkpoint in checkpoints})
        self._events(roots, max((checkpoint.size for checkpoint in checkpoints), default=0), progress)
        if (roots.size, roots.root()) != (backup.events, backup.root):
            raise _changed()
        if backup.events:
            self._add(statements.ADD_HEAD, [(roots.size, roots.last_at)])
        self._add(statements.ADD_COMMAND, (command.row() for command in self._file.commands()))
        self._add(statements.ADD_CHECKPOINT, (checkpoint.row() for checkpoint in checkpoints))
        self._people()
        self._require_answered()

    def _require_unknown(self) -> None:
        self._session.lock(f"restore:{self._organization}")
        row = self._session.execute(statements.KNOWN, (self._organization,) * 3).fetchone()
        if row is None or row[0]:
            raise _known()

    def _events(self, roots: Roots, sealed: int, progress: ShowProgress) -> None:
        """All events, and the tree over those that are sealed."""
        tiles = StoredTiles(self._session, self._organization)
        total = self._file.backup.events
        events = self._file.events(roots)
        while batch := list(islice(events, BATCH)):
            self._add(statements.ADD_EVENT, (tuple(vars(entry).values()) for entry, _ in batch))
            tiles.append([leaf for entry, leaf in batch if entry.position <= sealed])
            progress(roots.size, total)

    def _people(self) -> None:
        for batch in _batches(self._file.people()):
            keys = [(one.person, one.wrapped, one.master, one.made_at, one.erased_at) for one in batch]
            profiles = [(one.person, one.profile) for one in batch if one.profile is not None]
            self._add(statements.ADD_KEY, keys)
            self._add(statements.ADD_PROFILE, profiles)

    def _require_answered(self) -> None:
        """No half command: each event's command was answered after it, each answer is of an event and of its stream."""
        for statement in (statements.UNANSWERED, statements.WITHOUT_EVENT, statements.WRONGLY_ANSWERED):
            row = self._session.execute(statement, (self._organization,)).fetchone()
            if row is None or row[0]:
                zh, en = "事件与其命令不相符", "the events and the commands do not belong together"
                raise BackupRefused(Words(zh, en), "commands.jsonl")

    def _add(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        for batch in _batches(rows):
            self._session.executemany(statement, [(self._organization, *row) for row in batch])
            _ = self._session.rowcount  # what was refused shows here, not after a hundred thousand more


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def _known() -> WrongState:
    return WrongState(
        "数据库中已有这个组织，账本不会被覆盖：请恢复到另一数据库 / "
        "the database knows this organization already, and no ledger is written over: restore into another database",
        code="ledger-exists",
    )


def _changed() -> BackupRefused:
    return BackupRefused(Words("文件在恢复时被改动", "the file was changed while it was restored"))
