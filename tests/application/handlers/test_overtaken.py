"""A decision that is overtaken between its reading and its append is taken again on what then stands.

Races hit these windows once in thousands of tries; here each is hit every time, on the real ledger.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from application.appeals.deciding import WithdrawGrant
from application.cycles.closing import CloseFacts
from application.cycles.planning import AssignSchemes, OpenCycle
from application.cycles.running import SubmitResults
from application.organizations import DefineRole
from application.payrolls.paying import ApprovePayroll, CalculatePayroll, PayPayroll
from application.ports import LedgerUnavailable
from application.scorecards import RecordDeduction, WaiveItem
from domain.appeal import Appeal
from domain.appeal.events import AppealDecided
from domain.discretionary_share import DiscretionaryShare, ShareGranted, discretionary_share_id
from domain.errors import Invalid, WrongState
from domain.eventsourced import Event
from domain.notice import NoticeGiven
from domain.organization import RoleDefined
from domain.payroll import PayrollStatus
from domain.payroll.events import AdjustmentPosted, PayrollInvalidated
from domain.scorecard import Scorecard
from domain.scorecard.events import DeductionReversed, ScorecardAmended, ScorecardOpened
from domain.team_fund import FundCorrected, TeamFundOpened
from tests.application.handlers import months
from tests.application.handlers.firm import NOVEMBER, OCTOBER, Firm

PAYDAY = date(2026, 11, 10)


def disputed(firm: Firm) -> Callable[[], object]:
    """A published month with an accepted appeal; what upholds it: D1 goes from 97 to 100."""
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    return lambda: firm.do("M1", months.uphold(deduction, appeal))


def paid_by(firm: Firm, number: str) -> str:
    """The score that somebody's calculated pay rests on."""
    (score,) = [one["score"] for one in firm.wages().inputs["people"] if one["id"] == str(firm.person(number))]
    return str(score)


def test_a_decision_overtaken_by_the_first_calculation_invalidates_it(firm: Firm) -> None:
    """There was no payroll when the judge looked; there is one by the old score when the decision lands."""
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    firm.overtaken("M1", months.uphold(deduction, appeal), lambda: months.calculate(firm))
    assert paid_by(firm, "D1") == "97.00"
    assert firm.wages().status == PayrollStatus.INVALIDATED
    assert [one.appeal for one in firm.events(PayrollInvalidated)] == [appeal]


def test_a_decision_overtaken_by_a_new_calculation_invalidates_that_too(firm: Firm) -> None:
    """The payroll was out of date already, so there was nothing to say about it; then it was computed again."""
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    months.calculate(firm)
    firm.do("G1", months.grant(months.ask_share(firm, "S1", "1"), "1"))
    assert firm.wages().status == PayrollStatus.INVALIDATED
    firm.overtaken("M1", months.uphold(deduction, appeal), lambda: months.calculate(firm))
    assert paid_by(firm, "D1") == "97.00"
    assert firm.wages().status == PayrollStatus.INVALIDATED


def test_a_calculation_overtaken_by_a_decision_uses_the_new_score(firm: Firm) -> None:
    """It depends on every card as it was read."""
    decide = disputed(firm)
    firm.overtaken("F1", CalculatePayroll(firm.cycle()), decide)
    assert paid_by(firm, "D1") == "100.00"
    assert firm.wages().status == PayrollStatus.CALCULATED


def test_a_calculation_overtaken_by_a_grant_uses_the_grant(firm: Firm) -> None:
    """It depends on the shares as they were read."""
    months.published(firm)
    appeal = months.ask_share(firm, "D1", "5")
    firm.overtaken("F1", CalculatePayroll(firm.cycle()), lambda: firm.do("G1", months.grant(appeal, "5")))
    assert len(firm.wages().inputs["grants"]) == 1


def test_a_grant_overtaken_by_the_first_calculation_invalidates_it(firm: Firm) -> None:
    """Or the granted points would never be paid."""
    months.published(firm)
    appeal = months.ask_share(firm, "D1", "5")
    firm.overtaken("G1", months.grant(appeal, "5"), lambda: months.calculate(firm))
    assert firm.wages().inputs["grants"] == ()
    assert firm.wages().status == PayrollStatus.INVALIDATED


def test_a_grant_overtaken_by_approval_is_refused(firm: Firm) -> None:
    """The shares that an approved payroll was computed from stand."""
    months.published(firm)
    appeal = months.ask_share(firm, "D1", "5")

    def settle() -> None:
        months.calculate(firm)
        months.approve(firm)

    with pytest.raises(WrongState) as caught:
        firm.overtaken("G1", months.grant(appeal, "5"), settle)
    assert caught.value.code == "share-settled"
    assert firm.events(ShareGranted) == []


