"""A transcript in a live cycle: proposals on the right cards, once, and nothing of the customers in the ledger."""

import io
import json
from collections.abc import Callable
from uuid import UUID

import pytest

from application.chat.dry_runs import dry_read
from application.chat.importing import ImportTranscript
from application.chat.speakers import read_nicknames
from domain.calendar import SHANGHAI, zone
from domain.chat.events import TranscriptImported, TranscriptRead
from domain.errors import Forbidden, Invalid, InvalidDocument, WrongState
from domain.scorecard import Scorecard
from domain.scorecard.events import DeductionProposed
from domain.scoring.documents import json_data
from tests.application.chat.desk import (
    NICKNAMES,
    asks,
    chat,
    codes,
    csv,
    deductions,
    desk,
    equipped,
    importing,
    opened,
    transcript,
)
from tests.application.handlers.firm import Firm


@pytest.fixture
def month(firm: Firm) -> Firm:
    """October, open, on each database."""
    opened(equipped(firm))
    return firm


@pytest.fixture
def sqlite_month(sqlite_firm: Firm) -> Firm:
    """The same on SQLite."""
    opened(equipped(sqlite_firm))
    return sqlite_firm


TWO = [*chat("a", "小美", "你好", "好的哦"), *chat("b", "旗舰店:小丽", "不知道")]


def test_proposals_stand_on_the_card_of_whoever_wrote_the_line(month: Firm) -> None:
    """By nickname or sub-account; they wait for a person and take nothing."""
    importing(month, csv(*TWO))
    assert codes(month, "S1") == ["addressing", "forbidden-word"]
    assert codes(month, "S2") == ["forbidden-sentence"]
    assert codes(month, "L1") == []
    card = month.load(Scorecard, month.card("S1"))
    assert {held["severity"] for held in card.deductions.values()} == {"fatal"}
    page = asks(month, "L1").chat_proposals(month.cycle())
    told = [(held["rule"], held["line"], held["status"]) for held in page.items]
    assert told == [
        ("forbidden-word", 5, "proposed"),
        ("addressing", 4, "proposed"),
        ("forbidden-sentence", 10, "proposed"),
    ]
    assert "「你好」" in page.items[1]["reason"]
    assert "十月.csv" in page.items[1]["reason"]


def test_whom_a_files_name_is_about_is_not_kept(month: Firm) -> None:
    """Neither in the transcript nor in the reasons of what is proposed."""
    name = "张三 13812345678 聊天记录.csv"
    answer = month.do("H1", ImportTranscript(month.cycle(), csv(*TWO), name, NICKNAMES))
    assert transcript(month, answer).file_name == "〔略〕聊天记录.csv"
    assert "〔略〕聊天记录.csv，第" in asks(month, "L1").chat_proposals(month.cycle()).items[0]["reason"]
    assert all("13812345678" not in event.state for event in month.ledger.read())


def test_the_same_transcript_twice_proposes_nothing_twice(month: Firm) -> None:
    """Nor in another encoding, with other line ends or columns in another order; no event at all."""
    first = importing(month, csv(*TWO))
    head = month.ledger.head()
    again = importing(month, csv(*TWO))
    other = importing(month, csv(*TWO).decode().replace("\n", "\r\n").encode("gb18030"))
    assert (again.subject, other.subject, month.ledger.head()) == (first.subject, first.subject, head)


def test_chats_that_stand_in_two_files_are_proposed_once(sqlite_month: Firm) -> None:
    """A week's export and the month's: what is decided stays decided."""
    importing(sqlite_month, csv(*TWO))
    importing(sqlite_month, csv(*chat("c", "小美", "哎呀"), *TWO))
    assert codes(sqlite_month, "S1") == ["addressing", "forbidden-word", "forbidden-word"]
    assert len(sqlite_month.events(DeductionProposed)) == 4


def test_rows_in_another_order_are_the_same_transcript(sqlite_month: Firm) -> None:
    """One tool sorts by chat, another by time."""
    one, other = chat("a", "小美", "你好"), chat("b", "小美", "好的哦")
    first = importing(sqlite_month, csv(*one, *other))
    head = sqlite_month.ledger.head()
    again = importing(sqlite_month, csv(*(row for pair in zip(one, other, strict=True) for row in reversed(pair))))
    assert (again.subject, sqlite_month.ledger.head()) == (first.subject, head)


@pytest.mark.parametrize(
    "second",
    [
        lambda rows: rows[2:],
        lambda rows: [row for row in rows for _ in range(2)],
        lambda rows: [*rows[:3], rows[4], rows[3], *rows[5:]],
    ],
    ids=["cut off at its beginning", "each row twice", "two of one second the other way round"],
)
def test_a_line_is_proposed_once_in_whatever_chat_it_stands_again(
    sqlite_month: Firm, second: Callable[[list[str]], list[str]]
) -> None:
    """Exports overlap, repeat rows, and sort what was sent in one second as they please."""
    rows = chat("a", "小美", "您好，在的", "好的哦")
    rows[4] = rows[4].replace(":21,", ":20,")
    importing(sqlite_month, csv(*rows))
    importing(sqlite_month, csv(*second(rows)))
    assert codes(sqlite_month, "S1") == ["forbidden-word"]


