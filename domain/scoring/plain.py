"""Strict reading of plain data (parsed TOML or JSON): every fault is noted with its place, none stops the reading.

A `Place` that cannot be read answers with a harmless stand-in, so that the rest of the document is still looked at; the
caller throws the whole result away once `faults` is not empty.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, TypeVar

from domain.errors import Fault, InvalidDocument
from domain.scoring.exact import is_decimal_text
from domain.scoring.words import Words
from domain.texts import is_blank

Result = TypeVar("Result")

_ABSENT: Any = object()
_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", re.ASCII)


class Pairs(dict[str, Any]):
    """A JSON object that remembers which of its keys stood there twice."""

    twice: tuple[str, ...] = ()


def keeping_twice(pairs: list[tuple[str, Any]]) -> Pairs:
    """For `json.loads(object_pairs_hook=…)`: duplicate keys are kept for `Place` to complain about."""
    read = Pairs(pairs)
    keys = [key for key, _ in pairs]
    read.twice = tuple(dict.fromkeys(key for key in keys if keys.count(key) > 1)) if len(keys) != len(read) else ()
    return read


def twice_in(value: object, pointer: str = "") -> list[Fault]:
    """Every key of parsed JSON that stands twice in its object, however deep; for what no `Place` reads."""
    faults = _twice_here(value, pointer)
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return faults + [fault for key, held in inner for fault in twice_in(held, step(pointer, key))]


def step(pointer: str, key: object) -> str:
    """The RFC 6901 pointer of `key` inside `pointer`."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def _twice_here(value: object, pointer: str) -> list[Fault]:
    detail = "同一个键写了两次 / this key is written twice; keep one"
    return [Fault(step(pointer, key), "duplicate-key", detail) for key in getattr(value, "twice", ())]


