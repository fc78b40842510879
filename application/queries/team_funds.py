"""A shop's team fund with its entries."""

from uuid import UUID

from application.projections.team_funds import FUND_ENTRIES, TEAM_FUNDS
from application.queries.pages import Page, Paging, page
from application.queries.views import Document, View, body_of
from domain.team_fund import team_fund_id


def team_fund(view: View, shop: UUID) -> Document:
    """What the fund holds."""
    return view.visible(TEAM_FUNDS, team_fund_id(shop), "team-fund", lambda body: view.sees_shop(body["shop"]))


def fund_entries(view: View, paging: Paging, shop: UUID) -> Page:
    """Credits, spendings and corrections, newest first, each with the balance after it."""
    fund = team_fund(view, shop)
    return page(view.rows, FUND_ENTRIES, paging, body_of, parent=fund["id"], descending=True)
