"""The month through the handlers, on both databases: each step by the right person, and refused to all others."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from application.appeals.filing import FileCardAppeal
from application.appeals.hearing import AcceptAppeal, AnswerAppeal
from application.cycles.closing import CloseFacts
from application.cycles.planning import AssignPlan, AssignSchemes, OpenCycle, PlanCycle, SetTargets
from application.cycles.publishing import PublishResults, SettleCycle
from application.cycles.running import ApproveResults, RecordShopFact, ReopenCycle, ReturnResults, SubmitResults
from application.funds import SpendFund
from application.organizations import DefineRole, GrantDuty, OpenShop
from application.payrolls.paying import ApprovePayroll, CalculatePayroll, PayPayroll, VoidPayroll
from application.scorecards import ApproveCard, GiveJudgement, RecordDeduction, RecordFacts, ReturnCard, SubmitCard
from domain.cycle import Phase
from domain.errors import Forbidden, Invalid, WrongState
from domain.scorecard import Scorecard, events
from tests.application.handlers import months
from tests.application.handlers.firm import EVERYBODY, OCTOBER, TEAM, Firm

PAYDAY = date(2026, 11, 10)


def refused_to_all_but(firm: Firm, allowed: str, command: object, *codes: str) -> None:
    """Only these people may; everybody else is told which policy says no."""
    for number in set(EVERYBODY) - set(allowed.split()):
        head = firm.ledger.head()
        with pytest.raises(Forbidden) as caught:
            firm.do(number, command)
        assert caught.value.code in codes
        assert firm.ledger.head() == head


def test_the_month(firm: Firm) -> None:
    """Facts to a paid payroll: what the product is for."""
    cycle, card = firm.cycle(), firm.card("D1")

    refused_to_all_but(firm, "A1 H1", OpenShop("second", "二店", "jd"), "arrange-organization")
    refused_to_all_but(firm, "A1 H1", DefineRole("packer", "打包", "Packer"), "arrange-organization")
    refused_to_all_but(firm, "A1", GrantDuty(firm.person("S1"), "auditor", None), "grant-duties")
    refused_to_all_but(firm, "H1 M1", PlanCycle(firm.shop, OCTOBER), "run-cycle")
    months.plan(firm)
    refused_to_all_but(firm, "H1 M1", AssignPlan(cycle, "store-dividend", None, {}), "run-cycle")
    refused_to_all_but(firm, "H1 M1", OpenCycle(cycle), "run-cycle")
    firm.do("H1", OpenCycle(cycle))
    assert len(firm.events(events.ScorecardOpened)) == len(TEAM)

    refused_to_all_but(firm, "H1 M1", RecordFacts(card, {"orders": Decimal(1)}), "enter-facts")
    taken = RecordDeduction(card, "teamwork", Decimal(3), "", "", "没有交接")
    refused_to_all_but(firm, "L1 M1", taken, "score")
    refused_to_all_but(firm, "L1 M1", GiveJudgement(card, "data-report", "good", None, "好"), "score")
    refused_to_all_but(firm, "F1 F2", RecordShopFact(cycle, "net_profit", Decimal(1), ""), "record-shop-facts")
    months.enter(firm, scores={"S2": "70"})
    deduction = months.deduct(firm)

    firm.on(2026, 11, 2)
    refused_to_all_but(firm, "H1 M1", CloseFacts(cycle), "run-cycle")
    firm.do("M1", CloseFacts(cycle))
    with firm.refuses(WrongState, "cycle-phase"):
        firm.do("L1", taken)
    refused_to_all_but(firm, "H1 M1", SubmitResults(cycle), "run-cycle")
    firm.do("M1", SubmitResults(cycle))

    refused_to_all_but(firm, "G1", ReturnCard(firm.card("S1"), "重看"), "approve-results")
    firm.do("G1", ReturnCard(firm.card("S1"), "重看"))
    firm.do("G1", ApproveResults(cycle))
    assert firm.month().phase == Phase.SUBMITTED
    refused_to_all_but(firm, "H1 M1", SubmitCard(firm.card("S1")), "run-cycle")
    firm.do("M1", SubmitCard(firm.card("S1")))
    refused_to_all_but(firm, "G1", ApproveCard(firm.card("S1")), "approve-results")
    refused_to_all_but(firm, "G1", ApproveResults(cycle), "approve-results")
    firm.do("G1", ApproveCard(firm.card("S1")))
    assert firm.month().phase == Phase.APPROVED

    firm.on(2026, 11, 4)
    refused_to_all_but(firm, "H1 M1", PublishResults(cycle), "run-cycle")
    firm.do("H1", PublishResults(cycle))
    assert [firm.score(number) for number in TEAM] == ["100.00", "100.00", "70.00", "97.00"]
    assert firm.month().appeals_until == date(2026, 11, 11)

    appeal = appeal_and_win(firm, deduction)
    share_out(firm)
    pay(firm)
    settle(firm)
    assert firm.load(Scorecard, card).amendments == (appeal,)


def appeal_and_win(firm: Firm, deduction: UUID) -> UUID:
    """D1 objects; who took the points neither steers nor decides; the old total stays beside the new."""
    filed = FileCardAppeal(firm.card("D1"), "deduction", str(deduction), "我交接了")
    refused_to_all_but(firm, "D1", filed, "file-appeal")
    appeal = firm.do("D1", filed).subject
    refused_to_all_but(firm, "H1 M1 G1", AcceptAppeal(appeal), "steer-appeal")
    firm.do("M1", AcceptAppeal(appeal))
    refused_to_all_but(firm, "L1", AnswerAppeal(appeal, "没看到"), "answer-appeal")
    firm.do("L1", AnswerAppeal(appeal, "没看到"))
    decision = months.uphold(deduction, appeal)
    refused_to_all_but(firm, "M1", decision, "decide-appeal")
    firm.do("M1", decision)
    (amended,) = firm.events(events.ScorecardAmended)
    assert (str(amended.old_total), str(amended.new_total)) == ("97.00", "100.00")
    return appeal


def share_out(firm: Firm) -> None:
    """Two points for service; design asks for four and gets the three that are left (D04 三.3)."""
    service = months.ask_share(firm, "S1", "2", "service")
    refused_to_all_but(firm, "G1", months.grant(service, "2"), "grant-share")
    firm.do("G1", months.grant(service, "2"))
    design = months.ask_share(firm, "D1", "4", "design")
    with firm.refuses(Invalid, "grant-past-ceiling"):
        firm.do("G1", months.grant(design, "4"))
    firm.do("G1", months.grant(design, "3", "partly"))


def pay(firm: Firm) -> None:
    """Service has 52 % of 20,000 for three, design 18 %; S2 is below 80, so 30 % of theirs feeds the fund."""
    firm.on(2026, 11, 10)
    payroll = firm.payroll()
    refused_to_all_but(firm, "F1 F2", CalculatePayroll(firm.cycle()), "calculate-payroll")
    months.calculate(firm)
    assert firm.pay_of("D1")["gross"] == "7600.00"
    lines = {number: firm.pay_of(number) for number in ("L1", "S1", "S2")}
    assert sorted(line["entitlement"] for line in lines.values()) == ["3466.66", "3466.67", "3466.67"]
    poor, share = lines["S2"], Decimal(lines["S2"]["entitlement"])
    assert (poor["paid"], poor["gross"], poor["team_fund"]) == ("0.00", "4000.00", "1040.00")
    assert Decimal(poor["retained"]) == share - Decimal("1040.00")
    totals = firm.wages().totals
    assert totals["entitlement"] == Decimal("14000.00") == totals["paid"] + totals["team_fund"] + totals["retained"]
    assert totals["unassigned"] == Decimal("7000.00")

    refused_to_all_but(firm, "F2 G1", ApprovePayroll(payroll), "approve-payroll")
    refused_to_all_but(firm, "F1 F2", VoidPayroll(payroll, "重算"), "calculate-payroll")
    with firm.refuses(WrongState, "payroll-status"):
        firm.do("F1", PayPayroll(payroll, PAYDAY, "bank-1"))
    firm.do("F2", ApprovePayroll(payroll, firm.wages().digest))
    refused_to_all_but(firm, "F1 F2", PayPayroll(payroll, PAYDAY, "bank-1"), "pay-payroll")
    with firm.refuses(Invalid, "reference-missing"):
        firm.do("F1", PayPayroll(payroll, PAYDAY, " "))
    firm.do("F1", PayPayroll(payroll, PAYDAY, "bank-1"))
    with firm.refuses(WrongState, "payroll-paid"):
        firm.do("F1", PayPayroll(payroll, PAYDAY, "bank-1"))
    assert firm.fund() == "1040.00"


def settle(firm: Firm) -> None:
    """The fund is spent by the manager, and the month ends."""
    refused_to_all_but(firm, "M1", SpendFund(firm.shop, Decimal("40.00"), "水果"), "spend-fund")
    firm.do("M1", SpendFund(firm.shop, Decimal("40.00"), "水果"))
    assert firm.fund() == "1000.00"
    refused_to_all_but(firm, "H1 M1", SettleCycle(firm.cycle()), "run-cycle")
    firm.do("H1", SettleCycle(firm.cycle()))
    assert firm.month().phase == Phase.SETTLED


def test_a_month_goes_back_and_forth_before_publication(firm: Firm) -> None:
    """Returned as a whole, submitted again, reopened for a forgotten figure: each with a reason, none after
    publication.
    """
    cycle = months.open_month(firm)
    months.enter(firm)
    firm.do("M1", CloseFacts(cycle))
    firm.do("M1", SubmitResults(cycle))
    refused_to_all_but(firm, "G1", ReturnResults(cycle, "都再看一遍"), "approve-results")
    firm.do("G1", ReturnResults(cycle, "都再看一遍"))
    assert {firm.load(Scorecard, firm.card(number)).stage for number in TEAM} == {"returned"}
    firm.do("L1", GiveJudgement(firm.card("S1"), "ability", "good", Decimal(20), "重新评定"))
    firm.do("M1", SubmitResults(cycle))
    firm.do("G1", ApproveResults(cycle))
    refused_to_all_but(firm, "G1", ReopenCycle(cycle, "漏了一笔"), "reopen-cycle")
    firm.do("G1", ReopenCycle(cycle, "漏了一笔"))
    assert {firm.load(Scorecard, firm.card(number)).stage for number in TEAM} == {"open"}
    firm.do("L1", GiveJudgement(firm.card("S1"), "ability", "good", Decimal(21), "补上"))
    months.review(firm)
    months.publish(firm)
    assert firm.score("S1") == "96.00"
    with firm.refuses(WrongState, "cycle-phase"):
        firm.do("G1", ReopenCycle(cycle, "还有一笔"))


def test_targets_for_one_person_go_before_the_schemes(firm: Firm) -> None:
    """The card is opened with the targets that hold for its person."""
    cycle = months.plan(firm)
    firm.do("H1", AssignSchemes(cycle, (months.assignment(firm, "S2", months.OPERATIONS),)))
    firm.do("H1", SetTargets(cycle, months.OPERATIONS, firm.person("S2"), {"page-views": Decimal(50)}))
    firm.do("H1", OpenCycle(cycle))
    targets = [firm.load(Scorecard, firm.card(number)).targets["page-views"] for number in ("D1", "S2")]
    assert targets == [Decimal(1), Decimal(50)]
