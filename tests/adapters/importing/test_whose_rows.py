"""Columns that say again of which month and person a row is: a file of another month, or one that slipped, is seen."""

from collections.abc import Mapping
from datetime import date

import pytest

from adapters.importing import built_in_mapping, built_in_mappings, read_facts
from application.importing import foreign_rows, is_of, period_told
from tests.adapters.importing.files import SELLER_MONTH, faults, places, read, workbook

HEADER = "统计月份,工号,姓名,实际销售额,目标销售额,订单量\n"
NAMES = {"E001": "赵 一", "E002": "钱二"}


def told(text: str, period: str = "2026-10", names: Mapping[str, str] = NAMES) -> list[tuple[str, str]]:
    return places(foreign_rows(read(HEADER + text, SELLER_MONTH), period, names))


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026-10", "2026-10"),
        ("2026年10月", "2026-10"),
        ("2026 年 3 月", "2026-03"),
        ("2026年3月份", "2026-03"),
        ("2026/03", "2026-03"),
        ("2026.3", "2026-03"),
        ("202603", "2026-03"),
        ("2026-10-31", "2026-10"),
        ("2026-10-01 00:00:00", "2026-10"),
        ("2026年10月1日", "2026-10"),
        ("2026-Q4", "2026-Q4"),
        ("2026年第四季度", "2026-Q4"),
        ("2026年4季度", "2026-Q4"),
        ("2026-13", None),
        ("2026-00", None),
        ("十月", None),
        ("10", None),
        ("2026", None),
        ("2026-10 至 2026-11", None),
    ],
)
def test_periods_as_people_and_tools_write_them(text: str, period: str | None) -> None:
    """What cannot be read is no period, and refuses the row rather than being guessed."""
    assert period_told(text) == period


@pytest.mark.parametrize(
    ("text", "period", "passes"),
    [
        ("2026-10-01~2026-10-31", "2026-10", True),
        ("2026-10-01 至 2026-10-31", "2026-10", True),
        ("2026-10-01-2026-10-31", "2026-10", True),
        ("2026年10月1日—2026年10月31日", "2026-10", True),
        ("2026/10/01 00:00:00 ～ 2026/10/31 23:59:59", "2026-10", True),
        ("2026-10~2026-12", "2026-Q4", True),
        ("10月", "2026-10", True),
        ("10月份", "2026-10", True),
        ("11月", "2026-Q4", True),
        ("9月", "2026-10", False),
        ("1月", "2026-10", False),
        ("10", "2026-10", False),
        ("2026-09-26~2026-10-25", "2026-10", False),
        ("2026-10-01~2026-11-01", "2026-10", False),
        ("2025-10-01~2025-10-31", "2026-10", False),
        ("2026-10-01~", "2026-10", False),
        ("2026-10~2026-12", "2026-10", False),
    ],
)
def test_months_without_a_year_and_ranges_of_days(text: str, period: str, *, passes: bool) -> None:
    """Seller tools export both; neither may reach past the period."""
    assert is_of(text, period) is passes


def test_last_months_file_is_refused_row_by_row() -> None:
    """The commonest mistake of all: the right shop, the right people, the wrong export."""
    rows = "2026-09,E001,赵一,1,1,1\n2026年10月,E002,钱二,1,1,1\n"
    assert told(rows) == [("/rows/2/统计月份", "period-differs")]
    assert told(rows, "2026-09") == [("/rows/3/统计月份", "period-differs")]
    assert told("十月,E001,,1,1,1\n") == [("/rows/2/统计月份", "period-differs")]


def test_a_quarter_takes_its_months() -> None:
    """Shops export by the month, also for a quarter."""
    rows = "2026-10,E001,,1,1,1\n2026-Q4,E002,,1,1,1\n"
    assert told(rows, "2026-Q4") == []
    assert told(rows, "2026-Q3") == [("/rows/2/统计月份", "period-differs"), ("/rows/3/统计月份", "period-differs")]


def test_numbers_that_slipped_by_a_row_are_seen_by_the_names() -> None:
    """A colleague's name beside one's number; whose number it is, is told."""
    rows = "2026-10,E001,钱二,1,1,1\n2026-10,E002,赵一,1,1,1\n"
    assert told(rows) == [("/rows/2/姓名", "person-differs"), ("/rows/3/姓名", "person-differs")]
    (first, _) = foreign_rows(read(HEADER + rows, SELLER_MONTH), "2026-10", NAMES)
    assert "has the number 「E002」, and the row is of 「E001」" in first.detail


def test_blanks_nicknames_and_namesakes_pass() -> None:
    """What is not said is not wrong; a nickname (花名) is nobody else's; two people may share a name."""
    assert told("-,E001,--,1,1,1\n,E002,小钱,1,1,1\n") == []
    assert told("2026-10,E001,趙一,1,1,1\n2026-10,E002,钱 二,1,1,1\n") == []
    assert told("2026-10,E001,赵一,1,1,1\n2026-10,E002,赵一,1,1,1\n", names={"E001": "赵一", "E002": "赵一"}) == []
    assert told("2026-10,E001,钱二,1,1,1\n", names={}) == []


def test_a_date_cell_of_a_workbook_is_its_month() -> None:
    """Excel turns 2026-10 into the first of October by itself."""
    content = workbook(
        [["统计月份", "工号", "实际销售额", "目标销售额", "订单量"], [date(2026, 10, 1), "E001", 1, 1, 1]]
    )
    table = read_facts(content, "facts.xlsx", SELLER_MONTH)
    assert foreign_rows(table, "2026-10", {}) == []
    assert places(foreign_rows(table, "2026-11", {})) == [("/rows/2/统计月份", "period-differs")]


def test_two_columns_of_months_are_ambiguous() -> None:
    """Nobody can say which of the two holds."""
    found = faults("统计月份,月份,工号,实际销售额,目标销售额,订单量\n2026-10,2026-09,E001,1,1,1\n", SELLER_MONTH)
    assert places(found) == [("/columns/月份", "column-ambiguous")]


@pytest.mark.parametrize("id", built_in_mappings())
def test_every_built_in_mapping_knows_both(id: str) -> None:
    """Whichever file a shop brings."""
    mapping = built_in_mapping(id)
    assert mapping.period_headers[0] == "统计月份"
    assert mapping.name_headers[0] == "姓名"
