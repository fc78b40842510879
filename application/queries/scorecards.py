"""Scorecards: one with everything on it, lists of them, and the inbox of deductions."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from application.ports import Row
from application.projections.scorecards import CARDS_OF_PERSON, DEDUCTIONS, SCORECARDS
from application.queries.card_ratings import ratings_on
from application.queries.card_scores import Score, score_of, tells_total
from application.queries.pages import Page, Paging, page
from application.queries.people import named, opened, with_people
from application.queries.rules import scheme_of
from application.queries.views import Document, View, body_of
from domain.scorecard.stages import Stage
from domain.scoring.card import UNSCORED, ScoredItem
from domain.scoring.exact import trimmed
from domain.scoring.rules.deduction import Catalogued
from domain.scoring.scheme import Scheme

_KEPT = (
    *("id", "cycle", "shop", "period", "employee", "number", "role", "lead", "scheme", "scheme_version", "stage"),
    *("targets", "facts", "adjustments", "waivers", "history", "amendments", "appeals_until", "acknowledged"),
    *("version", "position"),
)
_LISTED = (
    *("id", "cycle", "shop", "period", "employee", "number", "role", "lead", "scheme", "scheme_version", "stage"),
    *("appeals_until", "version", "position"),
)


def card(view: View, id: UUID) -> Document:
    """A card with every item's score and explanation, all entries, what an appeal changed, and who did what."""
    body = view.visible(SCORECARDS, id, "scorecard", lambda body: _sees(view, body))
    scheme = scheme_of(view, body)
    score = score_of(view, body, scheme)
    document = {
        **{name: body[name] for name in _KEPT},
        "scheme_title": scheme.title.plain(),
        **_figures(score, body),
        "history": [_step(view, body, scheme, step) for step in body["history"]],
        "sections": _sections(scheme, score),
        "items": [_item(item, body) for item in score.card.items],
        "deductions": [_deduction(scheme, held) for held in body["deductions"]],
        "judgements": [{"item": item, **held} for item, held in sorted(body["judgements"].items())],
        "ratings": ratings_on(view, body, scheme),
    }
    return with_people(view, named(view, opened(view, document)))


def cards(
    view: View, paging: Paging, *, cycle: UUID | None = None, employee: UUID | None = None, stage: str | None = None
) -> Page:
    """Cards that may be seen: of a cycle in the order of staff numbers, or of a person, newest first."""

    def shape(row: Row) -> Document | None:
        found = row if row.model == SCORECARDS else view.rows.get(SCORECARDS, row.key)
        if found is None or not _sees(view, found.body) or not _fits(found.body, cycle, stage):
            return None
        return summary(view, body_of(found))

    if employee is not None:
        return page(view.rows, CARDS_OF_PERSON, paging, shape, parent=str(employee), descending=True)
    return page(view.rows, SCORECARDS, paging, shape, parent=None if cycle is None else str(cycle))


def summary(view: View, body: Document) -> Document:
    """A card in a list: where it stands and what it comes to."""
    score = score_of(view, body, scheme_of(view, body))
    document = {
        **{name: body[name] for name in _LISTED},
        **_figures(score, body),
        "deductions": sum(held["status"] == "recorded" for held in body["deductions"]),
        "proposed_deductions": sum(held["status"] == "proposed" for held in body["deductions"]),
        "amendments": len(body["amendments"]),
        "acknowledged": body["acknowledged"] is not None,
    }
    return named(view, document)


def deductions(view: View, paging: Paging, *, cycle: UUID, status: str | None = None) -> Page:
    """The deductions of a cycle in the order in which they were entered; `proposed` ones wait for a person."""

    def shape(row: Row) -> Document | None:
        if not _sees(view, row.body) or status not in (None, row.body["status"]):
            return None
        return named(view, opened(view, body_of(row)))

    return page(view.rows, DEDUCTIONS, paging, shape, parent=str(cycle))


def _sees(view: View, body: Any) -> bool:
    return view.sees_person(body["employee"], body["lead"], body["shop"])


def _fits(body: Any, cycle: UUID | None, stage: str | None) -> bool:
    return (cycle is None or body["cycle"] == str(cycle)) and stage in (None, body["stage"])


def _figures(score: Score, body: Document) -> Document:
    return {
        "provisional": body["stage"] != Stage.PUBLISHED,
        "total": _text(score.total),
        "points": _text(score.points),
        "points_in_play": trimmed(score.points_in_play),
        "adjustment": _text(score.adjustment),
        "grade": score.grade,
        "passed": score.passed,
        "unscored": [{"item": item, "reason": reason.plain()} for item, reason in score.card.unscored],
    }


def _sections(scheme: Scheme, score: Score) -> list[Document]:
    """The headings, each the sum of its items; without a score while one of them is unscored."""
    found = []
    for section in scheme.sections:
        items = [item for item in score.card.items if item.section == section.id]
        points = sum((item.score for item in items if item.score is not None), Decimal("0.00"))
        known = all(item.state != UNSCORED for item in items)
        full = trimmed(sum((item.max for item in items), Decimal(0)))
        title = section.title.plain()
        found.append({"id": section.id, "title": title, "max": full, "score": _text(points) if known else None})
    return found


def _item(item: ScoredItem, body: Document) -> Document:
    return {
        "id": item.id,
        "title": item.title.plain(),
        "section": item.section,
        "kind": item.kind,
        "max": trimmed(item.max),
        "state": item.state,
        "score": _text(item.score),
        "value": _text(item.value),
        "target": _text(item.target),
        "source": item.source,
        "assumed": item.assumed,
        "explanation": item.explanation.plain(),
        "deductions": [held["id"] for held in body["deductions"] if held["item"] == item.id],
    }


def _step(view: View, body: Document, scheme: Scheme, step: Document) -> Document:
    return step if tells_total(view, body, scheme, step["position"]) else {**step, "total": None}


def _deduction(scheme: Scheme, held: Document) -> Document:
    """A deduction with the title and clause of its catalogue entry, where it has one."""
    item = scheme.item(held["item"])
    code = item.rule.code(held["code"]) if item is not None and isinstance(item.rule, Catalogued) else None
    title, source = (code.title.plain(), code.source) if code else (None, item.source if item else None)
    return {**held, "title": title, "source": source}


def _text(number: Decimal | None) -> str | None:
    return None if number is None else format(number, "f")
