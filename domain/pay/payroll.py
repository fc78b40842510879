"""Computes one payroll: the single function behind live payrolls, dry runs, replays and tests."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast

from domain.errors import Fault, InvalidDocument
from domain.pay.checks import fault
from domain.pay.dividend_checks import dividend_faults
from domain.pay.parameters import PARAMETERS
from domain.pay.people import DividendPerson, Grant, PayrollResult, Person, SalaryPerson, TaskPerson
from domain.pay.plan import SALARY_STRUCTURE, STORE_DIVIDEND, Plan, Setting
from domain.pay.salary_structure import compute_salary, salary_faults
from domain.pay.store_dividend import compute_dividend
from domain.pay.task_coefficient import compute_task, task_faults
from domain.scoring.exact import decimal_text
from domain.scoring.plain import Place

PERSON_TYPES: Mapping[str, type[DividendPerson | SalaryPerson | TaskPerson]] = {
    STORE_DIVIDEND: DividendPerson,
    SALARY_STRUCTURE: SalaryPerson,
    "task-coefficient": TaskPerson,
}


def compute(
    plan: Plan, parameters: Mapping[str, Setting], people: Sequence[Person], grants: Sequence[Grant] = ()
) -> PayrollResult:
    """The payroll of `people` under `plan`.

    Args:
        parameters: by id; those left out take the plan's values.
        people: of the plan's own kind (`PERSON_TYPES`).
        grants: from the discretionary share; only for `store-dividend`.

    Raises:
        InvalidDocument: with every fault of the input, pointers as in the dry run's document.
    """
    faults = payroll_faults(plan, parameters, people, grants)
    if faults:
        raise InvalidDocument(faults)
    settings = plan.settings(parameters)
    if plan.kind == STORE_DIVIDEND:
        return compute_dividend(plan, settings, cast(Sequence[DividendPerson], people), grants)
    if plan.kind == SALARY_STRUCTURE:
        return compute_salary(plan, settings, cast(Sequence[SalaryPerson], people))
    return compute_task(plan, settings, cast(Sequence[TaskPerson], people))


def payroll_faults(
    plan: Plan, parameters: Mapping[str, Setting], people: Sequence[Person], grants: Sequence[Grant] = ()
) -> list[Fault]:
    """Everything that keeps this payroll from being computed."""
    faults = parameter_faults(plan, parameters)
    wrong = {found.pointer for found in faults}
    settings = plan.settings({name: value for name, value in parameters.items() if f"/parameters/{name}" not in wrong})
    for index, person in enumerate(people):
        if not isinstance(person, PERSON_TYPES[plan.kind]):
            return [*faults, fault(f"/people/{index}", "wrong-kind", "不适用于本方案", f"no {plan.kind} person")]
    if plan.kind == STORE_DIVIDEND:
        return faults + dividend_faults(plan, settings, cast(Sequence[DividendPerson], people), grants)
    if grants:
        faults.append(fault("/grants", "grants-refused", "本方案没有浮动份额", f"a {plan.kind} plan knows no grants"))
    if plan.kind == SALARY_STRUCTURE:
        return faults + salary_faults(cast(Sequence[SalaryPerson], people))
    return faults + task_faults(cast(Sequence[TaskPerson], people))


def parameter_faults(plan: Plan, parameters: Mapping[str, Setting]) -> list[Fault]:
    """Parameters that the plan does not have, or that may not take their value."""
    faults: list[Fault] = []
    root = Place(None, "/parameters", faults)
    for name, value in parameters.items():
        place = root.inside(name, decimal_text(value) if isinstance(value, Decimal) else value)
        kind = PARAMETERS[plan.kind].get(name)
        if kind is None:
            known = ", ".join(PARAMETERS[plan.kind])
            place.fault(
                "unknown-parameter", f"方案没有参数 {name}", f"the plan has no parameter {name}; it has {known}"
            )
        else:
            kind.read(place)
    return faults
