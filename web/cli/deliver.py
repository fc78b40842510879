"""`jixiao deliver`: notices that are due go out now; and what a channel gave up is tried again or forgotten."""

from uuid import UUID

import click

from application.delivering.delivering import Delivered
from web.cli.ledger import chosen, on_ledger, opened
from web.cli.output import output_options, print_json
from web.services import Services
from web.serving import log_lines

DEAD = click.Choice(["retry", "drop"])


@click.command()
@on_ledger
@output_options
@click.option("--dead", type=DEAD, help="已放弃的通知：重试或删除 / what was given up: try it again, or forget it")
@click.option("--close", metavar="CHANNEL", help="关闭渠道并清空其待发 / forget a channel and what it had to send")
def deliver(
    database: str | None, organization: UUID | None, as_json: bool, lang: str, dead: str | None, close: str | None
) -> None:
    """发出到期的通知 / Send the notices that are due."""
    log_lines()
    with opened(database) as services:
        organizations = [chosen(services, organization)] if organization else services.directory.organizations()
        report = {str(one): _deliver(services, one, dead, close) for one in organizations}
    if as_json:
        print_json({"delivered": report})
        return
    for one, found in report.items():
        click.echo(f"{one}: {_sentence(found, lang)}")


def _deliver(services: Services, organization: UUID, dead: str | None, close: str | None) -> dict[str, int]:
    outbox = services.ways_out.outbox_of(organization)
    if close:
        outbox.close(close)
    if dead == "retry":
        outbox.revive(services.clock.now())
    elif dead == "drop":
        outbox.drop_dead()
    total = Delivered()
    while now := services.deliver(organization):
        total += now
    states = outbox.states()
    return {
        "sent": total.sent,
        "failed": total.failed,
        "due": sum(state.due for state in states),
        "dead": sum(state.dead for state in states),
    }


def _sentence(found: dict[str, int], lang: str) -> str:
    words = {
        "zh": "已发出 {sent}，失败 {failed}，仍待发 {due}，已放弃 {dead}",
        "en": "{sent} sent, {failed} failed, {due} still due, {dead} given up",
    }
    return words[lang].format(**found)
