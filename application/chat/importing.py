"""Importing a transcript (导入聊天记录): the program proposes, and offers figures; a person decides about both."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from application.chat.masked_copy import MEDIA_TYPE
from application.chat.ports import Progress
from application.chat.reading import TranscriptReader, TranscriptReading
from application.chat.rules import DEFAULT_RULES, adopt_chat_rules, desk_of
from application.chat.speakers import Speakers
from application.commanding import Work, handles
from application.cycles.planning import running_cycle
from application.file_names import kept_name
from application.ports import Answer
from application.rulebooks import scheme_of
from domain import policies
from domain.calendar import zone
from domain.chat.figures import Figures
from domain.chat.proposals import Proposal, limited
from domain.chat.rules import ChatRules
from domain.chat.sampling import SHARE, sampled
from domain.chat.transcript import ReadingRecord, Transcript, TranscriptFile, proposal_id, transcript_id
from domain.cycle import Cycle
from domain.scorecard import Scorecard, scorecard_id
from domain.scorecard.entry import DeductionEntry
from domain.scoring.rules.deduction import Catalogued
from domain.scoring.scheme import Scheme
from domain.values import Evidence

LONGEST_QUOTE = 500


@dataclass(frozen=True)
class ImportTranscript:
    """Import a CSV of chats.

    Attributes:
        file_name: as the person called it; of people it names nothing is kept.
        staff: what the chat tool calls people → their staff numbers; None for what is nobody, such as a robot.
        rules: the id of chat rules, built in or published; `version` is the newest when None.
        share: of the chats, for people to read beside the hits.
        seed: which chats those are.
        progress: told how far the reading has come; no part of what is asked.
    """

    cycle: UUID
    content: bytes = field(repr=False)
    file_name: str
    staff: Mapping[str, str | None] = field(default_factory=dict)
    rules: str = DEFAULT_RULES
    version: int | None = None
    share: Decimal = SHARE
    seed: str = ""
    progress: Progress | None = field(default=None, compare=False, repr=False)


@handles(ImportTranscript)
def import_transcript(command: ImportTranscript, work: Work) -> Answer:
    """Read all of the file or nothing of it; what was proposed before is not proposed again."""
    cycle = running_cycle(work, command.cycle)
    cycle.require_open("聊天记录 / chats")
    work.depend_on(cycle)
    sampled(0, command.share, command.seed)
    rules = adopt_chat_rules(work, command.rules, command.version)
    speakers = Speakers(work, cycle, command.staff)
    days, here = (cycle.first_day, cycle.last_day), zone(work.organization.timezone)
    found = TranscriptReader(rules, desk_of(work), speakers, days).read(command.content, here, command.progress)
    file_name = kept_name(command.file_name)
    transcript = _transcript(work, cycle, command, file_name, found)
    proposer = Proposer(work, cycle, rules, file_name, transcript.evidence)
    kept, beyond = limited(found.proposals, rules.most)
    new = tuple(record for record in map(proposer.propose, kept) if record is not None)
    record = ReadingRecord(
        rules.id, rules.version, command.share, command.seed, found.hits(), beyond, proposer.unplaced, new
    )
    transcript.read(record, by=work.by, at=work.at)
    transcript.offer(_offers(cycle, found.figures), by=work.by, at=work.at)
    return Answer("transcript", transcript.id)


class Proposer:
    """Puts proposals on the cards of the people they are about.

    Attributes:
        unplaced: by rule, how many found no place in their person's scheme.
    """

    def __init__(self, work: Work, cycle: Cycle, rules: ChatRules, file_name: str, evidence: Evidence) -> None:
        self._work = work
        self._cycle = cycle
        self._rules = rules
        self._file_name = file_name
        self._evidence = evidence
        self._cards: dict[str, tuple[Scorecard, Scheme]] = {}
        self.unplaced: dict[str, int] = {}

    def propose(self, proposal: Proposal) -> dict[str, Any] | None:
        """The record of a new proposal; None for one that is known, or that has no place."""
        card, scheme = self._card(proposal.speaker)
        deduction = proposal_id(card.id, proposal.key, proposal.rule)
        if str(deduction) in card.deductions:
            return None
        entry = self._entry(card, scheme, proposal)
        if entry is None:
            self.unplaced[proposal.rule] = self.unplaced.get(proposal.rule, 0) + 1
            return None
        card.propose_deduction(scheme, deduction, entry, by=self._work.by, at=self._work.at)
        return {
            "deduction": deduction,
            "card": card.id,
            "employee": card.employee,
            "rule": proposal.rule,
            "severity": proposal.severity,
            "sureness": proposal.sureness,
            "line": proposal.line,
            "chat": proposal.number,
        }

    def _entry(self, card: Scorecard, scheme: Scheme, proposal: Proposal) -> DeductionEntry | None:
        rule = self._rules.rule(proposal.rule)
        item = scheme.item(rule.takes.item) if rule is not None else None
        if rule is None or item is None or not isinstance(item.rule, Catalogued):
            return None
        code = item.rule.code(rule.takes.code)
        if code is None:
            return None
        points = None if code.least == code.most else code.least
        quote = proposal.quote if len(proposal.quote) <= LONGEST_QUOTE else proposal.quote[:LONGEST_QUOTE] + "…"
        where = f"{self._file_name}，第 {proposal.line} 行 / line {proposal.line}"
        reason = self._work.seal(card.employee, f"「{quote}」\n{rule.title.zh} / {rule.title.en}（{where}）")
        return DeductionEntry(item.id, points, code.code, "", reason, (self._evidence,))

    def _card(self, person: str) -> tuple[Scorecard, Scheme]:
        if person not in self._cards:
            card = self._work.get(Scorecard, scorecard_id(self._cycle.id, UUID(person)), "scorecard")
            policies.enter_facts.require(self._work.acting, card.employee, card.shop)
            self._cards[person] = (card, scheme_of(self._work, card.scheme, card.scheme_version))
        return self._cards[person]


def _transcript(
    work: Work, cycle: Cycle, command: ImportTranscript, file_name: str, found: TranscriptReading
) -> Transcript:
    known = work.find(Transcript, transcript_id(cycle.id, found.content))
    if known is not None:
        return known
    file = TranscriptFile(
        file_name,
        found.content,
        work.tools.evidence.keep(command.content, MEDIA_TYPE),
        work.tools.evidence.keep(found.copy.content(), MEDIA_TYPE),
        found.chats,
        found.messages,
        found.unattended,
    )
    return work.add(Transcript.take_in(cycle.id, cycle.shop, cycle.period, file, by=work.by, at=work.at))


def _offers(cycle: Cycle, figures: Mapping[UUID, Mapping[str, Figures]]) -> tuple[dict[str, Any], ...]:
    return tuple(_offer(cycle, person, shifts) for person, shifts in sorted(figures.items()))


def _offer(cycle: Cycle, person: UUID, shifts: Mapping[str, Figures]) -> dict[str, Any]:
    whole = Figures()
    for figures in shifts.values():
        whole.add(figures)
    return {
        "employee": person,
        "card": scorecard_id(cycle.id, person),
        "measures": whole.measures(),
        "inexact": whole.inexact,
        "shifts": {shift: figures.measures() for shift, figures in sorted(shifts.items())},
    }
