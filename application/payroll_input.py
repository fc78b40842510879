"""Reads a payroll document strictly, against the plan that it is for: the input of a payroll dry run."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from domain.pay.parameters import PARAMETERS
from domain.pay.people import DividendPerson, Duty, Grant, Person, SalaryPerson, TaskPerson
from domain.pay.plan import SALARY_STRUCTURE, STORE_DIVIDEND, TASK_COEFFICIENT, Plan, Setting
from domain.scoring.plain import Place, Table

ZERO = Decimal(0)
ONE = Decimal(1)


def read_payroll(place: Place, plan: Plan) -> tuple[dict[str, Setting], list[Person], list[Grant]]:
    """Parameters, people and grants; whatever is wrong with their shape is noted in `place`."""
    table = place.table()
    none: dict[str, Setting] = {}
    parameters = table.get("parameters", lambda at: _read_parameters(at, plan), none)
    people = [PEOPLE[plan.kind](at) for at in table.need("people").list()]
    nobody: list[Grant] = []
    grants = nobody
    if plan.kind == STORE_DIVIDEND:
        grants = table.get("grants", lambda at: [_read_grant(entry) for entry in at.list()], nobody)
    table.done()
    return parameters, people, grants


def _read_parameters(place: Place, plan: Plan) -> dict[str, Setting]:
    kinds = PARAMETERS[plan.kind]
    values: dict[str, Setting] = {}
    for name, at in place.table().entries():
        if name in kinds:
            values[name] = kinds[name].read(at)
        else:
            known = ", ".join(kinds)
            at.fault("unknown-parameter", f"方案没有参数 {name}", f"the plan has no parameter {name}; it has {known}")
    return values


def _read_grant(place: Place) -> Grant:
    table = place.table()
    grant = Grant(
        table.need("points").decimal(),
        table.get("role", Place.text, ""),
        table.get("person", Place.text, ""),
        table.get("from", Place.text, ""),
    )
    table.done()
    return grant


def _read_dividend_person(place: Place) -> DividendPerson:
    table = place.table()
    person = DividendPerson(
        table.need("id").text(),
        table.need("role").text(),
        table.need("base").decimal(places=2),
        table.need("score").decimal(),
        table.get("weight", Place.decimal, ONE),
    )
    table.done()
    return person


def _read_salary_person(place: Place) -> SalaryPerson:
    table = place.table()
    workday, rest_day, holiday = table.get("overtime", _read_overtime, (ZERO, ZERO, ZERO))
    person = SalaryPerson(
        id=table.need("id").text(),
        base=table.need("base").decimal(),
        score=table.need("score").decimal(),
        late=table.need("late").decimal(),
        leave_days=table.need("leave_days").decimal(),
        regular=table.need("regular").flag(),
        bonus=_money(table, "bonus"),
        meal_days=_money(table, "meal_days"),
        meal_rate=_money(table, "meal_rate"),
        overtime_workday=workday,
        overtime_rest_day=rest_day,
        overtime_holiday=holiday,
        commission=_money(table, "commission"),
        hourly_base=table.get("hourly_base", Place.decimal, None),
    )
    table.done()
    return person


def _read_overtime(place: Place) -> tuple[Decimal, Decimal, Decimal]:
    table = place.table()
    hours = _money(table, "workday"), _money(table, "rest_day"), _money(table, "holiday")
    table.done()
    return hours


def _read_task_person(place: Place) -> TaskPerson:
    table = place.table()
    person = TaskPerson(
        table.need("id").text(),
        tuple(_read_duty(at) for at in table.need("duties").list()),
        _money(table, "team_share"),
        _money(table, "rewards"),
        _money(table, "penalties"),
        table.get("base", Place.decimal, None),
    )
    table.done()
    return person


def _read_duty(place: Place) -> Duty:
    table = place.table()
    duty = Duty(table.need("id").text(), table.need("weight").decimal(), table.need("completion").decimal())
    table.done()
    return duty


def _money(table: Table, key: str) -> Decimal:
    return table.get(key, Place.decimal, ZERO)


PEOPLE: Mapping[str, Callable[[Place], Person]] = {
    STORE_DIVIDEND: _read_dividend_person,
    SALARY_STRUCTURE: _read_salary_person,
    TASK_COEFFICIENT: _read_task_person,
}
