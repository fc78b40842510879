"""`jixiao schemes` and `jixiao plans`: list them, show one, compare two, publish one's own."""

import json
from typing import Any
from uuid import UUID

import click

from application.catalogue import shown_plan, shown_scheme
from application.catalogue_diff import scheme_differences
from application.catalogue_page import schemes_page
from web import wiring
from web.cli.ledger import on_database, on_ledger
from web.cli.output import console, output_options, print_json
from web.cli.references import find_plan, find_scheme
from web.cli.rulebooks import PLANS, SCHEMES, found, listed, publish_file

MARKS = {"zh": "假设", "en": "assumed"}
RETIRED = {"zh": "（已停用）", "en": " (retired)"}


@click.group(invoke_without_command=True)
@on_ledger
@output_options
@click.pass_context
def schemes(ctx: click.Context, database: str | None, organization: UUID | None, as_json: bool, lang: str) -> None:
    """考核方案：列出、查看、比较、发布 / appraisal schemes: list, show, compare, publish."""
    if ctx.invoked_subcommand is None:
        entries = listed(SCHEMES, database, organization)
        if as_json:
            print_json(entries)
        else:
            _print_list(entries, lang, {"zh": "考核方案", "en": "Schemes"})


@schemes.command("show")
@click.argument("scheme", metavar="ID")
@on_ledger
@output_options
def show_scheme(scheme: str, database: str | None, organization: UUID | None, as_json: bool, lang: str) -> None:
    """查看一个方案的考核项、分值、依据 / one scheme's items, points and sources."""
    shown = shown_scheme(found(SCHEMES, scheme, database, organization) or find_scheme(scheme))
    if as_json:
        print_json(shown)
    else:
        _print_scheme(shown, lang)


@schemes.command("publish")
@click.argument("file", metavar="FILE.toml")
@on_database
@output_options
def publish_scheme(file: str, database: str | None, as_json: bool, lang: str) -> None:
    """发布自己的考核方案，已发布的版本不再改变 / publish your own scheme; a published version never changes."""
    publish_file(SCHEMES, file, database, as_json, lang)


@schemes.command("diff")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@on_ledger
@output_options
def diff_schemes(
    first: str, second: str, database: str | None, organization: UUID | None, as_json: bool, lang: str
) -> None:
    """比较两个方案的每一处不同 / every place where two schemes differ."""
    before, after = (found(SCHEMES, name, database, organization) or find_scheme(name) for name in (first, second))
    differences = scheme_differences(before, after)
    if as_json:
        print_json(differences)
    else:
        _print_differences(differences, lang)


@schemes.command("page")
def page() -> None:
    """输出 docs/schemes.md / print the page docs/schemes.md."""
    click.echo(schemes_page(wiring.library()), nl=False)


@click.group(invoke_without_command=True)
@on_ledger
@output_options
@click.pass_context
def plans(ctx: click.Context, database: str | None, organization: UUID | None, as_json: bool, lang: str) -> None:
    """薪酬方案：列出、查看、发布 / pay plans: list, show, publish."""
    if ctx.invoked_subcommand is None:
        entries = listed(PLANS, database, organization)
        if as_json:
            print_json(entries)
        else:
            _print_list(entries, lang, {"zh": "薪酬方案", "en": "Plans"})


@plans.command("show")
@click.argument("plan", metavar="ID")
@on_ledger
@output_options
def show_plan(plan: str, database: str | None, organization: UUID | None, as_json: bool, lang: str) -> None:
    """查看一个薪酬方案的参数与岗位份额 / one plan's parameters and role shares."""
    shown = shown_plan(found(PLANS, plan, database, organization) or find_plan(plan))
    if as_json:
        print_json(shown)
    else:
        _print_plan(shown, lang)


@plans.command("publish")
@click.argument("file", metavar="FILE.toml")
@on_database
@output_options
def publish_plan(file: str, database: str | None, as_json: bool, lang: str) -> None:
    """发布自己的薪酬方案，已发布的版本不再改变 / publish your own plan; a published version never changes."""
    publish_file(PLANS, file, database, as_json, lang)


def _table(title: str, *headings: str) -> Any:
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading)
    return table


def _print_list(entries: list[dict[str, Any]], lang: str, title: dict[str, str]) -> None:
    headings = (
        ("标识", "版本", "名称", "来源", "考核项") if lang == "zh" else ("id", "version", "title", "source", "items")
    )
    counted = any("items" in entry for entry in entries)
    table = _table(title[lang], *(headings if counted else headings[:4]))
    for entry in entries:
        count = [str(len(entry["items"]))] if counted else []
        title = entry["title"][lang] + (RETIRED[lang] if entry.get("retired") else "")
        table.add_row(entry["id"], str(entry["version"]), title, entry["source"], *count)
    console().print(table)


def _print_scheme(scheme: dict[str, Any], lang: str) -> None:
    headings = (
        ("标识", "考核项", "满分", "类型", "目标", "读取", "依据", "")
        if lang == "zh"
        else ("id", "item", "max", "kind", "target", "reads", "source", "")
    )
    table = _table(f"{scheme['title'][lang]}（{scheme['id']} v{scheme['version']}）", *headings)
    for item in scheme["items"]:
        mark = MARKS[lang] if item["assumed"] else ""
        table.add_row(
            item["id"],
            item["title"][lang],
            item["max"],
            item["kind"],
            item["target"] or "",
            "\n".join(item["inputs"]),
            item["source"],
            mark,
        )
    out = console()
    out.print(table)
    for consequence in scheme["consequences"]:
        mark = f" {MARKS[lang]}" if consequence["assumed"] else ""
        out.print(f"  {consequence['id']}  {consequence['title'][lang]}  {consequence['source']}{mark}")


def _print_differences(differences: list[dict[str, Any]], lang: str) -> None:
    out = console()
    if not differences:
        out.print("没有不同" if lang == "zh" else "no difference")
        return
    table = _table("", *(("位置", "前", "后") if lang == "zh" else ("place", "before", "after")))
    for entry in differences:
        table.add_row(entry["path"], *(_cell(entry[side]) for side in ("before", "after")))
    out.print(table)


def _cell(value: Any) -> str:
    if value is None:
        return "—"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _print_plan(plan: dict[str, Any], lang: str) -> None:
    out = console()
    headings = ("标识", "含义", "取值", "依据", "") if lang == "zh" else ("id", "meaning", "value", "source", "")
    table = _table(f"{plan['title'][lang]}（{plan['id']} v{plan['version']}）", *headings)
    for parameter in plan["parameters"]:
        value = "" if parameter["value"] is None else str(parameter["value"])
        mark = MARKS[lang] if parameter["assumed"] else ""
        table.add_row(parameter["id"], parameter["title"][lang], value, parameter["source"], mark)
    out.print(table)
    for role in plan["roles"]:
        out.print(f"  {role['id']}  {role['title'][lang]}  {role['share']}%  {role['source']}")
