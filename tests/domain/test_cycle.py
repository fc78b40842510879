"""What a month allows, and when: every act in every phase, and what it takes to open."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain.cycle import DEFAULT_PARAMETERS, TRANSITIONS, Cycle, Phase, cycle_id, events
from domain.errors import Invalid, WrongState
from tests.domain.story import SOMEBODY, Fact, fact, given, happened, id_of, refused, sealed, then

SHOP, PERSON, NEWCOMER, LEAD = id_of("shop"), id_of("employee"), id_of("newcomer"), id_of("lead")
DAY = date(2026, 11, 3)
PARAMETERS = {"appeal_window_days": "5", "decision_days": "5", "review_days": "3"}

PLANNED = fact(
    events.CyclePlanned,
    shop=SHOP,
    period="2026-10",
    kind="monthly",
    first_day=date(2026, 10, 1),
    last_day=date(2026, 10, 31),
    submit_by=DAY,
    calendar="cn-1",
    parameters=PARAMETERS,
)
PLAN = fact(events.PlanAssigned, plan="store-dividend", plan_version=1, parameters={})
OPENED = fact(events.CycleOpened, participants=(PERSON,))
CLOSED, APPROVED = fact(events.FactsClosed), fact(events.CycleApproved)
SUBMITTED = fact(events.ResultsSubmitted, review_by=DAY)
PUBLISHED = fact(events.CyclePublished, appeals_until=DAY, calendar="cn-1")


def assigned(person: UUID = PERSON, scheme: str = "shop-staff") -> Fact:
    values = {"role": "service", "lead": LEAD, "scheme": scheme, "scheme_version": 1, "duty": "做好客服"}
    return fact(events.SchemeAssigned, employee=person, **values)


ROAD = [PLANNED, assigned(), PLAN, OPENED, CLOSED, SUBMITTED, APPROVED, PUBLISHED, fact(events.CycleSettled)]
PHASES = dict(zip(Phase, [ROAD[:3], *(ROAD[:end] for end in range(4, 10))], strict=True))
"""The events that lead to each phase, without detours."""


def cycle(phase: Phase = Phase.PLANNED, *more: Fact) -> Cycle:
    held = given(Cycle, cycle_id(SHOP, "2026-10"), *PHASES[phase], *more)
    assert held.phase == phase
    return held


def assign(cycle: Cycle, person: UUID = PERSON, duty: str = "做好客服") -> None:
    cycle.assign_scheme(
        person, role="service", lead=LEAD, scheme="shop-staff", scheme_version=1, duty=duty, **SOMEBODY
    )  # fmt: skip


ACTS: dict[str, Callable[[Cycle], None]] = {
    "open": lambda held: held.open({}, (), **SOMEBODY),
    "close-facts": lambda held: held.close_facts(**SOMEBODY),
    "submit": lambda held: held.submit(DAY, **SOMEBODY),
    "return": lambda held: held.send_back("再看一遍", **SOMEBODY),
    "approve": lambda held: held.approve(**SOMEBODY),
    "publish": lambda held: held.publish(DAY, "cn-1", **SOMEBODY),
    "settle": lambda held: held.settle(**SOMEBODY),
    "reopen": lambda held: held.reopen("漏了数据", **SOMEBODY),
    "assign": assign,
    "assign a newcomer": lambda held: assign(held, NEWCOMER),
    "exempt": lambda held: held.exempt_employee(NEWCOMER, sealed(), **SOMEBODY),
    "assign the plan": lambda held: held.assign_plan("store-dividend", 1, {}, **SOMEBODY),
    "set targets": lambda held: held.set_targets("shop-staff", None, {"sales": Decimal(1)}, **SOMEBODY),
    "require open": lambda held: held.require_open("数据 / a fact"),
    "record a shop fact": lambda held: held.record_shop_fact("net_profit", Decimal(1), "", (), **SOMEBODY),
    "record a weight": lambda held: held.record_weight(PERSON, Decimal(1), sealed(), **SOMEBODY),
    "note an interview": lambda held: held.note_interview(PERSON, sealed(), **SOMEBODY),
    "close appeals": lambda held: held.close_appeals(**SOMEBODY),
}

UNPUBLISHED = {phase: phase for phase in list(Phase)[:5]}
PUBLIC = {phase: phase for phase in list(Phase)[5:]}
ALLOWED: dict[str, dict[Phase, Phase]] = {
    "open": {Phase.PLANNED: Phase.OPEN},
    "close-facts": {Phase.OPEN: Phase.FACTS_CLOSED},
    "submit": {Phase.FACTS_CLOSED: Phase.SUBMITTED},
    "return": {Phase.SUBMITTED: Phase.FACTS_CLOSED},
    "approve": {Phase.SUBMITTED: Phase.APPROVED},
    "publish": {Phase.APPROVED: Phase.PUBLISHED},
    "settle": {Phase.PUBLISHED: Phase.SETTLED},
    "reopen": dict.fromkeys((Phase.FACTS_CLOSED, Phase.SUBMITTED, Phase.APPROVED), Phase.OPEN),
    "assign": {Phase.PLANNED: Phase.PLANNED},
    "assign a newcomer": {Phase.PLANNED: Phase.PLANNED, Phase.OPEN: Phase.OPEN},
    "exempt": {Phase.PLANNED: Phase.PLANNED, Phase.OPEN: Phase.OPEN},
    "assign the plan": {Phase.PLANNED: Phase.PLANNED},
    "set targets": {Phase.PLANNED: Phase.PLANNED},
    "require open": {Phase.OPEN: Phase.OPEN},
    "record a shop fact": UNPUBLISHED,
    "record a weight": UNPUBLISHED,
    "note an interview": PUBLIC,
    "close appeals": PUBLIC,
}
"""For each act, the phases that allow it and where it leads; every other phase refuses it."""


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("act", ACTS)
def test_every_phase_allows_its_acts_and_no_others(act: str, phase: Phase) -> None:
    """A fact after the books are closed, or an approval twice, would change what people were told."""
    held = cycle(phase)
    if phase in ALLOWED[act]:
        ACTS[act](held)
        assert held.phase == ALLOWED[act][phase]
        return
    with refused(held, WrongState, "cycle-phase"):
        ACTS[act](held)


def test_the_drawn_table_is_the_one_that_holds() -> None:
    """`docs/states.md` shows this table to people who rely on it."""
    drawn = {act: dict.fromkeys(allowed, target) for act, (allowed, target) in TRANSITIONS.items()}
    assert drawn == {act: ALLOWED[act] for act in TRANSITIONS}


def test_a_cycle_is_planned_with_its_deadlines() -> None:
    """Days that the shop does not name are the product's; all are kept with the cycle, so a later default changes
    nothing.
    """
    values: dict[str, Any] = {name: PLANNED.values[name] for name in PLANNED.values if name != "parameters"}
    shop, period = values.pop("shop"), values.pop("period")
    plain = Cycle.plan_for(shop, period, parameters={}, **values, **SOMEBODY)
    assert then(plain) == [PLANNED]
    own = Cycle.plan_for(shop, period, parameters={"decision_days": "7"}, **values, **SOMEBODY)
    assert own.parameters == {**DEFAULT_PARAMETERS, "decision_days": "7"}


def test_a_later_assignment_replaces_an_earlier_one() -> None:
    """Whoever planned the month may change their mind until it opens."""
    held = cycle(Phase.PLANNED, assigned(scheme="operations-standard"))
    assert held.participant(PERSON)["scheme"] == "operations-standard"
    assert len(held.participants) == 1


def test_in_an_open_cycle_a_participants_scheme_stays() -> None:
    """Goals are known before work starts (D15); only somebody new gets theirs later."""
    held = cycle(Phase.OPEN)
    assign(held, NEWCOMER)
    with refused(held, WrongState, "cycle-phase"):
        assign(held, NEWCOMER)


def test_an_assignment_names_a_duty() -> None:
    """D15: a named duty per person."""
    held = cycle()
    with refused(held, Invalid, "duty-missing"):
        assign(held, duty=" ")


def test_somebody_is_exempt_once_and_takes_no_part() -> None:
    """Who is exempt is so by an event with a reason, and has no card."""
    held = cycle()
    held.exempt_employee(PERSON, sealed(), **SOMEBODY)
    assert then(held) == [fact(events.EmployeeExempted, employee=PERSON, reason=sealed())]
    assert (held.participants, held.exempt) == ({}, (PERSON,))
    with refused(held, WrongState, "already-exempt"):
        held.exempt_employee(PERSON, sealed(), **SOMEBODY)


def test_an_assignment_after_an_exemption_ends_it() -> None:
    """Somebody both exempt and appraised would be paid their base twice."""
    held = cycle(Phase.PLANNED, fact(events.EmployeeExempted, employee=PERSON, reason=sealed()), assigned())
    assert (list(held.participants), held.exempt) == ([str(PERSON)], ())


def test_personal_targets_go_before_the_schemes() -> None:
    """A newcomer may have a lower target than the team; setting one item leaves the others."""
    held = cycle()
    held.set_targets("shop-staff", None, {"sales": Decimal(10), "reviews": Decimal(2)}, **SOMEBODY)
    held.set_targets("shop-staff", PERSON, {"sales": Decimal(5)}, **SOMEBODY)
    held.set_targets("shop-staff", None, {"reviews": Decimal(3)}, **SOMEBODY)
    held.set_targets("operations-standard", None, {"sales": Decimal(99)}, **SOMEBODY)
    assign(held, NEWCOMER)
    assert held.targets_of(PERSON) == {"sales": Decimal(5), "reviews": Decimal(3)}
    assert held.targets_of(NEWCOMER) == {"sales": Decimal(10), "reviews": Decimal(3)}


def test_opening_names_everything_that_is_missing() -> None:
    """D15: without goals, a scheme for everybody and a plan, nobody knows what the month is about."""
    held = given(Cycle, cycle_id(SHOP, "2026-10"), PLANNED)
    with refused(held, WrongState, "cycle-not-ready"):
        held.open({}, (), **SOMEBODY)
    with pytest.raises(WrongState) as caught:
        held.open({"0007": ("sales", "reviews")}, ("0012",), **SOMEBODY)
    said = str(caught.value)
    for part in ("工号 0012", "0012 has no scheme", "0007 has no target for sales, reviews", "no plan", "没有人参加"):
        assert part in said
    assert caught.value.clause == "D15"


@pytest.mark.parametrize("lacking", [PLAN, assigned()], ids=["plan", "participants"])
def test_a_cycle_that_lacks_one_thing_does_not_open(lacking: Fact) -> None:
    """Each is needed for itself."""
    held = given(Cycle, cycle_id(SHOP, "2026-10"), *(one for one in PHASES[Phase.PLANNED] if one != lacking))
    with refused(held, WrongState, "cycle-not-ready"):
        held.open({}, (), **SOMEBODY)


def test_opening_keeps_who_takes_part_in_the_order_of_their_ids() -> None:
    """The same people give the same event, whoever was assigned first."""
    held = cycle(Phase.PLANNED, assigned(NEWCOMER))
    held.open({"0007": ()}, (), **SOMEBODY)
    assert then(held) == [fact(events.CycleOpened, participants=tuple(sorted((PERSON, NEWCOMER))))]


def test_the_newest_figure_of_the_shop_counts() -> None:
    """Finance corrects the month's profit until publication."""
    held = cycle(Phase.APPROVED)
    for value in ("100", "90"):
        held.record_shop_fact("net_profit", Decimal(value), "月结", (), **SOMEBODY)
    assert held.shop_facts == {"net_profit": Decimal(90)}