def test_what_was_rejected_is_not_proposed_again(sqlite_month: Firm) -> None:
    """A reviewer decides once."""
    from application.scorecards import RejectDeduction

    importing(sqlite_month, csv(*TWO))
    (deduction,) = [id for id, held in deductions(sqlite_month, "S2").items() if held["status"] == "proposed"]
    sqlite_month.do("L1", RejectDeduction(sqlite_month.card("S2"), UUID(deduction), "引用"))
    importing(sqlite_month, csv(*TWO, *chat("d", "小美", "您好")))
    assert codes(sqlite_month, "S2", "rejected") == ["forbidden-sentence"]
    assert codes(sqlite_month, "S2") == []


def test_nothing_of_a_customer_reaches_the_ledger(month: Firm) -> None:
    """Names, phones, addresses, orders: masked in the copy; the file itself lies encrypted under its hash."""
    lines = chat(
        "a", "小美", "tb_a你好，13812345678对吗", asks="我是tb_a，寄到杭州市西湖区文三路90号，订单号12345678901234"
    )
    content = csv(*lines)
    answer = importing(month, content)
    states = json.dumps([recorded.state for recorded in month.ledger.read()], ensure_ascii=False)
    for secret in ("tb_a", "13812345678", "文三路", "12345678901234", "小美", "〔电话〕对吗"):
        assert secret not in states
    kept = transcript(month, answer)
    assert month.evidence.read(kept.evidence.sha256) == content
    masked = (month.evidence.read(kept.masked.sha256) or b"").decode()
    for secret in ("tb_a", "13812345678", "文三路", "12345678901234"):
        assert secret not in masked
    assert "〔地址〕" in masked
    (proposal,) = asks(month, "L1").chat_proposals(month.cycle()).items
    assert "「〔姓名〕你好，〔电话〕对吗」" in proposal["reason"]


def test_a_name_that_the_customer_told_is_masked_in_the_staffs_lines(sqlite_month: Firm) -> None:
    """With no cue beside it, before it was told and after; the staff's line is what the card quotes."""
    rows = chat("a", "小美", "你好，王小明的包裹到了", asks="在吗")
    rows.insert(4, "a,2026-10-12 10:00:30,顾客,tb_a,收件人王小明 13812345678")
    rows.insert(5, "a,2026-10-12 10:00:40,客服,小美,王小明，一三八一二三四五六七八，你看对吗")
    answer = importing(sqlite_month, csv(*rows))
    reasons = [held["reason"] for held in asks(sqlite_month, "L1").chat_proposals(sqlite_month.cycle()).items]
    assert [reason.split("\n")[0] for reason in reasons] == [
        "「你好，〔姓名〕的包裹到了」",
        "「〔姓名〕，〔电话〕，你看对吗」",
    ]
    masked = (sqlite_month.evidence.read(transcript(sqlite_month, answer).masked.sha256) or b"").decode()
    assert "〔姓名〕，〔电话〕，你看对吗" in masked
    assert "13812345678" not in masked


def test_a_card_quotes_only_the_staffs_own_line(sqlite_month: Firm) -> None:
    """Whoever may read a deduction may not read the chat behind it."""
    answer = importing(sqlite_month, csv(*chat("a", "小美", "你好", asks="客户的秘密")))
    (proposal,) = asks(sqlite_month, "S1").chat_proposals(sqlite_month.cycle()).items
    assert "客户的秘密" not in json.dumps(proposal, ensure_ascii=False)
    kept = transcript(sqlite_month, answer)
    for number, allowed in {"S1": (), "L1": (kept.masked,), "H1": (kept.masked, kept.evidence)}.items():
        for file in (kept.masked, kept.evidence):
            assert _reads(sqlite_month, number, file.sha256) is (file in allowed)


def _reads(firm: Firm, number: str, sha256: str) -> bool:
    from domain.errors import NotFound

    try:
        asks(firm, number).evidence(sha256)
    except NotFound:
        return False
    return True


def test_a_robot_is_as_if_it_were_not_there(sqlite_month: Firm) -> None:
    """Its greeting opens nothing, its answer answers nothing, its words are nobody's."""
    robot = "a,2026-10-12 10:00:01,客服,机器人,您好，你好"
    first, *rest = chat("a", "小美")
    late = [row.replace("10:00:05,客服,小美,您好，欢迎光临", "10:00:14,客服,小美,有货") for row in rest]
    importing(sqlite_month, csv(first, robot, *late))
    assert codes(sqlite_month, "S1") == ["opening"]


