"""The end of the entry of facts: everybody is there, nothing that pay needs is missing, places are computed."""

from dataclasses import dataclass
from uuid import UUID

from application.commanding import Work, handles
from application.cycles.planning import running_cycle, unassigned
from application.cycles.ranking import rank_teams
from application.cycles.running import cards_of
from application.payrolls.people import require_facts
from application.ports import Answer
from application.rulebooks import plan_of
from domain.cycle import Cycle, Phase
from domain.errors import WrongState
from domain.pay.facts import needed_facts


@dataclass(frozen=True)
class CloseFacts:
    """End the entry of facts."""

    cycle: UUID


@handles(CloseFacts)
def close_facts(command: CloseFacts, work: Work) -> Answer:
    """Close the entry of facts: what the plan needs of people is there, or every gap is named."""
    cycle = running_cycle(work, command.cycle)
    if cycle.phase == Phase.OPEN:
        _require_complete(work, cycle)
        rank_teams(work, cycle)
    cycle.close_facts(by=work.by, at=work.at)
    return Answer("cycle", cycle.id)


def _require_complete(work: Work, cycle: Cycle) -> None:
    left_out = unassigned(work, cycle)
    if left_out:
        numbers = ", ".join(left_out)
        raise WrongState(
            f"这些人本期在店，但既没有考核方案也没有豁免：{numbers} / these people have a post here in this period and "
            f"are neither appraised nor exempt: {numbers}; assign a scheme or exempt them, or they would not be paid",
            code="people-unassigned",
            clause="D15",
        )
    plan = plan_of(work, *cycle.plan) if cycle.plan is not None else None
    if plan is not None and needed_facts(plan):
        require_facts(work, plan, cards_of(work, cycle))
