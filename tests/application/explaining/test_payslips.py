"""A payslip's explanation comes to the payslip: every column of every line, redone from the JSON alone."""

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application.explaining.paid import PaidLine
from application.explaining.payslips import explain_payslip
from application.explaining.telling import Telling
from domain.pay.payroll import compute
from domain.pay.people import DividendPerson, Duty, Grant, Person, SalaryPerson, TaskPerson
from domain.pay.plan import Plan, Setting
from tests.application.explaining.redoing import numbers, redone
from tests.application.explaining.test_cards import mark
from tests.domain.pay.test_laws import PLAN, grants, parameters, people
from web.wiring import library

SHOP = "shop"
money = st.decimals(0, 20000, places=2)
hours = st.decimals(0, 60, places=1)


def explained(
    plan: Plan, given_: dict[str, Setting], staff: Sequence[Person], granted: Sequence[Grant] = (), owed: str = "0.00",
    *, figures: bool = True,
) -> list[tuple[dict[str, Any], Any]]:  # fmt: skip
    """Every line with its explanation; everybody is owed this much from an earlier month."""
    result = compute(plan, given_, staff, granted)
    totals = {"pool": str(result.pool)} if result.pool is not None else {}
    facts = {
        name: {**mark(20), "value": str(given_[name]), "evidence": []}
        for name in ("net_profit", "turnover")
        if name in given_
    }
    found = []
    for line in result.lines:
        shown = {name: str(amount) for name, amount in line.amounts.items()}
        gross = str(Decimal(shown["gross"]) + Decimal(owed))
        row = {"id": line.id, "role": line.role, **shown, "adjustment": owed, "gross": gross}
        adjustments = [
            {**mark(30), "id": "a1", "employee": line.id, "paid": owed, "corrects": "p0", "corrected_period": "2026-09",
             "appeal": "appeal-1", "reason": "r"}
        ] if Decimal(owed) else []  # fmt: skip
        paid = PaidLine(
            line=row,
            payroll={"shop": SHOP, "totals": totals, "calculated": mark(40), "adjustments": adjustments},
            cycle={"first_day": "2026-10-01", "last_day": "2026-10-31", "shop_facts": facts, "weights": {}},
            card=None,
            employee={"posts": [], "base_pays": [], "left": None},
            share=None,
            plan=plan,
            parameters=given_,
            people=staff,
            grants=granted,
            published=mark(5),
            assigned=None,
            figures=figures,
        )
        found.append((row, json.loads(json.dumps(explain_payslip(paid)))))
    return found


def comes_out(row: dict[str, Any], told: Any) -> None:
    """Every column of the line is explained, and comes to what it says; a column that another uses is that column."""
    columns = {held["column"]: held for held in told["columns"]}
    assert set(columns) == set(row) - {"id", "role"}
    for name, held in columns.items():
        assert held["amount"] == row[name]
        assert held["term"] is not None, f"{name} is not explained"
        assert redone(held["term"]) == Fraction(Decimal(row[name])), name
        zh, en = (sorted(re.findall(r"[0-9]+(?:\.[0-9]+)?", held["sentence"][lang])) for lang in ("zh", "en"))
        assert zh == en, "both languages give the same figures"
        for number in numbers(held["term"]):
            if "column" in number:
                assert number["value"] == row[number["column"]]


@given(st.data(), people(), parameters(), st.sampled_from(["on_top", "reserved", "shifted"]), st.booleans())
@settings(max_examples=50)
def test_every_fen_of_a_dividend_comes_out_again(
    data: st.DataObject, staff: list[DividendPerson], given_: dict[str, Setting], funding: str, figures: bool
) -> None:
    """Entitlement with the fen by largest remainder, paid, fund, retained: for any pool, shares, weights and scores."""
    granted = data.draw(grants(funding))
    values = {**given_, "discretionary_funding": funding}
    own = Grant(Decimal("0.3"), person=staff[0].id, giver="service" if funding == "shifted" else "") if staff else None
    everything = [*granted, own] if own is not None and sum(g.points for g in granted) <= Decimal("4.7") else granted
    for row, told in explained(PLAN, values, staff, everything, figures=figures):
        comes_out(row, told)


