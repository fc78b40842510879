"""The people of a payroll as its input document names them, from cards, base pay, weights and facts of the month."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from application.commanding import Work
from application.rulebooks import scheme_of
from domain.cycle import Cycle
from domain.employee import Employee
from domain.errors import Fault, InvalidDocument
from domain.pay.facts import needed_facts
from domain.pay.plan import SALARY_STRUCTURE, STORE_DIVIDEND, TASK_COEFFICIENT, Plan
from domain.scorecard import Scorecard
from domain.scorecard.computed import card_facts
from domain.scoring.completion import completions
from domain.scoring.exact import half_up, trimmed
from domain.scoring.facts import CardFacts
from domain.scoring.scheme import Scheme
from domain.values import cents_of

Document = dict[str, Any]

PLACES = 10
"""Decimals that a number of a document may have."""


def people_of(work: Work, cycle: Cycle, plan: Plan, cards: list[Scorecard]) -> list[Document]:
    """One entry a card, in the shape that this kind of plan reads.

    Raises:
        InvalidDocument: naming every fact of a person that the plan needs and nobody recorded.
    """
    require_facts(work, plan, cards)
    build = BUILDERS[plan.kind]
    return [build(work, cycle, plan, card) for card in cards]


def require_facts(work: Work, plan: Plan, cards: list[Scorecard]) -> None:
    """Raises InvalidDocument, naming every fact of a person that the plan needs and nobody recorded."""
    faults = [
        Fault(
            f"/people/{card.employee}/{name}",
            "fact-missing",
            f"薪酬方案需要工号 {work.number_of(card.employee)} 的 {name!r}，还没有录入；请导入或录入（0 也是数值） / "
            f"the plan needs {name!r} of {work.number_of(card.employee)} and nobody recorded it; "
            "import or enter it (0 is a value)",
        )
        for card in cards
        for name in needed_facts(plan)
        if name not in card.measures
    ]
    if faults:
        raise InvalidDocument(faults)


def appraised(work: Work, plan: Plan, card: Scorecard) -> Document:
    """What a person's entry takes from the card as it stands: the score or, for a job sheet, its duties."""
    return {"duties": _duties(work, card)} if plan.kind == TASK_COEFFICIENT else {"score": str(card.final_total)}


def base_of(work: Work, cycle: Cycle, plan: Plan, person: UUID) -> Decimal:
    """Base pay earned in the cycle's shop, yuan, prorated by calendar days: the person's own or, for a job sheet, the
    plan's.
    """
    employee = work.get(Employee, person, "employee")
    if plan.kind == TASK_COEFFICIENT:
        base = plan.settings(cycle.plan_parameters).number("base")
        return cents_of(Fraction(base) * employee.months_in(cycle.shop, cycle.first_day, cycle.last_day))
    return employee.base_for(cycle.shop, cycle.first_day, cycle.last_day)


def _dividend(work: Work, cycle: Cycle, plan: Plan, card: Scorecard) -> Document:
    return {
        "id": str(card.employee),
        "role": card.role,
        "base": str(base_of(work, cycle, plan, card.employee)),
        "score": str(card.final_total),
        "weight": str(cycle.weights.get(str(card.employee), Decimal(1))),
    }


def _salary(work: Work, cycle: Cycle, plan: Plan, card: Scorecard) -> Document:
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
    base = base_of(work, cycle, plan, card.employee)
    monthly = employee.monthly_base_for(cycle.shop, cycle.first_day, cycle.last_day)
    return {
        "id": str(card.employee),
        "base": str(base),
        **({"hourly_base": str(monthly)} if monthly != base else {}),
        "score": str(card.final_total),
        **{name: str(card.measures[name]) for name in needed_facts(plan)},
        "regular": employee.regular,
        "overtime": hours,
        **optional,
    }


def _task(work: Work, cycle: Cycle, plan: Plan, card: Scorecard) -> Document:
    money: dict[str, str] = {
        name: str(card.measures[name]) for name in ("team_share", "rewards", "penalties") if name in card.measures
    }
    employee = work.get(Employee, card.employee, "employee")
    whole = employee.months_in(cycle.shop, cycle.first_day, cycle.last_day) == 1
    own = {} if whole else {"base": str(base_of(work, cycle, plan, card.employee))}
    return {"id": str(card.employee), **own, "duties": _duties(work, card), **money}


def duties_of(scheme: Scheme, facts: CardFacts) -> list[Document]:
    """Each scored item of the job sheet is a duty: its points are the weight, how far it was done the completion.

    A document has ten decimals; what was done once in three times is 0.3333333333 there.
    """
    weights = {item.id: item.max for item in scheme.items}
    return [
        {"id": item, "weight": str(weights[item]), "completion": trimmed(half_up(part, PLACES))}
        for item, part in completions(scheme, facts).items()
    ]


def _duties(work: Work, card: Scorecard) -> list[Document]:
    return duties_of(scheme_of(work, card.scheme, card.scheme_version), card_facts(card))


BUILDERS: Mapping[str, Callable[[Work, Cycle, Plan, Scorecard], Document]] = {
    STORE_DIVIDEND: _dividend,
    SALARY_STRUCTURE: _salary,
    TASK_COEFFICIENT: _task,
}
