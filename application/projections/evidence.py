"""Where each evidence file is used: who may read a file follows from what it supports."""

from collections.abc import Iterable
from typing import Any

from application.projections.plain import fields, in_order, plain
from application.projections.projecting import Change, Entry, EventModel
from domain.appeal.events import AppealEvidenceAttached
from domain.chat.events import TranscriptImported
from domain.cycle.events import ShopFactRecorded
from domain.eventsourced import Event
from domain.payroll.events import PayrollCorrected
from domain.scorecard.events import DeductionProposed, DeductionRecorded, FactsRecorded

EVIDENCE = "evidence"

FACTS, DEDUCTION, SHOP_FACT, APPEAL, PAYROLL = "facts", "deduction", "shop-fact", "appeal", "payroll"
TRANSCRIPT, MASKED_TRANSCRIPT = "transcript", "masked-transcript"

_KINDS: dict[type[Event], str] = {
    FactsRecorded: FACTS,
    DeductionProposed: DEDUCTION,
    DeductionRecorded: DEDUCTION,
    ShopFactRecorded: SHOP_FACT,
    AppealEvidenceAttached: APPEAL,
    PayrollCorrected: PAYROLL,
}


def _used(event: Any, entry: Entry) -> Iterable[Change]:
    kept = fields(event)["evidence"]
    for file in kept if isinstance(kept, list) else [kept]:
        body = {**file, "kind": _KINDS[type(event)], "subject": entry.stream, "used": entry.mark()}
        key = f"{file['sha256']} {in_order(entry.position)}"
        yield entry.row(EVIDENCE, key, body, parent=file["sha256"], sort=in_order(entry.position))


def _transcript(event: TranscriptImported, entry: Entry) -> Iterable[Change]:
    """The file as it came, and the copy in which what is personal is masked."""
    for kind, file in ((TRANSCRIPT, plain(event.evidence)), (MASKED_TRANSCRIPT, plain(event.masked))):
        body = {**file, "kind": kind, "subject": entry.stream, "used": entry.mark()}
        key = f"{file['sha256']} {in_order(entry.position)}"
        yield entry.row(EVIDENCE, key, body, parent=file["sha256"], sort=in_order(entry.position))


EVIDENCE_MODEL = EventModel(EVIDENCE, {**dict.fromkeys(_KINDS, _used), TranscriptImported: _transcript})
MODELS = (EVIDENCE_MODEL,)
