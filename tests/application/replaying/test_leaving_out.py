"""Events left out: everything downstream is as if they had never been; what cannot be left out says why."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest

from application.cycles.running import RecordShopFact
from application.payrolls.paying import CalculatePayroll
from application.replaying import Question
from application.scorecards import GiveJudgement
from application.standings import DecideWarning
from domain.appeal.events import AppealDecided
from domain.cycle.events import CycleOpened, ShopFactRecorded
from domain.discretionary_share import ShareGranted
from domain.employee import BasePaySet
from domain.errors import InvalidDocument
from domain.eventsourced import Event
from domain.payroll.events import PayrollCalculated
from domain.scorecard.events import (
    DeductionRecorded,
    DeductionReversed,
    FactsRecorded,
    JudgementGiven,
    ScorecardAmended,
    ScorecardSubmitted,
)
from domain.standing import MonthRated, WarningIssued
from tests.application.handlers import months
from tests.application.handlers.firm import NOVEMBER, OCTOBER, Firm
from tests.application.replaying.asking import Asking, asking_of, faults, to_payday


def test_a_deduction_that_never_was_is_one_that_is_left_out(
    firm: Firm, asking: Asking, another: Callable[[], Firm]
) -> None:
    """Card, pay, fund: the what-if is to the fen what a ledger without it says."""
    to_payday(firm, months.deduct)
    other = another()
    to_payday(other)
    assert asking.would_be(Question(without=(asking.position(DeductionRecorded),))) == asking_of(other).stands()


def test_a_deduction_that_was_reversed_is_left_out_with_its_reversal(firm: Firm, asking: Asking) -> None:
    """Alone, its reversal would hang in the air: the fault names both."""
    deduction = months.paid(firm)
    appeal = months.object_to(firm, deduction)
    firm.do("M1", months.uphold(deduction, appeal))
    taken, reversed_ = asking.position(DeductionRecorded), asking.position(DeductionReversed)
    with pytest.raises(InvalidDocument) as caught:
        asking(Question(without=(taken,)))
    assert faults(caught) == [("/without/0", "event-needed")]
    assert str(taken) in str(caught.value)
    assert str(reversed_) in str(caught.value)
    differences = asking(Question(without=(taken, reversed_)))["differences"]
    october = [slip for slip in differences["payslips"] if slip["period"] == OCTOBER]
    assert {column["column"] for slip in october for column in slip["columns"]} == {"paid", "team_fund", "gross"}
    assert [held["after"] for held in differences["adjustments"]] == [None], "nothing is left to correct"
    assert differences["totals"]["points"]["change"] == "0.00", "it had been put right already"


def test_a_decision_is_left_out_with_all_that_it_ordered(
    firm: Firm, asking: Asking, another: Callable[[], Firm]
) -> None:
    """The card is not amended, nothing is posted to the next month, the fund is not corrected."""
    deduction = months.paid(firm)
    appeal = months.object_to(firm, deduction)
    before = asking.stands()
    firm.do("M1", months.uphold(deduction, appeal))
    question = Question(without=(asking.position(AppealDecided),))
    assert asking.would_be(question) == before
    named = [held["event"] for held in asking(question)["without"]]
    assert named == ["appeal-decided", "deduction-reversed", "scorecard-amended"]


def test_a_grant_is_left_out_with_its_decision(firm: Firm, asking: Asking) -> None:
    """The pool is split as if nobody had asked for more."""
    months.published(firm)
    appeal = months.ask_share(firm, "S1", "2")
    firm.do("G1", months.grant(appeal, "2"))
    months.pay(firm)
    differences = asking(Question(without=(asking.position(AppealDecided),)))["differences"]
    assert differences["totals"]["gross"]["change"] == "-400.00", "2 % of a pool of 20,000"
    alone = asking(Question(without=(asking.position(ShareGranted),)))["differences"]
    assert alone["totals"] == differences["totals"]


@pytest.mark.parametrize(("kind", "index"), [(FactsRecorded, 0), (JudgementGiven, 0), (ShopFactRecorded, 0)])
def test_what_a_later_step_cannot_do_without_is_named(
    firm: Firm, asking: Asking, kind: type[Event], index: int
) -> None:
    """A card without its only figure has no total; a pool without its profit cannot be split."""
    months.paid(firm)
    with pytest.raises(InvalidDocument) as caught:
        asking(Question(without=(asking.position(kind, index),)))
    needs = PayrollCalculated if kind is ShopFactRecorded else ScorecardSubmitted
    steps = [held.position for held in firm.ledger.read() if isinstance(held.event, needs)]
    assert any(f"event {position}" in str(caught.value) for position in steps)
    assert {pointer for pointer, _ in faults(caught)} == {"/without/0"}


def test_an_earlier_entry_counts_again(firm: Firm, asking: Asking) -> None:
    """The newest judgement of an item counts; without it, the one before."""
    months.open_month(firm)
    months.enter(firm)
    firm.do("L1", GiveJudgement(firm.card("S1"), "ability", "fair", Decimal(15), "第二次"))
    firm.do("F1", RecordShopFact(firm.cycle(), "net_profit", Decimal(50000), "更正"))
    months.review(firm)
    months.publish(firm)
    firm.do("F1", CalculatePayroll(firm.cycle()))
    newest = max(held.position for held in firm.ledger.read() if isinstance(held.event, JudgementGiven))
    (card,) = asking(Question(without=(newest,)))["differences"]["cards"]
    assert (card["before"]["total"], card["after"]["total"], card["change"]) == ("90.00", "100.00", "10.00")
    first = asking(Question(without=(asking.position(ShopFactRecorded, 1),)))["differences"]
    assert first["payrolls"][0]["totals"][-1] == {
        "column": "pool",
        "before": "10000.00",
        "after": "20000.00",
        "change": "10000.00",
    }


def test_base_pay_that_was_never_raised(firm: Firm, asking: Asking) -> None:
    """Base pay is an entry like any other."""
    months.paid(firm)
    first = asking.position(BasePaySet)
    (slip,) = asking(Question(without=(first,)))["differences"]["payslips"]
    assert [(held["column"], held["change"]) for held in slip["columns"]] == [
        ("base", "-4000.00"),
        ("gross", "-4000.00"),
    ]


def test_a_warning_falls_away_with_the_entry_that_led_to_it(firm: Firm, asking: Asking) -> None:
    """Two poor months, a warning, issued; without the judgement that made one poor there was nothing to decide."""
    spoilt = _poor_by_a_judgement(firm, OCTOBER)
    months.pay(firm)
    _poor_by_a_judgement(firm, NOVEMBER)
    (warning,) = firm.consequences("S1")
    firm.do("H1", DecideWarning(firm.person("S1"), UUID(warning), "issue", "连续两个月差评"))
    answer = asking(Question(without=(spoilt,)))
    (fallen,) = answer["fallen"]
    assert (fallen["event"], fallen["periods"]) == ("warning-issued", [OCTOBER, NOVEMBER])
    assert answer["people"][fallen["employee"]]["number"] == "S1"
    (standing,) = answer["differences"]["standings"]
    (difference,) = standing["consequences"]
    assert (difference["kind"], difference["before"], difference["after"]) == ("warning", "issued", None)
    undecided = asking(Question(without=(asking.position(WarningIssued),)))
    (standing,) = undecided["differences"]["standings"]
    assert standing["consequences"][0]["after"] == "proposed"


@pytest.mark.parametrize("kind", [CycleOpened, ScorecardSubmitted, PayrollCalculated, MonthRated, ScorecardAmended])
def test_steps_and_results_are_not_left_out(firm: Firm, asking: Asking, kind: type[Event]) -> None:
    """They are played again; leaving out what led to them is how to change them."""
    deduction = months.paid(firm)
    firm.do("M1", months.uphold(deduction, months.object_to(firm, deduction)))
    with pytest.raises(InvalidDocument) as caught:
        asking(Question(without=(asking.position(kind),)))
    assert faults(caught) == [("/without/0", "event-not-left-out")]


def test_a_position_that_is_none_is_named_with_every_other(firm: Firm, asking: Asking) -> None:
    """All faults at once, each under its place."""
    months.paid(firm)
    head = firm.ledger.head()
    with pytest.raises(InvalidDocument) as caught:
        asking(Question(without=(head + 1, 1, asking.position(DeductionRecorded), 0)))
    assert faults(caught) == [
        ("/without/0", "position-unknown"),
        ("/without/1", "event-not-left-out"),
        ("/without/3", "position-unknown"),
    ]


def test_an_event_after_the_moment_asked_about_is_none(firm: Firm, asking: Asking) -> None:
    """As of then it had not happened."""
    months.paid(firm)
    taken = asking.position(DeductionRecorded)
    with pytest.raises(InvalidDocument) as caught:
        asking(Question(as_of=taken - 1, without=(taken,)))
    assert faults(caught) == [("/without/0", "position-unknown")]


def _poor_by_a_judgement(firm: Firm, period: str) -> int:
    """S1 has 82 points until L1 judges once more; the position of that judgement."""
    months.open_month(firm, period)
    months.enter(firm, period, {"S1": "82"})
    judged = firm.do("L1", GiveJudgement(firm.card("S1", period), "ability", "fair", Decimal(15), "复核"))
    months.review(firm, period)
    months.publish(firm, period)
    return judged.position
