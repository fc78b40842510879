"""A bundle's archive: a ZIP that can be written in one way only, and is read no other way.

Members are stored, not compressed: nothing unfolds into more than it is. Names are sorted, plain and at most one folder
deep; times, rights and comments are always the same. What was packed again by another program is refused.
"""

import re
import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO

from application.bundling import Unfit
from application.bundling.contents import LARGEST
from domain.scoring.words import Words

MOST_MEMBERS = 1000
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,119}(/[a-z0-9][a-z0-9._-]{0,119})?", re.ASCII)
NO_TIME, NO_DATE = (1980, 1, 1, 0, 0, 0), 1 << 5 | 1
RIGHTS = 0o100644 << 16
UNIX, VERSION = 3, 20
END, ENTRY, LOCAL = 22, 46, 30
"""Bytes of the records of a ZIP, without names."""


def pack(members: Mapping[str, bytes]) -> bytes:
    """The archive of these members. Raises ValueError for a name that it does not take."""
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            if not NAME.fullmatch(name):
                raise ValueError(f"{name!r} is no name of a member")
            archive.writestr(_entry(name), members[name])
    return kept.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """The members of an archive. Raises Unfit for one that `pack` would not have written."""
    count = _count(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) != count:
                raise _unfit("成员数不符", "its members are not as many as it says")
            _require_plain(entries, content)
            return {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, struct.error) as error:
        raise _unfit(f"压缩包已损坏（{error}）", f"the archive is damaged ({error})") from error


def _count(content: bytes) -> int:
    """How many members its end says that it has: asked before anything is read."""
    if len(content) > LARGEST:
        raise _unfit("文件过大", f"it has more than {LARGEST} bytes")
    if len(content) < END or content[-END:-18] != b"PK\x05\x06":
        raise _unfit("不是证据包", "it is no bundle: a ZIP archive ends otherwise, or something stands after its end")
    found: tuple[int, ...] = struct.unpack("<4s4H2LH", content[-END:])[1:]
    disk, start, here, count, size, offset, comment = found
    if (disk, start, comment) != (0, 0, 0) or here != count or offset + size + END != len(content):
        raise _unfit("压缩包的结尾不合规范", "its end is not that of an archive of this format")
    if not 1 <= count <= MOST_MEMBERS or size > count * (ENTRY + 250):
        raise _unfit("成员过多", f"it has more than {MOST_MEMBERS} members")
    return count


def _require_plain(entries: list[zipfile.ZipInfo], content: bytes) -> None:
    """Each member as `pack` writes it, one after the other, with nothing between them; then the directory likewise."""
    offset, last, directory = 0, "", b""
    for entry in entries:
        name, size = entry.filename, entry.file_size
        if entry.orig_filename != name or not NAME.fullmatch(name):
            raise _unfit(f"成员名不合规范：{name[:80]!r}", f"no member is called {name[:80]!r}")
        if name <= last:
            raise _unfit(f"成员重复或乱序：{name}", f"{name} stands twice or out of order")
        if content[offset : offset + LOCAL + len(name)] != _local_header(entry):
            raise _unfit(
                f"{name} 不是以本格式存入的", f"{name} is not stored as in this format, or not where it should be"
            )
        directory += _directory_entry(entry, offset)
        offset, last = offset + LOCAL + len(name) + size, name
    if content[offset:-END] != directory:
        raise _unfit(
            "目录不合规范，或其前后有多余的内容",
            "its directory is not as in this format, or something stands beside it",
        )


def _local_header(entry: zipfile.ZipInfo) -> bytes:
    """What stands in front of a member's bytes."""
    name, size = entry.filename.encode(), entry.file_size
    fixed = (b"PK\x03\x04", VERSION, 0, 0, 0, NO_DATE, entry.CRC, size, size, len(name), 0)
    return struct.pack("<4s5H3L2H", *fixed) + name


def _directory_entry(entry: zipfile.ZipInfo, offset: int) -> bytes:
    """What the directory says of a member."""
    name, size = entry.filename.encode(), entry.file_size
    fixed = (b"PK\x01\x02", VERSION, UNIX, VERSION, 0, 0, 0, 0, NO_DATE, entry.CRC, size, size)
    return struct.pack("<4s4B4H3L5H2L", *fixed, len(name), 0, 0, 0, 0, RIGHTS, offset) + name


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, NO_TIME)
    entry.create_system, entry.create_version, entry.extract_version = UNIX, VERSION, VERSION
    entry.external_attr = RIGHTS
    return entry


def _unfit(zh: str, en: str) -> Unfit:
    return Unfit(Words(zh, en))
