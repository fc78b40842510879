"""A replay with nothing changed comes to what the ledger says: else no difference could be believed."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.database import Database
from adapters.vault import MasterKey
from application.replaying import Question
from application.replaying.remembering import RememberingCard
from application.standings import DecideWarning
from domain.payroll import Payroll
from domain.scorecard import Scorecard
from domain.scoring.card import ScoredCard
from domain.scoring.scheme import Scheme
from domain.standing import Standing, standing_id
from tests.application.handlers import months
from tests.application.handlers.firm import NOVEMBER, OCTOBER, TEAM, Firm
from tests.application.replaying.asking import Asking, asking_of
from web.demo.stage import Stage

SCORES = st.sampled_from(["61", "79.5", "80", "88.25", "100"])


def test_the_demos_four_months_come_out_again(demo: Stage) -> None:
    """Facts, ratings, deductions, two appeals, one of them after payday, grants, a warning, an adjustment paid."""
    services = demo.services
    answer = services.replays(demo.organization).ask(Question(), str(demo.person("G001")))
    assert (answer["reproduced"], answer["departures"]) == (True, [])
    queries = services.queries(demo.organization, str(demo.person("G001")))
    for card in answer["state"]["cards"]:
        shown = queries.card(UUID(card["card"]))
        assert (card["total"], card["grade"], card["stage"]) == (shown["total"], shown["grade"], shown["stage"])
        assert {item["item"]: item["score"] for item in card["items"]} == {
            item["id"]: item["score"] for item in shown["items"]
        }
    for payroll in answer["state"]["payrolls"]:
        shown = queries.payroll(UUID(payroll["payroll"]))
        assert (payroll["status"], payroll["totals"]) == (shown["status"], shown["totals"])
    for slip in answer["state"]["payslips"]:
        lines = {line["id"]: line for line in queries.payroll(UUID(slip["payroll"]))["lines"]}
        assert slip["amounts"].items() <= lines[slip["employee"]].items()
    for fund in answer["state"]["funds"]:
        assert fund["balance"] == queries.team_fund(UUID(fund["shop"]))["balance"]
    for standing in answer["state"]["standings"]:
        shown = queries.standing(UUID(standing["employee"]))
        assert [(held["kind"], held["state"]) for held in standing["consequences"]] == [
            (held["kind"], held["state"]) for held in sorted(shown["consequences"], key=_in_order)
        ]


@given(
    october=st.fixed_dictionaries(dict.fromkeys(("L1", "S1", "S2"), SCORES)),
    november=st.fixed_dictionaries(dict.fromkeys(("L1", "S1", "S2"), SCORES)),
    decided=st.sampled_from(["before payday", "after payday", "never"]),
    warned=st.booleans(),
)
@settings(max_examples=7, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_history_comes_out_again(
    sqlite_database: Database, files: Path, master: MasterKey, october: Any, november: Any, decided: str, warned: bool
) -> None:
    """Whatever people scored and whenever the appeal was decided: cards, pay, fund and standings are the ledger's."""
    firm = Firm(sqlite_database, uuid4(), files, master).founded()
    deduction = months.published(firm, OCTOBER, october)
    appeal = months.object_to(firm, deduction) if decided != "never" else None
    if appeal is not None and decided == "before payday":
        firm.do("M1", months.uphold(deduction, appeal))
    months.pay(firm)
    if appeal is not None and decided == "after payday":
        firm.do("M1", months.uphold(deduction, appeal))
    months.paid(firm, NOVEMBER, november)
    if warned:
        _warn(firm)
    answer = asking_of(firm)()
    assert answer["departures"] == []
    _is_the_ledgers(firm, answer["state"])


@pytest.mark.parametrize("events", [6, 17, 40, 97, 130])
def test_any_earlier_moment_comes_out_again(firm: Firm, asking: Asking, events: int) -> None:
    """As of a position: a command counts whole or not at all, for there is no moment between its events."""
    months.paid(firm)
    answer = asking(Question(as_of=events))
    assert answer["position"] <= events
    held = list(firm.ledger.read(until=events + 1))
    if len(held) > events and held[-1].command == held[-2].command:
        assert held[answer["position"]].command == held[-1].command
        assert held[answer["position"] - 1].command != held[-1].command
    else:
        assert answer["position"] == min(events, firm.ledger.head())
    assert answer["reproduced"]


def test_before_the_first_command_there_is_nothing(asking: Asking) -> None:
    """Position 1 lies inside the founding: what is whole before it is the empty ledger."""
    answer = asking(Question(as_of=1))
    assert (answer["position"], answer["recorded_at"], answer["state"]["cards"]) == (0, None, [])


def test_a_card_that_is_still_open_shows_no_figure(firm: Firm, asking: Asking) -> None:
    """A figure that moves while people rate would tell who gave what."""
    months.open_month(firm)
    months.enter(firm)
    cards = asking()["state"]["cards"]
    assert {(card["stage"], card["total"], len(card["items"])) for card in cards} == {("open", None, 0)}


def test_an_empty_question_about_a_new_organization_is_answered(firm: Firm, asking: Asking) -> None:
    """Nothing is planned yet, and nothing is wrong with that."""
    answer = asking()
    assert (answer["state"]["cards"], answer["state"]["totals"]["points"]) == ([], "0.00")
    assert answer["position"] == firm.ledger.head()


def test_what_the_ledger_got_otherwise_is_told(demo: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that computes differently from the one that recorded must not pass off its own figures as history."""
    original = RememberingCard.computed

    def kinder(card: RememberingCard, scheme: Scheme) -> ScoredCard:
        found = original(card, scheme)
        return found if found.total is None else replace(found, total=found.total + Decimal("0.01"))

    monkeypatch.setattr(RememberingCard, "computed", kinder)
    answer = demo.services.replays(demo.organization).ask(Question(), str(demo.person("G001")))
    assert not answer["reproduced"]
    first = answer["departures"][0]
    assert (first["event"], first["what"]) == ("scorecard-submitted", "total")
    assert Decimal(first["computed"]) - Decimal(first["recorded"]) == Decimal("0.01")


def _is_the_ledgers(firm: Firm, state: Any) -> None:
    for period in (OCTOBER, NOVEMBER):
        for number in TEAM:
            card = firm.load(Scorecard, firm.card(number, period))
            assert _one(state["cards"], card=str(card.id))["total"] == str(card.total)
        payroll = firm.load(Payroll, firm.payroll(period))
        for line in payroll.lines:
            slip = _one(state["payslips"], payroll=str(payroll.id), employee=line["id"])
            amounts = {name: str(value) for name, value in line.items() if isinstance(value, Decimal)}
            assert slip["amounts"] == amounts
    assert state["totals"]["fund_balance"] == firm.fund()
    for number in TEAM:
        held = firm.load(Standing, standing_id(firm.person(number)))
        told = _one(state["standings"], employee=str(held.employee))
        assert sorted((one["kind"], one["state"]) for one in told["consequences"]) == sorted(
            (one["kind"], one["state"]) for one in held.consequences.values()
        )


def _warn(firm: Firm) -> None:
    for number in ("L1", "S1", "S2"):
        for key, held in firm.consequences(number).items():
            if (held["kind"], held["state"]) == ("warning", "proposed"):
                firm.do("H1", DecideWarning(firm.person(number), UUID(key), "issue", "连续两个月差评"))


def _one(found: Any, **named: str) -> Any:
    (held,) = [one for one in found if all(one[name] == value for name, value in named.items())]
    return held


def _in_order(held: Any) -> tuple[list[str], str, str]:
    return held["periods"], held["kind"], held.get("rule") or ""
