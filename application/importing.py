"""Facts from files (导入): what a table of measured facts is, and whose facts its rows are.

Reading the bytes is an adapter's work (`FactFileReader`); here stands what the rest of the program relies on: exact
decimals, rows counted as the file shows them, all faults of a file at once. A file with one bad row imports nothing.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from domain.errors import Fault, InvalidDocument
from domain.periods import months_of
from domain.scoring.plain import step

KINDS = ("measures", "counts", "ranks")
"""What a column may feed: a scheme's inputs are paths such as `measures.actual_sales`, `counts.new-listings`."""

QUARTERS = {"一": "1", "二": "2", "三": "3", "四": "4"}

_MONTH = re.compile(
    r"(?P<year>[0-9]{4})\s*[-/.年]?\s*(?P<month>1[0-2]|0?[1-9])"
    r"(\s*月份?|\s*月\s*[0-9]{1,2}日?|[-/.][0-9]{1,2}([ T][0-9:.]*)?)?",
    re.ASCII,
)
_BARE_MONTH = re.compile(r"(?P<month>1[0-2]|0?[1-9])\s*月份?", re.ASCII)
_RANGE = re.compile(r"(.*[0-9日])\s*(?:~|～|–|—+|--|至|到|(?<=[0-9]{2})-(?=[0-9]{4}\D))\s*([0-9].*)", re.ASCII)
_QUARTER = re.compile(
    r"(?P<year>[0-9]{4})\s*[-/.年]?\s*(Q(?P<latin>[1-4])|第?\s*(?P<chinese>[一二三四1-4])\s*季度?)", re.IGNORECASE
)


@dataclass(frozen=True)
class FactRow:
    """One person's facts of one month. A blank cell is a fact that was not recorded: its name is absent here.

    Attributes:
        row: as the file shows it in a spreadsheet: its first row is 1.
        employee_number: the staff number (工号) exactly as the organization keeps it.
        measures: by name; amounts in yuan, rates as fractions (31.2 % is 0.312), the rest in the mapping's unit.
        counts: by item id.
        ranks: by item id; 1 is the best.
        period: of which month or quarter they are, as the file writes it; "" when it does not say.
        name: the person's name as the file writes it; "" when it does not say.
    """

    row: int
    employee_number: str
    measures: Mapping[str, Decimal]
    counts: Mapping[str, Decimal]
    ranks: Mapping[str, int]
    period: str = ""
    name: str = ""


@dataclass(frozen=True)
class FactTable:
    """A file's facts, complete and readable to the last cell.

    Attributes:
        file_name: as the person called it; never used as a path.
        sha256: of the file's bytes, 64 hex digits: the evidence that the facts name.
        key_column: the header of the staff numbers, as the file writes it.
        columns: header in the file → the fact paths that it feeds, in the file's order.
        ignored: headers that the mapping does not know. Nothing was taken from them; a person should look at the list.
        skipped: rows with totals and averages (汇总, 均值), which are nobody's.
        rows: at least one; staff numbers are unique.
        period_column, name_column: the headers under which rows say of which period and person they are; "" without.
    """

    file_name: str
    sha256: str
    key_column: str
    columns: Mapping[str, tuple[str, ...]]
    ignored: tuple[str, ...]
    skipped: tuple[int, ...]
    rows: tuple[FactRow, ...]
    period_column: str = ""
    name_column: str = ""

    def header_of(self, fact: str) -> str:
        """The header of the column that feeds a fact, `actual_sales` or `measures.actual_sales`; "" when none does."""
        fed = [
            header for header, paths in self.columns.items() for path in paths if fact in (path, path.partition(".")[2])
        ]
        return fed[0] if fed else ""


@dataclass(frozen=True)
class MappedColumn:
    """One column that is understood.

    Attributes:
        headers: how it may be called, the preferred name first.
        facts: the paths that it feeds, such as `measures.actual_sales`; several where schemes name it apart.
        required: whether a file without it is refused. Its cells may be blank all the same.
    """

    headers: tuple[str, ...]
    facts: tuple[str, ...]
    required: bool


