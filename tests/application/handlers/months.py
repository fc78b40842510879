"""A month of the company, step by step: each function takes it from one phase to the next.

L1, S1 and S2 are appraised by `shop-staff` (judged), D1 by `operations-standard` (measured, with a deduction item).
Everybody scores 100 unless told otherwise; the month's profit of 100,000 makes a pool of 20,000.
"""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from application.appeals.deciding import DecideAppeal
from application.appeals.filing import AskForShare, FileCardAppeal
from application.appeals.hearing import AcceptAppeal
from application.cycles.closing import CloseFacts
from application.cycles.planning import Assignment, AssignPlan, AssignSchemes, OpenCycle, PlanCycle, SetTargets
from application.cycles.publishing import PublishResults
from application.cycles.running import ApproveResults, RecordShopFact, SubmitResults
from application.payrolls.paying import ApprovePayroll, CalculatePayroll, PayPayroll
from application.scorecards import GiveJudgement, RecordDeduction, RecordFacts
from domain.appeal import Remedy, RemedyKind
from domain.scorecard import scorecard_id
from domain.standing import next_period
from tests.application.handlers.firm import OCTOBER, TEAM, Firm
from web.wiring import library

STAFF, OPERATIONS = "shop-staff", "operations-standard"
JUDGED = ("work-attitude", "ability", "execution")
SCHEMES = {"L1": STAFF, "S1": STAFF, "S2": STAFF, "D1": OPERATIONS}
FULL = {"actual_turnover": Decimal(1), "target_turnover": Decimal(1)}
LEVELS = (("excellent", Decimal("22.5")), ("good", Decimal(20)), ("fair", Decimal(15)), ("poor", Decimal(0)))


def first_day(period: str) -> date:
    """The first day of a month."""
    return date.fromisoformat(f"{period}-01")


def assignment(firm: Firm, number: str, scheme: str = "") -> Assignment:
    """Somebody's scheme with the duty that D15 asks for."""
    return Assignment(firm.person(number), scheme or SCHEMES[number], None, f"{number} 的本职工作")


def plan(firm: Firm, period: str = OCTOBER, people: Collection[str] = tuple(TEAM)) -> UUID:
    """Planned, assigned, with targets: ready to open."""
    first = first_day(period)
    firm.on(first.year, first.month, 1)
    cycle = firm.do("H1", PlanCycle(firm.shop, period)).subject
    firm.do("H1", AssignSchemes(cycle, tuple(assignment(firm, number) for number in people)))
    firm.do("H1", AssignPlan(cycle, "store-dividend", None, {}))
    if any(SCHEMES[number] == OPERATIONS for number in people):
        firm.do("H1", SetTargets(cycle, OPERATIONS, None, operations_targets()))
    return cycle


def operations_targets() -> dict[str, Decimal]:
    """A target of 1 for each item of D01 that has none of its own."""
    scheme = library().scheme(OPERATIONS)
    assert scheme is not None
    return {item: Decimal(1) for item, target in scheme.targets().items() if target is None}


def open_month(firm: Firm, period: str = OCTOBER) -> UUID:
    """Open for work."""
    cycle = plan(firm, period)
    firm.do("H1", OpenCycle(cycle))
    return cycle


def enter(
    firm: Firm,
    period: str = OCTOBER,
    scores: Mapping[str, str] | None = None,
    people: Collection[str] = tuple(TEAM),
    profit: bool = True,
) -> None:
    """Everything that the cards need, for these totals (from 25 to 100), and the shop's profit."""
    for number in people:
        card = firm.card(number, period)
        if SCHEMES.get(number) == STAFF:
            firm.do("H1", RecordFacts(card, FULL))
            judge(firm, number, Decimal((scores or {}).get(number, "100")), period)
            continue
        measures = {fact.removeprefix("measures."): Decimal(1) for fact in operations_facts()}
        firm.do("H1", RecordFacts(card, {**measures, "previous_orders": Decimal("0.5")}))
        firm.do("L1", GiveJudgement(card, "data-report", "good", None, "按时"))
    if profit:
        firm.do("F1", RecordShopFact(firm.cycle(period), "net_profit", Decimal(100000), "月结"))


def operations_facts() -> list[str]:
    """The measured facts that D01 reads."""
    scheme = library().scheme(OPERATIONS)
    assert scheme is not None
    return [path for path in scheme.inputs() if path.startswith("measures.")]


def judge(firm: Firm, number: str, total: Decimal, period: str = OCTOBER) -> None:
    """The three judged items, so that the card comes to this total: 25 are measured, the rest is spread in order."""
    left = total - 25
    for item in JUDGED:
        points = min(left, Decimal(25))
        left -= points
        level = next(name for name, least in LEVELS if points >= least)
        firm.do(TEAM[number][1], GiveJudgement(firm.card(number, period), item, level, points, "本月表现"))


def deduct(firm: Firm, period: str = OCTOBER) -> UUID:
    """D1's lead takes three points for poor teamwork."""
    taken = RecordDeduction(firm.card("D1", period), "teamwork", Decimal(3), "", "", "没有交接就下班")
    return UUID(firm.do("L1", taken).item)


