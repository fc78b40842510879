"""A file with any fault imports nothing and names everything that is wrong with it, once."""

from uuid import UUID, uuid4

import pytest

from adapters.importing.limits import MAX_CELL_FAULTS
from application.importing import match_people
from domain.errors import InvalidDocument
from tests.adapters.importing.files import SELLER_MONTH, faults, places, read

PEOPLE = {"E001": uuid4(), "E002": uuid4()}


def test_every_bad_row_is_named_with_place_value_and_remedy() -> None:
    """The person mends the file once, not once for each fault."""
    found = faults(
        "工号,实际销售额,上新数,销售排名\n"
        "E001,12万,37,2\n"
        "E009,5,,\n"
        ",5,,\n"
        "E002,5,三,0\n"
        "E001,5,,\n",
        known=PEOPLE,
    )  # fmt: skip
    assert places(found) == [
        ("/rows/2/实际销售额", "number-unreadable"),
        ("/rows/3/工号", "person-unknown"),
        ("/rows/4/工号", "person-missing"),
        ("/rows/5/上新数", "number-unreadable"),
        ("/rows/5/销售排名", "rank-invalid"),
        ("/rows/6/工号", "person-repeated"),
    ]
    assert found[0].detail == (
        "第 2 行“实际销售额”列：「12万」 不是数字；请写成 1234.50 这样，未记录则留空"
        " / row 2, column 实际销售额: 「12万」 is not a number; write it like 1234.50, "
        "or leave the cell blank if it was not recorded"
    )
    assert "row 3, column 工号: nobody in this cycle has the number 「E009」; correct it" in found[1].detail
    assert "row 6, column 工号: 「E001」 already stands in row 2; " in found[5].detail


def test_all_of_many_bad_rows_are_named() -> None:
    """Past the limit of faults a row is named by its first bad cell only, but every bad row is."""
    count = MAX_CELL_FAULTS // 2
    rows = "".join(f"E{number},x,y,z\n" for number in range(count))
    found = faults("工号,实际销售额,上新数,销售排名\n" + rows)
    assert {fault.pointer.split("/")[2] for fault in found} == {str(row) for row in range(2, count + 2)}
    assert MAX_CELL_FAULTS <= len(found) < MAX_CELL_FAULTS + count


def test_missing_columns_are_each_named_with_the_headers_found() -> None:
    """The person sees at once that the export was the wrong one, or how a header is spelt here."""
    found = faults("姓名,支付买家数\n客服一号,5\n", SELLER_MONTH)
    assert places(found) == [
        ("/columns/工号", "column-missing"),
        ("/columns/实际销售额", "column-missing"),
        ("/columns/目标销售额", "column-missing"),
        ("/columns/订单量", "column-missing"),
    ]
    assert "支付订单数" in found[3].detail
    assert all("Headers found: 「姓名」, 「支付买家数」" in fault.detail for fault in found)


def test_headers_that_stand_twice_are_named() -> None:
    """Which of the two holds the sales, nobody can say."""
    found = faults("工号,实际销售额,实际销售额 \nE001,5,6\n")
    assert places(found) == [("/columns/实际销售额", "column-repeated")]
    assert "columns 2, 3" in found[0].detail


def test_two_names_of_one_fact_at_once_are_named() -> None:
    """The preferred header and an alias side by side may hold different numbers."""
    found = faults("工号,实际销售额,支付金额\nE001,5,6\n")
    assert places(found) == [("/columns/支付金额", "column-ambiguous")]
    assert "measures.actual_sales" in found[0].detail


def test_repeated_header_that_nobody_reads_is_a_fault_too() -> None:
    """The file would name two columns alike in its list of ignored ones; a torn export looks like this."""
    assert places(faults("工号,实际销售额,备注,备注\nE001,5,,\n")) == [("/columns/备注", "column-repeated")]


def test_header_with_a_slash_is_a_valid_pointer() -> None:
    """RFC 6901 writes a slash inside a step as ~1."""
    found = faults("工号/编号~,实际销售额\nE001,5\n,6\n")
    assert places(found)[0] == ("/columns/工号", "column-missing")
    assert places(faults("工号,实际销售额,a/b~,a/b~\nE001,5,,\n")) == [("/columns/a~1b~0", "column-repeated")]


@pytest.mark.parametrize("number", ["E\u0007001", "x" * 65])
def test_staff_number_must_be_printable_and_short(number: str) -> None:
    """It is shown in messages, logs and pages; control characters are shown by their code."""
    found = faults(f"工号,实际销售额\n{number},5\n")
    assert places(found) == [("/rows/2/工号", "person-invalid")]
    assert "\u0007" not in found[0].detail


def test_formula_as_staff_number_is_an_unknown_person() -> None:
    """It is compared as text and shown as text."""
    assert places(faults("工号,实际销售额\n=1+1,5\n", known=PEOPLE)) == [("/rows/2/工号", "person-unknown")]


def test_people_are_matched_by_their_staff_numbers() -> None:
    """Facts go to a person's card, not to a number."""
    table = read("工号,实际销售额\nE002,5\nE001,6\n")
    assert match_people(table, PEOPLE) == {PEOPLE["E002"]: table.rows[0], PEOPLE["E001"]: table.rows[1]}


def test_matching_names_every_unknown_person() -> None:
    """A table read without the list of people is checked when it is matched."""
    table = read("工号,实际销售额\nE001,5\ne002,6\nE003,7\n")
    with pytest.raises(InvalidDocument) as refusal:
        match_people(table, PEOPLE)
    assert places(list(refusal.value.faults)) == [
        ("/rows/3/工号", "person-unknown"),
        ("/rows/4/工号", "person-unknown"),
    ]


def test_known_people_may_be_absent_from_the_file() -> None:
    """A file may hold the facts of some; the others' items stay unscored until theirs arrive."""
    known: dict[str, UUID] = PEOPLE | {"E003": uuid4()}
    assert len(match_people(read("工号,实际销售额\nE001,5\n", known=known), known)) == 1
