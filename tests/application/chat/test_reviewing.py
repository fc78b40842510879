"""People decide about proposals, many at once; how often the program was right is counted by rule and reviewer."""

from uuid import UUID

import pytest

from application.chat.reviewing import Decided, ReviewProposals
from application.scorecards import ReverseDeduction
from domain.errors import Forbidden, Invalid, InvalidDocument, NotFound, WrongState
from domain.scorecard import Scorecard
from tests.application.chat.desk import asks, chat, codes, csv, deductions, equipped, importing, of, opened
from tests.application.handlers.firm import EVERYBODY, Firm


@pytest.fixture
def read(firm: Firm) -> Firm:
    """October with three proposals about S1 and one about S2."""
    opened(equipped(firm))
    importing(firm, csv(*chat("a", "小美", "你好", "好的哦", "不知道"), *chat("b", "旗舰店:小丽", "你好")))
    return firm


def decided(firm: Firm, number: str, code: str, reason: str = "") -> Decided:
    """A proposal about somebody."""
    (id,) = [id for id, held in deductions(firm, number).items() if held["code"] == code]
    return Decided(firm.card(number), UUID(id), reason)


def test_many_are_decided_at_once_and_only_confirmed_ones_count(read: Firm) -> None:
    """Across cards, in one command."""
    confirm = (decided(read, "S1", "addressing"), decided(read, "S2", "addressing"))
    read.do("M1", ReviewProposals(read.cycle(), confirm, (decided(read, "S1", "forbidden-word", "品牌名"),)))
    assert codes(read, "S1", "recorded") == ["addressing"]
    assert codes(read, "S1", "rejected") == ["forbidden-word"]
    assert codes(read, "S1") == ["forbidden-sentence"]
    assert codes(read, "S2", "recorded") == ["addressing"]
    assert read.load(Scorecard, read.card("S1")).deductions[str(confirm[0].deduction)]["by"] == str(read.person("M1"))


def test_one_that_cannot_be_leaves_all_as_they_were(read: Firm) -> None:
    """And each is named by its place."""
    head = read.ledger.head()
    twice = decided(read, "S1", "addressing")
    unknown = Decided(read.card("S2"), UUID(int=1))
    silent = decided(read, "S1", "forbidden-word", " ")
    with pytest.raises(InvalidDocument) as caught:
        read.do("L1", ReviewProposals(read.cycle(), (twice, twice, unknown), (silent,)))
    told = [(fault.pointer, fault.code) for fault in caught.value.faults]
    assert told == [
        ("/confirm/1", "deduction-status"),
        ("/confirm/2/deduction", "deduction-unknown"),
        ("/reject/0/reason", "reason-missing"),
    ]
    assert read.ledger.head() == head


def test_nobody_reviews_proposals_about_themself_or_elsewhere(read: Firm) -> None:
    """The lead and the shop's manager do; importing gives no right to decide."""
    mine = ReviewProposals(read.cycle(), (decided(read, "S1", "addressing"),))
    for number in ("S1", "S2", "H1", "U1"):
        with read.refuses(Forbidden, "score"):
            read.do(number, mine)
    with read.refuses(Invalid, "nothing-reviewed"):
        read.do("L1", ReviewProposals(read.cycle()))


def test_what_chats_led_to_is_what_it_was_at_any_moment(read: Firm) -> None:
    """Before the review nothing was decided, before the import nothing proposed; the transcript too is as it was."""
    before, asked = str(read.ledger.head()), asks(read, "H1")
    (transcript,) = asked.transcripts(read.cycle()).items
    then = (
        asked.chat_proposals(read.cycle()),
        asked.chat_rule_records(),
        asked.chat_reviewer_records(),
        asked.transcripts(read.cycle()),
        asked.transcript(UUID(transcript["id"])),
    )
    read.do("M1", ReviewProposals(read.cycle(), (decided(read, "S1", "addressing"),)))
    assert asked.chat_proposals(read.cycle()) != then[0]
    assert then == (
        asked.chat_proposals(read.cycle(), as_of=before),
        asked.chat_rule_records(as_of=before),
        asked.chat_reviewer_records(as_of=before),
        asked.transcripts(read.cycle(), as_of=before),
        asked.transcript(UUID(transcript["id"]), as_of=before),
    )
    assert asked.chat_proposals(read.cycle(), as_of="1").items == []
    with pytest.raises(NotFound):
        asked.transcript(UUID(transcript["id"]), as_of="1")


