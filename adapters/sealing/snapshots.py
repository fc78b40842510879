"""Snapshots held against the aggregates that the events make: whoever changes one changes what is decided next."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from adapters.database import as_uuid
from adapters.ledger.mapper import MAPPER
from domain.eventsourced import Snapshot
from domain.scoring.words import Words


class StoredSnapshots:
    """Those that the present code would use."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """`rows`: stream, version, topic and state of each."""
        self._left = {(as_uuid(stream), version): (topic, state) for stream, version, topic, state in rows}

    def fault(self, aggregate: Any) -> Words | None:
        """What is wrong with the snapshot of this aggregate at this version, if there is one."""
        found = self._left.pop((aggregate.id, aggregate.version), None)
        if found is None:
            return None
        topic, state = found
        due = MAPPER.to_stored_event(Snapshot.take(aggregate))
        try:
            same = self._content(aggregate, topic, state) == self._content(aggregate, due.topic, due.state.decode())
        except Exception as error:  # whatever the text does to the decoder is a finding
            reason = f"{type(error).__name__}: {error}"
            return _words(aggregate, f"无法解读（{reason}）", f"cannot be decoded ({reason})")
        return None if same else _words(aggregate, "与事件不符", "is not what the events make of it")

    def left(self) -> Sequence[UUID]:
        """The streams of those that `fault` was never asked about."""
        return sorted({stream for stream, _ in self._left})

    def _content(self, aggregate: Any, topic: str, state: str) -> dict[str, Any]:
        return dict(vars(MAPPER.event(topic, aggregate.id, aggregate.version, state, None)))


def _words(aggregate: Any, zh: str, en: str) -> Words:
    which = f"{aggregate.id} v{aggregate.version}"
    return Words(f"快照 {which} {zh}", f"the snapshot of {which} {en}")
