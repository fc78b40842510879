"""Whose own pay moves with a decision. That refuses nobody: a shop would run out of judges; but it is told.

Source: D04 三: the people of a shop are paid from one pool, and points that are lost feed the fund of their team.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from application.commanding import Work
from application.notices import notify
from application.rulebooks import plan_of
from domain.appeal import Appeal, AppealKind
from domain.cycle import Cycle
from domain.discretionary_share import DiscretionaryShare, discretionary_share_id
from domain.employee import Employee
from domain.organization import Duty
from domain.pay.parameters import RESERVED, SHIFTED
from domain.pay.plan import STORE_DIVIDEND
from domain.scoring.words import Words

TEAM_FUND = "team-fund"
"""They belong to the team whose fund gets more or less."""

PROFIT_SHARE = "profit-share"
"""Their own part of the shop's profit becomes another."""

DISCRETIONARY_SHARE = "discretionary-share"
"""They asked for points of the same five, or hold some: what one gets is not left for another."""

SAID = {
    TEAM_FUND: Words("所在团队的活动基金随裁决增减", "the fund of their own team gets more or less by the decision"),
    PROFIT_SHARE: Words("所在岗位的利润份额随裁决变动", "their own role's part of the profit moves with the decision"),
    DISCRETIONARY_SHARE: Words("本人也在申请或已得到同一个 5%", "they asked for points of the same 5 %, or hold some"),
}
"""What each way is to whoever reads the appeal."""


def flag_interest(work: Work, appeal: Appeal, person: UUID, from_role: str = "") -> None:
    """Record how the pay of whoever is to hear or decide it moves with the decision, and tell every other general
    manager.
    """
    if _flag(work, appeal, person, from_role):
        for above in _others_above(work, person):
            notify(work, above, "judge-interested", "appeal", appeal.id, appeal.decide_by)


def tell_of_decision(work: Work, appeal: Appeal, person: UUID) -> None:
    """Tell every other general manager that somebody decided whose own pay moves with it."""
    if str(person) in appeal.interests:
        for above in _others_above(work, person):
            notify(work, above, "interested-decision", "appeal", appeal.id)


def tell_of_withdrawal(work: Work, appeal: Appeal, person: UUID, from_role: str) -> None:
    """Record how the pay of whoever takes a grant back moves with that, and tell every other general manager."""
    _flag(work, appeal, person, from_role)
    if str(person) in appeal.interests:
        for above in _others_above(work, person):
            notify(work, above, "interested-withdrawal", "appeal", appeal.id)


def _flag(work: Work, appeal: Appeal, person: UUID, from_role: str) -> bool:
    """Record the ways; whether one of them was not known before."""
    ways = frozenset(_ways(work, appeal, person, from_role))
    known = frozenset(appeal.interests.get(str(person), ()))
    if ways <= known:
        return False
    appeal.flag_interest(person, tuple(sorted(ways | known)), by=work.by, at=work.at)
    return True


def _others_above(work: Work, person: UUID) -> list[UUID]:
    return [above for above in work.organization.holders(Duty.GENERAL_MANAGER) if above != person]


def _ways(work: Work, appeal: Appeal, person: UUID, from_role: str) -> Iterator[str]:
    """The ways; a payslip is put right by the company alone."""
    cycle = work.get(Cycle, appeal.cycle, "cycle")
    plan = None if cycle.plan is None else plan_of(work, *cycle.plan)
    if plan is None or plan.kind != STORE_DIVIDEND or appeal.kind == AppealKind.PAYSLIP:
        return
    own = cycle.participants.get(str(person))
    employee = work.find(Employee, person)
    if own is not None or (employee is not None and employee.shop == appeal.shop):
        yield TEAM_FUND
    if appeal.kind == AppealKind.SHARE:
        funding = plan.settings(cycle.plan_parameters).text("discretionary_funding")
        if own is not None and _moves_share(appeal, own, funding, from_role):
            yield PROFIT_SHARE
        if _shares_in(work, appeal, person):
            yield DISCRETIONARY_SHARE


def _moves_share(appeal: Appeal, own: dict[str, Any], funding: str, from_role: str) -> bool:
    """Whether a grant changes the part of the pool that one's own role has; which role gives may not be said yet."""
    gives = funding == SHIFTED and from_role in ("", own["role"])
    return funding == RESERVED or gives or appeal.role == own["role"]


def _shares_in(work: Work, appeal: Appeal, person: UUID) -> bool:
    """Whether they wait for points of the same five, or hold some."""
    share = work.find(DiscretionaryShare, discretionary_share_id(appeal.cycle))
    if share is not None and any(held["employee"] == person for held in share.grants.values()):
        return True
    waiting = (work.find(Appeal, id) for id in work.tools.roster.pending_appeals())
    return any(
        held is not None and held.kind == AppealKind.SHARE and held.cycle == appeal.cycle and held.appellant == person
        for held in waiting
    )
