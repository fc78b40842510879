"""Sealing: what stands in a ledger is put under a signed root, so that nobody can change it unseen, us included.

After a commit, and by any process, the events that are new are added to the ledger's Merkle tree (RFC 6962), and the
root over all of them is signed: a checkpoint. Whoever holds one can later be shown that an event is in it, that a later
checkpoint grew out of it, or that neither is so. Sealing again what is sealed gives the same checkpoint.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from application.ports import Clock, Ledger
from domain.errors import NotFound


@dataclass(frozen=True)
class Checkpoint:
    """A signed statement of what a ledger holds.

    Attributes:
        size: how many events it covers, from the first on: the position of the last.
        root: of their tree, 32 bytes.
        note: the statement with its signatures, as it is given out (C2SP tlog-checkpoint).
        signed_at: when; kept beside the note, not signed.
    """

    size: int
    root: bytes
    note: str
    signed_at: datetime


@dataclass(frozen=True)
class Inclusion:
    """That an event is covered by a checkpoint.

    Attributes:
        position: of the event.
        leaf: its leaf hash (ADR 0003).
        hashes: the path from the leaf to the checkpoint's root.
    """

    position: int
    leaf: bytes
    hashes: tuple[bytes, ...]
    checkpoint: Checkpoint


@dataclass(frozen=True)
class Consistency:
    """That one checkpoint grew out of another."""

    earlier: Checkpoint
    later: Checkpoint
    hashes: tuple[bytes, ...]


@dataclass(frozen=True)
class Backlog:
    """What is not sealed yet.

    Attributes:
        events: how many.
        oldest: when the first of them was recorded; None when there is none.
    """

    events: int
    oldest: datetime | None


class SealRefused(Exception):
    """The ledger is not the one that was sealed before; nothing was signed. Run `jixiao verify`."""


class WitnessFailed(Exception):
    """The witness could not be given a checkpoint; it is tried again with the next one."""


class WitnessDisagrees(Exception):
    """The witness holds a checkpoint that this ledger does not have: its history was replaced. Run `jixiao verify`."""


class Signer(Protocol):
    """Holds the keys."""

    def sign(self, organization: UUID, size: int, root: bytes) -> str:
        """The signed note of a checkpoint. Raises what the keys' store raises when there are none."""

    def attest(self, organization: UUID, text: str) -> str:
        """The signed note of another text, which must not read as a checkpoint."""

    def verifier_keys(self, organization: UUID) -> tuple[str, ...]:
        """What verifiers of this ledger are given, `name+hash+base64`: one, or two during a rotation."""


class Seals(Protocol):
    """One organization's tree and checkpoints."""

    def latest(self) -> Checkpoint | None:
        """The checkpoint that covers the most events."""

    def at(self, size: int) -> Checkpoint | None:
        """The checkpoint of exactly that size."""

    def after(self, size: int) -> Iterator[Checkpoint]:
        """All larger ones, the smallest first."""

    def seal(self, until: int, sign: Callable[[int, bytes], str], now: Callable[[], datetime]) -> Checkpoint:
        """The latest checkpoint when it covers `until`; else a new one of that size, and some on the way to it.

        Raises:
            SealRefused: the events or the checkpoints are not those that were sealed before.
        """

    def inclusion(self, position: int, checkpoint: Checkpoint) -> Inclusion:
        """The proof that a checkpoint covers an event, checked. Raises SealRefused where it cannot be proved."""

    def consistency(self, earlier: Checkpoint, later: Checkpoint) -> Consistency:
        """The proof that a checkpoint grew out of another, checked. Raises SealRefused where it cannot be proved."""


class Witness(Protocol):
    """Somebody else who keeps checkpoints, out of reach of whoever could rewrite the database."""

    def deliver(self, organization: UUID, seals: Seals) -> int:
        """Give it every checkpoint that is newer than what it holds, the smallest first.

        Returns:
            How many it was given.

        Raises:
            WitnessFailed: it could not take one; what it lacks is given next time.
            WitnessDisagrees: it holds what these seals do not have or did not grow out of.
        """


