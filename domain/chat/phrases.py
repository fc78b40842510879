"""Sentences that rules know in all their wordings: as data, never as expressions."""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod
from typing import Self

from domain.chat.own_words import Line, is_inside


@dataclass(frozen=True)
class Phrase:
    """A sentence as slots that follow one another.

    Attributes:
        slots: for each place the words that may stand there, "" where it may be left out.
        unless_before: directly before the sentence, these make it somebody else's: 您不清楚, 看不清楚.
        past: words between those and the sentence: 您也不清楚.
        unless_after: directly behind it, these make it another: 不知道您喜欢哪款.
        unless_later: somewhere behind it in the clause, these do: 不清楚尺码的亲.
        attributive: whether it is another before 的 with more behind it: 不清楚的地方.
        begins: whether it stands only at the beginning of a clause: 下班了, but not 仓库下班了.
        ends: whether it stands only at the end of one: 请联系我们, but not 联系我们也改不了.
        last: whether it stands only in the last clause of the line.
        gap: characters that may stand between two slots, other than the end of a sentence: 有什么不明白的，敲我就行.
    """

    slots: tuple[tuple[str, ...], ...]
    unless_before: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    unless_after: tuple[str, ...] = ()
    unless_later: tuple[str, ...] = ()
    attributive: bool = False
    begins: bool = False
    ends: bool = False
    last: bool = False
    gap: int = 0

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Built from escaped words alone: nothing in a document is ever read as an expression."""
        parts = ("(?:" + "|".join(map(re.escape, sorted(slot, key=len, reverse=True))) + ")" for slot in self.slots)
        return re.compile((f"[^。！？!?\n]{{0,{self.gap}}}?" if self.gap else "").join(parts))

    @property
    def ways(self) -> int:
        """In how many ways it may be tried at one place of a line, at most: words of a slot that begin alike, times the
        gaps.
        """
        return prod(self._branches(slot) * (self.gap + 1) for slot in self.slots)

    @staticmethod
    def _branches(slot: tuple[str, ...]) -> int:
        return max(sum(word.startswith(other) for other in slot) for word in slot)

    def folded(self) -> Self:
        """The same without regard to case: See you is see you."""
        return replace(
            self,
            slots=tuple(map(_folded, self.slots)),
            unless_before=_folded(self.unless_before),
            past=_folded(self.past),
            unless_after=_folded(self.unless_after),
            unless_later=_folded(self.unless_later),
        )

    def is_said(self, line: Line) -> bool:
        """Whether the speaker says it themself."""
        return any(self._is_own(line, found.start(), found.end()) for found in self.pattern.finditer(line.own))

    def _is_own(self, line: Line, start: int, end: int) -> bool:
        after = line.own[end:]
        if (self.begins and not line.begins_clause(start)) or (self.ends and not line.ends_clause(end)):
            return False
        if self.last and not line.ends_in_clause(end):
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


def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.casefold() for word in words)
