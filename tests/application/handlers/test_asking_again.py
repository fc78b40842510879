"""A lost answer is asked for again: the same request is done once and answered the same, for ever."""

from decimal import Decimal
from uuid import uuid4

import pytest

from application.commanding import Request, Stale
from application.cycles.planning import OpenCycle, PlanCycle
from application.notices import ReadNotice
from application.ports import KeyReused
from application.scorecards import GiveJudgement, RecordDeduction
from domain.errors import Forbidden, Invalid, NotFound, WrongState
from domain.notice import NoticeGiven, notice_id
from domain.scorecard import Scorecard
from tests.application.handlers import months
from tests.application.handlers.firm import OCTOBER, Firm

FINGERPRINT = "f" * 64


def test_the_same_request_is_done_once_and_answered_the_same(firm: Firm) -> None:
    """Also much later, when the card has gone on: the client that lost the first answer learns what it did."""
    months.open_month(firm)
    taken = RecordDeduction(firm.card("D1"), "teamwork", Decimal(3), "", "", "没有交接")
    request = firm.request("L1", fingerprint=FINGERPRINT)
    answer = firm.commands.execute(taken, request)
    firm.do("L1", RecordDeduction(firm.card("D1"), "teamwork", Decimal(2), "", "", "又一次"))
    head = firm.ledger.head()
    assert firm.commands.execute(taken, request) == answer
    assert firm.ledger.head() == head
    assert answer.position < head
    assert len(firm.load(Scorecard, firm.card("D1")).deductions) == 2


def test_an_answer_says_what_was_made_and_where(firm: Firm) -> None:
    """The body of a response is composed from it: kind, aggregate, thing inside it, version, position."""
    months.open_month(firm)
    answer = firm.do("L1", RecordDeduction(firm.card("D1"), "teamwork", Decimal(3), "", "", "没有交接"))
    card = firm.load(Scorecard, firm.card("D1"))
    assert (answer.kind, answer.subject, [answer.item]) == ("deduction", card.id, list(card.deductions))
    assert (answer.version, answer.position) == (card.version, firm.ledger.head())


def test_a_key_stands_for_one_request(firm: Firm) -> None:
    """The same key with another body is a mistake of the client, never a second deduction."""
    months.open_month(firm)
    taken = RecordDeduction(firm.card("D1"), "teamwork", Decimal(3), "", "", "没有交接")
    request = firm.request("L1", fingerprint=FINGERPRINT)
    firm.commands.execute(taken, request)
    other = Request(request.organization, request.actor, request.command, request.at, "e" * 64)
    head = firm.ledger.head()
    with pytest.raises(KeyReused):
        firm.commands.execute(taken, other)
    assert firm.ledger.head() == head


def test_a_refused_request_may_be_asked_again_and_succeed(firm: Firm) -> None:
    """A refusal is no answer that is kept: when the reason is gone, the same request goes through."""
    request = firm.request("H1", fingerprint=FINGERPRINT)
    with firm.refuses(NotFound, "cycle-not-found"):
        firm.commands.execute(OpenCycle(firm.cycle()), request)
    months.plan(firm)
    assert firm.commands.execute(OpenCycle(firm.cycle()), request).subject == firm.cycle()


def test_without_a_key_each_request_is_its_own(firm: Firm) -> None:
    """Two deductions of the same words may be two facts; whoever means one says so by the key."""
    months.open_month(firm)
    taken = RecordDeduction(firm.card("D1"), "teamwork", Decimal(2), "", "", "没有交接")
    assert firm.do("L1", taken).item != firm.do("L1", taken).item


def test_an_old_version_is_stale(firm: Firm) -> None:
    """If-Match: whoever decides on a card that has changed since they looked, looks again first."""
    months.open_month(firm)
    judgement = GiveJudgement(firm.card("D1"), "data-report", "good", None, "好")
    seen = firm.load(Scorecard, firm.card("D1")).version
    firm.do("L1", judgement, expected_version=seen)
    with firm.refuses(Stale, "stale"):
        firm.do("L1", judgement, expected_version=seen)
    firm.do("L1", judgement, expected_version=seen + 1)


def test_a_second_thing_of_the_same_name_is_refused(firm: Firm) -> None:
    """A second cycle of a shop and month, a second person of a number: impossible by their ids."""
    months.plan(firm)
    with firm.refuses(WrongState, "already-exists"):
        firm.do("M1", PlanCycle(firm.shop, OCTOBER))
    with firm.refuses(WrongState, "already-exists"):
        firm.hire("S1", "service", "L1")


def test_events_carry_their_command_actor_and_cause(firm: Firm) -> None:
    """Every event says who did it and by which request; a chain of requests says what began it."""
    months.open_month(firm)
    before, cause, chain = firm.ledger.head(), uuid4(), uuid4()
    request = firm.request("L1", causation=cause, correlation=chain)
    firm.commands.execute(RecordDeduction(firm.card("D1"), "teamwork", Decimal(3), "", "", "没有交接"), request)
    (recorded,) = firm.ledger.read(after=before)
    assert (recorded.actor, recorded.command) == (str(firm.person("L1")), request.command)
    assert (recorded.causation, recorded.correlation) == (cause, chain)
    assert recorded.event.timestamp == request.at
    assert "没有交接" not in recorded.state


def test_a_notice_is_read_by_its_person_once(firm: Firm) -> None:
    """Somebody else's notice does not exist; a second reading records nothing and is no error."""
    months.published(firm)
    (notice,) = [one.originator_id for one in firm.events(NoticeGiven) if one.person == firm.person("S1")]
    with firm.refuses(NotFound, "notice-not-found"):
        firm.do("S2", ReadNotice(notice))
    with firm.refuses(NotFound, "notice-not-found"):
        firm.do("S1", ReadNotice(notice_id(firm.person("S1"), "none", firm.card("S1"), uuid4())))
    firm.do("S1", ReadNotice(notice))
    head = firm.ledger.head()
    assert firm.do("S1", ReadNotice(notice)).position == head == firm.ledger.head()


def test_all_of_a_command_or_nothing(firm: Firm) -> None:
    """A decision whose remedy cannot be carried out changes nothing: no verdict without its consequence."""
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    with firm.refuses(Invalid, "deduction-unknown"):
        firm.do("M1", months.uphold(uuid4(), appeal))
    with firm.refuses(Forbidden, "decide-appeal"):
        firm.do("L1", months.uphold(deduction, appeal))
    assert firm.score("D1") == "97.00"
    firm.do("M1", months.uphold(deduction, appeal))
    assert firm.score("D1") == "100.00"
