"""What can happen to a transcript. Who did it and when stand in the envelope; `apply` only assigns."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.eventsourced import Created, Event
from domain.values import Evidence, Sealed

if TYPE_CHECKING:
    from domain.chat.transcript import Transcript

OFFERED, ACCEPTED, REFUSED = "offered", "accepted", "refused"
CHINESE = {OFFERED: "待取用", ACCEPTED: "已取用", REFUSED: "不用"}
"""What the states of somebody's figures are called where people read why something is refused."""


class TranscriptImported(Created):
    """A file of chats belongs to this cycle."""

    TOPIC = "jixiao.transcript-imported.1"
    cycle: UUID
    shop: UUID
    period: str
    file_name: str
    content: str
    evidence: Evidence
    masked: Evidence
    chats: int
    messages: int
    unattended: int


class TranscriptRead(Event):
    """The program read the chats by a version of the rules and proposed deductions; the lines stand on the cards."""

    TOPIC = "jixiao.transcript-read.1"
    rules: str
    rules_version: int
    share: Decimal
    seed: str
    hits: dict[str, int]
    beyond: dict[str, int]
    unplaced: dict[str, int]
    proposals: tuple[dict[str, Any], ...]

    def apply(self, transcript: "Transcript") -> None:
        transcript.readings = (*transcript.readings, (self.rules, self.rules_version))


class FiguresOffered(Event):
    """Figures from the chats, for each person whole and by shift; they count once somebody accepts them."""

    TOPIC = "jixiao.figures-offered.1"
    figures: tuple[dict[str, Any], ...]

    def apply(self, transcript: "Transcript") -> None:
        offered = {str(held["employee"]): {"measures": held["measures"], "status": OFFERED} for held in self.figures}
        transcript.figures = {**transcript.figures, **offered}


class FiguresAccepted(Event):
    """Somebody's figures were taken into their card."""

    TOPIC = "jixiao.figures-accepted.1"
    employee: UUID
    measures: dict[str, Decimal]

    def apply(self, transcript: "Transcript") -> None:
        transcript.decide(self.employee, ACCEPTED)


class FiguresRefused(Event):
    """Somebody's figures are not used."""

    TOPIC = "jixiao.figures-refused.1"
    employee: UUID
    reason: Sealed

    def apply(self, transcript: "Transcript") -> None:
        transcript.decide(self.employee, REFUSED)
