"""The people of a payroll as its input document names them, from cards, base pay, weights and facts of the month."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from application.commanding import Work
from application.rulebooks import scheme_of
from domain.cycle import Cycle
from domain.employee import Employee
from domain.errors import Fault, InvalidDocument
from domain.pay.plan import SALARY_STRUCTURE, STORE_DIVIDEND, TASK_COEFFICIENT, Plan
from domain.scorecard import Scorecard

Document = dict[str, Any]


def people_of(work: Work, cycle: Cycle, plan: Plan, cards: list[Scorecard]) -> list[Document]:
    """One entry a card, in the shape that this kind of plan reads.

    Raises:
        InvalidDocument: naming every fact of a person that the plan needs and nobody recorded.
    """
    build = BUILDERS[plan.kind]
    faults: list[Fault] = []
    people = [build(work, cycle, card, faults) for card in cards]
    if faults:
        raise InvalidDocument(faults)
    return people


def base_of(work: Work, cycle: Cycle, person: UUID) -> Decimal:
    """Base pay earned in the cycle's shop, yuan, prorated by calendar days."""
    return work.get(Employee, person, "employee").base_for(cycle.shop, cycle.first_day, cycle.last_day)


def _dividend(work: Work, cycle: Cycle, card: Scorecard, faults: list[Fault]) -> Document:
    return {
        "id": str(card.employee),
        "role": card.role,
        "base": str(base_of(work, cycle, card.employee)),
        "score": str(card.final_total),
        "weight": str(cycle.weights.get(str(card.employee), Decimal(1))),
    }


def _salary(work: Work, cycle: Cycle, card: Scorecard, faults: list[Fault]) -> Document:
    employee = work.get(Employee, card.employee, "employee")
    optional: dict[str, str] = {
        name: str(card.measures[name])
        for name in ("bonus", "meal_days", "meal_rate", "commission")
        if name in card.measures
    }
    hours: dict[str, str] = {
        kind: str(card.measures[f"overtime_{kind}"])
        for kind in ("workday", "rest_day", "holiday")
        if f"overtime_{kind}" in card.measures
    }
    return {
        "id": str(card.employee),
        "base": str(base_of(work, cycle, card.employee)),
        "score": str(card.final_total),
        "late": _needed(card, "late", faults),
        "leave_days": _needed(card, "leave_days", faults),
        "regular": employee.regular,
        "overtime": hours,
        **optional,
    }


def _task(work: Work, cycle: Cycle, card: Scorecard, faults: list[Fault]) -> Document:
    """Each scored item of the job sheet is a duty: its points are the weight, its degree of completion the value."""
    scored = card.computed(scheme_of(work, card.scheme, card.scheme_version)).items
    duties = [
        {"id": item.id, "weight": str(item.max), "completion": str(_completion(item.value, item.score, item.max))}
        for item in scored
        if item.score is not None and item.max > 0
    ]
    money: dict[str, str] = {
        name: str(card.measures[name]) for name in ("team_share", "rewards", "penalties") if name in card.measures
    }
    return {"id": str(card.employee), "duties": duties, **money}


def _completion(value: Decimal | None, score: Decimal, most: Decimal) -> Decimal:
    return value if value is not None else score / most


def _needed(card: Scorecard, name: str, faults: list[Fault]) -> str:
    if name not in card.measures:
        detail = f"the plan needs {name!r} of {card.employee} and nobody recorded it; import or enter it (0 is a value)"
        faults.append(Fault(f"/people/{card.employee}/{name}", "fact-missing", detail))
    return str(card.measures.get(name, Decimal(0)))


BUILDERS: Mapping[str, Callable[[Work, Cycle, Scorecard, list[Fault]], Document]] = {
    STORE_DIVIDEND: _dividend,
    SALARY_STRUCTURE: _salary,
    TASK_COEFFICIENT: _task,
}
