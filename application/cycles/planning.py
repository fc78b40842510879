"""Before work starts: the period, who is appraised by what, the plan, the targets; then opening (D15)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from application.commanding import Work, handles
from application.payrolls.parameters import read_parameters
from application.ports import Answer
from application.rulebooks import adopt_plan, adopt_scheme, plan_of, scheme_of
from domain import policies
from domain.cycle import DEFAULT_PARAMETERS, Cycle, Phase, cycle_id
from domain.discretionary_share import DiscretionaryShare
from domain.employee import Employee
from domain.errors import Invalid, InvalidDocument, WrongState
from domain.payroll import Payroll, payroll_id
from domain.periods import kind_of, overlapping, period_bounds, submission_day
from domain.scorecard import Scorecard
from domain.scoring.entries import target_faults

SHOP_FACTS = ("net_profit", "turnover")
"""Plan parameters that are figures of the month, recorded by finance instead of being set."""


@dataclass(frozen=True)
class PlanCycle:
    """Plan a shop's period: a month, such as `2026-10`, or a quarter, such as `2026-Q4`."""

    shop: UUID
    period: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Assignment:
    """A person's scheme; `version` None is the newest."""

    employee: UUID
    scheme: str
    version: int | None
    duty: str


@dataclass(frozen=True)
class AssignSchemes:
    """Say by which scheme people are appraised."""

    cycle: UUID
    assignments: tuple[Assignment, ...]


@dataclass(frozen=True)
class ExemptEmployee:
    """Leave somebody out, with a reason."""

    cycle: UUID
    employee: UUID
    reason: str


@dataclass(frozen=True)
class AssignPlan:
    """Say by which plan the cycle is paid; parameters replace the plan's own (decimals as text, as in the dry run)."""

    cycle: UUID
    plan: str
    version: int | None
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class SetTargets:
    """Set targets (目标 X) of a scheme's items, for everybody or one person."""

    cycle: UUID
    scheme: str
    employee: UUID | None
    targets: Mapping[str, Decimal]


@dataclass(frozen=True)
class OpenCycle:
    """Start: every participant gets a card and sees the criteria."""

    cycle: UUID


@handles(PlanCycle)
def plan_cycle(command: PlanCycle, work: Work) -> Answer:
    """Plan a period."""
    policies.run_cycle.require(work.acting, command.shop)
    work.organization.require_shop(command.shop)
    first, last = period_bounds(command.period)
    _require_free(work, command.shop, command.period)
    _check_parameters(command.parameters)
    cycle = Cycle.plan_for(
        command.shop,
        command.period,
        kind=kind_of(command.period),
        first_day=first,
        last_day=last,
        submit_by=submission_day(command.period),
        calendar=work.calendar.version,
        parameters=dict(command.parameters),
        by=work.by,
        at=work.at,
    )
    work.add(cycle)
    return Answer("cycle", cycle.id)


@handles(AssignSchemes)
def assign_schemes(command: AssignSchemes, work: Work) -> Answer:
    """Assign schemes; somebody who joins an open cycle gets their card at once."""
    cycle = running_cycle(work, command.cycle)
    if not command.assignments:
        raise Invalid(
            "请至少写一项安排 / name at least one assignment", code="assignments-missing", pointer="/assignments"
        )
    for index, assignment in enumerate(command.assignments):
        _assign(work, cycle, assignment, f"/assignments/{index}")
    return Answer("cycle", cycle.id)


@handles(ExemptEmployee)
def exempt_employee(command: ExemptEmployee, work: Work) -> Answer:
    """Exempt somebody from this cycle."""
    cycle = running_cycle(work, command.cycle)
    policies.arrange_for.require(work.acting, command.employee)
    employee = work.get(Employee, command.employee, "employee")
    if employee.last_post_in(cycle.shop, cycle.first_day, cycle.last_day) is None:
        raise Invalid(
            f"工号 {work.number_of(command.employee)} 在 {cycle.period} 不在本店 / "
            f"{work.number_of(command.employee)} has no post in this shop in {cycle.period}",
            code="not-in-shop",
            pointer="/employee",
        )
    reason = work.seal(command.employee, command.reason)
    cycle.exempt_employee(command.employee, reason, by=work.by, at=work.at)
    return Answer("cycle", cycle.id)


