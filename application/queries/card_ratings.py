"""Ratings on a card: means for the person rated, single ratings for the manager and the auditor (D07, D13)."""

from decimal import Decimal
from fractions import Fraction

from application.queries.card_scores import conceals_ratings
from application.queries.views import Document, View
from domain.scoring.exact import half_up, trimmed
from domain.scoring.facts import PEER
from domain.scoring.rules.ratings import Ratings
from domain.scoring.scheme import Scheme


def ratings_on(view: View, card: Document, scheme: Scheme) -> list[Document]:
    """For each rated item and kind of rater: how many rated, their mean, and the ratings that may be seen singly.

    A mean of peers is shown once the card is published and enough peers rated, or watching it would tell who gave what.
    """
    singly = view.sees_single_ratings(card)
    found = []
    for item in scheme.items:
        if not isinstance(item.rule, Ratings):
            continue
        for kind, weight in item.rule.weights:
            given = [held for held in card["ratings"] if (held["item"], held["kind"]) == (item.id, kind)]
            enough = kind != PEER or (len(given) >= item.rule.peers_at_least and not conceals_ratings(view, card))
            found.append(
                {
                    "item": item.id,
                    "kind": kind,
                    "weight": trimmed(weight),
                    "count": len(given),
                    "mean": _mean(given) if given and (singly or enough) else None,
                    "given": [held for held in given if singly or kind != PEER or view.acting.is_(held["by"])],
                }
            )
    return found


def _mean(given: list[Document]) -> str:
    total = sum((Fraction(Decimal(held["points"])) for held in given), Fraction(0))
    return trimmed(half_up(total / len(given), 6))
