"""A chat as a whole: greeting, leave-taking, and how long the customer waited."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.chat.conversations import Conversation, Lens
from domain.chat.proposals import Proposal, in_order, limited
from tests.domain.chat.texts import BEGAN, about_the_chat, asks, built_in, proposed, says, segmenter

GREETS, PARTS = "您好，欢迎光临", "感谢您的光临，再见"


def test_a_chat_that_greets_and_takes_leave_in_time_has_nothing_to_propose() -> None:
    """The clean case."""
    assert proposed(asks(0), says(15, GREETS), asks(30), says(40, "有货"), asks(50), says(60, PARTS)) == []


def test_a_missing_opening_quotes_the_first_staff_line() -> None:
    """A later greeting is too late once the customer has spoken again."""
    assert about_the_chat(asks(0), says(5, "有货"), asks(30), says(40, GREETS), says(60, PARTS)) == [("opening", 5)]


def test_a_greeting_in_the_second_line_of_the_first_turn_is_in_time() -> None:
    """稍等, then 您好: the customer has not spoken meanwhile."""
    assert about_the_chat(asks(0), says(5, "稍等"), says(8, GREETS), asks(30), says(60, PARTS)) == []


def test_a_missing_closing_quotes_the_last_staff_line() -> None:
    """Leave taken too early does not count: three lines are the last ones."""
    chat = (asks(0), says(5, GREETS), says(6, PARTS), says(7, "一"), says(8, "二"), says(9, "三"))
    assert about_the_chat(*chat) == [("closing", 9)]
    assert about_the_chat(*chat[:-1]) == []


def test_sixteen_seconds_are_too_slow_and_fifteen_are_not() -> None:
    """D05: response within 15 seconds; the line is the one that came late."""
    assert about_the_chat(asks(0), says(16, GREETS), says(60, PARTS)) == [("slow-response", 16)]
    assert about_the_chat(asks(0), says(15, GREETS), says(60, PARTS)) == []


def test_only_the_first_answer_is_measured_against_the_limit() -> None:
    """The mean of all answers is a figure, not an error."""
    assert about_the_chat(asks(0), says(5, GREETS), asks(10), says(600, PARTS)) == []


def test_the_wait_begins_with_the_first_message_that_nobody_answered() -> None:
    """A customer who asks twice waits since the first time."""
    assert about_the_chat(asks(0), asks(14), says(20, GREETS), says(60, PARTS)) == [("slow-response", 20)]


def test_a_greeting_before_the_customer_speaks_answers_nothing() -> None:
    """A welcome sent on opening the window is no response."""
    assert about_the_chat(says(0, GREETS), asks(10), says(30, PARTS)) == [("slow-response", 30)]


def test_times_without_seconds_are_late_only_for_sure() -> None:
    """09:00 to 09:01 may be one second."""
    early, late = asks(0, exact=False), says(60, GREETS, exact=False)
    assert about_the_chat(early, late, says(120, PARTS)) == []
    assert about_the_chat(early, says(120, GREETS, exact=False), says(180, PARTS)) == [("slow-response", 120)]


@pytest.mark.parametrize(
    ("last", "parts"),
    [
        ("有什么不明白的，敲我就行", True),
        ("祝生意兴隆", True),
        ("您早点休息", True),
        ("收到货给个好评哈，谢谢亲", True),
        ("有缘再聚", True),
        ("有任何问题找快递公司", False),
        ("联系我们也改不了", False),
        ("谢谢您先把地址发来", False),
        ("谢谢，但是这个不能退", False),
        ("随时变价，抓紧", False),
        ("晚安枕头卖完了", False),
    ],
)
def test_leave_is_taken_in_many_wordings_but_not_by_a_word_alone(last: str, parts: bool) -> None:
    """A list of phrases called more leave-takings missing than were."""
    assert (about_the_chat(asks(0), says(5, GREETS), asks(30), says(40, last)) == []) is parts


@pytest.mark.parametrize(
    "greeting",
    [
        "您好，欢迎光临",
        "您好，很高兴为您服务",
        "您好，请问有什么问题需要咨询",
        "您好，请问有什么可以帮您",
        "感恩节快到了，您好",
    ],
)
def test_a_greeting_takes_no_leave(greeting: str) -> None:
    """In a short chat it is one of the last three lines, and would excuse a missing leave-taking."""
    assert about_the_chat(asks(0), says(5, greeting), asks(30), says(40, "有货")) == [("closing", 40)]


def test_a_chat_in_which_no_customer_speaks_misses_nothing() -> None:
    """A reminder to pay is no conversation."""
    assert about_the_chat(says(0, "请付款"), says(5, "谢谢")) == []


def test_customers_are_never_judged() -> None:
    """Whatever they say."""
    assert proposed(asks(0, "喂，你们不知道吗"), says(5, GREETS), asks(9, "哦你好"), says(10, PARTS)) == []


def test_a_rule_that_is_off_proposes_nothing_and_is_still_measured() -> None:
    """Opening phrases are a figure, too."""
    off = replace(built_in(), rules=tuple(replace(rule, on=False) for rule in built_in().rules))
    chat = (asks(0), says(99, "你好哦，不知道"), says(100, "完"))
    assert proposed(*chat, rules=off) == []
    conversation, lens = Conversation("c1", 1, BEGAN), Lens(off, segmenter())
    for message in chat:
        list(conversation.take(message, lens))
    assert (conversation.opened, conversation.answered, conversation.owner) == (True, True, "小美")


def test_who_answered_and_how_fast() -> None:
    """The first answer and later ones; nobody waits for a second staff line."""
    conversation, lens = Conversation("c1", 1, BEGAN), Lens(built_in(), segmenter())
    told = []
    for message in (asks(0), says(5, GREETS), says(9, "在的"), asks(10), says(40, PARTS)):
        told.append(conversation.response_to(message))
        list(conversation.take(message, lens))
    assert told == [None, (timedelta(seconds=5), True), None, None, (timedelta(seconds=30), False)]


def test_the_same_line_has_the_same_key_wherever_it_stands() -> None:
    """Another line number, another chat before it, the chat's beginning in another export: the deduction's id must not
    move. What else was said, when or by whom is another line.
    """
    chat = (asks(0), says(5, "你好"), says(60, PARTS))
    moved = tuple(replace(message, line=message.line + 100) for message in chat)
    assert [held.key for held in proposed(*chat)] == [held.key for held in proposed(*moved)]
    cut = (asks(0, "在不在"), *chat[1:])
    assert [held.key for held in proposed(*chat)] == [held.key for held in proposed(*cut)]
    keys = {
        held.key
        for line in (says(5, "你好"), says(5, "你好啦"), says(6, "你好"), says(5, "你好", speaker="小丽"))
        for held in proposed(asks(0), line, says(60, PARTS))
    }
    assert len(keys) == 4


def _proposal(line: int, severity: str, sureness: int, speaker: str = "S1", rule: str = "r") -> Proposal:
    return Proposal(line, "c", 1, rule, severity, sureness, "", speaker, str(line))


def test_the_gravest_and_surest_come_first() -> None:
    """Fatal before non-fatal, then by sureness, then as the file has them."""
    given = [
        _proposal(1, "non-fatal", 99),
        _proposal(3, "fatal", 80),
        _proposal(2, "fatal", 80),
        _proposal(4, "fatal", 95),
    ]
    assert [held.line for held in in_order(given)] == [4, 2, 3, 1]


@given(
    st.lists(st.tuples(st.integers(1, 99), st.sampled_from(["S1", "S2"])), unique_by=lambda one: one[0]),
    st.integers(1, 5),
)
def test_no_person_has_more_of_a_rule_than_the_most(lines: list[tuple[int, str]], most: int) -> None:
    """And what is beyond is counted, none lost, whatever order they come in."""
    proposals = [_proposal(line, "fatal", 90, speaker) for line, speaker in lines]
    kept, beyond = limited(proposals, most)
    assert len(kept) + beyond["r"] == len(proposals)
    for speaker in ("S1", "S2"):
        mine = sorted(line for line, who in lines if who == speaker)
        assert sorted(held.line for held in kept if held.speaker == speaker) == mine[:most]
