"""What a cycle's payroll comes to: from published cards, base pay, weights, grants and the shop's figures.

A live payroll is computed from an input document of the same shape as a dry run's, and keeps it: anybody can run it
again.
"""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from application.commanding import Work
from application.cycles.planning import SHOP_FACTS
from application.cycles.running import cards_of
from application.payroll_input import read_payroll
from application.payrolls.people import base_of, people_of
from application.rulebooks import plan_of
from domain.cycle import Cycle, Phase
from domain.discretionary_share import DiscretionaryShare, discretionary_share_id
from domain.employee import Employee
from domain.errors import Fault, InvalidDocument, WrongState
from domain.pay.payroll import compute
from domain.pay.people import PayrollResult
from domain.pay.plan import STORE_DIVIDEND, TASK_COEFFICIENT, Plan, Setting
from domain.payroll import Calculation, Payroll, below_zero
from domain.scorecard import Scorecard
from domain.scoring.plain import Place, raise_faults

ZERO = Decimal("0.00")
Line = dict[str, Any]


class NotPayable(InvalidDocument):
    """A month whose payroll could not be computed from what is recorded; each fault says what is missing."""

    code = "cycle-not-payable"


def calculation_of(work: Work, cycle: Cycle, payroll: Payroll) -> Calculation:
    """Compute a published cycle's payroll; it holds only while every card, the shares and the cycle stay as they are.

    Raises:
        WrongState: not published, or without a plan.
        InvalidDocument: the plan cannot be computed, naming every fault (a missing figure of the shop, say).
    """
    if cycle.phase not in (Phase.PUBLISHED, Phase.SETTLED) or cycle.plan is None:
        raise WrongState(
            "考核结果公布之后才能核算工资 / a payroll is calculated once the results are published", code="cycle-phase"
        )
    plan = plan_of(work, *cycle.plan)
    cards = cards_of(work, cycle)
    for read in (cycle, *cards):
        work.depend_on(read)
    inputs = inputs_of(work, cycle, plan, cards)
    result = run(plan, inputs)
    roles = {str(card.employee): card.role for card in cards}
    lines = [_line(line.id, roles[line.id], line.amounts, line.explanation.plain()) for line in result.lines]
    lines += _base_only(work, cycle, plan)
    return _calculation(cycle, plan, inputs, cards, result, _adjusted(lines, payroll))


def require_payable(work: Work, cycle: Cycle, cards: list[Scorecard]) -> None:
    """Raises NotPayable, naming every gap, when this cycle's payroll could not be computed from what is recorded.

    Asked before publication: afterwards nothing that is missing can be entered any more.
    """
    if cycle.plan is None:
        return
    plan = plan_of(work, *cycle.plan)
    try:
        run(plan, inputs_of(work, cycle, plan, cards))
    except InvalidDocument as error:
        raise NotPayable([_to_be_recorded(cycle, plan, fault) for fault in error.faults]) from error


def _to_be_recorded(cycle: Cycle, plan: Plan, fault: Fault) -> Fault:
    """Of a figure of the shop that nobody recorded: which it is, and by whom and how it is entered."""
    name = fault.pointer.removeprefix("/parameters/")
    parameter = plan.parameter(name) if name in SHOP_FACTS and fault.code == "missing" else None
    if parameter is None:
        return fault
    title = parameter.title
    how = f'POST /api/v1/cycles/{cycle.id}/shop-facts {{"fact": "{name}", "value": "…", "note": "…"}}'
    zh, en = (
        f"还没有录入{title.zh}；请财务先录入：{how}",
        f"not recorded yet: {title.en}; finance records it first: {how}",
    )
    return Fault(fault.pointer, fault.code, f"{zh} / {en}")


def run(plan: Plan, inputs: Mapping[str, Any], replaced: Mapping[str, Line] | None = None) -> PayrollResult:
    """The payroll of an input document, the same reading and arithmetic as a dry run's.

    Args:
        replaced: by person, what stands in their entry instead.

    Raises:
        InvalidDocument: every fault of the document.
    """
    document = _as_lists(inputs)
    for person in document["people"]:
        person.update((replaced or {}).get(person["id"], {}))
    place = Place(document)
    parameters, people, grants = read_payroll(place, plan)
    raise_faults(place.faults)
    return compute(plan, parameters, people, grants)


