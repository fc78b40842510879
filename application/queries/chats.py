"""Chats: transcripts with their figures, what the program proposed, and how often it was right."""

from typing import Any
from uuid import UUID

from application.ports import Row
from application.projections.chats import CHAT_PROPOSALS, REVIEWER_RECORDS, RULE_RECORDS, TRANSCRIPTS
from application.projections.cycles import CYCLES
from application.projections.scorecards import DEDUCTIONS
from application.queries.pages import Page, Paging, page
from application.queries.people import name_of, named, opened, with_people
from application.queries.views import Document, View, body_of
from domain.organization import Duty

_LISTED = (
    *("id", "cycle", "shop", "period", "file_name", "content", "evidence", "masked", "chats", "messages", "unattended"),
    *("imported", "version", "position"),
)
OVERSEERS = (Duty.HR, Duty.GENERAL_MANAGER, Duty.AUDITOR)


def transcripts(view: View, paging: Paging, cycle: UUID) -> Page:
    """The transcripts of a cycle, in the order in which they were imported."""

    def shape(row: Row) -> Document | None:
        return {name: row.body[name] for name in _LISTED} if sees(view, row.body) else None

    return page(view.rows, TRANSCRIPTS, paging, shape, parent=str(cycle))


def transcript(view: View, id: UUID) -> Document:
    """A transcript with its readings and everybody's figures."""
    body = view.visible(TRANSCRIPTS, id, "transcript", lambda body: sees(view, body))
    figures = [held for _, held in sorted(body["figures"].items())]
    return with_people(view, opened(view, {**body, "figures": figures}))


def proposals(
    view: View,
    paging: Paging,
    cycle: UUID,
    *,
    status: str | None = None,
    rule: str | None = None,
    employee: UUID | None = None,
) -> Page:
    """What the program proposed in a cycle, the gravest and surest first, with the line that it quotes."""

    def shape(row: Row) -> Document | None:
        body = row.body
        wanted = (status in (None, body["status"]), rule in (None, body["rule"]))
        if not all(wanted) or (employee is not None and body["employee"] != str(employee)):
            return None
        deduction = view.rows.get(DEDUCTIONS, row.key)
        if deduction is None or not _sees_deduction(view, deduction.body):
            return None
        more = {name: deduction.body[name] for name in ("item", "code", "points", "reason")}
        return named(view, opened(view, {**body_of(row), **more}))

    return page(view.rows, CHAT_PROPOSALS, paging, shape, parent=str(cycle))


def rule_records(view: View, paging: Paging, rules: str | None = None) -> Page:
    """Of each rule and version: how much of what it proposed was confirmed, rejected, and taken back later."""

    def shape(row: Row) -> Document | None:
        return body_of(row) if _reviews(view) else None

    return page(view.rows, RULE_RECORDS, paging, shape, parent=rules)


def reviewer_records(view: View, paging: Paging) -> Page:
    """Of each reviewer and rule: what they confirmed and rejected; one's own, and everybody's for those who oversee."""

    def shape(row: Row) -> Document | None:
        if not (view.acting.is_(row.key) or view.acting.has(*OVERSEERS)):
            return None
        body = body_of(row)
        rules = [{"rule": rule, **counts} for rule, counts in sorted(body["rules"].items())]
        return {**body, "rules": rules, "name": name_of(view, row.key)}

    return page(view.rows, REVIEWER_RECORDS, paging, shape)


def sees(view: View, body: Any) -> bool:
    """Whole chats: the shop's manager, who leads somebody in the cycle, and those who oversee."""
    return view.manages(body["shop"]) or view.acting.has(*OVERSEERS) or _leads(view, body["cycle"])


def sees_file(view: View, body: Any) -> bool:
    """The file as it came, customers and all: the shop's manager and those who oversee."""
    return view.manages(body["shop"]) or view.acting.has(*OVERSEERS)


def _leads(view: View, cycle: str) -> bool:
    row = view.rows.get(CYCLES, cycle)
    return row is not None and any(view.acting.is_(held["lead"]) for held in row.body["participants"])


def _sees_deduction(view: View, body: Any) -> bool:
    return view.sees_person(body["employee"], body["lead"], body["shop"])


def _reviews(view: View) -> bool:
    duties = {duty for duty, _ in view.acting.duties}
    return bool(duties & {Duty.MANAGER, *OVERSEERS})
