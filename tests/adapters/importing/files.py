"""Files for the tests: small CSV texts and real workbooks, and what reading them answers."""

import io
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
import xlsxwriter

from adapters.importing import built_in_mapping, mapping_from_document, read_facts
from application.importing import ColumnMapping, FactTable
from domain.errors import Fault, InvalidDocument

SELLER_MONTH = built_in_mapping("seller-month")

SMALL = mapping_from_document(
    {
        "id": "small",
        "title": {"zh": "小表", "en": "Small"},
        "key": {"header": "工号", "aliases": ["employee"]},
        "summary_keys": ["汇总"],
        "columns": [
            {"header": "实际销售额", "aliases": ["支付金额"], "fact": "measures.actual_sales", "required": True},
            {"header": "上新数", "fact": "counts.new-listings"},
            {"header": "销售排名", "fact": "ranks.personal-sales"},
        ],
    }
)
"""One column of each kind."""


def read(text: str, mapping: ColumnMapping = SMALL, known: dict[str, UUID] | None = None) -> FactTable:
    """The facts of a CSV text."""
    return read_facts(text.encode(), "facts.csv", mapping, known)


def faults(content: str | bytes, mapping: ColumnMapping = SMALL, known: dict[str, UUID] | None = None) -> list[Fault]:
    """All faults that refuse a file."""
    data = content.encode() if isinstance(content, str) else content
    with pytest.raises(InvalidDocument) as refusal:
        read_facts(data, "facts.csv", mapping, known)
    return list(refusal.value.faults)


def places(found: list[Fault]) -> list[tuple[str, str]]:
    """Pointer and code of each fault."""
    return [(fault.pointer, fault.code) for fault in found]


def workbook(*sheets: Sequence[Sequence[Any]], hidden: Sequence[int] = ()) -> bytes:
    """A workbook whose sheets hold these rows; None leaves a cell out, text is never turned into formulas."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "default_date_format": "yyyy-mm"}
    )
    for number, rows in enumerate(sheets):
        sheet = book.add_worksheet()
        if number in hidden:
            sheet.hide()
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if value is not None:
                    sheet.write(row, column, value)
    shown = next(number for number in range(len(sheets)) if number not in hidden)
    book.worksheets()[shown].set_first_sheet()
    book.worksheets()[shown].activate()
    book.close()
    return buffer.getvalue()
