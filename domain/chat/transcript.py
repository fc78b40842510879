"""Transcript (聊天记录): one file of chats in a cycle, what was read in it, and the figures that it offers.

The customers' words are in no event: the file lies encrypted beside the ledger under its hash, and so does a copy in
which names, phone numbers, addresses and order numbers are masked. Proposals stand on the cards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from domain.chat.events import (
    CHINESE,
    OFFERED,
    FiguresAccepted,
    FiguresOffered,
    FiguresRefused,
    TranscriptImported,
    TranscriptRead,
)
from domain.errors import Invalid, WrongState
from domain.eventsourced import Aggregate, natural_id
from domain.values import Evidence, Sealed


@dataclass(frozen=True)
class TranscriptFile:
    """What an imported file is.

    Attributes:
        name: what of its name is about nobody.
        content: SHA-256 over the chats, however the file spells and orders them: the same chats in another encoding,
            or sorted otherwise, are the same transcript.
        evidence: the file itself.
        masked: the copy that people read.
        unattended: chats in which nobody of the staff wrote.
    """

    name: str
    content: str
    evidence: Evidence
    masked: Evidence
    chats: int
    messages: int
    unattended: int


@dataclass(frozen=True)
class ReadingRecord:
    """What a reading came to.

    Attributes:
        share: of the chats, for people to read.
        seed: which ones.
        hits: by rule, all of them.
        beyond: by rule, those past the most that one reading proposes of a person and rule.
        unplaced: by rule, those for which the person's scheme has no place.
        proposals: those that are new: deduction, card, employee, rule, severity, sureness, line, chat.
    """

    rules: str
    rules_version: int
    share: Decimal
    seed: str
    hits: Mapping[str, int]
    beyond: Mapping[str, int]
    unplaced: Mapping[str, int]
    proposals: tuple[dict[str, Any], ...]


def transcript_id(cycle: UUID, content: str) -> UUID:
    """One of the same messages in a cycle."""
    return natural_id(cycle, "transcript", content)


def proposal_id(card: UUID, key: str, rule: str) -> UUID:
    """The deduction that a rule proposes for a line: the same however often the line is read."""
    return natural_id(card, "chat", key, rule)


class Transcript(Aggregate):
    """Decides what was read already, and which figures are still on offer."""

    TOPIC = "jixiao.transcript.1"

    def __init__(
        self,
        cycle: UUID,
        shop: UUID,
        period: str,
        file_name: str,
        content: str,
        evidence: Evidence,
        masked: Evidence,
        chats: int,
        messages: int,
        unattended: int,
    ) -> None:
        self.cycle = cycle
        self.shop = shop
        self.period = period
        self.file_name = file_name
        self.evidence = evidence
        self.masked = masked
        self.chats = chats
        self.readings: tuple[tuple[str, int], ...] = ()
        self.figures: dict[str, dict[str, Any]] = {}

    @classmethod
    def take_in(cls, cycle: UUID, shop: UUID, period: str, file: TranscriptFile, *, by: str, at: datetime) -> Self:
        """Take a file in; the same messages a second time are the same stream."""
        return cls.begin(
            TranscriptImported,
            id=transcript_id(cycle, file.content),
            actor=by,
            at=at,
            cycle=cycle,
            shop=shop,
            period=period,
            file_name=file.name,
            content=file.content,
            evidence=file.evidence,
            masked=file.masked,
            chats=file.chats,
            messages=file.messages,
            unattended=file.unattended,
        )

    def read(self, record: ReadingRecord, *, by: str, at: datetime) -> None:
        """Note a reading; one that brings nothing new is not noted twice."""
        if not record.proposals and (record.rules, record.rules_version) in self.readings:
            return
        self.record(
            TranscriptRead,
            actor=by,
            at=at,
            rules=record.rules,
            rules_version=record.rules_version,
            share=record.share,
            seed=record.seed,
            hits=dict(record.hits),
            beyond=dict(record.beyond),
            unplaced=dict(record.unplaced),
            proposals=record.proposals,
        )

    def offer(self, figures: tuple[dict[str, Any], ...], *, by: str, at: datetime) -> None:
        """Offer figures of people who have none on offer yet: `employee`, `card`, `measures`, `shifts`."""
        new = tuple(held for held in figures if str(held["employee"]) not in self.figures)
        if new:
            self.record(FiguresOffered, actor=by, at=at, figures=new)

    def accept(self, employee: UUID, measures: Mapping[str, Decimal], *, by: str, at: datetime) -> None:
        """Note that somebody's figures were taken into their card."""
        self.offered(employee)
        self.record(FiguresAccepted, actor=by, at=at, employee=employee, measures=dict(measures))

    def refuse(self, employee: UUID, reason: Sealed, *, by: str, at: datetime) -> None:
        """Note that somebody's figures are not used."""
        self.offered(employee)
        self.record(FiguresRefused, actor=by, at=at, employee=employee, reason=reason)

    def offered(self, employee: UUID, number: str = "") -> dict[str, Decimal]:
        """The measures on offer for somebody, whom the refusal calls by staff number.

        Raises:
            Invalid: there are none.
            WrongState: they are decided.
        """
        who = number or employee
        held = self.figures.get(str(employee))
        if held is None:
            raise Invalid(
                f"这份聊天记录没有 {who} 的数据 / this transcript has no figures of {who}",
                code="figures-unknown",
                pointer="/employees",
            )
        if held["status"] != OFFERED:
            raise WrongState(
                f"{who} 的数据{CHINESE[held['status']]} / the figures of {who} are {held['status']} already",
                code="figures-decided",
            )
        measures: dict[str, Decimal] = held["measures"]
        return measures

    def decide(self, employee: UUID, status: str) -> None:
        """For events: somebody's figures are decided."""
        key = str(employee)
        self.figures = {**self.figures, key: {**self.figures[key], "status": status}}
