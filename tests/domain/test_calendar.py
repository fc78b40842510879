"""Deadlines stand or fall with the calendar: appeals lapse and cards are late by it."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.calendar.documents import built_in_calendar, calendar_document
from application.ports import Calendar
from domain.calendar import (
    WorkingCalendar,
    local_date,
    month_bounds,
    third_of_next_month,
    zone,
)
from domain.calendar_document import working_calendar
from domain.errors import Invalid, InvalidDocument

CHINA = working_calendar(built_in_calendar())
DAYS = st.dates(date(2025, 1, 1), date(2027, 6, 30))
ANNOUNCED = [date(2025, 1, 1) + timedelta(days=offset) for offset in range(730)]


def small_calendar(**changes: Any) -> dict[str, Any]:
    """A shop's own calendar of one year: one holiday, Sundays off."""
    document: dict[str, Any] = {
        "id": "shop",
        "version": "shop.1",
        "title": {"zh": "店铺日历", "en": "Shop calendar"},
        "source": "店铺公告",
        "years": [2026],
        "rest_days": ["sunday"],
        "holidays": [
            {
                "name": {"zh": "店庆", "en": "Anniversary"},
                "from": "2026-03-02",
                "to": "2026-03-03",
                "make_up_workdays": ["2026-03-08"],
                "source": "店铺公告",
            }
        ],
    }
    return document | changes


def holiday(**changes: Any) -> dict[str, Any]:
    entry: dict[str, Any] = small_calendar()["holidays"][0]
    return entry | changes


def faults_of(document: dict[str, Any]) -> set[tuple[str, str]]:
    with pytest.raises(InvalidDocument) as caught:
        working_calendar(document)
    assert all(fault.detail for fault in caught.value.faults)
    return {(fault.pointer, fault.code) for fault in caught.value.faults}


class TestBuiltInCalendar:
    def test_agrees_with_the_published_package_on_every_announced_day(self) -> None:
        """Two readings of the State Council's notices, made independently: a slip in one shows."""
        assert [CHINA.is_working_day(day) for day in ANNOUNCED] == [
            chinese_calendar.is_workday(day) for day in ANNOUNCED
        ]

    def test_marks_all_of_2027_as_assumed_and_nothing_before_it(self) -> None:
        """Nobody may take a guessed holiday for an announced one."""
        assert {holiday.first.year for holiday in CHINA.holidays if holiday.assumed} == {2027}
        assert all(holiday.assumed for holiday in CHINA.holidays if holiday.first.year == 2027)

    def test_gives_as_many_days_off_in_2027_as_the_law_does(self) -> None:
        """13 statutory days; those on a weekend are given back on working days, so 13 weekdays are free."""
        free = [day for holiday in CHINA.holidays if holiday.assumed for day in holiday.days() if day.weekday() < 5]
        assert len(free) == 13

    def test_carries_a_source_for_every_holiday(self) -> None:
        """A deadline in dispute is traced to the notice behind it."""
        assert all(holiday.source and set(holiday.name) == {"zh", "en"} for holiday in CHINA.holidays)

    def test_can_be_stored_as_json_and_read_back(self) -> None:
        """The event that sets a calendar carries the whole document as text."""
        again = working_calendar(json.loads(json.dumps(built_in_calendar())))
        assert again.version == "cn-2026.1"
        assert again.holidays == CHINA.holidays

    def test_is_what_the_application_asks_for(self) -> None:
        """It implements the port, for the type checker and in fact."""
        port: Calendar = CHINA
        assert port.version == "cn-2026.1"

    def test_refuses_an_id_that_does_not_ship(self) -> None:
        """Also one that would leave the folder."""
        for id in ("cn-1999", "../cn-2025-2027"):
            with pytest.raises(KeyError):
                built_in_calendar(id)


