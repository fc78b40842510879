"""`jixiao chats`: what came of imported transcripts: proposals, reviewing them in bulk, figures, samples, rules."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import click

from application.queries.pages import MOST
from web.cli.asking import PERIOD, SHOP, Asking, all_of, print_table
from web.cli.chat import Share
from web.cli.chat_rules import rules
from web.cli.chat_transcripts import transcripts
from web.cli.chat_words import word
from web.cli.ledger import on_database, opened
from web.cli.output import output_options, print_json, read_text

AT_ONCE = 500
"""Proposals that one command decides about."""


@click.group()
def chats() -> None:
    """聊天质检：审核建议、取用数据、抽检、规则 / what came of imported chats."""


chats.add_command(rules)
chats.add_command(transcripts)
STATUSES = ("proposed", "confirmed", "rejected", "reversed", "all")


@chats.command()
@SHOP
@PERIOD
@click.option("--status", default="proposed", show_default=True, type=click.Choice(STATUSES), help="状态 / the status")
@click.option("--rule", help="只看一条规则 / one rule")
@on_database
@output_options
def proposals(
    shop: str, period: str, status: str, rule: str | None, database: str | None, as_json: bool, lang: str
) -> None:
    """建议，最严重、最确定的在前 / proposals, the gravest and surest first."""
    wanted = None if status == "all" else status
    with opened(database) as services:
        asking = Asking(services)
        cycle = asking.cycle(shop, period)
        _require_rules(asking, cycle, "--rule", [rule] if rule else [])
        found = list(all_of(lambda page: asking.queries.chat_proposals(cycle, page, status=wanted, rule=rule)))
    if as_json:
        print_json(found)
        return
    columns = ("rule", "severity", "sureness", "name", "line", "status", "reason")
    _table(columns, [[_cell(name, held[name], lang) for name in columns] for held in found], lang)


@chats.command()
@SHOP
@PERIOD
@click.option("--confirm", multiple=True, metavar="RULE", help="确认某规则的全部待审建议 / confirm all of a rule")
@click.option("--reject", multiple=True, metavar="RULE", help="驳回某规则的全部待审建议 / reject all of a rule")
@click.option("--reason", default="", help="驳回理由 / why they are rejected")
@click.option("--file", help='JSON：{"confirm": [{"card", "deduction"}], "reject": [{…, "reason"}]}，- 为标准输入')
@on_database
@output_options
def review(
    shop: str,
    period: str,
    confirm: Sequence[str],
    reject: Sequence[str],
    reason: str,
    file: str | None,
    database: str | None,
    as_json: bool,
    lang: str,
) -> None:
    """批量审核，每批全部生效或全部不生效 / decide about many at once, each batch whole or not at all."""
    with opened(database) as services:
        asking = Asking(services)
        cycle = asking.cycle(shop, period)
        _require_rules(asking, cycle, "--confirm", confirm)
        _require_rules(asking, cycle, "--reject", reject)
        listed = _from_file(file) if file else ([], [])
        waiting = list(all_of(lambda page: asking.queries.chat_proposals(cycle, page, status="proposed")))
        confirmed = [*listed[0], *({**held, "reason": ""} for held in waiting if held["rule"] in confirm)]
        rejected = [*listed[1], *({**held, "reason": reason} for held in waiting if held["rule"] in reject)]
        for batch in _batches(confirmed, rejected):
            asking.do(_review(cycle, *batch))
    told = {"confirmed": len(confirmed), "rejected": len(rejected)}
    if as_json:
        print_json(told)
    else:
        words = "确认 {confirmed}，驳回 {rejected}" if lang == "zh" else "confirmed {confirmed}, rejected {rejected}"
        click.echo(words.format(**told))


@chats.command()
@on_database
@output_options
def records(database: str | None, as_json: bool, lang: str) -> None:
    """每条规则、每位审核人的确认与驳回数 / of each rule and reviewer, what was confirmed and rejected."""
    with opened(database) as services:
        queries = Asking(services).queries
        found = {
            "rules": list(all_of(queries.chat_rule_records)),
            "reviewers": list(all_of(queries.chat_reviewer_records)),
        }
    if as_json:
        print_json(found)
        return
    counts = ("rules", "rules_version", "rule", "proposed", "confirmed", "rejected", "reversed")
    _table(counts, [[str(held[name]) for name in counts] for held in found["rules"]], lang)
    rows = [
        [held["name"] or held["reviewer"], rule["rule"], str(rule["confirmed"]), str(rule["rejected"])]
        for held in found["reviewers"]
        for rule in held["rules"]
    ]
    _table(("reviewer", "rule", "confirmed", "rejected"), rows, lang)


@chats.command()
@click.argument("transcript", type=click.UUID)
@click.option("--share", type=Share(), help="抽检比例；缺省为导入时所定 / share of the chats")
@click.option("--seed", help="种子 / seed")
@click.option("--after", type=int, default=0, help="从此会话号之后 / after this chat")
@click.option("--limit", type=click.IntRange(1, MOST), default=20, show_default=True)
@on_database
@output_options
def sample(
    transcript: UUID,
    share: Decimal | None,
    seed: str | None,
    after: int,
    limit: int,
    database: str | None,
    as_json: bool,
    lang: str,
) -> None:
    """抽检会话（已脱敏），同一种子结果相同 / chats to read, masked, the same for the same seed."""
    from application.chat.sample import sample_of

    with opened(database) as services:
        asking = Asking(services)
        seen = asking.queries.transcript(transcript)
        found = sample_of(seen, services.evidence_of(asking.who.organization), share, seed, after, limit)
    if as_json:
        print_json(found)
        return
    for held in found["items"]:
        click.echo(f"—— {held['chat']}")
        for message in held["messages"]:
            click.echo(f"{message['line']:>7} {message['time']} {message['role']} {message['text']}")


@chats.command()
@click.argument("transcript", type=click.UUID)
@click.option("--accept", multiple=True, metavar="NUMBER", help="取用此人的数据 / take somebody's figures")
@click.option("--refuse", multiple=True, metavar="NUMBER", help="不用此人的数据 / use none of somebody's figures")
@click.option("--reason", default="", help="不用的理由 / why not")
@on_database
@output_options
def figures(
    transcript: UUID,
    accept: Sequence[str],
    refuse: Sequence[str],
    reason: str,
    database: str | None,
    as_json: bool,
    lang: str,
) -> None:
    """聊天记录中的数据：查看、取用或不用 / figures from the chats: shown, taken into cards, or refused."""
    from application.chat.figures import AcceptFigures, RefuseFigures

    with opened(database) as services:
        asking = Asking(services)
        if accept:
            asking.do(AcceptFigures(transcript, tuple(map(asking.person, accept))))
        if refuse:
            asking.do(RefuseFigures(transcript, tuple(map(asking.person, refuse)), reason))
        seen = asking.queries.transcript(transcript)
    if as_json:
        print_json(seen["figures"])
        return
    rows = []
    for held in seen["figures"]:
        measures = "  ".join(f"{name} {value}" for name, value in held["measures"].items())
        rows.append([seen["people"][held["employee"]]["number"] or "", word(held["status"], lang), measures])
    _table(("number", "status", "measures"), rows, lang)
    if seen["unattended"]:
        words = "{n} 个会话无客服回应，不计入任何人" if lang == "zh" else "{n} chats nobody attended; they are nobody's"
        click.echo(words.format(n=seen["unattended"]))


def _require_rules(asking: Asking, cycle: UUID, option: str, named: Iterable[str]) -> None:
    """Raises click.BadParameter for a rule that no rules of this program have and that proposed nothing here: a slip
    of the pen would look like nothing to decide.
    """
    if not named:
        return
    shelf = asking.services.chats.shelf
    known = {rule.id for held in map(shelf.rules, shelf.names()) if held is not None for rule in held.rules}
    known |= {held["rule"] for held in all_of(lambda page: asking.queries.chat_proposals(cycle, page))}
    unknown = [rule for rule in named if rule not in known]
    if unknown:
        one, listed = ", ".join(unknown), ", ".join(sorted(known))
        raise click.BadParameter(
            f"没有规则 {one}；可用：{listed} / there is no rule {one}; there are: {listed}", param_hint=option
        )


def _table(columns: Sequence[str], rows: list[list[str]], lang: str) -> None:
    print_table([word(column, lang) for column in columns], rows, lang)


def _cell(column: str, value: Any, lang: str) -> str:
    if column in ("severity", "status"):
        return word(value, lang)
    return _words(value, lang) if column == "reason" else str(value)


def _words(reason: Any, lang: str) -> str:
    """A sealed text as it reads; of somebody erased, that it was erased."""
    return reason if isinstance(reason, str) else str(reason[lang])


def _from_file(file: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    from application.chat.reviewing import decisions_from
    from domain.scoring.documents import json_data

    return decisions_from(json_data(read_text(file)))


def _batches(
    confirmed: list[dict[str, Any]], rejected: list[dict[str, Any]]
) -> Iterator[tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    for start in range(0, len(confirmed), AT_ONCE):
        yield confirmed[start : start + AT_ONCE], []
    for start in range(0, len(rejected), AT_ONCE):
        yield [], rejected[start : start + AT_ONCE]


def _review(cycle: UUID, confirmed: list[dict[str, Any]], rejected: list[dict[str, Any]]) -> object:
    from application.chat.reviewing import Decided, ReviewProposals

    def decided(held: dict[str, Any]) -> Decided:
        return Decided(UUID(held["card"]), UUID(held["deduction"]), held["reason"])

    return ReviewProposals(cycle, tuple(map(decided, confirmed)), tuple(map(decided, rejected)))
