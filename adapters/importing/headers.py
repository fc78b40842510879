"""The header row: where it is, and which of its columns feed which facts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from adapters.importing.cells import Cell, header_key, text_of
from adapters.importing.limits import HEADER_DEPTH
from application.importing import ColumnMapping, MappedColumn, fault, quoted
from domain.errors import Fault
from domain.scoring.plain import step

KEY, PERIOD, NAME = "工号 staff number", "统计月份 period", "姓名 name"


@dataclass(frozen=True)
class FactColumn:
    """A column of the file that feeds a fact.

    Attributes:
        index: its place in a row, from 0.
        header: as the file writes it.
        facts: those that it feeds, each as kind (`measures`, `counts` or `ranks`) and name.
    """

    index: int
    header: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Headers:
    """What the header row says.

    Attributes:
        row: its index in the grid, from 0.
        width: cells of the row.
        key_index: where the staff numbers stand; -1 when there is no such column (then `faults` says so).
        key_header: as the file writes it.
        period_index, name_index: as `key_index`, of the columns that say again whose row it is; -1 without a fault.
        period_header, name_header: as the file writes them; "" when there is none.
        columns: those that feed facts, in the file's order.
        ignored: the others.
        faults: missing and doubled columns.
    """

    row: int
    width: int
    key_index: int
    key_header: str
    period_index: int
    period_header: str
    name_index: int
    name_header: str
    columns: tuple[FactColumn, ...]
    ignored: tuple[str, ...]
    faults: tuple[Fault, ...]


def known_headers(mapping: ColumnMapping, cells: Iterable[Cell]) -> int:
    """How many of these cells are headers that the mapping knows."""
    known = set(_keys(mapping.key_headers)).union(*(_keys(column.headers) for column in mapping.columns))
    return sum(header_key(text_of(cell)) in known for cell in cells)


def header_row(mapping: ColumnMapping, grid: Sequence[Sequence[Cell]]) -> int | None:
    """The index of the header row, or None when all rows are blank.

    It is the first of the top rows with a column of staff numbers, else the one with most known headers.
    """
    filled = [index for index, cells in enumerate(grid) if any(text_of(cell) for cell in cells)]
    top = [index for index in filled if index < HEADER_DEPTH]
    keys = set(_keys(mapping.key_headers))
    for index in top:
        if any(header_key(text_of(cell)) in keys for cell in grid[index]):
            return index
    return max(top, key=lambda index: known_headers(mapping, grid[index])) if top else next(iter(filled), None)


def bind(mapping: ColumnMapping, row: int, cells: Sequence[Cell]) -> Headers:
    """Match the header row with the mapping; every fault is in the answer."""
    names = [text_of(cell) for cell in cells]
    places = _places(names)
    faults: list[Fault] = [*_twice(names, places)]
    key_index = _claim(mapping.key_headers, places, names, faults, KEY)
    if key_index is None:
        faults.append(_missing(mapping.key_headers, KEY, names))
    period_index = _claim(mapping.period_headers, places, names, faults, PERIOD)
    name_index = _claim(mapping.name_headers, places, names, faults, NAME)
    columns = []
    for column in mapping.columns:
        index = _claim(column.headers, places, names, faults, _listed(column))
        if index is not None:
            columns.append(FactColumn(index, names[index], tuple(_split(path) for path in column.facts)))
        elif column.required:
            faults.append(_missing(column.headers, _listed(column), names))
    used = {key_index, period_index, name_index, *(column.index for column in columns)}
    return Headers(
        row=row,
        width=max((index + 1 for index, name in enumerate(names) if name), default=0),
        key_index=_or_none(key_index),
        key_header=mapping.key_headers[0] if key_index is None else names[key_index],
        period_index=_or_none(period_index),
        period_header="" if period_index is None else names[period_index],
        name_index=_or_none(name_index),
        name_header="" if name_index is None else names[name_index],
        columns=tuple(sorted(columns, key=lambda column: column.index)),
        ignored=tuple(name for index, name in enumerate(names) if name and index not in used),
        faults=tuple(faults),
    )


def _or_none(index: int | None) -> int:
    return -1 if index is None else index


def _listed(column: MappedColumn) -> str:
    return ", ".join(column.facts)


def _split(path: str) -> tuple[str, str]:
    kind, _, name = path.partition(".")
    return kind, name


def _keys(headers: Iterable[str]) -> list[str]:
    return [header_key(header) for header in headers]


def _places(names: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        if name:
            places.setdefault(header_key(name), []).append(index)
    return places


def _claim(
    headers: Sequence[str], places: Mapping[str, list[int]], names: Sequence[str], faults: list[Fault], what: str
) -> int | None:
    """The first place of a column that goes by any of these headers; two different ones at once are a fault."""
    found = [places[key][0] for key in _keys(headers) if key in places]
    if len(found) > 1:
        listed = ", ".join(quoted(names[index]) for index in found)
        zh, en = f"{listed} 都表示 {what}，请只留一列", f"the columns {listed} all mean {what}; keep one of them"
        faults.append(fault(step("/columns", names[found[1]]), "column-ambiguous", zh, en))
    return found[0] if found else None


def _twice(names: Sequence[str], places: Mapping[str, list[int]]) -> list[Fault]:
    faults = []
    for indexes in places.values():
        if len(indexes) > 1:
            header, counted = names[indexes[0]], ", ".join(str(index + 1) for index in indexes)
            zh = f"表头 {quoted(header)} 出现在第 {counted} 列，请只留一列"
            en = f"the header {quoted(header)} stands in columns {counted}; keep one of them"
            faults.append(fault(step("/columns", header), "column-repeated", zh, en))
    return faults


def _missing(headers: Sequence[str], what: str, names: Sequence[str]) -> Fault:
    wanted, others = headers[0], "、".join(headers[1:])
    found = ", ".join(quoted(name) for name in names if name)
    return fault(
        step("/columns", wanted),
        "column-missing",
        f"缺少“{wanted}”列（{what}）{f'，也可写作 {others}' if others else ''}。文件中的表头：{found or '无'}",
        f"there is no column {wanted}, which holds {what}; add it{f' (or {others})' if others else ''}. "
        f"Headers found: {found or 'none'}",
    )
