"""The demo's shop, brought through its months over HTTP."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.cycle import cycle_id
from domain.employee import employee_id
from domain.organization import shop_id
from domain.payroll import payroll_id
from domain.scorecard import scorecard_id
from tests.flow.people import Http, StoryClock
from web.demo_data import facts

Script = Mapping[str, Any]


class Shop:
    """One organization with one shop, and who does what in it."""

    def __init__(self, http: Http, clock: StoryClock, organization: UUID, script: Script) -> None:
        self.http = http
        self.clock = clock
        self.organization = organization
        self.script = script
        self.id = shop_id(organization, script["shop"]["code"])

    def person(self, number: str) -> str:
        """Somebody's id."""
        return str(employee_id(self.organization, number))

    def found(self) -> None:
        """The administrator opens the shop, defines roles, hires the officers and hands out duties and tokens."""
        http, script = self.http, self.script
        http.post("ADMIN", "/shops", dict(script["shop"]))
        for role in script["roles"]:
            http.post("ADMIN", "/roles", {"role": role["id"], "title_zh": role["zh"], "title_en": role["en"]})
        for officer in script["officers"]:
            hire = {"number": officer["number"], "hired_on": "2026-01-05", "profile": {"name": officer["title"]["zh"]}}
            http.post("ADMIN", "/employees", hire)
            for duty in officer["duties"]:
                shop = str(self.id) if duty == "manager" else None
                grant = {"employee": self.person(officer["number"]), "duty": duty, "shop": shop}
                http.post("ADMIN", "/duties", grant)
            self.hand_out_token(officer["number"])

    def hire_people(self) -> None:
        """HR hires the eight people of the shop."""
        for person in self.script["people"]:
            self._hire(person)

    def hand_out_token(self, number: str) -> None:
        """The administrator hands out a token, shown this once."""
        answer = self.http.post("ADMIN", f"/employees/{self.person(number)}/tokens", {"days": 366})
        self.http.tokens[number] = answer["token"]

    def _hire(self, person: Script) -> None:
        number = person["number"]
        hire = {
            "number": number,
            "shop": str(self.id),
            "role": person["role"],
            "lead": self.person(person["lead"]),
            "hired_on": str(person["hired_on"]),
            "regular": person["regular"],
            "profile": {"name": person["title"]["zh"]},
        }
        self.http.post("H001", "/employees", hire)
        pay = {"amount": person["base_pay"], "effective_on": str(person["hired_on"]), "reason": "入职约定"}
        self.http.post("H001", f"/employees/{self.person(number)}/base-pays", pay)
        self.hand_out_token(number)


class Month:
    """A month of the shop over HTTP."""

    def __init__(self, shop: Shop, script: Script) -> None:
        self.shop = shop
        self.http = shop.http
        self.script = script
        self.period: str = script["period"]
        self.cycle = f"/cycles/{cycle_id(shop.id, self.period)}"
        self.payroll = f"/payrolls/{payroll_id(shop.id, self.period)}"
        self.deductions: dict[str, str] = {}

    def card(self, number: str) -> str:
        """The path of somebody's card."""
        cycle = cycle_id(self.shop.id, self.period)
        return f"/scorecards/{scorecard_id(cycle, employee_id(self.shop.organization, number))}"

    def on(self, step: str) -> None:
        """Go on to the day of a step."""
        self.shop.clock.go_to(self.script["days"][step])

    def plan(self) -> None:
        """HR plans the month and assigns schemes and plan."""
        self.http.post("H001", "/cycles", {"shop": str(self.shop.id), "period": self.period})
        assignments = [
            {"employee": self.shop.person(person["number"]), "scheme": person["scheme"], "duty": person["duty"]}
            for person in self.shop.script["people"]
        ]
        self.http.post("H001", f"{self.cycle}/assignments", {"assignments": assignments})
        self.http.post("H001", f"{self.cycle}/plan", {"plan": self.shop.script["plan"]["id"]})

    def set_targets(self) -> None:
        """HR sets every target."""
        for targets in self.script["targets"]:
            employee = self.shop.person(targets["employee"]) if targets["employee"] else None
            body = {"scheme": targets["scheme"], "employee": employee, "targets": targets["values"]}
            self.http.post("H001", f"{self.cycle}/targets", body)

    def open(self) -> None:
        """HR opens the month."""
        self.http.post("H001", f"{self.cycle}/opening")

    def deduct(self) -> None:
        """Leads take points, with reasons and evidence."""
        for deduction in self.script["deductions"]:
            self.shop.clock.go_to(deduction["on"])
            self.deductions[deduction["id"]] = self.http.post(
                deduction["by"], f"{self.card(deduction['person'])}/deductions", self.deduction_body(deduction)
            )["id"]

    def deduction_body(self, deduction: Script) -> dict[str, Any]:
        """A deduction as the API takes it, its evidence uploaded."""
        files = [self.http.evidence(deduction["by"], name) for name in deduction["evidence"]]
        kept = {name: deduction[name] for name in ("item", "points", "code", "reason")}
        return {**kept, "evidence": files}

    def import_facts(self) -> None:
        """HR imports what the seller tool exported."""
        name = self.script["facts"]
        self.http.upload("H001", f"{self.cycle}/fact-imports", name, facts(name), mapping=self.script["mapping"])

    def judge(self) -> None:
        """Leads and the manager judge."""
        for judgement in self.script["judgements"]:
            self.give(judgement["person"], judgement)

    def give(self, number: str, judgement: Script) -> None:
        """One judgement."""
        body = {name: judgement[name] for name in ("item", "level", "points", "reason")}
        self.http.post(judgement["by"], f"{self.card(number)}/judgements", body)

    def record_shop_facts(self) -> None:
        """Finance records the shop's figures."""
        for fact, value in self.script["shop_facts"].items():
            self.http.post("F001", f"{self.cycle}/shop-facts", {"fact": fact, "value": value, "note": "月结"})

    def review(self) -> None:
        """Close, submit, approve, publish, with nothing returned."""
        self.http.post("M001", f"{self.cycle}/facts-closing")
        self.on("submitted")
        self.http.post("M001", f"{self.cycle}/submission")
        self.on("reviewed")
        self.http.post("G001", f"{self.cycle}/approval")
        self.on("published")
        self.http.post("H001", f"{self.cycle}/publication")

    def pay(self) -> None:
        """Calculate, approve by somebody else, pay."""
        self.on("paid")
        self.http.post("F001", f"{self.cycle}/payroll")
        self.http.post("G001", f"{self.payroll}/approval")
        payment = {"paid_on": str(self.script["days"]["paid"]), "reference": f"PAY-{self.period}"}
        self.http.post("F001", f"{self.payroll}/payment", payment)

    def whole(self) -> None:
        """A month in which nothing is disputed."""
        self.on("opened")
        self.plan()
        self.set_targets()
        self.open()
        self.on("facts_imported")
        self.import_facts()
        self.judge()
        self.record_shop_facts()
        self.review()
        self.pay()
        self.http.post("H001", f"{self.cycle}/settlement")

    def totals(self) -> dict[str, str]:
        """Everybody's total, by staff number."""
        return {
            card["number"]: card["total"] for card in self.http.items("G001", f"/scorecards?cycle={self.cycle[8:]}")
        }
