"""How large a file of facts may be. Past a limit it is refused whole; nothing is cut off silently."""

from application.importing import fault
from domain.errors import InvalidDocument

MAX_BYTES = 10 * 1024 * 1024
"""Of the file as sent: 20,000 people with thirty columns take about 5 MiB of CSV."""

MAX_UNPACKED_BYTES = 100 * 1024 * 1024
"""Of a workbook's parts, unpacked, and of the texts that its cells repeat."""

MAX_ROWS = 20_000
MAX_COLUMNS = 200

HEADER_DEPTH = 10
"""Seller tools put the shop, the period and notes above the headers: these stand in one of the first ten rows."""

MAX_CELL_FAULTS = 20_000
"""From here on a bad row is named by its first bad cell only: every bad row is named, and the answer stays bounded."""


def refusal(code: str, zh: str, en: str, *, pointer: str = "") -> InvalidDocument:
    """The refusal of a file as a whole; `zh` continues "文件…", `en` continues "the file …"."""
    return InvalidDocument([fault(pointer, code, f"文件{zh}", f"the file {en}")])


def too_many_rows() -> InvalidDocument:
    """For text files and workbooks alike."""
    return refusal("too-many-rows", f"超过 {MAX_ROWS} 行，请拆分", f"has more than {MAX_ROWS} rows; split it")


def too_many_columns(where_zh: str, where_en: str, *, pointer: str = "") -> InvalidDocument:
    """For text files and workbooks alike."""
    zh = f"{where_zh}超过 {MAX_COLUMNS} 列，请只保留指标数据"
    return refusal(
        "too-many-columns",
        zh,
        f"has more than {MAX_COLUMNS} columns {where_en}; keep those with facts",
        pointer=pointer,
    )
