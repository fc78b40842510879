"""One month of the story, from planning to settlement, each step by the person whose step it is."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from application.cycles.closing import CloseFacts
from application.cycles.planning import Assignment, AssignPlan, AssignSchemes, OpenCycle, PlanCycle, SetTargets
from application.cycles.publishing import PublishResults, SettleCycle
from application.cycles.running import ApproveResults, RecordShopFact, SubmitResults
from application.imports import ImportFacts
from application.payrolls.paying import ApprovePayroll, CalculatePayroll, PayPayroll
from application.scorecards import GiveJudgement, RecordDeduction, ReturnCard, SubmitCard
from application.standings import DecideWarning
from domain.cycle import cycle_id
from domain.payroll import payroll_id
from domain.scorecard import scorecard_id
from web.demo.appeals import ask_for_shares, hear_appeals
from web.demo.stage import Stage
from web.demo_data import facts

Script = Mapping[str, Any]


class Month:
    """A shop's month: its ids, and its steps in order."""

    def __init__(self, stage: Stage, script: Script) -> None:
        self.stage = stage
        self.script = script
        self.period: str = script["period"]
        self.cycle = cycle_id(stage.shop, self.period)
        self.payroll = payroll_id(stage.shop, self.period)
        self.deductions: dict[str, UUID] = {}

    def card(self, number: str) -> UUID:
        """Somebody's card of this month."""
        return scorecard_id(self.cycle, self.stage.person(number))

    def play(self) -> None:
        """The whole month."""
        self.open()
        self.enter()
        self.review()
        self.hear_and_pay()

    def open(self) -> None:
        """HR plans the month, assigns schemes and plan, sets targets, opens."""
        act, hr, people = self.stage.act, self.stage.holder("hr"), self.stage.script["people"]
        self.stage.on(self.script["days"]["opened"])
        act(hr, PlanCycle(self.stage.shop, self.period))
        assignments = tuple(
            Assignment(self.stage.person(person["number"]), person["scheme"], None, person["duty"]) for person in people
        )
        act(hr, AssignSchemes(self.cycle, assignments))
        plan = self.stage.script["plan"]
        act(hr, AssignPlan(self.cycle, plan["id"], None, plan["parameters"]))
        for targets in self.script["targets"]:
            employee = self.stage.person(targets["employee"]) if targets["employee"] else None
            values = {item: Decimal(value) for item, value in targets["values"].items()}
            act(hr, SetTargets(self.cycle, targets["scheme"], employee, values))
        act(hr, OpenCycle(self.cycle))

    def enter(self) -> None:
        """Deductions on their day; then the imported file, judgements and the shop's figures."""
        for deduction in sorted(self.script["deductions"], key=lambda held: str(held["on"])):
            self._deduct(deduction)
        days = self.script["days"]
        self.stage.on(days["facts_imported"])
        content = facts(self.script["facts"])
        hr = self.stage.holder("hr")
        self.stage.act(hr, ImportFacts(self.cycle, content, self.script["facts"], self.script["mapping"]))
        for judgement in self.script["judgements"]:
            self._judge(judgement)
        for fact, value in self.script["shop_facts"].items():
            finance = self.stage.holder("finance")
            self.stage.act(finance, RecordShopFact(self.cycle, fact, Decimal(value), "月结报表 / monthly accounts"))
        self.stage.on(days["facts_closed"])
        self.stage.act(self.stage.holder("manager"), CloseFacts(self.cycle))

    def review(self) -> None:
        """The manager submits; the general manager returns what the script says, approves; HR publishes."""
        act, days = self.stage.act, self.script["days"]
        manager, chief = self.stage.holder("manager"), self.stage.holder("general-manager")
        self.stage.on(days["submitted"])
        act(manager, SubmitResults(self.cycle))
        self.stage.on(days["reviewed"])
        for returned in self.script["returned"]:
            act(returned["by"], ReturnCard(self.card(returned["person"]), returned["reason"]))
        act(chief, ApproveResults(self.cycle))
        for returned in self.script["returned"]:
            self._judge({"person": returned["person"], **returned["judgement"]})
            act(manager, SubmitCard(self.card(returned["person"])))
        if self.script["returned"]:
            act(chief, ApproveResults(self.cycle))
        self.stage.on(days["published"])
        act(self.stage.holder("hr"), PublishResults(self.cycle))
        for decided in self.script["standing"]:
            self._decide(decided)

    def hear_and_pay(self) -> None:
        """Appeals and shares before payday, the payroll, appeals after it, settlement."""
        act, days = self.stage.act, self.script["days"]
        hear_appeals(self, after_payday=False)
        if self.script["share_requests"]:
            self.stage.on(days["shares_granted"])
            ask_for_shares(self)
        finance, chief = self.stage.holder("finance"), self.stage.holder("general-manager")
        self.stage.on(days["paid"])
        act(finance, CalculatePayroll(self.cycle))
        act(chief, ApprovePayroll(self.payroll))
        act(finance, PayPayroll(self.payroll, days["paid"], f"PAY-{self.period}"))
        hear_appeals(self, after_payday=True)
        act(self.stage.holder("hr"), SettleCycle(self.cycle))

    def _judge(self, judgement: Script) -> None:
        self.stage.act(
            judgement["by"],
            GiveJudgement(
                self.card(judgement["person"]), judgement["item"], judgement["level"], Decimal(judgement["points"]),
                judgement["reason"],
            ),
        )  # fmt: skip

    def _deduct(self, deduction: Script) -> None:
        self.stage.on(deduction["on"])
        command = RecordDeduction(
            self.card(deduction["person"]), deduction["item"], Decimal(deduction["points"]), deduction["code"], "",
            deduction["reason"], self.keep(deduction["evidence"]),
        )  # fmt: skip
        self.deductions[deduction["id"]] = UUID(self.stage.act(deduction["by"], command).item)

    def _decide(self, decided: Script) -> None:
        """What somebody makes of a consequence that the month brought (D04 三.5)."""
        employee = self.stage.person(decided["person"])
        queries = self.stage.services.queries(self.stage.organization, str(self.stage.person(decided["decided_by"])))
        proposed = [
            UUID(held["id"])
            for held in queries.standing(employee)["consequences"]
            if (held["kind"], held["state"]) == (decided["proposes"], "proposed")
        ]
        command = DecideWarning(employee, proposed[-1], decided["decision"], decided["reason"])
        self.stage.act(decided["decided_by"], command)

    def keep(self, names: list[str]) -> tuple[str, ...]:
        """Store evidence files; their hashes."""
        store = self.stage.services.evidence_of(self.stage.organization)
        return tuple(store.keep(facts(name), "text/csv").sha256 for name in names)
