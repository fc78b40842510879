"""Looks at a workbook before the reader of `workbook.py` does.

That reader reserves memory for the whole rectangle that a sheet spans and ends the process when there is not enough: a
file of 5 KB with one cell in the last corner asks for 549 GB. It copies a shared text into every cell that names it.
And it shows a cell with an error (`#DIV/0!`) as blank, which would pass for "not recorded". So the parts that hold
cells are unpacked here within a limit, measured, and packed again: what the reader opens is what was measured, with
error cells turned into text.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from xml.parsers import expat

from adapters.importing.limits import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_UNPACKED_BYTES,
    refusal,
    too_many_columns,
    too_many_rows,
)
from domain.errors import InvalidDocument

_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|xl/styles\.xml"
    r"|xl/sharedStrings\.xml|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_INDEX_DIGITS = 10
_INDEX = re.compile(rf"\s*[0-9]{{1,{_INDEX_DIGITS}}}\s*")
_UNPACKING_ERRORS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)
"""What `zipfile` raises for damaged or encrypted archives."""

_ERROR_CELL = re.compile(rb"(<(?:\w+:)?c\s[^<>]*?\bt\s*=\s*)([\"'])e\2")


def guarded(content: bytes) -> bytes:
    """A workbook with the parts that matter, unpacked size, rows and columns within the limits.

    Raises:
        InvalidDocument: past a limit, or not a workbook.
    """
    parts = _unpacked(content)
    meter = _Meter()
    for name in sorted(parts, key=_shared_texts_first):
        meter.measure(parts[name])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, _ERROR_CELL.sub(rb"\1\2str\2", part))
    return packed.getvalue()


def _unpacked(content: bytes) -> dict[str, bytes]:
    """The parts by name. No more bytes are unpacked than the archive's directory declares, and that sum is checked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if _PARTS.fullmatch(entry.filename)]
            if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
                raise damaged("it is packed in an unusual way")
            if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
                raise _too_large()
            return {entry.filename: archive.read(entry) for entry in entries}
    except _UNPACKING_ERRORS as error:
        raise damaged(str(error)) from error


class _Meter:
    """Measures XML parts: how far cells reach, and how much text they hold once each has its copy."""

    def __init__(self) -> None:
        self._lengths: list[int] = []
        self._copied = 0
        self._rows = 0
        self._length = 0
        self._shared = False
        self._index = ""
        self._uncomputed = False
        self._in_value = False
        self._text = False

    def measure(self, part: bytes) -> None:
        """Read one part. As UTF-8, like the reader, whatever it declares; document types are refused."""
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        self._rows = 0
        try:
            parser.Parse(part, True)
        except expat.ExpatError as error:
            raise damaged(str(error)) from error

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "c":
                self._cell(attributes.get("r", ""))
                self._shared = attributes.get("t") == "s"
                self._text = attributes.get("t") == "str"
                self._uncomputed = False
            case "f":
                self._uncomputed = True
            case "v":
                self._in_value = True
                self._index = ""
                if self._text:  # the result is text, and may be none: =IF(A2="","",A2)
                    self._uncomputed = False
            case "si":
                self._length = 0
            case "row":
                self._rows += 1
                self._row(max(self._rows, _row_number(attributes.get("r", "1"))))

    def _characters(self, data: str) -> None:
        self._length += len(data)
        if self._in_value and data.strip():  # programs that compute nothing write an empty <v/>
            self._uncomputed = False
        if self._shared and len(self._index) < _INDEX_DIGITS:
            self._index += data

    def _end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "si":
                self._lengths.append(self._length)
            case "v":
                self._in_value = False
                if self._shared:
                    self._copy(self._index)
            case "c":
                self._shared = False
                if self._uncomputed:
                    raise _uncomputed()

    def _copy(self, index: str) -> None:
        if not _INDEX.fullmatch(index) or int(index) >= len(self._lengths):
            raise damaged("a cell names a text that is not there")
        self._copied += self._lengths[int(index)]
        if self._copied > MAX_UNPACKED_BYTES:
            raise _too_large()

    def _doctype(self, *_: object) -> None:
        raise damaged("it declares a document type")

    def _cell(self, reference: str) -> None:
        place = _REFERENCE.fullmatch(reference)
        if place is None:
            raise damaged("a cell does not say where it stands")
        if _column(place[1]) > MAX_COLUMNS:
            raise too_many_columns(f"有单元格在 {place[1]} 列，", f"(a cell stands in {place[1]})")
        self._row(int(place[2]))

    def _row(self, row: int) -> None:
        if row > MAX_ROWS:
            raise too_many_rows()


def _shared_texts_first(name: str) -> bool:
    return not name.lower().endswith("sharedstrings.xml")


def _row_number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,7}", text):
        raise damaged("a row does not say which it is")
    return int(text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def damaged(why: str) -> InvalidDocument:
    """A workbook that cannot be read."""
    return refusal(
        "excel-damaged",
        f"是损坏的工作簿（{why}）；请在 Excel 中打开后重新保存",
        f"is a damaged workbook ({why}); open it in Excel and save it again",
    )


def _uncomputed() -> InvalidDocument:
    """The reader would show the cell as blank, which would pass for "not recorded"."""
    return refusal(
        "formula-uncomputed",
        "有尚未计算的公式；请在 Excel 中打开并保存后再导入",
        "has a formula that was never computed; open it in Excel, save it, and import it again",
    )


def _too_large() -> InvalidDocument:
    limit = f"{MAX_UNPACKED_BYTES // 1024 // 1024} MiB"
    return refusal(
        "file-too-large",
        f"解压后超过 {limit}；请只保留有指标数据的工作表",
        f"unpacks to more than {limit}; keep only the sheet with the facts",
    )
