"""The tree's hashes in the table `ledger_tree`, as the tiles of C2SP tlog-tiles, within one transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from tlog_scales.reader import TilesReader

from adapters.database import Session
from adapters.sealing.merkle import HASH_SIZE, GrowingRoot

WIDTH = 256
"""Hashes of a full tile."""
TILE_SIZE = WIDTH * HASH_SIZE

TILE = "SELECT hashes FROM ledger_tree WHERE organization = %s AND level = %s AND number = %s"
LAST = """
SELECT number, length(hashes) FROM ledger_tree WHERE organization = %s AND level = %s ORDER BY number DESC LIMIT 1
"""
WRITE = """
INSERT INTO ledger_tree (organization, level, number, hashes) VALUES (%s, %s, %s, %s)
ON CONFLICT (organization, level, number) DO UPDATE SET hashes = excluded.hashes
"""
CLEAR = "DELETE FROM ledger_tree WHERE organization = %s"


class TreeDamaged(Exception):
    """A stored tile is missing or too short."""


class StoredTiles:
    """One organization's tiles; also the backend that `tlog_scales` reads tiles from."""

    def __init__(self, session: Session, organization: UUID) -> None:
        self._session = session
        self._organization = organization

    def size(self) -> int:
        """How many leaves there are."""
        number, length = self._last(0)
        return number * WIDTH + length // HASH_SIZE

    def append(self, hashes: Sequence[bytes], level: int = 0) -> None:
        """Put hashes behind the last ones of a level, and the roots of the tiles that they fill behind those above."""
        if not hashes:
            return
        number, length = self._last(level)
        begun = self._tile(level, number)[:length] if length else b""
        content = begun + b"".join(hashes)
        roots = []
        for place, start in enumerate(range(0, len(content), TILE_SIZE), start=number):
            tile = content[start : start + TILE_SIZE]
            self._session.execute(WRITE, (self._organization, level, place, tile))
            if len(tile) == TILE_SIZE:
                roots.append(root_of_tile(tile))
        if roots:
            self.append(roots, level + 1)

    def clear(self) -> None:
        """Forget everything, to make it again."""
        self._session.execute(CLEAR, (self._organization,))

    def root(self, size: int) -> bytes:
        """The root over the first `size` leaves. Raises TreeDamaged."""
        with _damage():
            return self._reader(size).calculate_root_hash()

    def inclusion(self, position: int, size: int) -> tuple[bytes, tuple[bytes, ...]]:
        """The leaf hash at `position` (1 for the first) and its proof in the tree of `size`. Raises TreeDamaged."""
        with _damage():
            reader = self._reader(size)
            leaf = reader.mth(position - 1, position)
            return leaf, tuple(reader.get_inclusion_proof(position - 1, size).node_hashes)

    def consistency(self, first: int, second: int) -> tuple[bytes, ...]:
        """The proof that the tree of `second` leaves begins with that of `first`. Raises TreeDamaged."""
        with _damage():
            return tuple(self._reader(second).get_consistency_proof(first, second).node_hashes)

    def get(self, *path: str) -> bytes | None:
        """A tile by its path in tlog-tiles: `tile/0/x001/234.p/56` is the first 56 hashes of tile 1234 of level 0."""
        _, level, *number = path
        width = WIDTH
        if len(number) > 1 and number[-2].endswith(".p"):
            *number, partial = number
            width, number[-1] = int(partial), number[-1].removesuffix(".p")
        content = self._tile(int(level), int("".join(part.removeprefix("x") for part in number)))
        return content[: width * HASH_SIZE] if len(content) >= width * HASH_SIZE else None

    def _reader(self, size: int) -> TilesReader:
        reader = TilesReader(self)
        reader.set_size(size)
        return reader

    def _tile(self, level: int, number: int) -> bytes:
        row = self._session.execute(TILE, (self._organization, level, number)).fetchone()
        return bytes(row[0]) if row else b""

    def _last(self, level: int) -> tuple[int, int]:
        """The tile that the level's next hash goes to, and how many bytes it has."""
        row = self._session.execute(LAST, (self._organization, level)).fetchone()
        number, length = row if row else (0, 0)
        return (number + 1, 0) if length == TILE_SIZE else (number, length)


def root_of_tile(tile: bytes) -> bytes:
    """The hash that stands for a full tile on the level above."""
    root = GrowingRoot()
    for hash in hashes_in(tile):
        root.add(hash)
    return root.root()


def hashes_in(content: bytes) -> list[bytes]:
    """A tile's hashes, in order."""
    return [content[start : start + HASH_SIZE] for start in range(0, len(content), HASH_SIZE)]


@contextmanager
def _damage() -> Iterator[None]:
    """`tlog_scales` says with a RuntimeError that it did not get a tile."""
    try:
        yield
    except RuntimeError as error:
        raise TreeDamaged(str(error)) from error