@pytest.mark.parametrize(
    ("person", "weight", "code"), [(PERSON, "-1", "weight-negative"), (NEWCOMER, "1", "not-a-participant")]
)
def test_a_weight_is_a_participants_and_not_negative(person: UUID, weight: str, code: str) -> None:
    """A negative weight would take other people's share."""
    held = cycle(Phase.OPEN)
    with refused(held, Invalid, code):
        held.record_weight(person, Decimal(weight), sealed(), **SOMEBODY)


@pytest.mark.parametrize("reason", [" ", "\u200b"])
@pytest.mark.parametrize("act", ["send_back", "reopen"])
def test_sending_back_and_reopening_need_a_reason(act: str, reason: str) -> None:
    """Everybody's work is undone by it; they are told why."""
    held = cycle(Phase.SUBMITTED)
    with refused(held, Invalid, "reason-missing"):
        getattr(held, act)(reason, **SOMEBODY)


def test_an_interview_is_with_a_participant() -> None:
    """D10 四.2: down the line, about a result."""
    held = cycle(Phase.PUBLISHED)
    with refused(held, Invalid, "not-a-participant"):
        held.note_interview(NEWCOMER, sealed(), **SOMEBODY)
    held.note_interview(PERSON, sealed(), **SOMEBODY)
    assert then(held) == [fact(events.InterviewNoted, employee=PERSON, note=sealed())]


