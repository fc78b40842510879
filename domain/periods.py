"""Periods: the months (`2026-10`) and quarters (`2026-Q4`) that cycles cover, and how they follow each other.

Two periods of one kind follow each other; a month and a quarter are compared by their days.
"""

import re
from datetime import date

from domain.calendar import month_bounds, third_of_next_month
from domain.errors import Invalid

MONTHLY, QUARTERLY = "monthly", "quarterly"

_QUARTER = re.compile(r"([0-9]{4})-Q([1-4])", re.ASCII)


def kind_of(period: str) -> str:
    """`monthly` or `quarterly`. Raises Invalid when it is written like neither."""
    if _QUARTER.fullmatch(period) and 2000 <= int(period[:4]) < 3000:
        return QUARTERLY
    try:
        month_bounds(period)
    except Invalid as error:
        raise Invalid(
            f"{period!r} 不是周期；请写月份（2026-10）或季度（2026-Q4） / "
            f"{period!r} is no period; write a month, such as 2026-10, or a quarter, such as 2026-Q4",
            code="period-malformed",
            pointer="/period",
        ) from error
    return MONTHLY


def months_of(period: str) -> tuple[str, ...]:
    """The months that a period covers: itself, or a quarter's three. Raises Invalid as `kind_of`."""
    if kind_of(period) == MONTHLY:
        return (period,)
    last = 3 * int(period[-1])
    return tuple(f"{period[:4]}-{month:02}" for month in (last - 2, last - 1, last))


def quarter_of(period: str) -> str:
    """The quarter that a month lies in; of a quarter, itself."""
    return period if "Q" in period else f"{period[:4]}-Q{(int(period[5:]) + 2) // 3}"


def period_bounds(period: str) -> tuple[date, date]:
    """The first and the last day. Raises Invalid when it is written like no period."""
    months = months_of(period)
    return month_bounds(months[0])[0], month_bounds(months[-1])[1]


def submission_day(period: str) -> date:
    """The last day on which a period's cards reach the general manager in time.

    Source: D10 四.1 (次月的3号之前, read as inclusive; for a quarter, of the month after it).
    """
    return third_of_next_month(months_of(period)[-1])


def closes_quarter(period: str) -> bool:
    """Whether items that are appraised by the quarter score in this period: a quarter, or the last month of one.

    Source: D11 四.
    """
    return months_of(period)[-1] == months_of(quarter_of(period))[-1]


def next_period(period: str) -> str:
    """The month after a month, the quarter after a quarter."""
    return _shifted(period, 1)


def previous_period(period: str) -> str:
    """The month before a month, such as `2025-12` before `2026-01`; the quarter before a quarter."""
    return _shifted(period, -1)


def starts_after(period: str, earlier: str) -> bool:
    """Whether a period begins when the earlier one is over."""
    return period_bounds(period)[0] > period_bounds(earlier)[1]


def overlapping(period: str) -> tuple[str, ...]:
    """The periods of the other kind that share days with this one."""
    return months_of(period) if kind_of(period) == QUARTERLY else (quarter_of(period),)


def _shifted(period: str, by: int) -> str:
    year, place = int(period[:4]), period[5:]
    if "Q" in place:
        ordinal = year * 4 + int(place[1:]) - 1 + by
        return f"{ordinal // 4:04}-Q{ordinal % 4 + 1}"
    ordinal = year * 12 + int(place) - 1 + by
    return f"{ordinal // 12:04}-{ordinal % 12 + 1:02}"
