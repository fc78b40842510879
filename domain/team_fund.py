"""Team fund (团队活动基金, D04 三.4): fed by the points lost, spent on the team; its own ledger of credits and
spendings.
"""

from datetime import datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

from domain.errors import Invalid, WrongState
from domain.eventsourced import Aggregate, Created, Event, natural_id
from domain.texts import require_reason
from domain.values import cents


class TeamFundOpened(Created):
    """A shop has a team fund."""

    TOPIC = "jixiao.team-fund-opened.1"
    shop: UUID


class FundCredited(Event):
    """A paid payroll fed the fund."""

    TOPIC = "jixiao.fund-credited.1"
    payroll: UUID
    period: str
    amount: Decimal

    def apply(self, fund: "TeamFund") -> None:
        fund.balance += self.amount
        fund.credited = (*fund.credited, self.payroll)


class FundSpent(Event):
    """Money went to the team, for a purpose."""

    TOPIC = "jixiao.fund-spent.1"
    spending: UUID
    amount: Decimal
    purpose: str

    def apply(self, fund: "TeamFund") -> None:
        fund.balance -= self.amount


class FundCorrected(Event):
    """A paid month was corrected: what it should have fed more or less."""

    TOPIC = "jixiao.fund-corrected.1"
    payroll: UUID
    appeal: UUID | None
    amount: Decimal
    reason: str

    def apply(self, fund: "TeamFund") -> None:
        fund.balance += self.amount


def team_fund_id(shop: UUID) -> UUID:
    """One a shop."""
    return natural_id(shop, "team-fund")


class TeamFund(Aggregate):
    """Decides what the fund holds and may spend."""

    TOPIC = "jixiao.team-fund.1"

    def __init__(self, shop: UUID) -> None:
        self.shop = shop
        self.balance = Decimal("0.00")
        self.credited: tuple[UUID, ...] = ()

    @classmethod
    def open(cls, shop: UUID, *, by: str, at: datetime) -> Self:
        """Begin a shop's fund at 0.00."""
        return cls.begin(TeamFundOpened, id=team_fund_id(shop), actor=by, at=at, shop=shop)

    def credit(self, payroll: UUID, period: str, amount: Decimal, *, by: str, at: datetime) -> None:
        """Feed the fund from a payroll, once."""
        if payroll in self.credited:
            raise WrongState("这份工资单已经转入基金 / this payroll already fed the fund", code="fund-credited")
        self.record(FundCredited, actor=by, at=at, payroll=payroll, period=period, amount=amount)

    def correct(
        self, payroll: UUID, appeal: UUID | None, amount: Decimal, reason: str, *, by: str, at: datetime
    ) -> None:
        """Correct what a paid payroll fed; the balance may become negative, which the next credit evens out."""
        self.record(FundCorrected, actor=by, at=at, payroll=payroll, appeal=appeal, amount=amount, reason=reason)

    def spend(self, spending: UUID, amount: Decimal, purpose: str, *, by: str, at: datetime) -> None:
        """Spend on the team. Raises Invalid for more than the balance, a zero amount or no purpose."""
        if amount <= 0 or amount != cents(amount):
            raise Invalid(
                f"支出须大于零，单位元，最多两位小数，而不是 {amount} / "
                f"spend more than zero yuan with at most two decimals, not {amount}",
                code="amount-invalid",
                pointer="/amount",
            )
        if amount > self.balance:
            raise Invalid(
                f"基金余额 {self.balance} 元，不足 {amount} 元 / the fund holds {self.balance}, less than {amount}",
                code="fund-too-small",
                pointer="/amount",
            )
        require_reason(purpose, "请写明用途 / say what the money is for", "/purpose")
        self.record(FundSpent, actor=by, at=at, spending=spending, amount=amount, purpose=purpose)
