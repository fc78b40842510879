"""Organization (组织): who one is, shops, roles, duties, the calendar."""

from typing import Any

from application.organizations import DefineRole, GrantDuty, OpenShop, SetCalendar, WithdrawDuty
from application.queries import Queries
from web.api.answers.organization import Calendar, HeldDuty, Me, Organization, Role, Shop
from web.api.entries.organization import CalendarEntry, DutyEntry, RoleEntry, ShopEntry
from web.api.fields import Id
from web.api.parameters import AsOf, PagedAsOf
from web.api.parsing import document_text, parse_json
from web.api.routes import Blueprint, Command, Query, add_routes


class DutiesOf(PagedAsOf):
    """Whose duties."""

    employee = Id("One person's.")


def set_calendar(document: dict[str, Any]) -> SetCalendar:
    """The command, from the calendar as an object."""
    return SetCalendar(document_text(document))


def calendar(asked: Queries, as_of: str | None = None) -> dict[str, Any]:
    """The calendar in force, its document as an object."""
    found = asked.calendar(as_of=as_of)
    return {**found, "document": parse_json(found["document"].encode())}


def me(asked: Queries) -> dict[str, Any]:
    """Who asks."""
    found = asked.me()
    return {**found, "left": found["left"]["left_on"] if found["left"] else None}


SHOP = {"code": "tb-1", "name": "晴空服饰旗舰店", "platform": "taobao"}
ROLE = {"role": "service", "title_zh": "客服", "title_en": "Customer service"}


def routes() -> Blueprint:
    """Everything about the organization."""
    return add_routes(
        Blueprint("organization", "组织 · the organization, its shops, roles, duties and calendar"),
        Query("/me", "Who I am, and what I may decide", Me, me),
        Query("/organization", "The organization", Organization, Queries.organization, AsOf),
        Query("/shops", "Shops", Shop, Queries.shops, PagedAsOf, listed=True),
        Query("/shops/<uuid:shop>", "A shop", Shop, Queries.shop, AsOf),
        Query("/roles", "Roles", Role, Queries.roles, PagedAsOf, listed=True),
        Query("/duties", "Who holds which duty", HeldDuty, Queries.duties, DutiesOf, listed=True),
        Query("/calendar", "The working-day calendar in force", Calendar, calendar, AsOf),
        Command("/shops", OpenShop, "Open a shop", ShopEntry, example=SHOP),
        Command("/roles", DefineRole, "Define a role, or retitle it", RoleEntry, example=ROLE),
        Command("/duties", GrantDuty, "Grant a duty", DutyEntry),
        Command("/duties/withdrawals", WithdrawDuty, "Withdraw a duty", DutyEntry),
        Command("/calendars", set_calendar, "Put another calendar into force", CalendarEntry, inside="/document"),
    )
