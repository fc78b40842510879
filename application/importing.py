"""Facts from files (导入): what a table of measured facts is, and whose facts its rows are.

Reading the bytes is an adapter's work (`FactFileReader`); here stands what the rest of the program relies on: exact
decimals, rows counted as the file shows them, all faults of a file at once. A file with one bad row imports nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class MappedColumn:
    """One column that is understood.

    Attributes:
        headers: how it may be called, the preferred name first.
        facts: the paths that it feeds, such as `measures.actual_sales`: several where schemes name one figure differently.
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


def facts_for(row: FactRow, inputs: Collection[str]) -> FactRow:
    """The facts of a row that a person's scheme reads.

    One file serves people on different schemes, so a row may hold figures that are nothing to this person's card.

    Args:
        inputs: the scheme's paths, such as `measures.actual_sales` (`Scheme.inputs()`).
    """
    return replace(
        row,
        measures={name: value for name, value in row.measures.items() if f"measures.{name}" in inputs},
        counts={name: value for name, value in row.counts.items() if f"counts.{name}" in inputs},
        ranks={name: value for name, value in row.ranks.items() if f"ranks.{name}" in inputs},
    )


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


def _repeated(row: int, key_column: str, number: str, first: int) -> Fault:
    return Fault(
        cell_pointer(row, key_column),
        "person-repeated",
        f"row {row}, column {key_column}: {quoted(number)} already stands in row {first}; "
        "one row holds all facts of a person: merge the two or remove one",
    )


def _unknown(row: int, key_column: str, number: str) -> Fault:
    return Fault(
        cell_pointer(row, key_column),
        "person-unknown",
        f"row {row}, column {key_column}: nobody in this cycle has the number {quoted(number)}; "
        "correct it, add the person, or remove the row",
    )
