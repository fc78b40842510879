"""Team fund (团队活动基金): spending it on the team."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from application.commanding import Work, handles
from application.ports import Answer
from domain import policies
from domain.team_fund import TeamFund, team_fund_id


@dataclass(frozen=True)
class SpendFund:
    """Spend on the team, in yuan, for a stated purpose."""

    shop: UUID
    amount: Decimal
    purpose: str


@handles(SpendFund)
def spend_fund(command: SpendFund, work: Work) -> Answer:
    """Spend; never more than the balance."""
    policies.spend_fund.require(work.acting, command.shop)
    work.organization.require_shop(command.shop)
    fund = work.get(TeamFund, team_fund_id(command.shop), "team-fund")
    spending = work.id_for("spending")
    fund.spend(spending, command.amount, command.purpose, by=work.by, at=work.at)
    return Answer("spending", fund.id, str(spending))
