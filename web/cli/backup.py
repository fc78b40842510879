"""`jixiao backup FILE`: a whole ledger in one file."""

from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import click

from application.backup import BackupRefused
from web import wiring
from web.cli.ledger import chosen, on_ledger, settings_for
from web.cli.output import CheckFailed, output_options, print_json, progress_bar


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with-evidence", is_flag=True, help="连同证据文件（仍加密） / evidence files too, still encrypted")
@on_ledger
@output_options
def backup(
    file: Path, with_evidence: bool, database: str | None, organization: UUID | None, as_json: bool, lang: str
) -> None:  # fmt: skip
    """备份一个组织的账本到 FILE / write an organization's ledger to FILE, which must not exist.

    主密钥与签名密钥不在其中：另行备份 / The master key and the signing key are not in it: back them up apart.
    """
    if file.exists():
        raise click.BadParameter(f"{file} 已存在，不覆盖 / {file} exists and is not overwritten", param_hint="FILE")
    with ExitStack() as stack:
        try:
            backups = stack.enter_context(wiring.open_backups(settings_for(database)))
        except ValueError as error:
            raise click.UsageError(f"--database: {error}") from error
        one = chosen(backups, organization)
        try:
            advance = stack.enter_context(progress_bar("备份 / backing up"))
            made = backups.writer.write(one, file, with_evidence=with_evidence, progress=advance)
        except BackupRefused as error:
            raise CheckFailed(f"{error}；运行 jixiao verify / run jixiao verify") from error
    if as_json:
        print_json({"file": str(file), **made.plain()})
        return
    click.echo(f"{file}: {made.events} 条事件" if lang == "zh" else f"{file}: {made.events} events")
    click.echo(f"{'根哈希' if lang == 'zh' else 'root'} {made.plain()['root']}")
