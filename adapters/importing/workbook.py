"""Excel workbooks (.xlsx): from bytes to rows of cells. The first visible sheet counts."""

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from adapters.importing.cells import Cell
from adapters.importing.limits import refusal
from adapters.importing.workbook_guard import damaged, guarded

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The container before .xlsx, in which password-protected workbooks are wrapped too."""

RawCell = int | float | str | bool | date | time | datetime | timedelta


def read_workbook(content: bytes) -> list[list[Cell]]:
    """All rows of the first visible sheet; row 1 of the sheet is index 0, blank rows included.

    Raises:
        InvalidDocument: an old format, damaged, protected, without a sheet, or past a limit.
    """
    if content.startswith(OLE_MAGIC):
        raise refusal(
            "excel-unsupported",
            "是旧版 .xls 或有密码保护的工作簿；请另存为不带密码的 .xlsx",
            "is an old .xls or a password-protected workbook; save it as .xlsx without a password",
        )
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(guarded(content))) as workbook:
            rows = _first_sheet(workbook).to_python(skip_empty_area=False)
            return [[_cell(value) for value in row] for row in rows]
    except BaseException as error:
        if not _is_readers(error):
            raise
        raise damaged(str(error)) from error


def _is_readers(error: BaseException) -> bool:
    """Whether the file made the reader fail. A date long before Christ makes it panic, which is no `Exception`."""
    return isinstance(error, CalamineError | OverflowError) or type(error).__module__ == "pyo3_runtime"


def _first_sheet(workbook: CalamineWorkbook) -> CalamineSheet:
    for sheet in workbook.sheets_metadata:
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
            return workbook.get_sheet_by_name(sheet.name)
    raise refusal(
        "file-empty",
        "没有可见的工作表；请把指标数据放在第一张表",
        "has no visible sheet; put the facts into its first sheet",
    )


def _cell(value: RawCell) -> Cell:
    """A number by the shortest decimal that names the stored binary one, as Excel shows it; anything else as text."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        number = Decimal(str(value))
        if not number.is_finite():
            return str(value)
        return Decimal(int(number)) if number == number.to_integral_value() else number
    return value if isinstance(value, str) else str(value)
