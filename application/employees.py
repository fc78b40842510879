"""Employee (员工): hiring, moves, base pay, leaving. Names and contacts go to the vault, never into an event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from application.appeals.judges import hand_on_appeals
from application.commanding import Work, handles
from application.payrolls.late_figures import ask_for_correction
from application.ports import Answer
from domain import policies
from domain.employee import Employee, employee_id
from domain.errors import Invalid


@dataclass(frozen=True)
class HireEmployee:
    """Hire somebody; `profile` holds name and contacts, which are sealed beside the ledger."""

    number: str
    shop: UUID | None
    role: str
    lead: UUID | None
    hired_on: date
    regular: bool
    profile: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MoveEmployee:
    """Another shop, role or lead from a day on."""

    employee: UUID
    shop: UUID | None
    role: str
    lead: UUID | None
    effective_on: date
    reason: str


@dataclass(frozen=True)
class SetBasePay:
    """Base pay in yuan a month from a day on."""

    employee: UUID
    amount: Decimal
    effective_on: date
    reason: str


@dataclass(frozen=True)
class EndEmployment:
    """The last day of work."""

    employee: UUID
    left_on: date
    reason: str


@handles(HireEmployee)
def hire_employee(command: HireEmployee, work: Work) -> Answer:
    """Hire; the same number twice is a 409."""
    policies.hire_people.require(work.acting)
    _check_post(work, command.shop, command.role, command.lead)
    person = employee_id(work.organization_id, command.number)
    if command.lead == person:
        raise Invalid(
            "不能做自己的组长；请另选组长 / nobody leads themself; name another lead",
            code="lead-is-self",
            pointer="/lead",
        )
    hired = Employee.hire(
        work.organization_id,
        command.number,
        shop=command.shop,
        role=command.role,
        lead=command.lead,
        hired_on=command.hired_on,
        regular=command.regular,
        by=work.by,
        at=work.at,
    )
    work.add(hired)
    if command.profile:
        work.tools.vault.keep_profile(person, command.profile)
    ask_for_correction(work, hired, command.hired_on)
    return Answer("employee", person)


@handles(MoveEmployee)
def move_employee(command: MoveEmployee, work: Work) -> Answer:
    """Move somebody."""
    policies.keep_employment.require(work.acting, command.employee)
    _check_post(work, command.shop, command.role, command.lead)
    employee = work.named(Employee, command.employee, "employee")
    employee.move(
        shop=command.shop,
        role=command.role,
        lead=command.lead,
        effective_on=command.effective_on,
        reason=work.seal(command.employee, command.reason),
        by=work.by,
        at=work.at,
    )
    ask_for_correction(work, employee, command.effective_on)
    return Answer("employee", employee.id)


@handles(SetBasePay)
def set_base_pay(command: SetBasePay, work: Work) -> Answer:
    """Set base pay from a day on."""
    policies.set_base_pay.require(work.acting, command.employee)
    employee = work.named(Employee, command.employee, "employee")
    employee.set_base_pay(
        command.amount,
        effective_on=command.effective_on,
        reason=work.seal(command.employee, command.reason),
        by=work.by,
        at=work.at,
    )
    ask_for_correction(work, employee, command.effective_on)
    return Answer("employee", employee.id)


@handles(EndEmployment)
def end_employment(command: EndEmployment, work: Work) -> Answer:
    """End an employment; duties end with it, and open appeals go to somebody else."""
    policies.keep_employment.require(work.acting, command.employee)
    employee = work.named(Employee, command.employee, "employee")
    employee.leave(left_on=command.left_on, reason=work.seal(command.employee, command.reason), by=work.by, at=work.at)
    for duty, shop in sorted(work.organization.duties_of(employee.id), key=str):
        work.organization.withdraw_duty(employee.id, duty, shop, by=work.by, at=work.at)
    ask_for_correction(work, employee, command.left_on)
    hand_on_appeals(work, employee.id, "原处理人离职 / who heard it left")
    return Answer("employee", employee.id)


def _check_post(work: Work, shop: UUID | None, role: str, lead: UUID | None) -> None:
    if shop is not None:
        work.organization.require_shop(shop)
        work.organization.require_role(role)
    elif role:
        work.organization.require_role(role)
    if lead is not None and work.find(Employee, lead) is None:
        raise Invalid(
            f"没有员工 {lead}，不能担任组长 / there is no employee {lead} to lead anybody",
            code="lead-unknown",
            pointer="/lead",
        )
