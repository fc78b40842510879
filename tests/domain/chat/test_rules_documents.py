"""Chat rules are data: read strictly, kept whole, and refused when their examples do not come out."""

import json
import time
from typing import Any

import pytest

from domain.chat.documents import (
    chat_rules_document,
    chat_rules_from_plain,
    chat_rules_plain,
    read_chat_rules,
    require_examples,
)
from domain.chat.line_rules import PhrasesRule
from domain.errors import InvalidDocument
from tests.domain.chat.texts import built_in, line, segmenter


@pytest.fixture
def plain() -> dict[str, Any]:
    """The built-in document, to be spoilt."""
    found: dict[str, Any] = json.loads(chat_rules_document(built_in()))
    return found


def rule(plain: dict[str, Any], id: str) -> dict[str, Any]:
    """One of its rules."""
    (found,) = [held for held in plain["rules"] if held["id"] == id]
    return found  # type: ignore[no-any-return]


def faults(plain: dict[str, Any]) -> set[tuple[str, str]]:
    """What is wrong with a document."""
    with pytest.raises(InvalidDocument) as caught:
        chat_rules_from_plain(plain)
    return {(fault.pointer, fault.code) for fault in caught.value.faults}


def test_a_document_reads_as_what_was_written() -> None:
    """What the ledger keeps gives the same rules years later."""
    text = chat_rules_document(built_in())
    assert read_chat_rules(text) == built_in()
    assert chat_rules_document(read_chat_rules(text)) == text
    assert chat_rules_from_plain(chat_rules_plain(built_in())) == built_in()


def test_the_built_in_rules_are_those_of_the_contract() -> None:
    """Six ids that other programs know; each with its clause."""
    assert {held.id for held in built_in().rules} == {
        *("forbidden-word", "forbidden-sentence", "addressing", "opening", "closing", "slow-response")
    }
    assert all(held.source.startswith(("D03", "D05")) for held in built_in().rules)


def test_every_fault_is_named_at_once(plain: dict[str, Any]) -> None:
    """Whoever writes rules should not have to try ten times."""
    plain["most"] = 0
    plain["quoting"]["marks"] = ["“”“"]
    plain["shifts"][0]["ends"] = "8:00"
    rule(plain, "addressing")["sureness"] = 101
    rule(plain, "addressing")["colour"] = "red"
    rule(plain, "closing")["within"] = 21
    rule(plain, "slow-response")["hits"] = ["soon"]
    rule(plain, "forbidden-sentence")["phrases"][0]["slots"] = [["", "不"], [""]]
    found = faults(plain)
    assert {
        ("/most", "wrong-type"),
        ("/quoting/marks/0", "wrong-marks"),
        ("/shifts/0/ends", "wrong-type"),
        ("/rules/2/sureness", "too-large"),
        ("/rules/2/colour", "unknown-key"),
        ("/rules/4/within", "too-large"),
        ("/rules/5/hits/0", "wrong-type"),
        ("/rules/1/phrases/0/slots", "phrase-empty"),
    } <= found


def test_ids_and_rules_about_the_whole_chat_stand_once(plain: dict[str, Any]) -> None:
    """Two opening rules would disagree."""
    plain["rules"] += [rule(plain, "addressing"), {**rule(plain, "opening"), "id": "opening-2"}]
    assert faults(plain) == {("/rules/6/id", "duplicate-id"), ("/rules/7/kind", "duplicate-kind")}


def test_a_document_whose_examples_do_not_come_out_is_refused(plain: dict[str, Any]) -> None:
    """Examples that must hit and examples that must not are a part of the rule."""
    rule(plain, "addressing")["hits"] = ["你好", "您好"]
    rule(plain, "slow-response")["misses"] = ["15", "16"]
    rule(plain, "opening")["misses"] = ["有货"]
    with pytest.raises(InvalidDocument) as caught:
        require_examples(chat_rules_from_plain(plain), segmenter())
    assert {fault.pointer for fault in caught.value.faults} == {
        "/rules/2/hits/1",
        "/rules/5/misses/1",
        "/rules/3/misses/0",
    }


def test_nothing_in_a_document_is_read_as_an_expression(plain: dict[str, Any]) -> None:
    """A dot is a dot; no document can make the program search for ever."""
    rule(plain, "forbidden-sentence")["phrases"] = [{"slots": [["(a+)+", ".*"], ["$"]]}]
    rule(plain, "forbidden-sentence")["hits"] = ["(a+)+$"]
    require_examples(chat_rules_from_plain(plain), segmenter())


def test_a_sentence_that_can_be_tried_in_too_many_ways_is_refused(plain: dict[str, Any]) -> None:
    """Twenty slots that may be left out, or words that begin alike, would stop the import over one long message."""
    many = {"slots": [*[["", "啊"]] * 20, ["呀"]]}
    alike = {"slots": [["啊" * length for length in range(1, 40)]] * 3}
    wide = {"slots": [["啊"], ["呀"], ["哦"], ["噢"]], "gap": 10}
    wider = {"slots": [["啊"]], "gap": 11}
    rule(plain, "forbidden-sentence")["phrases"] = [many, alike, wide]
    rule(plain, "closing")["sentences"] = [wide, wider]
    assert faults(plain) == {
        *((f"/rules/1/phrases/{index}", "phrase-too-wide") for index in range(3)),
        ("/rules/4/sentences/0", "phrase-too-wide"),
        ("/rules/4/sentences/1/gap", "too-large"),
    }


def test_sentences_of_greeting_and_leave_taking_know_no_case(plain: dict[str, Any]) -> None:
    """What a shop writes as it writes it, its staff write otherwise."""
    rule(plain, "closing")["sentences"] = [{"slots": [["See You"], ["Soon"]], "gap": 1}]
    rule(plain, "closing")["misses"] = ["SEE you soon"]
    require_examples(chat_rules_from_plain(plain), segmenter())


def test_the_widest_sentence_is_tried_fast_enough(plain: dict[str, Any]) -> None:
    """A customer service window takes what is pasted into it."""
    widest = {"slots": [*[["", "啊"]] * 9, ["呀"]]}
    rule(plain, "forbidden-sentence")["phrases"] = [widest]
    rule(plain, "forbidden-sentence")["hits"] = ["啊呀"]
    (held,) = [held for held in chat_rules_from_plain(plain).rules if held.id == "forbidden-sentence"]
    began = time.perf_counter()
    assert isinstance(held, PhrasesRule)
    assert held.find(line("啊" * 30_000)) is None
    assert time.perf_counter() - began < 10
