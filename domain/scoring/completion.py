"""How far each item of a card was done: what a job sheet's wage is computed from, exact and not capped.

Source: D09 任务完成系数.
"""

from collections.abc import Iterator
from fractions import Fraction

from domain.scoring.card import SCORED, ScoredItem, score_card
from domain.scoring.exact import half_up
from domain.scoring.facts import CardFacts
from domain.scoring.item import Item, Outcome
from domain.scoring.rules.count import Count
from domain.scoring.rules.proportional import Proportional
from domain.scoring.scheme import Scheme


def completions(scheme: Scheme, facts: CardFacts) -> dict[str, Fraction]:
    """By id of each item that scored and carries points: 1 is done as asked.

    What is measured against a target, or counted against a quota, may pass 1; what is judged is its part of the points.
    """
    return dict(_completed(scheme.configured(facts.parameters), facts))


def completed(scheme: Scheme, facts: CardFacts) -> Fraction:
    """How far the whole sheet was done: Σ weight × completion / Σ weight, 0 where nothing is in play."""
    weights = {item.id: Fraction(item.max) for item in scheme.items}
    parts = completions(scheme, facts)
    whole = sum((weights[item] for item in parts), Fraction(0))
    return sum((weights[item] * part for item, part in parts.items()), Fraction(0)) / whole if whole else Fraction(0)


def _completed(scheme: Scheme, facts: CardFacts) -> Iterator[tuple[str, Fraction]]:
    for item, line in zip(scheme.items, score_card(scheme, facts).items, strict=True):
        if line.state == SCORED and line.score is not None and item.max:
            yield item.id, _completion(item, line, item.rule.score(item, facts))


def _completion(item: Item, line: ScoredItem, outcome: Outcome) -> Fraction:
    """A score that something else struck (a fatal defect) is what it is."""
    struck = outcome.score is None or half_up(outcome.score) != line.score
    if not struck and isinstance(item.rule, Proportional | Count) and outcome.value is not None and outcome.target:
        return max(Fraction(outcome.value) / Fraction(outcome.target), Fraction(0))
    return Fraction(line.score or 0) / Fraction(item.max)
