"""A staff line without what it only repeats: quoted words are not the speaker's own.

Quoted are texts between quotation marks and between title marks (《》), what follows 客户说： and the like up to the
end of the sentence, and, without any mark, what begins with 你 after 您说: nobody calls their own shop 你们家.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Protocol

HOLE = "\ufffc"
"""Stands for each character that was taken out, so that places in the line stay what they were."""

LONGEST_CLAUSE = 100
"""Characters of a clause that are looked at: in a pasted text without any mark, every word would look back over all."""

NOT_IN_CLAUSE = r"，。！？；：、,!?;:~～…\s"
GAP = rf"[^{NOT_IN_CLAUSE}{HOLE}]{{0,4}}?"


class Segmenter(Protocol):
    """Cuts Chinese text into words."""

    def words(self, text: str) -> list[str]:
        """The words of `text`, which joined give it again, character for character."""


@dataclass(frozen=True)
class Quoting:
    """How staff lines quote.

    Attributes:
        marks: pairs of an opening and a closing mark.
        speakers: whose words are repeated: 客户, 您.
        labels: of those, who is quoted by a colon alone: 客户：.
        verbs: 说, 问.
        indirect: words that begin a quote without any mark.
    """

    marks: tuple[str, ...]
    speakers: tuple[str, ...]
    labels: tuple[str, ...]
    verbs: tuple[str, ...]
    indirect: tuple[str, ...]

    def own_words(self, text: str) -> str:
        """`text` with a hole for each quoted character."""
        between, after_colon, indirect = _patterns(self)
        text = between.sub(_hole, text)
        text = after_colon.sub(lambda found: found["said"] + HOLE * len(found["quote"]), text)
        return indirect.sub(lambda found: found["said"] + HOLE * len(found["quote"]), text)


@dataclass(frozen=True)
class Line:
    """A staff line as the rules look at it.

    Attributes:
        text: as it was written.
        own: the same with holes for what is quoted.
    """

    text: str
    own: str
    segment: Callable[[str], list[str]]

    @cached_property
    def words(self) -> tuple[tuple[int, int], ...]:
        """Beginning and end of each word of `own`; cut only once a rule asks."""
        bounds, start = [], 0
        for word in self.segment(self.own):
            bounds.append((start, start + len(word)))
            start += len(word)
        return tuple(bounds)

    def word_at(self, place: int) -> tuple[int, int]:
        """Beginning and end of the word that covers a place."""
        return self.words[bisect_right(self.words, place, key=lambda bounds: bounds[0]) - 1]

    def clause_before(self, place: int, *, through: str = "") -> str:
        """What stands between the beginning of the clause and the place, as far as `LONGEST_CLAUSE` reaches; marks in
        `through` do not end a clause.
        """
        start, least = place, max(0, place - LONGEST_CLAUSE)
        while start > least and (is_inside(self.own[start - 1]) or self.own[start - 1] in through):
            start -= 1
        return self.own[start:place]

    def clause_after(self, place: int) -> str:
        """What stands between the place and the end of the clause, as far as `LONGEST_CLAUSE` reaches."""
        end, most = place, min(len(self.own), place + LONGEST_CLAUSE)
        while end < most and is_inside(self.own[end]):
            end += 1
        return self.own[place:end]

    def ends_in_clause(self, place: int) -> bool:
        """Whether no other clause follows that of the place."""
        return not any(map(is_inside, self.own[place + len(self.clause_after(place)) : place + 2 * LONGEST_CLAUSE]))

    def begins_clause(self, place: int) -> bool:
        """Whether a clause begins here."""
        return place == 0 or not is_inside(self.own[place - 1])

    def ends_clause(self, place: int) -> bool:
        """Whether a clause ends before this place."""
        return place == len(self.own) or not is_inside(self.own[place])


def is_inside(character: str) -> bool:
    """Whether a character is part of a clause: a letter, a digit, or what is quoted."""
    return character.isalnum() or character == HOLE


@lru_cache(maxsize=16)
def _patterns(quoting: Quoting) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    between = [_between(*marks) for marks in quoting.marks]
    said = f"{_one_of(quoting.speakers)}{GAP}{_one_of(quoting.verbs)}"
    labelled = rf"(?:{said}(?:道|的是|的|了|到|过)?|{_one_of(quoting.labels)})[：:]\s*"
    return (
        re.compile("|".join(between) or r"(?!)"),
        re.compile(rf"(?P<said>{labelled})(?P<quote>[^{HOLE}\s。！？!?；;][^。！？!?；;\n{HOLE}]*)"),
        re.compile(
            rf"(?P<said>{said}(?:的那句话|的那句|的这句|的是|的|了|到|过)?)(?P<quote>{_one_of(quoting.indirect)}[^{NOT_IN_CLAUSE}]*)"
        ),
    )


def _between(opening: str, closing: str) -> str:
    """Up to the closing mark or, where the two marks differ, up to the end of a line that never closes it.

    A mark that opens as it closes opens nothing behind a Latin letter: don't.
    """
    end = re.escape(closing)
    if opening == closing:
        return rf"(?<![A-Za-z0-9]){end}[^{end}\n]*{end}"
    return rf"{re.escape(opening)}[^{end}\n]*(?:{end}|$)"


def _one_of(words: tuple[str, ...]) -> str:
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})" if words else r"(?!)"


def _hole(found: re.Match[str]) -> str:
    return HOLE * len(found[0])
