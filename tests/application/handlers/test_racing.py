"""Two processes at once: one wins, the other decides again on what then stands. Nothing is granted or paid twice."""

from datetime import date
from decimal import Decimal

import pytest

from application.appeals.deciding import DecideAppeal
from application.appeals.filing import FileCardAppeal, FilePayslipAppeal
from application.appeals.hearing import AcceptAppeal
from application.cycles.closing import CloseFacts
from application.cycles.planning import PlanCycle
from application.payrolls.paying import ApprovePayroll, CalculatePayroll, PayPayroll
from application.scorecards import RecordDeduction
from domain.appeal import Appeal, Remedy, RemedyKind
from domain.appeal.events import AppealFiled
from domain.cycle.events import FactsClosed
from domain.discretionary_share import DiscretionaryShare, ShareGranted, discretionary_share_id
from domain.eventsourced import Event
from domain.notice import NoticeGiven
from domain.payroll import PayrollStatus
from domain.payroll.events import AdjustmentPosted, PayrollPaid
from domain.scorecard import Scorecard
from domain.scorecard.events import DeductionRecorded, ScorecardAmended
from domain.team_fund import FundCredited
from tests.application.handlers import months
from tests.application.handlers.firm import NOVEMBER, Firm
from tests.application.handlers.racing import Racers, Sent

PAYDAY = date(2026, 11, 10)


def refusals(*sent: Sent) -> list[str]:
    """The codes of the refused ones."""
    return [one.refusal for one in sent if one.answer is None]


def test_two_grants_of_three_points_never_make_six(firm: Firm, racers: Racers) -> None:
    """The five points are the ledger's to keep, not a form's: exactly one wins, and what is left can still be given."""
    months.open_month(firm)
    first, second = (months.ask_share(firm, number, "3") for number in ("S1", "S2"))
    sent = racers.race(*((months.grant(appeal, "3"), firm.request("G1")) for appeal in (first, second)))
    assert refusals(*sent) == ["grant-past-ceiling"]
    assert len(firm.events(ShareGranted)) == 1
    assert firm.load(DiscretionaryShare, discretionary_share_id(firm.cycle())).left == Decimal(2)
    lost = first if sent[0].answer is None else second
    firm.do("G1", months.grant(lost, "2", "partly"))


def test_a_payroll_is_paid_once(firm: Firm, racers: Racers) -> None:
    """Two of finance press the button: one transfer, one credit to the fund, one payslip for each person."""
    months.published(firm)
    firm.on(2026, 11, 10)
    months.calculate(firm)
    months.approve(firm)
    before = firm.ledger.head()
    order = PayPayroll(firm.payroll(), PAYDAY, "bank-1")
    sent = racers.race((order, firm.request("F1")), (order, firm.request("F2")))
    assert refusals(*sent) == ["payroll-paid"]
    assert [len(firm.events(kind, before)) for kind in (PayrollPaid, FundCredited, NoticeGiven)] == [1, 1, 4]


def test_two_calculations_leave_one_that_can_be_approved(firm: Firm, racers: Racers) -> None:
    """Payroll made twice while the first is a draft is how people are paid twice elsewhere; here the newest stands."""
    months.published(firm)
    again = CalculatePayroll(firm.cycle())
    sent = racers.race((again, firm.request("F1")), (again, firm.request("F2")))
    assert refusals(*sent) == []
    assert firm.wages().status == PayrollStatus.CALCULATED
    assert len({one.answer.subject for one in sent if one.answer}) == 1
    approver = "F2" if firm.wages().calculated_by == str(firm.person("F1")) else "F1"
    firm.do(approver, ApprovePayroll(firm.payroll(), firm.wages().digest))


def test_a_deduction_comes_before_the_closing_or_not_at_all(firm: Firm, racers: Racers) -> None:
    """Either order is fair; a deduction after the books are closed is not."""
    months.open_month(firm)
    taken = RecordDeduction(firm.card("D1"), "teamwork", Decimal(3), "", "", "没有交接")
    deducted, closed = racers.race((taken, firm.request("L1")), (CloseFacts(firm.cycle()), firm.request("M1")))
    assert closed.answer is not None
    kinds = [type(one) for one in firm.events(Event) if isinstance(one, DeductionRecorded | FactsClosed)]
    if deducted.answer is None:
        assert (deducted.refusal, kinds) == ("cycle-phase", [FactsClosed])
    else:
        assert kinds == [DeductionRecorded, FactsClosed]


def test_a_shops_month_is_planned_once(firm: Firm, racers: Racers) -> None:
    """HR and the manager both begin: one month, by its natural key."""
    order = PlanCycle(firm.shop, "2026-12")
    assert refusals(*racers.race((order, firm.request("H1")), (order, firm.request("M1")))) == ["already-exists"]


