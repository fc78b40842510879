"""Facts from files (导入): what a table of measured facts is, and whose facts its rows are.

Reading the bytes is an adapter's work (`FactFileReader`); here stands what the rest of the program relies on: exact
decimals, rows counted as the file shows them, all faults of a file at once. A file with one bad row imports nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from domain.errors import Fault, InvalidDocument

KINDS = ("measures", "counts", "ranks")
"""What a column may feed: a scheme's inputs are paths such as `measures.actual_sales`, `counts.new-listings`."""


@dataclass(frozen=True)
class FactRow:
    """One person's facts of one month. A blank cell is a fact that was not recorded: its name is absent here.

    Attributes:
        row: as the file shows it in a spreadsheet: its first row is 1.
        employee_number: the staff number (工号) exactly as the organization keeps it.
        measures: by name; amounts in yuan, rates as fractions (31.2 % is 0.312), the rest in the mapping's unit.
        counts: by item id.
        ranks: by item id; 1 is the best.
    """

    row: int
    employee_number: str
    measures: Mapping[str, Decimal]
    counts: Mapping[str, Decimal]
    ranks: Mapping[str, int]


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
    """

    file_name: str
    sha256: str
    key_column: str
    columns: Mapping[str, tuple[str, ...]]
    ignored: tuple[str, ...]
    skipped: tuple[int, ...]
    rows: tuple[FactRow, ...]

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
    """

    id: str
    title: Mapping[str, str]
    key_headers: tuple[str, ...]
    summary_keys: tuple[str, ...]
    columns: tuple[MappedColumn, ...]


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
        self, content: bytes, file_name: str, mapping: ColumnMapping, known: Mapping[str, UUID] | None = None
    ) -> FactTable:
        """The facts of a file, all of them or none.

        Args:
            content: the file's bytes.
            file_name: for messages and the record.
            mapping: what its columns mean.
            known: staff number → person of those who may appear. With it, unknown people are named together with
                the file's other faults; without it, `match_people` names them.

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


def cell_pointer(row: int, header: str) -> str:
    """RFC 6901 pointer to a cell: `/rows/7/实际销售额`."""
    return f"/rows/{row}/{escaped(header)}"


def escaped(part: str) -> str:
    """`part` as one step of an RFC 6901 pointer."""
    return part.replace("~", "~0").replace("/", "~1")


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
