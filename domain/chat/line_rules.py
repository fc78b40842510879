"""Rules about what a single staff line says. Each is data from a published document; here stands how it is looked for.

A word is looked for among the words that a segmentation library cuts, never as a mere substring: 喂 in 喂养 and 恩 in
感恩 are other words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from domain.chat.own_words import HOLE, Line, is_inside
from domain.chat.rules import Rule

ANYWHERE, ANSWER, CALL = "anywhere", "answer", "call"
PLACES = (ANYWHERE, ANSWER, CALL)

BRAND = 5
"""Characters behind a word that may end a brand's name."""


@dataclass(frozen=True)
class Word:
    """A forbidden word.

    Attributes:
        place: `anywhere`: by itself or in another (好的哦, 哎呀); `answer`: a clause that it begins (恩，好的), or an
            assent that it ends (好的恩); `call`: a clause that it begins, with nothing behind it or with somebody who
            is called (喂您好), so that 喂猫 and 喂给宝宝 are none.
        sureness: of a hit, in per cent.
    """

    word: str
    place: str
    sureness: int


@dataclass(frozen=True)
class WordsRule(Rule):
    """Words that staff do not say.

    Attributes:
        words: the forbidden ones.
        assents: what an `answer` may end: 好的, 是的.
        called: what follows a `call`: 您好, 请问.
        called_alone: what follows it with nothing behind: 喂亲, but not 喂亲鸟.
        allowed: names and products that hold a word: 喔喔奶糖.
        name_cues: behind these, a word with more behind it is the beginning of somebody's name: 收件人是啊强.
        name_marks: closely before these, a word is the beginning of a brand: 哦耶牌.
    """

    kind: ClassVar[str] = "words"

    words: tuple[Word, ...] = ()
    assents: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    called_alone: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    name_cues: tuple[str, ...] = ()
    name_marks: tuple[str, ...] = ()

    def find(self, line: Line) -> int | None:
        """How sure it is that the line says such a word, in per cent; None when it does not."""
        return max(self._found(line), default=None)

    def _found(self, line: Line) -> Iterator[int]:
        for word in self.words:
            if word.word in line.own:
                told = without(line, self.allowed)
                yield from (
                    word.sureness for start, end in runs(told.own, word.word) if self._says(told, word, start, end)
                )

    def _says(self, line: Line, word: Word, start: int, end: int) -> bool:
        if self._is_name(line, start, end):
            return False
        if word.place == ANYWHERE:
            return True
        first, last = line.word_at(start), line.word_at(end - 1)
        if first[0] < start or last[1] > end:
            return False  # a part of another word
        if word.place == CALL:
            return line.begins_clause(start) and (line.ends_clause(end) or self._calls(line, end))
        return line.begins_clause(start) or (line.ends_clause(end) and line.clause_before(start).endswith(self.assents))

    def _calls(self, line: Line, end: int) -> bool:
        alone = any(
            line.own.startswith(called, end) and line.ends_clause(end + len(called)) for called in self.called_alone
        )
        return alone or line.own.startswith(self.called, end)

    def _is_name(self, line: Line, start: int, end: int) -> bool:
        if line.ends_clause(end):
            return False
        before, behind = line.clause_before(start, through="：:"), line.clause_after(end)[:BRAND]
        return any(cue in before for cue in self.name_cues) or any(mark in behind for mark in self.name_marks)


@dataclass(frozen=True)
class CharactersRule(Rule):
    """Characters that no word of the staff's own may hold: 你 in 你好, 你们 and 谢谢你.

    Attributes:
        characters: the banned ones.
        allowed: words that hold one and address nobody: 迷你.
        name_cues: behind these, in the same clause, it is what something is called: 颜色叫遇见你.
    """

    kind: ClassVar[str] = "characters"

    characters: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    name_cues: tuple[str, ...] = ()

    def find(self, line: Line) -> int | None:
        """How sure it is, in per cent, or None."""
        if not any(character in line.own for character in self.characters):
            return None
        told = without(line, self.allowed)
        places = [place for place, character in enumerate(told.own) if character in self.characters]
        return self.sureness if any(not self._is_name(told, place) for place in places) else None

    def _is_name(self, line: Line, place: int) -> bool:
        before = line.clause_before(place, through="：:")
        return any(cue in before for cue in self.name_cues)


@dataclass(frozen=True)
class Phrase:
    """A sentence that staff do not say, as slots that follow one another.

    Attributes:
        slots: for each place the words that may stand there, "" where it may be left out.
        unless_before: directly before the sentence, these make it somebody else's: 您不清楚, 看不清楚.
        past: words between those and the sentence: 您也不清楚.
        unless_after: directly behind it, these make it another: 不知道您喜欢哪款.
        unless_later: somewhere behind it in the clause, these do: 不清楚尺码的亲.
        attributive: whether it is another before 的 with more behind it: 不清楚的地方.
        begins: whether it stands only at the beginning of a clause: 下班了, but not 仓库下班了.
    """

    slots: tuple[tuple[str, ...], ...]
    unless_before: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    unless_after: tuple[str, ...] = ()
    unless_later: tuple[str, ...] = ()
    attributive: bool = False
    begins: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Built from escaped words alone: nothing in a document is ever read as an expression."""
        parts = ("(?:" + "|".join(map(re.escape, sorted(slot, key=len, reverse=True))) + ")" for slot in self.slots)
        return re.compile("".join(parts))

    def is_said(self, line: Line) -> bool:
        """Whether the speaker says it themself."""
        return any(self._is_own(line, found.start(), found.end()) for found in self.pattern.finditer(line.own))

    def _is_own(self, line: Line, start: int, end: int) -> bool:
        after = line.own[end:]
        if self.begins and not line.begins_clause(start):
            return False
        if self.unless_after and after.startswith(self.unless_after):
            return False
        if any(word in line.clause_after(end) for word in self.unless_later):
            return False
        if self.attributive and after.startswith("的") and len(after) > 1 and is_inside(after[1]):
            return False
        return not (self.unless_before and self._subject(line, start).endswith(self.unless_before))

    def _subject(self, line: Line, start: int) -> str:
        before = line.clause_before(start)
        while skipped := next((word for word in self.past if before.endswith(word)), ""):
            before = before[: -len(skipped)]
        return before


@dataclass(frozen=True)
class PhrasesRule(Rule):
    """Sentences that staff do not say: 不知道, 我要下班了."""

    kind: ClassVar[str] = "phrases"

    phrases: tuple[Phrase, ...] = ()

    def find(self, line: Line) -> int | None:
        """How sure it is, in per cent, or None."""
        return self.sureness if any(phrase.is_said(line) for phrase in self.phrases) else None


LineRule = WordsRule | CharactersRule | PhrasesRule
FINDERS: tuple[type[LineRule], ...] = (WordsRule, CharactersRule, PhrasesRule)


def without(line: Line, allowed: tuple[str, ...]) -> Line:
    """The line with holes for what is allowed."""
    own = line.own
    for name in allowed:
        own = own.replace(name, HOLE * len(name))
    return line if own == line.own else Line(line.text, own, line.segment)


def runs(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Beginning and end of each stretch that repeats the word: 恩恩 is one."""
    for found in re.finditer(f"(?:{re.escape(word)})+", text):
        yield found.start(), found.end()
