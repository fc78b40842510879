"""What people get wrong over the handlers: each is refused with its code, and nothing is recorded."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from application.cycles.closing import CloseFacts
from application.cycles.planning import AssignPlan, AssignSchemes, OpenCycle, PlanCycle, SetTargets
from application.cycles.running import ApproveResults, RecordShopFact, RecordWeight, SubmitResults
from application.employees import MoveEmployee
from application.funds import SpendFund
from application.imports import ImportFacts
from application.organizations import GrantDuty
from application.payrolls.calculating import NotPayable
from application.payrolls.paying import ApprovePayroll, CalculatePayroll, PayPayroll
from application.rulebooks import PublishRules, RetireRules
from application.scorecards import (
    AcknowledgeCard,
    AdjustScore,
    ApproveCard,
    ConfirmDeduction,
    GiveJudgement,
    GiveRating,
    RecordDeduction,
    RecordFacts,
    RejectDeduction,
    ReverseDeduction,
    SubmitCard,
    WaiveItem,
)
from domain.cycle import Phase
from domain.errors import DomainError, Forbidden, Invalid, InvalidDocument, NotFound, WrongState
from domain.rulebook import PLAN, SCHEME
from domain.scorecard import Scorecard
from domain.scorecard.events import FactsRecorded
from domain.scoring.documents import scheme_document
from tests.application.handlers import months
from tests.application.handlers.firm import NOVEMBER, OCTOBER, TEAM, Firm
from web.wiring import library


@pytest.fixture
def firm(sqlite_firm: Firm) -> Firm:
    """No database can change these rules."""
    return sqlite_firm


def deduction(firm: Firm, **values: Any) -> RecordDeduction:
    sound: dict[str, Any] = {"item": "teamwork", "points": Decimal(3), "code": "", "severity": "", "reason": "没有交接"}
    return RecordDeduction(firm.card("D1"), **{**sound, **values})


def test_planning(firm: Firm) -> None:
    """A month that is no month, days that are no days, a scheme or plan that does not exist."""
    plan, cycle = months.plan(firm), firm.cycle()
    wrong: list[tuple[object, type[DomainError], str]] = [
        (PlanCycle(firm.shop, "2026-13"), Invalid, "period-malformed"),
        (PlanCycle(uuid4(), NOVEMBER), Invalid, "shop-unknown"),
        (PlanCycle(firm.shop, NOVEMBER, {"weeks": "3"}), Invalid, "parameter-unknown"),
        (PlanCycle(firm.shop, NOVEMBER, {"decision_days": "0"}), Invalid, "parameter-invalid"),
        (PlanCycle(firm.shop, NOVEMBER, {"decision_days": "five"}), Invalid, "parameter-invalid"),
        (PlanCycle(firm.shop, OCTOBER), WrongState, "already-exists"),
        (AssignSchemes(cycle, ()), Invalid, "assignments-missing"),
        (AssignSchemes(cycle, (months.assignment(firm, "S1", "no-such-scheme"),)), Invalid, "scheme-unknown"),
        (AssignSchemes(cycle, (months.assignment(firm, "H1", months.STAFF),)), Invalid, "not-in-shop"),
        (AssignPlan(cycle, "no-such-plan", None, {}), Invalid, "plan-unknown"),
        (AssignPlan(cycle, "store-dividend", 99, {}), Invalid, "version-unknown"),
        (AssignPlan(cycle, "store-dividend", None, {"bonus": "1"}), InvalidDocument, "invalid-document"),
        (AssignPlan(cycle, "store-dividend", None, {"poor_below": "many"}), InvalidDocument, "invalid-document"),
        (SetTargets(cycle, "service-360", None, {"page-views": Decimal(1)}), Invalid, "scheme-not-assigned"),
        (SetTargets(cycle, months.STAFF, firm.person("D1"), {}), Invalid, "scheme-mismatch"),
        (OpenCycle(uuid4()), NotFound, "cycle-not-found"),
    ]
    for order, error, code in wrong:
        with firm.refuses(error, code):
            firm.do("H1", order)
    assert firm.load(type(firm.month()), plan).phase == Phase.PLANNED


def test_a_target_can_be_held_against_something(firm: Firm) -> None:
    """Zero, a target for what is judged, or for nothing: refused when they are set, all at once, by item."""
    cycle = months.plan(firm)
    targets = {"page-views": Decimal(0), "teamwork": Decimal(1), "orders": Decimal(9)}
    with pytest.raises(InvalidDocument) as caught:
        firm.do("H1", SetTargets(cycle, months.OPERATIONS, None, targets))
    assert {fault.pointer: fault.code for fault in caught.value.faults} == {
        "/targets/page-views": "target-not-positive",
        "/targets/teamwork": "wrong-kind",
        "/targets/orders": "unknown-item",
    }


def test_a_month_without_targets_does_not_open(firm: Firm) -> None:
    """D15: nobody works towards a number that comes afterwards; every missing one is named."""
    firm.on(2026, 10, 1)
    cycle = firm.do("H1", PlanCycle(firm.shop, OCTOBER)).subject
    firm.do("H1", AssignSchemes(cycle, tuple(months.assignment(firm, number) for number in TEAM)))
    firm.do("H1", AssignPlan(cycle, "store-dividend", None, {}))
    with pytest.raises(WrongState) as caught:
        firm.do("H1", OpenCycle(cycle))
    assert caught.value.code == "cycle-not-ready"
    assert "page-views" in str(caught.value)
    assert "工号 D1 缺少目标" in str(caught.value)
    assert str(firm.person("D1")) not in str(caught.value)
    assert firm.find(Scorecard, firm.card("D1")) is None


def test_entering(firm: Firm) -> None:
    """Points without a reason, outside the item, from what is measured, or about things that are not there."""
    cycle = months.open_month(firm)
    d1, s1 = firm.card("D1"), firm.card("S1")
    wrong: list[tuple[object, type[DomainError], str]] = [
        (deduction(firm, reason=""), Invalid, "reason-missing"),
        (deduction(firm, reason=" \n"), Invalid, "reason-missing"),
        (deduction(firm, points=Decimal("3.01")), Invalid, "deduction-outside-range"),
        (deduction(firm, points=Decimal(-3)), Invalid, "deduction-outside-range"),
        (deduction(firm, points=None), Invalid, "points-missing"),
        (deduction(firm, code="late"), Invalid, "unknown-code"),
        (deduction(firm, item="page-views"), Invalid, "wrong-kind"),
        (deduction(firm, evidence=("0" * 64,)), Invalid, "evidence-unknown"),
        (GiveJudgement(s1, "ability", "good", Decimal(23), "好"), Invalid, "points-outside-level"),
        (GiveJudgement(s1, "ability", "good", Decimal(21), ""), Invalid, "reason-missing"),
        (GiveJudgement(s1, "ability", "superb", Decimal(21), "好"), Invalid, "unknown-level"),
        (WaiveItem(d1, "conversion", ""), Invalid, "reason-missing"),
        (WaiveItem(d1, "weather", "下雨"), Invalid, "unknown-item"),
        (AdjustScore(d1, Decimal(1), "加班"), Invalid, "no-adjustments"),
        (ConfirmDeduction(d1, uuid4()), Invalid, "deduction-unknown"),
        (RejectDeduction(d1, uuid4(), "没有这回事"), Invalid, "deduction-unknown"),
        (ReverseDeduction(d1, uuid4(), "没有这回事"), Invalid, "deduction-unknown"),
        (SubmitCard(d1), Forbidden, "run-cycle"),
        (AcknowledgeCard(d1), Forbidden, "acknowledge"),
    ]
    for order, error, code in wrong:
        with firm.refuses(error, code):
            firm.do("L1", order)
    for order, error, code in (
        (RecordFacts(d1, {}), Invalid, "facts-missing"),
        (RecordFacts(d1, {"actual_turnover": Decimal(1)}), Invalid, "unknown-measure"),
        (RecordFacts(uuid4(), {"orders": Decimal(1)}), NotFound, "scorecard-not-found"),
        (RecordWeight(cycle, firm.person("H1"), Decimal(1), "帮忙"), Invalid, "not-a-participant"),
        (RecordWeight(cycle, firm.person("S1"), Decimal(-1), "帮忙"), Invalid, "weight-negative"),
        (SubmitCard(d1), WrongState, "cycle-phase"),
        (SubmitCard(s1), WrongState, "cycle-phase"),
    ):
        with firm.refuses(error, code):
            firm.do("H1", order)
    for fact in ("turnovr", "bonus"):
        with firm.refuses(Invalid, "fact-unknown"):
            firm.do("F1", RecordShopFact(cycle, fact, Decimal(1), ""))


def test_a_program_proposes_and_a_person_takes_the_points(firm: Firm) -> None:
    """A proposal takes nothing until it is confirmed; one that is rejected takes nothing ever."""
    months.open_month(firm)
    first, second = (UUID(firm.do("L1", deduction(firm, proposed=True)).item) for _ in range(2))
    firm.do("M1", ConfirmDeduction(firm.card("D1"), first))
    firm.do("L1", RejectDeduction(firm.card("D1"), second, "核实不属实"))
    mistaken = UUID(firm.do("L1", deduction(firm)).item)
    firm.do("L1", ReverseDeduction(firm.card("D1"), mistaken, "记错人了"))
    held = firm.load(Scorecard, firm.card("D1")).deductions
    assert [(one["status"], one["by"] == str(firm.person("M1"))) for one in held.values()] == [
        ("recorded", True), ("rejected", False), ("reversed", False),
    ]  # fmt: skip


def test_a_closed_month_takes_no_entries_but_a_returned_card_does(firm: Firm) -> None:
    """After closing only a waiver is possible, and what the general manager asks to be corrected."""
    cycle = months.open_month(firm)
    months.enter(firm)
    firm.do("M1", CloseFacts(cycle))
    entries: list[tuple[str, object]] = [
        ("H1", RecordFacts(firm.card("D1"), {"orders": Decimal(2)})),
        ("L1", deduction(firm)),
        ("L1", GiveJudgement(firm.card("S1"), "ability", "good", Decimal(21), "好")),
        ("S1", GiveRating(firm.card("S2"), "ability", "peer", Decimal(1))),
    ]
    for number, order in entries:
        with firm.refuses(WrongState, "cycle-phase"):
            firm.do(number, order)
    firm.do("L1", WaiveItem(firm.card("D1"), "campaign-roi", "本月没有活动"))
    firm.do("M1", SubmitResults(cycle))
    for number, order in entries:
        with firm.refuses(WrongState, "cycle-phase"):
            firm.do(number, order)
    with firm.refuses(WrongState, "cycle-phase"):
        firm.do("L1", WaiveItem(firm.card("S1"), "ability", "请假"))


def test_an_unscored_item_stops_the_submission_by_name(firm: Firm) -> None:
    """Whoever submits learns whose card lacks what; a waiver with a reason is the way out."""
    cycle = months.open_month(firm)
    months.enter(firm, people=("L1", "S1", "S2"))
    firm.do("L1", GiveJudgement(firm.card("D1"), "data-report", "good", None, "好"))
    firm.do("M1", CloseFacts(cycle))
    with pytest.raises(WrongState) as caught:
        firm.do("M1", SubmitResults(cycle))
    assert caught.value.code == "card-unscored"
    assert "工号 D1（" in str(caught.value)
    assert str(firm.person("D1")) not in str(caught.value)
    assert "page-views" in str(caught.value)
    assert firm.month().phase == Phase.FACTS_CLOSED


def test_every_card_with_gaps_is_named_at_once(firm: Firm) -> None:
    """Whoever completes a month works through one list, not through one refusal after another."""
    cycle = months.open_month(firm)
    firm.do("M1", CloseFacts(cycle))
    with pytest.raises(WrongState) as caught:
        firm.do("M1", SubmitResults(cycle))
    assert all(f"工号 {number}（" in str(caught.value) for number in TEAM)


def test_nobody_judges_approves_or_pays_themself(firm: Firm) -> None:
    """The general manager and one of finance work in the shop this month, too."""
    for number in ("G1", "F2"):
        firm.do(
            "H1", MoveEmployee(firm.person(number), firm.shop, "service", firm.person("M1"), firm.at.date(), "支援")
        )
    g2 = firm.hire("G2")
    firm.do("A1", GrantDuty(g2, "general-manager", None))
    cycle = months.plan(firm)
    own = ("G1", "F2")
    firm.do("H1", AssignSchemes(cycle, tuple(months.assignment(firm, number, months.STAFF) for number in own)))
    firm.do("H1", OpenCycle(cycle))
    months.enter(firm)
    for number in own:
        firm.do("H1", RecordFacts(firm.card(number), months.FULL))
        for item in months.JUDGED:
            firm.do("M1", GiveJudgement(firm.card(number), item, "excellent", Decimal(25), "好"))
    with firm.refuses(Forbidden, "score"):
        firm.do("L1", GiveJudgement(firm.card("L1"), "ability", "excellent", Decimal(25), "很好"))
    firm.do("M1", CloseFacts(cycle))
    firm.do("M1", SubmitResults(cycle))
    with firm.refuses(Forbidden, "approve-results"):
        firm.do("G1", ApproveCard(firm.card("G1")))
    firm.do("G1", ApproveResults(cycle))
    assert firm.load(Scorecard, firm.card("G1")).stage == "submitted"
    with firm.refuses(Forbidden, "approve-results"):
        firm.do("G1", ApproveResults(cycle))
    firm.do("G2", ApproveResults(cycle))
    months.publish(firm)
    months.calculate(firm)
    for number in ("F1", "F2", "G1"):
        with firm.refuses(Forbidden, "approve-payroll"):
            firm.do(number, ApprovePayroll(firm.payroll()))
    firm.do("G2", ApprovePayroll(firm.payroll()))
    with firm.refuses(Forbidden, "pay-payroll"):
        firm.do("F2", PayPayroll(firm.payroll(), firm.at.date(), "bank-1"))
    firm.do("F1", PayPayroll(firm.payroll(), firm.at.date(), "bank-1"))


def test_paying(firm: Firm) -> None:
    """Too early; and a month that could not be paid is not published: afterwards nothing could be entered."""
    months.open_month(firm)
    months.enter(firm, profit=False)
    with firm.refuses(WrongState, "cycle-phase"):
        firm.do("F1", CalculatePayroll(firm.cycle()))
    months.review(firm)
    with firm.refuses(NotPayable, "cycle-not-payable"):
        months.publish(firm)
    with pytest.raises(NotPayable) as refused:
        months.publish(firm)
    (fault,) = refused.value.faults
    assert (fault.pointer, fault.code) == ("/parameters/net_profit", "missing")
    assert f"/api/v1/cycles/{firm.cycle()}/shop-facts" in fault.detail
    assert "finance records it first" in fault.detail
    firm.do("F1", RecordShopFact(firm.cycle(), "net_profit", Decimal(1), ""))
    months.publish(firm)
    with firm.refuses(WrongState, "cycle-phase"):
        firm.do("F1", RecordShopFact(firm.cycle(), "net_profit", Decimal(1), ""))
    with firm.refuses(NotFound, "team-fund-not-found"):
        firm.do("M1", SpendFund(firm.shop, Decimal(1), "茶"))


def test_a_calculation_that_was_superseded_is_not_approved(firm: Firm) -> None:
    """Finance looked at one payroll and would sign another."""
    months.published(firm)
    months.calculate(firm)
    seen = firm.wages().digest
    firm.do("G1", months.grant(months.ask_share(firm, "S1", "1"), "1"))
    months.calculate(firm)
    with firm.refuses(WrongState, "payroll-superseded"):
        firm.do("F2", ApprovePayroll(firm.payroll(), seen))
    firm.do("F2", ApprovePayroll(firm.payroll(), firm.wages().digest))


def test_rules_are_published_whole_and_never_changed(firm: Firm) -> None:
    """By HR or the general manager; a retired scheme serves no new month."""
    scheme = library().scheme(months.STAFF)
    assert scheme is not None
    text = scheme_document(scheme)
    with firm.refuses(Forbidden, "publish-rules"):
        firm.do("M1", PublishRules(SCHEME, text))
    with firm.refuses(InvalidDocument, "invalid-document"):
        firm.do("H1", PublishRules(SCHEME, text.replace('"max":"25"', '"max":"26"', 1)))
    with firm.refuses(InvalidDocument, "invalid-document"):
        firm.do("H1", PublishRules(PLAN, "not json"))
    firm.do("H1", PublishRules(SCHEME, text))
    with firm.refuses(WrongState, "version-published"):
        firm.do("H1", PublishRules(SCHEME, text))
    with firm.refuses(Invalid, "version-taken"):
        firm.do("H1", PublishRules(SCHEME, text.replace("Work attitude", "Attitude")))
    firm.do("G1", RetireRules(SCHEME, months.STAFF, "换新方案"))
    cycle = firm.on(2026, 10, 1).do("H1", PlanCycle(firm.shop, OCTOBER)).subject
    with firm.refuses(Invalid, "rulebook-retired"):
        firm.do("H1", AssignSchemes(cycle, (months.assignment(firm, "S1"),)))


GOOD = "工号,实际销售额,目标销售额,订单量\n{rows}"


def imported(firm: Firm, *rows: str, header: str = "") -> ImportFacts:
    text = (header or GOOD).format(rows="\n".join(rows))
    return ImportFacts(firm.cycle(), text.encode(), "十月.csv", "seller-month")


def test_a_bad_cell_hides_no_wrong_month(firm: Firm) -> None:
    """Whoever corrects the number would be told of the month only then."""
    months.open_month(firm)
    header = "统计月份,姓名,工号,实际销售额,目标销售额,订单量\n{rows}"
    wrong = imported(firm, "2026-09,,S1,1,12万,5", "2026-09,,S2,1,1,5", header=header)
    with pytest.raises(InvalidDocument) as caught:
        firm.do("H1", wrong)
    assert [(fault.pointer, fault.code) for fault in caught.value.faults] == [
        ("/rows/2/目标销售额", "number-unreadable"),
        ("/rows/2/统计月份", "period-differs"),
        ("/rows/3/统计月份", "period-differs"),
    ]


def test_a_file_of_another_month_or_of_slipped_rows_is_not_imported(firm: Firm) -> None:
    """The file says itself whose figures they are; who is erased has no name to compare with."""
    months.open_month(firm)
    header = "统计月份,姓名,工号,实际销售额,目标销售额,订单量\n{rows}"
    wrong = imported(firm, "2026-09,员工 S1,S1,1,1,5", "2026-10,员工 S1,S2,1,1,5", header=header)
    with pytest.raises(InvalidDocument) as caught:
        firm.do("H1", wrong)
    assert [(fault.pointer, fault.code) for fault in caught.value.faults] == [
        ("/rows/2/统计月份", "period-differs"),
        ("/rows/3/姓名", "person-differs"),
    ]
    assert firm.events(FactsRecorded) == []
    firm.vault.erase(firm.person("S1"))
    firm.do("H1", imported(firm, "2026-10,员工 S1,S2,1,1,5", header=header))
    assert len(firm.events(FactsRecorded)) == 1


def test_whom_a_files_name_is_about_stays_out_of_the_ledger(firm: Firm) -> None:
    """A name or a number in it would stand in an event for ever, where no erasure reaches it."""
    months.open_month(firm)
    content = GOOD.format(rows="S1,1000,2000,5").encode()
    firm.do("H1", ImportFacts(firm.cycle(), content, "张三 13812345678 退款.csv", "seller-month"))
    assert firm.events(FactsRecorded)[0].source == "〔略〕退款.csv"
    assert all("张三" not in event.state and "13812345678" not in event.state for event in firm.ledger.read())


def test_an_import_that_would_record_nothing_is_refused(firm: Firm) -> None:
    """Dashes for figures, or figures that nobody's scheme reads: "imported" would be taken for more than it is."""
    months.open_month(firm)
    for rows, said in (
        (("S1,-,-,-",), "every cell for a figure is blank"),
        (("S1,,,5", "S2,,,5"), "nobody's scheme or plan reads 「订单量」"),
    ):
        with pytest.raises(Invalid, match=said) as caught:
            firm.do("H1", imported(firm, *rows))
        assert caught.value.code == "facts-missing"
    assert firm.events(FactsRecorded) == []
    firm.do("H1", imported(firm, "S1,1000,2000,5", "S2,-,-,-"))
    assert len(firm.events(FactsRecorded)) == 1