@dataclass(frozen=True)
class ColumnMapping:
    """How a file's headers become facts: data that a shop may write itself.

    Attributes:
        id: kebab-case.
        title: `{"zh": …, "en": …}`.
        key_headers: how the column of staff numbers may be called, the preferred name first.
        summary_keys: words that stand in the key column of rows with totals and averages.
        columns: in the order of the document.
        period_headers, name_headers: as `key_headers`, of the columns that say again of which period and person a row
            is; empty when the mapping knows none.
    """

    id: str
    title: Mapping[str, str]
    key_headers: tuple[str, ...]
    summary_keys: tuple[str, ...]
    columns: tuple[MappedColumn, ...]
    period_headers: tuple[str, ...] = ()
    name_headers: tuple[str, ...] = ()


class FactFileReader(Protocol):
    """Reads files of facts, CSV or Excel, and the documents that say what their columns mean."""

    def mappings(self) -> tuple[ColumnMapping, ...]:
        """The built-in mappings, in order of id."""

    def mapping(self, source: str | Mapping[str, object]) -> ColumnMapping:
        """A built-in mapping by id, or one's own document of the same shape.

        Raises:
            NotFound: there is no built-in mapping of that id.
            InvalidDocument: every fault of one's own document.
        """

    def read(
        self,
        content: bytes,
        file_name: str,
        mapping: ColumnMapping,
        known: Mapping[str, UUID] | None = None,
        period: str = "",
    ) -> FactTable:
        """The facts of a file, all of them or none.

        Args:
            content: the file's bytes.
            file_name: for messages and the record.
            mapping: what its columns mean.
            known: staff number → person of those who may appear. With it, unknown people are named together with
                the file's other faults; without it, `match_people` names them.
            period: the cycle's. Of a file that is refused anyway, rows of another one are named as well; of a good
                one, `foreign_rows` names them.

        Raises:
            InvalidDocument: every bad row and cell; the pointers are `/rows/{row}/{header}`, `/columns/{header}` or "".
        """


def match_people(table: FactTable, known: Mapping[str, UUID]) -> dict[UUID, FactRow]:
    """Whose facts these are.

    Args:
        known: staff number → person of those who may appear: everyone in the cycle.

    Raises:
        InvalidDocument: every row of an unknown person and every second row of the same person.
    """
    faults = people_faults(((row.row, row.employee_number) for row in table.rows), table.key_column, known)
    if faults:
        raise InvalidDocument(faults)
    return {known[row.employee_number]: row for row in table.rows}


def people_faults(
    keys: Iterable[tuple[int, str]], key_column: str, known: Mapping[str, UUID] | None = None
) -> list[Fault]:
    """What is wrong with (row, staff number) pairs: second rows of a person and, with `known`, unknown people."""
    first_rows: dict[str, int] = {}
    faults = []
    for row, number in keys:
        if number in first_rows:
            faults.append(_repeated(row, key_column, number, first_rows[number]))
        elif known is not None and number not in known:
            faults.append(_unknown(row, key_column, number))
        first_rows.setdefault(number, row)
    return faults


def foreign_rows(table: FactTable, period: str, names: Mapping[str, str]) -> list[Fault]:
    """Rows that say themselves that they are of another period than the cycle's, or of another of its people than the
    staff number's: last month's file, or numbers that slipped by a row. A nickname is nobody else's, and passes.

    Args:
        period: the cycle's; a quarter takes its months too.
        names: by staff number, of everybody in the cycle whose name is kept.
    """
    numbers = {_plain(name): number for number, name in names.items()}
    faults = []
    for row in table.rows:
        faults += period_faults([(row.row, row.period)], table.period_column, period)
        own, told = _plain(names.get(row.employee_number, "")), _plain(row.name)
        if told and told != own and told in numbers:
            faults.append(_other_person(row, table.name_column, numbers[told]))
    return faults


