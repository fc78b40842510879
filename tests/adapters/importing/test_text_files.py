"""CSV files in the shapes in which they arrive."""

from decimal import Decimal
from hashlib import sha256

import pytest

from adapters.importing import read_facts
from adapters.importing.limits import MAX_BYTES, MAX_COLUMNS, MAX_ROWS
from application.importing import FactRow
from tests.adapters.importing.files import SMALL, faults, places, read

TEXT = '工号,姓名,实际销售额,上新数,销售排名\nE001,客服一号,"118,000.50",37,2\nE002,客服二号,--,,1\n'
ROWS = (
    FactRow(2, "E001", {"actual_sales": Decimal("118000.50")}, {"new-listings": Decimal(37)}, {"personal-sales": 2}),
    FactRow(3, "E002", {}, {}, {"personal-sales": 1}),
)


def test_table_holds_facts_of_each_kind_and_says_what_it_left_out() -> None:
    """The caller gets what was read, from which column, under which hash, and what nobody looked at."""
    table = read(TEXT)
    assert table.rows == ROWS
    assert table.file_name == "facts.csv"
    assert table.sha256 == sha256(TEXT.encode()).hexdigest()
    assert table.key_column == "工号"
    assert table.columns == {
        "实际销售额": ("measures.actual_sales",),
        "上新数": ("counts.new-listings",),
        "销售排名": ("ranks.personal-sales",),
    }
    assert table.ignored == ("姓名",)
    assert table.skipped == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312"])
def test_encodings_of_seller_tools_are_read(encoding: str) -> None:
    """Taobao's tools export GBK; Excel adds a byte order mark."""
    assert read_facts(TEXT.encode(encoding), "facts.csv", SMALL).rows == ROWS


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_delimiter_is_found_by_the_headers_that_it_yields(delimiter: str) -> None:
    """A header may hold a comma itself, so counting characters is not enough."""
    text = TEXT.replace('"118,000.50"', "QUOTED").replace(",", delimiter).replace("QUOTED", "118000.50")
    assert read(text.replace("姓名", "姓名,昵称,花名,备注,手机")).rows == ROWS


def test_line_ends_and_trailing_blanks_do_not_matter() -> None:
    """Windows line ends, blank lines and trailing separators are how spreadsheets save."""
    assert read(TEXT.replace("\n", "\r\n") + "\r\n,,,,\r\n").rows == ROWS


def test_rows_are_counted_as_a_spreadsheet_shows_them() -> None:
    """A line break inside quotes is no new row, a blank line is one: the number in a message must find the row."""
    table = read('"工\n号",实际销售额,备注\nE001,1,"两行\n备注"\n\nE002,2,\n')
    assert [(row.row, row.employee_number) for row in table.rows] == [(2, "E001"), (4, "E002")]


def test_lines_above_the_headers_are_passed_over() -> None:
    """Seller tools write the shop and the period on top."""
    table = read("店铺:示例店,,\n统计时间:2026-10-01~2026-10-31,,\n\n工号,实际销售额,\nE001,5,\n")
    assert [(row.row, row.employee_number) for row in table.rows] == [(5, "E001")]
    assert places(faults("店铺:示例店\n工号,实际销售额\nE001,五"))[0] == ("/rows/3/实际销售额", "number-unreadable")


def test_rows_of_totals_are_nobodys() -> None:
    """A total must be neither an unknown person nor somebody's sales."""
    table = read(TEXT + "汇 总,,236001,37,\n")
    assert table.rows == ROWS
    assert table.skipped == (4,)


def test_short_row_has_no_facts_in_the_cells_that_it_lacks() -> None:
    """Spreadsheets leave trailing blanks out."""
    assert read("工号,实际销售额,上新数\nE001,5\nE002\n").rows == (
        FactRow(2, "E001", {"actual_sales": Decimal(5)}, {}, {}),
        FactRow(3, "E002", {}, {}, {}),
    )


def test_unquoted_separator_is_caught_where_it_pushes_a_cell_out() -> None:
    """1,234 without quotes is two cells; taking the first would pay somebody for one yuan of sales."""
    found = faults("工号,实际销售额\nE001,1,234\n")
    assert places(found) == [("/rows/2", "row-too-long")]
    assert "「234」" in found[0].detail
    assert "quotes" in found[0].detail


@pytest.mark.parametrize(
    ("content", "what"), [(b"", "is empty"), (b"\xef\xbb\xbf", "is empty"), (b"\n , \n", "is empty")]
)
def test_empty_file_is_named(content: bytes, what: str) -> None:
    """An export that failed leaves an empty file; importing nothing silently would look like success."""
    found = faults(content)
    assert places(found) == [("", "file-empty")]
    assert f"facts.csv {what}" in found[0].detail


@pytest.mark.parametrize("text", ["工号,实际销售额\n", "工号,实际销售额\n汇总,5\n"])
def test_headers_without_people_are_named(text: str) -> None:
    """A filter left on in the seller tool yields such a file."""
    found = faults(text)
    assert places(found) == [("", "file-empty")]
    assert "no row of a person" in found[0].detail


@pytest.mark.parametrize("content", [b"\xff\xfe\x01", b"\x89PNG\r\n\x1a\n\x00\x00\xff", "工号\0,实际销售额".encode()])
def test_bytes_that_are_no_text_are_refused(content: bytes) -> None:
    """An image renamed to .csv, or a damaged file."""
    assert places(faults(content)) == [("", "not-text")]


@pytest.mark.parametrize("text", ['工号,实际销售额\nE001,"5\n', '工号,实际销售额\nE001,"5"0\n'])
def test_broken_quotes_are_named_by_row(text: str) -> None:
    """A quote that nobody closed would swallow the rest of the file into one cell."""
    found = faults(text)
    assert places(found) == [("/rows/2", "csv-broken")]
    assert "row 2" in found[0].detail


def test_cell_past_the_parsers_limit_is_a_fault() -> None:
    """A cell of 200,000 characters is no fact."""
    assert places(faults("工号,实际销售额\nE001," + "5" * 200_000)) == [("/rows/2", "csv-broken")]


def test_file_past_the_size_limit_is_refused_before_it_is_read() -> None:
    """The size is named with the limit, so that the person can split the file."""
    found = faults(b"," * (MAX_BYTES + 1))
    assert places(found) == [("", "file-too-large")]
    assert str(MAX_BYTES + 1) in found[0].detail
    assert "10 MiB" in found[0].detail


def test_rows_past_the_limit_are_refused_not_cut_off() -> None:
    """Reading the first 20,000 and forgetting the rest would lose people."""
    text = "工号,实际销售额\n" + "".join(f"E{number},5\n" for number in range(MAX_ROWS))
    assert places(faults(text)) == [("", "too-many-rows")]
    assert len(read(text.rsplit("\n", 2)[0]).rows) == MAX_ROWS - 1


def test_columns_past_the_limit_are_refused() -> None:
    """A broken export may be one line of a hundred thousand cells."""
    assert places(faults("工号,实际销售额" + "," * MAX_COLUMNS)) == [("/rows/1", "too-many-columns")]