def test_of_many_names_none_is_shown_and_a_dry_run_quotes_alike(sqlite_month: Firm) -> None:
    """However many names a chat has told, in capitals or not, the next one is masked too."""
    names = [
        f"{first}{second}"
        for first in "赵钱孙李周吴郑王"
        for second in ("晓东", "晓西", "晓南", "晓北", "晓中", "晓前", "晓后", "晓左")
    ]
    told = [f"a,2026-10-12 10:00:15,顾客,tb_a,收件人：{name}" for name in names]
    rows = chat("a", "小美", "王晓左的和tb_A的发了哦")
    content = csv(*rows[:3], *told, *rows[3:])
    importing(sqlite_month, content)
    (proposal,) = asks(sqlite_month, "L1").chat_proposals(sqlite_month.cycle()).items
    messages = desk().reader.messages(io.BytesIO(content), zone(SHANGHAI))
    rules = desk().shelf.rules("chat-quality")
    assert rules is not None
    (tried,) = dry_read(rules, messages, desk())
    assert tried["quote"] == "〔姓名〕的和〔姓名〕的发了哦"
    assert f"「{tried['quote']}」" in proposal["reason"]


def test_every_unknown_speaker_and_foreign_chat_is_named_with_the_bad_rows(sqlite_month: Firm) -> None:
    """And nothing is imported."""
    head = sqlite_month.ledger.head()
    content = csv(*chat("a", "陌生人", "您好"), *chat("b", "小美", day="2026-11-02"), "c,昨天,客服,小美,x")
    with pytest.raises(InvalidDocument) as caught:
        importing(sqlite_month, content, staff={**NICKNAMES, "阿强": "S9"})
    assert {(fault.pointer, fault.code) for fault in caught.value.faults} == {
        ("/lines/10/时间", "time-unreadable"),
        ("/speakers/陌生人", "speaker-unknown"),
        ("/staff/阿强", "person-unknown"),
        ("/lines/6", "chat-outside-cycle"),
    }
    assert sqlite_month.ledger.head() == head


def test_nobody_is_mapped_twice() -> None:
    """Of two staff numbers for one nickname nobody would know which it was that counted."""
    with pytest.raises(InvalidDocument) as caught:
        read_nicknames(json_data('{"小美": "S1", "小美": "S2"}'))
    assert [(fault.pointer, fault.code) for fault in caught.value.faults] == [("/staff/小美", "duplicate-key")]


def test_staff_numbers_and_names_need_no_mapping(sqlite_month: Firm) -> None:
    """Where the chat tool calls people as the organization does."""
    importing(sqlite_month, csv(*chat("a", "S1", "你好"), *chat("b", "员工 S2", "你好")), staff={})
    assert codes(sqlite_month, "S1") == codes(sqlite_month, "S2") == ["addressing"]


def test_no_reading_proposes_more_than_the_most_of_a_person_and_rule(sqlite_month: Firm) -> None:
    """Fifty of a kind are enough for any month; what is beyond is counted, and stays beyond when read again."""
    rows = [row for number in range(55) for row in chat(f"c{number}", "小美", "你好")]
    importing(sqlite_month, csv(*rows))
    importing(sqlite_month, csv(*rows))
    assert len(codes(sqlite_month, "S1")) == 50
    (read,) = sqlite_month.events(TranscriptRead)
    assert (read.hits, read.beyond) == ({"addressing": 55}, {"addressing": 5})


def test_a_hit_without_a_place_in_the_scheme_is_counted(sqlite_month: Firm) -> None:
    """D1 is measured by figures: nothing can be taken for words."""
    importing(sqlite_month, csv(*chat("a", "D1", "你好")))
    assert codes(sqlite_month, "D1") == []
    (read,) = sqlite_month.events(TranscriptRead)
    assert read.unplaced == {"addressing": 1}


def test_only_who_runs_the_month_imports_and_only_while_it_is_open(sqlite_month: Firm) -> None:
    """HR and the shop's manager; facts are closed with the month."""
    for number in ("L1", "S1", "G1", "U1"):
        with sqlite_month.refuses(Forbidden, "run-cycle"):
            importing(sqlite_month, csv(*TWO), by=number)
    from application.cycles.closing import CloseFacts

    sqlite_month.do("M1", CloseFacts(sqlite_month.cycle()))
    with sqlite_month.refuses(WrongState, "cycle-phase"):
        importing(sqlite_month, csv(*TWO))


def test_rules_that_are_not_there_are_refused(sqlite_month: Firm) -> None:
    """Nothing is read by rules that nobody published."""
    with sqlite_month.refuses(Invalid, "chat-rules-unknown"):
        sqlite_month.do("H1", ImportTranscript(sqlite_month.cycle(), csv(*TWO), "x.csv", NICKNAMES, "no-such"))


def test_two_imports_at_once_propose_once(month: Firm) -> None:
    """Whoever comes second finds what the first proposed."""
    command = ImportTranscript(month.cycle(), csv(*TWO), "十月.csv", NICKNAMES)
    month.overtaken("H1", command, lambda: importing(month, csv(*TWO), by="M1"))
    assert len(month.events(DeductionProposed)) == 3
    assert len(month.events(TranscriptImported)) == 1
