"""`jixiao demo`: the main job on a fresh ledger, with a shipped shop-month, checked to the fen."""

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from application.ports import Bearer
from web import wiring
from web.cli.ledger import opened
from web.cli.output import CheckFailed, console, output_options, print_json, progress_bar
from web.demo.findings import Check, check, gather
from web.demo.founding import found
from web.demo.month import Month
from web.demo.report import Report, plain
from web.demo.stage import Stage
from web.demo_data import other_months, shop_month
from web.services import Services

LOOKING = ("E004", "E005")
"""Whom else one may look as: a lead, and who won an appeal."""


@click.command()
@click.option(
    "--database", metavar="URL", help="缺省为新的临时 SQLite 账本 / default: a new SQLite ledger in a temporary folder"
)
@output_options
def demo(database: str | None, as_json: bool, lang: str) -> None:
    """示范一个店铺的整月：导入、打分、扣分、申诉、裁决、审批、发薪、核对 / A shop's month from facts to pay."""
    url = database or f"sqlite:///{_fresh_file()}"
    with opened(url, prepare=True, founding=True) as services:
        stage = Stage(services, shop_month())
        months = _play(stage)
        before = services.digest(stage.organization)
        services.rebuild(stage.organization)
        rebuilt = services.digest(stage.organization) == before
        findings = gather(stage, months)
        ledger, proof = _verified(services, stage, url)
        checks = [*check(stage, months, findings, rebuilt), proof]
        tokens = _tokens(services, stage)
    chief, *others = tokens
    head = {
        "database": url,
        "organization": str(stage.organization),
        **ledger,
        "token": chief["token"],
        "others": others,
    }
    if as_json:
        print_json({**head, "checks": plain(checks), **findings})
    else:
        Report(console(), lang).show(findings, checks)
        _farewell(head, lang)
    if not all(held.holds for held in checks):
        raise CheckFailed("有核对项不成立 / something does not add up: see the checks above")


def _play(stage: Stage) -> list[Month]:
    """Two months of history, the demo's month, and the one that takes its adjustment."""
    found(stage)
    others = other_months()
    months = [Month(stage, script) for script in (*others[:2], stage.script["month"], *others[2:])]
    with progress_bar("各月 / months") as advance:
        for done, month in enumerate(months, start=1):
            month.play()
            advance(done, len(months))
    return months


def _verified(services: Services, stage: Stage, url: str) -> tuple[dict[str, Any], Check]:
    """Seal the ledger's head and verify all of it: whoever has the key can do so without this program's word."""
    services.seal(stage.organization)
    key = services.sealer.verifier_keys(stage.organization)[0]
    with wiring.open_verifier(url, wiring.trusted_keys([key])) as verifier:
        report = verifier.verify(stage.organization)
    root = report.root.hex() if report.root else ""
    head = {
        "key": key,
        "head": report.events,
        "root": root,
        "checkpoint": services.sealer.checkpoint(stage.organization).note,
    }
    words = {
        "zh": "账本验证：事件、树根、签名、查询表",
        "en": "the ledger verifies: events, root, signature, read models",
    }
    return head, Check(words, report.proven, f"{report.events} · {root[:16]}…")


def _tokens(services: Services, stage: Stage) -> list[dict[str, Any]]:
    """Tokens for a day, to look around with: the general manager's, the shop manager's, a lead's and staff's."""
    titles = {held["number"]: held["title"] for held in (*stage.script["officers"], *stage.script["people"])}
    ends = services.clock.now() + timedelta(days=1)
    found = []
    for number in (stage.holder("general-manager"), stage.holder("manager"), *LOOKING):
        token = services.directory.issue_token(Bearer(stage.organization, stage.person(number)), expires_at=ends)
        found.append({"number": number, "title": titles[number], "token": token})
    return found


def _fresh_file() -> Path:
    return Path(tempfile.mkdtemp(prefix="jixiao-demo-")) / "jixiao.db"


def _farewell(head: dict[str, Any], lang: str) -> None:
    said = {
        "zh": ("账本", "组织", "末条事件", "树根", "验证密钥", "总经理令牌（一天）", "接着看"),
        "en": (
            "ledger",
            "organization",
            "last event",
            "root",
            "verifier key",
            "general manager's token (a day)",
            "then look at",
        ),
    }[lang]
    values = (head["database"], head["organization"], head["head"], head["root"], head["key"], head["token"])
    click.echo("")
    for label, value in zip(said, values, strict=False):
        click.echo(f"{label}: {value}")
    for held in head["others"]:
        click.echo(f"  {held['number']} {held['title'][lang]}: {held['token']}")
    click.echo(f"{said[-1]}: .venv/bin/jixiao verify {head['database']} --key {head['key']}")
    click.echo(f"{said[-1]}: .venv/bin/jixiao serve --database {head['database']}; README.md, ARCHITECTURE.md, docs/")