class TestWorkingDays:
    def test_make_up_sunday_is_worked_and_the_bridge_day_is_not(self) -> None:
        """2026-09-20, a Sunday, is worked for the National Day holiday; 2026-10-06, a Tuesday, is off."""
        assert CHINA.is_working_day(date(2026, 9, 20))
        assert not CHINA.is_working_day(date(2026, 10, 6))

    @pytest.mark.parametrize(
        ("notice", "last"),
        [
            (date(2026, 11, 2), date(2026, 11, 9)),
            (date(2026, 9, 30), date(2026, 10, 13)),
            (date(2026, 10, 3), date(2026, 10, 13)),
            (date(2026, 2, 13), date(2026, 2, 27)),
        ],
        ids=[
            "plain week",
            "over National Day",
            "notice on a holiday",
            "over Spring Festival, starting on a worked Saturday",
        ],
    )
    def test_appeal_window_of_five_working_days(self, notice: date, last: date) -> None:
        """Day 1 is the working day after notice; holidays and make-up days count as people live them."""
        assert CHINA.add_working_days(notice, 5) == last

    def test_names_the_holiday_behind_a_day(self) -> None:
        """People ask why a day counts or does not."""
        off, worked, plain = (CHINA.holiday(date(2026, 10, day)) for day in (6, 10, 12))
        assert off is worked
        assert off is not None
        assert off.name["zh"] == "国庆节"
        assert plain is None

    @pytest.mark.parametrize("day", [date(2024, 12, 31), date(2028, 1, 1)])
    def test_outside_its_years_it_refuses_and_says_what_to_do(self, day: date) -> None:
        """A guess would silently shorten or lengthen somebody's time to appeal."""
        with pytest.raises(Invalid, match=rf"cn-2026\.1 covers 2025 to 2027, not {day}; set a calendar") as caught:
            CHINA.is_working_day(day)
        assert caught.value.code == "calendar-uncovered"

    def test_a_window_that_runs_past_its_years_is_refused(self) -> None:
        """The last days of 2027 cannot be counted on without 2028."""
        with pytest.raises(Invalid, match="not 2028-01-01"):
            CHINA.add_working_days(date(2027, 12, 30), 2)
        assert CHINA.add_working_days(date(2027, 12, 30), 1) == date(2027, 12, 31)

    @pytest.mark.parametrize("count", [0, -1])
    def test_a_window_without_days_is_refused(self, count: int) -> None:
        """It has no last day."""
        with pytest.raises(Invalid) as caught:
            CHINA.add_working_days(date(2026, 1, 1), count)
        assert caught.value.code == "window-empty"

    def test_counting_backwards_is_refused(self) -> None:
        """A negative count would look like time left."""
        with pytest.raises(Invalid) as caught:
            CHINA.working_days_between(date(2026, 1, 2), date(2026, 1, 1))
        assert caught.value.code == "days-reversed"

    @given(day=DAYS, count=st.integers(1, 60))
    def test_lands_on_a_working_day_after_the_start_and_counts_back(self, day: date, count: int) -> None:
        """Adding and counting are one rule read in two directions."""
        last = CHINA.add_working_days(day, count)
        assert last > day
        assert CHINA.is_working_day(last)
        assert CHINA.working_days_between(day, last) == count

    @given(day=DAYS, later=st.integers(0, 60), count=st.integers(1, 40), more=st.integers(1, 20))
    def test_never_gives_less_time_to_a_later_start_or_a_longer_window(
        self, day: date, later: int, count: int, more: int
    ) -> None:
        """Monotone: nobody who is told later has to answer sooner."""
        assert CHINA.add_working_days(day, count) <= CHINA.add_working_days(day + timedelta(days=later), count)
        assert CHINA.add_working_days(day, count) < CHINA.add_working_days(day, count + more)

    @given(day=DAYS, first=st.integers(1, 30), second=st.integers(1, 30))
    def test_two_windows_in_a_row_are_one_long_one(self, day: date, first: int, second: int) -> None:
        """An extension by n days means the same whenever it is granted."""
        assert CHINA.add_working_days(CHINA.add_working_days(day, first), second) == CHINA.add_working_days(
            day, first + second
        )


class TestMonthsAndMoments:
    def test_a_month_is_bounded_by_its_days(self) -> None:
        """Also at the year's end and in a leap year."""
        assert month_bounds("2026-10") == (date(2026, 10, 1), date(2026, 10, 31))
        assert month_bounds("2026-12") == (date(2026, 12, 1), date(2026, 12, 31))
        assert month_bounds("2028-02") == (date(2028, 2, 1), date(2028, 2, 29))

    @pytest.mark.parametrize(
        "period",
        ["2026-13", "2026-00", "2026-1", "202610", "2026-10-01", "", "十月", "2026-1０", "1-01", "0001-01", "9999-12"],
    )
    def test_a_malformed_month_is_refused(self, period: str) -> None:
        """One way to write a month, so that one person has one card for it."""
        with pytest.raises(Invalid, match="such as 2026-10") as caught:
            month_bounds(period)
        assert caught.value.code == "period-malformed"

    def test_cards_are_due_on_the_third_of_the_next_month(self) -> None:
        """D10 四.1, also over the new year."""
        assert third_of_next_month("2026-10") == date(2026, 11, 3)
        assert third_of_next_month("2026-12") == date(2027, 1, 3)

    def test_a_moment_belongs_to_the_day_in_the_shop_not_in_greenwich(self) -> None:
        """16:30 UTC on the 31st is the next month in Shanghai."""
        moment = datetime(2026, 10, 31, 16, 30, tzinfo=UTC)
        assert local_date(moment) == date(2026, 11, 1)
        assert local_date(moment, "Europe/Berlin") == date(2026, 10, 31)
        assert local_date(moment.astimezone(timezone(timedelta(hours=-9)))) == date(2026, 11, 1)

    @pytest.mark.parametrize("name", ["Asia/Atlantis", "", "../etc/passwd", "/etc/localtime", "Asia", "a\0b"])
    def test_an_unknown_time_zone_is_refused(self, name: str) -> None:
        """Nor does a name reach for files."""
        with pytest.raises(Invalid, match="no time zone") as caught:
            zone(name)
        assert caught.value.code == "timezone-unknown"

    def test_a_moment_without_a_zone_is_a_programmer_error(self) -> None:
        """It would belong to the machine's day."""
        with pytest.raises(ValueError, match="aware"):
            local_date(datetime(2026, 1, 1))  # noqa: DTZ001 - the point of the test


