"""`jixiao keys`: what verifies this deployment's checkpoints, and the change from one signing key to the next."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

import click

from application.sealing import SealRefused
from application.verifying.image import StatementRefused
from web import wiring
from web.cli.ledger import on_database, on_ledger, opened, settings_for
from web.cli.output import CheckFailed, output_options, print_json
from web.services import Services

if TYPE_CHECKING:
    from web.wiring import KeyFiles


@click.group()
def keys() -> None:
    """验证密钥，与签名密钥的更换 / verifier keys, and changing the signing key."""


@keys.command()
@on_ledger
@output_options
def show(database: str | None, organization: UUID | None, as_json: bool, lang: str) -> None:
    """列出各账本的验证密钥 / print the verifier keys of each ledger: give them to whoever verifies."""
    with opened(database) as services:
        known = services.directory.organizations()
        if organization is not None and organization not in known:
            raise click.UsageError(f"没有这个组织 / there is no organization {organization}")
        _print(services, [organization] if organization else known, as_json)


@keys.command()
@on_database
@output_options
def rotate(database: str | None, as_json: bool, lang: str) -> None:
    """开始更换：此后每个检查点由新旧两把密钥签名 / begin: from now on each checkpoint is signed by both keys.

    把新的验证密钥交给核验的人，再运行 finish-rotation / Give the new verifier keys out, then run finish-rotation.
    """
    with opened(database) as services:
        _files(database).begin_rotation()
        known = services.directory.organizations()
        for organization in known:
            _seal(services, organization)
        _print(services, known, as_json)


@keys.command()
@click.option(
    "--without-overlap", is_flag=True,
    help="即使没有两把密钥共同签名的检查点 / even where no checkpoint is signed by both",
)  # fmt: skip
@on_database
@output_options
def finish_rotation(without_overlap: bool, database: str | None, as_json: bool, lang: str) -> None:
    """结束更换：只用新密钥签名，旧密钥销毁 / end: sign with the new key alone; the old one is destroyed.

    旧检查点仍要用旧的验证密钥核验，请保留 / Earlier checkpoints still need the old verifier keys: keep them.
    """
    with opened(database) as services:
        files = _files(database)
        if len(files()) < 2:
            raise click.UsageError("没有开始更换：先运行 keys rotate / no rotation was begun: run jixiao keys rotate")
        known = services.directory.organizations()
        alone = [organization for organization in known if not _signed_by_both(services, organization)]
        if alone and not without_overlap:
            listed = ", ".join(map(str, alone))
            raise CheckFailed(
                f"这些账本最新的检查点还没有由两把密钥共同签名，只持旧密钥的人将无法接续：{listed}；"
                "有新事件封存后再试，或用 --without-overlap / the latest checkpoint of these ledgers is not signed by "
                f"both keys yet: {listed}; try again once something new is sealed, or say --without-overlap"
            )
        files.finish_rotation()
        _print(services, known, as_json)


def _files(database: str | None) -> "KeyFiles":
    found = wiring.key_files(settings_for(database))
    if found is None:
        raise click.UsageError(
            "密钥由 JIXIAO_SIGNING_KEY 给出：在那里写两把，以后再删去旧的 / the key is given by JIXIAO_SIGNING_KEY: "
            "write two of them there, and take the old one out later"
        )
    return found


def _seal(services: Services, organization: UUID) -> None:
    try:
        services.sealer.seal(organization)
    except SealRefused as error:
        raise CheckFailed(f"{organization}: {error}") from error


def _signed_by_both(services: Services, organization: UUID) -> bool:
    """Whether each of the two keys signed the latest checkpoint; a ledger without one has nothing to go on from."""
    latest = services.sealer.latest(organization)
    if latest is None:
        return True
    try:
        keys = services.sealer.verifier_keys(organization)
        return all(wiring.trusted_keys([key]).read(latest.note).signers for key in keys)
    except StatementRefused:
        return False


def _print(services: Services, organizations: Sequence[UUID], as_json: bool) -> None:
    found = {str(one): list(services.sealer.verifier_keys(one)) for one in organizations}
    if as_json:
        print_json({"ledgers": [{"organization": one, "keys": held} for one, held in found.items()]})
        return
    for held in found.values():
        for key in held:
            click.echo(key)
