"""Rules are published like schemes; figures are offered, and taken into cards or refused."""

import json
from decimal import Decimal
from typing import Any

import pytest

from application.chat.figures import AcceptFigures, RefuseFigures
from application.chat.rules import PublishChatRules, SwitchChatRule
from application.chat.sample import sample_of
from domain.chat.documents import chat_rules_document
from domain.chat.events import TranscriptRead
from domain.errors import Forbidden, Invalid, InvalidDocument, NotFound, WrongState
from domain.scorecard import Scorecard
from domain.scorecard.events import FactsRecorded
from tests.application.chat.desk import asks, chat, codes, csv, desk, equipped, importing, opened, transcript
from tests.application.handlers.firm import Firm

TWO = [*chat("a", "小美", "你好"), *chat("b", "D1", "您好")]


@pytest.fixture
def month(sqlite_firm: Firm) -> Firm:
    """October, open."""
    opened(equipped(sqlite_firm))
    return sqlite_firm


def document(**changes: Any) -> dict[str, Any]:
    """The built-in document, changed."""
    rules = desk().shelf.rules("chat-quality")
    assert rules is not None
    return {**json.loads(chat_rules_document(rules)), **changes}


def publish(plain: dict[str, Any]) -> PublishChatRules:
    """The command to publish a document."""
    return PublishChatRules(json.dumps(plain, ensure_ascii=False))


def test_a_rule_that_is_switched_off_proposes_nothing_from_then_on(month: Firm) -> None:
    """What it proposed before stays as it was, under its version."""
    importing(month, csv(*chat("a", "小美", "你好")))
    month.do("H1", SwitchChatRule("chat-quality", "addressing", on=False))
    importing(month, csv(*chat("c", "小美", "你好哦")))
    assert codes(month, "S1") == ["addressing", "forbidden-word"]
    assert [read.rules_version for read in month.events(TranscriptRead)] == [1, 2]
    with month.refuses(WrongState, "rule-switched-already"):
        month.do("H1", SwitchChatRule("chat-quality", "addressing", on=False))
    with month.refuses(Invalid, "chat-rule-unknown"):
        month.do("H1", SwitchChatRule("chat-quality", "shouting", on=False))


def test_a_reworded_rule_reads_the_same_transcript_anew(month: Firm) -> None:
    """A later version may find more; what an earlier one proposed is not proposed again."""
    importing(month, csv(*chat("a", "小美", "你好", "嗯嗯")))
    plain = document(version=2)
    plain["rules"][0]["words"].append({"word": "嗯", "place": "anywhere", "sureness": 70})
    month.do("G1", publish(plain))
    importing(month, csv(*chat("a", "小美", "你好", "嗯嗯")))
    assert codes(month, "S1") == ["addressing", "forbidden-word"]
    assert [len(read.proposals) for read in month.events(TranscriptRead)] == [1, 1]


def test_a_document_that_fails_its_own_examples_is_not_published(month: Firm) -> None:
    """Nor one of another's hand, nor an old version."""
    plain = document(version=2)
    plain["rules"][2]["misses"] = ["你好"]
    with pytest.raises(InvalidDocument) as caught:
        month.do("H1", publish(plain))
    assert [fault.pointer for fault in caught.value.faults] == ["/rules/2/misses/0"]
    with month.refuses(Forbidden, "publish-rules"):
        month.do("M1", publish(document(version=2)))
    month.do("H1", publish(document(version=2)))
    with month.refuses(WrongState, "version-published"):
        month.do("H1", publish(json.loads(asks_document(month))))


def asks_document(month: Firm) -> str:
    """The newest document as it was published."""
    return json.dumps(asks(month, "H1").rulebook("chat-rules", "chat-quality")["document"], ensure_ascii=False)


