"""Who hears an appeal: chosen, told, flagged where their own pay moves with it, replaced when they may no longer."""

from uuid import UUID

from application.appeals.interests import flag_interest
from application.appeals.subjects import barred
from application.commanding import Work
from application.notices import notify
from domain import policies
from domain.appeal import Appeal
from domain.organization import Duty
from domain.policies import Acting


def may_hear(work: Work, acting: Acting, appeal: Appeal) -> bool:
    """Whether somebody may hear it as it stands; see `policies.hear_appeal`."""
    return policies.hear_appeal.allows(acting, appeal.appellant, barred(work, appeal), appeal.shop, appeal.above)


def next_judge(work: Work, appeal: Appeal) -> UUID | None:
    """A general manager who may decide it, one who did not decide it before where there is another; None when there is
    none yet.
    """
    fit = _holders(work, appeal, Duty.GENERAL_MANAGER)
    return min(fit, key=lambda person: str(person) == appeal.decided_by, default=None)


def default_handler(work: Work, appeal: Appeal) -> UUID | None:
    """The shop's manager who may hear it, else the general manager."""
    fit = _holders(work, appeal, Duty.MANAGER)
    return fit[0] if fit else next_judge(work, appeal)


def judges(work: Work, appeal: Appeal) -> list[UUID]:
    """Who is to act on it: its handler; without one, everybody who could hear it where it lies, or above."""
    if appeal.handler is not None:
        return [appeal.handler]
    here = [] if appeal.above else _holders(work, appeal, Duty.MANAGER)
    return here or _holders(work, appeal, Duty.GENERAL_MANAGER)


def assign(work: Work, appeal: Appeal, handler: UUID, reason: str) -> None:
    """Let somebody hear it from now on; they are told, and so is whoever heard it before."""
    before = appeal.handler
    appeal.assign(handler, reason, by=work.by, at=work.at)
    _tell(work, appeal, before, [handler])
    flag_interest(work, appeal, handler)


def escalate(work: Work, appeal: Appeal, reason: str, days: int) -> None:
    """Take it to the general manager, who is told, and so is whoever heard it before.

    Args:
        days: working days to decide in.
    """
    before = appeal.handler
    until = work.calendar.add_working_days(work.today, days)
    appeal.escalate(next_judge(work, appeal), reason, until, work.calendar.version, by=work.by, at=work.at)
    _tell(work, appeal, before, judges(work, appeal))
    if appeal.handler is not None:
        flag_interest(work, appeal, appeal.handler)


def hand_on_appeals(work: Work, handler: UUID, reason: str) -> None:
    """Give the open appeals of somebody who may no longer hear them to somebody who may; each by an event.

    Where nobody may, the appeal keeps its deadline, and goes to the general manager when it passes.
    """
    left_over = work.acting_as(handler)
    for id in work.tools.roster.pending_appeals():
        appeal = work.find(Appeal, id)
        if appeal is None or appeal.handler != handler or not appeal.pending or may_hear(work, left_over, appeal):
            continue
        other = default_handler(work, appeal)
        if other is not None and other != handler:
            assign(work, appeal, other, reason)


def _holders(work: Work, appeal: Appeal, duty: Duty) -> list[UUID]:
    """Who holds the duty where the appeal lies, and may hear it."""
    holders = work.organization.holders(duty, appeal.shop if duty is Duty.MANAGER else None)
    return [person for person in holders if may_hear(work, work.acting_as(person), appeal)]


def _tell(work: Work, appeal: Appeal, before: UUID | None, now: list[UUID]) -> None:
    """Tell who hears it now, and who heard it before; nobody is told what they did themself."""
    if before is not None and before not in now and str(before) != work.by:
        notify(work, before, "appeal-handed-on", "appeal", appeal.id, appeal.decide_by)
    for judge in now:
        if judge != before and str(judge) != work.by:
            notify(work, judge, "appeal-assigned", "appeal", appeal.id, appeal.decide_by)
