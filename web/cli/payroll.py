"""`jixiao payroll PLAN INPUT.json`: computes one payroll, writes nothing."""

from typing import Any

import click

from application.dry_runs import dry_payroll
from domain.pay.columns import COLUMNS
from domain.pay.plan import Plan
from domain.scoring.documents import json_data
from domain.scoring.words import Words
from web.cli.output import console, output_options, print_json, read_text, say
from web.cli.references import find_plan

PEOPLE = {"id": Words("员工", "person"), "role": Words("岗位", "role")}


@click.command()
@click.argument("plan")
@click.argument("input_", metavar="INPUT")
@output_options
def payroll(plan: str, input_: str, as_json: bool, lang: str) -> None:
    """按 PLAN 试算 INPUT.json 一份工资表，不写入任何数据 / compute one payroll, write nothing.

    PLAN: 内置方案标识或 TOML 文件 / a built-in id or a TOML file.
    INPUT: JSON 文件，- 为标准输入 / - reads standard input.
    """
    found = find_plan(plan)
    result = dry_payroll(found, json_data(read_text(input_)))
    if as_json:
        print_json(result)
    else:
        print_payroll(found, result, lang)


def print_payroll(plan: Plan, result: dict[str, Any], lang: str) -> None:
    """The payroll as a table, with its totals in the last row."""
    from rich.table import Table

    lines, totals = result["lines"], result["totals"]
    columns = list(lines[0]) if lines else ["id", *totals]
    table = Table(title=f"{say(plan.title, lang)}（{plan.id} v{plan.version}）", title_justify="left", show_footer=True)
    for column in columns:
        footer = ("合计" if lang == "zh" else "total") if column == "id" else totals.get(column, "")
        table.add_column(_heading(column, lang), footer, justify="left" if column in PEOPLE else "right", no_wrap=True)
    for line in lines:
        table.add_row(*(line[column] for column in columns))
    out = console()
    if "pool" in result:
        out.print(f"{_heading('pool', lang)} {result['pool']}")
    out.print(table)
    for column in (name for name in totals if name not in columns):
        out.print(f"{_heading(column, lang)} {totals[column]}")


def _heading(column: str, lang: str) -> str:
    return say(PEOPLE.get(column) or COLUMNS[column], lang)
