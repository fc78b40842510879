"""Transcripts from CSV, message by message: a month of 200,000 messages is read without being held.

A file with one bad row gives no transcript: after its last row every fault is named.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from datetime import tzinfo
from typing import BinaryIO

from adapters.chat.columns import Columns, header_columns, known_columns
from adapters.chat.transcript_rows import RowReader, broken_row
from adapters.importing.cells import header_key
from adapters.importing.limits import refusal
from adapters.importing.text_file import DELIMITERS
from domain.chat.messages import Message
from domain.errors import InvalidDocument

Progress = Callable[[int, int], None]

ENCODINGS = ("utf-8-sig", "gb18030")
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
WORKBOOK = b"PK\x03\x04"
CHUNK = 1 << 20
HEAD = 1 << 16
"""Bytes in which the header is looked for."""

EVERY = 2000
"""Rows between two reports of progress."""


class TranscriptFiles:
    """Implements `application.chat.ports.TranscriptReader` for CSV."""

    def messages(self, source: BinaryIO, zone: tzinfo, progress: Progress | None = None) -> Iterator[Message]:
        """All messages, in the order of the file.

        Raises:
            InvalidDocument: after the last row, naming every bad one.
        """
        size = source.seek(0, io.SEEK_END)
        encoding = _encoding(source)
        source.seek(0)
        head = _head(source, encoding)
        source.seek(0)
        text = io.TextIOWrapper(source, encoding=encoding, newline="")
        try:
            yield from _read(text, _delimiter(head), zone, _reporting(source, size, progress))
        finally:
            text.detach()


def _read(text: io.TextIOBase, delimiter: str, zone: tzinfo, report: Callable[[int], None]) -> Iterator[Message]:
    rows = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        columns = _header(rows)
    except csv.Error as error:
        raise InvalidDocument([broken_row(0, error)]) from error
    reader, line = RowReader(columns, zone), 0
    try:
        for line, cells in enumerate(rows, 1):
            message = reader.read(line, cells)
            if message is not None:
                yield message
            if line % EVERY == 0:
                report(line)
    except csv.Error as error:
        reader.note([broken_row(line + 1, error)])
    report(line)
    reader.finish()


def _header(rows: Iterator[list[str]]) -> Columns:
    for cells in rows:
        if any(cell.strip() for cell in cells):
            return header_columns(cells)
    raise refusal("file-empty", "是空的；请提交有表头的聊天记录", "is empty; send a transcript with a header")


def _reporting(source: BinaryIO, size: int, progress: Progress | None) -> Callable[[int], None]:
    def report(_line: int) -> None:
        if progress is not None:
            progress(source.tell(), size)

    return report


def _encoding(source: BinaryIO) -> str:
    """UTF-8 with or without a byte order mark, UTF-16 with one, else GB18030, whichever all bytes are."""
    source.seek(0)
    candidates = ("utf-16",) if source.read(2) in UTF16_MARKS else ENCODINGS
    for encoding in candidates:
        if _read_as(source, encoding) is None:
            return encoding
    source.seek(0)
    if source.read(len(WORKBOOK)) == WORKBOOK:
        raise refusal(
            "not-text", "是 Excel 工作簿；请另存为 CSV（UTF-8）", "is an Excel workbook; save it as CSV (UTF-8)"
        )
    row = _read_as(source, "utf-8-sig")
    raise refusal(
        "not-text",
        f"既不是 UTF-8 也不是 GB18030 文本（从文本第 {row} 行起不是 UTF-8）；请另存为 CSV（UTF-8）",
        f"is neither UTF-8 nor GB18030 text (not UTF-8 from row {row} of the text on); save it as CSV (UTF-8)",
    )


def _read_as(source: BinaryIO, encoding: str) -> int | None:
    """The row of the text, counted from 1 with the header, in which it ceases to be of the encoding; None if never."""
    source.seek(0)
    decoder, row = codecs.getincrementaldecoder(encoding)(), 1
    try:
        while chunk := source.read(CHUNK):
            row += decoder.decode(chunk).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return row + error.object[: error.start].count(b"\n")
    return None


def _head(source: BinaryIO, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)()
    return decoder.decode(source.read(HEAD))


def _delimiter(head: str) -> str:
    """The one under which the first line that is not blank holds most of the headers."""
    first = next((line for line in head.splitlines() if line.strip()), "")

    def known(delimiter: str) -> int:
        return known_columns(header_key(cell.strip('"')) for cell in first.split(delimiter))

    return max(DELIMITERS, key=known)
