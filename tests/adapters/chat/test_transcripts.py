"""Transcripts from CSV: message by message, or every reason why not."""

import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from adapters.chat import TranscriptFiles, transcript_rows
from adapters.chat.times import local_time
from domain.chat.messages import Message, Role
from domain.errors import InvalidDocument

SHANGHAI = ZoneInfo("Asia/Shanghai")
HEADER = "会话,时间,角色,发言人,内容"
GOOD = f"{HEADER}\nc1,2026-10-12 10:00:00,顾客,tb1,在吗\nc1,2026-10-12 10:00:05,客服,小美,您好"


def read(content: bytes | str) -> list[Message]:
    """All messages of a file."""
    source = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return list(TranscriptFiles().messages(source, SHANGHAI))


def faults(content: bytes | str) -> list[tuple[str, str]]:
    """Place and code of everything that is wrong with a file."""
    with pytest.raises(InvalidDocument) as caught:
        read(content)
    return [(fault.pointer, fault.code) for fault in caught.value.faults]


def moment(text: str) -> datetime:
    """A local time."""
    return datetime.fromisoformat(text)


def test_lines_are_counted_from_one_after_the_header() -> None:
    """What the contract and every quote go by."""
    assert read(GOOD) == [
        Message(1, "c1", moment("2026-10-12 10:00:00"), Role.CUSTOMER, "tb1", "在吗"),
        Message(2, "c1", moment("2026-10-12 10:00:05"), Role.STAFF, "小美", "您好"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode("gb18030"),
        GOOD.encode("utf-8-sig"),
        GOOD.encode("utf-16"),
        GOOD.replace(",", "\t").encode(),
        GOOD.replace(",", ";").encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace(HEADER, "Chat, TIME ,role,speaker,text")
        .replace("客服", "Staff")
        .replace("顾客", "customer")
        .encode(),
    ],
)
def test_the_same_chats_are_read_alike_however_they_are_spelled(content: bytes) -> None:
    """Encodings, delimiters, line ends and the language of the columns."""
    assert read(content) == read(GOOD)


def test_columns_may_stand_in_any_order_beside_others() -> None:
    """Chat tools export more than is asked for."""
    content = "内容,备注,发言人,角色,时间,会话\n您好,x,小美,客服,2026-10-12 10:00:05,c1"
    assert read(content) == [Message(1, "c1", moment("2026-10-12 10:00:05"), Role.STAFF, "小美", "您好")]


def test_a_text_may_hold_commas_quotes_and_line_breaks() -> None:
    """And a blank row is none, but counts as a line."""
    rows = f'{HEADER}\n\nc1,2026-10-12 10:00:00,客服,小美,"您好,\n""亲"""\n'
    assert read(rows) == [Message(2, "c1", moment("2026-10-12 10:00:00"), Role.STAFF, "小美", '您好,\n"亲"')]


@pytest.mark.parametrize(
    ("text", "at", "exact"),
    [
        ("2026/10/1 9:00:05", "2026-10-01 09:00:05", True),
        ("2026年10月1日 9:00:05", "2026-10-01 09:00:05", True),
        ("２０２６-10-01 09:00:05", "2026-10-01 09:00:05", True),
        ("2026-10-01T01:00:05Z", "2026-10-01 09:00:05", True),
        ("2026-10-01T10:00:05.250+09:00", "2026-10-01 09:00:05.250", True),
        ("2026-10-01 09:00", "2026-10-01 09:00:00", False),
        ("09:00:05", "1900-01-01 09:00:05", True),
    ],
)
def test_times_are_read_as_tools_write_them(text: str, at: str, exact: bool) -> None:
    """Local, whatever zone they are written in."""
    assert local_time(text, SHANGHAI) == (moment(at), exact)


@pytest.mark.parametrize("text", ["", "昨天", "2026-13-01 09:00:05", "25:00:00", "2026-10-01", "20261001", "1e9"])
def test_what_is_no_time_is_not_guessed(text: str) -> None:
    """A wrong time would be a wrong deduction."""
    assert local_time(text, SHANGHAI) is None


def test_every_bad_row_is_named() -> None:
    """All at once, by line and column as the file calls it."""
    content = (
        f"{HEADER}\nc1,昨天,机器人,x,a\n,2026-10-12 10:00:00,客服,,b\nc1,2026-10-12 10:00:00,顾客,t,c,stray\n"
        "c2,2026-10-12 10:00:09,顾客,t,a\nc2,2026-10-12 10:00:05,客服,s,b\nc3,2026-10-12 10:00:05,客服,s"
    )
    assert faults(content) == [
        ("/lines/1/时间", "time-unreadable"),
        ("/lines/1/角色", "chat-role-unknown"),
        ("/lines/2/会话", "chat-missing"),
        ("/lines/2/发言人", "speaker-missing"),
        ("/lines/3", "row-too-long"),
        ("/lines/5/时间", "time-backwards"),
        ("/lines/6", "row-too-short"),
    ]


