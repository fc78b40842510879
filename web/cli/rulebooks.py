"""Published schemes and plans on the command line: publishing a TOML file, and what stands in a ledger.

A list shows the published ones too where there is a database: the one that is named, that of DATABASE_URL, or an
existing ./jixiao.db. None is ever made for that; one that cannot be used is an error only when it was named.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID, uuid4

import click

from application.catalogue import listed_plan, listed_scheme
from application.ports import LedgerUnavailable, ProjectionStopped
from domain.pay.documents import plan_document, read_plan
from domain.pay.plan import Plan
from domain.rulebook import PLAN, SCHEME
from domain.scoring.documents import read_scheme, scheme_document
from domain.scoring.scheme import Scheme
from web import wiring
from web.cli.ledger import bearer, opened
from web.cli.output import print_json, read_text
from web.settings import DEFAULT_DATABASE, read_settings

if TYPE_CHECKING:
    from web.published import PublishedRules

Rules = TypeVar("Rules", bound=Scheme | Plan)


@dataclass(frozen=True)
class Kind(Generic[Rules]):
    """What schemes and plans have in common here.

    Attributes:
        name: `scheme` or `plan`, as the ledger has it.
        built_in: the packaged ones.
        parse: from TOML; `read` and `write` are the ledger's document.
        entry: one of a list.
    """

    name: str
    built_in: Callable[[], tuple[Rules, ...]]
    parse: Callable[[str], Rules]
    read: Callable[[str], Rules]
    write: Callable[[Rules], str]
    entry: Callable[[Rules], dict[str, Any]]


SCHEMES = Kind[Scheme](
    SCHEME,
    lambda: tuple(wiring.library().schemes()),
    wiring.scheme_from_toml,
    read_scheme,
    scheme_document,
    listed_scheme,
)
PLANS = Kind[Plan](
    PLAN, lambda: tuple(wiring.library().plans()), wiring.plan_from_toml, read_plan, plan_document, listed_plan
)


def publish_file(kind: Kind[Rules], file: str, database: str | None, as_json: bool, lang: str) -> None:
    """Check a TOML file and publish it as the next version of its id, as the bearer of JIXIAO_TOKEN.

    Raises:
        InvalidDocument: every fault of the file; nothing is published.
        DomainError: the version is taken, or this person does not publish.
    """
    from application.commanding import Request
    from application.rulebooks import PublishRules

    rules = kind.parse(read_text(file))
    with opened(database) as services:
        who = bearer(services)
        request = Request(who.organization, str(who.employee), uuid4(), services.clock.now())
        answer = services.commands.execute(PublishRules(kind.name, kind.write(rules)), request)
    if as_json:
        print_json({"id": rules.id, "version": rules.version, "position": answer.position})
        return
    words = {"zh": f"{rules.id} 第 {rules.version} 版已发布", "en": f"{rules.id} version {rules.version} is published"}
    click.echo(f"{words[lang]} (#{answer.position})")


def listed(kind: Kind[Rules], database: str | None, organization: UUID | None) -> list[dict[str, Any]]:
    """The newest version of each, by id; where a ledger was looked at, each says whether it is `built_in`, and whether
    it is `retired` there.
    """
    held = _published(kind.name, database, organization)
    built_in = kind.built_in()
    if held is None:
        return [kind.entry(rules) for rules in built_in]
    ids = {rules.id for rules in built_in}
    retired = {one["name"] for one in held if one["retired"]}
    published = [kind.read(one["document"]) for one in held]
    newest = _newest([*published, *built_in])
    return [kind.entry(newest[id]) | {"built_in": id in ids, "retired": id in retired} for id in sorted(newest)]


def found(kind: Kind[Rules], id: str, database: str | None, organization: UUID | None) -> Rules | None:
    """The newest version of that id, packaged or published; None where there is none."""
    held = _published(kind.name, database, organization) or []
    published = [kind.read(one["document"]) for one in held if one["name"] == id]
    built_in = [rules for rules in kind.built_in() if rules.id == id]
    return _newest([*published, *built_in]).get(id)


def _newest(rules: list[Rules]) -> dict[str, Rules]:
    """The highest version of each id; of equal ones the first, which is the ledger's."""
    newest: dict[str, Rules] = {}
    for one in rules:
        if one.id not in newest or one.version > newest[one.id].version:
            newest[one.id] = one
    return newest


def _published(kind: str, database: str | None, organization: UUID | None) -> list[dict[str, Any]] | None:
    """What stands in the organization's ledger; None where there is no ledger to look at."""
    settings = read_settings(os.environ, database)
    default = settings.database == DEFAULT_DATABASE and database is None
    if default and not Path(DEFAULT_DATABASE.removeprefix("sqlite:///")).is_file():
        return None
    try:
        with wiring.open_published(settings) as rules:
            return rules.newest(_organization(rules, organization), kind)
    except ValueError as error:
        raise click.UsageError(f"--database: {error}") from error
    except (LedgerUnavailable, ProjectionStopped, click.UsageError) as error:
        if database is not None or organization is not None:
            raise
        why = error.message if isinstance(error, click.UsageError) else str(error)
        click.echo(f"未列出已发布的 / the published ones are left out: {why}", err=True)
        return None


def _organization(rules: "PublishedRules", organization: UUID | None) -> UUID:
    """The organization that is named, the token's, or the only one there is. Raises click.UsageError."""
    known = list(rules.directory.organizations())
    bearer = rules.directory.bearer(os.environ.get("JIXIAO_TOKEN", ""), at=wiring.SystemClock().now())
    meant = organization or (bearer.organization if bearer else None) or (known[0] if len(known) == 1 else None)
    if meant is None or meant not in known:
        raise click.UsageError("用 --organization 指明组织 / name an organization with --organization")
    return meant
