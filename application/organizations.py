"""Organization (组织): founding it, its shops, roles, duties and calendar."""

import json
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from application.appeals.judges import hand_on_appeals
from application.commanding import Work, handles
from application.ports import Answer
from domain import policies
from domain.calendar_document import working_calendar
from domain.employee import Employee, employee_id
from domain.errors import Invalid, WrongState
from domain.organization import Duty, Organization, organization_stream, shop_id

SYSTEM_SETUP = "system:setup"
"""The actor of an organization's first events: nobody has a duty yet."""


@dataclass(frozen=True)
class FoundOrganization:
    """Begin a ledger: organization, calendar, and the first administrator."""

    name: str
    timezone: str
    administrator_number: str


@dataclass(frozen=True)
class OpenShop:
    """Open a shop (店铺)."""

    code: str
    name: str
    platform: str


@dataclass(frozen=True)
class DefineRole:
    """Define a role (岗位)."""

    role: str
    title_zh: str
    title_en: str


@dataclass(frozen=True)
class GrantDuty:
    """Let a person decide something."""

    employee: UUID
    duty: str
    shop: UUID | None


@dataclass(frozen=True)
class WithdrawDuty:
    """Take a duty away."""

    employee: UUID
    duty: str
    shop: UUID | None


@dataclass(frozen=True)
class SetCalendar:
    """Replace the working-day calendar by one of the shop's own (JSON of the calendar document)."""

    document: str


@handles(FoundOrganization)
def found_organization(command: FoundOrganization, work: Work) -> Answer:
    """Only the setup itself founds: no person exists who could be asked."""
    organization = work.add(
        Organization.found(work.organization_id, command.name, command.timezone, by=work.by, at=work.at)
    )
    document = work.tools.library.calendar_document()
    digest = sha256(document.encode()).hexdigest()
    organization.set_calendar(calendar_version(document), document, digest, by=work.by, at=work.at)
    administrator = work.add(
        Employee.hire(
            work.organization_id,
            command.administrator_number,
            shop=None,
            role="",
            lead=None,
            hired_on=work.today,
            regular=True,
            by=work.by,
            at=work.at,
        )
    )
    organization.grant_duty(administrator.id, Duty.ADMINISTRATOR, None, by=work.by, at=work.at)
    return Answer("organization", organization.id)


@handles(OpenShop)
def open_shop(command: OpenShop, work: Work) -> Answer:
    """Open a shop."""
    policies.arrange_organization.require(work.acting)
    shop = shop_id(work.organization_id, command.code)
    work.organization.open_shop(shop, command.code, command.name, command.platform, by=work.by, at=work.at)
    return Answer("shop", organization_stream(work.organization_id), str(shop))


@handles(DefineRole)
def define_role(command: DefineRole, work: Work) -> Answer:
    """Define a role or retitle it."""
    policies.arrange_organization.require(work.acting)
    work.organization.define_role(command.role, command.title_zh, command.title_en, by=work.by, at=work.at)
    return Answer("role", organization_stream(work.organization_id), command.role)


@handles(GrantDuty)
def grant_duty(command: GrantDuty, work: Work) -> Answer:
    """Grant a duty to somebody else who is employed."""
    policies.grant_duties.require(work.acting, command.employee)
    employee = work.get(Employee, command.employee, "employee")
    work.depend_on(employee)
    if employee.left_on is not None:
        raise WrongState(
            "此人已离职；职责只授予在职的人 / this person has left; duties are for people who work here",
            code="employee-left",
        )
    work.organization.grant_duty(command.employee, duty_of(command.duty), command.shop, by=work.by, at=work.at)
    return Answer("duty", organization_stream(work.organization_id), str(command.employee))


@handles(WithdrawDuty)
def withdraw_duty(command: WithdrawDuty, work: Work) -> Answer:
    """Withdraw a duty."""
    policies.grant_duties.require(work.acting, command.employee)
    work.organization.withdraw_duty(command.employee, duty_of(command.duty), command.shop, by=work.by, at=work.at)
    hand_on_appeals(work, command.employee, "原处理人已不任该职责 / who heard it lost the duty")
    return Answer("duty", organization_stream(work.organization_id), str(command.employee))


@handles(SetCalendar)
def set_calendar(command: SetCalendar, work: Work) -> Answer:
    """Put another calendar into force."""
    policies.arrange_organization.require(work.acting)
    version = calendar_version(command.document)
    digest = sha256(command.document.encode()).hexdigest()
    work.organization.set_calendar(version, command.document, digest, by=work.by, at=work.at)
    return Answer("calendar", organization_stream(work.organization_id), version)


def calendar_version(document: str) -> str:
    """The version of a calendar document. Raises InvalidDocument with every fault."""
    return working_calendar(json.loads(document)).version


def duty_of(name: str, pointer: str = "/duty") -> Duty:
    """The duty of that name. Raises Invalid for any other word."""
    try:
        return Duty(name)
    except ValueError:
        raise Invalid(
            f"没有职责 {name!r}；可用：{'、'.join(duty.value for duty in Duty)} / "
            f"{name!r} is no duty; use one of {', '.join(duty.value for duty in Duty)}",
            code="duty-unknown",
            pointer=pointer,
        ) from None


def administrator_id(organization: UUID, number: str) -> UUID:
    """The id of the administrator that `FoundOrganization` hires."""
    return employee_id(organization, number)
