"""What the projector needs of a ledger."""

from collections.abc import Iterator
from typing import Protocol

from application.ports import Recorded

BATCH = 1000
"""Events of one transaction at most."""


class History(Protocol):
    """Events by position; any `Ledger` is one."""

    def read(self, *, after: int = 0, until: int | None = None, limit: int | None = None) -> Iterator[Recorded]:
        """Events in order of position, `after` exclusive, `until` inclusive."""

    def head(self) -> int:
        """The position of the last event; 0 for an empty ledger."""
