"""`jixiao score SCHEME FACTS.json`: scores one card, writes nothing."""

from typing import Any

import click

from application.dry_runs import dry_score
from domain.scoring.documents import json_data
from domain.scoring.scheme import Scheme
from web.cli.output import console, output_options, print_json, read_text, say
from web.cli.references import find_scheme

HEADINGS = {
    "zh": ("考核项", "得分", "满分", "实际值", "目标", "依据", "说明"),
    "en": ("item", "score", "max", "value", "target", "source", "how"),
}
ASSUMED = {"zh": "（假设）", "en": " (assumed)"}
LABELS = {
    "zh": {"total": "总分", "in_play": "参与计分", "grade": "等级", "open": "未能计分，总分待定"},
    "en": {"total": "total", "in_play": "points in play", "grade": "grade", "open": "not scored yet, so no total"},
}


@click.command()
@click.argument("scheme")
@click.argument("facts")
@output_options
def score(scheme: str, facts: str, as_json: bool, lang: str) -> None:
    """按 SCHEME 试算 FACTS.json 一张考核表，不写入任何数据 / score one card, write nothing.

    SCHEME: 内置方案标识或 TOML 文件 / a built-in id or a TOML file.
    FACTS: JSON 文件，- 为标准输入 / - reads standard input.
    """
    found = find_scheme(scheme)
    card = dry_score(found, json_data(read_text(facts)))
    if as_json:
        print_json(card)
    else:
        print_card(found, card, lang)


def print_card(scheme: Scheme, card: dict[str, Any], lang: str) -> None:
    """The card as a table."""
    from rich.table import Table

    labels = LABELS[lang]
    table = Table(title=f"{say(scheme.title, lang)}（{scheme.id} v{scheme.version}）", title_justify="left")
    for place, heading in enumerate(HEADINGS[lang]):
        table.add_column(heading, justify="right" if 1 <= place <= 4 else "left", no_wrap=place in (1, 2))
    titles = {item.id: say(item.title, lang) for item in scheme.items}
    for item in card["items"]:
        source = item["source"] + (ASSUMED[lang] if item["assumed"] else "")
        numbers = (item["score"] or "—", item["max"], item["value"] or "", item["target"] or "")
        table.add_row(titles[item["id"]], *numbers, source, item["explanation"][lang])
    out = console()
    out.print(table)
    grade = f"  {labels['grade']} {card['grade']}" if card["grade"] else ""
    out.print(f"{labels['total']} {card['total'] or '—'}  {labels['in_play']} {card['points_in_play']}{grade}")
    if card["unscored"]:
        out.print(f"{labels['open']}：")
        for entry in card["unscored"]:
            out.print(f"  {titles[entry['item']]}：{entry['reason'][lang]}")
