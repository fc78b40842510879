"""Masks over what is personal in a chat: phone numbers, order and parcel numbers, addresses, names, accounts.

Phone numbers are found by `phonenumbers`, and besides as people type them in a chat (138 0000 0000); order numbers,
addresses and names by the patterns of Chinese shops. What is found is replaced by a word that says what stood there.

Every pattern is bounded, so that no message, however it is made, takes longer than its length asks for.
"""

import re
from collections.abc import Iterable, Iterator

from adapters.chat.addresses import ADDRESS_UNITS, HAN, address_spans
from adapters.chat.surnames import SURNAMES

NAME, PHONE, ADDRESS, NUMBER, ACCOUNT = "〔姓名〕", "〔电话〕", "〔地址〕", "〔单号〕", "〔账号〕"

SHORTEST_NAME = 2
"""Characters of a customer's own name in the file from which it is looked for in texts."""

FEWEST_DIGITS = 6
"""Of a number that may be somebody's."""

_FULL_WIDTH = {full: full - 0xFEE0 for full in range(0xFF10, 0xFF1A)} | {0xFF0D: "-", 0x2014: "-", 0xFF0B: "+"}
_SURNAME = f"(?:{'|'.join(sorted(SURNAMES, key=len, reverse=True))})"

_MOBILE = re.compile(r"(?<![0-9])(?:\+?86[-\s]?)?1[3-9][0-9](?:[-\s.]?[0-9]){8}(?![0-9])")
_LANDLINE = re.compile(r"(?<![0-9])\(?0[1-9][0-9]{1,2}\)?[-\s]?[1-9][0-9]{6,7}(?:-[0-9]{1,6})?(?![0-9])")
_SERVICE = re.compile(r"(?<![0-9])[48]00[-\s]?[0-9]{3,4}[-\s]?[0-9]{3,4}(?![0-9])")
_DIALLED = re.compile(r"(?<![0-9])[+0-9][0-9 ()-]{5,24}[0-9](?![0-9])")
"""What the library is asked about: it takes its time over longer ones."""

_NUMBER_CUE = re.compile(
    r"((?:订单|运单|快递|物流|包裹|交易|退款|退货|售后|流水|支付|取件|提货|身份证|证件|银行卡|卡)"
    r"\s?(?:单|编|号)?\s?(?:号码|号|码|编号)?\s?(?:是|为|：|:|#)?\s?)([A-Za-z]{0,4}-?[0-9][0-9A-Za-z-]{5,31})"
)
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{0,4}[0-9](?:[ -]?[0-9]){11,30}[Xx]?(?![0-9A-Za-z])")

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}", re.ASCII)
_ACCOUNT_CUE = re.compile(
    r"((?:微信号?|支付宝(?:账号|账户)?|[Qq]{2}号?|旺旺号?|[Vv][Xx]|[Ww][Xx])\s?(?:是|为|：|:)?\s?)"
    r"([A-Za-z0-9][A-Za-z0-9_-]{4,31})"
)

_ADDRESS_CUE = re.compile(
    r"((?:收货地址|收件地址|寄件地址|退货地址|详细地址|地址|住址|住在|寄到|发到|送到|寄往|搬到)"
    rf"\s?(?:是|为|改成|改为|换成|：|:)?\s?)([{HAN}A-Za-z0-9#（）()\-]{{4,60}})"
)

