"""Working days, months and deadlines: dated data, versioned, so that a deadline computed once can be computed again.

Days are dates of the organization's time zone (Asia/Shanghai unless it chose another); moments are aware datetimes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.errors import Invalid

SHANGHAI = "Asia/Shanghai"
SUBMISSION_DAY = 3
"""Cards go to the general manager by the end of this day of the next month."""


@dataclass(frozen=True)
class Holiday:
    """Consecutive days off and the rest days that are worked in return.

    Attributes:
        name: {"zh", "en"}.
        first: the first day off; `last` the last one, inclusive.
        make_up_workdays: rest days on which people work instead.
        source: the notice or law that says so.
        assumed: nobody has announced it yet; it follows from the law and the lunar calendar.
    """

    name: Mapping[str, str]
    first: date
    last: date
    make_up_workdays: tuple[date, ...]
    source: str
    assumed: bool

    def days(self) -> Iterator[date]:
        """Every day off."""
        for offset in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=offset)


class WorkingCalendar:
    """Which days are worked in a run of whole years; implements the port `Calendar`.

    Attributes:
        version: such as `cn-2026.1`; stands beside each deadline that was computed with it.
        years: the years covered, without gaps.
        holidays: in order of their first day.
    """

    def __init__(
        self, version: str, years: Iterable[int], rest_weekdays: Iterable[int], holidays: Iterable[Holiday]
    ) -> None:
        """`rest_weekdays` counts Monday as 0; `calendar_document.working_calendar` checks what it passes here."""
        self.version = version
        self.years = tuple(sorted(years))
        self.holidays = tuple(sorted(holidays, key=lambda holiday: holiday.first))
        self._rest_weekdays = frozenset(rest_weekdays)
        self._off = {day: holiday for holiday in self.holidays for day in holiday.days()}
        self._made_up = {day: holiday for holiday in self.holidays for day in holiday.make_up_workdays}

    def is_working_day(self, day: date) -> bool:
        """Whether people work that day. Raises Invalid outside the years covered."""
        self._require_covered(day)
        return day in self._made_up or (day.weekday() not in self._rest_weekdays and day not in self._off)

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`: day 1 is the first working day after it, whatever `day` itself is.

        Raises:
            Invalid: `count` is below 1, or the answer lies outside the years covered.
        """
        if count < 1:
            raise Invalid(
                f"期限为 {count} 个工作日，没有最后一天；请用 1 或以上 / "
                f"a window of {count} working days has no last day; use 1 or more",
                code="window-empty",
            )
        self._require_covered(day)
        while count:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and including `end`; the inverse of `add_working_days`.

        Raises:
            Invalid: `end` lies before `start`, or either lies outside the years covered.
        """
        if end < start:
            raise Invalid(
                f"{end} 早于 {start}；请对调 / {end} lies before {start}; exchange them", code="days-reversed"
            )
        self._require_covered(start)
        self._require_covered(end)
        after = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in after)

    def holiday(self, day: date) -> Holiday | None:
        """The holiday that gives `day` off or has it worked in return; None for an ordinary day."""
        self._require_covered(day)
        return self._off.get(day) or self._made_up.get(day)

    def _require_covered(self, day: date) -> None:
        if not self.years or not self.years[0] <= day.year <= self.years[-1]:
            ends = [str(year) for year in (*self.years[:1], *self.years[-1:])]
            zh, en = "至".join(ends) or "零", " to ".join(ends) or "no year"
            raise Invalid(
                f"日历 {self.version} 覆盖 {zh} 年，没有 {day}；请换一份覆盖 {day.year} 年的日历 / "
                f"the calendar {self.version} covers {en}, not {day}; set a calendar that covers {day.year}",
                code="calendar-uncovered",
            )


def month_bounds(period: str) -> tuple[date, date]:
    """The first and the last day of a month written `2026-10`. Raises Invalid when it is written otherwise."""
    try:
        first = date.fromisoformat(f"{period}-01")
    except ValueError:
        first = date.min
    if period != first.isoformat()[:7] or not 2000 <= first.year < 3000:
        raise Invalid(
            f"{period!r} 不是月份；请写年和月，例如 2026-10 / "
            f"{period!r} is no month; write the year and the month, such as 2026-10",
            code="period-malformed",
        )
    return first, _next_month(first) - timedelta(days=1)


def third_of_next_month(period: str) -> date:
    """The last day on which a month's cards reach the general manager in time.

    Source: D10 四.1 (3号之前, read as inclusive).
    """
    return _next_month(month_bounds(period)[0]).replace(day=SUBMISSION_DAY)


def local_date(moment: datetime, timezone: str = SHANGHAI) -> date:
    """The day that it is there and then. Raises Invalid for a time zone that does not exist."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone belongs to no day; pass an aware datetime")
    return moment.astimezone(zone(timezone)).date()


def zone(timezone: str) -> ZoneInfo:
    """The time zone of that IANA name. Raises Invalid when there is none."""
    try:
        return ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):
        raise Invalid(
            f"没有时区 {timezone!r}；请用 IANA 名称，例如 {SHANGHAI} / "
            f"{timezone!r} is no time zone; use an IANA name such as {SHANGHAI}",
            code="timezone-unknown",
            pointer="/timezone",
        ) from None


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
