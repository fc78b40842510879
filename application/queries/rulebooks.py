"""Published schemes and plans: the rules are everybody's to read (D15)."""

import json

from application.projections.rulebooks import RULEBOOK_VERSIONS, RULEBOOKS, version_key
from application.queries.pages import Page, Paging, page
from application.queries.views import Document, View, absent, body_of
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
