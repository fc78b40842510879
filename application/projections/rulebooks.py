"""Schemes and plans with their published versions; each version's whole document in a row of its own."""

from collections.abc import Iterable

from application.projections.plain import Body
from application.projections.projecting import Change, Entry, EventModel, StreamModel
from domain.rulebook import RulebookDrafted, RulebookRetired, VersionPublished

RULEBOOKS, RULEBOOK_VERSIONS = "rulebooks", "rulebook-versions"


def _drafted(event: RulebookDrafted, entry: Entry) -> Body:
    return {
        "kind": event.kind,
        "name": event.name,
        "newest": 0,
        "versions": [],
        "retired": None,
        "drafted": entry.mark(),
    }


def _published(event: VersionPublished, body: Body, entry: Entry) -> Body:
    version = entry.mark(version=event.rules_version, sha256=event.sha256)
    return {**body, "newest": event.rules_version, "versions": [*body["versions"], version]}


def _retired(event: RulebookRetired, body: Body, entry: Entry) -> Body:
    return {**body, "retired": entry.mark(reason=event.reason)}


def _place(body: Body, _entry: Entry) -> tuple[str, str]:
    return body["kind"], body["name"]


def _document(event: VersionPublished, entry: Entry) -> Iterable[Change]:
    body = {
        "rulebook": entry.stream,
        "rules_version": event.rules_version,
        "sha256": event.sha256,
        "document": event.document,
        "published": entry.mark(),
    }
    key = version_key(entry.stream, event.rules_version)
    yield entry.row(RULEBOOK_VERSIONS, key, body, parent=entry.stream, sort=f"{event.rules_version:06d}")


def version_key(rulebook: str, version: int) -> str:
    """The row of a published version."""
    return f"{rulebook} {version}"


RULEBOOKS_MODEL = StreamModel(
    RULEBOOKS,
    begins={RulebookDrafted: _drafted},
    changes={VersionPublished: _published, RulebookRetired: _retired},
    place=_place,
)
VERSIONS_MODEL = EventModel(RULEBOOK_VERSIONS, {VersionPublished: _document})
MODELS = (RULEBOOKS_MODEL, VERSIONS_MODEL)
