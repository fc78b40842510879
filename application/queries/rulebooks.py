"""Published schemes and plans: the rules are everybody's to read (D15)."""

import json
from uuid import UUID

from application.ports import ReadStore
from application.projections.rulebooks import RULEBOOK_VERSIONS, RULEBOOKS, version_key
from application.queries.pages import Page, Paging, page
from application.queries.views import Document, View, body_of
from application.things import absent
from domain.rulebook import rulebook_id


def rulebooks(view: View, paging: Paging, kind: str) -> Page:
    """Schemes (`scheme`) or plans (`plan`) in this ledger, by name."""
    return page(view.rows, RULEBOOKS, paging, body_of, parent=kind)


def rulebook(view: View, kind: str, name: str, version: int | None = None) -> Document:
    """A scheme or plan with the document of a version, the newest by default."""
    id = str(rulebook_id(view.organization, kind, name))
    row = view.rows.get(RULEBOOKS, id)
    held = None
    if row is not None:
        held = view.rows.get(RULEBOOK_VERSIONS, version_key(id, version or row.body["newest"]))
    if row is None or held is None:
        raise absent(kind, name)
    published = {name: held.body[name] for name in ("rules_version", "sha256", "published")}
    return {**body_of(row), **published, "document": json.loads(held.body["document"])}


def newest_versions(rows: ReadStore, organization: UUID, kind: str) -> list[Document]:
    """Each scheme or plan that stands in a ledger, by name, with the document of its newest version."""
    found = []
    for row in rows.find(RULEBOOKS, parent=kind):
        id = str(rulebook_id(organization, kind, row.body["name"]))
        held = rows.get(RULEBOOK_VERSIONS, version_key(id, row.body["newest"]))
        if held is not None:
            found.append({**body_of(row), "document": held.body["document"]})
    return found
