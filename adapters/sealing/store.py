"""One organization's tree and checkpoints in the database; implements the port `application.sealing.Seals`.

Any process may seal at any time. Leaf hashes are made before the lock is taken; under it they go into the tree together
with a checkpoint over it, a batch at a time, so that the tree never holds a leaf that no checkpoint covers. A root is
signed only upon the tree that was signed before.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from adapters.database import Database, Session, as_moment
from adapters.ledger import Entry, leaf_hash, statements
from adapters.sealing.encoding import Malformed
from adapters.sealing.merkle import ProofRefused, check_consistency, check_inclusion
from adapters.sealing.note import read_note
from adapters.sealing.tiles import StoredTiles, TreeDamaged
from application.sealing import Checkpoint, Consistency, Inclusion, SealRefused

BATCH = 5000
"""Events that one checkpoint adds at most."""
PAGE = 500

COLUMNS = "SELECT size, root, note, signed_at FROM ledger_checkpoints WHERE organization = %s"
LATEST = COLUMNS + " ORDER BY size DESC LIMIT 1"
AT = COLUMNS + " AND size = %s"
AFTER = COLUMNS + " AND size > %s ORDER BY size LIMIT %s"
ADD = "INSERT INTO ledger_checkpoints (organization, size, root, note, signed_at) VALUES (%s, %s, %s, %s, %s)"

Proof = TypeVar("Proof", Inclusion, Consistency)

log = logging.getLogger("jixiao.sealing")


class DatabaseSeals:
    """Costs nothing until it is asked."""

    def __init__(self, database: Database, organization: UUID) -> None:
        self._database = database
        self._organization = organization

    def latest(self) -> Checkpoint | None:
        return self._one(LATEST)

    def at(self, size: int) -> Checkpoint | None:
        return self._one(AT, size)

    def after(self, size: int) -> Iterator[Checkpoint]:
        while True:
            rows = self._database.read(self._organization, AFTER, (self._organization, size, PAGE))
            if not rows:
                return
            for row in rows:
                checkpoint = checkpoint_of(row)
                size = checkpoint.size
                yield checkpoint

    def seal(self, until: int, sign: Callable[[int, bytes], str], now: Callable[[], datetime]) -> Checkpoint:
        latest = self.latest()
        while latest is None or latest.size < until:
            size = latest.size if latest else 0
            with self._database.transaction(self._organization, write=False) as session:
                leaves = list(leaf_hashes(session, self._organization, size, min(until, size + BATCH)))
            latest = self._advance(latest, leaves, sign, now)
        return latest

    def inclusion(self, position: int, checkpoint: Checkpoint) -> Inclusion:
        def prove(tiles: StoredTiles) -> Inclusion:
            leaf, hashes = tiles.inclusion(position, checkpoint.size)
            check_inclusion(position, checkpoint.size, leaf, hashes, checkpoint.root)
            return Inclusion(position, leaf, hashes, checkpoint)

        return self._proved(prove)

    def consistency(self, earlier: Checkpoint, later: Checkpoint) -> Consistency:
        def prove(tiles: StoredTiles) -> Consistency:
            hashes = tiles.consistency(earlier.size, later.size)
            check_consistency(earlier.size, earlier.root, later.size, later.root, hashes)
            return Consistency(earlier, later, hashes)

        return self._proved(prove)

    def _proved(self, prove: Callable[[StoredTiles], Proof]) -> Proof:
        """A proof that holds; from a tree made again, where the stored one is damaged."""
        try:
            with self._database.transaction(self._organization, write=False) as session:
                return prove(StoredTiles(session, self._organization))
        except (ProofRefused, TreeDamaged):
            pass
        try:
            with self._database.transaction(self._organization) as session:
                self._lock(session)
                self._regrow(session, self._latest_in(session))
                return prove(StoredTiles(session, self._organization))
        except (ProofRefused, TreeDamaged) as error:
            raise SealRefused(
                "检查点不属于这棵树；请运行 `jixiao verify` / "
                f"{error}: the checkpoint is not one of this tree; run `jixiao verify`"
            ) from error

    def _advance(
        self, seen: Checkpoint | None, leaves: list[bytes], sign: Callable[[int, bytes], str],
        now: Callable[[], datetime],
    ) -> Checkpoint | None:  # fmt: skip
        """Seal the events whose leaves were read after `seen`, unless somebody has sealed since: then what they did."""
        with self._database.transaction(self._organization) as session:
            self._lock(session)
            latest = self._latest_in(session)
            if latest != seen:
                return latest
            tiles = StoredTiles(session, self._organization)
            if not _holds(tiles, latest):
                self._regrow(session, latest)
            tiles.append(leaves)
            size = tiles.size()
            root = tiles.root(size)
            checkpoint = Checkpoint(size, root, sign(size, root), now())
            _notice_new_signer(latest, checkpoint)
            row = (checkpoint.size, checkpoint.root, checkpoint.note, checkpoint.signed_at)
            session.execute(ADD, (self._organization, *row))
        return checkpoint

    def _regrow(self, session: Session, latest: Checkpoint | None) -> None:
        """Make the tree again from the events. Raises SealRefused when they are not what was signed."""
        log.warning("the stored tree of %s is damaged and is made again from the events", self._organization)
        tiles = StoredTiles(session, self._organization)
        tiles.clear()
        for after in range(0, latest.size if latest else 0, BATCH):
            until = min(latest.size if latest else 0, after + BATCH)
            tiles.append(list(leaf_hashes(session, self._organization, after, until)))
        if not _holds(tiles, latest):
            raise SealRefused(
                "事件与封存的不符：不在其上签名；请运行 `jixiao verify` 找出第一处改动 / "
                "the events are not those that were sealed: nothing is signed upon them; "
                "run `jixiao verify` to find the first that was changed"
            )

    def _lock(self, session: Session) -> None:
        session.lock(f"seal:{self._organization}")

    def _latest_in(self, session: Session) -> Checkpoint | None:
        row = session.execute(LATEST, (self._organization,)).fetchone()
        return None if row is None else checkpoint_of(row)

    def _one(self, sql: str, *params: int) -> Checkpoint | None:
        rows = self._database.read(self._organization, sql, (self._organization, *params))
        return checkpoint_of(rows[0]) if rows else None


def checkpoint_of(row: tuple[Any, ...]) -> Checkpoint:
    """The checkpoint in a row of either database."""
    size, root, note, signed_at = row
    return Checkpoint(size, bytes(root), note, as_moment(signed_at))


def signed_by(checkpoint: Checkpoint) -> set[bytes]:
    """The ids of the keys that a checkpoint names; empty for one that cannot be read."""
    try:
        return {signature.key_id for signature in read_note(checkpoint.note).signatures}
    except Malformed:
        return set()


def leaf_hashes(session: Session, organization: UUID, after: int, until: int) -> Iterator[bytes]:
    """The leaf hashes of the events after one position up to another. Raises SealRefused when one is missing."""
    if until <= after:
        return
    rows = session.execute(statements.BY_POSITION, (organization, after, until, until - after)).fetchall()
    for expected, row in enumerate(rows, start=after + 1):
        entry = Entry.of(row)
        if entry.position != expected:
            break
        yield leaf_hash(organization, entry)
        after = expected
    if after < until:
        raise SealRefused(
            f"位置 {after + 1} 的事件缺失：其后不再封存 / "
            f"the event at position {after + 1} is missing: nothing is sealed past it"
        )


def _notice_new_signer(before: Checkpoint | None, after: Checkpoint) -> None:
    """A key that replaces another without an overlap may be a mistake: a process with a data folder of its own."""
    if before is not None and not signed_by(before) & signed_by(after):
        log.warning("the checkpoint of %d events is signed by another key than the one before it", after.size)


def _holds(tiles: StoredTiles, latest: Checkpoint | None) -> bool:
    """Whether the tree is what was signed last."""
    try:
        size = tiles.size()
        return size == 0 if latest is None else size == latest.size and tiles.root(size) == latest.root
    except TreeDamaged:
        return False
