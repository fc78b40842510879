"""What a verifier reads: a ledger and everything beside it as they stood at one moment, and the keys that it trusts."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from application.ports import Recorded, Row
from application.sealing import Checkpoint
from domain.scoring.words import Words


@dataclass(frozen=True)
class Facts:
    """What of a well-formed row its place in the history hangs on."""

    stream: UUID
    version: int
    recorded_at: datetime
    command: UUID


@dataclass(frozen=True)
class Examined:
    """One stored row of the ledger.

    Attributes:
        position: as stored; -1 where it is no number.
        leaf: its leaf hash, computed from the row; that of no event where it is malformed.
        facts: None where it is malformed.
        recorded: the event decoded; None where it cannot be.
        fault: what is wrong with the row by itself.
    """

    position: int
    leaf: bytes
    facts: Facts | None
    recorded: Recorded | None
    fault: Words | None = None


@dataclass(frozen=True)
class HeadTime:
    """Before what the ledger will record nothing more.

    Attributes:
        held: that time; None where it says none. After a retry it may be later than the last event.
        now: the time by the database's own clock, which the next event gets when it is later.
    """

    held: datetime | None
    now: datetime


@dataclass(frozen=True)
class Remembered:
    """What is kept of a command, for its retries.

    Attributes:
        position: of its last event.
        recorded_at: of its events.
        kind: of the thing that it is answered with.
        subject: the stream that it is answered with.
        item: the thing within that stream, or "" for all of it.
        version: that stream's after the command, or up to which the command had seen it.
    """

    position: int
    recorded_at: datetime
    kind: str
    subject: UUID
    item: str
    version: int


@dataclass(frozen=True)
class StoredText:
    """A row of a read model exactly as it is stored."""

    model: str
    key: str
    text: str


@dataclass(frozen=True)
class ReadSide:
    """How far the live read models have come, and what stopped them ("" for nothing)."""

    position: int
    stopped: str


@dataclass(frozen=True)
class Statement:
    """What a checkpoint says, well-formed and with the signatures of trusted keys verified.

    Attributes:
        signers: those of the trusted keys that signed it, `name+hash`.
    """

    origin: str
    size: int
    root: bytes
    signers: tuple[str, ...]


class StatementRefused(Exception):
    """It is no checkpoint, or a signature that says to be of a trusted key is not.

    Attributes:
        words: what is wrong.
    """

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class ImageDamaged(Exception):
    """A table holds what cannot be read at all.

    Attributes:
        words: what and where.
    """

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class Trust(Protocol):
    """The keys that a verifier was given."""

    @property
    def empty(self) -> bool:
        """Whether there are none."""

    def read(self, note: str) -> Statement:
        """What a checkpoint says. Raises StatementRefused."""


class Tree(Protocol):
    """A Merkle tree's root, growing leaf by leaf."""

    def add(self, leaf: bytes) -> None:
        """One more leaf hash."""

    def root(self) -> bytes:
        """The root over all so far."""


class LedgerImage(Protocol):
    """One organization's ledger at one moment. Whatever of it is read raises ImageDamaged where it cannot be read."""

    origin: str

    def head(self) -> int:
        """The position that the ledger says is its last."""

    def head_time(self) -> HeadTime | None:
        """Before what the ledger will record nothing more; None where it has no head."""

    def sealed(self) -> int:
        """How many events the last checkpoint covers."""

    def rows(self) -> Iterator[Examined]:
        """Every stored row in order of position, also any past the head."""

    def count(self) -> int:
        """How many rows are stored."""

    def commands(self) -> Mapping[UUID, Remembered]:
        """The commands that are remembered."""

    def checkpoints(self) -> Sequence[Checkpoint]:
        """All checkpoints, the smallest first."""

    def sealed_leaves(self) -> Iterator[bytes]:
        """The leaf hashes that were kept when the events were sealed."""

    def tree_fault(self) -> Words | None:
        """What is wrong with what was kept above the leaves, or beside them."""

    def new_tree(self) -> Tree:
        """An empty tree."""

    def snapshot_fault(self, aggregate: Any) -> Words | None:
        """What is wrong with the snapshot of this aggregate at this version, if there is one that would be used."""

    def snapshots_of_nothing(self) -> Sequence[UUID]:
        """Streams with a snapshot that `snapshot_fault` was never asked about: there is no such version."""

    def read_side(self) -> ReadSide | None:
        """Where the live read models stand; None before the first event was projected."""

    def read_rows(self) -> Iterator[StoredText]:
        """Their rows in order of model and key."""

    def stray_rows(self) -> int | None:
        """The first generation of rows that neither live read models nor a rebuild under way own; None without any."""

    def as_stored(self, row: Row) -> StoredText:
        """A row as it would be stored."""


@dataclass(frozen=True)
class Listed:
    """The ledgers that a database's directory lists.

    Attributes:
        faults: what is wrong with the directory; the entries concerned are not among the organizations.
    """

    organizations: tuple[UUID, ...]
    faults: tuple[Words, ...]


class LedgerImages(Protocol):
    """The ledgers of a database."""

    def listed(self) -> Listed:
        """All that the database knows."""

    def open(self, organization: UUID) -> AbstractContextManager[LedgerImage]:
        """One of them; what is appended while it is open does not show. Raises LedgerUnavailable."""
