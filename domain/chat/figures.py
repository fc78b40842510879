"""Numbers from a transcript, per person and shift: what D05, D08 and D13 measure and a transcript can tell.

Times are summed exactly in microseconds. A chat belongs to the first of the staff who wrote in it and to the shift in
which it began; an answer belongs to whoever gave it.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from domain.values import cents_of

SECOND = 1_000_000
"""Microseconds."""


@dataclass
class Figures:
    """What somebody did in a shift.

    Attributes:
        chats: in which a customer spoke.
        replied_chats: of those, where somebody of the staff answered.
        first_response: to the first answers, in microseconds, all chats together.
        first_responses: how many first answers have an exact time.
        response: to all answers, in microseconds.
        responses: how many answers have an exact time.
        inexact: answers whose time is not known to the second.
        opened: chats that began with an opening phrase.
        closed: chats that ended with a closing phrase.
    """

    chats: int = 0
    replied_chats: int = 0
    first_response: int = 0
    first_responses: int = 0
    response: int = 0
    responses: int = 0
    inexact: int = 0
    opened: int = 0
    closed: int = 0

    def answered(self, after: timedelta | None, *, first: bool) -> None:
        """Count an answer; `after` is None where it is not known to the second."""
        if after is None:
            self.inexact += 1
            return
        microseconds = after // timedelta(microseconds=1)
        self.response += microseconds
        self.responses += 1
        if first:
            self.first_response += microseconds
            self.first_responses += 1

    def add(self, other: "Figures") -> None:
        """Take another shift's figures in."""
        for name in vars(other):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def measures(self) -> dict[str, Decimal]:
        """The figures under the names that schemes read, where the transcript tells them.

        Returns:
            `chats`, `replied_chats`, `opened_chats` and `closed_chats` as counts; `first_response_seconds`, the sum
            over all chats, and `response_seconds`, the mean of all answers, in seconds half-up to 0.01. Times are left
            out where one of them is not known to the second, or where there is no answer to measure.
        """
        counts = {
            "chats": self.chats,
            "replied_chats": self.replied_chats,
            "opened_chats": self.opened,
            "closed_chats": self.closed,
        }
        measures = {name: Decimal(count) for name, count in counts.items()}
        if self.responses and not self.inexact:
            measures["response_seconds"] = cents_of(Fraction(self.response, self.responses * SECOND))
        if self.first_responses and not self.inexact:
            measures["first_response_seconds"] = cents_of(Fraction(self.first_response, SECOND))
        return measures