def test_faults_before_a_broken_row_are_named_with_it() -> None:
    """A quote that never closes hides nothing that came before."""
    assert faults(f'{HEADER}\nc1,昨天,客服,s,a\nc1,2026-10-12 10:00:00,客服,s,"b') == [
        ("/lines/1/时间", "time-unreadable"),
        ("/lines/2", "csv-broken"),
    ]


def test_a_fault_shows_no_customers_data() -> None:
    """In a row that a comma shifted, any cell may hold what a customer wrote; messages go to screens and logs."""
    rows = (
        "c1,2026-10-12 10:00:00,顾客,t,我的电话,13812345678",
        "13812345678,收件人王小明,13812345678,客服,x",
        "c1,2026-10-12 10:00:00,收件人王小明,s,x",
    )
    with pytest.raises(InvalidDocument) as caught:
        read("\n".join((HEADER, *rows)))
    told = "".join(fault.detail for fault in caught.value.faults)
    assert len(caught.value.faults) == 4
    assert "〔姓名〕" in told
    assert "〔电话〕" in told
    assert not [secret for secret in ("王小明", "13812345678") if secret in told]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", [("", "file-empty")]),
        (b"\n \n", [("", "file-empty")]),
        (HEADER.encode(), [("", "file-empty")]),
        (
            "会话,时间,时间".encode(),
            [
                ("/columns/时间", "column-twice"),
                ("/columns/角色", "column-missing"),
                ("/columns/发言人", "column-missing"),
                ("/columns/内容", "column-missing"),
            ],
        ),
        (b"\xff\xff\xff", [("", "not-text")]),
        (f"{HEADER}\nc1,2026-10-12 10:00:00,客服,s,a\0b".encode(), [("/lines/1/内容", "nul-character")]),
        (f"{HEADER}\n{'c' * 201},2026-10-12 10:00:00,客服,s,a".encode(), [("/lines/1/会话", "name-malformed")]),
    ],
)
def test_a_file_that_is_none_is_refused_and_says_why(content: bytes, expected: list[tuple[str, str]]) -> None:
    """Nothing crashes, nothing is guessed."""
    assert faults(content) == expected


@pytest.mark.parametrize(
    ("content", "zh", "en"),
    [
        (f"{GOOD}\n".encode() + "c1,2026-10-12 10:00:09,客服,小美,再见".encode("gbk"), "从文本第 4 行起", "from row 4"),
        (b"PK\x03\x04\xff\xff", "Excel 工作簿", "an Excel workbook"),
        (f"{HEADER}\nc1,2026-10-12 10:00:00,客服,s,{'好' * 200_000}".encode(), "超过 131072", "more than 131072"),
        (f'{HEADER}\nc1,2026-10-12 10:00:00,客服,s,"好\n'.encode(), "第 1 行有引号没有闭合", "never closes"),
        (b"c1,13812345678,x", "缺少“会话”列", "no column"),
    ],
)
def test_a_refusal_says_where_and_what_to_do_in_both_languages(content: bytes, zh: str, en: str) -> None:
    """A shop's person reads it, not a programmer; a file without a header shows no customer's number."""
    with pytest.raises(InvalidDocument) as caught:
        read(content)
    detail = caught.value.faults[0].detail
    assert zh in detail.split(" / ")[0]
    assert en in detail.split(" / ")[-1]
    assert "13812345678" not in detail


def test_past_the_most_the_rest_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of another kind must not fill the memory with faults."""
    monkeypatch.setattr(transcript_rows, "MOST_FAULTS", 2)
    found = faults("\n".join([HEADER, *["c,x,客服,s,a"] * 5]))
    assert found == [("/lines/1/时间", "time-unreadable"), ("/lines/2/时间", "time-unreadable"), ("", "more-faults")]


def test_progress_comes_to_the_end() -> None:
    """Bytes read of bytes there are."""
    told: list[tuple[int, int]] = []
    content = "\n".join([HEADER, *(f"c{n},2026-10-12 10:00:00,顾客,t,在吗" for n in range(5000))]).encode()
    list(TranscriptFiles().messages(io.BytesIO(content), SHANGHAI, lambda done, of: told.append((done, of))))
    assert told[-1] == (len(content), len(content))
    assert len(told) == 3
