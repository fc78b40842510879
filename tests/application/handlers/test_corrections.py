"""After payday nothing is rewritten: what an appeal changes is one adjustment in a later month that names its cause."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from application.appeals.deciding import DecideAppeal
from application.appeals.filing import EscalateAppeal, FileCardAppeal, FilePayslipAppeal
from application.appeals.hearing import AcceptAppeal
from application.employees import EndEmployment
from application.funds import SpendFund
from application.payrolls.paying import ApprovePayroll
from domain.appeal import Remedy, RemedyKind
from domain.errors import Invalid, WrongState
from domain.notice import NoticeGiven
from domain.payroll import PayrollStatus
from domain.payroll.events import AdjustmentPosted, PayrollPaid
from domain.team_fund import FundCorrected
from tests.application.handlers import months
from tests.application.handlers.firm import NOVEMBER, OCTOBER, Firm

DECEMBER = "2026-12"


@pytest.fixture
def firm(sqlite_firm: Firm) -> Firm:
    """No database can change these rules; the first is shown on both."""
    return sqlite_firm


def win(firm: Firm, deduction: UUID) -> UUID:
    """D1's appeal, filed in the window, is upheld now: 97 becomes 100."""
    appeal = months.object_to(firm, deduction)
    firm.do("M1", months.uphold(deduction, appeal))
    return appeal


def filed(firm: Firm, deduction: UUID) -> Callable[[], UUID]:
    """D1 has appealed in time; what is returned upholds it, whenever that may be."""
    appeal = months.object_to(firm, deduction)

    def uphold() -> UUID:
        firm.do("M1", months.uphold(deduction, appeal))
        return appeal

    return uphold


def replaced(item: str, level: str, points: str) -> Remedy:
    return Remedy(RemedyKind.REPLACE_JUDGEMENT, item=item, level=level, points=Decimal(points))


def test_a_late_decision_is_an_adjustment_of_the_next_month(each_firm: Firm) -> None:
    """D1 has 15 % of 20,000: 3 points of 100 are 90.00, which went to the fund and now come back from it."""
    firm = each_firm
    deduction = months.published(firm)
    uphold = filed(firm, deduction)
    months.pay(firm)
    before = firm.pay_of("D1")
    assert (before["entitlement"], before["paid"], before["team_fund"]) == ("3000.00", "2910.00", "90.00")
    assert firm.fund() == "90.00"

    appeal = uphold()
    (posted,) = firm.events(AdjustmentPosted)
    assert posted.originator_id == firm.payroll(NOVEMBER)
    assert (posted.employee, posted.appeal) == (firm.person("D1"), appeal)
    assert (posted.corrects, posted.corrected_period) == (firm.payroll(OCTOBER), OCTOBER)
    assert [str(amount) for amount in (posted.paid, posted.team_fund, posted.retained)] == ["90.00", "-90.00", "0.00"]
    assert firm.pay_of("D1") == before
    assert firm.fund() == "0.00"
    (correction,) = firm.events(FundCorrected)
    assert (correction.payroll, correction.appeal) == (firm.payroll(OCTOBER), appeal)
    kinds = [one.kind for one in firm.events(NoticeGiven) if one.person == firm.person("D1")]
    assert kinds[-2:] == ["pay-adjusted", "appeal-decided"]

    months.paid(firm, NOVEMBER)
    line = firm.pay_of("D1", NOVEMBER)
    assert (line["adjustment"], line["gross"]) == ("90.00", "7000.00")
    totals = firm.wages(NOVEMBER).totals
    assert totals["entitlement"] == totals["paid"] + totals["team_fund"] + totals["retained"]
    assert totals["adjustment"] == Decimal("90.00")
    assert totals["gross"] == totals["base"] + totals["paid"] + totals["adjustment"]


def test_whoever_passes_the_mark_by_an_appeal_gets_what_they_lost(firm: Firm) -> None:
    """S2 had 70: base only. With 85 they have 85 % of a third of 10,000, to the fen; the company gives back what it
    kept and the fund what it had too much.
    """
    months.paid(firm, scores={"S2": "70"})
    lost = {name: Decimal(value) for name, value in firm.pay_of("S2").items()}
    share = lost["entitlement"]
    assert lost["paid"] == 0
    firm.on(2026, 11, 11)
    appeal = firm.do("S2", FileCardAppeal(firm.card("S2"), "judgement", "execution", "漏看了完成的任务")).subject
    firm.do("M1", AcceptAppeal(appeal))
    firm.do("M1", DecideAppeal(appeal, "partly", "补看了", (replaced("execution", "fair", "15"),)))
    assert firm.score("S2") == "85.00"
    (posted,) = firm.events(AdjustmentPosted)
    new = Decimal(firm.score("S2")) / 100
    assert posted.paid == (share * new).quantize(Decimal("0.01"))
    assert posted.team_fund == (share - posted.paid) - lost["team_fund"]
    assert posted.retained == -lost["retained"]
    assert posted.paid + posted.team_fund + posted.retained == 0


