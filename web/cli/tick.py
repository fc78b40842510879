"""`jixiao tick`: what time has brought."""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

import click

from application.sealing import SealRefused
from web.cli.ledger import chosen, on_ledger, opened
from web.cli.output import CheckFailed, output_options, print_json

if TYPE_CHECKING:
    from web.services import Services


@click.command()
@on_ledger
@output_options
def tick(database: str | None, organization: UUID | None, as_json: bool, lang: str) -> None:
    """记录到期事项并封存：逾期、升级、失效 / Record what is due, and seal it: deadlines missed, appeals
    escalated or lapsed.
    """
    with opened(database) as services:
        organizations = [chosen(services, organization)] if organization else services.directory.organizations()
        recorded = {one: services.tick(one) for one in organizations}
        refused = [error for one in organizations if recorded[one] and (error := _unsealed(services, one))]
    if as_json:
        print_json({"recorded": {str(one): count for one, count in recorded.items()}})
    else:
        _print(recorded, lang)
    if refused:
        raise CheckFailed("; ".join(refused))


def _unsealed(services: "Services", organization: UUID) -> str:
    """Seal what was recorded; returns why that was refused, "" when it was not: what was recorded stands."""
    try:
        services.seal(organization)
    except SealRefused as error:
        return f"{organization}: 已记录，未能封存 / recorded, and not sealed: {error}"
    return ""


def _print(recorded: Mapping[UUID, int], lang: str) -> None:
    for one, count in recorded.items():
        click.echo(f"{one}: {count} 项到期事项已记录" if lang == "zh" else f"{one}: {count} due things recorded")
    if not recorded:
        click.echo("这里还没有组织" if lang == "zh" else "there is no organization here yet")
