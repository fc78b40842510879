"""Rules about what a single staff line says. Each is data from a published document; here stands how it is looked for.

A word is looked for among the words that a segmentation library cuts, never as a mere substring: 喂 in 喂养 and 恩 in
感恩 are other words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from domain.chat.own_words import HOLE, Line
from domain.chat.phrases import Phrase
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
        name_cues: behind these, in the same clause, it is what something is called or bears: 颜色叫遇见你, 印着遇见你.
        name_breaks: unless one of these stands between: 颜色叫什么你知道吗.
    """

    kind: ClassVar[str] = "characters"

    characters: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    name_cues: tuple[str, ...] = ()
    name_breaks: tuple[str, ...] = ()

    def find(self, line: Line) -> int | None:
        """How sure it is, in per cent, or None."""
        if not any(character in line.own for character in self.characters):
            return None
        told = without(line, self.allowed)
        places = [place for place, character in enumerate(told.own) if character in self.characters]
        return self.sureness if any(not self._is_name(told, place) for place in places) else None

    def _is_name(self, line: Line, place: int) -> bool:
        before = line.clause_before(place, through="：:")
        behind = (before.rpartition(cue)[2] for cue in self.name_cues if cue in before)
        return any(not any(word in between for word in self.name_breaks) for between in behind)


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
