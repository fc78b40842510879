"""Phone numbers, order and parcel numbers, ids and cards in running text, however people type the digits.

Every function returns spans of the text that it was given; each pattern is bounded.
"""

import re
from collections.abc import Iterator

FEWEST_DIGITS = 6
"""Of a number that may be somebody's."""

_TYPED = ("零〇", "一壹幺", "二贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGIT = re.compile(f"[0-9０-９{''.join(_TYPED)}]")
_PLAIN: dict[int, str | int] = {
    **{full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)},
    **{ord(dash): "-" for dash in "—–－−"},
    **{ord(character): str(digit) for digit, typed in enumerate(_TYPED) for character in typed},
    ord("　"): " ",
}

_MOBILE = re.compile(
    r"(?<![0-9])(?:\+?86[-\s]?)?1[3-9][0-9](?:(?:[-\s.*_]{0,2}[0-9]){8}|([,/、])[0-9]{4}\1[0-9]{4})(?![0-9])"
    r"(?:(?:\s?转\s?|-)[0-9]{1,6}(?![0-9]))?"
)
_LANDLINE = re.compile(
    r"(?<![0-9])\(?0[1-9][0-9]{1,2}\)?[-\s]{0,2}[1-9][0-9]{2,3}[-\s]?[0-9]{4}(?![0-9])(?:(?:\s?转\s?|-)[0-9]{1,6})?"
)
_LOCAL = re.compile(
    r"(?:电话|座机|固话|手机|联系方式|号码|致电|拨打|打)\s?(?:是|为|:)?\s?"
    r"([2-8][0-9]{2,3}[-\s]?[0-9]{4})(?![0-9]|\s?[元块件])(?:(?:\s?转\s?|-)[0-9]{1,6})?"
)
_SERVICE = re.compile(r"(?<![0-9])[48]00[-\s]?[0-9]{3,4}[-\s]?[0-9]{3,4}(?![0-9])")
_DIALLED = re.compile(r"(?<![0-9])[+0-9][0-9 ()-]{5,24}[0-9](?![0-9])")
"""What the library is asked about: it takes its time over longer ones."""

_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}[ -]?(?:19|20)[0-9]{2}[ -]?[01][0-9][ -]?[0-3][0-9][ -]?[0-9]{3}[ -]?[0-9Xx]"
    r"(?![0-9A-Za-z])"
)
_CARD = re.compile(r"(?<![0-9])[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -]?[0-9]{1,4})?(?![0-9])")
_CUED = re.compile(
    r"(?:订单|运单|快递|物流|包裹|交易|退款|退货|售后|流水|支付|取件|提货|身份证|证件|护照|驾照|通行证|银行卡|卡|发票|保单|运费险|工单|会员)"
    r"\s?(?:单|编|号)?\s?(?:号码|号|码|编号)?\s?(?:是|为|:|#)?\s?"
    r"([A-Za-z]{0,4}-?[0-9][0-9A-Za-z-]{5,31}(?:[ -][0-9]{3,4}[Xx]?(?![0-9])){0,6})"
)
_LETTERED = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{1,4}-?[0-9]{8,30}(?![0-9A-Za-z])")
_LONG = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{0,4}[0-9]{4,31}(?:[ -][0-9]{3,31}){0,7}[Xx]?(?![0-9A-Za-z])")
LONG_DIGITS = 12
"""From so many on a number is somebody's, whatever it is."""

_DATE = re.compile(r"(?:19|20)[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}(?![0-9])")


def plain(text: str) -> str:
    """The text with full-width and Chinese digits as ASCII, character for character."""
    return text.translate(_PLAIN)


def holds_digits(text: str) -> bool:
    """Whether a text has digits enough for a number, however they are typed."""
    return len(_DIGIT.findall(text)) >= FEWEST_DIGITS


def named_spans(text: str) -> Iterator[tuple[int, int]]:
    """Numbers that are said to be an order's, a parcel's, a card's, and those that look like nothing else."""
    yield from (found.span(1) for found in _CUED.finditer(text))
    yield from (found.span() for pattern in (_IDENTITY, _CARD, _LETTERED) for found in pattern.finditer(text))


def phone_spans(text: str) -> Iterator[tuple[int, int]]:
    """Telephone numbers, with their extension."""
    yield from (found.span() for pattern in (_MOBILE, _LANDLINE, _SERVICE) for found in pattern.finditer(text))
    yield from ((found.start(1), found.end()) for found in _LOCAL.finditer(text))
    for candidate in _DIALLED.finditer(_DATE.sub(lambda date: "/" * len(date[0]), text)):
        yield from _by_library(candidate[0], candidate.start())


def long_spans(text: str) -> Iterator[tuple[int, int]]:
    """Other numbers so long that they are somebody's."""
    return (found.span() for found in _LONG.finditer(text) if sum(map(str.isdigit, found[0])) >= LONG_DIGITS)


def _by_library(text: str, offset: int) -> Iterator[tuple[int, int]]:
    """Numbers of any country, as the library of phone numbers knows them."""
    from phonenumbers import Leniency, PhoneNumberMatcher

    for found in PhoneNumberMatcher(text, "CN", leniency=Leniency.VALID):
        yield offset + found.start, offset + found.end
