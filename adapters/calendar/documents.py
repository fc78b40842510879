"""Reads calendars from TOML into plain data that JSON can hold, so that an event can carry the whole document.

What the data must say is `domain.calendar_document`'s to judge.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from importlib import resources
from typing import Any

from domain.errors import Fault, InvalidDocument

BUILT_IN = "cn-2025-2027"
"""The calendar that an organization starts with."""


def built_in_calendar(id: str = BUILT_IN) -> dict[str, Any]:
    """The document of a calendar that ships with Jixiao. Raises KeyError for an id that does not."""
    for file in resources.files("domain").joinpath("library", "calendars").iterdir():
        if file.name == f"{id}.toml":
            return calendar_document(file.read_text(encoding="utf-8"))
    raise KeyError(id)


def calendar_document(text: str) -> dict[str, Any]:
    """A calendar's TOML as plain data, its dates as text. Raises InvalidDocument when it is no TOML."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidDocument([Fault("", "not-toml", f"TOML 有误，请更正 / {error}; correct the TOML")]) from error
    return {name: _plain(entry) for name, entry in document.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value