def test_two_objections_to_one_thing_leave_one(firm: Firm, racers: Racers) -> None:
    """An impatient click without an idempotency key, or two windows."""
    order = FileCardAppeal(firm.card("D1"), "deduction", str(months.published(firm)), "我交接了")
    sent = racers.race(*((order, firm.request("D1")) for _ in range(2)))
    assert refusals(*sent) == ["appeal-repeated"]
    assert len(firm.events(AppealFiled)) == 1


def test_two_decisions_of_one_appeal_leave_one(firm: Firm, racers: Racers) -> None:
    """The manager decides twice at the same moment, in two windows: one reversal, one amendment, one new total."""
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    order = months.uphold(deduction, appeal)
    sent = racers.race((order, firm.request("M1")), (order, firm.request("M1")))
    assert refusals(*sent) == ["appeal-status"]
    assert len(firm.events(ScorecardAmended)) == 1


@pytest.mark.parametrize("approved", [False, True], ids=["approval", "payment"])
def test_a_decision_races_with_payroll_and_the_money_is_right_either_way(
    firm: Firm, racers: Racers, approved: bool
) -> None:
    """The score is amended before the payroll stands, and then it must be calculated again, or after it was paid, and
    then the next one adjusts. Never is somebody paid by a total that no longer holds.
    """
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    firm.on(2026, 11, 10)
    months.calculate(firm)
    step: object = ApprovePayroll(firm.payroll())
    if approved:
        months.approve(firm)
        step = PayPayroll(firm.payroll(), PAYDAY, "bank-1")
    who = "F1" if approved else "F2"
    decided, stepped = racers.race((months.uphold(deduction, appeal), firm.request("M1")), (step, firm.request(who)))
    assert decided.answer is not None
    assert firm.score("D1") == "100.00"
    wages = firm.wages()
    if approved and stepped.answer is not None:
        assert wages.status == PayrollStatus.PAID
        assert [str(one.paid) for one in firm.events(AdjustmentPosted)] == ["90.00"]
    else:
        assert wages.status == PayrollStatus.INVALIDATED
        assert firm.events(AdjustmentPosted) == []


@pytest.mark.parametrize("kind", ["deduction", "payslip"])
def test_a_correction_races_with_the_approval_of_the_month_that_takes_it(firm: Firm, racers: Racers, kind: str) -> None:
    """October is paid, November calculated: the adjustment is in what is approved, or what was approved is taken back.
    In December nothing is left, and nothing is paid twice.
    """
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    order = months.uphold(deduction, appeal)
    months.pay(firm)
    if kind == "payslip":
        appeal = firm.do("D1", FilePayslipAppeal(firm.payroll(), "底薪少算了")).subject
        firm.do("M1", AcceptAppeal(appeal))
        order = DecideAppeal(appeal, "upheld", "属实", (Remedy(RemedyKind.ADJUST_PAY, amount=Decimal("90.00")),))
    months.published(firm, NOVEMBER)
    months.calculate(firm, NOVEMBER)
    approval = ApprovePayroll(firm.payroll(NOVEMBER))
    decided, approved = racers.race((order, firm.request("M1")), (approval, firm.request("F2")))
    assert decided.answer is not None
    assert approved.refusal in ("", "payroll-status")
    assert firm.wages(NOVEMBER).status == PayrollStatus.INVALIDATED
    assert [one.originator_id for one in firm.events(AdjustmentPosted)] == [firm.payroll(NOVEMBER)]
    months.pay(firm, NOVEMBER)
    assert firm.pay_of("D1", NOVEMBER)["adjustment"] == "90.00"


def test_a_grant_races_with_the_approval_of_the_payroll(firm: Firm, racers: Racers) -> None:
    """Granted first: the payroll is calculated again. Approved first: the shares are settled; nothing is granted."""
    months.published(firm)
    appeal = months.ask_share(firm, "D1", "5")
    months.calculate(firm)
    granted, approved = racers.race(
        (months.grant(appeal, "5"), firm.request("G1")), (ApprovePayroll(firm.payroll()), firm.request("F2"))
    )
    if granted.answer is None:
        assert (granted.refusal, firm.wages().status) == ("share-settled", PayrollStatus.APPROVED)
        assert firm.load(Appeal, appeal).pending
        assert firm.events(ShareGranted) == []
    else:
        assert (approved.refusal, firm.wages().status) == ("payroll-status", PayrollStatus.INVALIDATED)


def test_the_same_request_sent_twice_at_once_is_done_once(firm: Firm, racers: Racers) -> None:
    """An impatient click: both get the same answer, whoever came first."""
    months.open_month(firm)
    card = firm.card("D1")
    request = firm.request("L1", fingerprint="f" * 64)
    taken = RecordDeduction(card, "teamwork", Decimal(3), "", "", "没有交接")
    for _ in range(3):
        first, second = racers.race((taken, request), (taken, request))
        assert first == second
        assert first.answer is not None
    assert len(firm.load(Scorecard, card).deductions) == 1