def test_a_withdrawn_grant_overtaken_by_a_calculation_invalidates_it(firm: Firm) -> None:
    """Points that were taken back must not be paid."""
    months.published(firm)
    firm.do("G1", months.grant(months.ask_share(firm, "D1", "5"), "5"))
    share = firm.load(DiscretionaryShare, discretionary_share_id(firm.cycle()))
    (grant,) = firm.events(ShareGranted)
    firm.overtaken("G1", WithdrawGrant(firm.cycle(), grant.grant, "填错了"), lambda: months.calculate(firm))
    assert len(firm.wages().inputs["grants"]) == len(share.grants) == 1
    assert firm.wages().status == PayrollStatus.INVALIDATED


def test_an_approval_overtaken_by_a_decision_is_refused(firm: Firm) -> None:
    """What was looked at is no longer what would be paid."""
    decide = disputed(firm)
    months.calculate(firm)
    with pytest.raises(WrongState) as caught:
        firm.overtaken("F2", ApprovePayroll(firm.payroll()), decide)
    assert caught.value.code == "payroll-status"
    assert firm.wages().status == PayrollStatus.INVALIDATED


def test_a_decision_overtaken_by_the_approval_takes_it_back(firm: Firm) -> None:
    """It was calculated when the judge looked; it is approved, by the old score, when the decision lands."""
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    months.calculate(firm)
    firm.overtaken("M1", months.uphold(deduction, appeal), lambda: months.approve(firm))
    assert firm.wages().status == PayrollStatus.INVALIDATED
    with firm.refuses(WrongState, "payroll-status"):
        firm.do("F1", PayPayroll(firm.payroll(), firm.at.date(), "bank-1"))


@pytest.mark.parametrize("first", ["decision", "approval"])
def test_decision_and_approval_in_either_order_come_to_the_same_pay(firm: Firm, first: str) -> None:
    """Nothing is paid by the old score; after a new calculation and approval D1 has the whole 3,000."""
    decide = disputed(firm)
    firm.on(2026, 11, 10)
    months.calculate(firm)
    if first == "approval":
        months.approve(firm)
    decide()
    with firm.refuses(WrongState, "payroll-status"):
        months.approve(firm)
    with firm.refuses(WrongState, "payroll-status"):
        firm.do("F1", PayPayroll(firm.payroll(), PAYDAY, "bank-1"))
    months.pay(firm)
    assert (firm.pay_of("D1")["paid"], firm.pay_of("D1")["adjustment"], firm.fund()) == ("3000.00", "0.00", "0.00")


def test_a_decision_that_does_not_reach_the_ledger_did_nothing(firm: Firm) -> None:
    """Card, standing, next payroll, fund and notices go in together or not at all: the disk is full in the middle."""
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    months.pay(firm)
    head = firm.ledger.head()

    def full() -> None:
        raise LedgerUnavailable("disk full")

    with pytest.raises(LedgerUnavailable):
        firm.overtaken("M1", months.uphold(deduction, appeal), full)
    assert (firm.ledger.head(), firm.score("D1"), firm.fund()) == (head, "97.00", "90.00")
    assert firm.load(Appeal, appeal).pending
    firm.do("M1", months.uphold(deduction, appeal))
    together = {one.command for one in firm.ledger.read(after=head)}
    assert len(together) == 1
    kinds = {type(one) for one in firm.events(Event, head)}
    assert kinds >= {AppealDecided, DeductionReversed, ScorecardAmended, AdjustmentPosted, FundCorrected, NoticeGiven}


def test_a_payment_overtaken_by_a_decision_is_refused(firm: Firm) -> None:
    """All or nothing: no fund credit and no payslip without the payment."""
    decide = disputed(firm)
    firm.on(2026, 11, 10)
    months.calculate(firm)
    months.approve(firm)
    with pytest.raises(WrongState) as caught:
        firm.overtaken("F1", PayPayroll(firm.payroll(), PAYDAY, "bank-1"), decide)
    assert caught.value.code == "payroll-status"


def test_a_decision_overtaken_by_the_payment_becomes_an_adjustment(firm: Firm) -> None:
    """3 % of 3,000: 90 yuan next month, and the fund gives them back."""
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    firm.overtaken("M1", months.uphold(deduction, appeal), lambda: months.pay(firm))
    assert firm.wages().status == PayrollStatus.PAID
    (adjustment,) = firm.events(AdjustmentPosted)
    assert [str(amount) for amount in (adjustment.paid, adjustment.team_fund)] == ["90.00", "-90.00"]
    assert firm.fund() == "0.00"


