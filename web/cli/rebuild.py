"""`jixiao rebuild`: read models made anew beside the live ones, then swapped in."""

from uuid import UUID

import click

from web.cli.ledger import chosen, on_ledger, opened
from web.cli.output import output_options, print_json, progress_bar


@click.command()
@on_ledger
@output_options
def rebuild(database: str | None, organization: UUID | None, as_json: bool, lang: str) -> None:
    """重建查询表并一次切换 / Rebuild the read models beside the live ones and swap them in one transaction."""
    with opened(database) as services:
        chosen_one = chosen(services, organization)
        with progress_bar("重建 / rebuilding") as advance:
            tracked = services.rebuild(chosen_one, advance)
        digest = services.digest(chosen_one)
    if as_json:
        print_json({"organization": str(chosen_one), "position": tracked, "digest": digest})
        return
    words = "已重建到位置" if lang == "zh" else "rebuilt up to position"
    click.echo(f"{words} {tracked} (SHA-256 {digest})")