def period_faults(said: Iterable[tuple[int, str]], header: str, period: str) -> list[Fault]:
    """Of (row, period as written) pairs, those that say another period than the cycle's."""
    return [_other_period(row, told, header, period) for row, told in said if told and not is_of(told, period)]


def is_of(text: str, period: str) -> bool:
    """Whether a cell names the cycle's period or a part of it: `2026年10月`, `10月`, `2026-10-01~2026-10-31`."""
    within = (period, *months_of(period))
    if found := _BARE_MONTH.fullmatch(text):
        return int(found["month"]) in (int(month[-2:]) for month in months_of(period))
    if ends := _RANGE.fullmatch(text):
        return all(period_told(end) in within for end in ends.groups())
    return period_told(text) in within


def period_told(text: str) -> str | None:
    """The period that a cell names: `2026年10月`, `2026/10`, `202610`, `2026-10-01` are 2026-10, `2026年四季度` is
    2026-Q4; None when it names none.
    """
    if found := _MONTH.fullmatch(text):
        return f"{found['year']}-{int(found['month']):02}"
    if found := _QUARTER.fullmatch(text):
        place = next(filter(None, (found["latin"], found["chinese"])))
        return f"{found['year']}-Q{QUARTERS.get(place, place)}"
    return None


def cell_pointer(row: int, header: str) -> str:
    """RFC 6901 pointer to a cell: `/rows/7/实际销售额`."""
    return step(f"/rows/{row}", header)


def quoted(value: str) -> str:
    """A value from a file as a message may show it: in brackets, shortened, control characters made visible."""
    visible = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in value[:40])
    return f"「{visible}{'…' if len(value) > 40 else ''}」"


def fault(pointer: str, code: str, zh: str, en: str) -> Fault:
    """A fault that is told in both languages: shop people read it."""
    return Fault(pointer, code, f"{zh} / {en}")


def cell_fault(row: int, header: str, code: str, zh: str, en: str) -> Fault:
    """A fault of one cell, with its place in words."""
    place_zh, place_en = f"第 {row} 行“{header}”列：", f"row {row}, column {header}: "
    return fault(cell_pointer(row, header), code, place_zh + zh, place_en + en)


def _plain(name: str) -> str:
    """What makes two spellings of a name the same: width, case and blanks do not count."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _other_period(row: int, told: str, header: str, period: str) -> Fault:
    return cell_fault(
        row,
        header,
        "period-differs",
        f"{quoted(told)} 不是本期 {period}；请确认没有选错文件，或更正这一格",
        f"{quoted(told)} is not this cycle's {period}; see that it is the right file, or correct the cell",
    )


def _other_person(row: FactRow, header: str, number: str) -> Fault:
    return cell_fault(
        row.row,
        header,
        "person-differs",
        f"{quoted(row.name)} 的工号是 {quoted(number)}，这一行却是 {quoted(row.employee_number)}；请确认工号没有错行",
        f"{quoted(row.name)} has the number {quoted(number)}, and the row is of {quoted(row.employee_number)}; "
        "see that no row has slipped",
    )


def _repeated(row: int, key_column: str, number: str, first: int) -> Fault:
    return cell_fault(
        row,
        key_column,
        "person-repeated",
        f"{quoted(number)} 已在第 {first} 行；一人一行，请合并或删去一行",
        f"{quoted(number)} already stands in row {first}; a person has one row: merge the two or remove one",
    )


def _unknown(row: int, key_column: str, number: str) -> Fault:
    return cell_fault(
        row,
        key_column,
        "person-unknown",
        f"本期考核中没有工号 {quoted(number)}；请更正工号、先将此人纳入考核，或删去此行",
        f"nobody in this cycle has the number {quoted(number)}; correct it, add the person, or remove the row",
    )
