"""What of an event is sealed: every field of its row, as canonical JSON (ADR 0003)."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

import rfc8785
from tlog_scales.tiles import leaf_hash as rfc6962_leaf_hash

from adapters.database import moment_text

FORMAT = "jixiao.leaf.1"


class Sealable(Protocol):
    """An event's row: an `Entry`, or a `Recorded`."""

    @property
    def position(self) -> int: ...
    @property
    def recorded_at(self) -> datetime: ...
    @property
    def actor(self) -> str: ...
    @property
    def command(self) -> UUID: ...
    @property
    def causation(self) -> UUID: ...
    @property
    def correlation(self) -> UUID: ...
    @property
    def originator_id(self) -> UUID: ...
    @property
    def originator_version(self) -> int: ...
    @property
    def topic(self) -> str: ...
    @property
    def state(self) -> str: ...


def leaf_bytes(organization: UUID, entry: Sealable) -> bytes:
    """The canonical JSON (RFC 8785) of a row; the state enters as one string, its exact stored text."""
    return rfc8785.dumps(
        {
            "actor": entry.actor,
            "causation": str(entry.causation),
            "command": str(entry.command),
            "correlation": str(entry.correlation),
            "format": FORMAT,
            "organization": str(organization),
            "originator_id": str(entry.originator_id),
            "originator_version": entry.originator_version,
            "position": entry.position,
            "recorded_at": moment_text(entry.recorded_at),
            "state": entry.state,
            "topic": entry.topic,
        }
    )


def leaf_hash(organization: UUID, entry: Sealable) -> bytes:
    """The row's leaf hash in the ledger's Merkle tree (RFC 6962): 32 bytes."""
    return rfc6962_leaf_hash(leaf_bytes(organization, entry))
