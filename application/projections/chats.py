"""Transcripts, what the program proposed from them, and how often each rule and each reviewer found it right.

A proposal's row holds no words: the quoted line stands sealed on the card. Rows are sorted as a reviewer works: the
gravest first, then the surest, then as the file has them.
"""

from collections.abc import Iterable
from typing import Any

from application.ports import RowReader
from application.projections.plain import Body, fields, in_order, plain
from application.projections.projecting import Change, Entry, EventModel, StreamModel
from domain.chat.events import (
    ACCEPTED,
    OFFERED,
    REFUSED,
    FiguresAccepted,
    FiguresOffered,
    FiguresRefused,
    TranscriptImported,
    TranscriptRead,
)
from domain.chat.rules import SEVERITIES
from domain.scorecard.events import DeductionConfirmed, DeductionRejected, DeductionReversed

TRANSCRIPTS, CHAT_PROPOSALS = "transcripts", "chat-proposals"
RULE_RECORDS, REVIEWER_RECORDS = "chat-rule-records", "chat-reviewer-records"

PROPOSED, CONFIRMED, REJECTED, REVERSED = "proposed", "confirmed", "rejected", "reversed"
SUREST = 100


def _imported(event: TranscriptImported, entry: Entry) -> Body:
    return {**fields(event), "imported": entry.mark(), "readings": [], "figures": {}}


def _read(event: TranscriptRead, body: Body, entry: Entry) -> Body:
    told = fields(event)
    reading = entry.mark(**{**told, "proposals": len(event.proposals)})
    return {**body, "readings": [*body["readings"], reading]}


def _offered(event: FiguresOffered, body: Body, entry: Entry) -> Body:
    offered = {
        str(held["employee"]): {**plain(held), "status": OFFERED, "decided": None, "taken": {}}
        for held in event.figures
    }
    return {**body, "figures": {**body["figures"], **offered}}


def _accepted(event: FiguresAccepted, body: Body, entry: Entry) -> Body:
    return _decided(body, entry, event.employee, status=ACCEPTED, taken=plain(event.measures), reason=None)


def _refused(event: FiguresRefused, body: Body, entry: Entry) -> Body:
    return _decided(body, entry, event.employee, status=REFUSED, taken={}, reason=event.reason)


def _decided(body: Body, entry: Entry, employee: object, *, status: str, taken: Body, reason: Any) -> Body:
    key = str(employee)
    decided = {**body["figures"][key], "status": status, "taken": taken, "decided": entry.mark(reason=reason)}
    return {**body, "figures": {**body["figures"], key: decided}}


def _place(body: Body, _entry: Entry) -> tuple[str, str]:
    return body["cycle"], in_order(body["imported"]["position"])


TRANSCRIPTS_MODEL = StreamModel(
    TRANSCRIPTS,
    begins={TranscriptImported: _imported},
    changes={
        TranscriptRead: _read,
        FiguresOffered: _offered,
        FiguresAccepted: _accepted,
        FiguresRefused: _refused,
    },
    place=_place,
)


def _proposals(event: TranscriptRead, entry: Entry) -> Iterable[Change]:
    """A row for each proposal, and the counts of their rules."""
    cycle = entry.rows.get(TRANSCRIPTS, entry.stream)
    head = {"transcript": entry.stream, "rules": event.rules, "rules_version": event.rules_version}
    parent = cycle.body["cycle"] if cycle is not None else ""
    proposed: dict[str, int] = {}
    for held in plain(event.proposals):
        rank = SEVERITIES.index(held["severity"])
        sort = f"{rank} {SUREST - held['sureness']:03d} {in_order(entry.position)} {held['line']:09d}"
        body = {**head, **held, "cycle": parent, "status": PROPOSED, "reviewed": None}
        yield entry.row(CHAT_PROPOSALS, held["deduction"], body, parent=parent, sort=sort)
        proposed[held["rule"]] = proposed.get(held["rule"], 0) + 1
    for rule, count in sorted(proposed.items()):
        yield _counted(entry, {**head, "rule": rule}, **{PROPOSED: count})


def _confirmed(event: DeductionConfirmed, entry: Entry) -> Iterable[Change]:
    return _reviewed(str(event.deduction), CONFIRMED, entry)


def _rejected(event: DeductionRejected, entry: Entry) -> Iterable[Change]:
    return _reviewed(str(event.deduction), REJECTED, entry)


def _reviewed(deduction: str, status: str, entry: Entry) -> Iterable[Change]:
    row = entry.rows.get(CHAT_PROPOSALS, deduction)
    if row is None:
        return  # proposed by a person
    body = {**row.body, "status": status, "reviewed": entry.mark()}
    yield entry.row(CHAT_PROPOSALS, deduction, body, parent=row.parent, sort=row.sort)
    yield _counted(entry, row.body, **{status: 1})
    yield _reviewer(entry, row.body["rule"], status)


def _reversed(event: DeductionReversed, entry: Entry) -> Iterable[Change]:
    """What was confirmed and taken back later was wrong after all."""
    row = entry.rows.get(CHAT_PROPOSALS, str(event.deduction))
    if row is None:
        return
    body = {**row.body, "status": REVERSED}
    yield entry.row(CHAT_PROPOSALS, str(event.deduction), body, parent=row.parent, sort=row.sort)
    yield _counted(entry, row.body, **{REVERSED: 1})


def _counted(entry: Entry, proposal: Any, **more: int) -> Change:
    """The record of a rule in a version of its document, counted on."""
    names = {name: proposal[name] for name in ("rules", "rules_version", "rule")}
    key = f"{names['rules']} {names['rules_version']:06d} {names['rule']}"
    before = _body(entry.rows, RULE_RECORDS, key)
    counts = {name: before.get(name, 0) + more.get(name, 0) for name in (PROPOSED, CONFIRMED, REJECTED, REVERSED)}
    return entry.row(RULE_RECORDS, key, {**names, **counts}, parent=names["rules"], sort=key)


def _reviewer(entry: Entry, rule: str, status: str) -> Change:
    """The record of whoever reviewed."""
    who = entry.recorded.actor
    before = _body(entry.rows, REVIEWER_RECORDS, who)
    rules = dict(before.get("rules", {}))
    counts = {CONFIRMED: 0, REJECTED: 0, **rules.get(rule, {})}
    rules[rule] = {**counts, status: counts[status] + 1}
    return entry.row(REVIEWER_RECORDS, who, {"reviewer": who, "rules": rules}, sort=who)


def _body(rows: RowReader, model: str, key: str) -> Body:
    row = rows.get(model, key)
    return {} if row is None else dict(row.body)


PROPOSALS_MODEL = EventModel(
    CHAT_PROPOSALS,
    {
        TranscriptRead: _proposals,
        DeductionConfirmed: _confirmed,
        DeductionRejected: _rejected,
        DeductionReversed: _reversed,
    },
)
MODELS = (TRANSCRIPTS_MODEL, PROPOSALS_MODEL)