class Sealer:
    """Seals ledgers and proves from their seals."""

    def __init__(
        self,
        ledger_of: Callable[[UUID], Ledger],
        seals_of: Callable[[UUID], Seals],
        signer: Signer,
        clock: Clock,
        witness: Witness | None = None,
    ) -> None:
        self._ledger_of = ledger_of
        self._seals_of = seals_of
        self._signer = signer
        self._clock = clock
        self._witness = witness

    def seal(self, organization: UUID, *, until: int | None = None) -> Checkpoint | None:
        """Seal up to a position, or up to the head.

        Returns:
            A checkpoint that covers it; None for an empty ledger.

        Raises:
            SealRefused: history was changed; nothing was signed.
        """
        goal = self._ledger_of(organization).head() if until is None else until
        if goal == 0:
            return None
        return self._seals_of(organization).seal(
            goal, lambda size, root: self._signer.sign(organization, size, root), self._clock.now
        )

    def deliver(self, organization: UUID) -> int:
        """Give the witness, if there is one, every checkpoint that it lacks; as `Witness.deliver`."""
        return 0 if self._witness is None else self._witness.deliver(organization, self._seals_of(organization))

    def backlog(self, organization: UUID) -> Backlog:
        """What is not sealed yet: for health and metrics."""
        latest = self._seals_of(organization).latest()
        size = latest.size if latest else 0
        ledger = self._ledger_of(organization)
        events = max(0, ledger.head() - size)
        oldest = next(iter(ledger.read(after=size, limit=1)), None) if events else None
        return Backlog(events, oldest.recorded_at if oldest else None)

    def latest(self, organization: UUID) -> Checkpoint | None:
        """The checkpoint that covers the most events; None before the first."""
        return self._seals_of(organization).latest()

    def checkpoint(self, organization: UUID, size: int | None = None) -> Checkpoint:
        """The checkpoint of exactly that size, or the latest. Raises NotFound."""
        seals = self._seals_of(organization)
        found = seals.latest() if size is None else seals.at(size)
        if found is None:
            which = "yet" if size is None else f"of {size} events"
            raise NotFound(f"没有这个检查点 / there is no checkpoint {which}", code="checkpoint-not-found")
        return found

    def inclusion(self, organization: UUID, position: int, size: int | None = None) -> Inclusion:
        """The proof that a checkpoint covers an event. Raises NotFound when it does not, or there is none."""
        checkpoint = self.checkpoint(organization, size)
        if not 1 <= position <= checkpoint.size:
            raise NotFound(
                f"{checkpoint.size} 条事件的检查点不覆盖位置 {position} / "
                f"the checkpoint of {checkpoint.size} events does not cover position {position}",
                code="not-sealed",
            )
        return self._seals_of(organization).inclusion(position, checkpoint)

    def consistency(self, organization: UUID, earlier: int, later: int | None = None) -> Consistency:
        """The proof that a checkpoint grew out of an earlier one. Raises NotFound when either is not there."""
        first, second = self.checkpoint(organization, earlier), self.checkpoint(organization, later)
        if first.size > second.size:
            raise NotFound(
                f"{first.size} 条事件的检查点是较晚的那个 / the checkpoint of {first.size} events is the later one",
                code="checkpoint-not-found",
            )
        return self._seals_of(organization).consistency(first, second)

    def attest(self, organization: UUID, text: str) -> str:
        """The signed note of a text that is given out with proofs, such as the list of what is in a bundle."""
        return self._signer.attest(organization, text)

    def verifier_keys(self, organization: UUID) -> tuple[str, ...]:
        """What verifiers of this ledger are given, `name+hash+base64`: one, or two during a rotation."""
        return self._signer.verifier_keys(organization)
