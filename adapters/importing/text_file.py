"""Text files: from bytes to rows of cells. CSV as seller tools export it: UTF-8 or GB18030; comma, semicolon or tab."""

import csv
import io
from collections.abc import Callable, Iterator
from itertools import islice

from adapters.importing.limits import HEADER_DEPTH, MAX_COLUMNS, MAX_ROWS, refusal, too_many_columns, too_many_rows
from domain.errors import InvalidDocument

DELIMITERS = (",", ";", "\t")

Grid = list[list[str]]


def read_text(content: bytes, headers_known: Callable[[list[str]], int]) -> Grid:
    """All rows of a text file; row 1 of the file is index 0, blank lines included.

    Args:
        headers_known: how many cells of a row are headers that the mapping knows: the delimiter under which the first
            rows show the most of them is the file's.

    Raises:
        InvalidDocument: not text, broken quotes, or past a limit.
    """
    text = _decoded(content)
    delimiter = max(DELIMITERS, key=lambda candidate: _known_under(text, candidate, headers_known))
    rows: Grid = []
    try:
        for cells in _rows(text, delimiter):
            if len(rows) == MAX_ROWS:
                raise too_many_rows()
            if len(cells) > MAX_COLUMNS:
                row = len(rows) + 1
                raise too_many_columns(f"第 {row} 行", f"in row {row}", pointer=f"/rows/{row}")
            rows.append(cells)
    except csv.Error as error:
        raise _broken(len(rows) + 1, error) from error
    return rows


def _decoded(content: bytes) -> str:
    """UTF-8 with or without a byte order mark, else GB18030 (GBK and GB2312 are parts of it)."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise refusal(
        "not-text",
        "既不是 UTF-8 或 GB18030 文本，也不是 .xlsx 工作簿；请另存为 CSV（UTF-8）或 .xlsx",
        "is neither UTF-8 nor GB18030 text nor an .xlsx workbook; save it as CSV (UTF-8) or .xlsx",
    )


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _known_under(text: str, delimiter: str, headers_known: Callable[[list[str]], int]) -> int:
    try:
        return max((headers_known(cells) for cells in islice(_rows(text, delimiter), HEADER_DEPTH)), default=0)
    except csv.Error:
        return 0


def _broken(row: int, error: csv.Error) -> InvalidDocument:
    return refusal(
        "csv-broken",
        f"第 {row} 行无法解析（{error}）；含引号、逗号或换行的文字要放在引号内",
        f"cannot be read in row {row} ({error}); put quotes around texts with a quote, a comma or a line break",
        pointer=f"/rows/{row}",
    )
