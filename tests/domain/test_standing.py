"""What poor months lead to (D04 三.5): proposals for a person to decide, never more than one for the same months."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from domain import standing as events
from domain.errors import Invalid, WrongState
from domain.standing import (
    REVIEW_OUTCOMES,
    ConsequenceRules,
    Standing,
    StandingOpened,
    next_period,
    previous_period,
    standing_id,
)
from tests.domain.story import SOMEBODY, fact, from_snapshot, given, happened, id_of, rebuilt, refused, sealed, state

PERSON, APPEAL = id_of("employee"), id_of("appeal")
IN_A_ROW = ConsequenceRules()
IN_A_YEAR = ConsequenceRules(review_window="last-12-months")
POOR, GOOD = "79.99", "80.00"

Held = tuple[str, str, tuple[str, ...]]


def standing() -> Standing:
    return given(Standing, standing_id(PERSON), fact(StandingOpened, employee=PERSON))


def rate(
    held: Standing, months: dict[str, str], rules: ConsequenceRules = IN_A_ROW, appeal: UUID | None = None
) -> Standing:
    for period, score in months.items():
        held.rate_month(period, id_of(f"card {period}"), Decimal(score), rules, appeal, **SOMEBODY)
    return held


def consequences(held: Standing) -> list[Held]:
    """Kind, state and months of every consequence, in the order in which they came up."""
    return [(one["kind"], one["state"], one["periods"]) for one in held.consequences.values()]


def months(*numbers: int, year: int = 2026) -> tuple[str, ...]:
    return tuple(f"{year}-{number:02}" for number in numbers)


def poor(*numbers: int) -> dict[str, str]:
    return dict.fromkeys(months(*numbers), POOR)


def named(held: Standing, kind: str) -> UUID:
    return next(UUID(key) for key, one in held.consequences.items() if one["kind"] == kind)


def test_a_month_is_poor_below_the_mark() -> None:
    """80 is the mark itself and not poor."""
    held = rate(standing(), {"2026-01": POOR, "2026-02": GOOD})
    assert {period: month["poor"] for period, month in held.months.items()} == {"2026-01": True, "2026-02": False}
    assert consequences(held) == []


def test_two_poor_months_in_a_row_propose_a_warning() -> None:
    """连续二个月: it is proposed; a person issues it."""
    held = rate(standing(), poor(1, 2))
    assert consequences(held) == [("warning", "proposed", months(1, 2))]
    assert happened(held) == [events.MonthRated, events.MonthRated, events.WarningProposed]


def test_three_poor_months_open_a_dismissal_review() -> None:
    """三个月: a review for a person to decide; nothing is automatic."""
    held = rate(standing(), poor(1, 2, 3))
    assert consequences(held) == [
        ("warning", "proposed", months(1, 2)),
        ("warning", "proposed", months(2, 3)),
        ("dismissal-review", "open", months(1, 2, 3)),
    ]


@pytest.mark.parametrize("between", [{"2026-02": GOOD}, {}], ids=["a good month", "no month at all"])
def test_a_gap_breaks_the_run(between: dict[str, str]) -> None:
    """A month without a score (on leave, exempt) is not poor, so 连续 ends there."""
    held = rate(standing(), {**poor(1), **between, **poor(3)})
    assert consequences(held) == []


def test_a_run_goes_over_the_new_year() -> None:
    """December and January are two months in a row."""
    held = rate(standing(), {"2025-12": POOR, "2026-01": POOR})
    assert consequences(held) == [("warning", "proposed", ("2025-12", "2026-01"))]


@pytest.mark.parametrize(
    ("period", "before", "after"),
    [("2026-01", "2025-12", "2026-02"), ("2025-12", "2025-11", "2026-01")],
)
def test_months_follow_each_other(period: str, before: str, after: str) -> None:
    """Every rule about runs stands on this."""
    assert (previous_period(period), next_period(period)) == (before, after)


def test_the_order_of_rating_does_not_matter() -> None:
    """Cards of two cycles may be published the other way round."""
    runs = {
        frozenset((kind, periods) for kind, _, periods in consequences(rate(standing(), poor(*order))))
        for order in ((1, 2, 3), (3, 2, 1), (2, 1, 3), (1, 3, 2))
    }
    assert runs == {
        frozenset({("warning", months(1, 2)), ("warning", months(2, 3)), ("dismissal-review", months(1, 2, 3))})
    }


def test_a_middle_month_that_turns_poor_late_completes_the_run() -> None:
    """An appeal of somebody else, a correction: the month between two poor ones becomes poor afterwards."""
    held = rate(standing(), {**poor(1), "2026-02": GOOD, **poor(3)})
    rate(held, poor(2), appeal=APPEAL)
    assert [(kind, periods) for kind, _, periods in consequences(held)] == [
        ("warning", months(1, 2)),
        ("warning", months(2, 3)),
        ("dismissal-review", months(1, 2, 3)),
    ]


def test_a_month_rated_again_as_poor_proposes_nothing_new() -> None:
    """An appeal that gains a point but stays below the mark must not bring a second warning."""
    held = rate(standing(), poor(1, 2, 3))
    before = consequences(held)
    rate(held, {"2026-02": "79.00"}, appeal=APPEAL)
    rate(held, {"2026-03": "70.00"})
    assert consequences(held) == before


def test_a_declined_warning_is_not_proposed_again() -> None:
    """A person decided; the program does not ask twice about the same months."""
    held = rate(standing(), poor(1, 2))
    held.decline_warning(named(held, "warning"), sealed(), **SOMEBODY)
    rate(held, {"2026-02": "79.00"}, appeal=APPEAL)
    assert consequences(held) == [("warning", "declined", months(1, 2))]


def test_three_in_the_last_twelve_months_need_not_be_in_a_row() -> None:
    """The other reading of the broken sentence, as a parameter; the warning still needs two in a row."""
    held = rate(standing(), poor(1, 5, 9), IN_A_YEAR)
    assert consequences(held) == [("dismissal-review", "open", months(1, 5, 9))]
    assert consequences(rate(standing(), poor(1, 5, 9), IN_A_ROW)) == []


@pytest.mark.parametrize(("third", "opened"), [("2026-12", True), ("2027-01", False)])
def test_twelve_months_end_with_the_twelfth(third: str, opened: bool) -> None:
    """A poor January counts until December and no longer."""
    held = rate(standing(), {**poor(1, 6), third: POOR}, IN_A_YEAR)
    assert bool(consequences(held)) is opened


def test_a_month_that_turns_poor_late_counts_in_its_twelve_months() -> None:
    """An early month amended after two later poor ones makes three, whatever lies between them."""
    held = rate(standing(), {"2026-01": GOOD, **poor(6, 11)}, IN_A_YEAR)
    rate(held, poor(1), IN_A_YEAR, APPEAL)
    assert consequences(held) == [("dismissal-review", "open", months(1, 6, 11))]


def test_three_other_months_of_the_twelve_still_open_a_review() -> None:
    """Four poor months, one of them amended: three remain, so the question remains, about those three."""
    held = rate(standing(), poor(1, 4, 7), IN_A_YEAR)
    held.close_review(named(held, "dismissal-review"), "employment-continues", sealed(), **SOMEBODY)
    rate(held, poor(10), IN_A_YEAR)
    rate(held, {"2026-07": GOOD}, IN_A_YEAR, APPEAL)
    assert consequences(held) == [
        ("dismissal-review", "employment-continues", months(1, 4, 7)),
        ("dismissal-review", "no-longer-grounded", months(4, 7, 10)),
        ("dismissal-review", "open", months(1, 4, 10)),
    ]


def test_rating_a_month_asks_nothing_about_months_that_it_is_not_among() -> None:
    """A warning that a person took back is not proposed again because a neighbouring month was rated."""
    held = rate(standing(), poor(5, 6))
    held.issue_warning(named(held, "warning"), sealed(), **SOMEBODY)
    held.withdraw_warning(named(held, "warning"), sealed(), **SOMEBODY)
    rate(held, {"2026-04": GOOD})
    assert consequences(held) == [("warning", "withdrawn", months(5, 6))]


def test_other_numbers_of_months_are_parameters() -> None:
    """A milder shop warns after three and reviews after five."""
    rules = ConsequenceRules(poor_below=Decimal(60), warning_after=3, review_after=5)
    held = rate(standing(), dict.fromkeys(months(1, 2, 3, 4), "59.99"), rules)
    assert [periods for _, _, periods in consequences(held)] == [months(1, 2, 3), months(2, 3, 4)]
    rate(held, {"2026-05": "60"}, rules)
    assert len(consequences(held)) == 2


def test_an_amended_month_takes_the_ground_from_a_proposal() -> None:
    """A warning that nobody has issued yet simply falls; the review closes; the appeal is named."""
    held = rate(standing(), poor(1, 2, 3))
    rate(held, {"2026-02": GOOD}, appeal=APPEAL)
    assert [state for _, state, _ in consequences(held)] == ["withdrawn", "withdrawn", "no-longer-grounded"]
    withdrawn = [event for event in held.pending_events if isinstance(event, events.WarningWithdrawn)]
    assert {(event.appeal, event.reason) for event in withdrawn} == {(APPEAL, None)}


def test_an_amended_month_asks_a_person_about_an_issued_warning() -> None:
    """What a person did, a person takes back."""
    held = rate(standing(), poor(1, 2))
    held.issue_warning(named(held, "warning"), sealed(), **SOMEBODY)
    rate(held, {"2026-02": GOOD}, appeal=APPEAL)
    assert [state for _, state, _ in consequences(held)] == ["withdrawal-proposed"]
    rate(held, {"2026-01": GOOD}, appeal=APPEAL)
    assert happened(held).count(events.WarningWithdrawalProposed) == 1
    held.withdraw_warning(named(held, "warning"), sealed(), **SOMEBODY)
    assert [state for _, state, _ in consequences(held)] == ["withdrawn"]


def test_what_other_months_carry_stands() -> None:
    """Amending the first of three months leaves the warning about the other two."""
    held = rate(standing(), poor(1, 2, 3))
    rate(held, {"2026-01": GOOD}, appeal=APPEAL)
    assert consequences(held) == [
        ("warning", "withdrawn", months(1, 2)),
        ("warning", "proposed", months(2, 3)),
        ("dismissal-review", "no-longer-grounded", months(1, 2, 3)),
    ]


def test_ground_that_comes_back_is_proposed_again() -> None:
    """The general manager overturns the first decision: the months are poor after all."""
    held = rate(standing(), poor(1, 2))
    rate(held, {"2026-02": GOOD}, appeal=APPEAL)
    rate(held, poor(2), appeal=id_of("escalated"))
    assert [state for _, state, _ in consequences(held)] == ["withdrawn", "proposed"]


DECISIONS: dict[str, Callable[[Standing, UUID], None]] = {
    "issue": lambda held, name: held.issue_warning(name, sealed(), **SOMEBODY),
    "decline": lambda held, name: held.decline_warning(name, sealed(), **SOMEBODY),
    "withdraw": lambda held, name: held.withdraw_warning(name, sealed(), **SOMEBODY),
}
STATES = ("proposed", "issued", "declined", "withdrawal-proposed", "withdrawn")
ALLOWED = {
    "issue": {"proposed": "issued"},
    "decline": {"proposed": "declined"},
    "withdraw": {"issued": "withdrawn", "withdrawal-proposed": "withdrawn"},
}


def warned(state: str) -> Standing:
    """Somebody with one warning in this state."""
    held = rate(standing(), poor(1, 2))
    name = named(held, "warning")
    if state in ("issued", "withdrawal-proposed", "withdrawn"):
        DECISIONS["issue"](held, name)
    if state == "declined":
        DECISIONS["decline"](held, name)
    if state == "withdrawal-proposed":
        rate(held, {"2026-02": GOOD}, appeal=APPEAL)
    if state == "withdrawn":
        DECISIONS["withdraw"](held, name)
    assert [found for _, found, _ in consequences(held)] == [state]
    return held


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", DECISIONS)
def test_a_warning_is_decided_in_its_states_only(act: str, state: str) -> None:
    """A warning issued twice, or after it was declined, would not be fair."""
    held = warned(state)
    if state in ALLOWED[act]:
        DECISIONS[act](held, named(held, "warning"))
        assert [found for _, found, _ in consequences(held)] == [ALLOWED[act][state]]
        return
    with refused(held, WrongState, "consequence-state"):
        DECISIONS[act](held, named(held, "warning"))


@pytest.mark.parametrize("outcome", REVIEW_OUTCOMES)
def test_a_review_is_closed_once_by_one_of_its_outcomes(outcome: str) -> None:
    """How it ended is a fact; a second end would be another one."""
    held = rate(standing(), poor(1, 2, 3))
    review = named(held, "dismissal-review")
    with refused(held, Invalid, "outcome-unknown"):
        held.close_review(review, "promoted", sealed(), **SOMEBODY)
    held.close_review(review, outcome, sealed(), **SOMEBODY)
    with refused(held, WrongState, "consequence-state"):
        held.close_review(review, outcome, sealed(), **SOMEBODY)


def test_a_consequence_of_another_kind_or_nobody_is_unknown() -> None:
    """A review is not issued like a warning."""
    held = rate(standing(), poor(1, 2, 3))
    for act in DECISIONS.values():
        for name in (named(held, "dismissal-review"), id_of("nothing")):
            with refused(held, Invalid, "consequence-unknown"):
                act(held, name)
    with refused(held, Invalid, "consequence-unknown"):
        held.close_review(named(held, "warning"), "dismissal", sealed(), **SOMEBODY)


RATINGS = st.lists(
    st.tuples(st.integers(1, 8), st.sampled_from([POOR, GOOD]), st.booleans(), st.sampled_from(["", *DECISIONS])),
    max_size=16,
)


@over(RATINGS, st.sampled_from([IN_A_ROW, IN_A_YEAR]))
def test_nothing_is_proposed_twice_and_everything_replays(
    ratings: list[tuple[int, str, bool, str]], rules: ConsequenceRules
) -> None:
    """However months are rated, amended and decided: one standing consequence for the same months, each on poor
    months, and the stored events lead back to the same record.
    """
    held = Standing.open(PERSON, **SOMEBODY)
    for month, score, appealed, decision in ratings:
        rate(held, {months(month)[0]: score}, rules, APPEAL if appealed else None)
        for key, one in tuple(held.consequences.items()):
            if decision and one["kind"] == "warning" and one["state"] in ALLOWED[decision]:
                DECISIONS[decision](held, UUID(key))
        live = [one for one in consequences(held) if one[1] not in ("withdrawn", "no-longer-grounded")]
        assert len({(kind, periods) for kind, _, periods in live}) == len(live)
        if appealed:
            open_ones = [one for one in live if one[1] in ("proposed", "open")]
            assert all(held.months[period]["poor"] for _, _, periods in open_ones for period in periods)
    assert state(rebuilt(held, list(held.pending_events))) == state(held)
    assert state(from_snapshot(held)) == state(held)
