"""Every event class of the domain, what its fields are, and an example of each."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import domain
from domain.eventsourced import Aggregate, Created, Event
from domain.values import Evidence, Sealed
from tests.domain.story import ENVELOPE, id_of

SCALARS = (str, int, bool, Decimal, UUID, date, datetime, Sealed, Evidence)
"""What an event may hold, besides tuples and dictionaries with text keys of these."""


def event_classes() -> list[type[Event]]:
    """All of them, by topic."""
    _import_everything()
    return sorted(_concrete(Event), key=lambda cls: cls.TOPIC)


def aggregate_classes() -> list[type[Aggregate]]:
    """All aggregates, by name."""
    _import_everything()
    own = [cls for cls in Aggregate.__subclasses__() if cls.__module__.startswith("domain.")]
    return sorted(own, key=lambda cls: cls.__name__)


def fields(event: type[Event]) -> dict[str, Any]:
    """The facts that an event states, with their types; the envelope is left out."""
    return {
        name: hint
        for name, hint in get_type_hints(event).items()
        if get_origin(hint) is not ClassVar and name not in ENVELOPE
    }


def aggregate_of(event: type[Event]) -> type[Aggregate]:
    """The aggregate whose history an event belongs to: the one that its module, or its package, defines."""
    room = event.__module__
    found = [cls for cls in aggregate_classes() if _room(cls.__module__) == _room(room)]
    (aggregate,) = found
    return aggregate


def type_text(hint: Any) -> str:
    """A field's type as people read it."""
    if hint in (Any, NoneType):
        return "any" if hint is Any else "null"
    arguments = get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        return " or ".join(type_text(argument) for argument in arguments)
    if get_origin(hint) is tuple:
        return f"list of {type_text(arguments[0])}"
    if get_origin(hint) is dict:
        return f"object of {type_text(arguments[1])}"
    names: dict[Any, str] = {
        Sealed: "sealed text", Evidence: "evidence", Decimal: "decimal", UUID: "id", str: "text", int: "integer",
        bool: "truth value",
    }  # fmt: skip
    return names.get(hint) or str(hint.__name__)


def forbidden_parts(hint: Any) -> Iterator[Any]:
    """The parts of a field's type that an event may not hold, such as a float or a list."""
    arguments = get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        for argument in arguments:
            yield from forbidden_parts(argument)
    elif get_origin(hint) is tuple and arguments[1:] == (Ellipsis,):
        yield from forbidden_parts(arguments[0])
    elif get_origin(hint) is dict and arguments[0] is str:
        yield from forbidden_parts(arguments[1])
    elif hint not in (*SCALARS, Any, NoneType):
        yield hint


def example(event: type[Event]) -> Event:
    """An event of this class; its values follow from the names of its fields, so it is the same for ever."""
    envelope: dict[str, Any] = {
        "originator_id": id_of(event.TOPIC),
        "originator_version": 1 if issubclass(event, Created) else 2,
        "timestamp": datetime(2026, 10, 31, 15, 59, 59, 123456, tzinfo=UTC),
        "actor": str(id_of("actor")),
    }
    if issubclass(event, Created):
        envelope["originator_topic"] = aggregate_of(event).TOPIC
    return event(**envelope, **{name: _value(name, hint) for name, hint in fields(event).items()})


def _value(name: str, hint: Any) -> Any:
    arguments = get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        return _value(name, next(argument for argument in arguments if argument is not NoneType))
    if get_origin(hint) is tuple:
        return (_value(f"{name} 1", arguments[0]), _value(f"{name} 2", arguments[0]))
    if get_origin(hint) is dict:
        return {"甲": _value(f"{name} 甲", arguments[1]), "b-2": _value(f"{name} b", arguments[1])}
    samples: dict[Any, Any] = {
        str: f"{name}：“迟到”\n",
        int: len(name),
        bool: True,
        Decimal: Decimal(f"{len(name)}.50"),
        UUID: id_of(name),
        date: date(2026, 10, 31),
        datetime: datetime(2027, 1, 31, 16, 0, tzinfo=UTC),
        Sealed: Sealed(id_of(name), "bm9uY2U="),
        Evidence: Evidence("ab" * 32, "image/png", 1024),
        Any: ({"amount": Decimal("0.00"), "day": date(2026, 2, 28), "none": None, "of": (1, id_of(name))}, "文"),
    }
    return samples[hint]


def _import_everything() -> None:
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        importlib.import_module(module.name)


def _concrete(base: type[Event]) -> Iterator[type[Event]]:
    for cls in base.__subclasses__():
        if cls.__module__.startswith("domain.") and "TOPIC" in cls.__dict__:
            yield cls
        yield from _concrete(cls)


def _room(module: str) -> str:
    return ".".join(module.split(".")[:2])
