"""The shipped shop-month: its files import like a seller tool's, and its script comes to the figures that it names."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from adapters.importing import built_in_mapping, read_facts
from adapters.library.packaged import PackagedLibrary
from application.importing import FactTable
from domain.pay.payroll import compute
from domain.pay.people import DividendPerson, Grant, PayrollResult
from domain.pay.plan import Plan
from domain.scoring.card import ScoredCard, score_card
from domain.scoring.facts import CardFacts, Deduction, Judgement
from domain.scoring.scheme import Scheme
from web.demo_data import facts, other_months, shop_month

SHOP = shop_month()
MONTH = SHOP["month"]
EXPECTED = SHOP["expected"]
MONTHS = sorted([MONTH, *other_months()], key=lambda month: str(month["period"]))
PEOPLE = {person["number"]: person for person in SHOP["people"]}
OFFICERS = {officer["number"]: officer for officer in SHOP["officers"]}
KNOWN: Mapping[str, UUID] = {number: uuid4() for number in PEOPLE}
LIBRARY = PackagedLibrary()

by_month = pytest.mark.parametrize("month", MONTHS, ids=lambda month: str(month["period"]))


@by_month
def test_facts_of_all_eight_people_are_read(month: dict[str, Any]) -> None:
    """What the tools show beside the facts is left aside and listed; their line of totals is nobody's."""
    table = _table(month)
    assert [row.employee_number for row in table.rows] == list(PEOPLE)
    assert table.ignored == ("岗位", "咨询人数", "询单转化率", "平均响应时间(秒)")
    assert (table.period_column, table.name_column) == ("统计月份", "姓名")
    assert {row.period for row in table.rows} == {str(month["period"])}
    assert table.skipped == (10,)


@by_month
def test_file_reads_the_same_in_the_encoding_of_older_tools(month: dict[str, Any]) -> None:
    """GB18030, as many tools still export."""
    text = facts(month["facts"]).decode("utf-8-sig")
    again = read_facts(text.encode("gb18030"), month["facts"], built_in_mapping(month["mapping"]), KNOWN)
    assert again.rows == _table(month).rows


def test_every_card_comes_to_its_total_at_each_stage() -> None:
    """As submitted, as published after one card was returned, as paid after one appeal, in the end after another."""
    after_return = _judgement(MONTH["returned"][0]["judgement"])
    upheld, later = MONTH["appeals"]
    after_appeal = _judgement(later["remedy"])
    for number, totals in EXPECTED["totals"].items():
        returned = after_return if number == MONTH["returned"][0]["person"] else {}
        reversed_ = upheld["target"] if number == upheld["by"] else ""
        rejudged = after_appeal if number == later["by"] else {}
        assert totals == {
            "submitted": _total(MONTH, number),
            "published": _total(MONTH, number, judged=returned),
            "paid": _total(MONTH, number, judged=returned, without=reversed_),
            "final": _total(MONTH, number, judged=returned | rejudged, without=reversed_),
        }


def test_totals_of_the_appeals_are_those_of_the_cards() -> None:
    """The demo prints them as before and after."""
    for appeal in MONTH["appeals"]:
        totals = EXPECTED["totals"][appeal["by"]]
        assert (appeal["old_total"], appeal["new_total"]) == (totals["submitted"], totals["final"])
        assert appeal["after_payday"] == (appeal["decided_on"] > MONTH["days"]["paid"])


def test_other_months_come_to_their_totals() -> None:
    """They only set the scene, but to the hundredth."""
    for month in other_months():
        assert month["expected_final"] == {number: _total(month, number) for number in PEOPLE}


def test_most_people_score_well_and_one_is_poor_three_months_in_a_row() -> None:
    """A month in which everybody shines shows nothing; the third poor month opens a review (D04 三.5)."""
    poor = {month["period"]: {number for number in PEOPLE if _final(month, number) < 80} for month in MONTHS}
    assert poor == {"2026-08": {"E003"}, "2026-09": {"E003"}, "2026-10": {"E003"}, "2026-11": set()}
    assert all(_final(month, number) <= 97 for month in MONTHS for number in PEOPLE)
    assert EXPECTED["standing"] == [
        {
            "person": "E003",
            "period": "2026-10",
            "opens": "dismissal-review",
            "months": ["2026-08", "2026-09", "2026-10"],
        }
    ]


