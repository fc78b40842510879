"""Evidence files: who may read one follows from what it supports."""

from collections.abc import Callable

from application.projections.appeals import APPEALS
from application.projections.chats import TRANSCRIPTS
from application.projections.cycles import CYCLES
from application.projections.evidence import (
    APPEAL,
    DEDUCTION,
    EVIDENCE,
    FACTS,
    MASKED_TRANSCRIPT,
    PAYROLL,
    SHOP_FACT,
    TRANSCRIPT,
)
from application.projections.scorecards import SCORECARDS
from application.queries import appeals, chats
from application.queries.views import Document, View
from application.things import absent
from domain.organization import Duty


def evidence(view: View, sha256: str) -> Document:
    """A file's hash, type and size, and what it supports of what may be seen. Raises NotFound when that is nothing."""
    used = [dict(row.body) for row in view.rows.find(EVIDENCE, parent=sha256)]
    # A file of chats supports single deductions, too; whoever may read those may not therefore read all the chats.
    decisive = [use for use in used if use["kind"] in (TRANSCRIPT, MASKED_TRANSCRIPT)] or used
    if not any(_SEES[use["kind"]](view, use["subject"]) for use in decisive):
        raise absent("evidence", sha256)
    seen = [use for use in used if _SEES[use["kind"]](view, use["subject"])]
    if not seen:
        raise absent("evidence", sha256)
    file = {name: seen[0][name] for name in ("sha256", "media_type", "size")}
    return {**file, "used": [{name: use[name] for name in ("kind", "subject", "used")} for use in seen]}


def _sees_facts(view: View, card: str) -> bool:
    """A file of facts holds the figures of many people: it is for those who enter them and who oversee."""
    row = view.rows.get(SCORECARDS, card)
    if row is None:
        return False
    return view.manages(row.body["shop"]) or view.acting.has(Duty.HR, Duty.GENERAL_MANAGER, Duty.AUDITOR)


def _sees_deduction(view: View, card: str) -> bool:
    row = view.rows.get(SCORECARDS, card)
    return row is not None and view.sees_person(row.body["employee"], row.body["lead"], row.body["shop"])


def _sees_shop_fact(view: View, cycle: str) -> bool:
    row = view.rows.get(CYCLES, cycle)
    return row is not None and (view.sees_payroll() or view.manages(row.body["shop"]))


def _sees_payroll(view: View, _payroll: str) -> bool:
    return view.sees_payroll()


def _sees_appeal(view: View, appeal: str) -> bool:
    row = view.rows.get(APPEALS, appeal)
    return row is not None and appeals.sees(view, row.body)


def _sees_transcript(view: View, transcript: str) -> bool:
    row = view.rows.get(TRANSCRIPTS, transcript)
    return row is not None and chats.sees_file(view, row.body)


def _sees_masked(view: View, transcript: str) -> bool:
    row = view.rows.get(TRANSCRIPTS, transcript)
    return row is not None and chats.sees(view, row.body)


_SEES: dict[str, Callable[[View, str], bool]] = {
    FACTS: _sees_facts,
    DEDUCTION: _sees_deduction,
    SHOP_FACT: _sees_shop_fact,
    APPEAL: _sees_appeal,
    PAYROLL: _sees_payroll,
    TRANSCRIPT: _sees_transcript,
    MASKED_TRANSCRIPT: _sees_masked,
}