@handles(AssignPlan)
def assign_plan(command: AssignPlan, work: Work) -> Answer:
    """Assign the plan, with its parameters checked against it."""
    cycle = running_cycle(work, command.cycle)
    plan = adopt_plan(work, command.plan, command.version)
    for name in SHOP_FACTS:
        if command.parameters.get(name) is not None:
            raise Invalid(
                f"{name} 由财务记录，不能作为方案参数 / {name} is a figure that finance records, not a parameter",
                code="parameter-refused",
                pointer=f"/parameters/{name}",
            )
    parameters = read_parameters(plan, command.parameters)
    cycle.assign_plan(plan.id, plan.version, parameters, by=work.by, at=work.at)
    return Answer("cycle", cycle.id)


@handles(SetTargets)
def set_targets(command: SetTargets, work: Work) -> Answer:
    """Set targets of a scheme that is assigned in this cycle."""
    cycle = running_cycle(work, command.cycle)
    if command.employee is not None:
        policies.arrange_for.require(work.acting, command.employee)
    assigned = [held for held in cycle.participants.values() if held["scheme"] == command.scheme]
    if not assigned:
        raise Invalid(
            f"本周期没有人使用考核方案 {command.scheme!r}；请先指定 / "
            f"nobody in this cycle is appraised by {command.scheme!r}; assign it first",
            code="scheme-not-assigned",
            pointer="/scheme",
        )
    if command.employee is not None and cycle.participant(command.employee)["scheme"] != command.scheme:
        raise Invalid(
            "此人使用另一考核方案 / this person is appraised by another scheme",
            code="scheme-mismatch",
            pointer="/employee",
        )
    scheme = scheme_of(work, command.scheme, assigned[0]["scheme_version"])
    faults = [
        replace(fault, pointer=f"/targets/{item}")
        for item, target in command.targets.items()
        for fault in target_faults(scheme, item, target)
    ]
    if faults:
        raise InvalidDocument(faults)
    cycle.set_targets(command.scheme, command.employee, dict(command.targets), by=work.by, at=work.at)
    return Answer("cycle", cycle.id)


@handles(OpenCycle)
def open_cycle(command: OpenCycle, work: Work) -> Answer:
    """Open the cycle, its cards and its five points of share, all at once."""
    cycle = running_cycle(work, command.cycle)
    people = [UUID(person) for person in cycle.participants]
    missing = {work.number_of(person): missing_targets(work, cycle, person) for person in people}
    cycle.open(missing, unassigned(work, cycle), by=work.by, at=work.at)
    _require_roles_in_plan(work, cycle)
    for person in sorted(cycle.participants):
        open_card(work, cycle, UUID(person))
    if cycle.plan is not None:
        ceiling = plan_of(work, *cycle.plan).settings(cycle.plan_parameters).values.get("discretionary_ceiling")
        if isinstance(ceiling, Decimal):
            work.add(DiscretionaryShare.set_ceiling(cycle.id, ceiling, by=work.by, at=work.at))
    return Answer("cycle", cycle.id)


def running_cycle(work: Work, id: UUID) -> Cycle:
    """The cycle that a command names, for those who run it."""
    cycle = work.named(Cycle, id, "cycle")
    policies.run_cycle.require(work.acting, cycle.shop)
    return cycle


def _require_roles_in_plan(work: Work, cycle: Cycle) -> None:
    """Raises WrongState when somebody has a role that the plan shares nothing with: their month could not be paid."""
    roles = plan_of(work, *cycle.plan).roles if cycle.plan is not None else ()
    unknown = sorted({held["role"] for held in cycle.participants.values()} - {role.id for role in roles})
    if roles and unknown:
        raise WrongState(
            f"薪酬方案没有这些岗位的份额：{', '.join(unknown)} / "
            f"the plan has no share for the role {', '.join(unknown)}; move these people, or publish a plan with it",
            code="cycle-not-ready",
        )


def missing_targets(work: Work, cycle: Cycle, person: UUID) -> tuple[str, ...]:
    """Items of a participant's scheme that need a target and have none."""
    held = cycle.participant(person)
    own = scheme_of(work, held["scheme"], held["scheme_version"]).targets()
    known = cycle.targets_of(person)
    return tuple(item for item, target in own.items() if target is None and item not in known)


