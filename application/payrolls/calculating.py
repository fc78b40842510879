"""What a cycle's payroll comes to: from published cards, base pay, weights, grants and the shop's figures."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

from application.commanding import Work
from application.cycles.running import cards_of
from application.payrolls.parameters import read_parameters
from application.rulebooks import plan_of
from domain.cycle import Cycle, Phase
from domain.discretionary_share import DiscretionaryShare, discretionary_share_id
from domain.employee import Employee
from domain.errors import WrongState
from domain.pay.payroll import compute
from domain.pay.people import DividendPerson, Grant, PayrollResult
from domain.pay.plan import STORE_DIVIDEND, Plan, Setting
from domain.payroll import Calculation, Payroll
from domain.scorecard import Scorecard

ZERO = Decimal("0.00")


def calculation_of(work: Work, cycle: Cycle, payroll: Payroll) -> Calculation:
    """Compute a published cycle's payroll; it holds only while every card, the shares and the cycle stay as they are.

    Raises:
        WrongState: not published, or without a plan.
        InvalidDocument: the plan cannot be computed, naming every fault (a missing figure of the shop, say).
    """
    if cycle.phase not in (Phase.PUBLISHED, Phase.SETTLED) or cycle.plan is None:
        raise WrongState("a payroll is calculated once the results are published", code="cycle-phase")
    work.depend_on(cycle)
    plan = plan_of(work, *cycle.plan)
    cards = cards_of(work, cycle)
    people = [_person(work, cycle, card) for card in cards]
    grants = _grants(work, cycle)
    parameters: dict[str, Setting] = {**cycle.plan_parameters, **cycle.shop_facts}
    result = compute(plan, parameters, people, grants)
    lines = [_line(line.id, line.role, line.amounts, line.explanation.plain()) for line in result.lines]
    lines += _base_only(work, cycle)
    return _calculation(
        cycle, plan, inputs_document(parameters, people, grants), cards, result, _adjusted(lines, payroll)
    )


def recompute(plan: Plan, inputs: Mapping[str, Any], scores: Mapping[str, Decimal]) -> PayrollResult:
    """A recorded payroll's result with some scores replaced: same inputs, same arithmetic."""
    people = [
        DividendPerson(
            person["id"],
            person["role"],
            Decimal(person["base"]),
            scores.get(person["id"], Decimal(person["score"])),
            Decimal(person["weight"]),
        )
        for person in inputs["people"]
    ]
    grants = [
        Grant(Decimal(grant["points"]), grant.get("role", ""), grant.get("person", ""), grant.get("from", ""))
        for grant in inputs["grants"]
    ]
    return compute(plan, read_parameters(plan, inputs["parameters"]), people, grants)


def inputs_document(
    parameters: Mapping[str, Setting], people: Sequence[DividendPerson], grants: Sequence[Grant]
) -> dict[str, Any]:
    """What a payroll was computed from, in the shape of the `payroll` dry run, so that anybody can run it again."""
    return {
        "parameters": {name: str(value) if isinstance(value, Decimal) else value for name, value in parameters.items()},
        "people": tuple(
            {
                "id": person.id,
                "role": person.role,
                "base": str(person.base),
                "score": str(person.score),
                "weight": str(person.weight),
            }
            for person in people
        ),
        "grants": tuple(_grant_document(grant) for grant in grants),
    }


def _person(work: Work, cycle: Cycle, card: Scorecard) -> DividendPerson:
    work.depend_on(card)
    employee = work.get(Employee, card.employee, "employee")
    base = employee.base_for(cycle.shop, cycle.first_day, cycle.last_day)
    weight = cycle.weights.get(str(card.employee), Decimal(1))
    return DividendPerson(str(card.employee), card.role, base, card.final_total, weight)


def _grants(work: Work, cycle: Cycle) -> list[Grant]:
    share = work.find(DiscretionaryShare, discretionary_share_id(cycle.id))
    if share is None:
        return []
    work.depend_on(share)
    return [
        Grant(held["points"], held["role"], str(held["employee"] or ""), held["from_role"])
        for held in share.grants.values()
    ]


def _grant_document(grant: Grant) -> dict[str, str]:
    to = {"role": grant.role} if grant.role else {"person": grant.person}
    return {**to, "points": str(grant.points), **({"from": grant.giver} if grant.giver else {})}


def _base_only(work: Work, cycle: Cycle) -> list[dict[str, Any]]:
    """Who is exempt from appraisal is paid their base, and has no part in the pool."""
    lines = []
    for person in sorted(cycle.exempt):
        employee = work.get(Employee, person, "employee")
        base = employee.base_for(cycle.shop, cycle.first_day, cycle.last_day)
        amounts = {"base": base, "entitlement": ZERO, "paid": ZERO, "team_fund": ZERO, "retained": ZERO, "gross": base}
        words = {"zh": "本期免考核：只发底薪", "en": "exempt from appraisal this period: base pay only"}
        lines.append(_line(str(person), employee.role, amounts, words))
    return lines


def _line(id: str, role: str, amounts: Mapping[str, Decimal], explanation: Mapping[str, str]) -> dict[str, Any]:
    return {"id": id, "role": role, **amounts, "adjustment": ZERO, "explanation": dict(explanation)}


def _adjusted(lines: list[dict[str, Any]], payroll: Payroll) -> tuple[dict[str, Any], ...]:
    """The lines with what earlier months got wrong; who has no line any more gets one for the adjustment alone."""
    known = {line["id"] for line in lines}
    owed: dict[str, Decimal] = {}
    for held in payroll.adjustments.values():
        owed[str(held["employee"])] = owed.get(str(held["employee"]), ZERO) + held["paid"]
    empty = dict.fromkeys(("base", "entitlement", "paid", "team_fund", "retained", "gross"), ZERO)
    words = {"zh": "只有以前月份的更正", "en": "only a correction of an earlier month"}
    lines = lines + [_line(person, "", empty, words) for person in sorted(set(owed) - known)]
    return tuple(
        {**line, "adjustment": owed.get(line["id"], ZERO), "gross": line["gross"] + owed.get(line["id"], ZERO)}
        for line in lines
    )


def _calculation(
    cycle: Cycle,
    plan: Plan,
    inputs: dict[str, Any],
    cards: Sequence[Scorecard],
    result: PayrollResult,
    lines: tuple[dict[str, Any], ...],
) -> Calculation:
    totals = {
        **result.totals,
        "base": sum((line["base"] for line in lines), ZERO),
        "adjustment": sum((line["adjustment"] for line in lines), ZERO),
        "gross": sum((line["gross"] for line in lines), ZERO),
    }
    if result.pool is not None:
        totals["pool"] = result.pool
    digest = _digest({"plan": plan.id, "version": plan.version, "inputs": inputs, "lines": lines, "totals": totals})
    return Calculation(
        cycle.id, plan.id, plan.version, inputs, {str(card.id): card.version for card in cards}, lines, totals, digest
    )


def _digest(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return sha256(text.encode()).hexdigest()


def is_computable(plan: Plan) -> bool:
    """Whether a live cycle can be paid by this kind of plan."""
    return plan.kind == STORE_DIVIDEND