def review(firm: Firm, period: str = OCTOBER) -> None:
    """Closed, submitted on the 2nd, approved."""
    following = first_day(next_period(period))
    firm.on(following.year, following.month, 2)
    firm.do("M1", CloseFacts(firm.cycle(period)))
    firm.do("M1", SubmitResults(firm.cycle(period)))
    firm.do("G1", ApproveResults(firm.cycle(period)))


def publish(firm: Firm, period: str = OCTOBER) -> None:
    """Told to everybody on the 4th; for October, appeals are possible until Wednesday the 11th."""
    following = first_day(next_period(period))
    firm.on(following.year, following.month, 4)
    firm.do("H1", PublishResults(firm.cycle(period)))


def run(firm: Firm, period: str = OCTOBER, scores: Mapping[str, str] | None = None) -> UUID:
    """A planned month up to its publication. D1 loses three points for a deduction, whose id this is."""
    firm.do("H1", OpenCycle(firm.cycle(period)))
    enter(firm, period, scores)
    deduction = deduct(firm, period)
    review(firm, period)
    publish(firm, period)
    return deduction


def published(firm: Firm, period: str = OCTOBER, scores: Mapping[str, str] | None = None) -> UUID:
    """A whole month up to its publication; the id of D1's deduction."""
    plan(firm, period)
    return run(firm, period, scores)


def without(firm: Firm, leaver: str, period: str) -> None:
    """A whole month up to its publication that one of the team takes no part in."""
    rest = [number for number in TEAM if number != leaver]
    cycle = plan(firm, period, rest)
    firm.do("H1", OpenCycle(cycle))
    enter(firm, period, people=rest)
    review(firm, period)
    publish(firm, period)


def lone_month(firm: Firm, shop: UUID, number: str, judge_: str, period: str = OCTOBER) -> UUID:
    """A published month of another shop in which one person works; the month's id."""
    first, following = first_day(period), first_day(next_period(period))
    firm.on(first.year, first.month, 1)
    cycle = firm.do("H1", PlanCycle(shop, period)).subject
    firm.do("H1", AssignSchemes(cycle, (assignment(firm, number, STAFF),)))
    firm.do("H1", AssignPlan(cycle, "store-dividend", None, {}))
    firm.do("H1", OpenCycle(cycle))
    card = scorecard_id(cycle, firm.person(number))
    firm.do("H1", RecordFacts(card, FULL))
    for item in JUDGED:
        firm.do(judge_, GiveJudgement(card, item, "excellent", Decimal(25), "本月表现"))
    firm.do("F1", RecordShopFact(cycle, "net_profit", Decimal(100000), "月结"))
    firm.on(following.year, following.month, 2)
    firm.do("H1", CloseFacts(cycle))
    firm.do("H1", SubmitResults(cycle))
    firm.do("G1", ApproveResults(cycle))
    firm.do("H1", PublishResults(cycle))
    return cycle


def calculate(firm: Firm, period: str = OCTOBER) -> UUID:
    """The payroll, computed by F1."""
    return firm.do("F1", CalculatePayroll(firm.cycle(period))).subject


def approve(firm: Firm, period: str = OCTOBER) -> None:
    """Approved by the other one of finance."""
    firm.do("F2", ApprovePayroll(firm.payroll(period)))


def pay(firm: Firm, period: str = OCTOBER) -> None:
    """Calculated, approved, and paid on the 10th."""
    following = first_day(next_period(period))
    firm.on(following.year, following.month, 10)
    calculate(firm, period)
    approve(firm, period)
    firm.do("F1", PayPayroll(firm.payroll(period), firm.at.date(), f"bank {period}"))


def paid(firm: Firm, period: str = OCTOBER, scores: Mapping[str, str] | None = None) -> UUID:
    """A whole month up to payday; the id of D1's deduction."""
    deduction = published(firm, period, scores)
    pay(firm, period)
    return deduction


def object_to(firm: Firm, deduction: UUID, late: str = "") -> UUID:
    """D1 appeals against the deduction, and M1 takes it up; the appeal's id."""
    filed = FileCardAppeal(firm.card("D1"), "deduction", str(deduction), "我交接了，有聊天记录", late)
    appeal = firm.do("D1", filed).subject
    firm.do("M1", AcceptAppeal(appeal))
    return appeal


def uphold(deduction: UUID, appeal: UUID) -> DecideAppeal:
    """The decision that takes the deduction back."""
    remedy = Remedy(RemedyKind.REVERSE_DEDUCTION, deduction=deduction)
    return DecideAppeal(appeal, "upheld", "聊天记录属实", (remedy,))


def ask_share(firm: Firm, number: str, points: str, role: str = "", period: str = OCTOBER) -> UUID:
    """Somebody asks for points of share, for themself or for their role; the appeal's id."""
    asked = AskForShare(firm.cycle(period), role, Decimal(points), "这个月多做了很多")
    return firm.do(number, asked).subject


def grant(appeal: UUID, points: str, outcome: str = "upheld") -> DecideAppeal:
    """The general manager's decision to give these points."""
    return DecideAppeal(appeal, outcome, "同意", points=Decimal(points))
