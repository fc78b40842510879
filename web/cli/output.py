"""What every command prints with: one JSON document, or tables in the reader's language; faults on standard error."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from domain.errors import DomainError, Fault, InvalidDocument
from domain.scoring.words import Words

Command = TypeVar("Command", bound=Callable[..., Any])

ZH, EN = "zh", "en"
WIDE = 140
"""Columns of a table that does not go to a terminal."""


class EnvironmentFailed(click.ClickException):
    """No database, no disk: exit code 3."""

    exit_code = 3


class CheckFailed(click.ClickException):
    """What was to be proved does not hold: exit code 1."""

    exit_code = 1


def default_language() -> str:
    """From LANG; Chinese where it names neither language."""
    return EN if os.environ.get("LANG", "").lower().startswith("en") else ZH


def output_options(command: Command) -> Command:
    """Adds `--json` and `--lang` to a command."""
    with_language = click.option(
        "--lang", type=click.Choice([ZH, EN]), default=default_language, show_default="LANG", help="语言 / language"
    )(command)
    return click.option("--json", "as_json", is_flag=True, help="只输出一份 JSON / print one JSON document only")(
        with_language
    )


def say(words: Words | Mapping[str, str], lang: str) -> str:
    """The text in the reader's language."""
    plain = words.plain() if isinstance(words, Words) else words
    return plain[lang]


def called(chinese: Mapping[str, str], name: str, lang: str) -> str:
    """A column, kind or state in Chinese; elsewhere, or where it has no other name, as it is, written apart."""
    return chinese.get(name, name) if lang == "zh" else name.replace("_", " ").replace("-", " ")


def print_json(document: object) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def console() -> Any:
    """A rich console on standard output, wide enough for tables where there is no terminal."""
    from rich.console import Console

    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else WIDE, highlight=False, markup=False)


def report_error(error: DomainError) -> None:
    """Every fault on standard error by its place in the document, one a line."""
    if isinstance(error, InvalidDocument):
        for fault in error.faults:
            _report(fault)
    else:
        _report(Fault(error.pointer, error.code, error.message))


def _report(fault: Fault) -> None:
    click.echo(f"{fault.pointer or '/'}: {fault.detail} [{fault.code}]", err=True)


def read_text(path: str) -> str:
    """A UTF-8 file's text, or standard input for `-`. Raises InvalidDocument when it is no such text."""
    if path != "-" and not Path(path).is_file():
        raise click.BadParameter(f"没有这个文件 / there is no file {path}")
    content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        detail = f"文件不是 UTF-8 编码 / {path} is not UTF-8 text: {error.reason} at byte {error.start}"
        raise InvalidDocument([Fault("", "not-utf-8", detail)]) from error


@contextmanager
def progress_bar(words: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error while there is a terminal; yields `advance(done, of)`."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(words, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)
