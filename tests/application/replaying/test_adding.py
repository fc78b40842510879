"""Entries that nobody made: as early as they count, or now, when a published card is put right as an appeal does."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from application.employees import SetBasePay
from application.replaying import KINDS, Added, Question
from application.scorecards import GiveJudgement, RecordDeduction, RecordFacts, WaiveItem
from domain.cycle.events import FactsClosed
from domain.errors import InvalidDocument
from domain.scorecard.events import ScorecardSubmitted
from tests.application.handlers import months
from tests.application.handlers.firm import NOVEMBER, OCTOBER, Firm
from tests.application.replaying.asking import NOBODY, Asking, asking_of, faults, to_payday


def added(kind: str, subject: UUID, now: bool = False, after: int | None = None, **facts: Any) -> Question:
    """A question with one entry more."""
    return Question(added=(Added(kind, subject, facts, after, now),))


CARD_ENTRIES: dict[str, tuple[Callable[[Firm], object], str, dict[str, Any]]] = {
    "a deduction": (
        lambda firm: firm.do("L1", RecordDeduction(firm.card("D1"), "teamwork", Decimal(2), "", "", "没有交接")),
        "deduction",
        {"item": "teamwork", "points": Decimal(2)},
    ),
    "a judgement": (
        lambda firm: firm.do("L1", GiveJudgement(firm.card("D1"), "data-report", "fair", Decimal(3), "两处有误")),
        "judgement",
        {"item": "data-report", "level": "fair", "points": Decimal(3)},
    ),
    "figures": (
        lambda firm: firm.do("H1", RecordFacts(firm.card("D1"), {"orders": Decimal("0.2")})),
        "facts",
        {"measures": {"orders": Decimal("0.2")}},
    ),
    "a waiver": (
        lambda firm: firm.do("M1", WaiveItem(firm.card("D1"), "teamwork", "独自值班")),
        "waiver",
        {"item": "teamwork"},
    ),
}


@pytest.mark.parametrize("entry", sorted(CARD_ENTRIES))
def test_an_entry_that_nobody_made_is_one_that_was_made(
    firm: Firm, asking: Asking, another: Callable[[], Firm], entry: str
) -> None:
    """Card, pay and fund are to the fen those of a ledger in which somebody made it in time."""
    make, kind, facts = CARD_ENTRIES[entry]
    to_payday(firm, months.deduct)
    other = another()
    to_payday(other, lambda firm: [months.deduct(firm), make(firm)])
    would_be = asking.would_be(added(kind, firm.card("D1"), **facts))
    assert would_be == asking_of(other).stands()
    assert would_be != asking.stands()


@pytest.mark.parametrize("when", ["before payday", "after payday"])
def test_a_remedy_now_is_what_the_decision_then_does(firm: Firm, asking: Asking, when: str) -> None:
    """What the hearing was shown is what happens: the card, the month's pay or the next one's, the fund."""
    deduction = months.published(firm)
    if when == "after payday":
        months.pay(firm)
    appeal = months.object_to(firm, deduction)
    predicted = asking.would_be(added("deduction-reversal", firm.card("D1"), now=True, deduction=deduction))
    firm.do("M1", months.uphold(deduction, appeal))
    assert asking.stands() == predicted
    assert predicted[OCTOBER, "D1", "total"] == "100.00"
    if when == "after payday":
        months.paid(firm, NOVEMBER)
        assert Decimal(asking.stands()[NOVEMBER, "D1", "adjustment"]) == Decimal(
            predicted[NOVEMBER, "D1", f"corrects {OCTOBER}"]
        )


def test_several_remedies_now_amend_the_card_once(firm: Firm, asking: Asking) -> None:
    """As one decision does: there is no card between them, and one correction."""
    deduction = months.paid(firm)
    card = firm.card("D1")
    entries = (
        Added("deduction-reduction", card, {"deduction": deduction, "points": Decimal(1)}, now=True),
        Added("adjustment", card, {"points": Decimal("1.5")}, now=True),
    )
    differences = asking(Question(added=entries))["differences"]
    (found,) = differences["cards"]
    assert (found["before"]["total"], found["after"]["total"]) == ("97.00", "100.00"), "97 + 2 + 1.5, at most 100"
    (correction,) = differences["adjustments"]
    assert correction["before"] is None
    assert len(correction["after"]["appeals"]) == 1


def test_an_entry_at_a_moment_of_its_own(firm: Firm, asking: Asking) -> None:
    """After this event: a judgement that a later one replaces changes nothing."""
    months.open_month(firm)
    months.enter(firm)
    early = firm.ledger.head()
    firm.do("L1", GiveJudgement(firm.card("S1"), "ability", "good", Decimal(20), "复核"))
    months.review(firm)
    months.publish(firm)
    facts: dict[str, Any] = {"item": "ability", "level": "poor", "points": Decimal(1)}
    replaced = asking(added("judgement", firm.card("S1"), after=early, **facts))["differences"]
    assert replaced["cards"] == []
    counted = asking(added("judgement", firm.card("S1"), **facts))["differences"]
    assert counted["cards"][0]["change"] == "-19.00"
    with pytest.raises(InvalidDocument) as caught:
        asking(added("judgement", firm.card("S1"), after=asking.position(ScorecardSubmitted) + 3, **facts))
    assert faults(caught) == [("/with/0", "card-stage")]


def test_the_shops_figures_weights_shares_and_base_pay(firm: Firm, asking: Asking) -> None:
    """What pay is computed from, and not cards."""
    months.paid(firm)
    cycle = firm.cycle()
    profit = asking(added("shop-fact", cycle, fact="net_profit", value=Decimal(50000)))["differences"]
    assert {payroll["period"]: payroll["totals"][-1]["after"] for payroll in profit["payrolls"]} == {
        OCTOBER: "10000.00"
    }
    weight = asking(added("weight", cycle, employee=firm.person("S1"), weight=Decimal(0)))["differences"]
    changes = {
        weight_["employee"]: column["after"]
        for weight_ in weight["payslips"]
        for column in weight_["columns"]
        if column["column"] == "entitlement"
    }
    assert changes == {
        str(firm.person("L1")): "5000.00",
        str(firm.person("S2")): "5000.00",
        str(firm.person("S1")): "0.00",
    }
    share = asking(added("share", cycle, points=Decimal(1), employee=firm.person("S1")))["differences"]
    assert share["totals"]["gross"]["change"] == "200.00"
    raised = asking(added("base-pay", firm.person("S1"), amount=Decimal("5000.00"), effective_on=date(2026, 10, 16)))[
        "differences"
    ]
    (slip,) = raised["payslips"]
    assert slip["columns"][0] == {
        "column": "base", "before": "4000.00", "after": "4516.13", "change": "516.13",
    }, "16 of 31 days at a thousand more"  # fmt: skip


def test_base_pay_that_somebody_set_is_the_same(firm: Firm, asking: Asking, another: Callable[[], Firm]) -> None:
    """As if HR had set it before the month was paid."""
    to_payday(firm)
    other = another()
    other.do("H1", SetBasePay(other.person("S1"), Decimal("5000.00"), date(2026, 10, 16), "调薪"))
    to_payday(other)
    question = added("base-pay", firm.person("S1"), amount=Decimal("5000.00"), effective_on=date(2026, 10, 16))
    assert asking.would_be(question) == asking_of(other).stands()


def test_an_adjustment_inside_the_schemes_caps_only(firm: Firm, asking: Asking) -> None:
    """What the card refuses is refused, with the domain's own words; an appeal may go past the caps."""
    months.paid(firm)
    with pytest.raises(InvalidDocument) as caught:
        asking(added("adjustment", firm.card("S1"), points=Decimal(5)))
    assert faults(caught) == [("/with/0", "no-adjustments")]
    down = asking(added("adjustment", firm.card("S1"), points=Decimal(-5), now=True))["differences"]
    assert down["cards"][0]["change"] == "-5.00"


