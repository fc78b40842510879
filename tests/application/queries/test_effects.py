"""A timeline says what each entry changed, in points and in yuan, to whoever may see the figure."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from application.queries import Paging
from tests.application.projections.month import RATED, Month

EVERYTHING = Paging(200)


def told(month: Month, who: str, about: str) -> list[dict[str, Any]]:
    """A person's timeline, oldest first."""
    return list(reversed(month.company.asks(who).timeline(month.company.person(about), EVERYTHING).items))


class TestPoints:
    @pytest.mark.parametrize("number", RATED)
    def test_of_every_entry_come_to_the_card(self, month: Month, number: str) -> None:
        """From nothing to the published total, amended or not: no step is left out, and each begins where one ended."""
        entries = [held for held in told(month, "M1", number) if held["subject_kind"] == "scorecard"]
        effects = [held["effect"]["points"] for held in entries if held["effect"]]
        card = month.company.asks("M1").card(month.company.card(number))
        for before, after in pairwise(effects):
            assert before["after"] == after["before"]
        for effect in effects:
            assert Decimal(effect["after"]) - Decimal(effect["before"]) == Decimal(effect["change"])
        assert Decimal(effects[-1]["after"]) == Decimal(card["points"]) + Decimal(card["adjustment"])

    def test_of_a_deduction_and_of_the_appeal_that_undid_it(self, month: Month) -> None:
        """Six points down; up again when the card is amended, with both totals."""
        entries = told(month, "S1", "S1")
        taken = next(held for held in entries if held["event"] == "deduction-recorded")
        assert taken["effect"]["points"]["change"] == "-6.00"
        assert taken["effect"]["yuan"] is None
        amended = next(held for held in entries if held["event"] == "scorecard-amended")
        assert amended["effect"]["total"] == {"before": "83.83", "after": "89.83", "change": "6.00"}

    def test_a_mean_of_peers_moves_for_who_may_see_single_ratings_only(self, month: Month) -> None:
        """Points before and after a rating are the rating."""
        for who, sees in (("M1", True), ("U1", True), ("H1", False), ("L1", False), ("S1", False)):
            given = [held for held in told(month, who, "S1") if held["event"] == "rating-given"]
            assert len(given) == 5
            assert {held["effect"] is not None for held in given} == {sees}, who

    def test_a_proposal_that_came_to_nothing_changed_nothing(self, month: Month) -> None:
        """A deduction counts when a person records or confirms it."""
        entries = told(month, "M1", "S1")
        proposed = [held for held in entries if held["event"] in ("deduction-proposed", "deduction-rejected")]
        assert [held["effect"] for held in proposed] == [None, None]


class TestYuan:
    def test_of_a_payroll_are_told_at_each_step_that_one_may_see(self, month: Month) -> None:
        """Finance sees the calculation; the person, what was approved; the manager, nothing of pay."""
        steps = {
            who: [
                (held["event"], held["effect"] and held["effect"]["yuan"]["after"])
                for held in told(month, who, "S1")
                if held["subject_kind"] == "payroll"
            ]
            for who in ("H1", "S1", "M1")
        }
        gross = month.company.asks("S1").payslips().items[0]["line"]["gross"]
        assert ("payroll-calculated", gross) in steps["H1"]
        assert steps["S1"] == [("payroll-approved", gross), ("payroll-paid", None)]
        assert steps["M1"] == []

    def test_of_base_pay_are_what_it_was_and_is(self, month: Month) -> None:
        """The first has no before."""
        (held,) = [held for held in told(month, "S1", "S1") if held["event"] == "base-pay-set"]
        assert held["effect"]["yuan"] == {"before": None, "after": "4000.00", "change": None}
