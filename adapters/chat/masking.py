"""Masks over what is personal in a chat: phone numbers, order and parcel numbers, addresses, names, accounts.

Phone numbers are found by `phonenumbers`, and besides as people type them in a chat (138 0000 0000, 一三八…); order
numbers, addresses and names by the patterns of Chinese shops. What is found is replaced by a word that says what stood
there.

Every pattern is bounded, so that no message, however it is made, takes longer than its length asks for.
"""

import re
from collections.abc import Iterable

from adapters.chat.addresses import ADDRESS_UNITS, HAN, address_spans
from adapters.chat.names import NAME, mask_known, mask_names, may_tell, names_told
from adapters.chat.numbers import holds_digits, long_spans, named_spans, phone_spans, plain

PHONE, ADDRESS, NUMBER, ACCOUNT = "〔电话〕", "〔地址〕", "〔单号〕", "〔账号〕"

_LATIN = re.compile(r"[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]{3}")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}", re.ASCII)
_ACCOUNT_CUE = re.compile(
    r"(?:[微威薇徽V]信号?|微Xx?信号?|支付宝(?:账号|账户)?|QQ号?|扣扣号?|旺旺号?|抖音号?|小红书号?|VX|WX|加V|V(?=\s?:))"
    r"\s?(?:是|为|:)?\s?([A-Za-z0-9][A-Za-z0-9_-]{4,31})",
    re.IGNORECASE,
)

_ADDRESS_CUE = re.compile(
    r"((?:收货地址|收件地址|寄件地址|退货地址|详细地址|地址|住址|住在|寄到|发到|送到|寄往|搬到)"
    rf"\s?(?:是|为|改成|改为|换成|：|:)?\s?)([{HAN}A-Za-z0-9#（）()\-]{{4,60}}"
    r"(?: [0-9A-Za-z#-]{1,8} ?(?:号楼|号|栋|幢|座|单元|室|楼)){0,4})"
)

__all__ = ["ACCOUNT", "ADDRESS", "NAME", "NUMBER", "PHONE", "PatternMasker"]


class PatternMasker:
    """Implements `application.chat.ports.Masker`."""

    def mask(self, text: str, names: Iterable[str] = ()) -> str:
        """`text` with what is personal masked.

        Args:
            names: what the file and earlier lines call the customers of this chat; masked wherever they stand.
        """
        return mask_names(_but_names(mask_known(text, names)))

    def names_in(self, text: str) -> tuple[str, ...]:
        """The names that `text` gives away, for the other lines of its chat."""
        return names_told(_but_names(text)) if may_tell(text) else ()


def _but_names(text: str) -> str:
    if holds_digits(text):
        for spans, word in ((named_spans, NUMBER), (phone_spans, PHONE), (long_spans, NUMBER)):
            text = _replaced(text, spans(plain(text)), word)
    return _addresses(_accounts(text))


def _accounts(text: str) -> str:
    if _LATIN.search(text) is None:
        return text
    text = _replaced(text, (found.span() for found in _EMAIL.finditer(plain(text))), ACCOUNT)
    return _replaced(text, (found.span(1) for found in _ACCOUNT_CUE.finditer(plain(text))), ACCOUNT)


def _addresses(text: str) -> str:
    if ADDRESS_UNITS.search(text) is None:
        return text
    text = _ADDRESS_CUE.sub(_cued_address, text)
    return _replaced(text, address_spans(text), ADDRESS)


def _cued_address(found: re.Match[str]) -> str:
    """Behind 地址：… only what has at least two parts of an address is one."""
    return found[1] + ADDRESS if len(ADDRESS_UNITS.findall(found[2])) > 1 else found[0]


def _replaced(text: str, spans: Iterable[tuple[int, int]], word: str) -> str:
    """The text with the word in place of each span; spans that overlap become one."""
    parts: list[str] = []
    kept = 0
    for start, end in sorted(spans):
        if start >= kept:
            parts += [text[kept:start], word]
        kept = max(kept, end)
    return "".join([*parts, text[kept:]]) if parts else text
