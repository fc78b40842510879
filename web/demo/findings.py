"""What the demo found, asked like any person would ask it, and whether it adds up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from application.queries import Paging, Queries
from web.demo.month import Month
from web.demo.stage import Stage

Document = dict[str, Any]
ALL = Paging(limit=200)
CHIEF = "general-manager"


@dataclass(frozen=True)
class Check:
    """One thing that must hold.

    Attributes:
        what: in the reader's languages.
        detail: the figures on both sides.
    """

    what: Mapping[str, str]
    holds: bool
    detail: str


def gather(stage: Stage, months: list[Month]) -> Document:
    """Everything that the report shows of the demo's month, as the general manager sees it."""
    month = next(held for held in months if held.period == stage.script["month"]["period"])
    queries = stage.services.queries(stage.organization, str(stage.person(stage.holder(CHIEF))))
    later = months[-1]
    cards = [queries.card(month.card(person["number"])) for person in stage.script["people"]]
    return {
        "period": month.period,
        "cards": cards,
        "deductions": queries.deductions(month.cycle, ALL).items,
        "appeals": [queries.appeal(held["id"]) for held in queries.appeals(ALL, cycle=month.cycle).items[::-1]],
        "share": queries.share(month.cycle),
        "roles": {role["id"]: role["title"] for role in queries.roles(ALL).items},
        "payroll": queries.payroll(month.payroll),
        "next_payroll": queries.payroll(later.payroll),
        "fund": queries.team_fund(stage.shop),
        "fund_entries": queries.fund_entries(stage.shop, ALL).items[::-1],
        "standings": queries.standings(ALL).items,
        "before_appeal": _before_appeal(queries, month, cards),
    }


def check(stage: Stage, months: list[Month], found: Document, rebuilt: bool) -> Iterator[Check]:
    """Conservation, expected totals, the past as it was, and a rebuild that gives the same rows."""
    for payroll in (found["payroll"], found["next_payroll"]):
        yield _conserves(payroll)
    yield _fund(found)
    expected = stage.script["expected"]
    numbers = {card["number"]: card["total"] for card in found["cards"]}
    wanted = {number: totals["final"] for number, totals in expected["totals"].items()}
    yield Check(
        {"zh": "总分与脚本一致", "en": "totals are as the script says"}, numbers == wanted, _matching(numbers, wanted)
    )
    wanted = expected["payroll"]["totals"]
    totals = {name: found["payroll"]["totals"][name] for name in wanted}
    words = {"zh": "工资合计与脚本一致", "en": "payroll totals are as the script says"}
    yield Check(words, totals == wanted, _matching(totals, wanted))
    for then in found["before_appeal"]:
        words = {"zh": f"按申诉前时点查询 {then['number']}", "en": f"{then['number']} as of before the appeal"}
        yield Check(words, then["total"] == then["old_total"], f"{then['total']} = {then['old_total']}")
    words = {"zh": "重建后的查询表逐字节相同", "en": "rebuilt read models are identical byte for byte"}
    yield Check(words, rebuilt, "SHA-256")


def _matching(found: Mapping[str, str], wanted: Mapping[str, str]) -> str:
    """How many agree, and those that do not."""
    wrong = [f"{name} {found.get(name)} ≠ {value}" for name, value in wanted.items() if found.get(name) != value]
    return f"{len(wanted) - len(wrong)} / {len(wanted)}" + "".join(f"; {line}" for line in wrong)


def _before_appeal(queries: Queries, month: Month, cards: list[Document]) -> list[Document]:
    """Amended cards as they were just before the appeal was decided."""
    found = []
    for card in cards:
        for amendment in card["amendments"][:1]:
            past = queries.card(card["id"], as_of=str(amendment["position"] - 1))
            old, new = amendment["old_total"], amendment["new_total"]
            found.append({"number": card["number"], "total": past["total"], "old_total": old, "new_total": new})
    return found


def _conserves(payroll: Document) -> Check:
    totals = {name: Decimal(amount) for name, amount in payroll["totals"].items()}
    parts = totals["paid"] + totals["team_fund"] + totals["retained"]
    lines = sum((Decimal(line["entitlement"]) for line in payroll["lines"] if "entitlement" in line), Decimal(0))
    words = {
        "zh": f"{payroll['period']}：Σ 应得 = Σ 发放 + 基金 + 留存",
        "en": f"{payroll['period']}: Σ entitlement = Σ paid + fund + retained",
    }
    holds = totals["entitlement"] == parts == lines
    detail = f"{totals['entitlement']} = {totals['paid']} + {totals['team_fund']} + {totals['retained']}"
    return Check(words, holds, detail)


def _fund(found: Document) -> Check:
    entries = sum((Decimal(entry["amount"]) for entry in found["fund_entries"]), Decimal(0))
    words = {"zh": "基金余额 = 各笔之和", "en": "the fund's balance is the sum of its entries"}
    return Check(words, entries == Decimal(found["fund"]["balance"]), f"{found['fund']['balance']} = {entries}")
