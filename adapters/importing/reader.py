"""From a file's bytes to a table of facts: all of it, or every reason why not."""

import hashlib
from collections.abc import Mapping, Sequence
from uuid import UUID

from adapters.importing.cells import Cell, header_key
from adapters.importing.column_mappings import built_in_mapping, built_in_mappings, mapping_from_document
from adapters.importing.headers import FactColumn, Headers, bind, header_row, known_headers
from adapters.importing.limits import MAX_BYTES, refusal
from adapters.importing.rows import RowReader
from adapters.importing.text_file import read_text
from adapters.importing.workbook import OLE_MAGIC, ZIP_MAGIC, read_workbook
from application.importing import ColumnMapping, FactTable, people_faults, period_faults
from domain.errors import Fault, InvalidDocument


class FactFiles:
    """Implements `application.importing.FactFileReader` for CSV and Excel files."""

    def mappings(self) -> tuple[ColumnMapping, ...]:
        """The built-in mappings, in order of id."""
        return tuple(built_in_mappings().values())

    def mapping(self, source: str | Mapping[str, object]) -> ColumnMapping:
        """A built-in mapping by id, or one's own document."""
        return built_in_mapping(source) if isinstance(source, str) else mapping_from_document(source)

    def read(
        self,
        content: bytes,
        file_name: str,
        mapping: ColumnMapping,
        known: Mapping[str, UUID] | None = None,
        period: str = "",
    ) -> FactTable:
        """The facts of a file, all of them or none."""
        return read_facts(content, file_name, mapping, known, period)


def read_facts(
    content: bytes,
    file_name: str,
    mapping: ColumnMapping,
    known: Mapping[str, UUID] | None = None,
    period: str = "",
) -> FactTable:
    """The facts of a file, all of them or none (see `application.importing.FactFileReader.read`)."""
    if len(content) > MAX_BYTES:
        limit = f"{MAX_BYTES // 1024 // 1024} MiB"
        zh, en = (
            f"有 {len(content)} 字节，上限 {limit}；请拆分",
            f"has {len(content)} bytes; the limit is {limit}: split it",
        )
        raise refusal("file-too-large", zh, en)
    grid = _grid(content, mapping)
    headers = _headers(grid, mapping, file_name)
    reader = RowReader(headers, frozenset(header_key(word) for word in mapping.summary_keys))
    for index in range(headers.row + 1, len(grid)):
        reader.read(index + 1, grid[index])
    faults = [*reader.faults, *people_faults(reader.keys, headers.key_header, known)]
    if faults:
        if period:
            faults += period_faults(reader.periods, headers.period_header, period)
        raise InvalidDocument(sorted(faults, key=_row_of))
    if not reader.rows:
        raise _empty(file_name, "有表头，但下面没有任何人的数据", "has headers but no row of a person below them")
    return FactTable(
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        key_column=headers.key_header,
        columns={column.header: _paths(column) for column in headers.columns},
        ignored=headers.ignored,
        skipped=tuple(reader.skipped),
        rows=tuple(reader.rows),
        period_column=headers.period_header,
        name_column=headers.name_header,
    )


def _grid(content: bytes, mapping: ColumnMapping) -> Sequence[Sequence[Cell]]:
    """By what the bytes are, not by what the file is called."""
    if content.startswith((ZIP_MAGIC, OLE_MAGIC)):
        return read_workbook(content)
    return read_text(content, lambda cells: known_headers(mapping, cells))


def _headers(grid: Sequence[Sequence[Cell]], mapping: ColumnMapping, file_name: str) -> Headers:
    row = header_row(mapping, grid)
    if row is None:
        raise _empty(file_name, "是空的", "is empty")
    headers = bind(mapping, row, grid[row])
    if headers.faults:
        raise InvalidDocument(headers.faults)
    return headers


def _paths(column: FactColumn) -> tuple[str, ...]:
    return tuple(f"{kind}.{name}" for kind, name in column.facts)


def _empty(file_name: str, zh: str, en: str) -> InvalidDocument:
    return refusal(
        "file-empty",
        f" {file_name} {zh}；请提交有表头、每人一行的文件",
        f"{file_name} {en}; send one with a header row and a row for each person",
    )


def _row_of(fault: Fault) -> int:
    return int(fault.pointer.split("/")[2])
