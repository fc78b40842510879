"""What one cell says: a number as seller tools and people write it, exactly, or nothing, or a fault.

| written | read |
|---|---|
| `1,234.50`, `￥1,234.50`, `1234.50元`, `１２３４．５０` | 1234.50 |
| `31.2%`, `３１．２％` | 0.312 |
| blank, `-`, `--`, `—`, `——` | not recorded |
| `12万`, `1,23`, `1.2E+05`, `(5)`, `=1+1`, `N/A`, `.5` | a fault |
"""

import re
from decimal import Decimal
from functools import lru_cache

Cell = str | Decimal
"""Text, or a number that a spreadsheet holds as one."""

MAX_DIGITS = 28
"""Digits of a fact as written out; decimal arithmetic is exact up to here."""

MAX_LENGTH = 64
"""Characters of a cell with a number; longer ones are not looked at."""

NOT_RECORDED = frozenset({"", "-", "--", "—", "——"})

_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<fraction>\.[0-9]+)?")
_MARKS = re.compile(r"(?P<sign>[+-]?)\s*(?P<yuan>¥?)\s*(?P<rest>.*?)\s*(?P<unit>%|元?)", re.DOTALL)
_SCIENTIFIC = re.compile(r"[+-]?[0-9.,]+[eE][+-]?[0-9]+")
_AS_TEXT = re.compile(r'="([^"]*)"')
_HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0xFFE5: "¥",
    0x2212: "-",  # the mathematical minus
    0xFEFF: None,  # a byte order mark that a joined file keeps inside
}
"""Full-width forms only: Unicode's own compatibility forms would read `5²` as 52."""


class Unreadable(Exception):
    """A cell that is not what its column holds.

    Attributes:
        code: the fault's code.
        zh: what is wrong and what to do, without the place; continues the quoted cell.
        en: the same in English.
    """

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.code = code
        self.zh = zh
        self.en = en


def text_of(cell: Cell) -> str:
    """A cell as text: half-width, trimmed. `="0012"`, the way to keep a spreadsheet from seeing a number, is `0012`."""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    plain = (cell if cell.isascii() else cell.translate(_HALF_WIDTH)).strip()
    wrapped = _AS_TEXT.fullmatch(plain)
    return wrapped[1].strip() if wrapped else plain


@lru_cache(maxsize=4096)
def header_key(header: str) -> str:
    """What makes two headers the same: width, case and blanks do not count; `页面浏览量（PV）` is `页面浏览量(pv)`."""
    return "".join(header.translate(_HALF_WIDTH).casefold().split())


def number_of(cell: Cell) -> Decimal | None:
    """The exact number that a cell holds, or None when nothing was recorded.

    Raises:
        Unreadable: anything else. Nothing is guessed.
    """
    number = cell if isinstance(cell, Decimal) else _parsed(text_of(cell))
    if number is not None and _digits(number) > MAX_DIGITS:
        raise Unreadable(
            "number-too-long", f"超过 {MAX_DIGITS} 位，请减少位数", f"has more than {MAX_DIGITS} digits; write fewer"
        )
    return number


def rank_of(cell: Cell) -> int | None:
    """The rank that a cell holds, or None when nothing was recorded.

    Raises:
        Unreadable: it is not a whole number from 1.
    """
    number = number_of(cell)
    if number is None:
        return None
    if number != number.to_integral_value() or number < 1:
        raise Unreadable("rank-invalid", "不是名次，请填从 1 起的整数", "is not a rank; write a whole number from 1")
    return int(number)


def _parsed(text: str) -> Decimal | None:
    if text in NOT_RECORDED:
        return None
    marks = _MARKS.fullmatch(text) if len(text) <= MAX_LENGTH else None
    number = _NUMBER.fullmatch(marks["sign"] + marks["rest"]) if marks else None
    if marks is None or number is None or (marks["yuan"] and marks["unit"] == "%"):
        raise _why_not(text)
    value = Decimal(number["sign"] + number["whole"].replace(",", "") + (number["fraction"] or ""))
    return _hundredth(value) if marks["unit"] == "%" else value


def _hundredth(value: Decimal) -> Decimal:
    """A hundredth, exact whatever the decimal context."""
    sign, digits, exponent = value.as_tuple()
    return Decimal((sign, digits, int(exponent) - 2))


def _digits(number: Decimal) -> int:
    """Digits before and after the point together, as written out in full."""
    _, digits, exponent = number.as_tuple()
    return max(len(digits) + max(int(exponent), 0), -int(exponent))


def _why_not(text: str) -> Unreadable:
    if _SCIENTIFIC.fullmatch(text):
        return Unreadable(
            "number-scientific",
            "是科学计数法，已丢失位数；请把该列设为数值格式后重新导出",
            "is in scientific notation, which has lost digits; format the column as a number and export again",
        )
    if text.startswith(("=", "@")):
        return Unreadable(
            "number-unreadable",
            "是公式，公式不会被计算；请粘贴它的值",
            "is a formula; formulas are not computed: paste its value",
        )
    return Unreadable(
        "number-unreadable",
        "不是数字；请写成 1234.50 这样，未记录则留空",
        "is not a number; write it like 1234.50, or leave the cell blank if it was not recorded",
    )
