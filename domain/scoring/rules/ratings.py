"""`ratings`: several people rate the item; each rater kind's mean, weighted. Single peer ratings are never told."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from domain.scoring.exact import half_up, short
from domain.scoring.facts import MANAGER, PEER, RATER_KINDS, SELF, CardFacts, Rating
from domain.scoring.item import Item, Outcome, Rule
from domain.scoring.plain import Table
from domain.scoring.words import Words

NAMES = {
    SELF: Words("自评", "self"),
    PEER: Words("同事评分", "peers"),
    MANAGER: Words("上级评分", "manager"),
}


@dataclass(frozen=True)
class Ratings(Rule):
    """A weighted mean of means.

    Attributes:
        weights: per rater kind, as parts of 1, in the order self, peer, manager.
        peers_at_least: with fewer peer ratings the peer part is left out and the other weights grow in proportion.
    """

    kind: ClassVar[str] = "ratings"

    weights: tuple[tuple[str, Decimal], ...]
    peers_at_least: Decimal

    def score(self, item: Item, facts: CardFacts) -> Outcome:
        """Σ weight × mean over the parts that count. Self or manager missing: unscored.

        Source: D13 (自评 30 %、同事评分 50 %、店长评分 20 %), D07 二.
        """
        given = facts.ratings.get(item.id, ())
        by_kind = {kind: [rating for rating in given if rating.by == kind] for kind, _ in self.weights}
        missing = [kind for kind, _ in self.weights if kind != PEER and not by_kind[kind]]
        counted = [(kind, weight) for kind, weight in self.weights if self._counts(kind, by_kind[kind])]
        if missing or not counted:
            return Outcome(None, _why_missing(missing or [PEER]))
        whole = sum(Fraction(weight) for _, weight in counted)
        parts = [(kind, Fraction(weight) / whole, _mean(by_kind[kind])) for kind, weight in counted]
        score = sum((share * mean for _, share, mean in parts), Fraction(0))
        return Outcome(score, self._why(item, parts, score))

    def _counts(self, kind: str, given: list[Rating]) -> bool:
        return bool(given) and (kind != PEER or len(given) >= self.peers_at_least)

    def _why(self, item: Item, parts: Sequence[tuple[str, Fraction, Fraction]], score: Fraction) -> Words:
        zh = " + ".join(f"{NAMES[kind].zh}均分 {short(mean)} × {short(share * 100)}%" for kind, share, mean in parts)
        en = " + ".join(f"{NAMES[kind].en} {short(mean)} × {short(share * 100)}%" for kind, share, mean in parts)
        left_out = any(kind == PEER for kind, _ in self.weights) and all(kind != PEER for kind, _, _ in parts)
        few = short(Fraction(self.peers_at_least))
        why_zh = f"（同事评分不足 {few} 份，不计入，其权重按比例分给其他评分）" if left_out else ""
        why_en = f" (fewer than {few} peers: left out, the other weights grow in proportion)" if left_out else ""
        return Words(
            f"{item.title.zh} {zh} = {half_up(score)} 分{why_zh}",
            f"{item.title.en}: {en} = {half_up(score)} points{why_en}",
        )

    def inputs(self, item: str) -> tuple[str, ...]:
        """The ratings."""
        return (f"ratings.{item}",)

    def plain(self) -> dict[str, Any]:
        """Weights and the peer rule."""
        return {
            "raters": {kind: str(weight) for kind, weight in self.weights},
            "peers_at_least": str(self.peers_at_least),
        }


def _mean(ratings: Sequence[Rating]) -> Fraction:
    return sum((Fraction(rating.points) for rating in ratings), Fraction(0)) / len(ratings)


def _why_missing(kinds: Sequence[str]) -> Words:
    return Words(
        "还缺：" + "、".join(NAMES[kind].zh for kind in kinds),
        "still missing: " + ", ".join(f"{NAMES[kind].en} rating" for kind in kinds),
    )


def read_ratings(table: Table, max_points: Decimal) -> Ratings:
    """The rule from its document keys; an item without raters, or weights that do not sum to 1, are faults."""
    place = table.need("raters")
    raters = place.table()
    zero, one = Decimal(0), Decimal(1)
    weights = tuple((kind, raters.need(kind).decimal(above=zero, most=one)) for kind in RATER_KINDS if raters.has(kind))
    before = len(place.faults)
    raters.done()
    if not weights and not place.is_absent:
        place.fault("no-raters", "没有任何评分人", "nobody rates this item; name self, peer or manager with a weight")
    elif weights and len(place.faults) == before and sum(weight for _, weight in weights) != one:
        total = sum(weight for _, weight in weights)
        place.fault("weights-do-not-sum", f"权重之和为 {total}，应为 1", f"the weights sum to {total}, not to 1")
    least = table.get("peers_at_least", lambda entry: entry.decimal(least=one, places=0), Decimal(3))
    return Ratings(weights, least)
