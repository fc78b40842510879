"""Asking replays in tests, and reading answers by staff number."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from application.cycles.planning import AssignPlan, AssignSchemes, OpenCycle, PlanCycle, SetTargets
from application.cycles.running import RecordShopFact
from application.replaying import Question, Replays
from domain.eventsourced import Event
from tests.application.handlers import months
from tests.application.handlers.firm import OCTOBER, TEAM, Firm
from web.wiring import library

Document = dict[str, Any]
Figures = dict[tuple[str, str, str], str]
"""By period, staff number and figure (`total`, or a column of pay)."""


@dataclass
class Asking:
    """Somebody's questions."""

    firm: Firm
    replays: Replays

    def __call__(self, question: Question | None = None, who: str = "G1") -> Document:
        """The answer to a question, by the general manager unless somebody else is named."""
        return self.replays.ask(question or Question(), str(self.firm.person(who)))

    def position(self, kind: type[Event], index: int = 0) -> int:
        """The position of the first (or another) event of a kind."""
        return [held.position for held in self.firm.ledger.read() if isinstance(held.event, kind)][index]

    def stands(self, who: str = "G1") -> Figures:
        """Every figure as it stands."""
        return standing(self(who=who))

    def would_be(self, question: Question, who: str = "G1") -> Figures:
        """Every figure as it would be."""
        return changed(self.stands(who), self(question, who))


def asking_of(firm: Firm) -> Asking:
    """Questions to a firm's ledger."""
    return Asking(firm, Replays(firm.ledger, library(), firm.vault))


def standing(answer: Document) -> Figures:
    """The figures of a state."""
    state, people = answer["state"], _numbers(answer)
    found: Figures = {
        (card["period"], people[card["employee"]], "total"): card["total"] or "" for card in state["cards"]
    }
    for slip in state["payslips"]:
        for column, amount in slip["amounts"].items():
            found[slip["period"], people[slip["employee"]], column] = amount
    for held in state["adjustments"]:
        found[held["period"], people[held["employee"]], f"corrects {held['corrected_period']}"] = held["paid"]
    for standing in state["standings"]:
        for consequence in standing["consequences"]:
            key = (", ".join(consequence["periods"]), people[standing["employee"]], consequence["kind"])
            found[key] = consequence["state"]
    found["", "", "fund"] = state["totals"]["fund_balance"]
    return found


def changed(figures: Figures, answer: Document) -> Figures:
    """The figures with the differences of an answer made: each must say of before what was before."""
    found, people, differences = dict(figures), _numbers(answer), answer["differences"]

    def change(key: tuple[str, str, str], before: str | None, after: str | None) -> None:
        assert figures.get(key) == before, f"{key} is {figures.get(key)}, and the answer says {before}"
        if after is None:
            del found[key]
        else:
            found[key] = after

    for card in differences["cards"]:
        sides = [(card[side] or {}).get("total") for side in ("before", "after")]
        if sides[0] != sides[1]:
            change((card["period"], people[card["employee"]], "total"), sides[0], sides[1])
    for slip in differences["payslips"]:
        for column in slip["columns"]:
            key = (slip["period"], people[slip["employee"]], column["column"])
            change(key, column["before"], column["after"])
    for held in differences["adjustments"]:
        key = (held["period"], people[held["employee"]], f"corrects {held['corrected_period']}")
        sides = [(held[side] or {}).get("paid") for side in ("before", "after")]
        change(key, sides[0], sides[1])
    for standing in differences["standings"]:
        for consequence in standing["consequences"]:
            key = (", ".join(consequence["periods"]), people[standing["employee"]], consequence["kind"])
            change(key, consequence["before"], consequence["after"])
    fund = differences["totals"]["fund_balance"]
    change(("", "", "fund"), fund["before"], fund["after"])
    return found


def money(figures: Mapping[tuple[str, str, str], str], column: str) -> Decimal:
    """The sum of a column over everybody and every period."""
    return sum((Decimal(amount) for (_, _, name), amount in figures.items() if name == column), Decimal(0))


def faults(error: Any) -> list[tuple[str, str]]:
    """Pointer and code of each fault of an InvalidDocument."""
    return [(fault.pointer, fault.code) for fault in error.value.faults]


def to_payday(
    firm: Firm,
    entries: Callable[[Firm], object] = lambda _firm: None,
    parameters: Mapping[str, str] | None = None,
    targets: Mapping[str, Decimal] | None = None,
) -> None:
    """October, paid, with these entries more; its pool splits without a fen over, so that no id decides who gets it."""
    firm.on(2026, 10, 1)
    cycle = firm.do("H1", PlanCycle(firm.shop, OCTOBER)).subject
    firm.do("H1", AssignSchemes(cycle, tuple(months.assignment(firm, number) for number in TEAM)))
    firm.do("H1", AssignPlan(cycle, "store-dividend", None, dict(parameters or {})))
    firm.do("H1", SetTargets(cycle, months.OPERATIONS, None, {**months.operations_targets(), **(targets or {})}))
    firm.do("H1", OpenCycle(cycle))
    months.enter(firm, profit=False)
    firm.do("F1", RecordShopFact(cycle, "net_profit", Decimal(90000), "月结"))
    entries(firm)
    months.review(firm)
    months.publish(firm)
    months.pay(firm)


def _numbers(answer: Document) -> dict[str, str]:
    return {id: person["number"] for id, person in answer["people"].items()}


NOBODY = UUID(int=0)