def test_payroll_comes_to_the_fen() -> None:
    """Σ entitlement = Σ paid + fund + retained, and every line as named."""
    payroll = _payroll({number: Decimal(totals["paid"]) for number, totals in EXPECTED["totals"].items()})
    assert str(payroll.pool) == EXPECTED["payroll"]["pool"]
    assert {name: str(amount) for name, amount in payroll.totals.items()} == EXPECTED["payroll"]["totals"]
    assert {
        line.id: {name: str(amount) for name, amount in line.amounts.items()} for line in payroll.lines
    } == EXPECTED["payroll"]["lines"]
    totals = payroll.totals
    assert totals["entitlement"] == totals["paid"] + totals["team_fund"] + totals["retained"]


def test_appeal_before_payday_turns_base_pay_into_a_dividend() -> None:
    """79.28 is base pay only; 82.28 is paid: what three points can mean."""
    published = _payroll({number: Decimal(totals["published"]) for number, totals in EXPECTED["totals"].items()})
    without = EXPECTED["without_appeal"]
    line = next(line for line in published.lines if line.id == without["person"])
    for name in ("entitlement", "paid", "team_fund", "retained"):
        assert str(line.amounts[name]) == without[name]
    assert without["paid"] == "0.00"
    assert Decimal(EXPECTED["payroll"]["lines"][without["person"]]["paid"]) > 2000


def test_appeal_after_payday_is_worth_the_adjustment() -> None:
    """The difference of two payrolls, moved from the fund to the person."""
    before, after = (
        _payroll({number: Decimal(totals[stage]) for number, totals in EXPECTED["totals"].items()})
        for stage in ("paid", "final")
    )
    adjustment = EXPECTED["adjustment"]
    for name in ("paid", "team_fund", "retained"):
        changes = {
            old.id: new.amounts[name] - old.amounts[name] for old, new in zip(before.lines, after.lines, strict=True)
        }
        assert str(changes.pop(adjustment["person"])) == adjustment[name]
        assert not any(changes.values())


def test_grants_use_up_the_five_points() -> None:
    """One gets what it asks for, the other the rest of it."""
    first, second = MONTH["share_requests"]
    assert (first["points"], first["granted"]) == ("2", "2")
    assert (second["points"], second["granted"]) == ("4", "3")
    assert {request["role"] for request in (first, second)} == {
        PEOPLE[first["by"]]["role"],
        PEOPLE[second["by"]]["role"],
    }


@by_month
def test_every_graded_item_is_judged_once_by_the_lead_or_the_manager(month: dict[str, Any]) -> None:
    """A card with an item that nobody judged cannot be submitted; and nobody judges themself."""
    judged = [(entry["person"], entry["item"]) for entry in month["judgements"]]
    wanted = [(number, item.id) for number in PEOPLE for item in _scheme(number).items if item.kind == "graded"]
    assert sorted(judged) == sorted(wanted)
    for entry in [*month["judgements"], *month["deductions"]]:
        assert entry["by"] in (PEOPLE[entry["person"]]["lead"], "M001")
        assert entry["by"] != entry["person"]
        assert entry["reason"]


@by_month
def test_every_target_is_set(month: dict[str, Any]) -> None:
    """A cycle without targets does not open (D15)."""
    for number in PEOPLE:
        missing = {item for item, target in _scheme(number).targets().items() if target is None}
        assert missing <= set(_targets(month, number))


@by_month
def test_days_follow_each_other_within_the_deadlines(month: dict[str, Any]) -> None:
    """Sent to the general manager by the 3rd, reviewed within three days (D10 四.1)."""
    days: dict[str, date] = month["days"]
    assert list(days.values()) == sorted(days.values())
    assert days["submitted"].day <= 3
    assert (days["reviewed"] - days["submitted"]).days <= 3


