"""Archives: written in one way only, and nothing that a stranger packs can hurt whoever opens it."""

import struct
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.bundles import pack, unpack
from adapters.bundles.archive import MOST_MEMBERS, NAME
from application.bundling import Unfit

MEMBERS = {"manifest.json": b"{}\n", "evidence/a.csv": b"1,2\n", "report.zh.html": b"<p>"}
SHAPES = st.dictionaries(st.from_regex(NAME, fullmatch=True), st.binary(max_size=50), min_size=1, max_size=8)


@given(SHAPES)
def test_what_is_packed_is_unpacked(members: Mapping[str, bytes]) -> None:
    """And packed again it is the same, in whatever order it came."""
    content = pack(members)
    assert unpack(content) == dict(members)
    assert pack(dict(reversed(list(members.items())))) == content


def test_ordinary_programs_open_it() -> None:
    """It is a ZIP like any other."""
    with zipfile.ZipFile(BytesIO(pack(MEMBERS))) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == sorted(MEMBERS)


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/passwd", "a/../b", "a\\b", "C:x", "a/b/c", "", "a/", "-x", ".x", "UPPER", "ü", "a\0b", "a" * 300],
)
def test_a_name_that_could_lead_elsewhere_is_never_written(name: str) -> None:
    """Whoever unpacks a bundle gets files in one folder."""
    with pytest.raises(ValueError, match="no name of a member"):
        pack({name: b""})


def zipped(*entries: tuple[str, bytes], **changes: object) -> bytes:
    """An archive as somebody else might pack it, with the marks of ours but for `changes`."""
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            for field, value in changes.items():
                setattr(entry, field, value)
            archive.writestr(entry, content)
    return kept.getvalue()


def test_the_marks_are_ours() -> None:
    """Else the tests below would be refused for another reason."""
    assert zipped(*sorted(MEMBERS.items())) == pack(MEMBERS)


def bomb() -> bytes:
    """A megabyte of nothing in a kilobyte."""
    return zipped(("a", bytes(2**20)), compress_type=zipfile.ZIP_DEFLATED)


def duplicated() -> bytes:
    """One name, two contents: which of them is proved, and which is read?"""
    with pytest.warns(UserWarning, match="Duplicate"):
        return zipped(("a", b"1"), ("a", b"2"))


def with_local_name(name: str) -> bytes:
    """The name at the member is not that in the directory."""
    return zipped(("abc", b"1")).replace(b"abc", name.encode(), 1)


def overlapping() -> bytes:
    """Two entries of the directory over one member, as in a non-recursive bomb."""
    content = zipped(("a", b"1"), ("b", b"2"))
    start = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", start + 1)
    entry = bytearray(content[second:-22])
    entry[42:46] = struct.pack("<L", 0)
    return content[:second] + bytes(entry) + content[-22:]


def said_to_be_larger() -> bytes:
    """A size that the file does not have."""
    content = bytearray(zipped(("a", b"1")))
    start = content.index(b"PK\x01\x02")
    content[start + 20 : start + 28] = struct.pack("<LL", 2**31, 2**31)
    return bytes(content)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "compressed": bomb,
    "a path upwards": lambda: zipped(("../evil", b"1")),
    "an absolute path": lambda: zipped(("/evil", b"1")),
    "a backslash": lambda: zipped(("a\\b", b"1")),
    "a NUL in a name": lambda: zipped(("abc", b"1")).replace(b"abc", b"a\0c"),
    "a name twice": duplicated,
    "out of order": lambda: zipped(("b", b"1"), ("a", b"2")),
    "another name inside": lambda: with_local_name("abd"),
    "overlapping members": overlapping,
    "a false size": said_to_be_larger,
    "a comment": lambda: zipped(("a", b"1"), comment=b"hello"),
    "an extra field": lambda: zipped(("a", b"1"), extra=b"\x01\x00\x02\x00ab"),
    "a link": lambda: zipped(("a", b"/etc/passwd"), external_attr=0o120777 << 16),
    "another time": lambda: zipped(("a", b"1"), date_time=(2026, 1, 1, 0, 0, 0)),
    "something in front": lambda: b"#!/bin/sh\n" + pack(MEMBERS),
    "something behind": lambda: pack(MEMBERS) + b"more",
    "something between": lambda: pack(MEMBERS).replace(b"PK\x01\x02", b"xxPK\x01\x02", 1),
    "another content": lambda: pack(MEMBERS).replace(b"1,2\n", b"1,3\n"),
    "cut off": lambda: pack(MEMBERS)[:-30],
    "nothing": lambda: pack({"a": b""})[:0],
    "no members": lambda: b"PK\x05\x06" + bytes(18),
    "a comment at the end": lambda: pack(MEMBERS)[:-2] + b"\x02\x00hi",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_whatever_we_would_not_have_written_is_refused(what: str) -> None:
    """Before anything of it is believed, and without unfolding it."""
    with pytest.raises(Unfit):
        unpack(HOSTILE[what]())


def test_more_members_than_any_bundle_has_are_refused_before_they_are_read() -> None:
    """A directory of a million entries is a bomb, too."""
    names = [f"f{number:05d}" for number in range(MOST_MEMBERS + 1)]
    with pytest.raises(Unfit, match="more than"):
        unpack(pack(dict.fromkeys(names, b"")))


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_or_are_ours(content: bytes) -> None:
    """No traceback, whatever comes."""
    with pytest.raises(Unfit):
        unpack(content)


@pytest.mark.parametrize("mask", [0x01, 0x20, 0x80, 0xFF])
def test_one_changed_byte_anywhere_is_refused(mask: int) -> None:
    """In names, contents, headers, directory or end: nothing of it is left to choose."""
    whole = pack(MEMBERS)
    for at in range(len(whole)):
        content = bytearray(whole)
        content[at] ^= mask
        with pytest.raises(Unfit):
            unpack(bytes(content))