def test_two_amendments_of_one_card_add_up(firm: Firm) -> None:
    """97 to 98 by the manager, to 100 by the general manager: 30.00 and 60.00; together exactly what was lost."""
    deduction = months.paid(firm)
    firm.on(2026, 11, 11)
    appeal = months.object_to(firm, deduction)
    reduction = Remedy(RemedyKind.REDUCE_DEDUCTION, deduction=deduction, points=Decimal(2))
    firm.do("M1", DecideAppeal(appeal, "partly", "有一半道理", (reduction,)))
    assert firm.score("D1") == "98.00"
    firm.do("D1", EscalateAppeal(appeal, "全部不对"))
    firm.do("G1", months.uphold(deduction, appeal))
    assert [str(one.paid) for one in firm.events(AdjustmentPosted)] == ["30.00", "60.00"]
    assert firm.fund() == "0.00"


@pytest.mark.parametrize("status", ["calculated", "approved"])
def test_an_adjustment_puts_the_next_payroll_out_of_date(firm: Firm, status: str) -> None:
    """November was computed without it: approval or payment is refused until it is computed again."""
    deduction = months.published(firm)
    uphold = filed(firm, deduction)
    months.pay(firm)
    months.published(firm, NOVEMBER)
    months.calculate(firm, NOVEMBER)
    if status == "approved":
        months.approve(firm, NOVEMBER)
    uphold()
    assert firm.wages(NOVEMBER).status == PayrollStatus.INVALIDATED
    with firm.refuses(WrongState, "payroll-status"):
        firm.do("F2", ApprovePayroll(firm.payroll(NOVEMBER)))
    months.pay(firm, NOVEMBER)
    assert firm.pay_of("D1", NOVEMBER)["adjustment"] == "90.00"


def test_an_adjustment_passes_over_months_that_are_paid(firm: Firm) -> None:
    """November is paid too when the decision comes: December takes it."""
    deduction = months.published(firm)
    uphold = filed(firm, deduction)
    months.pay(firm)
    months.paid(firm, NOVEMBER)
    uphold()
    assert [one.originator_id for one in firm.events(AdjustmentPosted)] == [firm.payroll(DECEMBER)]
    assert firm.wages(NOVEMBER).adjustments == {}
    assert firm.wages(DECEMBER).status == PayrollStatus.OPENED


def test_somebody_who_has_left_is_paid_the_adjustment_alone(firm: Firm) -> None:
    """A leaver keeps appeals and pay: November has a line with 90.00 and nothing else."""
    deduction = months.published(firm)
    uphold = filed(firm, deduction)
    months.pay(firm)
    firm.do("H1", EndEmployment(firm.person("D1"), date(2026, 10, 31), "辞职"))
    uphold()
    months.without(firm, "D1", NOVEMBER)
    months.pay(firm, NOVEMBER)
    line = firm.pay_of("D1", NOVEMBER)
    assert line == {"adjustment": "90.00", "gross": "90.00"}
    told = [one.subject for one in firm.events(NoticeGiven) if one.person == firm.person("D1")]
    assert told[-1] == firm.payroll(NOVEMBER)


def test_a_spent_fund_goes_short_and_the_next_credit_evens_it_out(firm: Firm) -> None:
    """The dinner is eaten; the correction stands all the same."""
    deduction = months.published(firm)
    uphold = filed(firm, deduction)
    months.pay(firm)
    firm.do("M1", SpendFund(firm.shop, Decimal("90.00"), "聚餐"))
    uphold()
    assert firm.fund() == "-90.00"
    months.paid(firm, NOVEMBER)
    assert firm.fund() == "0.00"


def test_before_payday_the_payroll_itself_is_computed_again(firm: Firm) -> None:
    """No adjustment where nothing was paid: the first payslip is right."""
    deduction = months.published(firm)
    firm.on(2026, 11, 10)
    months.calculate(firm)
    win(firm, deduction)
    assert firm.wages().status == PayrollStatus.INVALIDATED
    months.pay(firm)
    assert firm.pay_of("D1")["paid"] == "3000.00"
    assert firm.events(AdjustmentPosted) == []
    assert len(firm.events(PayrollPaid)) == 1


