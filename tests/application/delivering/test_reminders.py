"""What ends on the next working day is said once more: once, to whom it concerns, and it changes nothing."""

from datetime import date
from uuid import UUID

import pytest

from application.appeals.deciding import DecideAppeal
from application.appeals.filing import FileCardAppeal
from application.appeals.hearing import AskAppellant
from application.clock import DEADLINE, tick
from application.cycles.publishing import CloseAppeals
from application.reminders import RemindJudge, RemindParticipants, remind
from application.scorecards import AcknowledgeCard
from domain.errors import Forbidden, WrongState
from domain.notice import NoticeGiven
from tests.application.handlers import months
from tests.application.handlers.firm import TEAM, Firm


@pytest.fixture
def firm(sqlite_firm: Firm) -> Firm:
    """No database can change these rules."""
    return sqlite_firm


def reminded(firm: Firm) -> int:
    """How many things a clock says once more now."""
    return remind(firm.commands, firm.ledger, firm.agenda, firm.organization, firm.at)


def notices(firm: Firm, kind: str) -> list[NoticeGiven]:
    return [one for one in firm.events(NoticeGiven) if one.kind == kind]


def people(firm: Firm, *numbers: str) -> set[UUID]:
    return {firm.person(number) for number in numbers}


def test_the_end_of_the_window_is_said_on_the_working_day_before(firm: Firm) -> None:
    """Published on Wednesday the 4th, it ends on the 11th: said on the 10th, once, with the deadline. Who has
    acknowledged their result is left alone.
    """
    months.published(firm)
    firm.do("S1", AcknowledgeCard(firm.card("S1")))
    assert reminded(firm.on(2026, 11, 9, hour=23)) == 0
    assert reminded(firm.on(2026, 11, 10)) == 1
    assert reminded(firm) == reminded(firm.on(2026, 11, 11)) == 0
    told = notices(firm, "appeal-window-ends")
    assert {one.person for one in told} == people(firm, *(set(TEAM) - {"S1"}))
    assert {one.deadline for one in told} == {date(2026, 11, 11)}
    assert {one.subject for one in told} == {firm.card(number) for number in TEAM if number != "S1"}
    assert {one.actor for one in told} == {DEADLINE}


def test_a_deadline_on_a_monday_is_said_on_the_friday(firm: Firm) -> None:
    """People read on working days."""
    deduction = months.published(firm)
    firm.on(2026, 11, 9)
    months.object_to(firm, deduction)  # to be decided by Monday the 16th
    assert reminded(firm.on(2026, 11, 12)) == 0
    assert reminded(firm.on(2026, 11, 13)) == 1
    assert [one.deadline for one in notices(firm, "decision-due")] == [date(2026, 11, 16)]


def test_it_is_said_on_the_last_day_where_no_clock_ticked_before(firm: Firm) -> None:
    """Late is better than never; after the deadline it is of no use."""
    months.published(firm)
    assert reminded(firm.on(2026, 11, 11)) == 1
    assert reminded(firm.on(2026, 11, 12)) == 0


def test_no_window_is_said_that_is_closed(firm: Firm) -> None:
    """Nor one that was never opened."""
    months.open_month(firm)
    assert reminded(firm.on(2026, 11, 10)) == 0


def test_whoever_is_to_decide_is_reminded(firm: Firm) -> None:
    """The handler; after escalation, the general manager with a new deadline."""
    appeal = months.object_to(firm, months.published(firm))
    reminded(firm.on(2026, 11, 10))
    tick(firm.commands, firm.ledger, firm.agenda, firm.organization, firm.on(2026, 11, 12).at)
    assert reminded(firm.on(2026, 11, 18)) == 1
    told = notices(firm, "decision-due")
    assert [(one.person, one.deadline) for one in told] == [
        (firm.person("M1"), date(2026, 11, 11)),
        (firm.person("G1"), date(2026, 11, 19)),
    ]
    assert {one.subject for one in told} == {appeal}


def test_an_appeal_that_nobody_took_up_reminds_everybody_who_could(firm: Firm) -> None:
    """The shop's manager; the person whose entry is objected to is none of them."""
    deduction = months.published(firm)
    firm.do("D1", FileCardAppeal(firm.card("D1"), "deduction", str(deduction), "不同意"))
    reminded(firm.on(2026, 11, 10))
    assert [one.person for one in notices(firm, "decision-due")] == [firm.person("M1")]


def test_a_share_that_was_asked_for_reminds_the_general_manager(firm: Firm) -> None:
    """Nobody else grants one (D04 三.3)."""
    months.published(firm)
    months.ask_share(firm, "S1", "1")
    reminded(firm.on(2026, 11, 10))
    assert [one.person for one in notices(firm, "decision-due")] == [firm.person("G1")]


def test_nobody_is_reminded_of_what_is_decided_or_waits_for_the_appellant(firm: Firm) -> None:
    """A reminder that comes for nothing is not read the next time."""
    deduction = months.published(firm)
    decided = months.object_to(firm, deduction)
    asked = firm.do("S1", FileCardAppeal(firm.card("S1"), "score", "", "不同意")).subject
    firm.do("M1", DecideAppeal(decided, "dismissed", "没有依据"))
    firm.do("M1", AskAppellant(asked, "交接给了谁？", 5))
    firm.on(2026, 11, 10)
    firm.do(DEADLINE, RemindParticipants(firm.cycle()))
    for appeal in (decided, asked):
        with firm.refuses(WrongState, "not-due"):
            firm.do(DEADLINE, RemindJudge(appeal))
    assert notices(firm, "decision-due") == []


def test_only_the_clock_reminds_and_never_too_early(firm: Firm) -> None:
    """A person who could remind could make a notice up."""
    appeal = months.object_to(firm, months.published(firm))
    for order in (RemindParticipants(firm.cycle()), RemindJudge(appeal)):
        with firm.refuses(WrongState, "not-due"):
            firm.do(DEADLINE, order)
        with firm.refuses(Forbidden, "clock-only"):
            firm.do("H1", order)
    firm.on(2026, 11, 12)
    firm.do("H1", CloseAppeals(firm.cycle()))
    with firm.refuses(WrongState, "not-due"):
        firm.do(DEADLINE, RemindParticipants(firm.cycle()))


def test_a_ledger_that_has_not_begun_reminds_nobody(firm: Firm) -> None:
    """There is no calendar to count by."""
    other = firm.elsewhere()
    assert remind(other.commands, other.ledger, other.agenda, other.organization, firm.at) == 0
