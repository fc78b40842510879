"""A calendar as plain data → WorkingCalendar, with everything that is wrong in it named at once.

The document is what a TOML file or a request's JSON holds; a day is a date or its text (`2026-10-01`).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from domain.calendar import Holiday, WorkingCalendar
from domain.errors import Fault, InvalidDocument

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FIELDS = frozenset({"id", "version", "title", "source", "years", "rest_days", "holidays"})
HOLIDAY_FIELDS = frozenset({"name", "from", "to", "make_up_workdays", "source", "assumed"})
HOLIDAY_REQUIRED = frozenset({"name", "from", "to", "source"})


def working_calendar(document: Mapping[str, Any]) -> WorkingCalendar:
    """The calendar that `document` describes.

    Args:
        document: `id`, `version`, `title` {"zh", "en"}, `source`, `years` (whole numbers without gaps), `rest_days`
            (English names of weekdays) and `holidays`, each with `name` {"zh", "en"}, `from`, `to`, `source` and, where
            they apply, `make_up_workdays` (rest days that are worked in return) and `assumed`.

    Raises:
        InvalidDocument: with all faults.
    """
    reading = _Reading()
    reading.fields(document, "", FIELDS, FIELDS)
    for name in ("id", "version", "source"):
        reading.text(document, name, "")
    reading.both_languages(document, "title", "")
    years = reading.years(document)
    rest_days = reading.rest_days(document)
    holidays = [
        _holiday(reading, entry, f"/holidays/{index}", years)
        for index, entry in enumerate(reading.sequence(document, "holidays", ""))
    ]
    _require_consistent(reading, holidays, rest_days)
    if reading.faults:
        raise InvalidDocument(reading.faults)
    return WorkingCalendar(document["version"], years, rest_days, [holiday for holiday in holidays if holiday])


class _Reading:
    """Collects the faults of one document while its fields are read."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, pointer: str, code: str, detail: str) -> None:
        self.faults.append(Fault(pointer, code, detail))

    def fields(self, table: Mapping[str, Any], at: str, known: frozenset[str], required: frozenset[str]) -> None:
        for name in sorted(set(table) - known):
            self.fault(
                f"{at}/{name}",
                "unknown-field",
                f"没有这个字段；可用：{'、'.join(sorted(known))} / unknown; the fields are {', '.join(sorted(known))}",
            )
        for name in sorted(required - set(table)):
            self.fault(f"{at}/{name}", "missing", "缺少该字段；请补上 / is missing; add it")

    def text(self, table: Mapping[str, Any], name: str, at: str) -> str:
        value = table.get(name, "")
        if name in table and not (isinstance(value, str) and value.strip()):
            self.fault(f"{at}/{name}", "not-text", "请写不为空的文字 / write a text that is not empty")
        return value if isinstance(value, str) else ""

    def both_languages(self, table: Mapping[str, Any], name: str, at: str) -> dict[str, str]:
        value = table.get(name)
        if not isinstance(value, Mapping) or set(value) != {"zh", "en"}:
            if name in table:
                self.fault(
                    f"{at}/{name}",
                    "not-bilingual",
                    "请写 zh 与 en 两种文字，不写别的 / write both {zh, en}, and nothing else",
                )
            return {}
        return {language: self.text(value, language, f"{at}/{name}") for language in ("zh", "en")}

    def sequence(self, table: Mapping[str, Any], name: str, at: str) -> Sequence[Any]:
        value = table.get(name, ())
        if isinstance(value, list | tuple):
            return value
        self.fault(f"{at}/{name}", "not-a-list", "请写列表 / write a list")
        return ()

    def years(self, document: Mapping[str, Any]) -> tuple[int, ...]:
        years = self.sequence(document, "years", "")
        if not all(type(year) is int and date.min.year <= year < date.max.year for year in years):
            self.fault("/years", "not-years", "请写整数年份，例如 2026 / write whole years, such as 2026")
            return ()
        if not years and isinstance(document.get("years"), list | tuple):
            self.fault(
                "/years", "empty", "请至少写一个日历覆盖的年份 / name at least one year that the calendar covers"
            )
        elif years and sorted(years) != list(range(min(years), max(years) + 1)):
            self.fault(
                "/years",
                "years-with-gaps",
                "每个年份写一次，中间不能缺年 / name each year once, and no year may be left out between two",
            )
        return tuple(years)

    def rest_days(self, document: Mapping[str, Any]) -> frozenset[int]:
        rest_days: set[int] = set()
        for index, name in enumerate(self.sequence(document, "rest_days", "")):
            if name in WEEKDAYS:
                rest_days.add(WEEKDAYS.index(name))
            else:
                self.fault(
                    f"/rest_days/{index}",
                    "not-a-weekday",
                    f"可用：{'、'.join(WEEKDAYS)} / use one of {', '.join(WEEKDAYS)}",
                )
        if len(rest_days) == len(WEEKDAYS):
            self.fault("/rest_days", "no-working-day", "每周至少留一个工作日 / leave at least one weekday to work on")
        return frozenset(rest_days)

    def day(self, value: Any, pointer: str, years: Sequence[int]) -> date | None:
        day = _as_date(value)
        if day is None:
            self.fault(pointer, "not-a-day", "请写日期，例如 2026-10-01 / write a day, such as 2026-10-01")
        elif years and day.year not in years:
            self.fault(
                pointer,
                "outside-years",
                f"{day} 不在 `years` 之内；请补上年份或更正日期 / "
                f"{day} lies outside `years`; add the year or correct the day",
            )
        return day


