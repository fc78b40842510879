"""`jixiao import`: facts from a CSV or Excel file into the open cards of a cycle."""

from pathlib import Path

import click

from application.imports import ImportFacts
from web import wiring
from web.cli.asking import Asking
from web.cli.ledger import on_database, opened
from web.cli.output import output_options, print_json

TYPES = {".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@click.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--shop", required=True, metavar="CODE", help="店铺代码 / the shop's code")
@click.option(
    "--period", required=True, metavar="PERIOD", help="考核月份或季度，如 2026-10、2026-Q4 / the month or quarter"
)
@click.option(
    "--mapping",
    default="seller-month",
    show_default=True,
    help="列映射：内置标识或 TOML 文件 / built in, or a TOML file",
)
@on_database
@output_options
def import_facts(
    file: Path, shop: str, period: str, mapping: str, database: str | None, as_json: bool, lang: str
) -> None:
    """导入指标数据，要么全部，要么一行也不 / Import facts, all of them or none; every bad row is named."""
    with opened(database) as services:
        asking = Asking(services)
        cycle = asking.cycle(shop, period)
        columns = wiring.mapping_from_file(Path(mapping)) if Path(mapping).is_file() else mapping
        media_type = TYPES.get(file.suffix.lower(), "text/csv")
        command = ImportFacts(cycle, file.read_bytes(), file.name, columns, media_type)
        answer = asking.do(command)
    if as_json:
        print_json({"cycle": str(cycle), "version": answer.version, "position": answer.position})
        return
    words = f"{file.name} 已导入 {period}" if lang == "zh" else f"{file.name} was imported into {period}"
    click.echo(f"{words} (#{answer.position})")
