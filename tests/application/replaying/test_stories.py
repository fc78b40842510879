"""Stories of other tests, played again: whatever commands led to, the same events lead to it here."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from application.appeals.deciding import DecideAppeal
from application.cycles.running import RecordShopFact
from application.payrolls.late_figures import CorrectPayroll
from application.replaying import Added, Question
from domain.appeal.events import AppealDecided
from domain.payroll.events import PayrollCorrected
from domain.standing import ImprovementPeriodEnded
from tests.application.handlers import months, test_consequences, test_corrections
from tests.application.handlers.firm import Firm
from tests.application.replaying.asking import Asking, asking_of, to_payday

STORIES = [
    test_consequences.test_a_month_is_given_and_the_next_result_judges_it,
    test_consequences.test_an_e_that_stays_below_d_brings_a_leaving_talk_which_an_appeal_takes_back,
    test_consequences.test_an_improvement_that_another_scheme_cannot_judge_waits_for_a_person,
    test_consequences.test_tied_gold_ones_are_all_proposed_and_a_person_makes_one,
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__.removeprefix("test_"))
def test_consequences_come_out_again(firm: Firm, asking: Asking, story: Callable[[Firm], None]) -> None:
    """Improvement periods, talks, withdrawals and what persons decided about them."""
    story(firm)
    answer = asking()
    assert (answer["reproduced"], answer["departures"]) == (True, [])
    assert any(standing["consequences"] for standing in answer["state"]["standings"])


def test_a_judgement_about_an_improvement_that_is_none_falls(firm: Firm, asking: Asking) -> None:
    """With October's sales as they were asked for, S1 is no D: what HR said of November then is about nothing."""
    test_consequences.test_an_improvement_that_another_scheme_cannot_judge_waits_for_a_person(firm)
    better = Added("facts", firm.card("S1"), {"measures": {"actual_sales": Decimal(70)}})
    answer = asking(Question(added=(better,)))
    (fallen,) = answer["fallen"]
    assert (fallen["event"], fallen["kind"], fallen["periods"]) == (
        "improvement-period-ended",
        "improvement",
        ["2026-10"],
    )
    assert fallen["position"] == asking.position(ImprovementPeriodEnded)
    (standing,) = answer["differences"]["standings"]
    ended = {held["kind"]: (held["before"], held["after"]) for held in standing["consequences"]}
    assert ended == {"improvement": ("not-reached", None), "probation-pay": ("proposed", None)}


def test_a_payslip_put_right_by_an_amount(firm: Firm, asking: Asking) -> None:
    """The correction comes out again; without the decision nobody gets it."""
    months.paid(firm)
    appeal = test_corrections.payslip_appeal(firm)
    firm.do("M1", DecideAppeal(appeal, "upheld", "核对无误", (test_corrections.owed("12.34"),)))
    assert asking()["reproduced"]
    without = asking(Question(without=(asking.position(AppealDecided),)))["differences"]
    assert without["totals"]["adjustments"]["change"] == "-12.34"
    (correction,) = without["adjustments"]
    assert correction["before"]["appeals"] == [str(appeal)]
    told = firm.asks("G1").appeal_figures(firm.cycle())["appeals"]["yuan"]
    assert told == {"paid": "12.34", "team_fund": "0.00", "retained": "-12.34"}


def test_what_came_late_about_a_paid_month(firm: Firm, asking: Asking, another: Callable[[], Firm]) -> None:
    """It comes out again; without it nobody is owed anything; on another pool it is worth something else."""
    to_payday(firm)
    before = asking.stands()
    firm.do("F1", late_profit(firm))
    assert asking()["reproduced"]
    came = asking.position(PayrollCorrected)
    assert asking.would_be(Question(without=(came,))) == before
    other = another()
    to_payday(other, lambda one: one.do("F1", RecordShopFact(one.cycle(), "net_profit", Decimal(60000), "更正")))
    other.do("F1", late_profit(other))
    figure = Added("shop-fact", firm.cycle(), {"fact": "net_profit", "value": Decimal(60000)})
    assert asking.would_be(Question(added=(figure,))) == asking_of(other).stands()


def late_profit(firm: Firm) -> CorrectPayroll:
    return CorrectPayroll(firm.payroll(), {"net_profit": Decimal(120000)}, "漏记的收入")
