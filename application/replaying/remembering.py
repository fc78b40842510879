"""What a replay computes once for the same facts: it plays two worlds, and most of them is the same."""

from collections.abc import Hashable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from domain.employee import Employee
from domain.scorecard import Scorecard
from domain.scorecard.computed import card_facts
from domain.scoring.card import ScoredCard, score_card
from domain.scoring.facts import CardFacts
from domain.scoring.scheme import Scheme


class Memo:
    """What cards came to, by scheme version and facts; what base pay came to, by posts and pay. Pure, so remembered."""

    def __init__(self) -> None:
        self._scored: dict[Hashable, ScoredCard] = {}
        self._earned: dict[Hashable, Decimal] = {}

    def score(self, scheme: Scheme, facts: CardFacts) -> ScoredCard:
        """The card of these facts."""
        key = (
            (scheme.id, scheme.version, facts.deductions, facts.adjustments, facts.waivers, facts.closes_quarter),
            *map(_items, (facts.targets, facts.measures, facts.judgements, facts.counts, facts.ranks, facts.ratings)),
            _items(facts.parameters),
        )
        found = self._scored.get(key)
        if found is None:
            found = self._scored[key] = score_card(scheme, facts)
        return found

    def earned(self, employee: "RememberingEmployee", shop: UUID, first: date, last: date) -> Decimal:
        """Base pay of these days."""
        key = (employee.id, employee.posts, employee.base_pays, employee.left_on, shop, first, last)
        found = self._earned.get(key)
        if found is None:
            found = self._earned[key] = Employee.base_for(employee, shop, first, last)
        return found


class RememberingCard(Scorecard):
    """A scorecard that asks the memo before it computes."""

    TOPIC = "jixiao.replayed-scorecard.1"  # the library wants one of each aggregate; nothing is stored under it

    @classmethod
    def of(cls, card: Scorecard, memo: Memo) -> Self:
        """The same card, with a memory."""
        remembering = cls.__new__(cls)
        vars(remembering).update(vars(card))
        remembering.remember_in(memo)
        return remembering

    def remember_in(self, memo: Memo) -> None:
        """Ask this memo from now on."""
        self._memo = memo

    def computed(self, scheme: Scheme) -> ScoredCard:
        """What the card comes to, from everything that stands now."""
        return self._memo.score(scheme, card_facts(self))


class RememberingEmployee(Employee):
    """An employee whose base pay is looked up before it is counted day by day."""

    TOPIC = "jixiao.replayed-employee.1"  # as above

    @classmethod
    def of(cls, employee: Employee, memo: Memo) -> Self:
        """The same person, with a memory."""
        remembering = cls.__new__(cls)
        vars(remembering).update(vars(employee))
        remembering.remember_in(memo)
        return remembering

    def remember_in(self, memo: Memo) -> None:
        """Ask this memo from now on."""
        self._memo = memo

    def base_for(self, shop: UUID, first: date, last: date) -> Decimal:
        """Base pay earned in `shop` from `first` to `last`."""
        return self._memo.earned(self, shop, first, last)


def _items(values: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(values.items()))
