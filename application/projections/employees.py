"""People: posts since when, base pay since when, left or not. Names are not here: they lie sealed beside the ledger."""

from collections.abc import Iterable

from application.projections.plain import Body, plain
from application.projections.projecting import Change, Entry, StreamModel
from domain.employee import (
    BasePaySet,
    EmployeeHired,
    EmployeeLeft,
    EmployeeMoved,
    PersonErased,
    TokenHandedOut,
    TokensRevoked,
)

EMPLOYEES, POSTINGS, ERASURES = "employees", "postings", "erasures"


def _hired(event: EmployeeHired, entry: Entry) -> Body:
    first = entry.mark(effective_on=event.hired_on, shop=event.shop, role=event.role, lead=event.lead, reason=None)
    return _posted(
        {
            "number": event.number,
            "regular": event.regular,
            "hired_on": plain(event.hired_on),
            "left": None,
            "erased": None,
            "posts": [],
            "shops": [],
            "base_pays": [],
        },
        first,
    )


def _moved(event: EmployeeMoved, body: Body, entry: Entry) -> Body:
    facts = {name: getattr(event, name) for name in ("effective_on", "shop", "role", "lead", "reason")}
    return _posted(body, entry.mark(**facts))


def _posted(body: Body, post: Body) -> Body:
    shops = {*body["shops"], post["shop"]} - {None}
    newest = {name: post[name] for name in ("shop", "role", "lead")}
    return {**body, **newest, "posts": [*body["posts"], post], "shops": sorted(shops)}


def _base_pay_set(event: BasePaySet, body: Body, entry: Entry) -> Body:
    pay = entry.mark(amount=event.amount, effective_on=event.effective_on, reason=event.reason)
    return {**body, "base_pays": [*body["base_pays"], pay]}


def _left(event: EmployeeLeft, body: Body, entry: Entry) -> Body:
    return {**body, "left": entry.mark(left_on=event.left_on, reason=event.reason)}


def _erased(event: PersonErased, body: Body, entry: Entry) -> Body:
    return {**body, "erased": entry.mark(reason=event.reason, reference=event.reference)}


def _unchanged(_event: TokenHandedOut | TokensRevoked, body: Body, _entry: Entry) -> Body:
    """The audit log and the timeline tell of tokens; the person's row only moves on to the next version."""
    return body


def _place(body: Body, _entry: Entry) -> tuple[str, str]:
    return body["shop"] or "", body["number"]


def _also(before: Body | None, after: Body, entry: Entry) -> Iterable[Change]:
    yield from _postings(before, after, entry)
    if after["erased"] and not (before and before["erased"]):
        yield entry.row(ERASURES, entry.stream, {"employee": entry.stream, **after["erased"]}, sort=after["number"])


def _postings(before: Body | None, after: Body, entry: Entry) -> Iterable[Change]:
    """Whoever has, or ever had, a post in a shop stays findable there."""
    known = set(before["shops"]) if before else set()
    for shop in after["shops"]:
        if shop not in known:
            body = {"employee": entry.stream, "shop": shop, "number": after["number"]}
            yield entry.row(POSTINGS, f"{shop} {entry.stream}", body, parent=shop, sort=entry.stream)


EMPLOYEES_MODEL = StreamModel(
    EMPLOYEES,
    begins={EmployeeHired: _hired},
    changes={
        EmployeeMoved: _moved,
        BasePaySet: _base_pay_set,
        EmployeeLeft: _left,
        PersonErased: _erased,
        TokenHandedOut: _unchanged,
        TokensRevoked: _unchanged,
    },
    place=_place,
    also=_also,
)
MODELS = (EMPLOYEES_MODEL,)


def number_of(employee: str, entry: Entry) -> str:
    """A person's staff number, by which lists are sorted; their id where they were hired outside this history."""
    row = entry.rows.get(EMPLOYEES, employee)
    return str(row.body["number"]) if row is not None else employee
