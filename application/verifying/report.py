"""What a verification found."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.scoring.words import Words


@dataclass(frozen=True)
class Failure:
    """One thing that does not prove.

    Attributes:
        check: which check found it, kebab-case.
        what: what is wrong.
        position: of the event; where only a range is known, of its first. None when no event is to blame.
    """

    check: str
    what: Words
    position: int | None = None

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {"position": self.position, "check": self.check, "what": self.what.plain()}


@dataclass(frozen=True)
class Report:
    """What was verified of one ledger.

    Attributes:
        events: the position that the ledger says is its last.
        sealed: how many of them the last checkpoint covers.
        fresh: how many of the others came after the verification began, and are left for the next time.
        root: of the tree over the sealed ones, computed anew; None when nothing is sealed.
        checkpoints: how many there are.
        signers: the trusted keys that every checkpoint is signed by one of, `name+hash`; empty when that is unproven.
        streams: aggregates rebuilt.
        projected: the position that the read models were compared at; None when there are none yet.
        failures: the first event that fails first; what no event is to blame for last.
    """

    organization: UUID
    origin: str
    events: int
    sealed: int
    fresh: int
    root: bytes | None
    checkpoints: int
    signers: tuple[str, ...]
    streams: int
    projected: int | None
    failures: tuple[Failure, ...]

    @property
    def proven(self) -> bool:
        """Whether everything proves: the signer and the last event too."""
        return not self.failures

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "organization": str(self.organization),
            "origin": self.origin,
            "proven": self.proven,
            "events": self.events,
            "sealed": self.sealed,
            "fresh": self.fresh,
            "root": None if self.root is None else b64encode(self.root).decode(),
            "checkpoints": self.checkpoints,
            "signers": list(self.signers),
            "streams": self.streams,
            "projected": self.projected,
            "failures": [failure.plain() for failure in self.failures],
        }


def in_order(failures: list[Failure]) -> tuple[Failure, ...]:
    """The first event's failures first, what hangs on its command last; then what no event is to blame for."""

    def place(failure: Failure) -> tuple[bool, int, bool]:
        return failure.position is None, failure.position or 0, failure.check == "command"

    return tuple(sorted(failures, key=place))
