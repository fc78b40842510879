"""Finds what `SCHEME` and `PLAN` name on the command line: a built-in id, or the path of a TOML file."""

from pathlib import Path

import click

from domain.pay.plan import Plan
from domain.scoring.scheme import Scheme
from web import wiring
from web.cli.output import read_text


def find_scheme(reference: str) -> Scheme:
    """The scheme. Raises click.BadParameter when nothing is called so, InvalidDocument when the file is faulty."""
    found = wiring.library().scheme(reference)
    if found is not None:
        return found
    _check_path(reference, [scheme.id for scheme in wiring.library().schemes()])
    return wiring.scheme_from_toml(read_text(reference))


def find_plan(reference: str) -> Plan:
    """The plan. Raises click.BadParameter when nothing is called so, InvalidDocument when the file is faulty."""
    found = wiring.library().plan(reference)
    if found is not None:
        return found
    _check_path(reference, [plan.id for plan in wiring.library().plans()])
    return wiring.plan_from_toml(read_text(reference))


def _check_path(reference: str, known: list[str]) -> None:
    if not Path(reference).is_file():
        raise click.BadParameter(
            f"{reference}：既不是内置标识，也不是文件 / {reference} is neither built in nor a file; "
            f"built in: {', '.join(known)}"
        )
