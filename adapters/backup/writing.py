"""Writes a ledger to a file; implements the port `BackupWriter`."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from adapters.backup import statements
from adapters.backup.archive import ArchiveWriter
from adapters.backup.records import (
    CHECKPOINTS,
    COMMANDS,
    EVENTS,
    EVIDENCE,
    ORGANIZATION,
    PEOPLE,
    CheckpointRecord,
    CommandRecord,
    OrganizationRecord,
    PersonRecord,
    event_line,
)
from adapters.backup.roots import Roots
from adapters.database import Database, Session, as_moment, moment_text
from adapters.evidence.store import SHA256, master_key_of
from adapters.ledger import Entry
from adapters.ledger import statements as ledger_statements
from application.backup import Backup, BackupRefused, ShowProgress
from domain.scoring.words import Words

PAGE = 1000
R = TypeVar("R")


class DatabaseBackups:
    """Backups of the ledgers of one database; any process may write one while others work on."""

    def __init__(self, database: Database, evidence: Path) -> None:
        """`evidence`: the folder of evidence files."""
        self._database = database
        self._evidence = evidence

    def write(self, organization: UUID, file: Path, *, with_evidence: bool, progress: ShowProgress) -> Backup:
        with (
            ArchiveWriter(file) as archive,
            self._database.transaction(organization, write=False) as session,
        ):
            return _Writing(session, organization, archive).all(
                sorted(self._files(organization)) if with_evidence else [], progress
            )

    def _files(self, organization: UUID) -> Iterator[Path]:
        for path in (self._evidence / str(organization)).glob("*/*/*"):
            if SHA256.fullmatch(path.name):
                yield path


class _Writing:
    """One backup, read in one transaction."""

    def __init__(self, session: Session, organization: UUID, archive: ArchiveWriter) -> None:
        self._session = session
        self._organization = organization
        self._archive = archive
        self._masters: set[str] = set()

    def all(self, files: list[Path], progress: ShowProgress) -> Backup:
        """Everything, and the manifest."""
        self._archive.records(ORGANIZATION, [self._name().line()])
        checkpoints = list(map(CheckpointRecord.of, self._pages("CHECKPOINTS", 0)))
        self._archive.records(CHECKPOINTS, (checkpoint.line() for checkpoint in checkpoints))
        roots = Roots({checkpoint.size: checkpoint.root for checkpoint in checkpoints})
        head = self._head()
        events = self._archive.records(EVENTS, self._events(roots, head, progress))
        roots.require_whole(head)
        commands = map(CommandRecord.of, self._pages("COMMANDS", 0))
        answered = self._archive.records(COMMANDS, (command.line() for command in commands))
        people = self._archive.records(PEOPLE, self._people())
        for path in files:
            self._masters.add(master_key_of(path))
            self._archive.file(EVIDENCE + path.name, path)
        backup = Backup(
            self._organization, moment_text(datetime.now(UTC)), events, roots.root(), answered, len(checkpoints),
            people, len(files), tuple(sorted(self._masters)),
        )  # fmt: skip
        self._archive.finish(**backup.plain())
        return backup

    def _name(self) -> OrganizationRecord:
        row = self._session.execute(statements.ORGANIZATION, (self._organization,)).fetchone()
        if row is None:
            raise BackupRefused(Words("数据库中没有这个组织", "the database does not know this organization"))
        return OrganizationRecord(row[0], as_moment(row[1]))

    def _head(self) -> int:
        row = self._session.execute(statements.HEAD, (self._organization,)).fetchone()
        return int(row[0]) if row else 0

    def _events(self, roots: Roots, head: int, progress: ShowProgress) -> Iterator[bytes]:
        progress(0, head)
        for after in range(0, head, PAGE):
            page = (self._organization, after, min(head, after + PAGE), PAGE)
            for row in self._session.execute(ledger_statements.BY_POSITION, page).fetchall():
                entry = Entry.of(row)
                line = event_line(self._organization, entry)
                roots.add(entry, line)
                yield line
            progress(min(head, after + PAGE), head)

    def _people(self) -> Iterator[bytes]:
        for row in self._pages("PEOPLE", 0):
            person = PersonRecord.of(row)
            if person.wrapped is not None:
                self._masters.add(person.master)
            yield person.line()

    def _pages(self, statement: str, key: int) -> Iterator[tuple[Any, ...]]:
        """All rows of a list, page by page; `key`: the column that they go on after."""
        first, more = getattr(statements, statement), getattr(statements, f"MORE_{statement}")
        rows = self._session.execute(first, (self._organization, PAGE)).fetchall()
        while rows:
            yield from rows
            rows = self._session.execute(more, (self._organization, rows[-1][key], PAGE)).fetchall()
