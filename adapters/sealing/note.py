"""Signed notes (C2SP signed-note): a text with signature lines under it. Read strictly, written in one way only."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.sealing.encoding import Malformed, from_base64, to_base64

LONGEST = 64 * 1024
"""Characters of a note at most."""
MOST_SIGNATURES = 100
KEY_ID_SIZE = 4
NAME = r"[^\s+]+"
"""A key's name: no space of any kind, no plus."""

_SIGNATURE = re.compile(rf"— ({NAME}) ([A-Za-z0-9+/]+={{0,2}})")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True)
class Signature:
    """One signature line.

    Attributes:
        name: of the key.
        key_id: its four bytes.
        signature: the rest, in the key's own algorithm.
    """

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """The line, without its newline."""
        return f"— {self.name} {to_base64(self.key_id + self.signature)}"


@dataclass(frozen=True)
class Note:
    """A note whose signatures are yet to be verified.

    Attributes:
        text: what is signed, with its final newline.
        signatures: in their order; no two of one key.
    """

    text: str
    signatures: tuple[Signature, ...]

    def write(self) -> str:
        """The whole note."""
        return self.text + "\n" + "".join(f"{signature.line()}\n" for signature in self.signatures)


def read_note(written: str) -> Note:
    """The note in a text.

    Raises:
        Malformed: it is no signed note, or holds two signatures of one key.
    """
    if len(written) > LONGEST:
        raise Malformed(f"a note has at most {LONGEST} characters")
    if _CONTROL.search(written):
        raise Malformed("a note holds no control characters but newlines")
    text, found, signatures = written.rpartition("\n\n")
    if not found or not text:
        raise Malformed("a note is a text, an empty line and signature lines")
    if not signatures.endswith("\n"):
        raise Malformed("a note ends with a newline")
    lines = signatures[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise Malformed(f"a note has at most {MOST_SIGNATURES} signatures")
    return Note(text + "\n", _distinct([_signature(line) for line in lines]))


def _signature(line: str) -> Signature:
    found = _SIGNATURE.fullmatch(line)
    if not found:
        raise Malformed("a signature line is a dash, a name and base64, with a space between them")
    content = from_base64(found[2])
    if len(content) <= KEY_ID_SIZE:
        raise Malformed("a signature line holds a key id and a signature")
    return Signature(found[1], content[:KEY_ID_SIZE], content[KEY_ID_SIZE:])


def _distinct(signatures: Sequence[Signature]) -> tuple[Signature, ...]:
    if len({(signature.name, signature.key_id) for signature in signatures}) < len(signatures):
        raise Malformed("a note holds one signature of a key, not two")
    return tuple(signatures)
