"""A ledger in memory for tests of single aggregates: what they decide, as it would lie in a ledger."""

from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

from application.ports import Recorded, Row
from application.projections import MemoryRows, project
from domain.eventsourced import Aggregate
from domain.values import Sealed

AT = datetime(2026, 10, 1, 1, 0, tzinfo=UTC)
AT_TEXT = "2026-10-01T01:00:00Z"


def id_of(name: str) -> UUID:
    """The same id for the same name."""
    return uuid5(NAMESPACE_DNS, name)


def by(name: str) -> dict[str, Any]:
    """The last two arguments of every decision."""
    return {"by": str(id_of(name)), "at": AT}


def sealed(text: str) -> Sealed:
    """A text as events keep it."""
    return Sealed(id_of("person"), text)


def sealed_row(text: str) -> dict[str, Any]:
    """The same as rows keep it."""
    return {"sealed": {"person": str(id_of("person")), "box": text}}


class History:
    """Events in the order in which aggregates decided, projected one by one."""

    def __init__(self) -> None:
        self.rows = MemoryRows()
        self.events: list[Recorded] = []

    def append(self, *aggregates: Aggregate) -> "History":
        """Take what the aggregates have decided since they were last here."""
        for aggregate in aggregates:
            for event in aggregate.collect_events():
                self._append(event)
        return self

    def body(self, model: str, key: object) -> dict[str, Any]:
        """A row's body."""
        row = self.rows.get(model, str(key))
        assert row is not None, f"no {model} {key}"
        return dict(row.body)

    def found(self, model: str, parent: object | None = None) -> list[Row]:
        """Rows of a model."""
        return self.rows.find(model, parent=None if parent is None else str(parent))

    def _append(self, event: Any) -> None:
        position = len(self.events) + 1
        command = uuid5(NAMESPACE_DNS, f"command {position}")
        recorded = Recorded(
            position=position,
            recorded_at=AT,
            actor=event.actor,
            command=command,
            causation=command,
            correlation=command,
            originator_id=event.originator_id,
            originator_version=event.originator_version,
            topic=type(event).TOPIC,
            state="",
            event=event,
        )
        self.events.append(recorded)
        self.rows.advance(recorded, project)
