"""The company's month in shop A: everything that a read model can show happens to somebody."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from application.appeals.deciding import DecideAppeal
from application.appeals.filing import AskForShare, FileCardAppeal, FilePayslipAppeal
from application.appeals.hearing import (
    AcceptAppeal,
    AnswerAppeal,
    AskAppellant,
    AttachAppealEvidence,
    NoteHearing,
    ReplyToQuestion,
)
from application.cycles.closing import CloseFacts
from application.cycles.planning import (
    Assignment,
    AssignPlan,
    AssignSchemes,
    ExemptEmployee,
    OpenCycle,
    PlanCycle,
    SetTargets,
)
from application.cycles.publishing import NoteInterview, PublishResults
from application.cycles.running import ApproveResults, RecordShopFact, RecordWeight, SubmitResults
from application.funds import SpendFund
from application.payrolls.paying import ApprovePayroll, CalculatePayroll, PayPayroll
from application.scorecards import (
    AcknowledgeCard,
    AdjustScore,
    GiveJudgement,
    GiveRating,
    RecordDeduction,
    RecordFacts,
    RejectDeduction,
    ReturnCard,
    ReverseDeduction,
    SubmitCard,
    WaiveItem,
)
from domain.appeal import Remedy, RemedyKind
from tests.application.projections.company import PERIOD, Company

RATED = ("L1", "S1", "S2", "S3", "S4")
"""Who takes part; S5 is exempt."""


NOT_YET = UUID(int=0)


@dataclass
class Month:
    """The month and what later steps, and tests, name.

    Attributes:
        deduction: taken from S1 by L1; reversed by the appeal.
        rejected: proposed against S1, and rejected.
        appeal: S1's against the deduction, upheld.
        share_appeal: S2's for a point of share, granted.
        role_appeal: S3's for the role, pending.
        payslip_appeal: S2's against the payslip, pending.
        positions: the ledger's head after each step.
    """

    company: Company
    deduction: UUID = NOT_YET
    rejected: UUID = NOT_YET
    appeal: UUID = NOT_YET
    share_appeal: UUID = NOT_YET
    role_appeal: UUID = NOT_YET
    payslip_appeal: UUID = NOT_YET
    chat: str = ""
    positions: dict[str, int] = field(default_factory=dict)

    def played(self) -> "Month":
        """The whole month."""
        for step in (
            self.open,
            self.enter,
            self.rate,
            self.deduct,
            self.review,
            self.publish,
            self.appeal_and_share,
            self.pay,
        ):
            step()
            self.positions[step.__name__] = self.company.ledger.head()
        return self

    def open(self) -> None:
        """Planned, assigned, targeted, opened."""
        company = self.company
        act, cycle = company.act, company.cycle
        act("H1", PlanCycle(company.shop("A"), PERIOD))
        assignments = tuple(Assignment(company.person(number), "house", None, f"duty of {number}") for number in RATED)
        act("H1", AssignSchemes(cycle, assignments))
        act("H1", ExemptEmployee(cycle, company.person("S5"), "on leave all month"))
        act("H1", AssignPlan(cycle, "store-dividend", None, {"discretionary_ceiling": "5"}))
        act("H1", SetTargets(cycle, "house", None, {"sales": Decimal(100000)}))
        act("H1", SetTargets(cycle, "house", company.person("S2"), {"sales": Decimal(80000)}))
        act("H1", OpenCycle(cycle))

    def enter(self) -> None:
        """Figures, judgements, the shop's profit and a weight."""
        company = self.company
        act = company.act
        table = company.file("number,sales\nS1,90000\n")
        for number in RATED:
            act("M1", RecordFacts(company.card(number), {"actual_sales": Decimal(90000)}, evidence=(table,)))
            act("M1", GiveJudgement(company.card(number), "attitude", "good", Decimal(18), f"attitude of {number}"))
        profit = company.file("profit,50000\n")
        act("F1", RecordShopFact(company.cycle, "net_profit", Decimal(50000), "monthly accounts", (profit,)))
        act("H1", RecordWeight(company.cycle, company.person("S4"), Decimal("0.5"), "half the month"))

    def rate(self) -> None:
        """Everybody rates themself, the manager rates all, three peers rate S1, each with points of their own."""
        company = self.company
        for number in RATED:
            company.act(number, GiveRating(company.card(number), "courtesy", "self", Decimal(20), "I was polite"))
            company.act("M1", GiveRating(company.card(number), "courtesy", "manager", Decimal(15), "most days"))
        for peer, points in (("S2", 11), ("S3", 13), ("S4", 17)):
            company.act(peer, GiveRating(company.card("S1"), "courtesy", "peer", Decimal(points), f"{peer} was asked"))

    def deduct(self) -> None:
        """One taken, one proposed and rejected, one reversed, an adjustment, a waiver."""
        company = self.company
        act, card = company.act, company.card
        self.chat = company.file("客服,你\n")
        taken = RecordDeduction(card("S1"), "conduct", Decimal(6), "", "", "left a customer waiting", (self.chat,))
        self.deduction = UUID(act("L1", taken).item)
        proposal = RecordDeduction(card("S1"), "conduct", None, "late", "", "late on the 3rd", proposed=True)
        self.rejected = UUID(act("L1", proposal).item)
        act("M1", RejectDeduction(card("S1"), self.rejected, "the bus was late"))
        mistaken = UUID(act("L1", RecordDeduction(card("S2"), "conduct", None, "late", "", "late on the 4th")).item)
        act("M1", ReverseDeduction(card("S2"), mistaken, "that was S3"))
        act("M1", AdjustScore(card("S3"), Decimal(2), "helped the night shift"))
        act("M1", WaiveItem(card("S4"), "courtesy", "new in the team"))

    def review(self) -> None:
        """Closed, submitted, one returned and submitted again, approved."""
        company = self.company
        company.moment += timedelta(days=34)
        company.act("M1", CloseFacts(company.cycle))
        company.act("M1", SubmitResults(company.cycle))
        company.act("G1", ReturnCard(company.card("S3"), "too high"))
        company.act("M1", GiveJudgement(company.card("S3"), "attitude", "poor", Decimal(2), "on second thoughts"))
        company.act("M1", SubmitCard(company.card("S3")))
        company.act("G1", ApproveResults(company.cycle))

    def publish(self) -> None:
        """Published, read, talked through."""
        company = self.company
        company.act("H1", PublishResults(company.cycle))
        company.act("S1", AcknowledgeCard(company.card("S1"), "I see"))
        company.act("M1", NoteInterview(company.cycle, company.person("L1"), "we talked about the team"))
        company.act("L1", NoteInterview(company.cycle, company.person("S1"), "we talked about waiting customers"))

    def appeal_and_share(self) -> None:
        """S1 wins against the deduction; S2 gets a point of share; S3 asks for the role."""
        company = self.company
        act = company.act
        filed = FileCardAppeal(company.card("S1"), "deduction", str(self.deduction), "the system was down")
        self.appeal = act("S1", filed).subject
        act("M1", AcceptAppeal(self.appeal))
        act("L1", AnswerAppeal(self.appeal, "I did not know"))
        act("S1", AttachAppealEvidence(self.appeal, company.file("09:00,down\n"), "the outage"))
        act("M1", AskAppellant(self.appeal, "since when?", 3))
        act("S1", ReplyToQuestion(self.appeal, "since nine"))
        act("M1", NoteHearing(self.appeal, "both were heard"))
        remedy = Remedy(RemedyKind.REVERSE_DEDUCTION, deduction=self.deduction)
        act("M1", DecideAppeal(self.appeal, "upheld", "the outage is proven", (remedy,)))
        self.share_appeal = act("S2", AskForShare(company.cycle, "", Decimal(1), "trained two colleagues")).subject
        act("G1", DecideAppeal(self.share_appeal, "upheld", "well done", points=Decimal(1)))
        self.role_appeal = act("S3", AskForShare(company.cycle, "service", Decimal(2), "we all stayed late")).subject

    def pay(self) -> None:
        """Calculated twice, approved, paid; the fund spends; S2 objects to the payslip."""
        company = self.company
        act = company.act
        act("F1", CalculatePayroll(company.cycle))
        act("F1", CalculatePayroll(company.cycle))
        act("F2", ApprovePayroll(company.payroll))
        act("F1", PayPayroll(company.payroll, company.moment.date(), "BANK-1"))
        act("M1", SpendFund(company.shop("A"), Decimal("10.00"), "fruit"))
        self.payslip_appeal = act("S2", FilePayslipAppeal(company.payroll, "my weight is wrong")).subject
