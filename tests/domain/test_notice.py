"""What a person was told, and when: the day that appeal windows are counted from."""

from datetime import date

from domain.notice import Notice, NoticeDelivered, NoticeGiven, NoticeRead, notice_id
from tests.domain.story import SOMEBODY, Fact, fact, given, id_of, then

PERSON, CARD, COMMAND = id_of("employee"), id_of("card"), id_of("command")
ID = notice_id(PERSON, "score-published", CARD, COMMAND)
GIVEN = fact(
    NoticeGiven,
    person=PERSON,
    kind="score-published",
    subject_kind="scorecard",
    subject=CARD,
    given_on=date(2026, 11, 4),
    deadline=date(2026, 11, 11),
    calendar="cn-1",
)


def notice(*facts: Fact) -> Notice:
    return given(Notice, ID, GIVEN, *facts)


def test_a_notice_says_what_it_is_about_and_until_when() -> None:
    """The deadline is stored with its calendar: nobody can count it differently afterwards."""
    told = Notice.give(
        PERSON,
        kind="score-published",
        subject_kind="scorecard",
        subject=CARD,
        cause=COMMAND,
        given_on=date(2026, 11, 4),
        deadline=date(2026, 11, 11),
        calendar="cn-1",
        **SOMEBODY,
    )
    assert told.id == ID
    assert then(told) == [GIVEN]


def test_it_is_read_once() -> None:
    """The first reading is the fact; opening an inbox again records nothing."""
    told = notice()
    told.mark_read(**SOMEBODY)
    told.mark_read(**SOMEBODY)
    assert then(told) == [fact(NoticeRead)]
    again = notice(fact(NoticeRead))
    again.mark_read(**SOMEBODY)
    assert then(again) == []


def test_delivery_by_another_channel_is_not_reading() -> None:
    """An e-mail that went out says nothing about whether it was seen."""
    assert notice(fact(NoticeDelivered, channel="email")).read is False


def test_it_went_out_once_by_each_channel() -> None:
    """Sent twice because a process died in between, it is one fact."""
    told = notice(fact(NoticeDelivered, channel="email"))
    told.mark_delivered("email", **SOMEBODY)
    told.mark_delivered("webhook/1", **SOMEBODY)
    told.mark_delivered("webhook/1", **SOMEBODY)
    assert then(told) == [fact(NoticeDelivered, channel="webhook/1")]


def test_two_commands_give_two_notices_and_one_command_one() -> None:
    """A retry must not tell somebody twice; a second amendment must tell them again."""
    ids = {notice_id(PERSON, "score-published", CARD, id_of(command)) for command in ("command", "command", "later")}
    assert len(ids) == 2
