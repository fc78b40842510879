"""`jixiao replay`: how a ledger stood at a moment, or what would be different; it opens the database read-only."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import click
import marshmallow as ma

from application.queries.moments import position_of
from application.replaying import Added, PlanChange, Question, SchemeChange
from domain.errors import InvalidDocument
from domain.organization import shop_id
from domain.scoring.documents import json_data
from domain.scoring.exact import is_decimal_text
from domain.scoring.plain import raise_faults, twice_in
from web.api.entries.replays import ReplayEntry
from web.api.flaws import faults
from web.cli.ledger import bearer, on_database, opened
from web.cli.output import console, output_options, print_json, read_text
from web.cli.replay_report import ReplayReport

FLAGS = {"true": True, "false": False}


@click.command()
@click.argument("question", required=False)
@click.option("--as-of", metavar="TIME|POSITION", help="推演到此时点 / up to this time or position")
@click.option("--shop", metavar="CODE", help="只看这家店 / this shop only, by its code")
@click.option("--no-pay", is_flag=True, help="不含工资 / without pay")
@click.option("--appeal", type=click.UUID, help="正在审理的申诉 / the appeal that you hear")
@click.option(
    "--without", "without", type=int, multiple=True, metavar="POSITION", help="去掉此事件 / leave out an event"
)
@click.option("--add", "added", multiple=True, metavar="JSON", help="加上一条录入 / add an entry, as the API takes it")
@click.option("--scheme", metavar="ID[@VERSION]", help="换方案 / another scheme for every card that --replaces names")
@click.option("--replaces", default="", metavar="ID", help="只换使用此方案的考核表 / only cards by this scheme")
@click.option("--plan", metavar="ID[@VERSION]", help="换薪酬方案 / another plan")
@click.option(
    "--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="薪酬方案参数 / the plan's parameters"
)
@on_database
@output_options
def replay(
    question: str | None,
    as_of: str | None,
    shop: str | None,
    no_pay: bool,
    appeal: UUID | None,
    without: tuple[int, ...],
    added: tuple[str, ...],
    scheme: str | None,
    replaces: str,
    plan: str | None,
    parameters: tuple[str, ...],
    database: str | None,
    as_json: bool,
    lang: str,
) -> None:
    """推演：某一时点的状态，或者“如果……会怎样”；不写入任何数据 / How it stood, or what if; nothing is written.

    QUESTION: 与 POST /api/v1/replays 相同的 JSON 文件，- 为标准输入 / a JSON file as the API takes it, - reads standard
    input. The options add to it.
    """
    asked, moment = _read(question)
    asked = replace(
        asked,
        pay=False if no_pay else asked.pay,
        appeal=appeal or asked.appeal,
        without=(*asked.without, *without),
        added=(*asked.added, *(_added(text, index) for index, text in enumerate(added, start=len(asked.added)))),
        schemes=(*asked.schemes, *_schemes(scheme, replaces)),
        plans=(*asked.plans, *_plans(plan, parameters)),
    )
    with opened(database, read_only=True) as services:
        who = bearer(services)
        if as_of or moment:
            ledger = services.ledger_of(who.organization)
            asked = replace(asked, as_of=position_of(ledger, as_of or moment or ""))
        if shop:
            asked = replace(asked, shop=shop_id(who.organization, shop))
        answer = services.replays(who.organization).ask(asked, str(who.employee))
    if as_json:
        print_json(answer)
        return
    ReplayReport(console(), lang).show(answer)


def _read(path: str | None) -> tuple[Question, str | None]:
    if path is None:
        return Question(), None
    given = _loaded(json_data(read_text(path)))
    return given["question"], given["as_of"]


def _added(text: str, index: int) -> Added:
    """One entry, read as the API reads it."""
    document = {"with": [json_data(text)]}
    try:
        question: Question = _loaded(document)["question"]
    except InvalidDocument as error:
        moved = [replace(fault, pointer=fault.pointer.replace("/with/0", f"/with/{index}")) for fault in error.faults]
        raise InvalidDocument(moved) from error
    return question.added[0]


def _loaded(document: Any) -> dict[str, Any]:
    raise_faults(twice_in(document))
    try:
        loaded: dict[str, Any] = ReplayEntry().load(document)
    except ma.ValidationError as error:
        raise InvalidDocument(list(faults(error.messages))) from error
    return loaded


def _schemes(scheme: str | None, replaces: str) -> tuple[SchemeChange, ...]:
    if scheme is None:
        if replaces:
            raise click.UsageError("--replaces 要与 --scheme 同用 / --replaces goes with --scheme")
        return ()
    name, version = _versioned(scheme)
    return (SchemeChange(replaces=replaces, scheme=name, version=version),)


def _plans(plan: str | None, parameters: tuple[str, ...]) -> tuple[PlanChange, ...]:
    if plan is None and not parameters:
        return ()
    name, version = _versioned(plan) if plan else ("", None)
    return (PlanChange(plan=name, version=version, parameters=dict(_parameter(text) for text in parameters)),)


def _versioned(reference: str) -> tuple[str, int | None]:
    name, at, version = reference.partition("@")
    if at and not (version.isdecimal() and int(version) >= 1):
        raise click.UsageError(f"{reference}：版本应为正整数 / the version is a whole number from 1")
    return name, int(version) if at else None


def _parameter(text: str) -> tuple[str, object]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise click.UsageError(f"{text}：应为 NAME=VALUE / expected NAME=VALUE")
    return name, FLAGS.get(value, value) if not is_decimal_text(value) else value
