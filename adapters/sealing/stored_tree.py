"""The stored tree as a verifier reads it: its leaves, and whether the rest is what they make."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from adapters.database import Session
from adapters.sealing.merkle import HASH_SIZE
from adapters.sealing.stored import Table, number, octets
from adapters.sealing.tiles import WIDTH, hashes_in, root_of_tile
from domain.scoring.words import Words

PAGE = 64
"""Tiles that are read at once."""

TILE = Table("ledger_tree", {"number": number, "hashes": octets})
COUNTED = Table("ledger_tree", {"count": number})
PAGED = """
SELECT number, hashes FROM ledger_tree
WHERE organization = %s AND level = %s AND number >= %s ORDER BY number LIMIT %s
"""
COUNT = "SELECT count(*) FROM ledger_tree WHERE organization = %s"


class StoredTree:
    """One organization's tiles, of which nothing is taken for granted."""

    def __init__(self, session: Session, organization: UUID) -> None:
        self._session = session
        self._organization = organization

    def leaves(self) -> Iterator[bytes]:
        """All leaf hashes, in order, as far as the tiles go without a gap. Raises ImageDamaged, as does `fault`."""
        for due, (found, content) in enumerate(self._tiles(0)):
            if found != due:
                return
            yield from hashes_in(content)

    def fault(self, size: int) -> Words | None:
        """What is wrong with the tiles over `size` leaves; whether the leaves are the events' is not asked here."""
        held, level, count = 0, 0, size
        due: list[bytes] | None = None
        while count:
            tiles, roots = self._tiles(level), []
            for place in range(-(-count // WIDTH)):
                width = min(WIDTH, count - place * WIDTH)
                found, content = next(tiles, (-1, b""))
                if found != place or not _fits(content, width, due and due[place * WIDTH : place * WIDTH + width]):
                    zh = f"封存树第 {level} 层第 {place} 块不是其下各层所得；封存树可由事件重建"
                    en = f"tile {place} of level {level} of the tree does not fit what is below; it can be made again"
                    return Words(zh, en)
                held += 1
                if width == WIDTH:
                    roots.append(root_of_tile(content))
            level, count, due = level + 1, len(roots), roots
        (total,) = COUNTED.read(self._session, COUNT, (self._organization,))[0]
        if total == held:
            return None
        zh, en = f"封存树应有 {held} 块，实有 {total} 块", f"the stored tree holds {total} tiles and should hold {held}"
        return Words(f"{zh}；封存树可由事件重建", f"{en}; it can be made again from the events")

    def _tiles(self, level: int) -> Iterator[tuple[Any, ...]]:
        after = 0
        while page := TILE.read(self._session, PAGED, (self._organization, level, after, PAGE)):
            yield from page
            after = page[-1][0] + 1


def _fits(content: bytes, width: int, due: list[bytes] | None) -> bool:
    """Whether a tile holds so many hashes, and where it is known which, those."""
    return len(content) == width * HASH_SIZE and (due is None or content == b"".join(due))
