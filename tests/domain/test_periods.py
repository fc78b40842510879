"""Months and quarters: how they are written, which days they cover, and how they follow each other."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.periods import (
    closes_quarter,
    kind_of,
    months_of,
    next_period,
    overlapping,
    period_bounds,
    previous_period,
    quarter_of,
    starts_after,
    submission_day,
)

MONTHS = st.builds(lambda year, month: f"{year}-{month:02}", st.integers(2000, 2998), st.integers(1, 12))
QUARTERS = st.builds(lambda year, quarter: f"{year}-Q{quarter}", st.integers(2000, 2998), st.integers(1, 4))
PERIODS = st.one_of(MONTHS, QUARTERS)


@pytest.mark.parametrize(
    ("period", "kind", "first", "last", "submitted"),
    [
        ("2026-10", "monthly", date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 3)),
        ("2028-02", "monthly", date(2028, 2, 1), date(2028, 2, 29), date(2028, 3, 3)),
        ("2026-Q4", "quarterly", date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 3)),
        ("2027-Q1", "quarterly", date(2027, 1, 1), date(2027, 3, 31), date(2027, 4, 3)),
    ],
)
def test_a_period_has_its_days_and_its_deadline(
    period: str, kind: str, first: date, last: date, submitted: date
) -> None:
    """D10 四.1: by the 3rd of the next month; of a quarter, by the 3rd after it."""
    assert kind_of(period) == kind
    assert period_bounds(period) == (first, last)
    assert submission_day(period) == submitted


@pytest.mark.parametrize(
    "period", ["2026-13", "2026-00", "2026-Q0", "2026-Q5", "2026-q4", "2026Q4", "26-Q4", "1999-Q4", "2026-1", "", "Q4"]
)
def test_anything_else_is_no_period(period: str) -> None:
    """A cycle of no days would be paid for nothing."""
    with pytest.raises(Invalid) as caught:
        period_bounds(period)
    assert (caught.value.code, caught.value.pointer) == ("period-malformed", "/period")


@pytest.mark.parametrize(
    ("before", "after"),
    [("2026-12", "2027-01"), ("2026-09", "2026-10"), ("2026-Q4", "2027-Q1"), ("2026-Q1", "2026-Q2")],
)
def test_they_follow_each_other_over_the_new_year(before: str, after: str) -> None:
    """Adjustments are paid in the next period, and runs of poor ones are counted by it."""
    assert next_period(before) == after
    assert previous_period(after) == before


def test_a_quarters_items_score_in_its_last_month_and_in_the_quarter() -> None:
    """D11 四: a monthly cycle leaves them out of play until the quarter closes."""
    year = [f"2026-{month:02}" for month in range(1, 13)]
    assert [month for month in year if closes_quarter(month)] == ["2026-03", "2026-06", "2026-09", "2026-12"]
    assert closes_quarter("2026-Q1")


def test_a_month_overlaps_its_quarter() -> None:
    """One day belongs to one cycle."""
    assert overlapping("2026-Q4") == ("2026-10", "2026-11", "2026-12")
    assert overlapping("2026-11") == ("2026-Q4",)


@given(PERIODS)
def test_periods_of_a_kind_cover_every_day_once(period: str) -> None:
    """No day between two of them, and none in both."""
    assert period_bounds(next_period(period))[0] - period_bounds(period)[1] == timedelta(days=1)
    assert previous_period(next_period(period)) == period
    assert starts_after(next_period(period), period)
    assert not starts_after(period, period)


@given(MONTHS)
def test_every_month_lies_in_the_quarter_that_it_names(month: str) -> None:
    """By its days, and by the quarter's own list."""
    quarter = quarter_of(month)
    assert month in months_of(quarter)
    assert period_bounds(quarter)[0] <= period_bounds(month)[0] <= period_bounds(month)[1] <= period_bounds(quarter)[1]
    assert not starts_after(month, quarter)
    assert not starts_after(quarter, month)
