"""Excel workbooks, written by a real writer; and hostile ones, mended by hand."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.importing import read_facts
from adapters.importing.limits import MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED_BYTES
from application.importing import FactRow
from tests.adapters.importing.files import SMALL, faults, places, workbook

HEADERS = ["工号", "姓名", "实际销售额", "上新数", "销售排名"]
SHEET = "xl/worksheets/sheet1.xml"


def test_numbers_texts_and_blanks_are_read() -> None:
    """The binary number of a spreadsheet becomes the decimal that it shows; text cells are read like those of a CSV."""
    content = workbook([HEADERS, ["E001", "客服一号", 118000.1, 37, 2], [1002, None, "￥1,234.50", None, "-"]])
    assert read_facts(content, "facts.xlsx", SMALL).rows == (
        FactRow(2, "E001", {"actual_sales": Decimal("118000.1")}, {"new-listings": Decimal(37)}, {"personal-sales": 2}),
        FactRow(3, "1002", {"actual_sales": Decimal("1234.50")}, {}, {}),
    )


def test_rows_are_counted_from_the_top_of_the_sheet() -> None:
    """Blank rows above and between count, as in the margin of the spreadsheet."""
    table = read_facts(workbook([[], ["店铺"], [], HEADERS, [], ["E001", "", 5]]), "facts.xlsx", SMALL)
    assert [row.row for row in table.rows] == [6]


def test_first_visible_sheet_counts() -> None:
    """Tools hide a sheet with settings in front of the data."""
    content = workbook([["设置"]], [HEADERS, ["E001", "", 5]], [["别的"]], hidden=[0])
    assert read_facts(content, "facts.xlsx", SMALL).rows[0].employee_number == "E001"


def test_file_is_known_by_its_bytes_not_by_its_name() -> None:
    """Seller tools name CSV texts .xls, and people rename files."""
    assert read_facts(workbook([HEADERS, ["E001", "", 5]]), "facts.csv", SMALL).rows[0].row == 2
    assert read_facts("工号,实际销售额\nE001,5\n".encode(), "facts.xlsx", SMALL).rows[0].row == 2


@settings(max_examples=25, deadline=None)
@given(st.lists(st.decimals(min_value=0, max_value=Decimal("9999999999.99"), places=2), min_size=1, max_size=20))
def test_amounts_survive_the_binary_numbers_of_excel(amounts: list[Decimal]) -> None:
    """Twelve digits with two decimals pass through a double and come back to the fen."""
    content = workbook(
        [["工号", "实际销售额"], *([f"E{index}", float(amount)] for index, amount in enumerate(amounts))]
    )
    table = read_facts(content, "facts.xlsx", SMALL)
    assert [row.measures["actual_sales"] for row in table.rows] == amounts


def test_whole_numbers_have_no_decimals() -> None:
    """118000 in CSV and in Excel are the same fact to the last digit, so that they hash alike."""
    table = read_facts(workbook([["工号", "实际销售额"], ["E001", 118000]]), "facts.xlsx", SMALL)
    assert str(table.rows[0].measures["actual_sales"]) == "118000"


def test_errors_dates_and_truth_values_are_no_numbers() -> None:
    """A cell with #DIV/0! is not a fact that was not recorded, and a date is no count of days."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["工号", "实际销售额"])
    sheet.write_column(1, 0, ["E001", "E002", "E003", "E004"])
    sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    sheet.write_datetime(2, 1, date(2026, 10, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_boolean(3, 1, True)
    sheet.write_formula(4, 1, "=2+3", None, 5)
    book.close()
    found = faults(buffer.getvalue())
    assert places(found) == [(f"/rows/{row}/实际销售额", "number-unreadable") for row in (2, 3, 4)]
    assert "「#DIV/0!」" in found[0].detail
    assert "「2026-10-01」" in found[1].detail


def test_formula_without_its_value_is_refused() -> None:
    """Programs write formulas and leave the computing to Excel; the cell would pass for one not recorded."""
    for value in (b"", b"<v/>", b"<v></v>", b"<v> </v>"):
        found = faults(_edited(SHEET, rb'<c r="B2"><v>5</v>', b'<c r="B2"><f>2+3</f>' + value))
        assert places(found) == [("", "formula-uncomputed")], value


def test_formula_whose_result_is_no_text_is_a_blank_cell() -> None:
    """`=IF(A2="","",A2)` was computed, and what it shows is nothing: a fact that was not recorded."""
    empty = b'<c r="B2" t="str"><f>IF(1,"",5)</f><v></v>'
    table = read_facts(_edited(SHEET, rb'<c r="B2"><v>5</v>', empty), "facts.xlsx", SMALL)
    assert [dict(row.measures) for row in table.rows] == [{}]


@pytest.mark.parametrize("look", ["yyyy-mm-dd", "[h]:mm:ss"])
@pytest.mark.parametrize("serial", [b"-1e300", b"1e300", b"1e10"])
def test_impossible_date_does_not_break_the_reader(look: str, serial: bytes) -> None:
    """The reader underneath panics or overflows on some; a request must end in an answer all the same."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["工号", "实际销售额", "日期"])
    sheet.write_row(1, 0, ["E001", "x"])
    sheet.write_datetime(1, 2, date(2026, 10, 1), book.add_format({"num_format": look}))
    book.close()
    found = faults(_edited(SHEET, rb"<v>46296</v>", b"<v>" + serial + b"</v>", buffer.getvalue()))
    assert found[0].code in {"excel-damaged", "number-unreadable"}


def test_every_bad_row_of_a_workbook_is_named() -> None:
    """The same promise as for text files."""
    found = faults(workbook([["工号", "实际销售额"], ["E001", "12万"], ["E002", 5], ["E001", "x"]]))
    assert places(found) == [
        ("/rows/2/实际销售额", "number-unreadable"),
        ("/rows/4/实际销售额", "number-unreadable"),
        ("/rows/4/工号", "person-repeated"),
    ]


def test_cell_in_the_last_corner_is_refused_not_allocated() -> None:
    """A file of 5 KB with such a cell asks the reader for 549 GB, which ends the process: nobody may end the server."""
    assert places(faults(_with_cell("XFD1048576"))) == [("", "too-many-columns")]
    assert places(faults(_with_cell("B1048576"))) == [("", "too-many-rows")]
    assert places(faults(_with_cell("XFD2"))) == [("", "too-many-columns")]
    assert places(faults(_edited(SHEET, rb'<row r="2"', b'<row r="1048576"'))) == [("", "too-many-rows")]


def test_limits_of_a_sheet_are_inclusive() -> None:
    """The last row and the last column that are allowed are read."""
    rows: list[list[Any]] = [["工号", "实际销售额"], *([f"E{number}", 5] for number in range(MAX_ROWS - 1))]
    rows[0] += [""] * (MAX_COLUMNS - 3) + ["备注"]
    table = read_facts(workbook(rows), "facts.xlsx", SMALL)
    assert len(table.rows) == MAX_ROWS - 1
    assert table.ignored == ("备注",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (rb'<c r="B2"', b"<c"),
        (rb'<c r="B2"', b'<c r="&#88;FD1048576x"'),
        (rb'<row r="2"', b'<row r="x"'),
        (rb"<v>0</v>", b"<v>999</v>"),
        (rb"<v>0</v>", b"<v>-1</v>"),
        (rb"<sheetData>", b"<sheetData><"),
        (rb"<worksheet", b"<!DOCTYPE worksheet><worksheet"),
    ],
)
def test_sheet_that_does_not_say_where_its_cells_are_is_refused(old: bytes, new: bytes) -> None:
    """What cannot be measured is not handed on."""
    assert places(faults(_edited(SHEET, old, new))) == [("", "excel-damaged")]


def test_reference_behind_a_bracket_in_another_attribute_is_seen() -> None:
    """XML allows > inside an attribute; a search by pattern would stop there."""
    assert places(faults(_edited(SHEET, rb'<c r="B2"', b'<c note=">" r="XFD1048576"'))) == [("", "too-many-columns")]


def test_unpacking_is_bounded() -> None:
    """A hundred megabytes of zeros pack into a hundred kilobytes."""
    bomb = _edited(SHEET, rb"</sheetData>", b" " * MAX_UNPACKED_BYTES + b"</sheetData>")
    assert len(bomb) < 1_000_000
    assert places(faults(bomb)) == [("", "file-too-large")]


def test_text_that_cells_share_is_bounded() -> None:
    """One text of 100 KB, named by two thousand cells, would be copied two thousand times."""
    rows: list[list[Any]] = [["工号", "实际销售额", "备注"], *([f"E{number}", 5, "long"] for number in range(2000))]
    content = _edited(
        "xl/sharedStrings.xml",
        rb"<t>long</t>",
        b"<r><t>long</t></r><r><t>" + b"x" * 100_000 + b"</t></r>",
        workbook(rows),
    )
    assert places(faults(content)) == [("", "file-too-large")]


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 100, workbook([HEADERS])[:-30], b"PK\x03\x04" + workbook([HEADERS])[40:]],
)
def test_damaged_workbook_is_refused(content: bytes) -> None:
    """A transfer that broke off."""
    assert places(faults(content)) == [("", "excel-damaged")]


def test_archive_that_is_no_workbook_is_refused() -> None:
    """Every .docx and .zip begins with the same four bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert places(faults(buffer.getvalue())) == [("", "excel-damaged")]


def test_part_with_a_wrong_checksum_is_refused() -> None:
    """A changed byte inside a stored part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert places(faults(buffer.getvalue().replace(b"<workbook/>", b"<workbooc/>"))) == [("", "excel-damaged")]


def test_old_and_protected_workbooks_are_named_with_the_remedy() -> None:
    """The container before .xlsx also wraps the password-protected ones."""
    found = faults(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
    assert places(found) == [("", "excel-unsupported")]
    assert "save it as .xlsx" in found[0].detail


def test_empty_sheet_is_named() -> None:
    """As for text files."""
    assert places(faults(workbook([[]]))) == [("", "file-empty")]


def _with_cell(reference: str) -> bytes:
    return _edited(SHEET, rb'<c r="B2"', b'<c r="' + reference.encode() + b'"')


def _edited(part: str, old: bytes, new: bytes, content: bytes | None = None) -> bytes:
    """A small workbook with one part changed by hand."""
    content = content or workbook([["工号", "实际销售额"], ["E001", 5]])
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                assert re.search(old, data)
                data = re.sub(old, lambda _: new, data, count=1)
            target.writestr(name, data)
    return buffer.getvalue()
