"""The Merkle tree of RFC 6962: a root that grows leaf by leaf, and strict checks of proofs.

The hash is hashlib's; proofs are checked by `tlog_scales`, after what it lets pass has been refused.
"""

from collections.abc import Sequence
from hashlib import sha256

from tlog_scales.tlog import ConsistencyProof, ConsistencyProofInvalid, InclusionProof, InclusionProofInvalid

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


class ProofRefused(Exception):
    """The proof does not prove what it is shown for."""


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of the node over two nodes (RFC 6962 section 2.1)."""
    return sha256(b"\x01" + left + right).digest()


class GrowingRoot:
    """The root over leaf hashes that come one after the other; keeps one hash a bit of its size, no leaves."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []  # of the perfect subtrees that the size's bits stand for, the largest first

    def add(self, leaf: bytes) -> None:
        """One more leaf hash."""
        node, size = leaf, self.size
        while size & 1:
            node = node_hash(self._peaks.pop(), node)
            size >>= 1
        self._peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._peaks:
            return EMPTY_ROOT
        *others, root = self._peaks
        for peak in reversed(others):
            root = node_hash(peak, root)
        return root


def check_inclusion(position: int, size: int, leaf: bytes, hashes: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf stands at `position` (1 for the first) in the tree of `size` leaves under `root`.

    Raises:
        ProofRefused: it does not, or the proof is none.
    """
    if not 1 <= position <= size:
        raise ProofRefused(f"there is no position {position} in a tree of {size}")
    _require_hashes((leaf, root, *hashes))
    try:
        InclusionProof(position - 1, size, list(hashes)).check(leaf, root)
    except InclusionProofInvalid as error:
        raise ProofRefused(str(error)) from error


def check_consistency(first: int, first_root: bytes, second: int, second_root: bytes, hashes: Sequence[bytes]) -> None:
    """Check that the tree of `second` leaves begins with the tree of `first` leaves.

    Raises:
        ProofRefused: it does not, or the proof is none. An empty tree is refused: it says nothing.
    """
    if not 1 <= first <= second:
        raise ProofRefused(f"a tree of {second} cannot be shown to begin with one of {first}")
    _require_hashes(hashes)
    if first == second and hashes:
        raise ProofRefused("equal sizes need no hashes")
    try:
        ConsistencyProof(first, second, list(hashes)).check(first_root, second_root)
    except ConsistencyProofInvalid as error:
        raise ProofRefused(str(error)) from error


def _require_hashes(hashes: Sequence[bytes]) -> None:
    if any(len(hash) != HASH_SIZE for hash in hashes):
        raise ProofRefused(f"a hash has {HASH_SIZE} bytes")
