"""Every question, asked by everybody: the answer, or the same 404 as for what does not exist."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from application.projections.payrolls import payslip_id
from application.queries import Queries
from domain.errors import NotFound
from domain.standing import standing_id
from tests.application.projections.company import EVERYBODY
from tests.application.projections.month import Month

ALL = frozenset(EVERYBODY)
CLOSE_TO_S1 = frozenset({"S1", "L1", "M1", "H1", "G1", "U1"})
CLOSE_TO_S2 = frozenset({"S2", "L1", "M1", "H1", "G1", "U1"})
SHOP_A = frozenset({"A1", "H1", "F1", "F2", "G1", "U1", "M1", "L1", "S1", "S2", "S3", "S4", "S5"})
PAY_OFFICE = frozenset({"H1", "F1", "F2", "G1", "U1"})
PAID = frozenset({"L1", "S1", "S2", "S3", "S4", "S5"})

Question = Callable[[Queries, Month], Any]


def _payslip(queries: Queries, month: Month) -> Any:
    return queries.payslip(payslip_id(month.company.payroll, month.company.person("S1")))


def _why_paid(queries: Queries, month: Month) -> Any:
    return queries.payslip_explanation(payslip_id(month.company.payroll, month.company.person("S1")))


def _notice(queries: Queries, month: Month) -> Any:
    own = month.company.asks("S1").notices().items
    return queries.notice(own[0]["id"])


QUESTIONS: dict[str, tuple[Question, frozenset[str]]] = {
    "card": (lambda q, m: q.card(m.company.card("S1")), CLOSE_TO_S1),
    "card as of": (lambda q, m: q.card(m.company.card("S1"), as_of=str(m.positions["deduct"])), CLOSE_TO_S1),
    "why a card": (lambda q, m: q.card_explanation(m.company.card("S1")), CLOSE_TO_S1),
    "why a card as of": (
        lambda q, m: q.card_explanation(m.company.card("S1"), as_of=str(m.positions["deduct"])),
        CLOSE_TO_S1,
    ),
    "appeal": (lambda q, m: q.appeal(m.appeal), CLOSE_TO_S1),
    "appeal as of": (lambda q, m: q.appeal(m.appeal, as_of=str(m.positions["pay"])), CLOSE_TO_S1),
    "appeal for a share": (lambda q, m: q.appeal(m.share_appeal), CLOSE_TO_S2),
    "appeal against a payslip": (lambda q, m: q.appeal(m.payslip_appeal), CLOSE_TO_S2 | {"F1", "F2"}),
    "cycle": (lambda q, m: q.cycle(m.company.cycle), SHOP_A),
    "cycle as of": (lambda q, m: q.cycle(m.company.cycle, as_of=str(m.positions["open"])), SHOP_A),
    "criteria": (lambda q, m: q.criteria(m.company.cycle), SHOP_A),
    "share": (lambda q, m: q.share(m.company.cycle), SHOP_A),
    "leaderboard": (lambda q, m: q.leaderboard(m.company.cycle), SHOP_A),
    "team fund": (lambda q, m: q.team_fund(m.company.shop("A")), SHOP_A),
    "fund entries": (lambda q, m: q.fund_entries(m.company.shop("A")), SHOP_A),
    "payroll": (lambda q, m: q.payroll(m.company.payroll), PAY_OFFICE),
    "payroll as of": (lambda q, m: q.payroll(m.company.payroll, as_of=str(m.positions["pay"])), PAY_OFFICE),
    "payslip": (_payslip, PAY_OFFICE | {"S1"}),
    "why a payslip": (_why_paid, PAY_OFFICE | {"S1"}),
    "payslips of a payroll": (lambda q, m: q.payslips(payroll=m.company.payroll), PAY_OFFICE | PAID),
    "standing": (lambda q, m: q.standing(m.company.person("S1")), CLOSE_TO_S1),
    "standing as of": (lambda q, m: q.standing(m.company.person("S1"), as_of=str(m.positions["pay"])), CLOSE_TO_S1),
    "notice": (_notice, frozenset({"S1", "U1"})),
    "differences": (lambda q, m: q.differences(m.company.person("S1"), earlier="1"), CLOSE_TO_S1),
    "appeals in numbers": (lambda q, m: q.appeal_figures(m.company.cycle), frozenset({"M1", "H1", "G1", "U1"})),
    "a shop's appeals in numbers": (
        lambda q, m: q.figures_of_periods(shop=m.company.shop("A")),
        frozenset({"M1", "H1", "G1", "U1"}),
    ),
    "timeline": (lambda q, m: q.timeline(m.company.person("S1")), CLOSE_TO_S1),
    "audit log": (lambda q, m: q.events(), frozenset({"U1", "H1", "G1"})),
    "employee": (lambda q, m: q.employee(m.company.person("S1")), CLOSE_TO_S1 | {"A1", "F1", "F2"}),
    "evidence for a deduction": (lambda q, m: q.evidence(m.chat), CLOSE_TO_S1),
    "evidence for an appeal": (lambda q, m: q.evidence(m.company.file("09:00,down\n")), CLOSE_TO_S1),
    "a file of everybody's figures": (
        lambda q, m: q.evidence(m.company.file("number,sales\nS1,90000\n")),
        frozenset({"M1", "H1", "G1", "U1"}),
    ),
    "evidence for the shop's profit": (lambda q, m: q.evidence(m.company.file("profit,50000\n")), PAY_OFFICE | {"M1"}),
    "organization": (lambda q, m: q.organization(), ALL),
    "calendar": (lambda q, m: q.calendar(), ALL),
    "shops": (lambda q, m: q.shops(), ALL),
    "shop": (lambda q, m: q.shop(m.company.shop("B")), ALL),
    "roles": (lambda q, m: q.roles(), ALL),
    "duties": (lambda q, m: q.duties(), ALL),
    "me": (lambda q, m: q.me(), ALL),
    "rulebooks": (lambda q, m: q.rulebooks("scheme"), ALL),
    "rulebook": (lambda q, m: q.rulebook("scheme", "house"), ALL),
    "own cards": (lambda q, m: q.cards(), ALL),
    "own deductions": (lambda q, m: q.deductions(m.company.cycle), ALL),
    "own appeals": (lambda q, m: q.appeals(), ALL),
    "cycles": (lambda q, m: q.cycles(), ALL),
    "payrolls": (lambda q, m: q.payrolls(), ALL),
    "own payslips": (lambda q, m: q.payslips(), ALL),
    "standings": (lambda q, m: q.standings(), ALL),
    "own notices": (lambda q, m: q.notices(), ALL),
    "employees": (lambda q, m: q.employees(), ALL),
    # Nobody imported chats in this month: who sees them is tested in tests/application/chat.
    "transcripts": (lambda q, m: q.transcripts(m.company.cycle), ALL),
    "a transcript that is none": (lambda q, m: q.transcript(m.appeal), frozenset()),
    "proposals from chats": (lambda q, m: q.chat_proposals(m.company.cycle), ALL),
    "records of chat rules": (lambda q, m: q.chat_rule_records(), ALL),
    "records of reviewers": (lambda q, m: q.chat_reviewer_records(), ALL),
}


def answers(month: Month, who: str, question: Question) -> bool:
    """Whether somebody gets an answer rather than a 404."""
    try:
        question(month.company.asks(who), month)
    except NotFound:
        return False
    return True


class TestWhoSeesWhat:
    @pytest.mark.parametrize("name", QUESTIONS)
    def test_a_question_is_answered_to_exactly_these(self, month: Month, name: str) -> None:
        """Each duty and each relation, for each question; whoever is not named is refused."""
        question, allowed = QUESTIONS[name]
        assert {who for who in EVERYBODY if answers(month, who, question)} == set(allowed)

    def test_every_question_is_in_the_table(self) -> None:
        """A new question is thought of here before anybody asks it."""
        methods = {name for name in vars(Queries) if not name.startswith("_")}
        asked = {name for question, _ in QUESTIONS.values() for name in question.__code__.co_names}
        assert methods - asked == set()

    def test_what_may_not_be_seen_is_absent_word_for_word(self, month: Month) -> None:
        """A refusal that differs from an absence tells that there is something."""
        company, nobody = month.company, uuid4()
        hidden: list[tuple[Callable[[Any], Any], Any]] = [
            (company.asks("T1").card, company.card("S1")),
            (company.asks("T1").appeal, month.appeal),
            (company.asks("T1").cycle, company.cycle),
            (company.asks("M1").payroll, company.payroll),
            (company.asks("S2").payslip, payslip_id(company.payroll, company.person("S1"))),
            (company.asks("S2").standing, company.person("S1")),
            (company.asks("S2").employee, company.person("S1")),
            (company.asks("S2").timeline, company.person("S1")),
            (company.asks("S2").evidence, month.chat),
        ]
        for ask, id in hidden:
            with pytest.raises(NotFound) as refused:
                ask(id)
            with pytest.raises(NotFound) as missing:
                ask(nobody)
            told = refused.value.message.replace(str(standing_id(company.person("S1"))), str(standing_id(nobody)))
            assert told.replace(str(id), str(nobody)) == missing.value.message
            assert refused.value.code == missing.value.code

    def test_somebody_of_no_organization_sees_nothing_of_people(self, month: Month) -> None:
        """A person who was never hired here has neither duties nor a shop."""
        company = month.company
        stranger = Queries(company.ledger, company.models, company.vault, str(uuid4()))
        for name, (question, allowed) in QUESTIONS.items():
            if allowed == ALL and name not in ("me",):
                continue
            with pytest.raises(NotFound):
                question(stranger, month)


class TestLists:
    @pytest.mark.parametrize(
        ("who", "people"),
        [
            *((who, ["L1", "S1", "S2", "S3", "S4"]) for who in ("M1", "H1", "G1", "U1", "L1")),
            ("S1", ["S1"]),
            *((who, []) for who in ("S5", "T1", "M2", "F1", "A1")),
        ],
    )
    def test_hold_the_cards_that_may_be_seen(self, month: Month, who: str, people: list[str]) -> None:
        """A list is as confined as what it lists; a lead sees their own card too."""
        shown = month.company.asks(who).cards(cycle=month.company.cycle)
        assert [card["number"] for card in shown.items] == people

    @pytest.mark.parametrize(
        ("who", "count"),
        [("S1", 1), ("S2", 2), ("S3", 1), ("T1", 0), ("M1", 4), ("L1", 4), ("G1", 4), ("F1", 1), ("F2", 1)],
    )
    def test_hold_the_appeals_that_may_be_seen(self, month: Month, who: str, count: int) -> None:
        """Finance sees the one about the payroll that one calculated and the other approved: both may answer it."""
        assert len(month.company.asks(who).appeals(cycle=month.company.cycle).items) == count

    @pytest.mark.parametrize(("who", "cycles", "payrolls"), [("S1", 1, 0), ("T1", 0, 0), ("F2", 1, 1), ("A1", 1, 0)])
    def test_hold_the_cycles_and_payrolls_that_may_be_seen(
        self, month: Month, who: str, cycles: int, payrolls: int
    ) -> None:
        """An empty list says no more than a 404."""
        queries = month.company.asks(who)
        assert (len(queries.cycles().items), len(queries.payrolls().items)) == (cycles, payrolls)

    def test_hold_ones_own_duties_only(self, month: Month) -> None:
        """Who holds which duty is for those who arrange or audit."""
        assert [held["duty"] for held in month.company.asks("M1").duties().items] == ["manager"]
        assert len(month.company.asks("H1").duties().items) == len(month.company.asks("U1").duties().items) == 8

    @pytest.mark.parametrize(
        ("who", "people"), [("S1", ["S1"]), ("L1", ["L1", "S1", "S2", "S3", "S4", "S5"]), ("M2", ["T1"])]
    )
    def test_hold_the_people_that_may_be_seen(self, month: Month, who: str, people: list[str]) -> None:
        """Oneself, those whom one leads, those of the shop that one manages."""
        shown = [person["number"] for person in month.company.asks(who).employees().items]
        assert [number for number in shown if number not in ("M1", "M2")] == people
