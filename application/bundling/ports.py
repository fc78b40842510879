"""What bundling needs of the outside: the bytes of proofs, of archives and of pages, and the keys of a verifier."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from application.ports import Recorded
from application.verifying.image import Trust
from domain.scoring.words import Words

Document = dict[str, Any]
"""JSON-able, decimals as text."""


class Unfit(Exception):
    """Bytes of a bundle are not what they have to be.

    Attributes:
        words: what is wrong.
    """

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class Craft(Protocol):
    """How a bundle's bytes are made and read.

    Attributes:
        writer: name and version of the program; what it writes differs in wording from version to version.
    """

    @property
    def writer(self) -> str: ...

    def leaf(self, organization: UUID, recorded: Recorded) -> bytes:
        """The sealed form of an event (ADR 0003)."""

    def event(self, organization: UUID, leaf: bytes) -> Recorded:
        """The event in a leaf. Raises Unfit unless it is one of this organization, to the byte."""

    def leaf_hash(self, leaf: bytes) -> bytes:
        """Its hash in the tree."""

    def check_inclusion(self, position: int, size: int, leaf: bytes, hashes: Sequence[bytes], root: bytes) -> None:
        """Raises Unfit unless the leaf of that hash stands at `position` of the tree of `size` under `root`."""

    def check_consistency(
        self, first: int, first_root: bytes, second: int, second_root: bytes, hashes: Sequence[bytes]
    ) -> None:
        """Raises Unfit unless the tree of `second` leaves begins with that of `first`."""

    def pack(self, members: Mapping[str, bytes]) -> bytes:
        """The archive of these members: the same bytes for the same members, whatever their order."""

    def unpack(self, content: bytes) -> dict[str, bytes]:
        """The members of an archive that `pack` made. Raises Unfit for whatever it would not have made."""

    def report(self, page: Document, lang: str) -> bytes:
        """The readable report, `zh` or `en`, of what a page holds (`application.bundling.page`)."""


class BundleTrust(Trust, Protocol):
    """The keys that a verifier was given."""

    def attested(self, note: str) -> tuple[str, tuple[str, ...]]:
        """The text of a signed note, and who of the trusted keys signed it. Raises StatementRefused."""
