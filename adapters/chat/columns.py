"""The columns of a transcript, by their Chinese or English names, in any order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters.chat.showing import shown
from adapters.importing.cells import header_key
from application.importing import fault
from domain.errors import Fault, InvalidDocument

COLUMNS = (("会话", "chat"), ("时间", "time"), ("角色", "role"), ("发言人", "speaker"), ("内容", "text"))
"""What each is called; other columns are not looked at."""

_KEYS = {header_key(name): index for index, names in enumerate(COLUMNS) for name in names}


@dataclass(frozen=True)
class Columns:
    """Where they stand.

    Attributes:
        indices: of chat, time, role, speaker and text in a row.
        headers: of the same, as the file writes them.
        width: columns up to the last header.
    """

    indices: tuple[int, ...]
    headers: tuple[str, ...]
    width: int


def known_columns(keys: Iterable[str]) -> int:
    """How many of these header keys are columns of a transcript."""
    return sum(key in _KEYS for key in keys)


def header_columns(cells: Sequence[str]) -> Columns:
    """The columns of a header row. Raises InvalidDocument naming each that is missing or stands twice."""
    places: dict[int, int] = {}
    faults: list[Fault] = []
    for index, cell in enumerate(cells):
        column = _KEYS.get(header_key(cell))
        if column is None:
            continue
        if column in places:
            faults.append(_twice(cell.strip()))
        places.setdefault(column, index)
    seen = "、".join(shown(cell.strip()) for cell in cells[:10])
    faults += [_missing(names, seen) for index, names in enumerate(COLUMNS) if index not in places]
    if faults:
        raise InvalidDocument(faults)
    ordered = [places[index] for index in range(len(COLUMNS))]
    width = max(index + 1 for index, cell in enumerate(cells) if cell.strip())
    return Columns(tuple(ordered), tuple(cells[index].strip() for index in ordered), width)


def _missing(names: tuple[str, str], seen: str) -> Fault:
    zh, en = names
    return fault(
        f"/columns/{zh}",
        "column-missing",
        f"缺少“{zh}”列（或 {en}）；表头为 {seen}",
        f"there is no column {zh} or {en}; the header is {seen}",
    )


def _twice(name: str) -> Fault:
    return fault(f"/columns/{name}", "column-twice", f"“{name}”列出现了两次", f"the column {name} stands here twice")