_NAME_CUE = re.compile(
    r"((?:收件人|收货人|联系人|寄件人|取件人|姓名|名字|真名|户名)\s?(?:写的是|叫|是|为|改成|改为|换成|：|:)?\s?)"
    rf"([{HAN}·]{{2,4}})"
)
_NOT_A_NAME = re.compile(r"是谁|对吗|正确|错了|电话|地址|信息|什么|哪个|怎么|没有|可以|已经|需要|修改|确认|写")
_SELF = re.compile(rf"((?:我叫|我姓名是|我的名字是|本人)\s?)({_SURNAME}[{HAN}]{{1,2}})(?![{HAN}])")
_TITLED = re.compile(rf"({_SURNAME}[{HAN}]{{0,2}}?)(先生|女士|小姐|太太)")
_NO_SURNAME = "(?!谢谢|高兴|马上|安排|方便|成功|全部|单独|路上|祝您|向您)"
_BEFORE_MASK = re.compile(
    rf"(?<![{HAN}]){_NO_SURNAME}({_SURNAME}[{HAN}]{{1,2}})(?=[\s,，、:：]{{0,5}}(?:{PHONE}|{ADDRESS}))"
)
_AFTER_MASK = re.compile(rf"((?:{PHONE}|{ADDRESS})[\s,，、]{{1,5}}){_NO_SURNAME}({_SURNAME}[{HAN}]{{1,2}})(?![{HAN}])")


class PatternMasker:
    """Implements `application.chat.ports.Masker`."""

    def mask(self, text: str, names: Iterable[str] = ()) -> str:
        """`text` with what is personal masked.

        Args:
            names: what the file calls the customers of this chat; they are masked wherever they stand.
        """
        for name in names:
            if len(name) >= SHORTEST_NAME:
                text = text.replace(name, NAME)
        if sum(map(str.isdigit, text)) >= FEWEST_DIGITS:
            text = _long_numbers(_phones(_numbers_named(text)))
        return _names(_addresses(_accounts(text)))


def _numbers_named(text: str) -> str:
    plain = text.translate(_FULL_WIDTH)
    return _replaced(text, [found.span(2) for found in _NUMBER_CUE.finditer(plain)], NUMBER)


def _phones(text: str) -> str:
    plain = text.translate(_FULL_WIDTH)
    spans = [found.span() for pattern in (_MOBILE, _LANDLINE, _SERVICE) for found in pattern.finditer(plain)]
    for candidate in _DIALLED.finditer(plain):
        spans += _by_library(candidate[0], candidate.start())
    return _replaced(text, spans, PHONE)


def _by_library(text: str, offset: int) -> Iterator[tuple[int, int]]:
    """Numbers of any country, as the library of phone numbers knows them."""
    from phonenumbers import Leniency, PhoneNumberMatcher

    for found in PhoneNumberMatcher(text, "CN", leniency=Leniency.VALID):
        yield offset + found.start, offset + found.end


def _long_numbers(text: str) -> str:
    plain = text.translate(_FULL_WIDTH)
    return _replaced(text, [found.span() for found in _LONG_NUMBER.finditer(plain)], NUMBER)


def _accounts(text: str) -> str:
    return _ACCOUNT_CUE.sub(rf"\g<1>{ACCOUNT}", _EMAIL.sub(ACCOUNT, text))


def _addresses(text: str) -> str:
    if ADDRESS_UNITS.search(text) is None:
        return text
    text = _ADDRESS_CUE.sub(_cued_address, text)
    return _replaced(text, address_spans(text), ADDRESS)


def _cued_address(found: re.Match[str]) -> str:
    """Behind 地址：… only what has at least two parts of an address is one."""
    return found[1] + ADDRESS if len(ADDRESS_UNITS.findall(found[2])) > 1 else found[0]


def _names(text: str) -> str:
    text = _NAME_CUE.sub(lambda found: found[0] if _NOT_A_NAME.search(found[2]) else found[1] + NAME, text)
    text = _TITLED.sub(rf"{NAME}\g<2>", _SELF.sub(rf"\g<1>{NAME}", text))
    return _AFTER_MASK.sub(rf"\g<1>{NAME}", _BEFORE_MASK.sub(NAME, text)) if "〔" in text else text


def _replaced(text: str, spans: Iterable[tuple[int, int]], word: str) -> str:
    """The text with the word in place of each span; spans that overlap become one."""
    parts: list[str] = []
    kept = 0
    for start, end in sorted(spans):
        if start >= kept:
            parts += [text[kept:start], word]
        kept = max(kept, end)
    return "".join([*parts, text[kept:]]) if parts else text
