"""What commands on a ledger have in common: which database, which organization, and as whom."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from uuid import UUID

import click

from application.ports import Bearer, Directory
from web import wiring
from web.settings import Settings, read_settings

if TYPE_CHECKING:
    from web.services import Services

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

DATABASE = click.option(
    "--database", metavar="URL", help="sqlite:///FILE 或 postgresql://…；缺省为 DATABASE_URL / default: DATABASE_URL"
)
ORGANIZATION = click.option(
    "--organization", type=click.UUID, metavar="ID", help="组织；只有一个时可省略 / may be left out where there is one"
)


def on_database(command: Decorated) -> Decorated:
    """Adds `--database`."""
    return DATABASE(command)


def on_ledger(command: Decorated) -> Decorated:
    """Adds `--database` and `--organization`."""
    return DATABASE(ORGANIZATION(command))


@contextmanager
def opened(
    database: str | None, *, prepare: bool = False, founding: bool = False, read_only: bool = False
) -> "Iterator[Services]":
    """The services over a database; `prepare` brings it to the present schema first (and makes an SQLite file).

    Args:
        founding: makes the master key where there is none yet; any other command needs the one that there is.
        read_only: the database itself refuses every write.

    Raises:
        LedgerUnavailable, Unreadable: exit code 3.
        click.UsageError: the URL names no database; exit code 2.
    """
    settings = settings_for(database)
    try:
        if prepare:
            wiring.prepare_database(settings)
        services = wiring.open_services(settings, read_only=read_only, founding=founding)
    except ValueError as error:
        raise click.UsageError(f"--database: {error}") from error
    try:
        yield services
    finally:
        services.close()


def settings_for(database: str | None) -> Settings:
    """The settings of this process."""
    return read_settings(os.environ, database)


class Directed(Protocol):
    """What knows which organizations there are."""

    @property
    def directory(self) -> Directory:
        """The directory."""


def chosen(services: Directed, organization: UUID | None) -> UUID:
    """The organization that is meant. Raises click.UsageError when it is not known, or not said where there are
    several.
    """
    known = services.directory.organizations()
    if organization is None and len(known) == 1:
        return known[0]
    if organization is not None and organization in known:
        return organization
    if not known:
        raise click.UsageError(
            "这里还没有组织：先运行 jixiao init / there is no organization here: run jixiao init first"
        )
    listed = ", ".join(str(one) for one in known[:10])
    raise click.UsageError(f"用 --organization 指明组织 / name one with --organization: {listed}")


def bearer(services: "Services") -> Bearer:
    """Whom `JIXIAO_TOKEN` stands for. Raises click.UsageError without a token that is known and not expired."""
    token = os.environ.get("JIXIAO_TOKEN", "")
    found = services.directory.bearer(token, at=services.clock.now()) if token else None
    if found is None:
        raise click.UsageError(
            "JIXIAO_TOKEN 缺失、失效或过期：向管理员索取 / JIXIAO_TOKEN is missing, revoked or expired: ask "
            "your administrator"
        )
    return found
