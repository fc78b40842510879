"""Where the numbers of a card come from: entries, targets, rules, each once, as sources of its explanation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from application.explaining.facts import fact_source
from application.explaining.sources import Document, Mark, Sources, clause_of, replaced_entry
from application.explaining.terms import Term, number
from domain.scoring.card import ScoredItem
from domain.scoring.exact import decimal_text, trimmed
from domain.scoring.facts import FATAL, PEER, CardFacts
from domain.scoring.item import Item
from domain.scoring.rules.deduction import Catalogued
from domain.scoring.rules.defects import Defects
from domain.scoring.rules.ratings import NAMES
from domain.scoring.scheme import Scheme
from domain.scoring.words import Words


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


class CardSources:
    """Finds the sources of one card by the paths that rules read (`measures.orders`, `deductions.0`)."""

    def __init__(self, card: Scored) -> None:
        self.card = card
        self.body = card.body
        self.sources = Sources()
        self._standing = [held for held in self.body["deductions"] if held["status"] == "recorded"]

    def at(self, path: str) -> str | None:
        """The id of the source of what stands at a path; None where nobody entered it."""
        kind, _, rest = path.partition(".")
        return FINDERS[kind](self, rest)

    def rule(self, id: Item | str) -> str:
        """The clause of an item, as a source."""
        item = id if isinstance(id, Item) else self.card.scheme.item(id)
        assert item is not None, "only items of the scheme are asked about"  # noqa: S101
        return self.sources.rule(item.id, self.clause(item), self.card.published, trimmed(item.max))

    def clause(self, item: Item, source: str | None = None, assumed: bool | None = None) -> Document:
        """The clause of an item or of a code of its catalogue."""
        scheme = self.card.scheme
        return clause_of(
            source or item.source,
            rules=scheme.id,
            version=scheme.version,
            assumed=item.assumed if assumed is None else assumed,
            assumption=item.assumption,
        )

    def _measure(self, name: str) -> str | None:
        return self.fact("measures", name)

    def _count(self, name: str) -> str | None:
        return self.fact("counts", name)

    def _place(self, name: str) -> str | None:
        return self.fact("ranks", name)

    def fact(self, kind: str, name: str) -> str | None:
        """A figure; `kind` is `measures`, `counts` or `ranks`."""
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
            return self.rule(item)
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

    def deduction(self, held: Document) -> str:
        """A deduction with what became of it."""
        item = self.card.scheme.item(held["item"])
        code = item.rule.code(held["code"]) if item is not None and isinstance(item.rule, Catalogued) else None
        clause = None
        if item is not None:
            clause = self.clause(item, code.source if code else None, code.assumed if code else None)
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
        return self.deduction(self._standing[int(place)])

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

    def adjustment(self, held: Document) -> Term:
        """Points on the whole card."""
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

    def waiver(self, held: Document) -> str:
        """That an item is out of play."""
        return self.sources.add(
            "waiver", held["item"], held, event="item-waived", reason=held["reason"], appeal=held["appeal"]
        )

    def fatal(self) -> str | None:
        """The deduction that strikes a section or the card."""
        for held in self._standing:
            item = self.card.scheme.item(held["item"])
            if item is None or not isinstance(item.rule, Defects):
                continue
            code = item.rule.code(held["code"])
            if (code.severity if code else held["severity"]) == FATAL:
                return self.deduction(held)
        return None


FINDERS: Mapping[str, Callable[[CardSources, str], str | None]] = {
    "items": CardSources.rule,
    "targets": CardSources._target,
    "judgements": CardSources._judgement,
    "deductions": CardSources._standing_deduction,
    "ratings": CardSources._ratings,
    "measures": CardSources._measure,
    "counts": CardSources._count,
    "ranks": CardSources._place,
}
"""By the first word of a path, what finds its source."""
