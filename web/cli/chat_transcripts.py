"""`jixiao chats transcripts`: what was imported into a shop's month, with the ids that other commands ask for."""

import click

from web.cli.asking import PERIOD, SHOP, Asking, all_of, print_table
from web.cli.chat_words import word
from web.cli.ledger import on_database, opened
from web.cli.output import output_options, print_json

COLUMNS = ("id", "file_name", "chats", "messages")


@click.command()
@SHOP
@PERIOD
@on_database
@output_options
def transcripts(shop: str, period: str, database: str | None, as_json: bool, lang: str) -> None:
    """已导入的聊天记录及其编号（figures、sample 要用）/ what was imported, with the ids that others take."""
    with opened(database) as services:
        asking = Asking(services)
        cycle = asking.cycle(shop, period)
        found = list(all_of(lambda page: asking.queries.transcripts(cycle, page)))
    if as_json:
        print_json(found)
        return
    print_table([word(name, lang) for name in COLUMNS], [[str(held[name]) for name in COLUMNS] for held in found], lang)
