"""What keeps a store dividend from being computed; pointers are those of the dry run's document."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from domain.errors import Fault
from domain.pay.checks import duplicate_faults, fault, score_fault
from domain.pay.parameters import NET_PROFIT, SHIFTED
from domain.pay.people import DividendPerson, Grant
from domain.pay.plan import Plan, Setting, Settings
from domain.pay.store_dividend import role_shares
from domain.scoring.exact import short


def dividend_faults(
    plan: Plan, settings: Settings, people: Sequence[DividendPerson], grants: Sequence[Grant]
) -> list[Fault]:
    """Everything that keeps this payroll from being computed."""
    fact = "net_profit" if settings.text("pool") == NET_PROFIT else "turnover"
    faults = []
    if settings.values[fact] is None:
        faults.append(
            fault(
                f"/parameters/{fact}",
                "missing",
                f"考核池要用 {fact}，请先记录",
                f"the pool needs {fact}; record it first",
            )
        )
    faults += duplicate_faults([person.id for person in people])
    for index, person in enumerate(people):
        faults += _person_faults(plan, f"/people/{index}", person)
    faults += _weight_faults(people)
    return faults + grant_faults(plan, settings.values, grants, {person.id for person in people})


def _person_faults(plan: Plan, at: str, person: DividendPerson) -> Iterable[Fault]:
    if plan.role(person.role) is None:
        known = ", ".join(role.id for role in plan.roles)
        yield fault(
            f"{at}/role", "unknown-role", f"方案没有岗位 {person.role}", f"no role {person.role}; the plan has {known}"
        )
    if person.base < 0:
        yield fault(f"{at}/base", "too-small", "底薪不能小于 0", "base pay cannot be below zero")
    if person.weight < 0:
        yield fault(f"{at}/weight", "too-small", "权重不能小于 0", "a weight cannot be below zero")
    yield from score_fault(at, person.score)


def _weight_faults(people: Sequence[DividendPerson]) -> Iterable[Fault]:
    for role in dict.fromkeys(person.role for person in people):
        mine = [(index, person) for index, person in enumerate(people) if person.role == role]
        if all(person.weight == 0 for _, person in mine):
            yield fault(
                f"/people/{mine[0][0]}/weight",
                "weights-all-zero",
                f"岗位 {role} 的权重全部为 0",
                f"all weights of the role {role} are zero, so its share cannot be split",
            )


def grant_faults(
    plan: Plan, parameters: Mapping[str, Setting], grants: Sequence[Grant], people: Collection[str]
) -> list[Fault]:
    """Everything wrong with the grants from the discretionary share, all of a cycle's together.

    Args:
        parameters: those that differ from the plan's.
        people: ids of everybody in the cycle.

    Source: D04 三.3 (岗位考核占比 5 % 的浮动权限).
    """
    settings = plan.settings(parameters)
    faults = [
        found for index, grant in enumerate(grants) for found in _grant_faults(plan, settings, index, grant, people)
    ]
    ceiling = settings.number("discretionary_ceiling")
    granted = Decimal(0)
    for index, grant in enumerate(grants):
        if granted <= ceiling < granted + grant.points:
            faults.append(
                fault(
                    f"/grants/{index}/points",
                    "grants-past-ceiling",
                    f"浮动份额合计不得超过 {short(ceiling)} 个百分点，到这里已是 {short(granted + grant.points)}",
                    f"grants may come to {short(ceiling)} points in all; with this one they are "
                    f"{short(granted + grant.points)}",
                )
            )
        granted += grant.points
    if not faults and settings.text("discretionary_funding") == SHIFTED:
        faults += _drained(plan, settings, grants)
    return faults


def _grant_faults(plan: Plan, settings: Settings, index: int, grant: Grant, people: Collection[str]) -> Iterable[Fault]:
    at = f"/grants/{index}"
    if grant.points <= 0:
        yield fault(f"{at}/points", "too-small", "授予的份额必须大于 0", "a grant must be above zero points")
    if bool(grant.role) == bool(grant.person):
        yield fault(
            at, "grant-unclear", "授予对象要写岗位 role 或个人 person 之一", "a grant names either a role or a person"
        )
    elif grant.role and plan.role(grant.role) is None:
        yield fault(f"{at}/role", "unknown-role", f"方案没有岗位 {grant.role}", f"the plan has no role {grant.role}")
    elif grant.person and grant.person not in people:
        yield fault(
            f"{at}/person", "unknown-person", f"名单中没有 {grant.person}", f"{grant.person} is not among the people"
        )
    if settings.text("discretionary_funding") != SHIFTED:
        if grant.giver:
            yield fault(
                f"{at}/from", "giver-refused", "只有 shifted 方式才写 from", "only shifted grants name a giving role"
            )
    elif not grant.giver:
        yield fault(
            f"{at}/from",
            "missing",
            "shifted 方式要写明由哪个岗位让出",
            "a shifted grant names the role that gives (from)",
        )
    elif grant.giver == grant.role:
        yield fault(
            f"{at}/from",
            "giver-receives",
            f"岗位 {grant.giver} 不能让给自己",
            f"the role {grant.giver} cannot give to itself; name the role whose share becomes smaller",
        )
    elif plan.role(grant.giver) is None:
        yield fault(f"{at}/from", "unknown-role", f"方案没有岗位 {grant.giver}", f"the plan has no role {grant.giver}")


def _drained(plan: Plan, settings: Settings, grants: Sequence[Grant]) -> list[Fault]:
    below = {role for role, share in role_shares(plan, settings, grants).items() if share < 0}
    return [
        fault(
            f"/grants/{index}/from",
            "role-drained",
            f"岗位 {grant.giver} 让出的份额超过它所有",
            f"the role {grant.giver} would give more than its whole share",
        )
        for index, grant in enumerate(grants)
        if grant.giver in below
    ]
