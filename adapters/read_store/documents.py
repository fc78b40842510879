"""A row as it is stored: its body as the exact text of its canonical JSON (sorted keys, no spaces, UTF-8)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

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
    _decoded: Row | None = field(default=None, compare=False, repr=False)

    def row(self) -> Row:
        """The row with its body decoded anew, so that nobody's change to one reaches another."""
        return Row(self.model, self.key, self.parent, self.sort, json.loads(self.body))

    def shared(self) -> Row:
        """The row, decoded once: for projections, which replace a body and never change it."""
        if self._decoded is None:
            object.__setattr__(self, "_decoded", self.row())
        return cast("Row", self._decoded)


def stored(row: Row) -> StoredRow:
    """The row as it is stored.

    Raises:
        TypeError: the body holds something else than text, whole numbers, true, false, null, lists and tables.
        ValueError: a text is too long for its column, or cannot be stored.
    """
    for name, longest in LONGEST.items():
        _require_storable(name, getattr(row, name), longest)
    body = _ENCODER.encode(row.body)
    body.encode()
    decoded = _DECODER.decode(body)
    if decoded != row.body:
        _require_plain(row.body)  # which lets lists pass that are tuples, and nothing else that is read differently
    shown = Row(row.model, row.key, row.parent, row.sort, decoded)
    return StoredRow(row.model, row.key, row.parent, row.sort, body, shown)


def _refuse_float(written: str) -> None:
    raise TypeError(f"a body holds the float {written}; write decimals as text")


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_DECODER = json.JSONDecoder(parse_float=_refuse_float, parse_constant=_refuse_float)


def _require_storable(name: str, text: str, longest: int) -> None:
    if not isinstance(text, str):
        raise TypeError(f"a row's {name} is text")
    if "\0" in text or (len(text) if text.isascii() else len(text.encode())) > longest:
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