def test_an_import_is_all_or_nothing(firm: Firm) -> None:
    """A missing column, a number that is none, somebody unknown: every bad row is named and none is imported."""
    months.open_month(firm)
    faulty = imported(firm, "S1,1000,1000,5", "S2,一千,1000,5", "X9,1000,1000,5")
    with pytest.raises(InvalidDocument) as caught:
        firm.do("H1", faulty)
    assert {fault.pointer.split("/")[2] for fault in caught.value.faults} == {"3", "4"}
    for order in (faulty, imported(firm, "S1,5", header="工号,订单量\n{rows}")):
        with firm.refuses(InvalidDocument, "invalid-document"):
            firm.do("H1", order)
    assert firm.events(FactsRecorded) == []
    with firm.refuses(Forbidden, "run-cycle"):
        firm.do("F1", imported(firm, "S1,1000,1000,5"))
    firm.do("H1", imported(firm, "S1,1000,2000,5", "D1,1000,1000,5"))
    first, second = firm.events(FactsRecorded)
    assert {one.source for one in (first, second)} == {"十月.csv"}
    held = firm.load(Scorecard, firm.card("S1")).measures
    assert held == {"actual_turnover": Decimal(1000), "target_turnover": Decimal(2000)}
    assert firm.evidence.read(first.evidence[0].sha256) is not None
    firm.do("M1", CloseFacts(firm.cycle()))
    with firm.refuses(WrongState, "cycle-phase"):
        firm.do("H1", imported(firm, "S1,1000,1000,5"))
