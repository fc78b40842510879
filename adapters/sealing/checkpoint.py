"""Checkpoints (C2SP tlog-checkpoint): a ledger's origin, size and root as the text of a signed note."""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from adapters.sealing.encoding import Malformed, from_base64, to_base64
from adapters.sealing.keys import SigningKey, VerifierKey
from adapters.sealing.merkle import HASH_SIZE
from adapters.sealing.note import Note, read_note

LARGEST = 2**63 - 1
UNSIGNED = f"— nobody {to_base64(bytes(5))}\n"
"""A signature line that makes a note of a text, to ask whether it would read as a checkpoint."""
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


class Forged(Exception):
    """A signature that says to be of a known key is not, or none of a known key is there."""


@dataclass(frozen=True)
class TreeHead:
    """What a checkpoint says.

    Attributes:
        origin: which ledger it is of.
        size: how many events it covers, from the first on.
        root: the root of their tree.
    """

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The note's text."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


def origin_of(organization: UUID) -> str:
    """The name of an organization's ledger, and of the keys that sign it: the same wherever it is kept."""
    return f"jixiao/{organization}"


def read_checkpoint(written: str) -> tuple[TreeHead, Note]:
    """What a checkpoint says, and the note that it stands in. Lines of an extension are passed over.

    Raises:
        Malformed: it is none.
    """
    note = read_note(written)
    lines = note.text[:-1].split("\n")
    if len(lines) < 3 or not all(lines):
        raise Malformed("a checkpoint has at least three lines: origin, size and root, none of them empty")
    origin, size, root = lines[:3]
    if not _SIZE.fullmatch(size) or int(size) > LARGEST:
        raise Malformed(f"{size[:30]!r} is no size of a tree")
    content = from_base64(root)
    if len(content) != HASH_SIZE:
        raise Malformed(f"a root has {HASH_SIZE} bytes, not {len(content)}")
    return TreeHead(origin, int(size), content), note


class KeyRing:
    """Keys that a verifier trusts."""

    def __init__(self, keys: Iterable[VerifierKey]) -> None:
        self.keys = tuple(dict.fromkeys(keys))

    def signers(self, note: Note) -> tuple[VerifierKey, ...]:
        """Those of the keys that signed the note; what other keys signed is passed over.

        Raises:
            Forged: a signature under a known key's name and id is not by that key.
        """
        signers = []
        for signature in note.signatures:
            for key in self.keys:
                if key.made(signature):
                    if not key.verifies(note.text, signature):
                        raise Forged(f"the signature under {key.name}+{key.id.hex()} was not made with that key")
                    signers.append(key)
        return tuple(signers)


class NoteSigner:
    """Signs checkpoints with every key of the deployment; implements `application.sealing.Signer`."""

    def __init__(self, keys: Callable[[], Sequence[SigningKey]]) -> None:
        """`keys` is asked for each signature: one key, or two during a rotation."""
        self._keys = keys

    def sign(self, organization: UUID, size: int, root: bytes) -> str:
        return self._note(origin_of(organization), TreeHead(origin_of(organization), size, root).text())

    def attest(self, organization: UUID, text: str) -> str:
        with suppress(Malformed):
            read_checkpoint(f"{text}\n{UNSIGNED}")
            raise ValueError("a checkpoint is signed as one, after its tree was looked at")
        return self._note(origin_of(organization), text)

    def verifier_keys(self, organization: UUID) -> tuple[str, ...]:
        origin = origin_of(organization)
        return tuple(key.verifier(origin).encode() for key in self._keys())

    def _note(self, origin: str, text: str) -> str:
        return Note(text, tuple(key.sign(origin, text) for key in self._keys())).write()