class Place:
    """One value of a document, where it stands, and the faults found so far in the whole document."""

    def __init__(self, value: object, pointer: str = "", faults: list[Fault] | None = None) -> None:
        self.value: Any = value
        self.pointer = pointer
        self.faults: list[Fault] = [] if faults is None else faults

    def fault(self, code: str, zh: str, en: str) -> None:
        """Note that something is wrong here."""
        self.faults.append(Fault(self.pointer, code, f"{zh} / {en}"))

    @property
    def is_absent(self) -> bool:
        """Whether the document has nothing here (that was noted where it was needed)."""
        return self.value is _ABSENT

    def inside(self, key: object, value: object) -> "Place":
        """A place one step further in."""
        return Place(value, step(self.pointer, key), self.faults)

    def table(self) -> "Table":
        """An object with named keys."""
        if not isinstance(self.value, dict):
            self._expected("表（对象）", "an object")
            return Table(Place({}, self.pointer, []))
        self.faults += _twice_here(self.value, self.pointer)
        return Table(self)

    def list(self, *, least: int = 0) -> "list[Place]":
        """A list of at least `least` entries."""
        if not isinstance(self.value, list):
            self._expected("列表", "a list")
            return []
        if len(self.value) < least:
            self.fault("too-few", f"至少要有 {least} 项", f"at least {least} needed here")
        return [self.inside(index, value) for index, value in enumerate(self.value)]

    def text(self) -> str:
        """A text that is not blank."""
        if not isinstance(self.value, str) or is_blank(self.value):
            self._expected("非空文本", "a text that is not blank")
            return ""
        return self.value

    def choice(self, *allowed: str) -> str:
        """One of the allowed texts."""
        if not isinstance(self.value, str) or self.value not in allowed:
            self._expected("以下之一：" + "、".join(allowed), "one of " + ", ".join(allowed))
            return allowed[0]
        return self.value

    def kebab(self) -> str:
        """A lower-case kebab id, such as `sales-completion`."""
        return self._name(_KEBAB, "小写连字符标识，如 sales-completion", "a lower-case id such as sales-completion")

    def snake(self) -> str:
        """A lower-case name with underscores, such as `actual_sales`."""
        return self._name(_SNAKE, "小写下划线名称，如 actual_sales", "a lower-case name such as actual_sales")

    def named(self) -> str:
        """The key that this value stands under, which must be a lower-case name such as `actual_sales`."""
        key = self.pointer.rpartition("/")[2]
        if _SNAKE.fullmatch(key) is None:
            self.fault(
                "wrong-name", f"{key} 不是小写下划线名称", f"{key} is not a lower-case name such as actual_sales"
            )
        return key

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            self._expected("true 或 false", "true or false")
            return False
        return self.value

    def whole(self, *, least: int) -> int:
        """A JSON or TOML integer, not below `least`."""
        if isinstance(self.value, bool) or not isinstance(self.value, int) or self.value < least:
            self._expected(f"不小于 {least} 的整数", f"a whole number, {least} or more")
            return least
        return self.value

    def decimal(
        self,
        *,
        least: Decimal | None = None,
        most: Decimal | None = None,
        above: Decimal | None = None,
        places: int | None = None,
    ) -> Decimal:
        """A number written as decimal text, within its bounds and with at most `places` decimals."""
        number = self._number()
        if number is None:
            return above + 1 if above is not None else least or Decimal(0)
        if least is not None and number < least:
            self.fault("too-small", f"{number} 小于 {least}", f"{number} is below {least}")
        if above is not None and number <= above:
            self.fault("too-small", f"{number} 必须大于 {above}", f"{number} must be above {above}")
        if most is not None and number > most:
            self.fault("too-large", f"{number} 大于 {most}", f"{number} is above {most}")
        if places is not None and number != number.quantize(Decimal(1).scaleb(-places)):
            self.fault("too-precise", f"最多 {places} 位小数", f"at most {places} decimals")
        return number

    def words(self) -> Words:
        """Text in both languages: `{"zh": …, "en": …}`."""
        table = self.table()
        words = Words(table.need("zh").text(), table.need("en").text())
        table.done()
        return words

    def _number(self) -> Decimal | None:
        if isinstance(self.value, str) and is_decimal_text(self.value):
            return Decimal(self.value)
        if isinstance(self.value, int | float) and not isinstance(self.value, bool):
            self.fault(
                "number-not-text",
                f'数字要写成文本，如 "{self.value}"',
                f'write numbers as decimal text, "{self.value}", so that nothing is rounded on the way',
            )
        else:
            self._expected('十进制数文本，如 "12.50"', 'a decimal as text, such as "12.50"', code="not-a-decimal")
        return None

    def _name(self, pattern: re.Pattern[str], zh: str, en: str) -> str:
        if not isinstance(self.value, str) or pattern.fullmatch(self.value) is None:
            self._expected(zh, en)
            return ""
        return self.value

    def _expected(self, zh: str, en: str, code: str = "wrong-type") -> None:
        if not self.is_absent:
            self.fault(code, f"这里应为{zh}", f"expected {en}")


class Table:
    """The keys of an object; those that nobody asked for are faults when it is `done`."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._asked: set[str] = set()

    def need(self, key: str) -> Place:
        """The place under `key`; its absence is a fault."""
        self._asked.add(key)
        if key in self.place.value:
            return self.place.inside(key, self.place.value[key])
        place = self.place.inside(key, _ABSENT)
        place.fault("missing", "缺少这一项", "this is missing")
        return place

    def get(self, key: str, read: Callable[[Place], Result], default: Result) -> Result:
        """What `read` makes of the place under `key`, or `default` where the document has none."""
        self._asked.add(key)
        return read(self.place.inside(key, self.place.value[key])) if key in self.place.value else default

    def has(self, key: str) -> bool:
        """Whether the document has something under `key`."""
        return key in self.place.value

    def entries(self) -> Iterator[tuple[str, Place]]:
        """All keys with their places: for tables whose keys are names of the document's own."""
        for key, value in self.place.value.items():
            self._asked.add(key)
            yield key, self.place.inside(key, value)

    def done(self) -> None:
        """Every key that was not asked for is a fault."""
        for key in self.place.value:
            if key not in self._asked:
                known = ", ".join(sorted(self._asked))
                self.place.inside(key, None).fault(
                    "unknown-key", f"不认识这个键；可用：{known}", f"unknown key; known here: {known}"
                )


def raise_faults(faults: list[Fault]) -> None:
    """Raise InvalidDocument when there is any fault, in the order of the document."""
    if faults:
        raise InvalidDocument(faults)
