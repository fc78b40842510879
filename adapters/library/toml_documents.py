"""Reads TOML into plain data, naming every duplicate key and not just the first.

A TOML parser stops at its first fault. A key written twice is such a fault, but hides nothing that comes after it: so
the second writing is noted with its line, blanked out, and the text is parsed again.
"""

import re
import tomllib
from collections.abc import Callable
from typing import Any, TypeVar

from domain.errors import Fault, InvalidDocument
from domain.pay.documents import plan_from_plain
from domain.pay.plan import Plan
from domain.scoring.documents import scheme_from_plain
from domain.scoring.scheme import Scheme

Document = TypeVar("Document")

_TWICE = re.compile(r"Cannot overwrite a value \(at line (\d+), column \d+\)")
_MOST_TWICE = 100


def scheme_from_toml(text: str) -> Scheme:
    """The scheme of a TOML text. Raises InvalidDocument with every fault at once."""
    data, twice = parse_toml(text)
    return _with(twice, lambda: scheme_from_plain(data))


def plan_from_toml(text: str) -> Plan:
    """The plan of a TOML text. Raises InvalidDocument with every fault at once."""
    data, twice = parse_toml(text)
    return _with(twice, lambda: plan_from_plain(data))


def parse_toml(text: str) -> tuple[dict[str, Any], list[Fault]]:
    """Plain data, and a fault for every key that was written twice. Raises InvalidDocument for broken TOML."""
    lines = text.splitlines()
    twice: list[Fault] = []
    while True:
        try:
            return tomllib.loads("\n".join(lines)), twice
        except tomllib.TOMLDecodeError as error:
            found = _TWICE.search(str(error))
            if found is None or len(twice) == _MOST_TWICE:
                raise InvalidDocument([*twice, _broken(error)]) from error
            number = int(found[1])
            twice.append(
                Fault(
                    "",
                    "duplicate-key",
                    f"第 {number} 行：同一个键写了两次 / line {number}: this key is written twice; keep one",
                )
            )
            lines[number - 1] = ""


def _broken(error: tomllib.TOMLDecodeError) -> Fault:
    return Fault("", "malformed-toml", f"不是有效的 TOML：{error} / this is not valid TOML: {error}")


def _with(twice: list[Fault], read: Callable[[], Document]) -> Document:
    try:
        document = read()
    except InvalidDocument as error:
        raise InvalidDocument([*twice, *error.faults]) from error
    if twice:
        raise InvalidDocument(twice)
    return document
