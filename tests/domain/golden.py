"""One stored state of every event, byte for byte, in `golden_events.jsonl`: history that must stay readable for ever.

`python -m tests.domain.golden` adds the lines of event classes that have none. It never changes a line: events are
never migrated. A class whose shape changes gets an upcaster (`class_version`), and this adds its new line to the old.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

from adapters.ledger.mapper import MAPPER
from domain.eventsourced import Event
from tests.domain.event_classes import event_classes, example

FILE = Path(__file__).with_name("golden_events.jsonl")


@dataclass(frozen=True)
class Golden:
    """An event as a ledger keeps it.

    Attributes:
        shape: the class's version that wrote it.
        state: the exact text.
    """

    topic: str
    shape: int
    originator_id: str
    originator_version: int
    actor: str
    state: str

    def event(self) -> Event:
        """The event, as today's code reads it."""
        found = MAPPER.event(
            self.topic, UUID(self.originator_id), self.originator_version, self.state, self.actor
        )  # fmt: skip
        assert isinstance(found, Event)
        return found


def shape_of(event: type[Event]) -> int:
    """The version of an event class's shape."""
    return getattr(event, "class_version", 1)


def stored(event: Event) -> Golden:
    """The event as a ledger keeps it."""
    kept = MAPPER.to_stored_event(event)
    return Golden(
        kept.topic,
        shape_of(type(event)),
        str(kept.originator_id),
        kept.originator_version,
        kept.actor,
        kept.state.decode(),
    )


def golden() -> list[Golden]:
    """The lines of the file."""
    text = FILE.read_text(encoding="utf-8") if FILE.exists() else ""
    return [Golden(**json.loads(line)) for line in text.splitlines()]


def main() -> None:
    """Add what is missing."""
    known = {(line.topic, line.shape) for line in golden()}
    missing = [cls for cls in event_classes() if (cls.TOPIC, shape_of(cls)) not in known]
    with FILE.open("a", encoding="utf-8") as file:
        for cls in missing:
            file.write(json.dumps(asdict(stored(example(cls))), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
