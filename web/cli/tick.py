"""`jixiao tick`: what time has brought."""

from uuid import UUID

import click

from web.cli.ledger import chosen, on_ledger, opened
from web.cli.output import output_options, print_json


@click.command()
@on_ledger
@output_options
def tick(database: str | None, organization: UUID | None, as_json: bool, lang: str) -> None:
    """记录到期事项：逾期、升级、失效 / Record what is due: deadlines missed, appeals escalated or lapsed."""
    with opened(database) as services:
        organizations = [chosen(services, organization)] if organization else services.directory.organizations()
        recorded = {str(one): services.tick(one) for one in organizations}
    if as_json:
        print_json({"recorded": recorded})
        return
    for one, count in recorded.items():
        click.echo(f"{one}: {count} 项到期事项已记录" if lang == "zh" else f"{one}: {count} due things recorded")
    if not recorded:
        click.echo("这里还没有组织" if lang == "zh" else "there is no organization here yet")
