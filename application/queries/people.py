"""Names and sealed texts: what the vault adds to a document that may be seen.

Names never enter the ledger or the read models. A text whose key was destroyed reads as `ERASED`.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from application.projections.plain import SEALED
from application.queries.views import Document, View
from domain.values import Sealed

ERASED = {"zh": "已删除", "en": "erased"}

NAMED_BY = frozenset({"employee", "person", "appellant", "handler", "lead", "by"})
"""Fields of documents that hold a person's id."""


def opened(view: View, value: Any) -> Any:
    """`value` with every sealed text in it opened, or `ERASED`."""
    if isinstance(value, dict):
        if value.keys() == {SEALED}:
            sealed = value[SEALED]
            text = view.vault.open(Sealed(UUID(sealed["person"]), sealed["box"]))
            return dict(ERASED) if text is None else text
        return {name: opened(view, member) for name, member in value.items()}
    if isinstance(value, list):
        return [opened(view, member) for member in value]
    return value


def name_of(view: View, person: str) -> str | None:
    """The name that the vault keeps; None for somebody erased, or who has none."""
    profile = view.vault.profile(UUID(person))
    return None if profile is None else profile.get("name")


def named(view: View, document: Document) -> Document:
    """The document with the name of its `employee`."""
    return {**document, "name": name_of(view, document["employee"])}


def with_people(view: View, document: Document, also: Iterable[str] = ()) -> Document:
    """The document with `people`: staff number and name of everybody whom it mentions.

    Whoever may see a document may know who the people on it are.
    """
    mentioned = sorted({*_mentioned(document), *also})
    return {**document, "people": {person: _known_as(view, person) for person in mentioned}}


def _known_as(view: View, person: str) -> Document:
    posts = view.posts_of(person)
    return {"number": posts["number"] if posts else None, "name": name_of(view, person) if posts else None}


def _mentioned(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, member in value.items():
            if name in NAMED_BY and isinstance(member, str):
                if not member.startswith("system:"):
                    yield member
            else:
                yield from _mentioned(member)
    elif isinstance(value, list):
        for member in value:
            yield from _mentioned(member)
