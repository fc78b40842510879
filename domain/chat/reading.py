"""Strict reading of a chat-rules document: every fault with its place, none stops the reading."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import time
from typing import Any

from domain.chat.line_rules import PLACES, CharactersRule, PhrasesRule, Word, WordsRule
from domain.chat.own_words import Quoting
from domain.chat.phrases import Phrase
from domain.chat.rules import (
    LAST_LINES,
    SEVERITIES,
    ChatRules,
    ClosingRule,
    OpeningRule,
    ResponseRule,
    Rule,
    Shift,
    Takes,
)
from domain.scoring.plain import Place, Table

WIDEST_GAP = 10
"""Characters between two slots of a sentence: a wider one would join what does not belong together."""

MOST_WAYS = 1000
"""Ways to try a sentence at one place of a line: more would make a document that searches for ever."""

LONGEST = 60
"""Characters of a word, phrase or mark."""

MOST_PERCENT = 100
ONE_OF_A_KIND = (OpeningRule.kind, ClosingRule.kind, ResponseRule.kind)
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


def read_chat_rules_place(place: Place) -> ChatRules:
    """The rules; what is wrong is noted in the place."""
    table = place.table()
    head = (table.need("id").kebab(), table.need("version").whole(least=1), table.need("title").words())
    source, most = table.need("source").text(), table.need("most").whole(least=1)
    quoting = _quoting(table.need("quoting"))
    none: tuple[Shift, ...] = ()
    shifts = table.get("shifts", lambda entries: tuple(_shift(entry) for entry in entries.list()), none)
    placed = [(entry, _rule(entry)) for entry in table.need("rules").list(least=1)]
    table.done()
    _check_rules(placed)
    return ChatRules(*head, source, most, quoting, shifts, tuple(rule for _, rule in placed))


def _quoting(place: Place) -> Quoting:
    table = place.table()
    marks = texts(table, "marks")
    for index, pair in enumerate(marks):
        if len(pair) != 2:
            zh, en = "引号要成对书写，如 “”", "write an opening and a closing mark, such as “”"
            table.place.inside("marks", None).inside(index, None).fault("wrong-marks", zh, en)
    quoting = Quoting(
        tuple(pair for pair in marks if len(pair) == 2),
        texts(table, "speakers"),
        texts(table, "labels"),
        texts(table, "verbs"),
        texts(table, "indirect"),
    )
    table.done()
    return quoting


def _shift(place: Place) -> Shift:
    table = place.table()
    id, title = table.need("id").kebab(), table.need("title").words()
    shift = Shift(id, title, _time(table.need("begins")), _time(table.need("ends")), table.need("source").text())
    table.done()
    if shift.begins >= shift.ends:
        place.fault("range-reversed", "班次的结束时间不晚于开始时间", "the shift ends before it begins")
    return shift


def _time(place: Place) -> time:
    text = place.text()
    if text and _TIME.fullmatch(text) is None:
        place.fault("wrong-type", "这里应为时间，如 08:30", "expected a time such as 08:30")
        return time()
    return time.fromisoformat(text) if text else time()


def _rule(place: Place) -> Rule:
    table = place.table()
    kind = table.need("kind").choice(*KINDS)
    shared: dict[str, Any] = {
        "id": table.need("id").kebab(),
        "title": table.need("title").words(),
        "severity": table.need("severity").choice(*SEVERITIES),
        "on": table.get("on", Place.flag, True),
        "sureness": _percent(table.need("sureness")),
        "takes": _takes(table.need("takes")),
        "source": table.need("source").text(),
        "assumed": table.get("assumed", Place.flag, False),
        "assumption": table.get("assumption", Place.words, None),
        "hits": texts(table, "hits", least=1),
        "misses": texts(table, "misses", least=1),
    }
    rule = KINDS[kind](shared, table)
    table.done()
    return rule


def _words(shared: Mapping[str, Any], table: Table) -> Rule:
    return WordsRule(
        **shared,
        words=tuple(_word(entry) for entry in table.need("words").list(least=1)),
        assents=texts(table, "assents"),
        called=texts(table, "called"),
        called_alone=texts(table, "called_alone"),
        allowed=texts(table, "allowed"),
        name_cues=texts(table, "name_cues"),
        name_marks=texts(table, "name_marks"),
    )


def _word(place: Place) -> Word:
    table = place.table()
    word = Word(_short(table.need("word")), table.need("place").choice(*PLACES), _percent(table.need("sureness")))
    table.done()
    return word


def _characters(shared: Mapping[str, Any], table: Table) -> Rule:
    return CharactersRule(
        **shared,
        characters=texts(table, "characters", least=1),
        allowed=texts(table, "allowed"),
        name_cues=texts(table, "name_cues"),
        name_breaks=texts(table, "name_breaks"),
    )


def _phrases(shared: Mapping[str, Any], table: Table) -> Rule:
    return PhrasesRule(**shared, phrases=tuple(_phrase(entry) for entry in table.need("phrases").list(least=1)))


def _phrase(place: Place) -> Phrase:
    table = place.table()
    slots = tuple(_slot(entry) for entry in table.need("slots").list(least=1))
    if slots and not any(all(slot) for slot in slots):
        zh, en = "至少要有一处必须出现的词", "at least one slot must not be left out"
        table.place.inside("slots", None).fault("phrase-empty", zh, en)
    phrase = Phrase(
        slots,
        texts(table, "unless_before"),
        texts(table, "past"),
        texts(table, "unless_after"),
        texts(table, "unless_later"),
        table.get("attributive", Place.flag, False),
        table.get("begins", Place.flag, False),
        table.get("ends", Place.flag, False),
        table.get("last", Place.flag, False),
        _gap(table),
    )
    table.done()
    if slots and all(slots) and phrase.ways > MOST_WAYS:
        zh = f"这句话的写法太多（{phrase.ways} 种，最多 {MOST_WAYS} 种），读一行会太久；请分成几句"
        en = f"this sentence can be tried in {phrase.ways} ways, at most {MOST_WAYS}; split it into several"
        place.fault("phrase-too-wide", zh, en)
    return phrase


def _gap(table: Table) -> int:
    none = 0
    gap = table.get("gap", lambda place: place.whole(least=0), none)
    if gap > WIDEST_GAP:
        zh, en = f"最多 {WIDEST_GAP} 个字符", f"at most {WIDEST_GAP} characters"
        table.place.inside("gap", None).fault("too-large", zh, en)
    return min(gap, WIDEST_GAP)


def _slot(place: Place) -> tuple[str, ...]:
    """Words of one place; "" says that it may be left out."""
    return tuple("" if entry.value == "" else _short(entry) for entry in place.list(least=1))


def _opening(shared: Mapping[str, Any], table: Table) -> Rule:
    phrases, beginnings = _folded(table, "phrases", least=1), _folded(table, "beginnings")
    excepted = _folded(table, "excepted")
    return OpeningRule(**shared, phrases=phrases, beginnings=beginnings, excepted=excepted, sentences=_sentences(table))


def _closing(shared: Mapping[str, Any], table: Table) -> Rule:
    place = table.need("within")
    within = place.whole(least=1)
    if within > LAST_LINES:
        place.fault("too-large", f"最多 {LAST_LINES} 句", f"at most {LAST_LINES} lines")
    phrases, whole = _folded(table, "phrases", least=1), _folded(table, "whole")
    return ClosingRule(**shared, phrases=phrases, whole=whole, sentences=_sentences(table), within=within)


def _sentences(table: Table) -> tuple[Phrase, ...]:
    none: tuple[Phrase, ...] = ()
    return table.get("sentences", lambda entries: tuple(_phrase(entry).folded() for entry in entries.list()), none)


def _response(shared: Mapping[str, Any], table: Table) -> Rule:
    for name in ("hits", "misses"):
        for index, example in enumerate(shared[name]):
            if re.fullmatch(r"[0-9]{1,6}", example, re.ASCII) is None:
                zh, en = "例子应为秒数，如 16", "an example of this kind is a number of seconds, such as 16"
                table.place.inside(name, None).inside(index, None).fault("wrong-type", zh, en)
    return ResponseRule(**shared, seconds=table.need("seconds").whole(least=1))


KINDS: Mapping[str, Callable[[Mapping[str, Any], Table], Rule]] = {
    WordsRule.kind: _words,
    CharactersRule.kind: _characters,
    PhrasesRule.kind: _phrases,
    OpeningRule.kind: _opening,
    ClosingRule.kind: _closing,
    ResponseRule.kind: _response,
}


def _takes(place: Place) -> Takes:
    table = place.table()
    takes = Takes(table.need("item").kebab(), table.need("code").kebab())
    table.done()
    return takes


def _percent(place: Place) -> int:
    percent = place.whole(least=0)
    if percent > MOST_PERCENT:
        place.fault("too-large", "把握最多 100（百分比）", "sureness is at most 100, in per cent")
    return min(percent, MOST_PERCENT)


def texts(table: Table, key: str, *, least: int = 0) -> tuple[str, ...]:
    """Short texts in a list."""
    none: tuple[str, ...] = ()

    def read(place: Place) -> tuple[str, ...]:
        return tuple(_short(entry) for entry in place.list(least=least))

    return read(table.need(key)) if least else table.get(key, read, none)


def _folded(table: Table, key: str, *, least: int = 0) -> tuple[str, ...]:
    """The same without regard to case: Hello is hello."""
    return tuple(text.casefold() for text in texts(table, key, least=least))


def _short(place: Place) -> str:
    text = place.text()
    if len(text) > LONGEST:
        place.fault("too-long", f"最多 {LONGEST} 个字符", f"at most {LONGEST} characters")
    return text


def _check_rules(placed: Iterable[tuple[Place, Rule]]) -> None:
    """Ids stand once, and so do rules about a whole chat."""
    ids: set[str] = set()
    kinds: set[str] = set()
    for place, rule in placed:
        if rule.id and rule.id in ids:
            place.inside("id", None).fault("duplicate-id", f"规则 {rule.id} 重复", f"rule {rule.id} stands here twice")
        if rule.kind in ONE_OF_A_KIND and rule.kind in kinds:
            zh, en = f"{rule.kind} 类规则只能有一条", f"there is one rule of the kind {rule.kind} at most"
            place.inside("kind", None).fault("duplicate-kind", zh, en)
        ids.add(rule.id)
        kinds.add(rule.kind)
