"""From domain values to JSON-able data: numbers and ids as text, times as RFC 3339 UTC, sealed text still sealed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from types import NoneType
from typing import Any
from uuid import UUID

from domain.eventsourced import Event
from domain.periods import MONTHLY, kind_of, months_of
from domain.values import Evidence, Sealed

Body = dict[str, Any]

SEALED = "sealed"
ENVELOPE = ("originator_id", "originator_version", "originator_topic", "timestamp", "actor")


def plain(value: Any) -> Any:
    """`value` as JSON has it.

    Returns:
        Text, whole numbers, booleans, None, lists and dicts. A `Sealed` becomes `{"sealed": {"person", "box"}}`, so
        that destroying the person's key also erases what the row says.

    Raises:
        TypeError: for a float or any type that events do not hold.
    """
    write = _WRITERS.get(type(value))
    if write is not None:
        return write(value)
    if isinstance(value, Mapping):
        return {str(key): plain(member) for key, member in value.items()}
    for kind in (str, int, tuple, list):  # what derives from these, such as the words of an enumeration
        if isinstance(value, kind):
            return _WRITERS[kind](value)
    raise TypeError(f"a {type(value).__name__} has no place in a read model")


def moment(at: datetime) -> str:
    """An aware time as RFC 3339 in UTC: `2026-11-03T08:30:00Z`."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _same(value: Any) -> Any:
    return value


def _list(values: Iterable[Any]) -> list[Any]:
    return [plain(member) for member in values]


_WRITERS: Mapping[type, Callable[[Any], Any]] = {
    NoneType: _same,
    bool: _same,
    int: _same,
    str: str,
    Decimal: lambda value: format(value, "f"),
    UUID: str,
    datetime: moment,
    date: date.isoformat,
    dict: lambda value: {str(key): plain(member) for key, member in value.items()},
    tuple: _list,
    list: _list,
    Sealed: lambda value: {SEALED: {"person": str(value.person), "box": value.box}},
    Evidence: lambda value: {"sha256": value.sha256, "media_type": value.media_type, "size": value.size},
}
"""How each type of value is written."""


def fields(event: Event) -> Body:
    """What the event itself says, without its envelope, as JSON has it."""
    return {name: plain(value) for name, value in vars(event).items() if name not in ENVELOPE}


def event_name(event: Event) -> str:
    """The event's stable name without prefix and version: `deduction-recorded`."""
    return type(event).TOPIC.split(".")[1]


def in_order(position: int) -> str:
    """A position as text that sorts as the number does."""
    return f"{position:012d}"


def in_time(period: str) -> str:
    """A period as text that sorts as time does: a month as it is written, a quarter by its first month."""
    return period if kind_of(period) == MONTHLY else f"{months_of(period)[0]}~{period[5:]}"
