"""A row as it is stored: its body as the exact text of its canonical JSON (sorted keys, no spaces, UTF-8)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from application.ports import Row

LONGEST = {"model": 64, "key": 255, "parent": 255, "sort": 512}
"""Bytes, so that they fit an index entry together."""


@dataclass(frozen=True, slots=True)
class StoredRow:
    """The columns of `read_rows` that belong to the row itself."""

    model: str
    key: str
    parent: str
    sort: str
    body: str

    def row(self) -> Row:
        """The row with its body decoded anew, so that nobody's change to one reaches another."""
        return Row(self.model, self.key, self.parent, self.sort, json.loads(self.body))


def stored(row: Row) -> StoredRow:
    """The row as it is stored.

    Raises:
        TypeError: the body holds something else than text, whole numbers, true, false, null, lists and tables.
        ValueError: a text is too long for its column, or cannot be stored.
    """
    for name, longest in LONGEST.items():
        _require_storable(name, getattr(row, name), longest)
    _require_plain(row.body)
    body = json.dumps(row.body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    body.encode()
    return StoredRow(row.model, row.key, row.parent, row.sort, body)


def _require_storable(name: str, text: str, longest: int) -> None:
    if not isinstance(text, str):
        raise TypeError(f"a row's {name} is text")
    if "\0" in text or len(text.encode()) > longest:
        raise ValueError(f"a row's {name} has at most {longest} bytes of UTF-8, none of them 0")


def _require_plain(value: Any) -> None:
    """JSON that reads back as it was written; floats are refused, for none carries points or money exactly."""
    if isinstance(value, Mapping):
        for name, entry in value.items():
            if not isinstance(name, str):
                raise TypeError("the names in a body are text")
            _require_plain(entry)
    elif isinstance(value, list | tuple):
        for entry in value:
            _require_plain(entry)
    elif not (value is None or isinstance(value, str | int)):
        raise TypeError(f"a body holds a {type(value).__name__}; write decimals, ids and times as text")
