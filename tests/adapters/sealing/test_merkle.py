"""Roots and proofs are those of RFC 6962: whoever checks them with another tool must come to the same answer."""

import json
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sealing.merkle import EMPTY_ROOT, GrowingRoot, ProofRefused, check_consistency, check_inclusion

VECTORS = Path(__file__).parents[4] / "shared" / "vectors"


def leaves(count: int) -> list[bytes]:
    """Leaf hashes that differ."""
    return [sha256(b"\0" + str(number).encode()).digest() for number in range(count)]


def root_of(hashes: list[bytes]) -> bytes:
    """MTH as section 2.1 of the RFC defines it, word for word."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    return sha256(b"\1" + root_of(hashes[:split]) + root_of(hashes[split:])).digest()


def vectors(name: str) -> list[Any]:
    """Published cases, read where they lie."""
    file = VECTORS / f"rfc6962-{name}.json"
    if not file.is_file():
        return [pytest.param(None, marks=pytest.mark.skip(reason=f"the published vectors are not at {VECTORS}"))]
    return [pytest.param(case, id=f"{case['case']}") for case in json.loads(file.read_text(encoding="utf-8"))]


def hashes(proof: list[str] | None) -> list[bytes]:
    """A proof's hashes."""
    return [b64decode(hash) for hash in proof or []]


def refused(case: dict[str, Any], *arguments: Any) -> bool:
    """Whether the proof of a case is refused."""
    check = check_inclusion if "leafIdx" in case else check_consistency
    try:
        check(*arguments)
    except ProofRefused:
        return True
    return False


@pytest.mark.parametrize("case", vectors("inclusion"))
def test_published_inclusion_proofs(case: dict[str, Any]) -> None:
    """The cases of transparency-dev/merkle: what they refuse is refused, what they accept is accepted."""
    root, leaf = b64decode(case["root"]), b64decode(case["leafHash"])
    arguments = (case["leafIdx"] + 1, case["treeSize"], leaf, hashes(case["proof"]), root)
    assert refused(case, *arguments) == case["wantErr"]


@pytest.mark.parametrize("case", vectors("consistency"))
def test_published_consistency_proofs(case: dict[str, Any]) -> None:
    """The same for the claim that one tree grew out of another."""
    first, second = b64decode(case["root1"]), b64decode(case["root2"])
    arguments = (case["size1"], first, case["size2"], second, hashes(case["proof"]))
    assert refused(case, *arguments) == case["wantErr"]


@given(st.integers(0, 600))
def test_a_growing_root_is_the_root_of_the_definition(size: int) -> None:
    """The verifier keeps a handful of hashes instead of the tree; they must amount to the same."""
    growing = GrowingRoot()
    for leaf in leaves(size):
        growing.add(leaf)
    assert growing.root() == root_of(leaves(size))
    assert growing.size == size


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    """So the RFC has it."""
    assert GrowingRoot().root() == EMPTY_ROOT == sha256(b"").digest()


@pytest.mark.parametrize(("position", "size"), [(0, 1), (-1, 1), (2, 1), (1, 0)])
def test_a_position_outside_the_tree_is_refused(position: int, size: int) -> None:
    """A negative index reads a list from its end, and would prove something else."""
    with pytest.raises(ProofRefused):
        check_inclusion(position, size, leaves(1)[0], [], leaves(1)[0])


def test_a_hash_of_another_length_is_refused() -> None:
    """Two nodes glued together must not pass for one."""
    one, two = leaves(2)
    with pytest.raises(ProofRefused):
        check_inclusion(1, 2, one, [two + b"\0"], root_of([one, two]))
    with pytest.raises(ProofRefused):
        check_consistency(1, one, 2, root_of([one, two]), [two[:-1]])


def test_an_empty_tree_proves_nothing() -> None:
    """Every tree begins with no leaves; a proof of that would look like one of something."""
    with pytest.raises(ProofRefused):
        check_consistency(0, EMPTY_ROOT, 1, leaves(1)[0], [])
