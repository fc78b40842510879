"""What the application needs of the outside, as protocols. Adapters implement them; tests run them for real."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from domain.eventsourced import Aggregate, Event
from domain.values import Evidence, Sealed


@dataclass(frozen=True)
class Answer:
    """What a command answers, kept with its idempotency key; the body is composed again from these.

    Attributes:
        kind: the kind of the thing made or changed, such as `deduction`.
        subject: the id of the aggregate that it belongs to.
        item: the id of the thing inside that aggregate, or "" for the aggregate itself.
        version: the aggregate's version after the command.
        position: the ledger's head after the command.
    """

    kind: str
    subject: UUID
    item: str = ""
    version: int = 0
    position: int = 0


@dataclass(frozen=True)
class Envelope:
    """Who sent a command and how it hangs together with others; stands beside each event that it causes.

    Attributes:
        actor: a person's id as text, or `system:…`.
        command: the command's id: the same for a retry under the same idempotency key.
        causation: the command or event that led to this one.
        correlation: the first command of the chain.
        fingerprint: SHA-256 (hex) of what was asked; "" when the caller named no idempotency key.
        guards: streams that were read for the decision and must still be at these versions when it is appended.
    """

    actor: str
    command: UUID
    causation: UUID
    correlation: UUID
    fingerprint: str = ""
    guards: tuple[tuple[UUID, int], ...] = ()


@dataclass(frozen=True)
class Recorded:
    """An event as it lies in the ledger, with its envelope.

    Attributes:
        position: 1, 2, 3, … in this organization's ledger.
        recorded_at: the server's clock at the append; never runs backwards within a ledger.
        state: the exact UTF-8 text that is stored, and sealed.
        event: the domain event decoded from it, upcast to its present shape.
    """

    position: int
    recorded_at: datetime
    actor: str
    command: UUID
    causation: UUID
    correlation: UUID
    originator_id: UUID
    originator_version: int
    topic: str
    state: str
    event: Event = field(compare=False)


class ConflictError(Exception):
    """Somebody else's events came first; nothing was written. Load again and decide again."""


class LedgerUnavailable(Exception):
    """The database cannot be reached or refused to work; whether a commit arrived may be unknown. Ask again."""


class KeyReused(Exception):
    """This idempotency key already stands for another request."""


class Ledger(Protocol):
    """One organization's ledger: append in one transaction, read by stream or by position."""

    organization: UUID

    def load(self, kind: type[Aggregate], id: UUID, *, version: int | None = None) -> Any | None:
        """The aggregate as of its newest version (or `version`), or None when its stream is empty."""

    def append(self, aggregates: Iterable[Aggregate], envelope: Envelope, answer: Answer) -> Answer:
        """Store the pending events of all `aggregates`, the command and its answer, in one transaction.

        Returns:
            The answer with version and position filled in; for a command that was appended before
            (a retry), the answer that was given then, and nothing is written.

        Raises:
            ConflictError: a version is taken or a guard has moved.
            KeyReused: the command is known with another fingerprint.
            LedgerUnavailable: the database did not answer.
        """

    def answered(self, command: UUID, fingerprint: str) -> Answer | None:
        """The answer that this command got, or None when it was never appended. Raises KeyReused as `append`."""

    def read(self, *, after: int = 0, until: int | None = None, limit: int | None = None) -> Iterator[Recorded]:
        """Events in order of position, `after` exclusive, `until` inclusive."""

    def stream(self, originator_id: UUID, *, until: int | None = None) -> Iterator[Recorded]:
        """The events of one aggregate with their envelopes, up to ledger position `until`."""

    def head(self) -> int:
        """The position of the last event; 0 for an empty ledger."""

    def position_at(self, moment: datetime) -> int:
        """The last position recorded at or before `moment`; 0 when there is none."""


class Vault(Protocol):
    """Seals free text and contact data with a key per person (AES-256-GCM), for one organization."""

    def seal(self, person: UUID, text: str) -> Sealed:
        """Encrypt `text` under the person's key, made on first use. Raises PersonErased."""

    def open(self, sealed: Sealed) -> str | None:
        """The text, or None when the person's key was destroyed. Raises Unreadable."""

    def keep_profile(self, person: UUID, profile: Mapping[str, str]) -> None:
        """Store name and contacts, sealed, beside the ledger (they never enter an event). Raises PersonErased."""

    def profile(self, person: UUID) -> dict[str, str] | None:
        """Name and contacts, or None when erased or never kept. Raises Unreadable."""

    def erase(self, person: UUID) -> None:
        """Destroy the person's key: every sealed text of theirs is unreadable from then on. Twice is once."""

    def is_erased(self, person: UUID) -> bool:
        """Whether the person's key was destroyed."""


class PersonErased(Exception):
    """The person's key was destroyed; nothing more can be sealed for them."""


