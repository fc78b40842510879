"""What the program proposes, and in which order a reviewer sees it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from domain.chat.rules import SEVERITIES


@dataclass(frozen=True, slots=True)
class Proposal:
    """One staff line that a rule objects to.

    Attributes:
        line: counted from 1 after the header.
        chat: what the file calls the chat.
        number: the chat's place in the file, from 1.
        sureness: in per cent.
        quote: the staff line.
        speaker: who said it, as the file calls them.
        key: the digest of the quoted message, in hex: the same in every file and at every place in it.
    """

    line: int
    chat: str
    number: int
    rule: str
    severity: str
    sureness: int
    quote: str
    speaker: str
    key: str

    @property
    def order(self) -> tuple[int, int, int, str]:
        """The gravest first, then the surest, then as the file has them."""
        return SEVERITIES.index(self.severity), -self.sureness, self.line, self.rule


def in_order(proposals: Iterable[Proposal]) -> list[Proposal]:
    """As a reviewer sees them."""
    return sorted(proposals, key=lambda proposal: proposal.order)


def limited(proposals: Iterable[Proposal], most: int) -> tuple[list[Proposal], Counter[str]]:
    """The first `most` of each person and rule, and how many of each rule are beyond.

    Which they are depends on the transcript and the rules alone, so that reading it again proposes nothing more.
    """
    taken: Counter[tuple[str, str]] = Counter()
    kept: list[Proposal] = []
    beyond: Counter[str] = Counter()
    for proposal in in_order(proposals):
        whose = (proposal.speaker, proposal.rule)
        taken[whose] += 1
        if taken[whose] > most:
            beyond[proposal.rule] += 1
        else:
            kept.append(proposal)
    return kept, beyond