def open_card(work: Work, cycle: Cycle, person: UUID) -> Scorecard:
    """Open a participant's card with the targets that hold now."""
    held = cycle.participant(person)
    scheme = scheme_of(work, held["scheme"], held["scheme_version"])
    own = {item: target for item, target in scheme.targets().items() if target is not None}
    return work.add(
        Scorecard.open(
            cycle=cycle.id,
            shop=cycle.shop,
            period=cycle.period,
            employee=person,
            role=held["role"],
            lead=held["lead"],
            scheme=scheme,
            targets={**own, **cycle.targets_of(person)},
            by=work.by,
            at=work.at,
        )
    )


def _assign(work: Work, cycle: Cycle, assignment: Assignment, pointer: str) -> None:
    employee = work.find(Employee, assignment.employee)
    post = employee.last_post_in(cycle.shop, cycle.first_day, cycle.last_day) if employee is not None else None
    if post is None:
        raise Invalid(
            f"工号 {work.number_of(assignment.employee)} 在 {cycle.period} 不在本店 / "
            f"{work.number_of(assignment.employee)} has no post in this shop in {cycle.period}",
            code="not-in-shop",
            pointer=f"{pointer}/employee",
        )
    policies.arrange_for.require(work.acting, assignment.employee)
    joins = cycle.phase == Phase.OPEN
    scheme = adopt_scheme(
        work, assignment.scheme, assignment.version or (_in_use(cycle, assignment) if joins else None)
    )
    cycle.assign_scheme(
        assignment.employee,
        role=post[0],
        lead=post[1],
        scheme=scheme.id,
        scheme_version=scheme.version,
        duty=assignment.duty,
        by=work.by,
        at=work.at,
    )
    if not joins:
        return
    missing = missing_targets(work, cycle, assignment.employee)
    if missing:
        raise Invalid(
            f"周期已开启，{scheme.id!r} 缺少目标：{'、'.join(missing)}；请指定本周期已使用的方案 / "
            f"the cycle is open and has no target for {', '.join(missing)} of {scheme.id!r}; assign a scheme "
            "that is in use here",
            code="targets-missing",
            pointer=f"{pointer}/scheme",
            clause="D15",
        )
    open_card(work, cycle, assignment.employee)


def _in_use(cycle: Cycle, assignment: Assignment) -> int | None:
    """The version of a scheme that an open cycle works with: a newer one is for cycles to come."""
    held = cycle.participants.values()
    return max((one["scheme_version"] for one in held if one["scheme"] == assignment.scheme), default=None)


def unassigned(work: Work, cycle: Cycle) -> tuple[str, ...]:
    """Staff numbers of people with a post in the shop in this period who neither take part nor are exempt."""
    found = []
    for person in work.tools.roster.posted_in(cycle.shop):
        if str(person) in cycle.participants or person in cycle.exempt:
            continue
        employee = work.get(Employee, person, "employee")
        if employee.last_post_in(cycle.shop, cycle.first_day, cycle.last_day) is not None:
            found.append(employee.number)
    return tuple(found)


def _require_free(work: Work, shop: UUID, period: str) -> None:
    """A day is paid once: a shop's months and quarters do not overlap, nor does pay that waits for a correction."""
    for other in overlapping(period):
        if work.watch(Cycle, cycle_id(shop, other)) or work.watch(Payroll, payroll_id(shop, other)):
            raise WrongState(
                f"{period} 与本店已有的 {other} 重叠；一天只属于一个周期：请用 {other}，或另选周期 / "
                f"{period} shares days with {other}, which this shop has planned or corrects pay in; one day belongs "
                f"to one cycle: plan {other}, or a period outside it",
                code="period-overlaps",
            )


def _check_parameters(parameters: Mapping[str, str]) -> None:
    for name, value in parameters.items():
        if name not in DEFAULT_PARAMETERS:
            known = ", ".join(DEFAULT_PARAMETERS)
            raise Invalid(
                f"{name!r} 不是周期参数（可用：{known}） / {name!r} is no parameter of a cycle ({known})",
                code="parameter-unknown",
                pointer=f"/parameters/{name}",
            )
        if not value.isdecimal() or not 1 <= int(value) <= 60:
            raise Invalid(
                f"{name} 应为 1 至 60 天，而不是 {value!r} / {name} is a number of days from 1 to 60, not {value!r}",
                code="parameter-invalid",
                pointer=f"/parameters/{name}",
            )