def test_figures_are_offered_whole_and_by_shift(month: Firm) -> None:
    """D05, D08, D13: per person; nothing counts before somebody accepts it."""
    night = chat("n", "D1", hour="17")
    answer = importing(month, csv(*TWO, *night))
    seen = asks(month, "H1").transcript(answer.subject)
    mine = {held["employee"]: held for held in seen["figures"]}[str(month.person("D1"))]
    assert mine["status"] == "offered"
    assert mine["measures"] == {
        "chats": "2",
        "replied_chats": "2",
        "opened_chats": "2",
        "closed_chats": "2",
        "response_seconds": "12.50",
        "first_response_seconds": "10.00",
    }
    assert {shift: held["chats"] for shift, held in mine["shifts"].items()} == {"day": "1", "night": "1"}
    assert month.load(Scorecard, month.card("D1")).measures == {}


def test_accepted_figures_are_facts_whose_source_is_the_transcript(month: Firm) -> None:
    """Only what the scheme reads; once."""
    answer = importing(month, csv(*TWO))
    month.do("M1", AcceptFigures(answer.subject, (month.person("D1"),)))
    card = month.load(Scorecard, month.card("D1"))
    assert card.measures == {
        "chats": Decimal(1),
        "replied_chats": Decimal(1),
        "response_seconds": Decimal("5.00"),
        "first_response_seconds": Decimal("5.00"),
    }
    (recorded,) = month.events(FactsRecorded)
    assert (recorded.source, recorded.evidence) == ("十月.csv", (transcript(month, answer).evidence,))
    with month.refuses(WrongState, "figures-decided"):
        month.do("M1", AcceptFigures(answer.subject, (month.person("D1"),)))


def test_figures_that_no_scheme_reads_or_nobody_has_cannot_be_taken(month: Firm) -> None:
    """S1 is scored by words alone; L1 wrote nothing."""
    answer = importing(month, csv(*TWO))
    with month.refuses(Invalid, "figures-unread"):
        month.do("H1", AcceptFigures(answer.subject, (month.person("S1"),)))
    with pytest.raises(Invalid, match="没有 L1 的数据") as caught:
        month.do("H1", AcceptFigures(answer.subject, (month.person("L1"),)))
    assert caught.value.code == "figures-unknown"
    with month.refuses(Invalid, "people-unclear"):
        month.do("H1", AcceptFigures(answer.subject, ()))
    with month.refuses(Forbidden, "enter-facts"):
        month.do("L1", AcceptFigures(answer.subject, (month.person("D1"),)))


def test_refused_figures_are_not_used(month: Firm) -> None:
    """With a reason that the person reads."""
    answer = importing(month, csv(*TWO))
    month.do("H1", RefuseFigures(answer.subject, (month.person("D1"),), "赤兔数据为准"))
    (held,) = [
        held
        for held in asks(month, "H1").transcript(answer.subject)["figures"]
        if held["employee"] == str(month.person("D1"))
    ]
    assert (held["status"], held["decided"]["reason"]) == ("refused", "赤兔数据为准")
    with month.refuses(WrongState, "figures-decided"):
        month.do("H1", AcceptFigures(answer.subject, (month.person("D1"),)))


def test_a_sample_shows_whole_chats_masked_page_by_page(month: Firm) -> None:
    """The share and seed that the import stated, or others; staff by their ids, customers by nothing."""
    rows = [row for number in range(20) for row in chat(f"c{number}", "小美", asks="我叫李小明")]
    answer = importing(month, csv(*rows), share=Decimal("0.2"), seed="十月")
    seen = asks(month, "L1").transcript(answer.subject)
    first = sample_of(seen, month.evidence, None, None, 0, 3)
    assert (first["size"], first["chats"], first["share"], first["seed"], len(first["items"])) == (
        4,
        20,
        "0.2",
        "十月",
        3,
    )
    rest = sample_of(seen, month.evidence, None, None, first["next"], 3)
    assert (len(rest["items"]), rest["next"]) == (1, None)
    message = first["items"][0]["messages"][0]
    assert (message["role"], message["speaker"], message["text"]) == ("customer", None, "我叫〔姓名〕")
    assert first["items"][0]["messages"][1]["speaker"] == str(month.person("S1"))
    whole = sample_of(seen, month.evidence, Decimal(1), "", 0, 100)
    assert [held["chat"] for held in whole["items"]] == list(range(1, 21))
    with pytest.raises(NotFound):
        asks(month, "S1").transcript(answer.subject)
