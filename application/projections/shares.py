"""The discretionary share of each cycle (5% 浮动权限, D04 三.3): the ceiling, who was granted what, what is left."""

from decimal import Decimal

from application.projections.plain import Body, fields, plain
from application.projections.projecting import Entry, StreamModel
from domain.discretionary_share import GrantWithdrawn, ShareCeilingSet, ShareGranted

SHARES = "shares"


def _ceiling_set(event: ShareCeilingSet, entry: Entry) -> Body:
    ceiling = plain(event.ceiling)
    return {**fields(event), "left": ceiling, "grants": [], "set": entry.mark()}


def _granted(event: ShareGranted, body: Body, entry: Entry) -> Body:
    facts = fields(event)
    grant = {**entry.mark(id=facts.pop("grant"), **facts), "withdrawn": None}
    return _with_left(body, [*body["grants"], grant])


def _withdrawn(event: GrantWithdrawn, body: Body, entry: Entry) -> Body:
    """A withdrawn grant stays visible and no longer counts."""
    mark = entry.mark(reason=event.reason)
    grants = [{**held, "withdrawn": mark} if held["id"] == str(event.grant) else held for held in body["grants"]]
    return _with_left(body, grants)


def _with_left(body: Body, grants: list[Body]) -> Body:
    standing = sum((Decimal(held["points"]) for held in grants if held["withdrawn"] is None), Decimal(0))
    return {**body, "grants": grants, "left": plain(Decimal(body["ceiling"]) - standing)}


def _place(body: Body, _entry: Entry) -> tuple[str, str]:
    return body["cycle"], ""


SHARES_MODEL = StreamModel(
    SHARES,
    begins={ShareCeilingSet: _ceiling_set},
    changes={ShareGranted: _granted, GrantWithdrawn: _withdrawn},
    place=_place,
)
MODELS = (SHARES_MODEL,)
