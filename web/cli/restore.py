"""`jixiao restore FILE`: a ledger from a backup, into a database that does not know it."""

import os
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from application.backup import BackupRefused
from web import wiring
from web.cli.ledger import on_database, settings_for
from web.cli.output import CheckFailed, output_options, print_json, progress_bar
from web.settings import Settings

TOKEN_LIFE = timedelta(days=90)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key", "keys", metavar="VKEY", multiple=True,
    help="检查点须由其签名的验证密钥，可多次 / a verifier key that checkpoints must be signed by; may be repeated",
)  # fmt: skip
@click.option("--no-token", is_flag=True, help="不发令牌 / hand out no token")
@on_database
@output_options
def restore(
    file: Path, keys: tuple[str, ...], no_token: bool, database: str | None, as_json: bool, lang: str
) -> None:  # fmt: skip
    """恢复 FILE 中的账本；全部核对无误才写入 / restore the ledger in FILE; all of it proves, or nothing is written.

    备份不含令牌：为一名管理员发一个新的 / A backup holds no tokens: an administrator gets a new one, shown this once.
    """
    settings = settings_for(database)
    trust = wiring.trusted_keys(keys or os.environ.get("JIXIAO_KEYS", "").replace(",", " ").split())
    try:
        with ExitStack() as stack:
            with progress_bar("核对 / checking") as checking:
                checked = stack.enter_context(wiring.checked_backup(settings, file, trust, checking))
            _prepare(settings)
            with progress_bar("恢复 / restoring") as advance:
                checked.restore(advance)
    except BackupRefused as error:
        raise CheckFailed(str(error)) from error
    restored = {**checked.backup.plain(), **({} if no_token else _first_token(settings, checked.backup.organization))}
    if as_json:
        print_json(restored)
    else:
        _print(restored, lang)
    if not checked.key_at_hand:
        needed = ", ".join(checked.backup.master_keys)
        click.echo(f"需要主密钥 {needed} 放入数据目录 / put the master key {needed} into the data folder", err=True)


def _prepare(settings: Settings) -> None:
    try:
        wiring.prepare_database(settings)
    except ValueError as error:
        raise click.UsageError(f"--database: {error}") from error


def _first_token(settings: Settings, organization: Any) -> dict[str, str | None]:
    found = wiring.first_token(settings, organization, datetime.now(UTC) + TOKEN_LIFE)
    return {"employee": str(found[0]), "token": found[1]} if found else {"employee": None, "token": None}


def _print(restored: dict[str, Any], lang: str) -> None:
    zh = lang == "zh"
    click.echo(f"{'组织' if zh else 'organization'} {restored['organization']}")
    click.echo(f"{'事件' if zh else 'events'} {restored['events']}")
    click.echo(f"{'根哈希' if zh else 'root'} {restored['root']}")
    if restored.get("token"):
        click.echo(f"{'管理员' if zh else 'administrator'} {restored['employee']}")
        click.echo(f"{'令牌（仅此一次）' if zh else 'token (shown this once)'} {restored['token']}")
