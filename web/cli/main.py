"""The `jixiao` command: finds the subcommand, and turns errors into exit codes.

Exit codes: 0 done; 1 a check failed; 2 wrong usage or input, every fault on standard error; 3 the environment failed.
"""

import io
import sys
from collections.abc import Mapping
from importlib import import_module

import click

from application.ports import LedgerUnavailable, ProjectionStopped, RebuildRefused, RebuildSuperseded, Unreadable
from application.sealing import SealRefused
from domain.errors import DomainError
from web.cli.output import CheckFailed, EnvironmentFailed, report_error

COMMANDS: Mapping[str, str] = {
    "backup": "web.cli.backup:backup",
    "bundle": "web.cli.bundle:bundle",
    "chat": "web.cli.chat:chat",
    "chats": "web.cli.chats:chats",
    "deliver": "web.cli.deliver:deliver",
    "demo": "web.cli.demo:demo",
    "erase": "web.cli.erase:erase",
    "import": "web.cli.import_facts:import_facts",
    "init": "web.cli.init:init",
    "keys": "web.cli.keys:keys",
    "payroll": "web.cli.payroll:payroll",
    "plans": "web.cli.schemes:plans",
    "rebuild": "web.cli.rebuild:rebuild",
    "replay": "web.cli.replay:replay",
    "restore": "web.cli.restore:restore",
    "schemes": "web.cli.schemes:schemes",
    "score": "web.cli.score:score",
    "serve": "web.cli.serve:serve",
    "tick": "web.cli.tick:tick",
    "verify": "web.cli.verify:verify",
    "worker": "web.cli.worker:worker",
}
"""Each subcommand's name, and where it is: a new command is one more line here."""


class LazyGroup(click.Group):
    """Imports a subcommand's module when the subcommand is asked for, so that start-up stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All subcommands, by name."""
        return sorted({*COMMANDS, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand of that name."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        return command if isinstance(command, click.Command) else None

    def invoke(self, ctx: click.Context) -> object:
        """Run the subcommand; whatever it could not do ends in a message and an exit code."""
        try:
            return super().invoke(ctx)
        except DomainError as error:
            report_error(error)
            ctx.exit(2)
        except (RebuildRefused, SealRefused) as error:
            raise CheckFailed(str(error)) from error
        except (LedgerUnavailable, ProjectionStopped, RebuildSuperseded, Unreadable) as error:
            raise EnvironmentFailed(str(error)) from error
        except BrokenPipeError:
            ctx.exit(0)
        except OSError as error:
            raise EnvironmentFailed(f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")) from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """绩效 Jixiao: how people were scored and paid, on record."""


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    cli(prog_name="jixiao")


if __name__ == "__main__":
    main()
