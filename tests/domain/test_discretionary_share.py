"""The five points of share: never more than the ceiling, each on one appeal (D04 三.3)."""

from decimal import Decimal

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from domain.discretionary_share import (
    DiscretionaryShare,
    GrantWithdrawn,
    ShareCeilingSet,
    ShareGranted,
    discretionary_share_id,
)
from domain.errors import DomainError, Invalid, WrongState
from tests.domain.story import SOMEBODY, Fact, fact, from_snapshot, given, id_of, rebuilt, refused, sealed, state, then

CYCLE = id_of("cycle")
ID = discretionary_share_id(CYCLE)

POINTS = st.decimals(min_value=-1, max_value=6, places=2)
ACTS = st.lists(st.tuples(st.sampled_from(["grant", "withdraw"]), st.integers(0, 4), POINTS), max_size=25)


def facts(name: str, points: str, role: str = "service") -> dict[str, object]:
    employee = None if role else id_of("employee")
    appeal, reason = id_of(f"appeal {name}"), sealed()
    return {
        "role": role, "employee": employee, "points": Decimal(points), "from_role": "", "appeal": appeal,
        "reason": reason,
    }  # fmt: skip


def granted(name: str, points: str, role: str = "service") -> Fact:
    return fact(ShareGranted, grant=id_of(name), **facts(name, points, role))


def share(*held: Fact, ceiling: str = "5") -> DiscretionaryShare:
    return given(DiscretionaryShare, ID, fact(ShareCeilingSet, cycle=CYCLE, ceiling=Decimal(ceiling)), *held)


def grant(share: DiscretionaryShare, name: str, points: str, role: str = "service") -> None:
    share.grant(
        id_of(name),
        role=role,
        employee=None if role else id_of("employee"),
        points=Decimal(points),
        from_role="",
        appeal=id_of(f"appeal {name}"),
        reason=sealed(),
        **SOMEBODY,
    )


def test_the_plan_sets_the_ceiling() -> None:
    """5 by the document; a shop's plan may say otherwise."""
    begun = DiscretionaryShare.set_ceiling(CYCLE, Decimal(5), **SOMEBODY)
    assert then(begun) == [fact(ShareCeilingSet, cycle=CYCLE, ceiling=Decimal(5))]
    assert (begun.id, begun.left) == (ID, Decimal(5))


def test_points_are_granted_to_a_role_or_a_person() -> None:
    """The grant names its appeal and keeps its reason."""
    held = share()
    grant(held, "first", "2")
    grant(held, "second", "1.5", role="")
    assert then(held) == [granted("first", "2"), granted("second", "1.5", role="")]
    assert held.left == Decimal("1.5")


def test_all_five_may_be_granted_and_not_a_hundredth_more() -> None:
    """The general manager has five points, in parts or whole."""
    held = share(granted("first", "2"))
    with refused(held, Invalid, "grant-past-ceiling"):
        grant(held, "second", "3.01")
    grant(held, "second", "3")
    assert held.left == 0
    with refused(held, Invalid, "grant-past-ceiling"):
        grant(held, "third", "0.01")


def test_a_refusal_says_what_is_left() -> None:
    """So that four asked for can become the three that there are."""
    held = share(granted("first", "2"))
    with pytest.raises(Invalid, match="4 points are more than the 3 left of 5; grant at most 3") as caught:
        grant(held, "second", "4")
    assert caught.value.clause == "D04 三.3"


@pytest.mark.parametrize("points", ["0", "-1"])
def test_a_grant_is_more_than_nothing(points: str) -> None:
    """A negative grant would make room for more than five to others."""
    held = share()
    with refused(held, Invalid, "grant-not-positive"):
        grant(held, "first", points)


def test_one_appeal_has_one_grant() -> None:
    """Deciding twice, by a retry or by two people, must not grant twice."""
    held = share(granted("first", "1"))
    with refused(held, WrongState, "grant-exists"):
        grant(held, "first", "1")


def test_a_withdrawn_grant_makes_room_and_its_appeal_may_be_granted_again() -> None:
    """A mistake is put right by two events that stay visible."""
    held = share(granted("first", "4"))
    held.withdraw(id_of("first"), "填错了", **SOMEBODY)
    assert then(held) == [fact(GrantWithdrawn, grant=id_of("first"), reason="填错了")]
    assert held.left == 5
    again = share(granted("first", "4"), fact(GrantWithdrawn, grant=id_of("first"), reason="填错了"))
    grant(again, "first", "5")
    assert again.left == 0


def test_only_a_standing_grant_is_withdrawn_and_only_for_a_reason() -> None:
    """Somebody loses money by it and is told why."""
    held = share(granted("first", "4"))
    with refused(held, WrongState, "grant-unknown"):
        held.withdraw(id_of("second"), "填错了", **SOMEBODY)
    with refused(held, Invalid, "reason-missing"):
        held.withdraw(id_of("first"), " ", **SOMEBODY)
    held.withdraw(id_of("first"), "填错了", **SOMEBODY)
    with refused(held, WrongState, "grant-unknown"):
        held.withdraw(id_of("first"), "填错了", **SOMEBODY)


@over(ACTS, st.sampled_from(["0", "2.5", "5"]))
def test_grants_never_pass_the_ceiling_and_replay_to_the_same(
    acts: list[tuple[str, int, Decimal]], ceiling: str
) -> None:
    """Whatever is asked in whatever order: the sum holds, and what is stored leads back to the same state."""
    held = DiscretionaryShare.set_ceiling(CYCLE, Decimal(ceiling), **SOMEBODY)
    for act, name, points in acts:
        try:
            if act == "grant":
                grant(held, str(name), str(points))
            else:
                held.withdraw(id_of(str(name)), "更正", **SOMEBODY)
        except DomainError:
            pass
        assert 0 <= held.left <= held.ceiling
        assert sum((entry["points"] for entry in held.grants.values()), Decimal(0)) <= Decimal(ceiling)
    assert state(rebuilt(held, list(held.pending_events))) == state(held)
    assert state(from_snapshot(held)) == state(held)
