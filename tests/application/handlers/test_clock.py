"""What time brings: recorded once however many clocks tick, by a fixed command id, and never changing a score."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from application.appeals.deciding import DecideAppeal
from application.appeals.filing import EscalateAppeal, FileCardAppeal
from application.appeals.hearing import AcceptAppeal, AskAppellant, RefuseAppeal, ReplyToQuestion
from application.clock import DEADLINE, EscalateOverdue, LapseOverdue, MissCycleDeadline, tick
from application.cycles.closing import CloseFacts
from application.cycles.publishing import CloseAppeals, SettleCycle
from application.cycles.running import SubmitResults
from application.organizations import GrantDuty
from domain.appeal import Appeal
from domain.appeal.events import AppealDeadlineMissed, AppealEscalated, AppealLapsed
from domain.cycle.events import AppealsClosed, CycleDeadlineMissed
from domain.errors import Forbidden, Invalid, WrongState
from domain.eventsourced import Event, natural_id
from domain.notice import NoticeGiven
from tests.application.handlers import months
from tests.application.handlers.firm import Firm
from tests.application.handlers.racing import Racers


@pytest.fixture
def firm(sqlite_firm: Firm) -> Firm:
    """No database can change these rules; that clocks do not disturb each other is shown on both."""
    return sqlite_firm


def ticks(firm: Firm) -> int:
    """How many things one tick records now."""
    return tick(firm.commands, firm.ledger, firm.agenda, firm.organization, firm.at)


def test_a_late_submission_is_recorded_on_the_4th_and_once(firm: Firm) -> None:
    """D10 四.1: 3号之前, the 3rd inclusive. The month may still be submitted, and nobody's score changes."""
    months.open_month(firm)
    months.enter(firm)
    assert ticks(firm.on(2026, 11, 3, hour=23)) == 0
    assert ticks(firm.on(2026, 11, 4, hour=9)) == 1
    assert ticks(firm) == 0
    (missed,) = firm.events(CycleDeadlineMissed)
    assert (missed.deadline, missed.due_on, missed.actor) == ("submission", date(2026, 11, 3), DEADLINE)
    firm.do("M1", CloseFacts(firm.cycle()))
    firm.do("M1", SubmitResults(firm.cycle()))
    assert ticks(firm) == 0


def test_a_late_review_is_recorded_each_time_that_it_is_late(firm: Firm) -> None:
    """Three calendar days for the general manager (3日内)."""
    months.open_month(firm)
    months.enter(firm)
    firm.on(2026, 11, 2)
    firm.do("M1", CloseFacts(firm.cycle()))
    firm.do("M1", SubmitResults(firm.cycle()))
    assert ticks(firm.on(2026, 11, 5)) == 0
    assert ticks(firm.on(2026, 11, 6)) == 1
    assert [(one.deadline, one.due_on) for one in firm.events(CycleDeadlineMissed)] == [("review", date(2026, 11, 5))]


def test_the_window_for_appeals_closes_after_its_last_day(firm: Firm) -> None:
    """Published on Wednesday the 4th: five working days end on the 11th. It closes though the month is settled."""
    months.paid(firm)
    firm.do("H1", SettleCycle(firm.cycle()))
    firm.on(2026, 11, 11, hour=23)
    assert ticks(firm) == 0
    with firm.refuses(WrongState, "appeal-window-open"):
        firm.do("H1", CloseAppeals(firm.cycle()))
    assert ticks(firm.on(2026, 11, 12)) == 1
    assert len(firm.events(AppealsClosed)) == 1
    assert ticks(firm.on(2026, 12, 30)) == 0


def test_an_undecided_appeal_goes_to_the_general_manager_and_then_waits_for_them(firm: Firm) -> None:
    """The handler had five working days; so has the general manager, whose delay is recorded too and decides
    nothing.
    """
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    assert ticks(firm.on(2026, 11, 11)) == 0
    assert ticks(firm.on(2026, 11, 12)) == 2
    (escalated,) = firm.events(AppealEscalated)
    assert (escalated.handler, escalated.decide_by) == (firm.person("G1"), date(2026, 11, 19))
    with firm.refuses(Forbidden, "decide-appeal"):
        firm.do("M1", months.uphold(deduction, appeal))
    assert ticks(firm.on(2026, 11, 19)) == 0
    assert ticks(firm.on(2026, 11, 20)) == 1
    assert ticks(firm) == 0
    assert [one.due_on for one in firm.events(AppealDeadlineMissed)] == [date(2026, 11, 19)]
    assert firm.score("D1") == "97.00"
    firm.do("G1", months.uphold(deduction, appeal))
    assert firm.told("D1", appeal) == ["appeal-accepted", "appeal-escalated", "appeal-decided"]
    assert firm.told("M1", appeal) == ["appeal-filed", "appeal-handed-on"]
    assert firm.told("G1", appeal) == ["appeal-assigned"]


