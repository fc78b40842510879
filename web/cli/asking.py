"""What commands about a cycle have in common: the bearer's questions and commands, lists to their end, tables."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4

from application.queries.pages import MOST, Page, Paging
from web.cli.ledger import bearer
from web.cli.output import console

if TYPE_CHECKING:
    from application.ports import Answer, Bearer
    from application.queries import Queries
    from web.services import Services


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
        """The month of a shop."""
        from domain.cycle import cycle_id
        from domain.organization import shop_id

        return cycle_id(shop_id(self.who.organization, shop), period)

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


def print_table(columns: Sequence[str], rows: list[list[str]], *more: str) -> None:
    """Rows as a table."""
    from rich.table import Table

    table = Table()
    for column in (*columns, *more):
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console().print(table)
