"""What a cell says: exactly what is written, or nothing, or a fault; never a guess."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.importing.cells import Cell, Unreadable, header_key, number_of, rank_of, text_of

POINTS = st.decimals(
    allow_nan=False, allow_infinity=False, places=4, min_value=Decimal("-1e15"), max_value=Decimal("1e15")
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("118000", "118000"),
        ("1234.50", "1234.50"),
        (" 1234.50\t", "1234.50"),
        ("\u00a01234.50\u3000", "1234.50"),
        ("1,234.50", "1234.50"),
        ("12,345,678", "12345678"),
        ("１２，３４５．６７", "12345.67"),
        ("31.2%", "0.312"),
        ("31.20 %", "0.3120"),
        ("３１．２％", "0.312"),
        ("-0.5%", "-0.005"),
        ("1,250%", "12.50"),
        ("￥1,234.50", "1234.50"),
        ("¥ 99", "99"),
        ("1234.50元", "1234.50"),
        ("￥1,234.50 元", "1234.50"),
        ("-¥120.00", "-120.00"),
        ("¥-120.00", "-120.00"),
        ("－12", "-12"),
        ("\u221212", "-12"),
        ("+3", "+3"),
        ('="0012"', "12"),
        ("0", "0"),
        ("0.10", "0.10"),
    ],
)
def test_number_is_read_exactly_as_written(written: str, expected: str) -> None:
    """Seller tools and people write numbers in many ways; each has one exact value, down to its last zero."""
    number = number_of(written)
    assert number is not None
    assert number.as_tuple() == Decimal(expected).as_tuple()


@pytest.mark.parametrize("written", ["", "   ", "\u3000", "-", "--", "－", "－－", "—", "——", " -- "])
def test_blank_and_dash_are_not_recorded(written: str) -> None:
    """A fact that nobody recorded is not zero: it leaves its item unscored."""
    assert number_of(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "12万", "1,23", "1,2345", "12,34.5", ",123", "1.2.3", ".5", "5.", "1 234", "(5)", "（5）", "N/A", "无", "null",
        "nan", "Infinity", "0x10", "1_000", "5²", "①", "½", "٣", "%", "元", "¥", "¥5%", "5%元", "5%%", "--5", "-¥-5",
        "---", "1e", "TRUE", "3天", "12小时", "5‰", "$5",
    ],
)  # fmt: skip
def test_anything_else_is_refused(written: str) -> None:
    """A wrong guess about a number is a wrong wage: what is not plainly a number is a fault."""
    with pytest.raises(Unreadable) as why:
        number_of(written)
    assert why.value.code == "number-unreadable"
    assert "leave the cell blank" in why.value.en
    assert "留空" in why.value.zh


@pytest.mark.parametrize("written", ["=1+1", "=cmd|'/c calc'!A1", "@SUM(A1)", '=HYPERLINK("x")'])
def test_formula_is_text_and_never_computed(written: str) -> None:
    """A formula in a text file is an attack on whoever opens it next; here it is a text that is no number."""
    with pytest.raises(Unreadable, match="formula"):
        number_of(written)


@pytest.mark.parametrize("written", ["1.2E+05", "3e4", "1.18E5"])
def test_scientific_notation_is_refused_with_the_reason(written: str) -> None:
    """A spreadsheet that shows 1.2E+05 has dropped the digits behind it."""
    with pytest.raises(Unreadable, match="lost digits") as why:
        number_of(written)
    assert why.value.code == "number-scientific"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1" * 28, None),
        ("1" * 29, "number-too-long"),
        ("0." + "0" * 27 + "1", None),
        ("0." + "0" * 28 + "1", "number-too-long"),
        ("1" * 27 + "%", None),
        ("1" * 200_000, "number-unreadable"),
        ("1" + " " * 200_000 + "x", "number-unreadable"),
        (Decimal("1e300"), "number-too-long"),
    ],
)
def test_length_of_a_number_is_bounded(written: Cell, code: str | None) -> None:
    """Beyond 28 digits arithmetic would round unseen; and a cell of 200,000 characters must not cost minutes."""
    try:
        number_of(written)
        found = None
    except Unreadable as why:
        found = why.code
    assert found == code


@given(POINTS)
def test_number_survives_every_way_of_writing_it(number: Decimal) -> None:
    """Writing a number with separators, a currency mark or full-width digits never changes it."""
    wide = str.maketrans({char: chr(ord(char) + 0xFEE0) for char in "0123456789.,-%"})
    for written in (f"{number:f}", f"{number:,f}", f"¥{number:,f}", f" {number:f} 元", f"{number:,f}".translate(wide)):
        assert number_of(written) == number


@given(POINTS)
def test_percent_is_an_exact_hundredth_in_any_decimal_context(number: Decimal) -> None:
    """The value of a cell must not depend on the precision that some other code has set."""
    with localcontext() as context:
        context.prec = 3
        read = number_of(f"{number:f}%")
    assert read is not None
    assert read * 100 == number


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_nothing_or_a_fault(written: str) -> None:
    """No text that a file may hold ends in any other error."""
    try:
        number = number_of(written)
    except Unreadable:
        return
    assert number is None or number.is_finite()


@pytest.mark.parametrize(
    ("written", "expected"), [("1", 1), ("２", 2), ("3.0", 3), (Decimal("4"), 4), ("", None), ("--", None)]
)
def test_rank_is_a_whole_number(written: Cell, expected: int | None) -> None:
    """The first is 1; spreadsheets may write it 1.0."""
    assert rank_of(written) == expected


@pytest.mark.parametrize("written", ["0", "-1", "1.5", "150%", Decimal("2.5")])
def test_no_other_number_is_a_rank(written: Cell) -> None:
    """There is no place nought and none between two others."""
    with pytest.raises(Unreadable) as why:
        rank_of(written)
    assert why.value.code == "rank-invalid"


def test_staff_number_keeps_its_zeros() -> None:
    """`="0012"` is how seller tools keep Excel from turning 0012 into 12."""
    assert text_of('="0012"') == "0012"
    assert text_of(" Ｅ００１ ") == "E001"
    assert text_of(Decimal("1001")) == "1001"


def test_headers_are_the_same_whatever_their_width_case_and_blanks() -> None:
    """Each export writes its brackets in its own way."""
    assert header_key("页面浏览量（PV）") == header_key(" 页面浏览量 (pv)\ufeff")
    assert header_key("访客数") != header_key("浏览量")
