"""What stands above the leaves: made of them, level by level, and nothing beside it."""

from hashlib import sha256
from uuid import UUID

import pytest

from adapters.database import Database
from adapters.sealing.stored_tree import StoredTree
from adapters.sealing.tiles import WIDTH, StoredTiles
from domain.scoring.words import Words

SIZE = WIDTH * WIDTH + WIDTH + 3
"""Leaves: three levels, the last tile of each begun."""


def grown(database: Database, organization: UUID, size: int) -> None:
    """Store a tree over so many leaves."""
    with database.transaction(organization) as session:
        StoredTiles(session, organization).append([sha256(bytes([place % 256])).digest() for place in range(size)])


def fault(database: Database, organization: UUID, size: int, *damage: str) -> Words | None:
    """What is found after damage."""
    with database.transaction(organization) as session:
        for statement in damage:
            session.execute(f"{statement} AND organization = %s", (organization,))
    with database.transaction(organization, write=False) as session:
        return StoredTree(session, organization).fault(size)


@pytest.mark.parametrize("size", [0, 1, WIDTH - 1, WIDTH, WIDTH + 1, SIZE])
def test_a_whole_tree(database: Database, organization: UUID, size: int) -> None:
    """Of any size; one that is larger or smaller than what was sealed is not whole."""
    grown(database, organization, size)
    assert fault(database, organization, size) is None
    assert fault(database, organization, size + 1) is not None
    assert size == 0 or fault(database, organization, size - 1) is not None


@pytest.mark.parametrize(
    ("damage", "level"),
    [
        ("DELETE FROM ledger_tree WHERE level = 2", 2),
        ("DELETE FROM ledger_tree WHERE level = 1 AND number = 0", 1),
        ("UPDATE ledger_tree SET number = 3 WHERE level = 1 AND number = 1", 1),
        ("UPDATE ledger_tree SET number = number + 1000 WHERE level = 0 AND number = 70", 0),
    ],
)
def test_a_level_that_lacks_something(database: Database, organization: UUID, damage: str, level: int) -> None:
    """The level is named."""
    grown(database, organization, SIZE)
    found = fault(database, organization, SIZE, damage)
    assert found is not None
    assert f"level {level} " in found.en


@pytest.mark.parametrize(("level", "number"), [(1, 0), (1, 1), (2, 0)])
def test_a_level_that_is_zeroed(database: Database, organization: UUID, level: int, number: int) -> None:
    """As long as it should be, and of nothing."""
    grown(database, organization, SIZE)
    with database.transaction(organization) as session:
        where = (organization, level, number)
        question = "SELECT length(hashes) FROM ledger_tree WHERE organization = %s AND level = %s AND number = %s"
        row = session.execute(question, where).fetchone()
        assert row is not None
        update = "UPDATE ledger_tree SET hashes = %s WHERE organization = %s AND level = %s AND number = %s"
        session.execute(update, (bytes(row[0]), *where))
    found = fault(database, organization, SIZE)
    assert found is not None
    assert f"tile {number} of level {level} " in found.en
