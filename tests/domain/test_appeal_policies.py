"""Nobody judges their own cause: every duty, alone and with another, in every relation to the appeal.

What is expected is said here in other words than in the policies: a slip in one of the two shows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

import pytest

from domain import policies
from domain.organization import Duty
from domain.policies import Acting
from tests.domain.story import id_of

SHOP, OTHER_SHOP = id_of("shop"), id_of("other shop")
SOMEBODY_ELSE = id_of("somebody else")
ME = id_of("me")

RELATIONS = ("appellant", "author", "lead", "handler")
"""What somebody may be to an appeal, any of them together: an appellant's lead who took the points and hears it."""

HELD: tuple[tuple[Duty, UUID | None], ...] = (
    (Duty.MANAGER, SHOP),
    (Duty.MANAGER, OTHER_SHOP),
    *((duty, None) for duty in Duty if duty is not Duty.MANAGER),
)


@dataclass(frozen=True)
class Case:
    """Somebody before an appeal."""

    duties: frozenset[tuple[Duty, UUID | None]]
    relations: frozenset[str]
    escalated: bool

    @property
    def acting(self) -> Acting:
        return Acting(str(ME), self.duties)

    @property
    def is_party(self) -> bool:
        return bool(self.relations & {"appellant", "author"})

    @property
    def above(self) -> bool:
        return (Duty.GENERAL_MANAGER, None) in self.duties

    @property
    def judge(self) -> bool:
        return self.above or (Duty.MANAGER, SHOP) in self.duties

    def may(self, act: str) -> bool:
        """What the policies of the design say."""
        match act:
            case "steer":
                below = self.judge or (Duty.HR, None) in self.duties
                return not self.is_party and (self.above if self.escalated else below)
            case "assign":
                below = self.above if self.escalated else self.judge
                return not self.is_party and (below or (Duty.HR, None) in self.duties)
            case "hear":
                return not self.is_party and (self.above if self.escalated else self.judge)
            case "decide":
                mine = self.above if self.escalated else "handler" in self.relations
                return not self.is_party and self.judge and mine
            case "answer":
                return "appellant" not in self.relations and bool(self.relations & {"author", "lead"})
            case "carry":
                return "appellant" in self.relations
            case _:
                return self.above and "appellant" not in self.relations

    def asked(self, act: str) -> bool:
        """What the policies answer."""
        appellant = ME if "appellant" in self.relations else SOMEBODY_ELSE
        excluded = (str(ME),) if "author" in self.relations else (str(SOMEBODY_ELSE),)
        lead = ME if "lead" in self.relations else SOMEBODY_ELSE
        handler = ME if "handler" in self.relations else SOMEBODY_ELSE
        about = (appellant, excluded, SHOP)
        match act:
            case "steer":
                return policies.steer_appeal.allows(self.acting, *about, self.escalated)
            case "assign":
                return policies.assign_appeal.allows(self.acting, *about, self.escalated)
            case "hear":
                return policies.hear_appeal.allows(self.acting, *about, self.escalated)
            case "decide":
                return policies.decide_appeal.allows(self.acting, *about, handler, self.escalated)
            case "answer":
                return policies.answer_appeal.allows(self.acting, appellant, excluded, lead)
            case "carry":
                return policies.carry_appeal.allows(self.acting, appellant)
            case _:
                return policies.grant_share.allows(self.acting, None, appellant)


def cases() -> Iterator[Case]:
    held = [frozenset(some) for size in (0, 1, 2) for some in combinations(HELD, size)]
    related = [frozenset(some) for size in range(len(RELATIONS) + 1) for some in combinations(RELATIONS, size)]
    for duties in held:
        for relations in related:
            for escalated in (False, True):
                yield Case(duties, relations, escalated)


@pytest.mark.parametrize("act", ["steer", "assign", "hear", "decide", "answer", "carry", "grant"])
def test_every_duty_in_every_relation(act: str) -> None:
    """One combination forgotten is a manager who dismisses the appeal against themself."""
    wrong = [case for case in cases() if case.asked(act) != case.may(act)]
    assert wrong == []


@pytest.mark.parametrize("act", ["steer", "assign", "hear", "decide"])
def test_no_duty_lets_a_party_judge(act: str) -> None:
    """Whatever else is changed about the policies, this holds."""
    assert [case for case in cases() if case.is_party and case.asked(act)] == []
    assert [case for case in cases() if case.asked(act)] != []
