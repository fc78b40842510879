"""Lists and shows schemes and plans, in the JSON shapes of the command line and the API."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Protocol

from application.facts_input import CLOSES_QUARTER
from domain.pay.plan import Plan, PlanParameter, RoleShare
from domain.scoring.documents import consequence_plain
from domain.scoring.exact import decimal_text, trimmed
from domain.scoring.facts import ParameterValue
from domain.scoring.item import Item
from domain.scoring.rules.count import Count
from domain.scoring.scheme import Caps, Grade, Parameter, Scheme, Section

RULE_KEYS = ("bands", "levels", "codes", "free", "raters", "peers_at_least", "better", "met", "missed", "when_empty")
"""What a shown item adds of its rule's own document keys."""


class Library(Protocol):
    """Where schemes and plans are found by id: those that ship with the product."""

    def schemes(self) -> Sequence[Scheme]:
        """All of them, by id."""

    def plans(self) -> Sequence[Plan]:
        """All of them, by id."""

    def scheme(self, id: str) -> Scheme | None:
        """The scheme of that id, or None."""

    def plan(self, id: str) -> Plan | None:
        """The plan of that id, or None."""


def listed_scheme(scheme: Scheme) -> dict[str, Any]:
    """One entry of `schemes --json`."""
    return _scheme_head(scheme) | {"items": [_item_head(item) for item in scheme.items]}


def shown_scheme(scheme: Scheme) -> dict[str, Any]:
    """`schemes show ID --json`: the entry with everything that a facts document and a reader need."""
    return _scheme_head(scheme) | {
        "items": [_item(item) for item in scheme.items],
        "sections": [_section(section, scheme) for section in scheme.sections],
        "facts": [{"name": fact.name, "title": fact.title.plain()} for fact in scheme.facts],
        "parameters": [_parameter(parameter) for parameter in scheme.parameters] + _quarter(scheme),
        "fatal": scheme.fatal,
        "adjustments": _caps(scheme.adjustments),
        "grades": [_grade(grade) for grade in scheme.grades],
        "pass_mark": _number(scheme.pass_mark),
        "consequences": [consequence_plain(consequence) for consequence in scheme.consequences],
    }


def listed_plan(plan: Plan) -> dict[str, Any]:
    """One entry of `plans --json`."""
    return {"id": plan.id, "version": plan.version, "title": plan.title.plain(), "source": plan.source}


def shown_plan(plan: Plan) -> dict[str, Any]:
    """`plans show ID --json`: the entry with its arithmetic, parameters and role shares."""
    return listed_plan(plan) | {
        "kind": plan.kind,
        "parameters": [_plan_parameter(parameter) for parameter in plan.parameters],
        "roles": [_role(role) for role in plan.roles],
    }


def _scheme_head(scheme: Scheme) -> dict[str, Any]:
    return {
        "id": scheme.id,
        "version": scheme.version,
        "title": scheme.title.plain(),
        "source": scheme.source,
        "total": trimmed(scheme.total),
    }


def _item_head(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title.plain(),
        "max": trimmed(item.max),
        "kind": item.kind,
        "source": item.source,
        "assumed": item.assumed,
    }


def _item(item: Item) -> dict[str, Any]:
    rule = item.rule.plain()
    own = {key: rule[key] for key in RULE_KEYS if key in rule}
    if item.kind == "rank":
        own["points"] = rule["points"]
    if isinstance(item.rule, Count):
        own["quota"] = rule["quota"]
    return (
        _item_head(item)
        | own
        | {
            "section": item.section,
            "every": item.every,
            "inputs": list(item.inputs()),
            "target": _number(item.target),
            "assumption": item.assumption.plain() if item.assumption else None,
        }
    )


def _section(section: Section, scheme: Scheme) -> dict[str, Any]:
    points = sum((item.max for item in scheme.items if item.section == section.id), Decimal(0))
    return {"id": section.id, "title": section.title.plain(), "max": trimmed(points), "source": section.source}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "id": parameter.id,
        "title": parameter.title.plain(),
        "default": _value(parameter.default),
        "choices": list(parameter.choices),
        "source": parameter.source,
        "assumed": parameter.assumed,
    }


def _quarter(scheme: Scheme) -> list[dict[str, Any]]:
    """What a dry run may say about the period, where some items score by the quarter."""
    title = {"zh": "本期是否为季度末（按季度考核的项在季度末计分）", "en": "Whether this period closes a quarter"}
    entry = {"id": CLOSES_QUARTER, "title": title, "default": True, "choices": [], "source": scheme.source}
    return [entry | {"assumed": False}] if scheme.is_quarterly else []


def _plan_parameter(parameter: PlanParameter) -> dict[str, Any]:
    return {
        "id": parameter.id,
        "title": parameter.title.plain(),
        "value": _value(parameter.value),
        "source": parameter.source,
        "assumed": parameter.assumed,
        "assumption": parameter.assumption.plain() if parameter.assumption else None,
    }


def _role(role: RoleShare) -> dict[str, Any]:
    return {
        "id": role.id,
        "title": role.title.plain(),
        "share": trimmed(role.share),
        "source": role.source,
        "assumed": role.assumed,
    }


def _caps(caps: Caps | None) -> dict[str, Any] | None:
    if caps is None:
        return None
    return {"up": trimmed(caps.up), "down": trimmed(caps.down), "source": caps.source, "assumed": caps.assumed}


def _grade(grade: Grade) -> dict[str, Any]:
    return {
        "id": grade.id,
        "title": grade.title.plain(),
        "at_least": trimmed(grade.at_least),
        "source": grade.source,
        "assumed": grade.assumed,
    }


def _number(number: Decimal | None) -> str | None:
    return None if number is None else decimal_text(number)


def _value(value: ParameterValue | None) -> str | bool | None:
    return decimal_text(value) if isinstance(value, Decimal) else value