def payslip_appeal(firm: Firm) -> UUID:
    firm.on(2026, 11, 11)
    appeal = firm.do("S1", FilePayslipAppeal(firm.payroll(), "底薪少算了")).subject
    firm.do("M1", AcceptAppeal(appeal))
    return appeal


def owed(amount: str) -> Remedy:
    return Remedy(RemedyKind.ADJUST_PAY, amount=Decimal(amount))


def test_a_payslip_is_put_right_by_an_amount(firm: Firm) -> None:
    """The company carries it; the fund is not touched by a slip in base pay."""
    months.paid(firm)
    appeal = payslip_appeal(firm)
    firm.do("M1", DecideAppeal(appeal, "upheld", "核对无误", (owed("12.34"),)))
    (posted,) = firm.events(AdjustmentPosted)
    assert (posted.paid, posted.team_fund, posted.retained) == (Decimal("12.34"), Decimal(0), Decimal("-12.34"))
    assert firm.events(FundCorrected) == []
    months.paid(firm, NOVEMBER)
    assert firm.pay_of("S1", NOVEMBER)["adjustment"] == "12.34"


@pytest.mark.parametrize("amounts", [("-5.00",), ("10.00", "-0.01")])
def test_an_appeal_never_takes_pay(firm: Firm, amounts: tuple[str, ...]) -> None:
    """Whoever looks at a payslip and asks must not have to fear it; nor is one correction set off against another."""
    months.paid(firm)
    appeal = payslip_appeal(firm)
    with pytest.raises(Invalid) as told:
        firm.do("M1", DecideAppeal(appeal, "partly", "核对过了", tuple(map(owed, amounts))))
    assert (told.value.code, told.value.pointer) == ("appeal-worsens", f"/remedies/{len(amounts) - 1}/amount")
    assert firm.events(AdjustmentPosted) == []


def test_one_decision_may_order_two_amounts(firm: Firm) -> None:
    """Base pay and an allowance, say: two adjustments, one notice."""
    months.paid(firm)
    appeal = payslip_appeal(firm)
    firm.do("M1", DecideAppeal(appeal, "upheld", "核对无误", (owed("10.00"), owed("2.50"))))
    assert [str(one.paid) for one in firm.events(AdjustmentPosted)] == ["10.00", "2.50"]
    assert [one.kind for one in firm.events(NoticeGiven)].count("pay-adjusted") == 1


@pytest.mark.parametrize("amount", ["0", "1.001"])
def test_an_amount_is_money(firm: Firm, amount: str) -> None:
    """Nothing, or a tenth of a fen, puts nothing right."""
    months.paid(firm)
    appeal = payslip_appeal(firm)
    with firm.refuses(Invalid, "amount-invalid"):
        firm.do("M1", DecideAppeal(appeal, "upheld", "核对无误", (owed(amount),)))


def test_what_is_wrong_with_a_remedy_is_told_at_its_place(firm: Firm) -> None:
    """The second of two amounts is no money; the first is not posted either."""
    months.paid(firm)
    appeal = payslip_appeal(firm)
    with pytest.raises(Invalid) as told:
        firm.do("M1", DecideAppeal(appeal, "upheld", "核对无误", (owed("10.00"), owed("0"))))
    assert (told.value.code, told.value.pointer) == ("amount-invalid", "/remedies/1/amount")
    assert firm.events(AdjustmentPosted) == []


def test_a_payslip_appeal_is_not_put_right_on_the_card(firm: Firm) -> None:
    """Each kind has its own remedies."""
    months.paid(firm)
    appeal = payslip_appeal(firm)
    with firm.refuses(Invalid, "remedy-refused"):
        firm.do("M1", DecideAppeal(appeal, "upheld", "核对无误", (replaced("ability", "good", "20"),)))
    about_card = firm.do("S1", FileCardAppeal(firm.card("S1"), "score", "", "不公平")).subject
    firm.do("G1", AcceptAppeal(about_card))
    with firm.refuses(Invalid, "remedy-refused"):
        firm.do("G1", DecideAppeal(about_card, "upheld", "核对无误", (owed("1.00"),)))


def test_only_a_paid_line_of_ones_own_is_appealed_against(firm: Firm) -> None:
    """There is nothing to object to before payday, nor on other people's payslips."""
    months.published(firm)
    months.calculate(firm)
    with firm.refuses(WrongState, "payslip-missing"):
        firm.do("S1", FilePayslipAppeal(firm.payroll(), "少算了"))
    months.pay(firm)
    with firm.refuses(WrongState, "payslip-missing"):
        firm.do("M1", FilePayslipAppeal(firm.payroll(), "少算了"))
