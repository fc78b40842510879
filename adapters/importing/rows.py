"""The rows below the headers: one person's facts each, or every reason why not."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from adapters.importing.cells import NOT_RECORDED, Cell, Unreadable, header_key, number_of, rank_of, text_of
from adapters.importing.headers import FactColumn, Headers
from adapters.importing.limits import MAX_CELL_FAULTS
from application.importing import FactRow, cell_fault, fault, quoted
from domain.errors import Fault

MAX_NUMBER_LENGTH = 64


@dataclass
class RowReader:
    """Reads rows one after another and keeps what came of them.

    Attributes:
        headers: what the columns mean.
        summary_keys: header keys of the words that mark a row of totals.
        rows: the good ones.
        keys: (row, staff number) of all rows that name a person, good or bad.
        periods: (row, period as written) of all rows, good or bad.
        skipped: rows of totals.
        faults: of all bad cells.
    """

    headers: Headers
    summary_keys: frozenset[str]
    rows: list[FactRow] = field(default_factory=list)
    keys: list[tuple[int, str]] = field(default_factory=list)
    periods: list[tuple[int, str]] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def read(self, row: int, cells: Sequence[Cell]) -> None:
        """Take one row; `row` as the file counts it."""
        texts = [text_of(cell) for cell in cells]
        if not any(texts):
            return
        number = _text_at(texts, self.headers.key_index)
        if header_key(number) in self.summary_keys:
            self.skipped.append(row)
            return
        period, name = (_said(_text_at(texts, at)) for at in (self.headers.period_index, self.headers.name_index))
        self.periods.append((row, period))
        faults = self._row_faults(row, number, texts)
        facts = self._facts(row, cells, faults)
        if number not in NOT_RECORDED:
            self.keys.append((row, number))
        if faults:
            self.faults += faults if len(self.faults) < MAX_CELL_FAULTS else faults[:1]
        else:
            self.rows.append(replace(facts_row(row, number, facts), period=period, name=name))

    def _row_faults(self, row: int, number: str, texts: Sequence[str]) -> list[Fault]:
        key = self.headers.key_header
        faults = []
        if number in NOT_RECORDED:
            en = "no staff number; write whose facts these are"
            faults.append(cell_fault(row, key, "person-missing", "没有工号；请填写这是谁的数据", en))
        elif len(number) > MAX_NUMBER_LENGTH or not number.isprintable():
            zh = f"{quoted(number)} 不是工号；请填不超过 {MAX_NUMBER_LENGTH} 个可见字符"
            en = f"{quoted(number)} is not a staff number; write at most {MAX_NUMBER_LENGTH} printable characters"
            faults.append(cell_fault(row, key, "person-invalid", zh, en))
        stray = [text for text in texts[self.headers.width :] if text]
        if stray:
            faults.append(_too_long(row, stray[0]))
        return faults

    def _facts(self, row: int, cells: Sequence[Cell], faults: list[Fault]) -> dict[tuple[str, str], Decimal | int]:
        facts: dict[tuple[str, str], Decimal | int] = {}
        for column in self.headers.columns:
            cell = cells[column.index] if column.index < len(cells) else ""
            try:
                facts |= _cell_facts(column, cell)
            except Unreadable as why:
                faults.append(_bad_cell(row, column, cell, why))
        return facts


def _text_at(texts: Sequence[str], index: int) -> str:
    """The text of a column in a row that may end before it; "" without the column."""
    return texts[index] if 0 <= index < len(texts) else ""


def _said(text: str) -> str:
    return "" if text in NOT_RECORDED else text


def _cell_facts(column: FactColumn, cell: Cell) -> dict[tuple[str, str], Decimal | int]:
    read = {(kind, name): rank_of(cell) if kind == "ranks" else number_of(cell) for kind, name in column.facts}
    return {fact: value for fact, value in read.items() if value is not None}


def facts_row(row: int, number: str, facts: dict[tuple[str, str], Decimal | int]) -> FactRow:
    """The facts sorted by kind."""
    return FactRow(
        row=row,
        employee_number=number,
        measures={name: Decimal(value) for (kind, name), value in facts.items() if kind == "measures"},
        counts={name: Decimal(value) for (kind, name), value in facts.items() if kind == "counts"},
        ranks={name: int(value) for (kind, name), value in facts.items() if kind == "ranks"},
    )


def _too_long(row: int, stray: str) -> Fault:
    return fault(
        f"/rows/{row}",
        "row-too-long",
        f"第 {row} 行在最后一个表头之外还有 {quoted(stray)}；带千位分隔符的数字要加引号，或者缺少表头",
        f"row {row} has {quoted(stray)} beyond the last header; "
        "a number with thousands separators needs quotes around it, or the header is missing",
    )


def _bad_cell(row: int, column: FactColumn, cell: Cell, why: Unreadable) -> Fault:
    shown = quoted(cell.strip() if isinstance(cell, str) else f"{cell:f}")
    return cell_fault(row, column.header, why.code, f"{shown} {why.zh}", f"{shown} {why.en}")
