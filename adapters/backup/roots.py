"""What holds of the events of a ledger, taken one after the other: no gap, no step back, the roots that were signed."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from tlog_scales.tiles import leaf_hash

from adapters.ledger import Entry
from adapters.sealing.merkle import GrowingRoot
from application.backup import BackupRefused
from domain.scoring.words import Words


class Roots:
    """The tree over the events so far."""

    def __init__(self, signed: Mapping[int, bytes]) -> None:
        """`signed`: the roots that checkpoints have, by size."""
        self._signed = signed
        self._tree = GrowingRoot()
        self._versions: dict[UUID, int] = {}
        self._last_at: datetime | None = None

    @property
    def size(self) -> int:
        """How many events."""
        return self._tree.size

    @property
    def last_at(self) -> datetime | None:
        """When the last of them was recorded."""
        return self._last_at

    def root(self) -> bytes:
        """The root over them."""
        return self._tree.root()

    def add(self, entry: Entry, line: bytes) -> bytes:
        """The next event and its leaf's bytes; returns the leaf's hash. Raises BackupRefused."""
        position, leaf = self._tree.size + 1, leaf_hash(line)
        version = self._versions.get(entry.originator_id, 0) + 1
        _require(entry.position == position, position, "缺少该位置的事件", "the event of this position is missing")
        _require(
            entry.originator_version == version, position, "对象的版本不连续", "a version of the stream is missing"
        )
        _require(
            self._last_at is None or entry.recorded_at >= self._last_at,
            position, "记录时间倒退", "the time of recording runs backwards",
        )  # fmt: skip
        self._tree.add(leaf)
        self._versions[entry.originator_id] = version
        self._last_at = entry.recorded_at
        signed = self._signed.get(position)
        if signed is not None:
            zh, en = "事件不是当初封存的：根哈希与检查点不符", "the events are not those sealed: the root is another"
            _require(signed == self._tree.root(), position, zh, en)
        return leaf

    def require_whole(self, head: int) -> None:
        """All events are there, and all that is signed."""
        _require(self._tree.size == head, head, "末尾的事件缺失", "the last events are missing")
        _require(max(self._signed, default=0) <= head, head, "检查点多于事件", "a checkpoint covers more events")


def _require(holds: bool, position: int, zh: str, en: str) -> None:
    if not holds:
        raise BackupRefused(Words(zh, en), f"events.jsonl:{position}")
