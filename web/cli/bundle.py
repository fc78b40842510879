"""`jixiao bundle KIND ID FILE`: the evidence of a card, an appeal or a payslip in one file that proves by itself."""

from pathlib import Path
from uuid import UUID

import click

from application.bundling import Kind
from application.sealing import SealRefused
from web.cli.ledger import bearer, on_database, opened
from web.cli.output import CheckFailed, output_options, print_json

KINDS = {"card": Kind.SCORECARD, "appeal": Kind.APPEAL, "payslip": Kind.PAYSLIP}


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("id", type=click.UUID)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--size", type=click.IntRange(1), help="以该检查点为准 / rest on the checkpoint of so many events")
@on_database
@output_options
def bundle(
    kind: str, id: UUID, file: Path, size: int | None, database: str | None, as_json: bool, lang: str
) -> None:  # fmt: skip
    """证据包：JIXIAO_TOKEN 的持有人所能看到的一切，连同证明 / what the bearer of JIXIAO_TOKEN may see, with its proofs.

    用 jixiao verify FILE 离线核验 / verified offline by: jixiao verify FILE
    """
    if file.exists():
        raise click.BadParameter(f"{file} 已存在，不覆盖 / {file} exists and is not overwritten", param_hint="FILE")
    with opened(database) as services:
        who = bearer(services)
        try:
            content = services.bundler(who.organization, str(who.employee)).make(KINDS[kind], id, size)
        except SealRefused as error:
            raise CheckFailed(f"账本与封存不符，不出具证据 / nothing is given out: {error}") from error
        keys = services.sealer.verifier_keys(who.organization)
    _write(file, content)
    if as_json:
        print_json({"file": str(file), "bytes": len(content), "keys": list(keys)})
        return
    click.echo(f"{file}: {len(content)} {'字节' if lang == 'zh' else 'bytes'}")
    click.echo(f"jixiao verify {file} --key {keys[0]}")


def _write(file: Path, content: bytes) -> None:
    """The whole file or none."""
    try:
        with file.open("xb") as target:
            target.write(content)
    except OSError:
        file.unlink(missing_ok=True)
        raise
