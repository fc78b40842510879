"""A month in which the whole team is appraised by `network-sales` (D10), for totals that the test names."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from application.cycles.closing import CloseFacts
from application.cycles.planning import Assignment, AssignPlan, AssignSchemes, OpenCycle, PlanCycle
from application.cycles.publishing import PublishResults
from application.cycles.running import ApproveResults, RecordShopFact, SubmitResults
from application.scorecards import GiveJudgement, RecordFacts
from domain.periods import period_bounds, submission_day
from tests.application.handlers.firm import OCTOBER, TEAM, Firm

SALES, PLAN = "network-sales", "store-dividend"
LEVELS = (("excellent", Decimal("13.5")), ("good", Decimal(12)), ("fair", Decimal(9)), ("poor", Decimal(0)))


def open_month(firm: Firm, period: str = OCTOBER, scheme: str = SALES, plan: str = PLAN) -> UUID:
    """Planned, everybody assigned, opened on its first day."""
    on(firm, period_bounds(period)[0])
    cycle = firm.do("H1", PlanCycle(firm.shop, period)).subject
    everybody = tuple(Assignment(firm.person(number), scheme, None, f"{number} 的销售工作") for number in TEAM)
    firm.do("H1", AssignSchemes(cycle, everybody))
    firm.do("H1", AssignPlan(cycle, plan, None, {}))
    firm.do("H1", OpenCycle(cycle))
    return cycle


def enter(firm: Firm, totals: Mapping[str, str], period: str = OCTOBER, profit: bool = True) -> None:
    """Cards that come to these totals (80 for whom none is named): sales first, then ability, then attitude."""
    for number in TEAM:
        total = Decimal(totals.get(number, "80"))
        achieved = min(total, Decimal(70))
        ability = min(total - achieved, Decimal(15))
        card = firm.card(number, period)
        firm.do("H1", RecordFacts(card, {"actual_sales": achieved, "target_sales": Decimal(70)}))
        for item, points in (("ability", ability), ("attitude", total - achieved - ability)):
            level = next(name for name, least in LEVELS if points >= least)
            firm.do(TEAM[number][1], GiveJudgement(card, item, level, points, "本月表现"))
    if profit:
        firm.do("F1", RecordShopFact(firm.cycle(period), "net_profit", Decimal(100000), "月结"))


def publish(firm: Firm, period: str = OCTOBER) -> None:
    """Closed and submitted on the last day that is in time, approved, published."""
    on(firm, submission_day(period))
    firm.do("M1", CloseFacts(firm.cycle(period)))
    firm.do("M1", SubmitResults(firm.cycle(period)))
    firm.do("G1", ApproveResults(firm.cycle(period)))
    firm.do("H1", PublishResults(firm.cycle(period)))


def published(firm: Firm, totals: Mapping[str, str], period: str = OCTOBER, scheme: str = SALES) -> None:
    """A whole month up to its publication."""
    open_month(firm, period, scheme)
    enter(firm, totals, period)
    publish(firm, period)


def on(firm: Firm, day: date) -> None:
    """Let it become the morning of that day."""
    firm.on(day.year, day.month, day.day)
