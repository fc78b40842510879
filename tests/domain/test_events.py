"""What every event must be: named for ever, exact, unchangeable, and readable as it was stored."""

import dataclasses
import re
from typing import Any

import pytest
from eventsourcing.utils import get_topic, resolve_topic

from domain.eventsourced import Aggregate, Event
from tests.domain.event_classes import aggregate_classes, event_classes, example, fields, forbidden_parts
from tests.domain.golden import Golden, golden, shape_of, stored

EVENTS = event_classes()
GOLDEN = {(line.topic, line.shape): line for line in golden()}
every_event = pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)


def test_there_are_events() -> None:
    """A collector that finds nothing would let every other test here pass."""
    assert len(EVENTS) > 60
    assert len(aggregate_classes()) >= 11


@every_event
def test_its_topic_is_a_registered_name_of_the_business(event: type[Event]) -> None:
    """Code may move and classes be renamed; what is stored is `jixiao.deduction-recorded.1`."""
    assert re.fullmatch(r"jixiao\.[a-z]+(-[a-z]+)*\.[1-9][0-9]*", event.TOPIC)
    assert resolve_topic(event.TOPIC) is event
    assert get_topic(event) == event.TOPIC


def test_no_two_share_a_topic() -> None:
    """One name with two meanings cannot be read back; aggregates are named in the same space."""
    kinds: list[type[Event] | type[Aggregate]] = [*EVENTS, *aggregate_classes()]
    topics = [cls.TOPIC for cls in kinds]
    assert len(set(topics)) == len(topics)


@every_event
def test_it_is_frozen_and_explained(event: type[Event]) -> None:
    """A fact does not change after it happened; whoever reads it years later finds what it means."""
    params: Any = vars(event)["__dataclass_params__"]
    assert params.frozen
    with pytest.raises(dataclasses.FrozenInstanceError):
        example(event).__setattr__("actor", "somebody else")
    assert (event.__doc__ or "").strip().endswith(".")


@every_event
def test_it_holds_only_exact_values(event: type[Event]) -> None:
    """No float anywhere, no list or set that could change, nothing that its encoding does not know."""
    assert {name: found for name, hint in fields(event).items() if (found := list(forbidden_parts(hint)))} == {}


def test_a_float_or_a_list_would_be_found() -> None:
    """The rule above catches what it is there to catch."""
    hints = (float, list[str], set[str], tuple[float, ...], tuple[str], dict[str, float], dict[int, str], float | None)
    assert [hint for hint in hints if not list(forbidden_parts(hint))] == []


@every_event
def test_its_stored_state_reads_as_the_same_event_and_writes_the_same_bytes(event: type[Event]) -> None:
    """Ledgers that exist must stay readable, and sealed bytes must never be written differently.

    A new event class has no line yet: `python -m tests.domain.golden` adds it, and it stays as it is from then on.
    """
    line = GOLDEN.get((event.TOPIC, shape_of(event)))
    assert line is not None, "run: python -m tests.domain.golden"
    assert line.event() == example(event)
    assert stored(line.event()) == line
    assert stored(example(event)) == line


@pytest.mark.parametrize("line", GOLDEN.values(), ids=lambda line: f"{line.topic} shape {line.shape}")
def test_every_line_ever_kept_can_be_read(line: Golden) -> None:
    """An event class may grow an upcaster; it may not disappear."""
    event = line.event()
    assert event.actor == line.actor
    assert set(fields(type(event))) <= set(vars(event))
