"""`jixiao init`: an organization with its first administrator."""

from datetime import timedelta
from uuid import uuid4

import click

from application.commanding import Request
from application.organizations import SYSTEM_SETUP, FoundOrganization, administrator_id
from application.ports import Bearer
from domain.calendar import SHANGHAI
from web.cli.ledger import on_database, opened
from web.cli.output import print_json

TOKEN_LIFE = timedelta(days=90)


@click.command()
@click.option("--name", required=True, metavar="NAME", help="组织名称 / the organization's name")
@click.option(
    "--number", default="ADMIN", show_default=True, help="首位管理员的工号 / the first administrator's staff number"
)
@click.option("--timezone", default=SHANGHAI, show_default=True, help="月份与期限的时区 / of months and deadlines")
@on_database
def init(name: str, number: str, timezone: str, database: str | None) -> None:
    """建立组织与首位管理员，打印其令牌（仅此一次） / Found an organization; prints its first token, this once."""
    with opened(database, prepare=True, founding=True) as services:
        organization = uuid4()
        now = services.clock.now()
        request = Request(organization, SYSTEM_SETUP, uuid4(), now)
        services.commands.execute(FoundOrganization(name, timezone, number), request)
        services.directory.add_organization(organization, name)
        employee = administrator_id(organization, number)
        token = services.directory.issue_token(Bearer(organization, employee), expires_at=now + TOKEN_LIFE)
    print_json({"organization": str(organization), "employee": str(employee), "token": token})