def test_a_deduction_overtaken_by_the_closing_is_refused(firm: Firm) -> None:
    """It depends on the cycle being open, though it writes only the card."""
    months.open_month(firm)
    taken = RecordDeduction(firm.card("D1"), "teamwork", Decimal(3), "", "", "没有交接")
    with pytest.raises(WrongState) as caught:
        firm.overtaken("L1", taken, lambda: firm.do("M1", CloseFacts(firm.cycle())))
    assert caught.value.code == "cycle-phase"
    assert firm.load(Scorecard, firm.card("D1")).deductions == {}


def test_a_waiver_overtaken_by_the_submission_is_refused(firm: Firm) -> None:
    """The general manager looks at what was submitted."""
    months.open_month(firm)
    months.enter(firm)
    firm.do("M1", CloseFacts(firm.cycle()))
    waiver = WaiveItem(firm.card("S1"), "ability", "请假")
    with pytest.raises(WrongState) as caught:
        firm.overtaken("L1", waiver, lambda: firm.do("M1", SubmitResults(firm.cycle())))
    assert caught.value.code in ("cycle-phase", "card-stage")


def test_opening_overtaken_by_an_assignment_opens_with_it(firm: Firm) -> None:
    """Everybody who is in the month has a card."""
    cycle = months.plan(firm)
    changed = AssignSchemes(cycle, (months.assignment(firm, "S2", months.OPERATIONS),))
    firm.overtaken("H1", OpenCycle(cycle), lambda: firm.do("H1", changed))
    assert firm.load(Scorecard, firm.card("S2")).scheme == months.OPERATIONS


def test_a_second_card_of_a_person_and_month_is_impossible(firm: Firm) -> None:
    """Two of HR let the same newcomer in, or open the same month: one card each, by its natural key."""
    cycle = months.plan(firm)
    with pytest.raises(WrongState) as caught:
        firm.overtaken("H1", OpenCycle(cycle), lambda: firm.do("M1", OpenCycle(cycle)))
    assert caught.value.code == "cycle-phase"
    firm.hire("N1", "service", "L1")
    order = AssignSchemes(cycle, (months.assignment(firm, "N1", months.STAFF),))
    with pytest.raises(WrongState) as caught:
        firm.overtaken("H1", order, lambda: firm.do("M1", order))
    assert caught.value.code == "cycle-phase"
    assert len({one.employee for one in firm.events(ScorecardOpened)}) == len(firm.events(ScorecardOpened)) == 5


@pytest.mark.parametrize("skip", range(8))
def test_what_two_months_begin_together_is_begun_once(sqlite_firm: Firm, skip: int) -> None:
    """Two months are paid for the first time at once, one between any two readings of the other: the fund that neither
    found is opened by one and fed by both, and neither is refused.
    """
    firm = sqlite_firm
    months.published(firm)
    months.published(firm, NOVEMBER)
    for period in (OCTOBER, NOVEMBER):
        months.calculate(firm, period)
        months.approve(firm, period)
    first, second = (PayPayroll(firm.payroll(period), PAYDAY, "bank") for period in (OCTOBER, NOVEMBER))
    firm.overtaken("F1", first, lambda: firm.do("F2", second), "load", skip)
    assert len(firm.events(TeamFundOpened)) == 1
    assert firm.fund() == "180.00"


def test_a_second_grant_overtaken_by_the_first_counts_what_is_left(firm: Firm) -> None:
    """The ceiling holds whoever comes first."""
    months.open_month(firm)
    first, second = (months.ask_share(firm, number, "3") for number in ("S1", "S2"))
    with pytest.raises(Invalid) as caught:
        firm.overtaken("G1", months.grant(second, "3"), lambda: firm.do("G1", months.grant(first, "3")))
    assert caught.value.code == "grant-past-ceiling"


@pytest.mark.parametrize("before", ["answered", "load", "append"])
def test_a_request_overtaken_by_its_own_retry_answers_the_same(firm: Firm, before: str) -> None:
    """A client that asks again while the first request is under way: one event, one answer, no false refusal."""
    order = DefineRole("packer", "打包", "Packer")
    first = firm.request("A1", fingerprint="f" * 64)
    answer = firm.overtaken(first, order, lambda: firm.commands.execute(order, first), before)
    assert answer == firm.commands.execute(order, first)
    assert [one.role for one in firm.events(RoleDefined)].count("packer") == 1
