"""What the results of a cycle may lead to, by their schemes: who is to be proposed for what, and on which facts.

    wanted = consequences_of(cards)          # {person: (Wanted, …)}

Pure, over all cards of one cycle at once: a promotion looks at the leader's result, the next supervisor is the best of
everybody. Nothing follows by itself; what is wanted is proposed to a person who decides. What an improvement that was
not reached leads to is not known from one cycle: a person's standing knows it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from domain.scoring.card import SCORED, ScoredCard
from domain.scoring.scheme import Consequence, Scheme

PROMOTION, IMPROVEMENT, SUPERVISOR, REWARD = "promotion", "improvement", "supervisor", "reward"
PROBATION_PAY, LEAVING_TALK = "probation-pay", "leaving-talk"
ALL_TARGETS = "all-targets"

LEADER, TIED_WITH = "leader", "tied_with"
ABOUT_LEADER = (LEADER, "leader_grade", "leader_total")
"""Facts about somebody else than the person: shown to those alone who may see that somebody's results."""

Facts = dict[str, str]


@dataclass(frozen=True)
class FinalCard:
    """A final result, as far as consequences look at it.

    Attributes:
        lead: the person's leader in this cycle, or None.
        total: on 100.
        full_marks: how many items scored at full marks; `scored` is how many scored at all.
    """

    person: UUID
    lead: UUID | None
    scheme: Scheme
    total: Decimal
    full_marks: int
    scored: int

    @classmethod
    def of(cls, person: UUID, lead: UUID | None, scheme: Scheme, total: Decimal, card: ScoredCard) -> "FinalCard":
        """The final result of a computed card."""
        scored = [item for item in card.items if item.state == SCORED and item.max]
        full_marks = sum(item.score == item.max for item in scored)
        return cls(person, lead, scheme, total, full_marks, len(scored))

    @property
    def grade(self) -> str:
        """The grade's id, "" where the scheme has none for this total."""
        found = self.scheme.grade(self.total)
        return found.id if found else ""

    def is_below(self, grade: str) -> bool:
        """Whether the result is worse than a grade; never, where the person's scheme does not know that grade."""
        found = self.scheme.grade_named(grade)
        return found is not None and self.total < found.at_least

    def reaches(self, grade: str) -> bool | None:
        """Whether the result is of a grade or better; None where the person's scheme does not know that grade."""
        found = self.scheme.grade_named(grade)
        return None if found is None else self.total >= found.at_least


@dataclass(frozen=True)
class Wanted:
    """A consequence that somebody's result leads to.

    Attributes:
        rule: the scheme's own entry.
        facts: what led to it, as text: numbers as decimals, people as ids.
    """

    rule: Consequence
    facts: Mapping[str, str]


def consequences_of(cards: Sequence[FinalCard]) -> dict[UUID, tuple[Wanted, ...]]:
    """For every person of a cycle, what their scheme wants proposed, in the scheme's order.

    Source: D10 五.2, D11 五.1, D13 说明4.
    """
    return {card.person: tuple(_wanted(card, cards)) for card in cards}


def _wanted(card: FinalCard, cards: Sequence[FinalCard]) -> Iterable[Wanted]:
    for rule in card.scheme.consequences:
        facts = CONDITIONS[rule.kind](rule, card, cards)
        if facts is not None:
            yield Wanted(rule, facts)


def _promotion(rule: Consequence, card: FinalCard, cards: Sequence[FinalCard]) -> Facts | None:
    """The grade is reached while the person's own leader is below a grade; who leads others holds the post already.

    Source: D10 五.2(1) (在组长没有达到C等级的情况下).
    """
    leader = next((other for other in cards if other.person == card.lead), None)
    leads = any(other.lead == card.person for other in cards)
    if card.grade != rule.grade or leads or leader is None or not leader.is_below(rule.leader_below):
        return None
    return _result(card) | {
        "to": rule.to,
        LEADER: str(leader.person),
        "leader_grade": leader.grade,
        "leader_total": str(leader.total),
        "leader_below": rule.leader_below,
    }


def _improvement(rule: Consequence, card: FinalCard, cards: Sequence[FinalCard]) -> Facts | None:
    """One more period to reach a better grade.

    Source: D10 五.2(2), (3) (给予一个月的考核机会).
    """
    return _result(card) if card.grade == rule.grade else None


def _supervisor(rule: Consequence, card: FinalCard, cards: Sequence[FinalCard]) -> Facts | None:
    """Of those with the grade, the one with the most points; where several have as many, all of them.

    Source: D13 说明4 (如级别相同，由分数高担任).
    """
    level = [other for other in cards if other.scheme.id == card.scheme.id and other.grade == rule.grade]
    if card.grade != rule.grade or card.total < max(other.total for other in level):
        return None
    tied = sorted(str(other.person) for other in level if other.total == card.total and other.person != card.person)
    return _result(card) | ({"tied": str(len(tied)), TIED_WITH: ", ".join(tied)} if tied else {})


def _reward(rule: Consequence, card: FinalCard, cards: Sequence[FinalCard]) -> Facts | None:
    """Every item that scored is at full marks.

    Source: D11 五.1 (达成考核目标).
    """
    if not card.scored or card.full_marks < card.scored:
        return None
    return {"total": str(card.total), "targets": str(card.scored)}


def _result(card: FinalCard) -> Facts:
    return {"grade": card.grade, "total": str(card.total)}


CONDITIONS: Mapping[str, Callable[[Consequence, FinalCard, Sequence[FinalCard]], Facts | None]] = {
    PROMOTION: _promotion,
    IMPROVEMENT: _improvement,
    SUPERVISOR: _supervisor,
    REWARD: _reward,
}
