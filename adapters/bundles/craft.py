"""Implements the port `application.bundling.Craft`."""

from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from uuid import UUID

from tlog_scales.tiles import leaf_hash

from adapters.bundles.archive import pack, unpack
from adapters.bundles.leaves import event_of, leaf_of
from adapters.bundles.report import render
from adapters.sealing import ProofRefused, check_consistency, check_inclusion
from application.bundling import Unfit
from application.ports import Recorded
from domain.scoring.words import Words


class BundleCraft:
    """Costs nothing until it is asked."""

    @property
    def writer(self) -> str:
        """Name and version of this program."""
        try:
            return f"jixiao {version('jixiao')}"
        except PackageNotFoundError:
            return "jixiao"

    def leaf(self, organization: UUID, recorded: Recorded) -> bytes:
        return leaf_of(organization, recorded)

    def event(self, organization: UUID, leaf: bytes) -> Recorded:
        return event_of(organization, leaf)

    def leaf_hash(self, leaf: bytes) -> bytes:
        return leaf_hash(leaf)

    def check_inclusion(self, position: int, size: int, leaf: bytes, hashes: Sequence[bytes], root: bytes) -> None:
        try:
            check_inclusion(position, size, leaf, hashes, root)
        except ProofRefused as error:
            zh = f"第 {position} 条不在所签的树中：{error}"
            en = f"the event at position {position} is not in the tree that was signed: {error}"
            raise Unfit(Words(zh, en)) from error

    def check_consistency(
        self, first: int, first_root: bytes, second: int, second_root: bytes, hashes: Sequence[bytes]
    ) -> None:
        try:
            check_consistency(first, first_root, second, second_root, hashes)
        except ProofRefused as error:
            zh = f"检查点 {second} 不是由检查点 {first} 延续而来：{error}"
            en = f"the checkpoint of {second} events did not grow out of the one of {first}: {error}"
            raise Unfit(Words(zh, en)) from error

    def pack(self, members: Mapping[str, bytes]) -> bytes:
        return pack(members)

    def unpack(self, content: bytes) -> dict[str, bytes]:
        return unpack(content)

    def report(self, page: Mapping[str, Any], lang: str) -> bytes:
        return render(page, lang)
