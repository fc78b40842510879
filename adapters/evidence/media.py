"""Which files are taken as evidence, and whether the bytes are what they are said to be."""

import codecs
import io
import zipfile
from collections.abc import Callable

from domain.errors import Invalid

LIMIT = 20 * 1024 * 1024
"""Bytes of one file."""

TABLE_LIMIT = 64 * 1024 * 1024
"""Bytes of one CSV: a busy shop's month of chats, 200,000 messages, takes 16 to 30 MiB."""

PART = 1024 * 1024

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT_ENCODINGS = ("utf-8-sig", "gb18030")
TEXT_CONTROLS = frozenset("\t\n\r\f")
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def require_acceptable(content: bytes, media_type: str) -> str:
    """The media type in its plain form, when the bytes are of it.

    Args:
        content: the whole file.
        media_type: as declared, such as `text/csv; charset=utf-8`.

    Raises:
        Invalid: the type is not taken, the file is empty or too large, or the bytes are something else.
    """
    plain = media_type.partition(";")[0].strip().lower()
    if plain not in _KINDS:
        raise Invalid(
            f"不接受 {plain[:80]!r} 类型的证据文件；可用 PDF、PNG、JPEG、CSV、XLSX、TXT / "
            f"files of the type {plain[:80]!r} are not taken as evidence; use PDF, PNG, JPEG, CSV, XLSX or TXT",
            code="evidence-type",
            pointer="/media_type",
        )
    if not content:
        raise Invalid(
            "文件是空的；请重新选择 / the file is empty; choose the file again",
            code="evidence-empty",
            pointer="/content",
        )
    limit = TABLE_LIMIT if plain == "text/csv" else LIMIT
    if len(content) > limit:
        raise Invalid(
            f"文件有 {len(content)} 字节，最多 {limit} 字节；请压缩或分开 / "
            f"the file has {len(content)} bytes and at most {limit} are taken; make it smaller or split it",
            code="evidence-size",
            pointer="/content",
        )
    name, is_of_kind = _KINDS[plain]
    if not is_of_kind(content):
        raise Invalid(
            f"文件声明为 {name}，内容不是；请更正声明，或另存为 {name} / "
            f"the file is declared as {name}, and its bytes are not; declare what it is, or save it again as {name}",
            code="evidence-mismatch",
            pointer="/content",
        )
    return plain


def _is_xlsx(content: bytes) -> bool:
    """A ZIP that holds a workbook; nothing of it is unpacked."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {"[Content_Types].xml", "xl/workbook.xml"} <= set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False


def _is_text(content: bytes) -> bool:
    """Text in one of the encodings that shops' tools export, and no other kind of file under its name."""
    if content.startswith(UTF16_MARKS):
        return _is_printable(content, "utf-16")
    if any(is_of_kind(content) for name, is_of_kind in _KINDS.values() if name not in {"CSV", "TXT"}):
        return False
    return any(_is_printable(content, encoding) for encoding in TEXT_ENCODINGS)


def _is_printable(content: bytes, encoding: str) -> bool:
    """Part by part, so that a large file is not held a second time as text."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content) + 1, PART):
            part = content[start : start + PART]
            text = decoder.decode(part, final=start + PART > len(content))
            if any(character < " " and character not in TEXT_CONTROLS for character in set(text)):
                return False
    except UnicodeDecodeError:
        return False
    return True


_KINDS: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    "application/pdf": ("PDF", lambda content: content.startswith(b"%PDF-")),
    "image/png": ("PNG", lambda content: content.startswith(b"\x89PNG\r\n\x1a\n")),
    "image/jpeg": ("JPEG", lambda content: content.startswith(b"\xff\xd8\xff")),
    "text/csv": ("CSV", _is_text),
    XLSX: ("XLSX", _is_xlsx),
    "text/plain": ("TXT", _is_text),
}
