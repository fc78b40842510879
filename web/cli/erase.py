"""`jixiao erase PERSON`: a person's key destroyed, on the order of the bearer of `JIXIAO_TOKEN`."""

import sys
from uuid import UUID, uuid4

import click

from application.commanding import Request
from application.erasure import REASONS, ErasePerson
from domain.employee import employee_id
from web.cli.ledger import bearer, on_database, opened
from web.cli.output import output_options, print_json


@click.command()
@click.argument("person")
@click.option(
    "--reason",
    required=True,
    type=click.Choice(REASONS),
    help="个人信息保护法第四十七条之事由 / why, by PIPL article 47",
)
@click.option("--reference", default="", metavar="NUMBER", help="申请的档案编号 / where the request is filed")
@click.option("--yes", is_flag=True, help="不再询问 / do not ask again")
@on_database
@output_options
def erase(
    person: str, reason: str, reference: str, yes: bool, database: str | None, as_json: bool, lang: str
) -> None:  # fmt: skip
    """删除一个人的姓名、联系方式与一切文字：销毁其密钥 / erase a person: destroy their key.

    PERSON: 工号或标识 / a staff number or an id

    不可撤销；数字、证明与账本不变 / It cannot be undone; every number, proof and event stays.
    """
    with opened(database) as services:
        who = bearer(services)
        employee = _employee(who.organization, person)
        if not yes and sys.stdin.isatty():
            click.confirm(
                f"销毁 {person} 的密钥，不可撤销？ / Destroy the key of {person} for good?", abort=True, err=True
            )
        request = Request(who.organization, str(who.employee), uuid4(), services.clock.now())
        answer = services.commands.execute(ErasePerson(employee, reason, reference), request)
    if as_json:
        print_json({"employee": str(employee), "version": answer.version, "position": answer.position})
        return
    click.echo(f"{person} 已删除 (#{answer.position})" if lang == "zh" else f"{person} was erased (#{answer.position})")


def _employee(organization: UUID, person: str) -> UUID:
    """Whom an id or a staff number names."""
    try:
        return UUID(person)
    except ValueError:
        return employee_id(organization, person)
