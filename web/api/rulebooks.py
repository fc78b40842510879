"""Rulebook (考核方案, 薪酬方案): the built-in and the published ones, publishing, retiring."""

from typing import Any

from application.queries import Page, Paging, Queries
from application.rulebooks import PublishRules, RetireRules
from domain.rulebook import PLAN, SCHEME
from web.api.answers.rulebooks import Plan, PlanSummary, Scheme, SchemeSummary
from web.api.callers import services
from web.api.entries.rulebooks import RetirementEntry, RulesEntry
from web.api.parameters import AsOf, Number, PagedAsOf
from web.api.parsing import document_text
from web.api.routes import Blueprint, Command, Query, add_routes
from web.api.shelf import PLANS, SCHEMES


class VersionOf(AsOf):
    """Which version."""

    version = Number("A version; the newest when left out.", least=1, most=100_000)


def schemes(asked: Queries, paging: Paging, as_of: str | None = None) -> Page:
    """Built-in and published schemes, by id."""
    return SCHEMES.listed(asked, services().library, paging, as_of)


def scheme(asked: Queries, name: str, version: int | None = None, as_of: str | None = None) -> dict[str, Any]:
    """A scheme."""
    return SCHEMES.shown(asked, services().library, name, version, as_of)


def plans(asked: Queries, paging: Paging, as_of: str | None = None) -> Page:
    """Built-in and published plans, by id."""
    return PLANS.listed(asked, services().library, paging, as_of)


def plan(asked: Queries, name: str, version: int | None = None, as_of: str | None = None) -> dict[str, Any]:
    """A plan."""
    return PLANS.shown(asked, services().library, name, version, as_of)


def publish(kind: str, document: dict[str, Any]) -> PublishRules:
    """The command, from the document as an object."""
    return PublishRules(kind, document_text(document))


def routes() -> Blueprint:
    """Everything about schemes and plans."""
    of_scheme, of_plan = {"kind": SCHEME}, {"kind": PLAN}
    return add_routes(
        Blueprint("rulebooks", "考核方案与薪酬方案 · schemes and plans"),
        Query("/schemes", "Schemes, built in and published here", SchemeSummary, schemes, PagedAsOf, listed=True),
        Query("/schemes/<kebab:name>", "A scheme", Scheme, scheme, VersionOf),
        Command(
            "/schemes", publish, "Publish a scheme", RulesEntry, fixed=of_scheme, inside=INSIDE, name="publish-scheme"
        ),
        Command(
            "/schemes/<kebab:name>/retirement",
            RetireRules,
            "Retire a scheme",
            RetirementEntry,
            fixed=of_scheme,
            name="retire-scheme",
        ),
        Query("/plans", "Plans, built in and published here", PlanSummary, plans, PagedAsOf, listed=True),
        Query("/plans/<kebab:name>", "A plan", Plan, plan, VersionOf),
        Command("/plans", publish, "Publish a plan", RulesEntry, fixed=of_plan, inside=INSIDE, name="publish-plan"),
        Command(
            "/plans/<kebab:name>/retirement",
            RetireRules,
            "Retire a plan",
            RetirementEntry,
            fixed=of_plan,
            name="retire-plan",
        ),
    )


INSIDE = "/document"
