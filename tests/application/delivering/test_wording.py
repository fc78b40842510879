"""What leaves the house: what happened, until when, where to look; never a name, a figure or a reason."""

import ast
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from application.cycles.consequences import TOLD
from application.delivering import schedule
from application.delivering.cloud_events import event_of
from application.delivering.sending import Told
from application.delivering.wording import HAPPENED, PLACES, UNTIL, subject_line, text_of, words_of
from tests.architecture.rules import ROOT

ORGANIZATION, NOTICE, PERSON, SUBJECT = (UUID(int=number) for number in range(1, 5))


def told(
    kind: str = "score-published", subject_kind: str = "scorecard", until: date | None = date(2026, 11, 11)
) -> Told:
    at = datetime(2026, 11, 4, 1, 0, tzinfo=UTC)
    return Told(ORGANIZATION, NOTICE, 812, PERSON, kind, subject_kind, SUBJECT, date(2026, 11, 4), at, until)


def given() -> Iterator[tuple[str, str]]:
    """Kind and subject's kind of every notice that the application gives; `*` for what a decision fills in."""
    for file in sorted((ROOT / "application").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "notify":
                _, _, kind, subject_kind = node.args[:4]
                assert isinstance(subject_kind, ast.Constant)
                for word in words(kind):
                    yield word, str(subject_kind.value)


def words(kind: ast.expr) -> Iterator[str]:
    if isinstance(kind, ast.Constant):
        yield str(kind.value)
    elif isinstance(kind, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in kind.values)
    else:
        yield from TOLD.values()


def test_every_notice_has_words_of_its_own() -> None:
    """A kind that was forgotten would only say that there is a notice."""
    found = set(given())
    assert len(found) > 12
    for kind, subject_kind in found:
        assert subject_kind in PLACES, subject_kind
        pattern = re.compile(kind.replace("*", "[a-z-]+"))
        assert [known for known in HAPPENED if pattern.fullmatch(known)], kind


def test_no_words_are_left_over() -> None:
    """Nor may a sentence outlive its notice."""
    patterns = [re.compile(kind.replace("*", "[a-z-]+")) for kind, _ in given()]
    for kind in (*HAPPENED, *UNTIL):
        assert any(pattern.fullmatch(kind) for pattern in patterns), kind


def test_a_letter_says_what_happened_until_when_and_where_to_look() -> None:
    """In both languages, Chinese first."""
    assert subject_line(told()) == "【绩效】你的绩效结果已公布 / Your result has been published"
    assert text_of(told(), "https://jixiao.example/") == (
        "你的绩效结果已公布。\n"
        "如有异议，请在 2026 年 11 月 11 日 结束前申诉。\n"
        "详情请登录绩效系统，在「通知」中查看，或在「评分卡」中查看。\n"
        "https://jixiao.example/\n"
        "本邮件由系统自动发出，不含分数、金额和理由，请勿回复。\n"
        "\n"
        "Your result has been published.\n"
        "To object, appeal before the end of 2026-11-11.\n"
        "Sign in and look under notices or under scorecards.\n"
        "https://jixiao.example/\n"
        "A program sent this; it holds no scores, amounts or reasons. Please do not answer it.\n"
    )


def test_the_inbox_says_what_the_letter_says() -> None:
    """One source of words: a client shows them and keeps no list of its own."""
    letter = text_of(told(), "")
    said = words_of("score-published", date(2026, 11, 11))
    assert said["zh"] == "你的绩效结果已公布。如有异议，请在 2026 年 11 月 11 日 结束前申诉。"
    assert said["en"] == "Your result has been published. To object, appeal before the end of 2026-11-11."
    assert [sentence in letter for sentence in (said["zh"].partition("。")[0], said["en"].partition(". ")[2])] == [
        True
    ] * 2
    assert words_of("payslip-paid", None)["en"] == "You were paid; your payslip can be seen."


@pytest.mark.parametrize("kind", [*HAPPENED, "something-new"])
@pytest.mark.parametrize("until", [None, date(2026, 11, 11)])
def test_every_letter_can_be_written(kind: str, until: date | None) -> None:
    """On one subject line, without a gap that was not filled; a deadline is named where there is one."""
    line, text = subject_line(told(kind)), text_of(told(kind, "something", until), "")
    assert len(line.splitlines()) == 1
    assert not re.search(r"[{}]|None", line + text)
    assert ("2026-11-11" in text) == (until is not None)
    assert "http" not in text


def test_a_webhook_is_told_ids_kinds_days_and_a_position() -> None:
    """CloudEvents 1.0 in structured JSON, and nothing else in it."""
    assert json.loads(event_of(told())) == {
        "specversion": "1.0",
        "id": str(NOTICE),
        "source": f"urn:jixiao:organization:{ORGANIZATION}",
        "type": "jixiao.notice.score-published.v1",
        "subject": f"scorecard/{SUBJECT}",
        "time": "2026-11-04T01:00:00Z",
        "datacontenttype": "application/json",
        "data": {
            "notice": str(NOTICE),
            "person": str(PERSON),
            "kind": "score-published",
            "subject_kind": "scorecard",
            "subject": str(SUBJECT),
            "given_on": "2026-11-04",
            "deadline": "2026-11-11",
            "position": 812,
        },
    }
    assert json.loads(event_of(told(until=None)))["data"]["deadline"] is None


def test_pauses_grow_to_a_day_and_end() -> None:
    """The same for everything, without dice: what happens next can be said beforehand."""
    pauses = [schedule.pause_after(attempts) for attempts in range(1, schedule.ATTEMPTS + 2)]
    known = [pause for pause in pauses if pause is not None]
    assert pauses[-2:] == [None, None]
    assert len(known) == schedule.ATTEMPTS - 1
    assert known == sorted(known)
    assert known[0] == timedelta(minutes=1)
    assert max(known) == schedule.LONGEST
    assert timedelta(days=2) < sum(known, timedelta()) < schedule.LATE
