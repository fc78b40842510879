"""What projections are made of: an entry to project, models with a table of the events that change them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from application.ports import Recorded, Removal, Row, RowReader
from application.projections.plain import Body, moment, plain
from domain.eventsourced import Event

Change = Row | Removal


@dataclass(frozen=True)
class Entry:
    """One event to project, with its envelope and the rows as they stand before it."""

    recorded: Recorded
    rows: RowReader

    @cached_property
    def stream(self) -> str:
        """The id of the aggregate that the event belongs to."""
        return str(self.recorded.originator_id)

    @cached_property
    def at(self) -> str:
        """When it was decided."""
        return moment(self.recorded.event.timestamp)

    @property
    def position(self) -> int:
        """The event's place in the ledger."""
        return self.recorded.position

    def mark(self, **facts: Any) -> Body:
        """Who did it, when and where it stands in the ledger, with `facts`."""
        return {
            "by": self.recorded.actor,
            "at": self.at,
            "position": self.recorded.position,
            **{name: plain(value) for name, value in facts.items()},
        }

    def stamped(self, body: Body) -> Body:
        """A body with the aggregate's version and the position after this event."""
        return {**body, "version": self.recorded.originator_version, "position": self.recorded.position}

    def row(self, model: str, key: str, body: Body, *, parent: str = "", sort: str = "") -> Row:
        """A stamped row."""
        return Row(model, key, parent, sort, self.stamped(body))


class Model(Protocol):
    """A read model: what it is called, which events change it, and how."""

    @property
    def name(self) -> str:
        """The model's name in rows; rows that come along with it have names of their own."""

    @property
    def events(self) -> frozenset[type[Event]]:
        """Every event that it projects."""

    def project(self, entry: Entry) -> Iterable[Change]:
        """The changes that an event of `events` makes."""


@dataclass(frozen=True)
class EventModel:
    """A model whose events make rows of their own, each by its entry in the table."""

    name: str
    table: Mapping[type[Event], Callable[[Any, Entry], Iterable[Change]]]

    @property
    def events(self) -> frozenset[type[Event]]:
        return frozenset(self.table)

    def project(self, entry: Entry) -> Iterable[Change]:
        return self.table[type(entry.recorded.event)](entry.recorded.event, entry)


def nothing_else(_before: Body | None, _after: Body, _entry: Entry) -> Iterable[Change]:
    """No other rows hang on this one."""
    return ()


@dataclass(frozen=True)
class StreamModel:
    """A model with one row an aggregate, under the aggregate's id.

    Attributes:
        begins: the events that make the row (one, as a rule), each with what makes its first body.
        changes: every other event of the aggregate, with what makes the next body of the last one. A body is replaced,
            never altered: the reader's row may be shared.
        place: parent and sort text of a body.
        also: further rows that follow from the change.
    """

    name: str
    begins: Mapping[type[Event], Callable[[Any, Entry], Body]]
    changes: Mapping[type[Event], Callable[[Any, Body, Entry], Body]]
    place: Callable[[Body, Entry], tuple[str, str]]
    also: Callable[[Body | None, Body, Entry], Iterable[Change]] = field(default=nothing_else)

    @property
    def events(self) -> frozenset[type[Event]]:
        return frozenset(self.begins) | frozenset(self.changes)

    def project(self, entry: Entry) -> Iterable[Change]:
        """The aggregate's row after the event. Raises LookupError for a history without its beginning."""
        event = entry.recorded.event
        begin = self.begins.get(type(event))
        before: Body | None = None
        if begin is not None:
            after = begin(event, entry)
        else:
            row = entry.rows.get(self.name, entry.stream)
            if row is None:
                raise LookupError(f"{self.name}: the history of {entry.stream} has no beginning")
            before = dict(row.body)
            after = self.changes[type(event)](event, before, entry)
        after = entry.stamped({"id": entry.stream, **after})
        parent, sort = self.place(after, entry)
        yield Row(self.name, entry.stream, parent, sort, after)
        yield from self.also(before, after, entry)


def unchanged(_event: Event, body: Body, _entry: Entry) -> Body:
    """The event only moves the version on."""
    return body
