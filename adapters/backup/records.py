"""Rows of the database as records of a backup, and back; each record has one way to be written."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol, Self, TypeVar
from uuid import UUID

from adapters.backup.archive import record
from adapters.database import as_moment, as_uuid, moment_text
from adapters.ledger import Entry, leaf_bytes

EVENTS, COMMANDS, CHECKPOINTS, PEOPLE, ORGANIZATION = (
    "events.jsonl", "commands.jsonl", "checkpoints.jsonl", "people.jsonl", "organization.jsonl",
)  # fmt: skip
RECORDS = (ORGANIZATION, CHECKPOINTS, EVENTS, COMMANDS, PEOPLE)
EVIDENCE = "evidence/"


class NotAsWritten(ValueError):
    """The record is not as a backup writes it."""


@dataclass(frozen=True)
class OrganizationRecord:
    """The organization's entry in the directory."""

    name: str
    made_at: datetime

    def line(self) -> bytes:
        """As it is written."""
        return record(name=self.name, made_at=moment_text(self.made_at))

    @classmethod
    def read(cls, line: bytes) -> Self:
        """From its line. Raises ValueError, LookupError or TypeError, here and below."""
        said = _object(line)
        return _same(cls(said["name"], as_moment(said["made_at"])), line)


@dataclass(frozen=True)
class CommandRecord:
    """A command that was answered."""

    command: UUID
    fingerprint: str
    kind: str
    subject: UUID
    item: str
    version: int
    position: int
    recorded_at: datetime

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Self:
        """From a row of either database."""
        command, fingerprint, kind, subject, item, version, position, recorded_at = row
        return cls(
            as_uuid(command), fingerprint, kind, as_uuid(subject), item, version, position, as_moment(recorded_at)
        )

    def row(self) -> tuple[Any, ...]:
        """As `of` takes it."""
        return tuple(vars(self).values())

    def line(self) -> bytes:
        """As it is written."""
        ids = {"command": str(self.command), "subject": str(self.subject)}
        return record(**{**vars(self), **ids, "recorded_at": moment_text(self.recorded_at)})

    @classmethod
    def read(cls, line: bytes) -> Self:
        """From its line."""
        said = _object(line)
        return _same(cls.of(tuple(said[name] for name in cls.__dataclass_fields__)), line)


@dataclass(frozen=True)
class CheckpointRecord:
    """A signed checkpoint."""

    size: int
    root: bytes
    note: str
    signed_at: datetime

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Self:
        """From a row of either database."""
        size, root, note, signed_at = row
        return cls(size, bytes(root), note, as_moment(signed_at))

    def row(self) -> tuple[Any, ...]:
        """As `of` takes it."""
        return tuple(vars(self).values())

    def line(self) -> bytes:
        """As it is written."""
        root = base64.b64encode(self.root).decode()
        return record(size=self.size, root=root, note=self.note, signed_at=moment_text(self.signed_at))

    @classmethod
    def read(cls, line: bytes) -> Self:
        """From its line."""
        said = _object(line)
        root = base64.b64decode(said["root"], validate=True)
        return _same(cls(said["size"], root, said["note"], as_moment(said["signed_at"])), line)


@dataclass(frozen=True)
class PersonRecord:
    """A person's key, wrapped by the master key, and what is sealed beside the ledger; or their tombstone."""

    person: UUID
    wrapped: bytes | None
    master: str
    made_at: datetime
    erased_at: datetime | None
    profile: str | None

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Self:
        """From a row of either database."""
        person, wrapped, master, made_at, erased_at, profile = row
        key = None if wrapped is None else bytes(wrapped)
        gone = None if erased_at is None else as_moment(erased_at)
        return cls(as_uuid(person), key, master, as_moment(made_at), gone, profile)

    def buried(self) -> Self:
        """The same person, erased: their tombstone, without key and profile."""
        return replace(self, wrapped=None, master="", erased_at=self.erased_at or self.made_at, profile=None)

    def line(self) -> bytes:
        """As it is written."""
        return record(
            person=str(self.person),
            wrapped=None if self.wrapped is None else base64.b64encode(self.wrapped).decode(),
            master=self.master,
            made_at=moment_text(self.made_at),
            erased_at=None if self.erased_at is None else moment_text(self.erased_at),
            profile=self.profile,
        )

    @classmethod
    def read(cls, line: bytes) -> Self:
        """From its line."""
        said = _object(line)
        wrapped = None if said["wrapped"] is None else base64.b64decode(said["wrapped"], validate=True)
        read = cls.of((
            said["person"], wrapped, said["master"], said["made_at"], said["erased_at"], said["profile"]
        ))  # fmt: skip
        if (read.wrapped is None) != (read.erased_at is not None):
            raise NotAsWritten("a person has a key or is erased")
        return _same(read, line)


def event_line(organization: UUID, entry: Entry) -> bytes:
    """An event's line: exactly the bytes whose leaf hash is in the ledger's tree (ADR 0003)."""
    return leaf_bytes(organization, entry)


def read_event(organization: UUID, line: bytes) -> Entry:
    """The event in a line."""
    said = _object(line)
    if "\0" in said["state"]:
        raise NotAsWritten("the state holds NUL")
    names = (
        "position", "recorded_at", "actor", "command", "causation", "correlation", "originator_id",
        "originator_version", "topic", "state",
    )  # fmt: skip
    entry = Entry.of(tuple(said[name] for name in names))
    if leaf_bytes(organization, entry) != line:
        raise NotAsWritten("the record is not as it is written, or of another organization")
    return entry


def _object(line: bytes) -> Mapping[str, Any]:
    said = json.loads(line)
    if not isinstance(said, dict):
        raise NotAsWritten("a record is an object")
    return said


class _Record(Protocol):
    def line(self) -> bytes: ...


R = TypeVar("R", bound=_Record)


def _same(read: R, line: bytes) -> R:
    """What was read writes the same line: nothing in it was passed over, doubled or bent."""
    if read.line() != line:
        raise NotAsWritten("the record is not as it is written")
    return read
