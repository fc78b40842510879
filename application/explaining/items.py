"""A scored item as arithmetic: one function a kind of rule, the same operations that scored it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from application.explaining.terms import (
    AT_LEAST,
    AT_MOST,
    Term,
    band,
    choice,
    clamp,
    difference,
    half_up_to,
    labelled,
    mean,
    most,
    number,
    place,
    product,
    quotient,
    total,
)
from domain.scoring.facts import FATAL, NON_FATAL, PEER, CardFacts, Deduction
from domain.scoring.item import Item, Rule
from domain.scoring.measures import Difference, Growth, Mean, Measure, Missing, Ratio, Sum, Value
from domain.scoring.rules.bands import Bands
from domain.scoring.rules.count import Count
from domain.scoring.rules.deduction import Catalogued, Deductions
from domain.scoring.rules.defects import Defects
from domain.scoring.rules.graded import Graded
from domain.scoring.rules.measured import Measured, Targeted
from domain.scoring.rules.proportional import Proportional
from domain.scoring.rules.rank import Rank
from domain.scoring.rules.ratings import NAMES, Ratings
from domain.scoring.rules.threshold import LOWER, Threshold
from domain.scoring.words import Words

ZERO, ONE = number("0"), number("1")
FULL_POINTS = Words("满分", "full points")
TARGET, QUOTA = Words("目标", "target"), Words("定额", "quota")
TAKEN = Words("扣分", "points taken")
WEIGHT = Words("权重", "weight")


@dataclass(frozen=True)
class Entries:
    """What stands on a card, with the source of each thing.

    Attributes:
        facts: what it was scored from.
        source: the id of a source by its path, such as `measures.orders`, `targets.conversion`,
            `judgements.data-report`, `deductions.2` (by place among those that stand), `ratings.courtesy.peer`,
            `items.conversion` (the rule).
    """

    facts: CardFacts
    source: Callable[[str], str | None]


def item_term(item: Item, entries: Entries) -> Term:
    """What an item scores, rounded once, as arithmetic; the item must be scored by its own rule."""
    exact = RULES[type(item.rule)](item, item.rule, entries)
    return labelled(half_up_to(2, exact), item.title)


def _full(item: Item, entries: Entries) -> Term:
    return number(item.max, FULL_POINTS, entries.source(f"items.{item.id}"))


def _measured(item: Item, rule: Measured, entries: Entries) -> Term | None:
    """The value; None where there is nothing to measure against and the rule then gives full points."""
    facts = entries.facts.measures
    return None if isinstance(rule.measure.compute(facts), Missing) else _measure(rule.measure, entries)


def _measure(measure: Measure, entries: Entries) -> Term:
    match measure:
        case Value():
            path = f"measures.{measure.name}"
            return number(entries.facts.measures[measure.name], measure.title, entries.source(path))
        case Ratio():
            return quotient(_measure(measure.first, entries), _measure(measure.second, entries))
        case Growth():
            before = _measure(measure.second, entries)
            return quotient(difference(_measure(measure.first, entries), before), before)
        case Difference():
            return difference(_measure(measure.first, entries), _measure(measure.second, entries))
        case Sum():
            return total(_measure(part, entries) for part in measure.parts)
        case Mean():
            return mean([_measure(part, entries) for part in measure.parts])
    raise LookupError(f"no arithmetic is known for the measure {measure!r}")


def _target(item: Item, rule: Targeted, entries: Entries) -> Term:
    target = entries.facts.targets.get(item.id, rule.target)
    assert target is not None, "a scored item has its target"  # noqa: S101
    return number(target, TARGET, entries.source(f"targets.{item.id}"))


def _proportional(item: Item, rule: Proportional, entries: Entries) -> Term:
    value = _measured(item, rule, entries)
    if value is None:
        return _full(item, entries)
    part = clamp(ZERO, quotient(value, _target(item, rule, entries)), ONE)
    return product(_full(item, entries), part)


def _threshold(item: Item, rule: Threshold, entries: Entries) -> Term:
    value = _measured(item, rule, entries)
    if value is None:
        return _full(item, entries)
    source = entries.source(f"items.{item.id}")
    met = number(rule.met, Words("达标得分", "points when met"), source)
    missed = number(rule.missed, Words("未达标得分", "points when missed"), source)
    test = AT_MOST if rule.better == LOWER else AT_LEAST
    return choice(test, value, _target(item, rule, entries), met, missed)


def _bands(item: Item, rule: Bands, entries: Entries) -> Term:
    value = _measured(item, rule, entries)
    if value is None:
        return _full(item, entries)
    found = next(held for held in rule.bands if held.holds(value.value))
    return band(value, [held.plain() for held in rule.bands], found.points)


def _rank(item: Item, rule: Rank, entries: Entries) -> Term:
    path = f"ranks.{item.id}"
    recorded = number(entries.facts.ranks[item.id], Words("名次", "place"), entries.source(path))
    return place(recorded, rule.points)


def _count(item: Item, rule: Count, entries: Entries) -> Term:
    if not item.max:
        return ZERO
    quota = entries.facts.targets.get(item.id, rule.target)
    done = number(entries.facts.counts[item.id], Words("完成", "done"), entries.source(f"counts.{item.id}"))
    part = clamp(ZERO, quotient(done, number(quota, QUOTA, entries.source(f"targets.{item.id}"))), ONE)
    return product(_full(item, entries), part)


def _graded(item: Item, rule: Graded, entries: Entries) -> Term:
    judgement = entries.facts.judgements[item.id]
    points, level = rule.points_of(judgement), rule.level(judgement.level)
    assert points is not None, "a scored item has its points"  # noqa: S101
    label = None if level is None else Words(f"评为“{level.title.zh}”", f"judged “{level.title.en}”")
    return number(points, label, entries.source(f"judgements.{item.id}"))


def _standing(item: Item, entries: Entries) -> list[tuple[int, Deduction]]:
    """The item's deductions, each with its place among all that stand."""
    return [(at, held) for at, held in enumerate(entries.facts.deductions) if held.item == item.id]