def test_what_was_decided_is_counted_by_rule_and_by_reviewer(read: Firm) -> None:
    """A rule that is usually wrong is seen; so is one whose hits were taken back later."""
    first = decided(read, "S1", "addressing")
    read.do("M1", ReviewProposals(read.cycle(), (first,), (decided(read, "S1", "forbidden-word", "品牌名"),)))
    read.do("L1", ReviewProposals(read.cycle(), (decided(read, "S2", "addressing"),)))
    read.do("M1", ReverseDeduction(first.card, first.deduction, "看错了"))
    counts = of(asks(read, "H1").chat_rule_records().items, "rule", "proposed", "confirmed", "rejected", "reversed")
    assert counts == [
        ("addressing", 2, 2, 0, 1),
        ("forbidden-sentence", 1, 0, 0, 0),
        ("forbidden-word", 1, 0, 1, 0),
    ]
    by_reviewer = {held["name"]: held["rules"] for held in asks(read, "H1").chat_reviewer_records().items}
    assert by_reviewer == {
        "员工 M1": [
            {"rule": "addressing", "confirmed": 1, "rejected": 0},
            {"rule": "forbidden-word", "confirmed": 0, "rejected": 1},
        ],
        "员工 L1": [{"rule": "addressing", "confirmed": 1, "rejected": 0}],
    }
    assert [held["name"] for held in asks(read, "L1").chat_reviewer_records().items] == ["员工 L1"]
    assert asks(read, "S1").chat_rule_records().items == []


def test_proposals_are_listed_by_status_rule_and_person(read: Firm) -> None:
    """The gravest and surest first, each to those who may see the person."""
    read.do("M1", ReviewProposals(read.cycle(), (decided(read, "S1", "addressing"),)))
    ask = asks(read, "L1")
    waiting = ask.chat_proposals(read.cycle(), status="proposed").items
    assert of(waiting, "rule") == [("forbidden-word",), ("addressing",), ("forbidden-sentence",)]
    assert of(ask.chat_proposals(read.cycle(), status="confirmed").items, "employee") == [(str(read.person("S1")),)]
    assert len(ask.chat_proposals(read.cycle(), rule="addressing").items) == 2
    assert of(ask.chat_proposals(read.cycle(), employee=read.person("S2")).items, "rule") == [("addressing",)]
    assert len(asks(read, "S2").chat_proposals(read.cycle()).items) == 1
    assert asks(read, "D1").chat_proposals(read.cycle()).items == []


def test_a_closed_month_is_reviewed_no_more(read: Firm) -> None:
    """What is not decided by then never counts."""
    from application.cycles.closing import CloseFacts

    mine = ReviewProposals(read.cycle(), (decided(read, "S1", "addressing"),))
    read.do("M1", CloseFacts(read.cycle()))
    with read.refuses(WrongState, "cycle-phase"):
        read.do("L1", mine)


def test_who_sees_whole_chats_and_who_only_their_own(read: Firm) -> None:
    """Whoever runs, leads or oversees the month; the person sees the lines held against them, no chat."""
    (transcript,) = asks(read, "H1").transcripts(read.cycle()).items
    whole = {number for number in EVERYBODY if asks(read, number).transcripts(read.cycle()).items}
    assert whole == {"H1", "M1", "G1", "U1", "L1"}
    for number in EVERYBODY:
        if number in whole:
            assert asks(read, number).transcript(UUID(transcript["id"]))["chats"] == 2
        else:
            with pytest.raises(NotFound):
                asks(read, number).transcript(UUID(transcript["id"]))
    seen = {number: len(asks(read, number).chat_proposals(read.cycle()).items) for number in EVERYBODY}
    assert {number: count for number, count in seen.items() if count} == {
        **dict.fromkeys(("H1", "M1", "G1", "U1", "L1"), 4),
        "S1": 3,
        "S2": 1,
    }
