"""Differences between two moments of a person: exactly what a look back at both shows, and no more than one may see."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from application.projections.payrolls import payslip_id
from application.queries import Paging
from domain.errors import DomainError, Invalid, NotFound
from tests.application.projections.month import Month
from web.demo.stage import Stage


def between(month: Month, earlier: str, later: str, who: str = "M1", about: str = "S1") -> dict[str, Any]:
    """Between two steps of the month."""
    first, last = (str(month.positions[step]) for step in (earlier, later))
    return month.company.asks(who).differences(month.company.person(about), earlier=first, later=last)


def items_at(month: Month, who: str, card: UUID, position: int) -> dict[str, tuple[str, str | None]]:
    """State and score of each line, as of a position; nothing before the card was opened."""
    try:
        shown = month.company.asks(who).card(card, as_of=str(position))
    except NotFound:
        return {}
    return {line["id"]: (line["state"], line["score"]) for line in shown["items"]}


class TestCards:
    def test_that_did_not_change_are_not_in_it(self, month: Month) -> None:
        """The same moment twice."""
        found = between(month, "deduct", "deduct")
        assert (found["from"], found["to"]) == (month.positions["deduct"],) * 2
        assert [found[part] for part in ("cards", "entries", "payslips", "adjustments", "standings")] == [[]] * 5

    def test_tell_the_deduction_that_an_appeal_reversed(self, month: Month) -> None:
        """From publication to after the appeal: one line, one entry, the total, the month of the record."""
        found = between(month, "publish", "appeal_and_share")
        (card,) = found["cards"]
        assert (card["before"]["total"], card["after"]["total"], card["change"]) == ("83.83", "89.83", "6.00")
        assert [(line["item"], line["title"]["en"]) for line in card["items"]] == [("conduct", "Conduct")]
        (entry,) = found["entries"]
        assert (entry["kind"], entry["name"]) == ("deduction", str(month.deduction))
        assert (entry["before"]["status"], entry["after"]["status"]) == ("recorded", "reversed")
        (standing,) = found["standings"]
        assert [held["before"]["score"] for held in standing["months"]] == ["83.83"]
        assert found["totals"]["points"]["change"] == "6.00"

    @pytest.mark.parametrize("who", ["M1", "H1", "S1"])
    def test_applied_to_the_earlier_moment_give_the_later_one(self, month: Month, who: str) -> None:
        """For any two moments: nothing is missing from the differences, and nothing is made up."""
        head, card = month.company.ledger.head(), month.company.card("S1")
        chance = random.Random(5)
        for _ in range(12):
            first, last = sorted(chance.sample(range(1, head + 1), 2))
            found = month.company.asks(who).differences(month.company.person("S1"), earlier=str(first), later=str(last))
            was, now = (items_at(month, who, card, position) for position in (first, last))
            told: dict[str, Any] = {line["item"]: line for held in found["cards"] for line in held["items"]}
            for item in was.keys() | now.keys():
                sides = told.get(item)
                if sides is None:
                    assert was[item] == now[item]
                else:
                    for side, at in (("before", was), ("after", now)):
                        said = sides[side] and (sides[side]["state"], sides[side]["score"])
                        assert said == at.get(item), (first, last, item)

    def test_tell_every_kind_of_entry(self, month: Month) -> None:
        """Figures, judgements, what was added to the whole card, what was waived; single ratings are in no list."""
        of_s3 = between(month, "open", "deduct", about="S3")["entries"]
        assert [(held["kind"], held["name"], held["after"]["value"]) for held in of_s3[:2]] == [
            ("measure", "actual_sales", "90000"), ("judgement", "attitude", "18"),
        ]  # fmt: skip
        assert [(held["kind"], held["before"], held["after"]["value"]) for held in of_s3[2:]] == [
            ("adjustment", None, "2")
        ]
        of_s4 = between(month, "rate", "deduct", about="S4")["entries"]
        assert [(held["kind"], held["name"], held["after"]) for held in of_s4] == [("waiver", "courtesy", {})]

    def test_give_no_rating_of_a_peer_away(self, month: Month) -> None:
        """While people rate, the line is told to nobody but who may see single ratings."""
        for who, told in (("M1", True), ("H1", False), ("S1", False)):
            lines = [line["item"] for card in between(month, "enter", "rate", who)["cards"] for line in card["items"]]
            assert ("courtesy" in lines) == told


class TestPay:
    def test_is_told_to_who_may_see_it(self, month: Month) -> None:
        """Its whole line comes from nothing, column by column."""
        slip = month.company.asks("S1").payslip(payslip_id(month.company.payroll, month.company.person("S1")))
        for who in ("S1", "H1"):
            (found,) = between(month, "publish", "pay", who)["payslips"]
            columns = {held["column"]: held["after"] for held in found["columns"]}
            assert columns == {name: slip["line"][name] for name in columns}
            assert {"base", "entitlement", "paid", "team_fund", "retained", "gross"} <= set(columns)
        found = between(month, "publish", "pay", "M1")
        assert (found["payslips"], set(found["totals"])) == ([], {"points"})

    def test_a_correction_names_its_appeal(self, demo: Stage) -> None:
        """October was put right in November: the month that takes it, the month that it corrects, the amount."""
        queries = demo.services.queries(demo.organization, str(demo.person(demo.holder("hr"))))
        found = [
            held
            for person in queries.employees(Paging(200)).items
            for held in queries.differences(UUID(person["employee"]), earlier="1")["adjustments"]
        ]
        (correction,) = found
        assert (correction["period"], correction["corrected_period"]) == ("2026-11", "2026-10")
        assert (correction["before"], correction["after"]["paid"], correction["change"]) == (None, "32.40", "32.40")
        assert queries.appeal(UUID(correction["after"]["appeals"][0]))["kind"] == "judgement"

    def test_before_it_is_approved_is_the_offices(self, month: Month) -> None:
        """A draft that leaks is a promise."""
        events = list(month.company.ledger.read(after=month.positions["appeal_and_share"]))
        calculated = next(held for held in events if "payroll-calculated" in held.topic).position
        for who, count in (("S1", 0), ("H1", 1)):
            found = month.company.asks(who).differences(
                month.company.person("S1"), earlier=str(month.positions["publish"]), later=str(calculated)
            )
            assert len(found["payslips"]) == count


class TestMoments:
    def test_may_be_times_and_the_later_one_is_now(self, month: Month) -> None:
        """Whoever asks has the payslip's day, not a position."""
        company = month.company
        held = next(held for held in company.ledger.read() if held.position == month.positions["publish"])
        found = company.asks("S1").differences(
            company.person("S1"), earlier=(held.recorded_at + timedelta(microseconds=1)).isoformat()
        )
        assert (found["from"], found["to"]) == (month.positions["publish"], company.ledger.head())

    @pytest.mark.parametrize(
        ("earlier", "later", "code", "pointer"),
        [
            ("9", "8", "moments-reversed", "/to"),
            ("yesterday", None, "as-of-invalid", "/from"),
            ("1", "999999", "as-of-ahead", "/to"),
        ],
    )
    def test_that_cannot_be_are_named(
        self, month: Month, earlier: str, later: str | None, code: str, pointer: str
    ) -> None:
        """Which of the two, and why."""
        with pytest.raises(Invalid) as caught:
            month.company.asks("S1").differences(month.company.person("S1"), earlier=earlier, later=later)
        error: DomainError = caught.value
        assert (error.code, error.pointer) == (code, pointer)
