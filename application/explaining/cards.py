"""A scorecard explained: every item and the total as arithmetic, every number with its source.

Pure: the card's row, its scheme and score, and what the cycle's history says about targets go in; a document comes out,
with sealed texts still sealed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from application.explaining.card_sources import CardSources, Scored
from application.explaining.items import Entries, is_exact, item_term, total_term
from application.explaining.sources import Document
from application.explaining.terms import Term, labelled, number
from domain.scoring.card import SCORED, ScoredItem
from domain.scoring.exact import decimal_text, trimmed
from domain.scoring.item import Item
from domain.scoring.rules.ratings import Ratings
from domain.scoring.words import Words

KINDS = ("measures", "counts", "ranks")


def explain_card(card: Scored) -> Document:
    """The card's items, total, sources and amendments.

    Returns:
        `items`: each with its rule's clause, `term` (None where it is unscored, waived, out of play or concealed),
        sentence, sources and the appeals that changed it; `total_term`; `sources`; `amendments`.
    """
    return CardExplainer(card).document()


class CardExplainer:
    """Builds one explanation."""

    def __init__(self, card: Scored) -> None:
        self.card = card
        self.body = card.body
        self.found = CardSources(card)

    def document(self) -> Document:
        """The whole explanation."""
        items = [self._item(item, line) for item, line in zip(self.card.scheme.items, self.card.items, strict=True)]
        total = self._total(items)
        return {
            "total_term": None if total is None else total.plain(),
            "items": items,
            "sources": self.found.sources.listed(),
            "amendments": [
                {name: held[name] for name in ("appeal", "old_total", "new_total", "position", "at", "by")}
                for held in self.body["amendments"]
            ],
        }

    def _item(self, item: Item, line: ScoredItem) -> Document:
        term = self._term(item, line)
        related = [*_mentioned(term), *self._beside(item)]
        ids = list(dict.fromkeys([self.found.rule(item), *related]))
        told = {held["id"]: held for held in self.found.sources.listed()}
        appeals = [appeal for id in ids for appeal in _appeals(told[id])]
        return {
            "id": item.id,
            "title": item.title.plain(),
            "section": item.section,
            "kind": item.kind,
            "max": trimmed(item.max),
            "state": line.state,
            "score": None if line.score is None else decimal_text(line.score),
            "clause": self.found.clause(item),
            "term": None if term is None else term.plain(),
            "sentence": line.explanation.plain(),
            "sources": ids,
            "appeals": list(dict.fromkeys(appeals)),
        }

    def _term(self, item: Item, line: ScoredItem) -> Term | None:
        """The arithmetic; None where the line was recorded with another figure than it comes to now."""
        if line.state != SCORED or line.score is None:
            return None
        outcome = item.rule.score(item, self.card.facts)
        term = item_term(item, Entries(self.card.facts, self.found.at)) if outcome.score is not None else None
        if term is not None and is_exact(term, line.score):
            return term
        struck_by = self.found.fatal()
        if line.score == 0 and struck_by is not None:
            return labelled(number("0", Words("致命错误", "fatal error"), struck_by), item.title)
        return None

    def _total(self, items: list[Document]) -> Term | None:
        scored = [held for held in items if held["state"] == SCORED]
        if self.card.total is None or not self.card.points_in_play:
            return None
        scores = [number(held["score"], Words(held["title"]["zh"], held["title"]["en"])) for held in scored]
        in_play = number(trimmed(self.card.points_in_play), Words("参与计分的满分", "points in play"))
        adjustments = [self.found.adjustment(held) for held in self.body["adjustments"]]
        for waiver in self.body["waivers"]:
            self.found.waiver(waiver)
        found = total_term(scores, in_play, adjustments)
        return found if is_exact(found, self.card.total) else None

    def _beside(self, item: Item) -> Iterable[str]:
        """What concerns the item without being in its arithmetic: a waiver, deductions that no longer count."""
        for waiver in self.body["waivers"]:
            if waiver["item"] == item.id:
                yield self.found.waiver(waiver)
        for held in self.body["deductions"]:
            if held["item"] == item.id and held["status"] != "recorded":
                yield self.found.deduction(held)
        if isinstance(item.rule, Ratings):
            return
        for path in item.inputs():
            kind, _, name = path.partition(".")
            if kind in KINDS and (found := self.found.fact(kind, name)) is not None:
                yield found


def _mentioned(term: Term | None) -> Iterable[str]:
    """The sources that a tree names, in the order in which they are read."""
    if term is not None:
        yield from _named_in(term.node)


def _named_in(node: Mapping[str, Any]) -> Iterable[str]:
    if "source" in node:
        yield node["source"]
    for part in node.get("of", ()):
        yield from _named_in(part)


def _appeals(source: Document) -> Iterable[str]:
    """The appeals that made or changed what a source says."""
    for appeal in (source["appeal"], *(change["appeal"] for change in source["changes"])):
        if appeal is not None:
            yield appeal
