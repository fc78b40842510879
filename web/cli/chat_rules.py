"""`jixiao chats rules`: the chat rules that there are, trying one's own, publishing them, switching one off."""

from typing import Any
from uuid import uuid4

import click

from web import wiring
from web.cli.ledger import bearer, on_database, opened
from web.cli.output import output_options, print_json, read_text, say


@click.group()
def rules() -> None:
    """质检规则：列出、查看、检查、发布、启停 / chat rules."""


@rules.command(name="list")
@output_options
def list_rules(as_json: bool, lang: str) -> None:
    """内置规则 / those that ship with the product."""
    shelf = wiring.chat_desk().shelf
    found = [held for held in map(shelf.rules, shelf.names()) if held is not None]
    if as_json:
        heads = [{"id": held.id, "version": held.version, "title": held.title.plain()} for held in found]
        print_json(heads)
        return
    for held in found:
        click.echo(f"{held.id} v{held.version}  {say(held.title, lang)}")


@rules.command()
@click.argument("reference")
def show(reference: str) -> None:
    """查看一份规则（JSON）/ one document, as it is published."""
    from domain.chat.documents import chat_rules_plain
    from web.cli.chat import rules_named

    print_json(chat_rules_plain(rules_named(wiring.chat_desk(), reference)))


@rules.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
def check(file: str) -> None:
    """检查自己的规则文件，例句必须全部相符 / a file of one's own; every example must come out."""
    from web.cli.chat import rules_named

    found = rules_named(wiring.chat_desk(), file)
    click.echo(f"{found.id} v{found.version}: {len(found.rules)} 条规则，例句相符 / rules, all examples come out")


@rules.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@on_database
@output_options
def publish(file: str, database: str | None, as_json: bool, lang: str) -> None:
    """发布规则的下一版本 / publish the next version."""
    from application.chat.rules import PublishChatRules
    from domain.chat.documents import chat_rules_document

    document = chat_rules_document(wiring.chat_rules_from_toml(read_text(file)))
    _done(PublishChatRules(document), database, as_json, lang)


@rules.command()
@click.argument("name")
@click.argument("rule")
@click.argument("state", type=click.Choice(["on", "off"]))
@on_database
@output_options
def switch(name: str, rule: str, state: str, database: str | None, as_json: bool, lang: str) -> None:
    """启用或停用一条规则，此后的读取才受影响 / switch a rule on or off for the readings to come."""
    from application.chat.rules import SwitchChatRule

    _done(SwitchChatRule(name, rule, state == "on"), database, as_json, lang)


def _done(command: Any, database: str | None, as_json: bool, lang: str) -> None:
    from application.commanding import Request

    with opened(database) as services:
        who = bearer(services)
        request = Request(who.organization, str(who.employee), uuid4(), services.clock.now())
        answer = services.commands.execute(command, request)
        found = services.queries(who.organization, str(who.employee)).rulebook("chat-rules", answer.item)
    told = {"id": answer.item, "version": found["newest"], "position": answer.position}
    if as_json:
        print_json(told)
        return
    words = "{id} 第 {version} 版已发布" if lang == "zh" else "{id} version {version} is published"
    click.echo(words.format(**told))