def test_an_overdue_appeal_waits_for_a_general_manager_who_may_decide(firm: Firm) -> None:
    """The only general manager recorded what is objected to: it is escalated to nobody until there is another."""
    firm.do("A1", GrantDuty(firm.person("L1"), "general-manager", None))
    months.plan(firm)
    deduction = months.run(firm)
    appeal = months.object_to(firm, deduction)
    ticks(firm.on(2026, 11, 12))
    assert firm.load(Appeal, appeal).handler == firm.person("G1")


def test_an_unanswered_question_ends_the_appeal(firm: Firm) -> None:
    """What the appellant was asked is stored with its last day; after it the appeal lapses, and they are told."""
    deduction = months.published(firm)
    answered, left = months.object_to(firm, deduction), object_also(firm)[0]
    for appeal in (answered, left):
        firm.do("M1", AskAppellant(appeal, "交接给了谁？", 2))
    firm.do("D1", ReplyToQuestion(answered, "交给了客服二号"))
    assert ticks(firm.on(2026, 11, 6)) == 0
    assert ticks(firm.on(2026, 11, 9)) == 1
    (lapsed,) = firm.events(AppealLapsed)
    assert (lapsed.originator_id, lapsed.due_on) == (left, date(2026, 11, 6))
    assert firm.told("D1", left) == ["appeal-accepted", "appeal-question", "appeal-lapsed"]
    with firm.refuses(WrongState, "appeal-status"):
        firm.do("D1", EscalateAppeal(left, "没看到"))
    assert firm.load(Appeal, answered).pending
    with firm.refuses(Invalid, "days-out-of-range"):
        firm.do("M1", AskAppellant(answered, "还有呢？", 21))


@pytest.mark.parametrize("road", ["refused", "decided", "skipped"])
def test_a_question_does_not_outlive_its_answer_or_its_judge(firm: Firm, road: str) -> None:
    """The manager asked, and then said what became of it without waiting, or was passed over: the appeal does not
    lapse before the general manager, whose own days are counted.
    """
    deduction = months.published(firm)
    filed = FileCardAppeal(firm.card("D1"), "deduction", str(deduction), "我交接了")
    appeal = firm.do("D1", filed).subject
    if road != "refused":
        firm.do("M1", AcceptAppeal(appeal))
    firm.do("M1", AskAppellant(appeal, "交接给了谁？", 1))
    if road == "refused":
        firm.do("M1", RefuseAppeal(appeal, "不受理"))
    if road == "decided":
        firm.do("M1", DecideAppeal(appeal, "dismissed", "记录清楚"))
    assert (firm.load(Appeal, appeal).answer_by is None) == (road != "skipped")
    assert (firm.asks("D1").appeal(appeal)["answer_by"] is None) == (road != "skipped")
    firm.do("D1", EscalateAppeal(appeal, "没有听我说"))
    held = firm.load(Appeal, appeal)
    assert (held.answer_by, firm.asks("D1").appeal(appeal)["answer_by"]) == (None, None)
    assert (held.decide_by, ticks(firm.on(2026, 11, 11))) == (date(2026, 11, 11), 0)
    ticks(firm.on(2026, 11, 12))
    assert [one.due_on for one in firm.events(AppealDeadlineMissed)] == [date(2026, 11, 11)]
    firm.do("G1", months.uphold(deduction, appeal))
    assert firm.score("D1") == "100.00"


def object_also(firm: Firm) -> list[UUID]:
    """D1 objects to two more things, and M1 takes that up: the item that the deduction is about, and a judgement."""
    about = (("item", "teamwork"), ("judgement", "data-report"))
    appeals = [firm.do("D1", FileCardAppeal(firm.card("D1"), *one, "不符合事实")).subject for one in about]
    for appeal in appeals:
        firm.do("M1", AcceptAppeal(appeal))
    return appeals


