"""Chinese addresses in running text: parts that follow one another closely, each ending in a word such as 省 or 路."""

import re
from collections.abc import Iterator

HAN = r"\u4e00-\u9fff"

REACH = 10
"""Characters between two parts of an address, and before the first."""

ADDRESS_UNITS = re.compile(r"省|市|区|县|镇|乡|村|街道|路|街|巷|弄|号|栋|幢|单元|室|楼|小区|大厦|广场|道")

_MARKERS = re.compile(
    rf"""(?P<area>(?<=[{HAN}]{{2}})(?:特别行政区|自治区|自治州|地区|省|市(?![场区面价])|县|区|镇|乡|州|盟|旗))
    |(?P<street>(?<=[{HAN}0-9])(?:街道|大道|大街|胡同|社区|开发区|工业园|路(?![线过上途由程])|街|巷|弄|村|屯)
        |(?<=[^知味频渠报说])道(?=\ ?[0-9]{{1,5}}\ ?号)
        |(?<=[0-9一二三四五六七八九十])组)
    |(?P<house>(?<=[{HAN}])(?:小区|花园|公寓|大厦|广场|家园|新村|学校|大学|中学|小学|医院|宿舍)
        |(?<=[0-9A-Za-z一二三四五六七八九十])\ ?(?:号院|号店|号(?!楼)|层|楼|塔|段))
    |(?P<unit>(?<=[0-9A-Za-z一二三四五六七八九十])\ ?(?:号楼|栋|幢|座|单元|室|户)[0-9]{{0,4}})""",
    re.VERBOSE,
)
_RUN = re.compile(rf"[{HAN}0-9A-Za-z#\-]+(?: [{HAN}0-9A-Za-z#\-]+)*")


def address_spans(text: str) -> list[tuple[int, int]]:
    """Where addresses begin and end."""
    return [span for run in _RUN.finditer(text) for span in _in_run(run[0], run.start())]


def _in_run(run: str, offset: int) -> Iterator[tuple[int, int]]:
    """Those in a run of characters that single spaces may break."""
    chain: list[re.Match[str]] = []
    for marker in [*_MARKERS.finditer(run), None]:
        if marker is not None and (not chain or marker.start() - chain[-1].end() <= REACH):
            chain.append(marker)
            continue
        if _is_address(chain):
            yield offset + max(0, chain[0].start() - REACH), offset + chain[-1].end()
        chain = [] if marker is None else [marker]


def _is_address(chain: list[re.Match[str]]) -> bool:
    """A house in a street or in an area, a flat in a house, or a street in two areas."""
    kinds = [marker.lastgroup for marker in chain]
    areas, streets, houses, units = (kinds.count(kind) for kind in ("area", "street", "house", "unit"))
    built = houses + units
    return bool(built and (areas or streets)) or (units > 0 and built > 1) or (areas > 1 and streets > 0)
