"""Plans as documents: plain data in, plain data out, and the canonical JSON text that the ledger keeps.

    plan = read_plan(text)             # JSON text, as stored in a `version published` event
    plan = plan_from_plain(data)       # parsed TOML or JSON
    text = plan_document(plan)         # canonical: equal plans give equal bytes

Each raises InvalidDocument with every fault of the document, in its order.
"""

from decimal import Decimal
from typing import Any

from domain.pay.parameters import PARAMETERS, Kind
from domain.pay.plan import STORE_DIVIDEND, Plan, PlanParameter, RoleShare, Setting
from domain.scoring.documents import canonical_text, json_data
from domain.scoring.exact import trimmed
from domain.scoring.plain import Place, Table, raise_faults

HUNDRED = Decimal(100)


def read_plan(text: str) -> Plan:
    """The plan of a JSON document text. Raises InvalidDocument with every fault at once."""
    return plan_from_plain(json_data(text))


def plan_from_plain(data: object) -> Plan:
    """The plan that parsed TOML or JSON describes. Raises InvalidDocument with every fault at once."""
    place = Place(data)
    plan = _read_plan(place)
    raise_faults(place.faults)
    return plan


def plan_document(plan: Plan) -> str:
    """The canonical JSON text of the whole plan."""
    return canonical_text(plan_plain(plan))


def _read_plan(place: Place) -> Plan:
    table = place.table()
    plan_id, version = table.need("id").kebab(), table.need("version").whole(least=1)
    kind = table.need("kind").choice(*PARAMETERS)
    title, source = table.need("title").words(), table.need("source").text()
    parameters = _read_parameters(table.need("parameters").table(), kind)
    roles = _read_roles(table.need("roles")) if kind == STORE_DIVIDEND else ()
    table.done()
    return Plan(plan_id, version, kind, title, source, parameters, roles)


def _read_parameters(table: Table, kind: str) -> tuple[PlanParameter, ...]:
    parameters = tuple(_read_parameter(table.need(name), name, rule) for name, rule in PARAMETERS[kind].items())
    table.done()
    return parameters


def _read_parameter(place: Place, name: str, rule: Kind) -> PlanParameter:
    table = place.table()
    title, source = table.need("title").words(), table.need("source").text()
    value: Setting = None
    if not rule.nullable or table.has("value"):
        value = rule.read(table.need("value"))
    assumed, assumption = table.get("assumed", Place.flag, False), table.get("assumption", Place.words, None)
    table.done()
    return PlanParameter(name, title, value, source, assumed, assumption)


def _read_roles(place: Place) -> tuple[RoleShare, ...]:
    before = len(place.faults)
    roles = tuple(_read_role(entry) for entry in place.list(least=1))
    for index, role in enumerate(roles):
        if role.id in [other.id for other in roles[:index]]:
            place.inside(index, None).fault("duplicate-id", f"岗位 {role.id} 重复", f"role {role.id} stands here twice")
    total = sum((role.share for role in roles), Decimal(0))
    if roles and len(place.faults) == before and total != HUNDRED:
        place.fault(
            "shares-do-not-sum",
            f"各岗位份额之和为 {trimmed(total)}%，应为 100%",
            f"the roles' shares sum to {trimmed(total)} per cent, not to 100",
        )
    return roles


def _read_role(place: Place) -> RoleShare:
    table = place.table()
    role = RoleShare(
        table.need("id").kebab(),
        table.need("title").words(),
        table.need("share").decimal(above=Decimal(0), most=HUNDRED),
        table.need("source").text(),
        table.get("assumed", Place.flag, False),
    )
    table.done()
    return role


def plan_plain(plan: Plan) -> dict[str, Any]:
    """The plan in the shape that `plan_from_plain` reads."""
    plain: dict[str, Any] = {
        "id": plan.id,
        "version": plan.version,
        "kind": plan.kind,
        "title": plan.title.plain(),
        "source": plan.source,
        "parameters": {parameter.id: _parameter(parameter) for parameter in plan.parameters},
    }
    if plan.roles:
        plain["roles"] = [
            {
                "id": role.id,
                "title": role.title.plain(),
                "share": str(role.share),
                "source": role.source,
                "assumed": role.assumed,
            }
            for role in plan.roles
        ]
    return plain


def _parameter(parameter: PlanParameter) -> dict[str, Any]:
    value = parameter.value
    given = {} if value is None else {"value": str(value) if isinstance(value, Decimal) else value}
    assumption = {"assumption": parameter.assumption.plain()} if parameter.assumption else {}
    return (
        given
        | assumption
        | {
            "title": parameter.title.plain(),
            "source": parameter.source,
            "assumed": parameter.assumed,
        }
    )
