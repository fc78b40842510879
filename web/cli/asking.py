"""What commands about a cycle have in common: the bearer's questions and commands, lists to their end, tables."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4

import click

from application.queries.pages import MOST, Page, Paging
from domain.errors import NotFound
from web.cli.ledger import bearer
from web.cli.output import console

if TYPE_CHECKING:
    from application.ports import Answer, Bearer
    from application.queries import Queries
    from web.services import Services

SHOP = click.option("--shop", required=True, metavar="CODE", help="店铺代码 / the shop's code")
PERIOD = click.option("--period", required=True, metavar="PERIOD", help="考核期，如 2026-10 / the month or quarter")


class Asking:
    """The bearer's questions and commands over opened services."""

    def __init__(self, services: "Services") -> None:
        self.services = services
        self.who: Bearer = bearer(services)

    @property
    def queries(self) -> "Queries":
        """Their questions."""
        return self.services.queries(self.who.organization, str(self.who.employee))

    def cycle(self, shop: str, period: str) -> UUID:
        """The period of a shop. Raises Invalid or NotFound, naming what was typed, where there is none that the bearer
        may see: an empty list would read as nothing to do.
        """
        from domain.cycle import cycle_id
        from domain.organization import shop_id
        from domain.periods import kind_of

        kind_of(period)
        place = shop_id(self.who.organization, shop)
        self._require_shop(shop, place)
        found = cycle_id(place, period)
        try:
            self.queries.cycle(found)
        except NotFound as error:
            raise NotFound(
                f"店铺 {shop} 没有你能看到的考核期 {period}；先由人事安排（POST /api/v1/cycles，见 docs/month.md） / "
                f"shop {shop} has no period {period} that you may see: HR plans it first "
                "(POST /api/v1/cycles; see docs/month.md)",
                code=error.code,
                pointer="/period",
            ) from error
        return found

    def _require_shop(self, code: str, id: UUID) -> None:
        try:
            self.queries.shop(id)
        except NotFound as error:
            known = ", ".join(held["code"] for held in all_of(self.queries.shops)) or "—"
            raise NotFound(
                f"没有店铺 {code}；现有：{known} / there is no shop {code}; there are: {known}",
                code=error.code,
                pointer="/shop",
            ) from error

    def person(self, number: str) -> UUID:
        """Somebody by staff number."""
        from domain.employee import employee_id

        return employee_id(self.who.organization, number)

    def do(self, command: object) -> "Answer":
        """Send a command."""
        from application.commanding import Request

        request = Request(self.who.organization, str(self.who.employee), uuid4(), self.services.clock.now())
        return self.services.commands.execute(command, request)


def all_of(ask: Any) -> Iterator[dict[str, Any]]:
    """Every item of a list, page by page."""
    paging: Paging | None = Paging(MOST)
    while paging is not None:
        page = cast("Page", ask(paging))
        yield from page.items
        paging = Paging(MOST, page.next) if page.next else None


def print_table(headings: Sequence[str], rows: list[list[str]], lang: str) -> None:
    """Rows as a table; without rows, that there is nothing."""
    from rich.table import Table

    if not rows:
        console().print("没有记录" if lang == "zh" else "nothing here")
        return
    table = Table()
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console().print(table)