def _taken(item: Item, rule: Catalogued, entries: Entries, mine: list[tuple[int, Deduction]]) -> Term:
    if not mine:
        return _full(item, entries)
    taken = [number(rule.points_of(held), TAKEN, entries.source(f"deductions.{at}")) for at, held in mine]
    return most(difference(_full(item, entries), *taken), ZERO)


def _deductions(item: Item, rule: Deductions, entries: Entries) -> Term:
    return _taken(item, rule, entries, _standing(item, entries))


def _defects(item: Item, rule: Defects, entries: Entries) -> Term:
    mine = _standing(item, entries)
    fatal = [at for at, held in mine if rule.severity_of(held) == FATAL]
    if fatal:
        return number("0", Words("致命错误", "fatal error"), entries.source(f"deductions.{fatal[0]}"))
    return _taken(item, rule, entries, [held for held in mine if rule.severity_of(held[1]) == NON_FATAL])


def _ratings(item: Item, rule: Ratings, entries: Entries) -> Term:
    """Each kind of rater by the sum of its points and their number: of peers, single points are not told."""
    given = entries.facts.ratings.get(item.id, ())
    by_kind = {kind: [rating.points for rating in given if rating.by == kind] for kind, _ in rule.weights}
    counted = [
        (kind, weight)
        for kind, weight in rule.weights
        if by_kind[kind] and (kind != PEER or len(by_kind[kind]) >= rule.peers_at_least)
    ]
    source = entries.source(f"items.{item.id}")
    weights = {kind: number(weight, WEIGHT, source) for kind, weight in counted}
    whole = total(weights.values())
    parts = []
    for kind, _ in counted:
        points = by_kind[kind]
        sum_of = number(sum(points, Decimal(0)), NAMES[kind], entries.source(f"ratings.{item.id}.{kind}"))
        many = number(len(points), Words("评分份数", "ratings given"), entries.source(f"ratings.{item.id}.{kind}"))
        parts.append(product(quotient(weights[kind], whole), quotient(sum_of, many)))
    return total(parts)


Explain = Callable[[Item, Any, Entries], Term]
RULES: Mapping[type[Rule], Explain] = {
    Proportional: _proportional,
    Threshold: _threshold,
    Bands: _bands,
    Rank: _rank,
    Count: _count,
    Graded: _graded,
    Deductions: _deductions,
    Defects: _defects,
    Ratings: _ratings,
}
"""By kind of rule."""


def total_term(scores: list[Term], in_play: Term, adjustments: list[Term]) -> Term:
    """A card's total from its lines: rescaled to what is in play, adjusted, clamped to 0..100."""
    points = labelled(total(scores), Words("各项合计", "sum of the items"))
    rescaled = half_up_to(2, quotient(product(points, number("100")), in_play))
    adjusted = total([rescaled, *adjustments]) if adjustments else rescaled
    return labelled(half_up_to(2, clamp(ZERO, adjusted, number("100"))), Words("总分", "total"))


def is_exact(term: Term, figure: Decimal) -> bool:
    """Whether the arithmetic comes to the figure that it explains."""
    return term.value == Fraction(figure)
