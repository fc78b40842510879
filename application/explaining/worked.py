"""On which days somebody worked in the shop, and at which base pay, as far as it was known when pay was calculated."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from application.explaining.sources import Document

if TYPE_CHECKING:
    from application.explaining.paid import PaidLine


def runs(paid: "PaidLine") -> list[tuple[Document, int, int]]:
    """Base pay in force, days of the month, days worked at it in the shop; in the order of the days.

    What was recorded after the calculation did not count in it.
    """
    pays = _until_calculated(paid, paid.employee["base_pays"])
    found: dict[tuple[int, int], int] = {}
    for day in _days_in_shop(paid):
        valid = [
            (pay["effective_on"], index) for index, pay in enumerate(pays) if pay["effective_on"] <= day.isoformat()
        ]
        if valid:
            key = (max(valid)[1], _days_of_month(day))
            found[key] = found.get(key, 0) + 1
    return [(pays[index], month, days) for (index, month), days in found.items()]


def months_worked(paid: "PaidLine") -> list[tuple[int, int]]:
    """Days of the month, days worked in the shop; each month of the period."""
    found: dict[int, tuple[int, int]] = {}
    for day in _days_in_shop(paid):
        month, days = found.get(day.month, (_days_of_month(day), 0))
        found[day.month] = month, days + 1
    return list(found.values())


def _days_in_shop(paid: "PaidLine") -> Iterable[date]:
    posts, left = _until_calculated(paid, paid.employee["posts"]), paid.employee["left"]
    gone = left is not None and left["position"] <= paid.payroll["calculated"]["position"]
    last_day = left["left_on"] if gone else "9999-12-31"
    for day in _days(paid.cycle["first_day"], paid.cycle["last_day"]):
        held = [post for post in posts if post["effective_on"] <= day.isoformat()]
        if day.isoformat() <= last_day and held and held[-1]["shop"] == paid.payroll["shop"]:
            yield day


def _until_calculated(paid: "PaidLine", entries: list[Document]) -> list[Document]:
    return [held for held in entries if held["position"] <= paid.payroll["calculated"]["position"]]


def _days_of_month(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _days(first: str, last: str) -> Iterable[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return (start + timedelta(days=offset) for offset in range((end - start).days + 1))
