"""The schemes and plans that ship inside the package `domain.library`."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

from adapters.library.toml_documents import plan_from_toml, scheme_from_toml
from domain.pay.plan import Plan
from domain.scoring.scheme import Scheme

Document = TypeVar("Document")


class PackagedLibrary:
    """Implements `application.catalogue.Library`; each document is read once, when somebody first asks for it."""

    def schemes(self) -> tuple[Scheme, ...]:
        """All built-in schemes, by id."""
        return tuple(_scheme(id) for id in sorted(_names("schemes")))

    def plans(self) -> tuple[Plan, ...]:
        """All built-in plans, by id."""
        return tuple(_plan(id) for id in sorted(_names("plans")))

    def scheme(self, id: str) -> Scheme | None:
        """The built-in scheme of that id, or None."""
        return _scheme(id) if id in _names("schemes") else None

    def plan(self, id: str) -> Plan | None:
        """The built-in plan of that id, or None."""
        return _plan(id) if id in _names("plans") else None


@cache
def _names(folder: str) -> Mapping[str, Traversable]:
    place = files("domain.library") / folder
    return {entry.name.removesuffix(".toml"): entry for entry in place.iterdir() if entry.name.endswith(".toml")}


@cache
def _scheme(id: str) -> Scheme:
    return _read("schemes", id, scheme_from_toml)


@cache
def _plan(id: str) -> Plan:
    return _read("plans", id, plan_from_toml)


def _read(folder: str, id: str, read: Callable[[str], Document]) -> Document:
    return read(_names(folder)[id].read_text(encoding="utf-8"))