@given(
    st.lists(st.builds(
        SalaryPerson, id=st.uuids().map(str), base=money, score=st.decimals(0, 100, places=2),
        late=st.integers(0, 2).map(Decimal), leave_days=st.sampled_from([Decimal(0), Decimal("0.5")]),
        regular=st.booleans(), bonus=money, meal_days=hours, meal_rate=st.decimals(0, 40, places=2),
        overtime_workday=hours, overtime_rest_day=hours, overtime_holiday=hours, commission=money,
        hourly_base=st.one_of(st.none(), money),
    ), min_size=1, max_size=4, unique_by=lambda person: person.id),
    st.sampled_from(["0.00", "-12.34", "312.20"]),
)  # fmt: skip
@settings(max_examples=50)
def test_every_fen_of_a_salary_comes_out_again(staff: list[SalaryPerson], owed: str) -> None:
    """Bonus, meals, full attendance, overtime, commission, and what an earlier month got wrong."""
    plan = library().plan("salary-structure")
    assert plan is not None
    for row, told in explained(plan, {}, staff, owed=owed):
        comes_out(row, told)


duties = st.lists(
    st.builds(Duty, st.uuids().map(str), st.decimals("0.01", 10, places=2), st.decimals(0, 3, places=4)),
    min_size=1, max_size=4, unique_by=lambda duty: duty.id,
).map(tuple)  # fmt: skip


@given(
    st.lists(
        st.builds(
            TaskPerson, st.uuids().map(str), duties, money, money, money, st.one_of(st.none(), money)
        ), min_size=1, max_size=3, unique_by=lambda person: person.id,
    ),
    st.sampled_from([None, Decimal("1.2")]),
)  # fmt: skip
@settings(max_examples=50)
def test_every_fen_of_a_job_sheet_comes_out_again(staff: list[TaskPerson], cap: Decimal | None) -> None:
    """The coefficient is shown to four decimals and used unrounded: the arithmetic says so."""
    plan = library().plan("task-coefficient")
    assert plan is not None
    for row, told in explained(plan, {"cap": cap}, staff):
        comes_out(row, told)


def test_what_others_earn_is_in_nobodys_explanation() -> None:
    """A fen by largest remainder needs the order of all remainders: only one's own place in it is told."""
    staff = [
        DividendPerson(id, "service", Decimal(base), Decimal(90))
        for id, base in (("A", 4000), ("B", 5321), ("C", 6789))
    ]
    for row, told in explained(PLAN, {"net_profit": Decimal("100000.01")}, staff):
        text = json.dumps(told)
        others = [person for person in staff if person.id != row["id"]]
        assert not any(str(person.base) in text or f'"{person.id}"' in text for person in others)


def test_a_correction_of_what_came_late_says_what() -> None:
    """Nobody decided anything: finance entered it, and says why."""
    source = {
        "kind": "correction", "title": {"zh": "更正 2026-10", "en": "corrects 2026-10"}, "value": "-291.00",
        "by": "F1", "at": "2026-11-12T01:00:00Z", "position": 90, "appeal": None, "reason": "十月订单的退款",
        "changes": [], "replaced": [],
    }  # fmt: skip
    said = Telling({}, "Asia/Shanghai").source(source)
    assert said.zh.startswith("更正 2026-10：扣回 291.00 元：")
    assert said.zh.endswith("录入（账本第 90 条）；理由：十月订单的退款")
    assert said.en.startswith("corrects 2026-10: 291.00 yuan taken back: entered by ")
    assert said.en.endswith("reason: 十月订单的退款")
    assert "裁决" not in said.zh


@pytest.mark.parametrize("figures", [True, False])
def test_the_shops_profit_is_for_who_may_see_it(figures: bool) -> None:
    """Staff see the pool, who recorded what it comes from, and where; not the figure."""
    staff = [DividendPerson("A", "service", Decimal(4000), Decimal(90))]
    ((_, told),) = explained(PLAN, {"net_profit": Decimal("123456.78")}, staff, figures=figures)
    assert ("123456.78" in json.dumps(told)) is figures
    profit = next(source for source in told["sources"] if source["kind"] == "shop-fact")
    assert (profit["position"], profit["value"]) == (20, "123456.78" if figures else None)


def test_a_correction_names_its_appeal() -> None:
    """What a paid month got wrong is in the next one, with the appeal that put it right."""
    staff = [DividendPerson("A", "service", Decimal(4000), Decimal(90))]
    ((row, told),) = explained(PLAN, {"net_profit": Decimal(1000)}, staff, owed="312.20")
    comes_out(row, told)
    assert told["appeals"] == ["appeal-1"]
    adjustment = next(held for held in told["columns"] if held["column"] == "adjustment")
    (number,) = numbers(adjustment["term"])
    source = next(source for source in told["sources"] if source["id"] == number["source"])
    assert (source["kind"], source["appeal"], source["subject"]) == ("correction", "appeal-1", "p0")
    assert "312.20" in adjustment["sentence"]["zh"]
    said = Telling({}, "Asia/Shanghai").source(source)
    assert said.zh.startswith(f"{source['title']['zh']}：补发 312.20 元；因申诉，")
    assert said.en.startswith(f"{source['title']['en']}: 312.20 yuan paid in addition; by an appeal: ")
