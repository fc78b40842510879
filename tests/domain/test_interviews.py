"""Interviews run down the line (D10 四.2(3), 逐级依次面谈): with a leader first, then with those whom they lead."""

from datetime import date
from uuid import UUID

import pytest

from domain.cycle import Cycle, cycle_id, events
from domain.errors import WrongState
from tests.domain.story import SOMEBODY, Fact, fact, from_snapshot, given, id_of, refused, sealed, state

SHOP, MANAGER, LEADER, STAFF, OTHER = (id_of(name) for name in ("shop", "manager", "leader", "staff", "other"))


def assigned(person: UUID, lead: UUID | None) -> Fact:
    return fact(
        events.SchemeAssigned, employee=person, role="sales", lead=lead, scheme="s", scheme_version=1, duty="销售"
    )


def published(*people: Fact) -> Cycle:
    day = date(2026, 11, 3)
    planned = fact(
        events.CyclePlanned,
        shop=SHOP,
        period="2026-10",
        kind="monthly",
        first_day=date(2026, 10, 1),
        last_day=date(2026, 10, 31),
        submit_by=day,
        calendar="cn-1",
        parameters={},
    )
    result = fact(events.CyclePublished, appeals_until=day, calendar="cn-1")
    return given(Cycle, cycle_id(SHOP, "2026-10"), planned, *people, result)


def test_a_leader_comes_before_those_whom_they_lead() -> None:
    """由经理与组长面谈之后，组长再和网销人员面谈."""
    cycle = published(assigned(LEADER, MANAGER), assigned(STAFF, LEADER))
    with refused(cycle, WrongState, "interview-order"):
        cycle.note_interview(STAFF, sealed(), **SOMEBODY)
    cycle.note_interview(LEADER, sealed(), **SOMEBODY)
    cycle.note_interview(STAFF, sealed(), **SOMEBODY)
    assert cycle.interviewed == (LEADER, STAFF)


@pytest.mark.parametrize("lead", [None, MANAGER])
def test_a_lead_who_is_not_appraised_holds_nobody_up(lead: UUID | None) -> None:
    """The manager has no result to talk about."""
    cycle = published(assigned(STAFF, lead))
    cycle.note_interview(STAFF, sealed(), **SOMEBODY)
    assert cycle.interviewed == (STAFF,)


def test_only_ones_own_line_counts_and_a_second_talk_changes_nothing() -> None:
    """Another group's leader is of no concern; talking twice is allowed and kept once in the order."""
    cycle = published(assigned(LEADER, MANAGER), assigned(OTHER, None), assigned(STAFF, OTHER))
    cycle.note_interview(OTHER, sealed(), **SOMEBODY)
    cycle.note_interview(STAFF, sealed(), **SOMEBODY)
    cycle.note_interview(OTHER, sealed(), **SOMEBODY)
    assert cycle.interviewed == (OTHER, STAFF)
    assert state(from_snapshot(cycle)) == state(cycle)


def test_the_order_is_there_again_after_a_reload() -> None:
    """It is part of the history, not of a process."""
    cycle = published(assigned(LEADER, MANAGER), assigned(STAFF, LEADER))
    cycle.note_interview(LEADER, sealed(), **SOMEBODY)
    noted = list(cycle.pending_events)
    fresh = published(assigned(LEADER, MANAGER), assigned(STAFF, LEADER))
    for event in noted:
        fresh = event.mutate(fresh)  # type: ignore[assignment]  # the library's events mutate any aggregate
    assert fresh.interviewed == (LEADER,)