class Unreadable(Exception):
    """Stored bytes were changed or moved, or the master key is not the one that they need. Nothing is guessed."""


class EvidenceStore(Protocol):
    """Files by the SHA-256 of their bytes, encrypted at rest, flushed to disk before this returns."""

    def keep(self, content: bytes, media_type: str) -> Evidence:
        """Store the bytes (twice is once). Raises Invalid for a type or size that is not accepted."""

    def read(self, sha256: str) -> bytes | None:
        """The bytes, or None when there is no such file. Raises Unreadable."""

    def describe(self, sha256: str) -> Evidence | None:
        """Hash, type and size of a stored file, or None when there is no such file."""


class Clock(Protocol):
    """The time, from outside the domain."""

    def now(self) -> datetime:
        """An aware UTC datetime."""


@dataclass(frozen=True)
class Bearer:
    """Whom a token stands for."""

    organization: UUID
    employee: UUID


class Directory(Protocol):
    """Organizations and token hashes: what must be known before an organization is. Outside row-level security."""

    def add_organization(self, organization: UUID, name: str) -> None:
        """Make the organization known (twice is once)."""

    def organizations(self) -> Sequence[UUID]:
        """All organizations, oldest first."""

    def issue_token(self, bearer: Bearer, *, expires_at: datetime) -> str:
        """A new token; only its SHA-256 is kept."""

    def bearer(self, token: str, *, at: datetime) -> Bearer | None:
        """Whom the token stands for, or None when unknown, expired or revoked."""

    def revoke_tokens(self, bearer: Bearer) -> None:
        """End all tokens of that person at once."""


@dataclass(frozen=True)
class Row:
    """One row of a read model: a JSON document under a key, findable by its parent and in its sort order.

    Attributes:
        model: such as `scorecards`.
        key: unique in the model.
        parent: what lists filter by, such as a cycle's id; "" when nothing.
        sort: text that orders a list; the key breaks ties.
        body: JSON-able; decimals and ids as text.
    """

    model: str
    key: str
    parent: str
    sort: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Removal:
    """A row of a read model that is to be no more."""

    model: str
    key: str


class RowReader(Protocol):
    """The rows as they stand when an event is projected, with what earlier events of the same batch wrote."""

    def get(self, model: str, key: str) -> Row | None:
        """One row."""

    def find(self, model: str, *, parent: str | None = None) -> list[Row]:
        """Rows in (sort, key) order."""


class Project(Protocol):
    """A projection: an event and the rows so far → the rows that it writes (replaced by key) or removes.

    Pure: the same events give the same bytes, in batches of any size. Unknown events give nothing, explicitly.
    """

    def __call__(self, recorded: Recorded, rows: RowReader, /) -> Iterable[Row | Removal]:
        """The changes that `recorded` makes."""


class ProjectionStopped(Exception):
    """A projection failed at an event; nothing past it is shown until it is corrected and rebuilt or resumed.

    Attributes:
        position: of the event that it could not project.
        code: what happened, kebab-case; never personal text.
    """

    def __init__(self, position: int, code: str) -> None:
        super().__init__(
            f"显示的数据停在位置 {position}（{code}）；请更正后重建或恢复 / "
            f"the projection stopped at position {position} ({code}); correct it, then rebuild or resume"
        )
        self.position = position
        self.code = code


class RebuildSuperseded(Exception):
    """Another rebuild began meanwhile and goes on; this one has ended, and the live rows are as they were."""

    def __init__(self) -> None:
        super().__init__(
            "另一次重建已开始并在继续：等它完成 / another rebuild of these read models began and goes on: wait for it"
        )


class RebuildRefused(Exception):
    """What was built is not what is stored; the live rows are as they were.

    Attributes:
        written: how many rows were.
        found: how many are there.
    """

    def __init__(self, written: int, found: int) -> None:
        super().__init__(
            f"写入了 {written} 行而表中有 {found} 行，查询表未变：请再重建一次；若再次如此，运行 jixiao verify / "
            f"{written} rows were written and {found} are there; nothing was swapped in: rebuild again, and if it is "
            "the same then, run jixiao verify"
        )
        self.written = written
        self.found = found


class ReadStore(Protocol):
    """The read models of one organization: rows and the projector's position, committed together."""

    def get(self, model: str, key: str) -> Row | None:
        """One row. Raises ProjectionStopped."""

    def find(
        self,
        model: str,
        *,
        parent: str | None = None,
        after: tuple[str, str] | None = None,
        limit: int | None = None,
        descending: bool = False,
    ) -> list[Row]:
        """Rows in (sort, key) order, after a (sort, key) cursor. Raises ProjectionStopped."""


class Calendar(Protocol):
    """Working days, versioned (`domain.calendar` implements it)."""

    version: str

    def is_working_day(self, day: date) -> bool:
        """Whether people work that day. Raises Invalid outside the years that the calendar covers."""

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (day 1 is the first working day after it)."""
