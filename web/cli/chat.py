"""`jixiao chat FILE.csv`: reads service chats and prints what it would propose; for a shop's month, imports them."""

from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from application.chat.dry_runs import dry_read
from application.chat.ports import ChatDesk
from domain.calendar import SHANGHAI, zone
from domain.chat.rules import ChatRules
from domain.chat.sampling import sampled
from web import wiring
from web.cli.chat_words import word
from web.cli.ledger import on_database
from web.cli.output import console, output_options, print_json, progress_bar, read_text

if TYPE_CHECKING:
    from application.ports import Answer

DEFAULT = "chat-quality"
HEADINGS = {"zh": ("行", "会话", "规则", "程度", "原句"), "en": ("line", "chat", "rule", "severity", "quote")}
NOTHING = {"zh": "没有发现问题", "en": "nothing to propose"}
READING = "读取会话 / reading chats"


class Share(click.ParamType[Decimal]):
    """A decimal, exactly as it is written."""

    name = "decimal"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """The decimal."""
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        return number if number.is_finite() else self.fail(f"{value!r} 不是小数 / is no decimal", param, ctx)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rules", default=DEFAULT, show_default=True, help="质检规则：标识或 TOML 文件 / an id or a TOML file")
@click.option("--shop", metavar="CODE", help="导入到此店铺 / import into this shop's …")
@click.option("--period", metavar="PERIOD", help="…的此考核期 / … month or quarter")
@click.option("--staff", type=click.Path(exists=True, dir_okay=False), help='JSON: {"昵称 nickname": "工号 number"}')
@click.option("--share", type=Share(), default="0.02", show_default=True, help="人工抽检比例 / share that people read")
@click.option("--seed", default="", help="抽检种子 / seed of the sample")
@on_database
@output_options
def chat(
    file: Path,
    rules: str,
    shop: str | None,
    period: str | None,
    staff: str | None,
    share: Decimal,
    seed: str,
    database: str | None,
    as_json: bool,
    lang: str,
) -> None:
    """读取客服聊天 FILE.csv，列出建议的扣分，不写入任何数据 / read chats, print proposals, write nothing.

    FILE 的列 / columns: 会话,时间,角色,发言人,内容 (chat,time,role,speaker,text)。

    给出 --shop 与 --period 时导入考核期，建议写到各人的考核表，由人确认 / with --shop and --period it imports them.
    """
    if (shop is None) != (period is None):
        raise click.UsageError("--shop 与 --period 要一起给出 / give --shop and --period together")
    if shop is not None and period is not None:
        imported(file, shop, period, rules, staff, share, seed, database, as_json, lang)
        return
    sampled(0, share, seed)
    desk = wiring.chat_desk()
    found_rules = rules_named(desk, rules)
    with file.open("rb") as source, progress_bar(READING) as advance:
        found = dry_read(found_rules, desk.reader.messages(source, zone(SHANGHAI), advance), desk)
    if as_json:
        print_json(found)
    else:
        print_proposals(found, lang)


def rules_named(desk: ChatDesk, reference: str) -> ChatRules:
    """Built-in rules by id, or a TOML file whose examples come out."""
    from domain.chat.documents import require_examples

    if not Path(reference).is_file():
        found = desk.shelf.rules(reference)
        if found is None:
            known = ", ".join(desk.shelf.names())
            raise click.BadParameter(f"没有质检规则 / there are no chat rules {reference!r}; {known}")
        return found
    rules: ChatRules = wiring.chat_rules_from_toml(read_text(reference))
    require_examples(rules, desk.segmenter)
    return rules


def print_proposals(found: list[dict[str, Any]], lang: str) -> None:
    """As a table, and how many there are of each rule."""
    from rich.table import Table

    if not found:
        click.echo(NOTHING[lang])
        return
    table = Table()
    for heading in HEADINGS[lang]:
        table.add_column(heading, justify="right" if heading in ("行", "line") else "left", overflow="fold")
    for held in found:
        table.add_row(str(held["line"]), held["chat"], held["rule"], word(held["severity"], lang), held["quote"])
    out = console()
    out.print(table)
    counts = Counter(held["rule"] for held in found)
    out.print("  ".join(f"{rule} {count}" for rule, count in sorted(counts.items())))


def imported(
    file: Path,
    shop: str,
    period: str,
    rules: str,
    staff: str | None,
    share: Decimal,
    seed: str,
    database: str | None,
    as_json: bool,
    lang: str,
) -> None:
    """Import a transcript as the bearer of `JIXIAO_TOKEN`."""
    from application.chat.importing import ImportTranscript
    from application.chat.speakers import read_nicknames
    from domain.scoring.documents import json_data
    from web.cli.asking import Asking
    from web.cli.ledger import opened

    nicknames = read_nicknames(json_data(read_text(staff))) if staff else {}
    with opened(database) as services:
        asking = Asking(services)
        cycle = asking.cycle(shop, period)
        before = services.ledger_of(asking.who.organization).head()
        with progress_bar(READING) as advance:
            answer = asking.do(
                ImportTranscript(
                    cycle, file.read_bytes(), file.name, nicknames, rules, share=share, seed=seed, progress=advance
                )
            )
        told = _told(asking.queries.transcript(answer.subject), answer, before)
    if as_json:
        print_json(told)
    else:
        _print_imported(file.name, told, lang)


def _print_imported(name: str, told: dict[str, Any], lang: str) -> None:
    """What was proposed, by rule, and the id that `chats figures` and `chats sample` ask for."""
    reading, zh = told["reading"], lang == "zh"
    if reading is None:
        known = "没有新的建议：以前已按同样的规则读过", "brought no new proposals: read before by the same rules"
        click.echo(f"{name} {known[0] if zh else known[1]}")
    else:
        words = "已导入，新的建议" if zh else "was imported; new proposals"
        click.echo(f"{name} {words}: {reading['proposals']} (#{told['position']})")
        for rule, count in reading["hits"].items():
            click.echo(f"  {rule} {count}")
    click.echo(f"{'聊天记录' if zh else 'transcript'}: {told['id']}")


def _told(transcript: dict[str, Any], answer: "Answer", before: int) -> dict[str, Any]:
    """What this import came to; `reading` is what it brought, null when that was nothing new.

    Args:
        before: the ledger's head before it.
    """
    mine = [reading for reading in transcript["readings"] if before < reading["position"] <= answer.position]
    kept = ("rules", "rules_version", "hits", "beyond", "unplaced", "proposals", "share", "seed")
    last = {name: mine[-1][name] for name in kept} if mine else None
    counts = {name: transcript[name] for name in ("id", "cycle", "chats", "messages", "unattended")}
    return {**counts, "version": answer.version, "position": answer.position, "reading": last}