def test_only_the_clock_says_what_time_has_brought(firm: Firm) -> None:
    """A person who could record a missed deadline could make one up."""
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    firm.on(2026, 12, 30)
    for order in (MissCycleDeadline(firm.cycle(), "review"), EscalateOverdue(appeal), LapseOverdue(appeal)):
        for number in ("H1", "G1", "A1"):
            with firm.refuses(Forbidden, "clock-only"):
                firm.do(number, order)


def test_the_clock_records_nothing_before_its_day(firm: Firm) -> None:
    """A clock that is fast on one machine must not escalate early."""
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    orders = (MissCycleDeadline(firm.cycle(), "submission"), EscalateOverdue(appeal), LapseOverdue(appeal))
    for order in orders:
        with firm.refuses(WrongState, "not-due"):
            firm.do(DEADLINE, order)


def test_a_clock_of_an_empty_ledger_records_nothing(firm: Firm) -> None:
    """Before an organization is founded there is no calendar to count by."""
    assert ticks(firm) == 0


def due_at_once(firm: Firm) -> list[UUID]:
    """On the 12th: a window to close, two appeals to escalate, one to end, and a month that was never submitted."""
    deduction = months.published(firm)
    first, (second, third) = months.object_to(firm, deduction), object_also(firm)
    firm.do("M1", AskAppellant(third, "交接给了谁？", 2))
    months.plan(firm, "2026-09")
    firm.on(2026, 11, 12)
    return [first, second]


def test_two_clocks_record_each_thing_once(each_firm: Firm, racers: Racers) -> None:
    """Any process may tick; what is due has a command id of its own, so that the second is a retry of the first."""
    firm = each_firm
    appeals = due_at_once(firm)
    before = firm.ledger.head()
    counts = racers.tick(firm.request(DEADLINE))
    assert sum(counts) >= 5
    happened = firm.events(Event, before)
    kinds = [AppealsClosed, AppealEscalated, AppealEscalated, AppealLapsed, CycleDeadlineMissed]
    assert sorted(type(one).__name__ for one in happened if not isinstance(one, NoticeGiven)) == sorted(
        kind.__name__ for kind in kinds
    )
    told = sorted(one.kind for one in happened if isinstance(one, NoticeGiven))
    twice = ("appeal-assigned", "appeal-escalated", "appeal-handed-on")
    assert told == sorted([*twice, *twice, "appeal-lapsed", "appeal-dropped"])
    commands = {one.command for one in firm.ledger.read(after=before)}
    due_on = date(2026, 11, 11)
    assert commands >= {
        natural_id(firm.organization, "tick", "EscalateOverdue", "", appeal, due_on) for appeal in appeals
    }
    assert len(commands) == 5
    assert ticks(firm) == 0


@pytest.mark.parametrize("before", ["answered", "load", "append"])
def test_a_clock_that_is_overtaken_by_another_goes_on(firm: Firm, before: str) -> None:
    """Whatever the other one recorded in between, the rest is still recorded and nothing twice."""
    due_at_once(firm)
    head = firm.ledger.head()
    commands = firm.commands_overtaken(lambda: ticks(firm), before)
    tick(commands, firm.ledger, firm.agenda, firm.organization, firm.at)
    assert len([one for one in firm.events(Event, head) if not isinstance(one, NoticeGiven)]) == 5


def test_somebody_who_acts_first_is_not_overruled_by_the_clock(firm: Firm) -> None:
    """The manager decides at the last moment, while the clock is about to escalate: the decision stands, and what
    else is due is recorded.
    """
    deduction = months.published(firm)
    first, *others = sorted((months.object_to(firm, deduction), *object_also(firm)))
    firm.on(2026, 11, 12)
    firm.do("H1", CloseAppeals(firm.cycle()))
    decide = months.uphold(deduction, first)
    commands = firm.commands_overtaken(lambda: firm.do("M1", decide), "append")
    assert tick(commands, firm.ledger, firm.agenda, firm.organization, firm.at) == 2
    assert firm.load(Appeal, first).outcome == "upheld"
    assert [one.originator_id for one in firm.events(AppealEscalated)] == others
    assert Decimal(firm.score("D1")) == 100
