"""The demo's data: a small shop's four months, as files that a shop could have exported, and its script.

    facts("2026-10-facts.csv")   a file as it would be sent: bytes, never parsed here
    shop_month()                 organization, people, plan, the month in full, and what it must come to
    other_months()               the months before and after it, in the same shape

Every field is described at the head of `shop-month.toml`.
"""

import tomllib
from importlib.resources import files
from typing import Any


def facts(name: str) -> bytes:
    """The bytes of a data file, such as `2026-10-facts.csv` or `evidence/2026-10-handover.csv`."""
    return (files(__name__) / name).read_bytes()


def shop_month() -> dict[str, Any]:
    """The demo's month: decimals are text, days are dates, the rest is text and flags."""
    return tomllib.loads(facts("shop-month.toml").decode())


def other_months() -> list[dict[str, Any]]:
    """August, September and November around it, in order."""
    months: list[dict[str, Any]] = tomllib.loads(facts("other-months.toml").decode())["months"]
    return months
