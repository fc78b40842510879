"""Rulebooks (考核方案, 薪酬方案): publishing schemes and plans, adopting the built-in ones."""

from dataclasses import dataclass

from application.commanding import Work, handles
from application.ports import Answer
from application.published_rules import published_plan, published_scheme
from application.things import called
from domain import policies
from domain.cycle import Cycle
from domain.errors import Invalid
from domain.pay.documents import plan_document, read_plan
from domain.pay.facts import pay_facts
from domain.pay.plan import Plan
from domain.rulebook import PLAN, SCHEME, Rulebook, rulebook_id
from domain.scoring.documents import read_scheme, scheme_document
from domain.scoring.scheme import Scheme


@dataclass(frozen=True)
class PublishRules:
    """Publish a scheme or plan document (JSON) as its next version."""

    kind: str
    document: str


@dataclass(frozen=True)
class RetireRules:
    """Take a scheme or plan out of use for cycles to come."""

    kind: str
    name: str
    reason: str


@handles(PublishRules)
def publish_rules(command: PublishRules, work: Work) -> Answer:
    """Check the whole document, then publish it in its canonical form: equal rules have equal hashes."""
    policies.publish_rules.require(work.acting)
    rules, document = _checked(command)
    rulebook = _rulebook(work, command.kind, rules.id)
    rulebook.publish(rules.version, document, by=work.by, at=work.at)
    return Answer(command.kind, rulebook.id, rules.id)


@handles(RetireRules)
def retire_rules(command: RetireRules, work: Work) -> Answer:
    """Retire a scheme or plan."""
    policies.publish_rules.require(work.acting)
    name = rulebook_id(work.organization_id, command.kind, command.name)
    rulebook = work.get(Rulebook, name, command.kind)
    rulebook.retire(command.reason, by=work.by, at=work.at)
    return Answer(command.kind, rulebook.id, command.name)


def _checked(command: PublishRules) -> tuple[Scheme | Plan, str]:
    if command.kind == SCHEME:
        scheme = read_scheme(command.document)
        return scheme, scheme_document(scheme)
    plan = read_plan(command.document)
    return plan, plan_document(plan)


def adopt_scheme(work: Work, name: str, version: int | None) -> Scheme:
    """The scheme version to assign: published here, or the built-in one, which is then published into this ledger.

    Raises:
        Invalid: there is no such scheme or version.
    """
    return read_scheme(_adopt(work, SCHEME, name, version, work.tools.library.scheme_document(name)))


def adopt_plan(work: Work, name: str, version: int | None) -> Plan:
    """The plan version to assign, adopted like a scheme."""
    return read_plan(_adopt(work, PLAN, name, version, work.tools.library.plan_document(name)))


def scheme_of(work: Work, name: str, version: int) -> Scheme:
    """The scheme version that a card was opened with, as it stands in this ledger."""
    return published_scheme(_published(work, SCHEME, name).document(version))


def plan_of(work: Work, name: str, version: int) -> Plan:
    """The plan version that a cycle was assigned, as it stands in this ledger."""
    return published_plan(_published(work, PLAN, name).document(version))


def pay_facts_of(work: Work, cycle: Cycle) -> tuple[str, ...]:
    """What the cycle's plan reads of each person besides the score."""
    return () if cycle.plan is None else pay_facts(plan_of(work, *cycle.plan))


def _adopt(work: Work, kind: str, name: str, version: int | None, built_in: str | None) -> str:
    held = work.find(Rulebook, rulebook_id(work.organization_id, kind, name))
    if built_in is not None and (held is None or (version is None and not held.retired)):
        rules = read_scheme(built_in) if kind == SCHEME else read_plan(built_in)
        held = _rulebook(work, kind, name)
        if rules.version > held.newest:
            held.publish(rules.version, built_in, by=work.by, at=work.at)
    if held is None:
        raise Invalid(
            f"没有{called(kind)} {name!r}，既未内置，也未在此发布 / "
            f"there is no {kind} {name!r}, neither built in nor published here",
            code=f"{kind}-unknown",
            pointer=f"/{kind}",
        )
    if held.retired:
        raise Invalid(
            f"{called(kind)} {name!r} 已停用；请另选 / {kind} {name!r} is retired; assign another",
            code="rulebook-retired",
            pointer=f"/{kind}",
        )
    return held.document(version or held.newest)


def _published(work: Work, kind: str, name: str) -> Rulebook:
    return work.get(Rulebook, rulebook_id(work.organization_id, kind, name), kind)


def _rulebook(work: Work, kind: str, name: str) -> Rulebook:
    held = work.find(Rulebook, rulebook_id(work.organization_id, kind, name))
    if held is None:
        held = work.add(Rulebook.draft(work.organization_id, kind, name, by=work.by, at=work.at))
    return held
