"""Team funds (团队活动基金, D04 三.4): the balance; every credit, spending and correction with the balance after it."""

from collections.abc import Iterable
from decimal import Decimal

from application.projections.plain import Body, fields, in_order, plain
from application.projections.projecting import Change, Entry, StreamModel
from domain.team_fund import FundCorrected, FundCredited, FundSpent, TeamFundOpened

TEAM_FUNDS, FUND_ENTRIES = "team-funds", "fund-entries"


def _opened(event: TeamFundOpened, entry: Entry) -> Body:
    return {**fields(event), "balance": "0.00", "opened": entry.mark()}


def _added(event: FundCredited | FundCorrected, body: Body, _entry: Entry) -> Body:
    return {**body, "balance": plain(Decimal(body["balance"]) + event.amount)}


def _spent(event: FundSpent, body: Body, _entry: Entry) -> Body:
    return {**body, "balance": plain(Decimal(body["balance"]) - event.amount)}


def _entries(before: Body | None, after: Body, entry: Entry) -> Iterable[Change]:
    if before is None:
        return
    event = entry.recorded.event
    kind = {FundCredited: "credit", FundSpent: "spending", FundCorrected: "correction"}[type(event)]
    amount = Decimal(after["balance"]) - Decimal(before["balance"])
    body = {
        "id": in_order(entry.position),
        "fund": entry.stream,
        "shop": after["shop"],
        "kind": kind,
        **entry.mark(**fields(event)),
        "amount": plain(amount),
        "balance": after["balance"],
    }
    yield entry.row(FUND_ENTRIES, body["id"], body, parent=entry.stream, sort=body["id"])


def _place(body: Body, _entry: Entry) -> tuple[str, str]:
    return body["shop"], ""


TEAM_FUNDS_MODEL = StreamModel(
    TEAM_FUNDS,
    begins={TeamFundOpened: _opened},
    changes={FundCredited: _added, FundCorrected: _added, FundSpent: _spent},
    place=_place,
    also=_entries,
)
MODELS = (TEAM_FUNDS_MODEL,)
