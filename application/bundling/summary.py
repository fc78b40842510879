"""The figures of a bundle, computed from its events and documents alone: the same function makes and verifies them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from application.bundling import card_summary, pay_summary
from application.bundling.appeal_history import AppealHistory, Decision, appeal_history
from application.bundling.card_history import CardHistory, card_history
from application.bundling.contents import Kind, Story, Withheld
from application.bundling.pay_history import PayHistory, check_score, pay_history
from application.bundling.ports import Document
from application.bundling.replayed import Report, mark
from application.ports import Recorded
from application.projections.plain import SEALED, event_name, fields, moment, plain

FORMAT = "jixiao.summary.1"

SHOWN_ELSEWHERE = frozenset({"document", "result", "inputs", "cards", "lines", "totals"})
"""Fields that the timeline leaves out: they are long, and other parts of the summary show them."""


@dataclass
class Histories:
    """Everything that a bundle's events come to, by stream."""

    cards: dict[UUID, CardHistory] = field(default_factory=dict)
    appeals: dict[UUID, AppealHistory] = field(default_factory=dict)
    payrolls: dict[UUID, PayHistory] = field(default_factory=dict)


def histories(story: Story, report: Report) -> Histories:
    """Play everything again; `report` is told of whatever does not add up."""
    found = Histories()
    for stream in story.streams_of("scorecard"):
        found.cards[stream.id] = card_history(story, stream, report)
    for stream in story.streams_of("appeal"):
        found.appeals[stream.id] = appeal_history(story, stream, found.cards, report)
    for stream in story.streams_of("payroll"):
        found.payrolls[stream.id] = pay_history(story, stream, report)
        for card in found.cards.values():
            check_score(found.payrolls[stream.id], card, report)
    return found


def summarize(story: Story, found: Histories) -> Document:
    """What `summary.json` holds."""
    return {
        "format": FORMAT,
        "kind": story.kind.value,
        "subject": str(story.subject),
        "scorecards": [card_summary.card(id, card) for id, card in found.cards.items()],
        "appeals": [_appeal(history) for history in found.appeals.values()],
        "payslips": [
            slip
            for id, history in found.payrolls.items()
            if (slip := pay_summary.payslip(id, history, _paid_person(story, found))) is not None
        ],
        "timeline": list(_timeline(story)),
    }


def figures(summary: Document) -> Document:
    """What the bundle is about, in a line: for whoever verifies it."""
    kind, subject = summary["kind"], summary["subject"]
    if kind == Kind.SCORECARD:
        card = next(card for card in summary["scorecards"] if card["id"] == subject)
        return {name: card[name] for name in ("employee", "period", "stage", "total", "grade")}
    if kind == Kind.APPEAL:
        appeal = next(appeal for appeal in summary["appeals"] if appeal["id"] == subject)
        said = {name: appeal[name] for name in ("appellant", "kind", "status", "outcome")}
        totals = [held["totals"] for held in appeal["decisions"] if held["totals"]]
        return {**said, **(totals[-1] if totals else {})}
    slip = next(slip for slip in summary["payslips"] if slip["id"] == subject)
    gross = None if slip["line"] is None else slip["line"]["gross"]
    return {**{name: slip[name] for name in ("employee", "period", "status")}, "gross": gross, "proven": slip["proven"]}


def _paid_person(story: Story, found: Histories) -> str | None:
    """Whose line of a payroll the bundle is about."""
    appellants = [str(appeal.filed["appellant"]) for appeal in found.appeals.values() if "appellant" in appeal.filed]
    if story.kind is Kind.APPEAL:
        return appellants[0] if appellants else None
    return pay_summary.person_of(story)


def _appeal(history: AppealHistory) -> Document:
    filed = history.filed
    kept = ("kind", "appellant", "role", "card", "payroll", "target", "asked_points", "file_by", "by", "at")
    return {
        "id": str(history.stream.id),
        **{name: filed.get(name) for name in kept},
        "status": history.status,
        "outcome": history.outcome,
        "handler": history.handler,
        "escalated": history.escalated,
        "decide_by": history.decide_by or filed.get("decide_by"),
        "decisions": [_decision(decision) for decision in history.decisions],
    }


def _decision(decision: Decision) -> Document:
    event = decision.event
    said = {name: plain(getattr(event, name)) for name in ("outcome", "remedies", "granted_points", "replay_hash")}
    amended = decision.amendment
    return {
        **mark(decision.recorded),
        **said,
        "totals": None
        if amended is None
        else {"old_total": plain(amended.event.old_total), "new_total": plain(amended.event.new_total)},
        "adjustments": [pay_summary.adjustment(held) for held in decision.adjustments],
        "grants": [
            {name: plain(getattr(held.event, name)) for name in ("role", "employee", "points", "from_role")}
            for held in decision.grants
        ],
    }


def _timeline(story: Story) -> Iterator[Document]:
    """Every event of the bundle, who did it and when, and what it says; of withheld ones that they are there."""
    kinds = {stream.id: stream.kind for stream in story.streams}
    for held in story.everything():
        if isinstance(held, Withheld):
            kind, name = kinds.get(held.stream, ""), held.topic.split(".")[1]
            yield {"position": held.position, "stream": str(held.stream), "kind": kind, "event": name, "why": held.why}
        else:
            yield {**_told(held), "kind": kinds.get(held.originator_id, "")}


def _told(recorded: Recorded) -> Document:
    said = {name: _unsealed(value) for name, value in fields(recorded.event).items() if name not in SHOWN_ELSEWHERE}
    return {
        **mark(recorded),
        "recorded_at": moment(recorded.recorded_at),
        "stream": str(recorded.originator_id),
        "version": recorded.originator_version,
        "event": event_name(recorded.event),
        "says": said,
    }


def _unsealed(value: Any) -> Any:
    """Sealed texts as a mark: their ciphertext is in the event, their text in `opened.json`."""
    if isinstance(value, Mapping):
        return {SEALED: True} if value.keys() == {SEALED} else {name: _unsealed(held) for name, held in value.items()}
    return [_unsealed(held) for held in value] if isinstance(value, list) else value
