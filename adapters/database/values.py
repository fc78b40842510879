"""Ids and times as they come from either database, and as SQLite keeps them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID


def as_uuid(value: Any) -> UUID:
    """An id as PostgreSQL (`UUID`) or SQLite (text) returns it."""
    return value if isinstance(value, UUID) else UUID(value)


def as_moment(value: Any) -> datetime:
    """A time as PostgreSQL (`datetime`) or SQLite (text) returns it, in UTC."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment.astimezone(UTC)


def moment_text(moment: datetime) -> str:
    """An aware time as `2026-01-31T08:00:00.000000Z`: always 27 characters, so that text order is time order."""
    if moment.tzinfo is None:
        raise ValueError("a stored time must be aware of its time zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
