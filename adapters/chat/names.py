"""Names of people in running text: behind a cue, before a title, beside a phone number or an address."""

import re
from collections.abc import Callable, Iterable

from adapters.chat.addresses import HAN
from adapters.chat.surnames import COMPOUND, NO_NAMES, SURNAMES

NAME = "〔姓名〕"
SHORTEST_NAME = 2
"""Characters from which a known name is looked for in texts."""

_MASKED = "〔(?:电话|地址)〕"
_SURNAME = f"(?:{'|'.join(sorted(SURNAMES, key=len, reverse=True))})"
_NO_SURNAME = f"(?!{'|'.join(NO_NAMES)})"

_CUED = re.compile(
    r"((?:收件人|收货人|联系人(?!工)|寄件人|取件人|姓名|名字|真名|户名)\s?"
    r"(?:写的是|叫|是|为|改成|改为|换成|：|:){0,2}\s?)"
    rf"([{HAN}]{{1,4}}(?:·[{HAN}]{{1,6}}){{1,2}}|[{HAN}]{{2,4}}|[A-Za-z]{{2,20}}(?: [A-Za-z]{{2,20}})?)"
)
_NOT_A_NAME = re.compile(
    r"是谁|对吗|正确|错了|电话|地址|信息|什么|哪个|怎么|没有|可以|已经|需要|修改|确认|写|^改|^是$|^叫$|^为$"
)
_SELF = re.compile(rf"((?:我叫|我姓名是|我的名字是|本人|我是)\s?){_NO_SURNAME}({_SURNAME}[{HAN}]{{1,2}})(?![{HAN}])")
_PARTS = re.compile(rf"((?<![{HAN}])我?姓)({_SURNAME})([，,]?\s?(?:名叫|名|叫)\s?)([{HAN}]{{1,2}})(?![{HAN}])")
_TITLED = re.compile(rf"([{HAN}]{{1,6}}·[{HAN}]{{1,6}}|{_SURNAME}[{HAN}]{{0,2}}?)(先生|女士|小姐|太太)")
_ADDRESSED = re.compile(rf"(?<![{HAN}])({_SURNAME})(阿姨|叔叔|大哥|老师|老板|同学|总(?=您|你|[^{HAN}]|$))")
_RECEIVES = re.compile(rf"(?<![{HAN}]){_NO_SURNAME}({_SURNAME}[{HAN}]{{1,2}})(?=\s?收(?![{HAN}]))")
_BEFORE_MASK = re.compile(
    rf"(?<![{HAN}]){_NO_SURNAME}({_SURNAME}(?:\s?[{HAN}]){{1,2}})(?=[\s,，、:：]{{0,5}}{_MASKED})"
)
_MAY_TELL = re.compile(r"人|名|我是|我叫|收|[0-9０-９]|号")
_AFTER_MASK = re.compile(rf"({_MASKED}[\s,，、]{{1,5}}){_NO_SURNAME}({_SURNAME}[{HAN}]{{1,2}})(?![{HAN}])")
_MASKS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (_CUED, lambda found: found[0] if _NOT_A_NAME.search(found[2]) else found[1] + NAME),
    (_SELF, rf"\g<1>{NAME}"),
    (_PARTS, rf"\g<1>{NAME}\g<3>{NAME}"),
    (_TITLED, rf"{NAME}\g<2>"),
    (_ADDRESSED, rf"{NAME}\g<2>"),
    (_RECEIVES, NAME),
    (_BEFORE_MASK, NAME),
    (_AFTER_MASK, rf"\g<1>{NAME}"),
)


def mask_names(text: str) -> str:
    """The text with names masked; phones and addresses are masked before."""
    for pattern, masked in _MASKS:
        if pattern.search(text) is not None:
            text = pattern.sub(masked, text)
    return text


def mask_known(text: str, names: Iterable[str]) -> str:
    """The text without these names, in capitals or not; a Latin one is a word of its own."""
    for name in sorted(names, key=len, reverse=True):
        if len(name) >= SHORTEST_NAME:
            text = _without_word(text, name) if name.isascii() else text.replace(name, NAME)
    return text


def _without_word(text: str, name: str) -> str:
    """Searched by hand: a transcript has more names than there is room for compiled patterns."""
    folded, wanted = text.lower(), name.lower()
    if wanted not in folded or len(folded) != len(text):
        return text.replace(name, NAME)
    parts, kept, found = [], 0, folded.find(wanted)
    while found >= 0:
        end = found + len(name)
        if not _is_latin(text[found - 1 : found]) and not _is_latin(text[end : end + 1]):
            parts += [text[kept:found], NAME]
            kept = end
        found = folded.find(wanted, end)
    return "".join([*parts, text[kept:]])


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def may_tell(text: str) -> bool:
    """Whether it is worth looking: a cue, or a digit of a phone number or an address beside which a name stands."""
    return _MAY_TELL.search(text) is not None


def names_told(text: str) -> tuple[str, ...]:
    """Names that a text whose phones and addresses are masked gives away, for the other lines of the chat.

    A run of four characters behind a cue may be a name and the next word (收件人张伟请改): its beginnings count.
    """
    told: list[str] = []
    for found in _CUED.finditer(text):
        if not _NOT_A_NAME.search(found[2]):
            told += _beginnings(found[2])
    told += [found[2] for found in _SELF.finditer(text)]
    told += [found[1].replace(" ", "") for pattern in (_RECEIVES, _BEFORE_MASK) for found in pattern.finditer(text)]
    told += [found[2] for found in _AFTER_MASK.finditer(text)]
    return tuple(dict.fromkeys(name for name in told if len(name) >= SHORTEST_NAME))


def _beginnings(run: str) -> list[str]:
    if run.isascii() or "·" in run:
        return [run]
    if not run.startswith(SURNAMES) or run.startswith(NO_NAMES):
        return []  # 收件人不在, 收货人拒收
    return [run] if len(run) <= 3 or run.startswith(COMPOUND) else [run[:3], run[:2]]