def test_everybody_named_is_there_and_every_piece_of_evidence_is_a_file() -> None:
    """The script names people by number and files by path."""
    for month in MONTHS:
        entries = [*month["deductions"], *month["share_requests"], *month["appeals"], *month["standing"]]
        names = {entry[field] for entry in entries for field in ("by", "decided_by", "answered_by") if field in entry}
        assert names <= {*PEOPLE, *OFFICERS}
        for entry in [*month["deductions"], *month["appeals"]]:
            assert all(facts(path) for path in entry["evidence"])
    assert {person["lead"] for person in SHOP["people"]} <= {*PEOPLE, *OFFICERS}


def test_who_recorded_what_is_objected_to_does_not_decide() -> None:
    """The deduction and the judgement were others' than the judge's."""
    recorded = {entry["id"]: entry["by"] for entry in MONTH["deductions"]}
    for appeal in MONTH["appeals"]:
        assert appeal["decided_by"] not in (appeal["by"], recorded.get(appeal["target"]), appeal["answered_by"])


def _table(month: Mapping[str, Any]) -> FactTable:
    return read_facts(facts(month["facts"]), month["facts"], built_in_mapping(month["mapping"]), KNOWN)


def _scheme(number: str) -> Scheme:
    scheme = LIBRARY.scheme(PEOPLE[number]["scheme"])
    assert scheme is not None
    return scheme


def _targets(month: Mapping[str, Any], number: str) -> dict[str, Decimal]:
    own = [entry for entry in month["targets"] if entry["scheme"] == PEOPLE[number]["scheme"]]
    found: dict[str, Decimal] = {}
    for entry in sorted(own, key=lambda entry: str(entry["employee"])):
        if entry["employee"] in ("", number):
            found |= {item: Decimal(target) for item, target in entry["values"].items()}
    return found


def _judgement(entry: Mapping[str, str]) -> dict[str, Judgement]:
    return {entry["item"]: Judgement(entry["level"], Decimal(entry["points"]), entry.get("reason", ""))}


def _card(month: Mapping[str, Any], number: str, judged: Mapping[str, Judgement], without: str) -> ScoredCard:
    scheme = _scheme(number)
    row = next(row for row in _table(month).rows if row.employee_number == number)
    judgements: dict[str, Judgement] = {}
    for entry in month["judgements"]:
        judgements |= _judgement(entry) if entry["person"] == number else {}
    deductions = [entry for entry in month["deductions"] if entry["person"] == number and entry["id"] != without]
    return score_card(
        scheme,
        CardFacts(
            targets=_targets(month, number),
            measures={name: value for name, value in row.measures.items() if name in scheme.measures()},
            judgements=judgements | dict(judged),
            deductions=tuple(
                Deduction(entry["item"], Decimal(entry["points"]), entry["code"], reason=entry["reason"])
                for entry in deductions
            ),
        ),
    )


def _total(
    month: Mapping[str, Any], number: str, judged: Mapping[str, Judgement] | None = None, without: str = ""
) -> str:
    card = _card(month, number, judged or {}, without)
    assert card.unscored == ()
    return str(card.total)


def _final(month: Mapping[str, Any], number: str) -> Decimal:
    return Decimal(
        month["expected_final"][number] if "expected_final" in month else EXPECTED["totals"][number]["final"]
    )


def _plan() -> Plan:
    plan = LIBRARY.plan(SHOP["plan"]["id"])
    assert plan is not None
    return plan


def _payroll(scores: Mapping[str, Decimal]) -> PayrollResult:
    people = [
        DividendPerson(number, person["role"], Decimal(person["base_pay"]), scores[number])
        for number, person in PEOPLE.items()
    ]
    grants = [Grant(Decimal(request["granted"]), role=request["role"]) for request in MONTH["share_requests"]]
    figures = {name: Decimal(amount) for name, amount in MONTH["shop_facts"].items()}
    return compute(_plan(), {**SHOP["plan"]["parameters"], **figures}, people, grants)
