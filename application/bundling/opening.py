"""The plain texts of what is sealed in a bundle's events, and the names of whom they mention: the server's word."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from application.bundling.choosing import Choice
from application.bundling.ports import Document
from application.bundling.words import SERVER_WORD
from application.ports import Recorded, Vault
from application.projections.plain import ENVELOPE
from application.queries import Paging, Queries
from domain.errors import NotFound
from domain.values import Evidence, Sealed

FORMAT = "jixiao.opened.1"
ALL = Paging(limit=200)


def opened(asked: Queries, vault: Vault, choice: Choice) -> Document:
    """What the asker may read beside the events.

    Returns:
        `people` (staff number and name, null when erased), `names` (of the organization, its shops and roles), and
        `texts`: each sealed text by the position of its event and its field; `text` is null once it was erased.
    """
    events = sorted([*choice.events.values(), *choice.stated], key=lambda recorded: recorded.position)
    texts = [
        {"position": recorded.position, "field": field, "text": vault.open(sealed)}
        for recorded in events
        for field, sealed in values_in(recorded, Sealed)
    ]
    organization = asked.organization()
    return {
        "format": FORMAT,
        "statement": SERVER_WORD.plain(),
        "organization": organization["name"],
        "timezone": organization["timezone"],
        "people": _people(choice),
        "shops": _shops(asked, choice.shown),
        "roles": {role["id"]: role["title"] for role in asked.roles(ALL).items},
        "texts": texts,
    }


def values_in(recorded: Recorded, kind: type[Any]) -> Iterator[tuple[str, Any]]:
    """The values of a kind in what an event says, each with its place: `/reason`, `/evidence/0`."""
    said = {name: value for name, value in vars(recorded.event).items() if name not in ENVELOPE}
    return _values(said, kind, "")


def evidence_in(events: Iterable[Recorded]) -> dict[str, Evidence]:
    """The files that events name, by hash."""
    return {file.sha256: file for recorded in events for _, file in values_in(recorded, Evidence)}


def _values(value: Any, kind: type[Any], place: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, kind):
        yield place, value
    elif isinstance(value, Mapping):
        for name, member in value.items():
            yield from _values(member, kind, f"{place}/{name}")
    elif isinstance(value, tuple | list):
        for index, member in enumerate(value):
            yield from _values(member, kind, f"{place}/{index}")


def _people(choice: Choice) -> Document:
    """Those who are mentioned in what is enclosed, as the queries know them."""
    known: Document = {}
    for document in choice.shown:
        known.update(document["people"])
    texts = [f"{recorded.actor} {recorded.state}" for recorded in choice.events.values()]
    texts += [str(held.excerpt) for held in choice.withheld.values()]
    mentioned = [id for id in known if any(id in text or UUID(id).hex in text for text in texts)]
    return {id: known[id] for id in sorted(mentioned)}


def _shops(asked: Queries, shown: Iterable[Document]) -> dict[str, str]:
    found: dict[str, str] = {}
    for id in sorted({document["shop"] for document in shown}):
        try:
            found[id] = asked.shop(UUID(id))["name"]
        except NotFound:
            continue
    return found