class TestDocuments:
    def test_a_shop_may_have_a_calendar_of_its_own(self) -> None:
        """Sundays off, Saturdays worked, and a holiday of the shop's."""
        calendar = working_calendar(small_calendar())
        worked = {day: calendar.is_working_day(date(2026, 3, day)) for day in (1, 2, 3, 4, 7, 8)}
        assert worked == {1: False, 2: False, 3: False, 4: True, 7: True, 8: True}

    def test_dates_may_be_dates_or_text(self) -> None:
        """TOML has dates, JSON has not."""
        dated = holiday(**{"from": date(2026, 3, 2), "to": date(2026, 3, 3), "make_up_workdays": [date(2026, 3, 8)]})
        assert (
            working_calendar(small_calendar(holidays=[dated])).holidays == working_calendar(small_calendar()).holidays
        )

    def test_names_every_fault_at_once(self) -> None:
        """Whoever corrects it sends it once more, not ten times."""
        document = small_calendar(
            version="",
            title={"zh": "日历"},
            colour="red",
            years=[2026, 2028],
            rest_days=["sunday", "Sonntag"],
            holidays=[
                "店庆",
                holiday(**{"from": "2026-3-2"}),
                holiday(**{"from": "2026-03-05", "make_up_workdays": []}),
                holiday(to="2027-01-02", assumed="yes", make_up_workdays="2026-03-08"),
                {"name": {"zh": "x", "en": ""}, "to": datetime(2026, 1, 1, tzinfo=UTC), "when": 1},
            ],
        )
        del document["source"]
        assert faults_of(document) == {
            ("/version", "not-text"),
            ("/title", "not-bilingual"),
            ("/colour", "unknown-field"),
            ("/source", "missing"),
            ("/years", "years-with-gaps"),
            ("/rest_days/1", "not-a-weekday"),
            ("/holidays/0", "not-a-table"),
            ("/holidays/1/from", "not-a-day"),
            ("/holidays/2/to", "days-reversed"),
            ("/holidays/3/to", "outside-years"),
            ("/holidays/3/assumed", "not-a-boolean"),
            ("/holidays/3/make_up_workdays", "not-a-list"),
            ("/holidays/4/name/en", "not-text"),
            ("/holidays/4/to", "not-a-day"),
            ("/holidays/4/from", "missing"),
            ("/holidays/4/source", "missing"),
            ("/holidays/4/when", "unknown-field"),
        }

    @pytest.mark.parametrize(
        ("changes", "fault"),
        [
            ({"years": []}, ("/years", "empty")),
            ({"years": [2026, 2026]}, ("/years", "years-with-gaps")),
            ({"years": ["2026"]}, ("/years", "not-years")),
            ({"years": [True]}, ("/years", "not-years")),
            ({"years": 2026}, ("/years", "not-a-list")),
            ({"holidays": {}}, ("/holidays", "not-a-list")),
            (
                {"holidays": [holiday(make_up_workdays=["2026-03-04"])]},
                ("/holidays/0/make_up_workdays/0", "not-a-rest-day"),
            ),
            ({"holidays": [holiday(), holiday(make_up_workdays=[])]}, ("/holidays/1", "day-twice")),
            (
                {"holidays": [holiday(make_up_workdays=["2026-03-08", "2026-03-08"])]},
                ("/holidays/0/make_up_workdays/1", "day-twice"),
            ),
            ({"holidays": [holiday(make_up_workdays=["2026-03-02"])]}, ("/holidays/0/make_up_workdays/0", "day-twice")),
            ({"holidays": [holiday(name="店庆")]}, ("/holidays/0/name", "not-bilingual")),
        ],
    )
    def test_refuses_what_contradicts_itself(self, changes: dict[str, Any], fault: tuple[str, str]) -> None:
        """A day cannot be off and worked; a weekday cannot be worked in return for itself."""
        assert fault in faults_of(small_calendar(**changes))

    def test_refuses_a_week_without_a_working_day(self) -> None:
        """No window would ever end."""
        names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        assert ("/rest_days", "no-working-day") in faults_of(small_calendar(rest_days=names))

    def test_refuses_text_that_is_no_toml(self) -> None:
        """With the place, as the parser names it."""
        with pytest.raises(InvalidDocument, match="line 1"):
            calendar_document("years = [2026,, 2027]")

    def test_a_calendar_without_years_covers_nothing(self) -> None:
        """Constructed by hand it must still refuse, not guess."""
        with pytest.raises(Invalid, match="covers no year"):
            WorkingCalendar("none", [], [], []).is_working_day(date(2026, 1, 1))
