"""Published rules that rows refer to: a card names its scheme, a payroll its plan, by name and version."""

from application.projections.rulebooks import RULEBOOK_VERSIONS, version_key
from application.published_rules import published_plan, published_scheme
from application.queries.views import Document, View, body_of
from domain.pay.plan import Plan
from domain.rulebook import PLAN, SCHEME, rulebook_id
from domain.scoring.scheme import Scheme


def version_of(view: View, kind: str, name: str, version: int) -> Document:
    """A published version with its document. Raises LookupError when this ledger has no such version."""
    row = view.rows.get(RULEBOOK_VERSIONS, version_key(str(rulebook_id(view.organization, kind, name)), version))
    if row is None:
        raise LookupError(f"{kind} {name!r} has no version {version} in this ledger")
    return body_of(row)


def scheme_of(view: View, card: Document) -> Scheme:
    """The scheme version that the card was opened with. Raises LookupError as `version_of`."""
    return published_scheme(version_of(view, SCHEME, card["scheme"], card["scheme_version"])["document"])


def plan_of(view: View, payroll: Document) -> Plan:
    """The plan version that the payroll was calculated by. Raises LookupError as `version_of`."""
    return published_plan(version_of(view, PLAN, payroll["plan"], payroll["plan_version"])["document"])