WRONG: dict[str, tuple[Added, list[tuple[str, str]]]] = {
    "a kind that is none": (Added("bonus", NOBODY), [("/with/0/kind", "word-unknown")]),
    "fields left out": (
        Added("judgement", NOBODY, {"item": ""}),
        [("/with/0/item", "field-missing"), ("/with/0/level", "field-missing")],
    ),
    "a field of another kind": (
        Added("waiver", NOBODY, {"item": "x", "points": Decimal(1)}),
        [("/with/0/points", "field-unknown")],
    ),
    "a position past the end": (
        Added("waiver", NOBODY, {"item": "x"}, after=10**6),
        [("/with/0/after", "position-unknown")],
    ),
    "a card that is none": (Added("waiver", NOBODY, {"item": "x"}), [("/with/0/card", "subject-unknown")]),
    "a cycle that is none": (
        Added("shop-fact", NOBODY, {"fact": "net_profit", "value": Decimal(1)}),
        [("/with/0/cycle", "subject-unknown")],
    ),
}


@pytest.mark.parametrize("wrong", sorted(WRONG))
def test_what_is_wrong_with_an_entry_is_named(firm: Firm, asking: Asking, wrong: str) -> None:
    """By its field, as the API and the command line name it."""
    months.paid(firm)
    entry, expected = WRONG[wrong]
    with pytest.raises(InvalidDocument) as caught:
        asking(Question(added=(entry,)))
    assert faults(caught) == expected


def test_what_the_domain_refuses_is_named_by_field(firm: Firm, asking: Asking) -> None:
    """The second of three entries is at fault."""
    deduction = months.paid(firm)
    card = firm.card("D1")
    good = Added("adjustment", card, {"points": Decimal(1)}, now=True)
    bad = Added("deduction-reduction", card, {"deduction": deduction, "points": Decimal(9)}, now=True)
    with pytest.raises(InvalidDocument) as caught:
        asking(Question(added=(good, bad, good)))
    assert faults(caught) == [("/with/1/points", "points-out-of-range")]


def test_an_entry_into_a_month_that_has_begun_counts_once_it_is_submitted(firm: Firm, asking: Asking) -> None:
    """Nothing is submitted yet: the entry is made and changes no figure that is shown."""
    months.open_month(firm)
    months.enter(firm)
    answer = asking(added("deduction", firm.card("D1"), item="teamwork", points=Decimal(3)))
    assert answer["differences"]["cards"] == []
    assert not [held for held in firm.ledger.read() if isinstance(held.event, FactsClosed)]


def test_every_kind_names_what_it_is_about() -> None:
    """The API's description and the reader of answers rely on it."""
    assert {kind.subject for kind in KINDS.values()} == {"card", "cycle", "employee"}