def inputs_of(
    work: Work, cycle: Cycle, plan: Plan, cards: list[Scorecard], late: Mapping[str, Decimal] | None = None
) -> dict[str, Any]:
    """The input document of a cycle's payroll; `late` are figures of the shop that came after it was closed."""
    parameters: dict[str, Setting] = {**cycle.plan_parameters, **cycle.shop_facts, **(late or {})}
    document: dict[str, Any] = {
        "parameters": {name: str(value) if isinstance(value, Decimal) else value for name, value in parameters.items()},
        "people": tuple(people_of(work, cycle, plan, cards)),
    }
    return document | ({"grants": _grants(work, cycle)} if plan.kind == STORE_DIVIDEND else {})


def _grants(work: Work, cycle: Cycle) -> tuple[dict[str, str], ...]:
    share = work.find(DiscretionaryShare, discretionary_share_id(cycle.id))
    if share is None:
        return ()
    work.depend_on(share)
    return tuple(_grant(held) for held in share.grants.values())


def _grant(held: Mapping[str, Any]) -> dict[str, str]:
    to = {"role": held["role"]} if held["role"] else {"person": str(held["employee"])}
    return {**to, "points": str(held["points"]), **({"from": held["from_role"]} if held["from_role"] else {})}


def _base_only(work: Work, cycle: Cycle, plan: Plan) -> list[Line]:
    """Who is exempt from appraisal is paid their base, and has no part in the pool."""
    pool = ("entitlement", "paid", "team_fund", "retained") if plan.kind == STORE_DIVIDEND else ()
    words = {"zh": "本期免考核：只发底薪", "en": "exempt from appraisal this period: base pay only"}
    lines = []
    for person, base in exempt_bases(work, cycle, plan).items():
        role = work.get(Employee, UUID(person), "employee").role
        amounts = {base_column(plan): base, **dict.fromkeys(pool, ZERO), "gross": base}
        lines.append(_line(person, role, amounts, words))
    return lines


def exempt_bases(work: Work, cycle: Cycle, plan: Plan) -> dict[str, Decimal]:
    """Base pay of everybody who is exempt from appraisal, yuan, in the order of their ids."""
    return {str(person): base_of(work, cycle, plan, person) for person in sorted(cycle.exempt)}


def base_column(plan: Plan) -> str:
    """The column that holds base pay."""
    return "base_pay" if plan.kind == TASK_COEFFICIENT else "base"


def _line(id: str, role: str, amounts: Mapping[str, Decimal], explanation: Mapping[str, str]) -> Line:
    return {"id": id, "role": role, **amounts, "adjustment": ZERO, "explanation": dict(explanation)}


def _adjusted(lines: list[Line], payroll: Payroll) -> tuple[Line, ...]:
    """The lines with what earlier months got wrong; who has no line any more gets one for the adjustment alone."""
    owed: dict[str, Decimal] = {}
    for held in payroll.adjustments.values():
        owed[str(held["employee"])] = owed.get(str(held["employee"]), ZERO) + held["paid"]
    words = {"zh": "只有以前月份的更正", "en": "only a correction of an earlier month"}
    known = {line["id"] for line in lines}
    lines = lines + [_line(person, "", {"gross": ZERO}, words) for person in sorted(set(owed) - known)]
    return tuple(_with_owed(line, owed.get(line["id"], ZERO)) for line in lines)


def _with_owed(line: Line, owed: Decimal) -> Line:
    """The line with what is owed; one that comes to less than nothing says so, to whoever approves or reads it."""
    gross = line["gross"] + owed
    short = below_zero(gross)
    said = line["explanation"]
    if short is not None:
        said = {"zh": f"{said['zh']}；{short.zh}", "en": f"{said['en']}; {short.en}"}
    return {**line, "adjustment": owed, "gross": gross, "explanation": said}


def _calculation(
    cycle: Cycle,
    plan: Plan,
    inputs: dict[str, Any],
    cards: Sequence[Scorecard],
    result: PayrollResult,
    lines: tuple[Line, ...],
) -> Calculation:
    totals = dict(result.totals)
    for column in (base_column(plan), "adjustment", "gross"):
        totals[column] = sum((line.get(column, ZERO) for line in lines), ZERO)
    if result.pool is not None:
        totals["pool"] = result.pool
    versions = {str(card.id): card.version for card in cards}
    content = {"plan": plan.id, "version": plan.version, "inputs": inputs, "lines": lines, "totals": totals}
    return Calculation(cycle.id, plan.id, plan.version, inputs, versions, lines, totals, digest_of(content))


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 over `plan`, `version`, `inputs`, `lines` and `totals`: what an approval is about."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return sha256(text.encode()).hexdigest()


def _as_lists(value: Any) -> Any:
    """A stored document (arrays are tuples in events) as parsed JSON."""
    if isinstance(value, Mapping):
        return {key: _as_lists(held) for key, held in value.items()}
    return [_as_lists(held) for held in value] if isinstance(value, tuple | list) else value
