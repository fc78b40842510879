"""A scorecard explained: every item and the total as arithmetic, every number with its source.

Pure: the card's row, its scheme and score, and what the cycle's history says about targets go in; a document comes out,
with sealed texts still sealed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from application.explaining.facts import fact_source
from application.explaining.items import Entries, is_exact, item_term, total_term
from application.explaining.sources import Document, Mark, Sources, clause_of, replaced_entry
from application.explaining.terms import Term, labelled, number
from domain.scoring.card import SCORED, ScoredItem
from domain.scoring.exact import decimal_text, trimmed
from domain.scoring.facts import FATAL, PEER, CardFacts
from domain.scoring.item import Item
from domain.scoring.rules.deduction import Catalogued
from domain.scoring.rules.defects import Defects
from domain.scoring.rules.ratings import NAMES, Ratings
from domain.scoring.scheme import Scheme
from domain.scoring.words import Words

KINDS = ("measures", "counts", "ranks")


@dataclass(frozen=True)
class Scored:
    """A card with its figures as the one who asks may see them.

    Attributes:
        body: the card's row.
        facts: what it is scored from.
        items: the lines; `total` may be None while one is unscored.
        published: who published the scheme version, when.
        targets: who set targets of this card, oldest first: marks with `targets`.
        singly: whether single ratings of peers may be seen.
    """

    body: Document
    scheme: Scheme
    facts: CardFacts
    items: tuple[ScoredItem, ...]
    total: Decimal | None
    points_in_play: Decimal
    published: Mark | None
    targets: tuple[Mark, ...]
    singly: bool


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
        self.sources = Sources()
        self._standing = [held for held in self.body["deductions"] if held["status"] == "recorded"]

    def document(self) -> Document:
        """The whole explanation."""
        items = [self._item(item, line) for item, line in zip(self.card.scheme.items, self.card.items, strict=True)]
        total = self._total(items)
        return {
            "total_term": None if total is None else total.plain(),
            "items": items,
            "sources": self.sources.listed(),
            "amendments": [
                {name: held[name] for name in ("appeal", "old_total", "new_total", "position", "at", "by")}
                for held in self.body["amendments"]
            ],
        }

    def _item(self, item: Item, line: ScoredItem) -> Document:
        term = self._term(item, line)
        related = [*_mentioned(term), *self._beside(item)]
        ids = list(dict.fromkeys([self._rule(item), *related]))
        told = {held["id"]: held for held in self.sources.listed()}
        appeals = [appeal for id in ids for appeal in _appeals(told[id])]
        return {
            "id": item.id,
            "title": item.title.plain(),
            "section": item.section,
            "kind": item.kind,
            "max": trimmed(item.max),
            "state": line.state,
            "score": None if line.score is None else decimal_text(line.score),
            "clause": self._clause(item),
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
        term = item_term(item, self._entries) if outcome.score is not None else None
        if term is not None and is_exact(term, line.score):
            return term
        struck_by = self._fatal()
        if line.score == 0 and struck_by is not None:
            return labelled(number("0", Words("致命错误", "fatal error"), struck_by), item.title)
        return None

    def _total(self, items: list[Document]) -> Term | None:
        scored = [held for held in items if held["state"] == SCORED]
        if self.card.total is None or not self.card.points_in_play:
            return None
        scores = [number(held["score"], Words(held["title"]["zh"], held["title"]["en"])) for held in scored]
        in_play = number(trimmed(self.card.points_in_play), Words("参与计分的满分", "points in play"))
        adjustments = [self._adjustment(held) for held in self.body["adjustments"]]
        for waiver in self.body["waivers"]:
            self._waiver(waiver)
        found = total_term(scores, in_play, adjustments)
        return found if is_exact(found, self.card.total) else None

    @property
    def _entries(self) -> Entries:
        return Entries(self.card.facts, self._source)

    def _source(self, path: str) -> str | None:
        kind, _, rest = path.partition(".")
        return FINDERS[kind](self, rest)

    def _rule(self, id: Item | str) -> str:
        item = id if isinstance(id, Item) else self.card.scheme.item(id)
        assert item is not None, "only items of the scheme are asked about"  # noqa: S101
        return self.sources.rule(item.id, self._clause(item), self.card.published, trimmed(item.max))

    def _clause(self, item: Item, source: str | None = None, assumed: bool | None = None) -> Document:
        scheme = self.card.scheme
        return clause_of(
            source or item.source,
            rules=scheme.id,
            version=scheme.version,
            assumed=item.assumed if assumed is None else assumed,
            assumption=item.assumption,
        )

    def _measure(self, name: str) -> str | None:
        return self._fact("measures", name)

    def _count(self, name: str) -> str | None:
        return self._fact("counts", name)

    def _place(self, name: str) -> str | None:
        return self._fact("ranks", name)

    def _fact(self, kind: str, name: str) -> str | None:
        return fact_source(self.sources, self.body, kind, name, self._fact_title(kind, name))

    def _fact_title(self, kind: str, name: str) -> Words | None:
        if kind == "measures":
            return next((fact.title for fact in self.card.scheme.facts if fact.name == name), None)
        item = self.card.scheme.item(name)
        return None if item is None else item.title

    def _target(self, item: str) -> str:
        """Set for this card in the cycle, or the scheme's own."""
        setting = next((mark for mark in reversed(self.card.targets) if item in mark["targets"]), None)
        if setting is None:
            return self._rule(item)
        value = str(setting["targets"][item])
        found = self.card.scheme.item(item)
        return self.sources.add(
            "target", item, setting, value=value, event="targets-set", title=found.title if found else None
        )

    def _judgement(self, item: str) -> str:
        held = self.body["judgements"][item]
        found = self.card.scheme.item(item)
        replaced = [replaced_entry(one, one["points"]) for one in held["earlier"]]
        return self.sources.add(
            "judgement",
            item,
            held,
            value=held["points"],
            event="judgement-given",
            title=found.title if found else None,
            reason=held["reason"],
            appeal=held["appeal"],
            replaced=replaced,
            level=held["level"],
        )

    def _deduction(self, held: Document) -> str:
        item = self.card.scheme.item(held["item"])
        code = item.rule.code(held["code"]) if item is not None and isinstance(item.rule, Catalogued) else None
        clause = None
        if item is not None:
            clause = self._clause(item, code.source if code else None, code.assumed if code else None)
        changes = [
            {name: step[name] for name in ("status", "points", "appeal", "reason", "position", "at", "by")}
            for step in held["steps"][1:]
        ]
        first = held["steps"][0]
        return self.sources.add(
            "deduction",
            held["id"],
            first,
            value=held["points"],
            event="deduction-proposed" if first["status"] == "proposed" else "deduction-recorded",
            title=code.title if code else None,
            reason=held["reason"],
            evidence=held["evidence"],
            appeal=held["appeal"],
            clause=clause,
            changes=changes,
            status=held["status"],
            code=held["code"],
            severity=held["severity"],
            first_points=held["first_points"],
        )

    def _standing_deduction(self, place: str) -> str:
        return self._deduction(self._standing[int(place)])

    def _ratings(self, path: str) -> str:
        """Self and manager by their event; peers together, singly only for those who may see that."""
        item, _, kind = path.rpartition(".")
        given = [held for held in self.body["ratings"] if (held["item"], held["kind"]) == (item, kind)]
        shown = self.card.singly or kind != PEER
        points = sum((Decimal(held["points"]) for held in given), Decimal(0))
        alone = given[0] if shown and len(given) == 1 else None
        return self.sources.add(
            "rating",
            path,
            alone,
            value=decimal_text(points),
            event="rating-given",
            title=NAMES[kind],
            count=len(given),
            given=[{name: held[name] for name in ("by", "at", "position", "points")} for held in given]
            if shown
            else [],
        )

    def _adjustment(self, held: Document) -> Term:
        source = self.sources.add(
            "adjustment",
            held["id"],
            held,
            value=held["points"],
            event="adjustment-made",
            reason=held["reason"],
            appeal=held["appeal"],
        )
        return number(held["points"], Words("上级加减分", "superior's adjustment"), source)

    def _waiver(self, held: Document) -> str:
        return self.sources.add(
            "waiver", held["item"], held, event="item-waived", reason=held["reason"], appeal=held["appeal"]
        )

    def _beside(self, item: Item) -> Iterable[str]:
        """What concerns the item without being in its arithmetic: a waiver, deductions that no longer count."""
        for waiver in self.body["waivers"]:
            if waiver["item"] == item.id:
                yield self._waiver(waiver)
        for held in self.body["deductions"]:
            if held["item"] == item.id and held["status"] != "recorded":
                yield self._deduction(held)
        if isinstance(item.rule, Ratings):
            return
        for path in item.inputs():
            kind, _, name = path.partition(".")
            if kind in KINDS and (found := self._fact(kind, name)) is not None:
                yield found

    def _fatal(self) -> str | None:
        """The deduction that strikes a section or the card."""
        for held in self._standing:
            item = self.card.scheme.item(held["item"])
            if item is None or not isinstance(item.rule, Defects):
                continue
            code = item.rule.code(held["code"])
            if (code.severity if code else held["severity"]) == FATAL:
                return self._deduction(held)
        return None


FINDERS: Mapping[str, Callable[[CardExplainer, str], str | None]] = {
    "items": CardExplainer._rule,
    "targets": CardExplainer._target,
    "judgements": CardExplainer._judgement,
    "deductions": CardExplainer._standing_deduction,
    "ratings": CardExplainer._ratings,
    "measures": CardExplainer._measure,
    "counts": CardExplainer._count,
    "ranks": CardExplainer._place,
}
"""By the first word of a path, what finds its source."""


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