def _as_date(value: Any) -> date | None:
    if isinstance(value, str):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return None
        return day if day.isoformat() == value else None
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _holiday(reading: _Reading, entry: Any, at: str, years: Sequence[int]) -> Holiday | None:
    if not isinstance(entry, Mapping):
        reading.fault(
            at, "not-a-table", "请写含 name、from、to、source 的表 / write a table with name, from, to and source"
        )
        return None
    reading.fields(entry, at, HOLIDAY_FIELDS, HOLIDAY_REQUIRED)
    name = reading.both_languages(entry, "name", at)
    source = reading.text(entry, "source", at)
    first = reading.day(entry["from"], f"{at}/from", years) if "from" in entry else None
    last = reading.day(entry["to"], f"{at}/to", years) if "to" in entry else None
    made_up = [
        reading.day(day, f"{at}/make_up_workdays/{index}", years)
        for index, day in enumerate(reading.sequence(entry, "make_up_workdays", at))
    ]
    if not isinstance(entry.get("assumed", False), bool):
        reading.fault(f"{at}/assumed", "not-a-boolean", "请写 true 或 false / write true or false")
    if first is None or last is None:
        return None
    if last < first:
        reading.fault(
            f"{at}/to", "days-reversed", f"{last} 早于 {first}；请对调 / {last} lies before {first}; exchange them"
        )
        return None
    return Holiday(name, first, last, tuple(day for day in made_up if day), source, entry.get("assumed") is True)


def _require_consistent(reading: _Reading, holidays: Sequence[Holiday | None], rest_days: frozenset[int]) -> None:
    """Each day is off once or worked in return once, and only a rest day can be worked in return."""
    seen: dict[date, str] = {}
    for pointer, day, made_up in _marked_days(holidays):
        if day in seen:
            reading.fault(
                pointer,
                "day-twice",
                f"{day} 已写在 {seen[day]}；请只留一处 / {day} already stands at {seen[day]}; keep one of them",
            )
        elif made_up and day.weekday() not in rest_days:
            reading.fault(
                pointer,
                "not-a-rest-day",
                f"{day} 本来就上班；请更正或去掉 / {day} is worked anyway; correct the day or leave it out",
            )
        seen.setdefault(day, pointer)


def _marked_days(holidays: Sequence[Holiday | None]) -> Iterator[tuple[str, date, bool]]:
    for index, holiday in enumerate(holidays):
        if holiday is not None:
            yield from ((f"/holidays/{index}", day, False) for day in holiday.days())
            for place, day in enumerate(holiday.make_up_workdays):
                yield f"/holidays/{index}/make_up_workdays/{place}", day, True