def test_interviews_run_down_the_line() -> None:
    """D10 四.2(3): the manager with the group leader, then the group leader with the staff."""
    leader = fact(events.SchemeAssigned, **{**assigned(LEAD).values, "lead": id_of("manager")})
    held = cycle(Phase.PUBLISHED, leader)
    with refused(held, WrongState, "interview-order"):
        held.note_interview(PERSON, sealed(), **SOMEBODY)
    for person in (LEAD, PERSON):
        held.note_interview(person, sealed(), **SOMEBODY)
    assert happened(held) == [events.InterviewNoted] * 2


def test_the_appeal_window_closes_once() -> None:
    """The clock and a person may both try."""
    held = cycle(Phase.PUBLISHED)
    held.close_appeals(**SOMEBODY)
    with refused(held, WrongState, "cycle-phase"):
        held.close_appeals(**SOMEBODY)


def test_each_missed_deadline_is_recorded_once_and_changes_nothing_else() -> None:
    """A late month is seen, never punished by the program."""
    held = cycle(Phase.OPEN)
    held.miss_deadline("submission", DAY, **SOMEBODY)
    with refused(held, WrongState, "deadline-recorded"):
        held.miss_deadline("submission", DAY, **SOMEBODY)
    held.miss_deadline("review", DAY, **SOMEBODY)
    assert happened(held) == [events.CycleDeadlineMissed] * 2
    assert held.phase == Phase.OPEN


def test_a_returned_month_can_be_submitted_again() -> None:
    """The general manager may send it back as often as it takes; each review has a deadline of its own."""
    held = cycle(Phase.SUBMITTED)
    held.send_back("再看一遍", **SOMEBODY)
    held.submit(date(2026, 11, 9), **SOMEBODY)
    assert held.review_by == date(2026, 11, 9)
    assert happened(held) == [events.ResultsReturned, events.ResultsSubmitted]
