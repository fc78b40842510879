"""The table `read_rows`: one generation of one organization's rows. Holds no state; each call names its session."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from adapters.database import Session
from adapters.read_store.documents import StoredRow

Key = tuple[str, str]
"""Model and key."""

PAGE = 2000

COLUMNS = "SELECT model, key, parent, sort, body FROM read_rows WHERE organization = %s AND generation = %s"
ONE = COLUMNS + " AND model = %s AND key = %s"
PAGED = COLUMNS + " AND (model, key) > (%s, %s) ORDER BY model, key LIMIT %s"
_GIVEN = {
    "postgresql": "SELECT given->>0, given->>1 FROM json_array_elements(%s::json) given",
    "sqlite": "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(%s)",
}
EXISTING = {
    dialect: f"""
        SELECT model, key FROM read_rows WHERE organization = %s AND generation = %s AND (model, key) IN ({given})
    """  # noqa: S608
    for dialect, given in _GIVEN.items()
}
WRITE = """
INSERT INTO read_rows (organization, generation, model, key, parent, sort, body) VALUES {}
ON CONFLICT (organization, generation, model, key)
DO UPDATE SET parent = excluded.parent, sort = excluded.sort, body = excluded.body
"""
AT_ONCE = (7, 1)
"""Rows of one statement: two sizes, so that each is prepared once; the driver remembers none of over 50 parameters."""
REMOVE = "DELETE FROM read_rows WHERE organization = %s AND generation = %s AND model = %s AND key = %s"
DROP = "DELETE FROM read_rows WHERE organization = %s AND generation = %s"
COUNT = "SELECT count(*) FROM read_rows WHERE organization = %s AND generation = %s"


class RowTable:
    """One generation's rows."""

    def __init__(self, organization: UUID, generation: int) -> None:
        self._where = (organization, generation)

    def get(self, session: Session, model: str, key: str) -> StoredRow | None:
        """One row."""
        row = session.execute(ONE, (*self._where, model, key)).fetchone()
        return None if row is None else StoredRow(*row)

    def find(
        self,
        session: Session,
        model: str,
        *,
        parent: str | None = None,
        after: tuple[str, str] | None = None,
        limit: int | None = None,
        descending: bool = False,
    ) -> list[StoredRow]:
        """Rows in (sort, key) order, after a (sort, key) cursor."""
        parts, params = [COLUMNS, "AND model = %s"], [*self._where, model]
        if parent is not None:
            parts.append("AND parent = %s")
            params.append(parent)
        if after is not None:
            parts.append("AND (sort, key) < (%s, %s)" if descending else "AND (sort, key) > (%s, %s)")
            params.extend(after)
        parts.append("ORDER BY sort DESC, key DESC" if descending else "ORDER BY sort, key")
        if limit is not None:
            parts.append("LIMIT %s")
            params.append(limit)
        return [StoredRow(*row) for row in session.execute(" ".join(parts), params).fetchall()]

    def existing(self, session: Session, keys: Sequence[Key]) -> set[Key]:
        """Those of the keys that have a row."""
        if not keys:
            return set()
        given = (*self._where, json.dumps(keys, ensure_ascii=False))
        return {(model, key) for model, key in session.execute(EXISTING[session.dialect], given).fetchall()}

    def write(self, session: Session, rows: Iterable[StoredRow]) -> None:
        """Insert or replace rows, on PostgreSQL in one pipeline; no two have the same key."""
        values = [(*self._where, row.model, row.key, row.parent, row.sort, row.body) for row in rows]
        done = 0
        for size in AT_ONCE:
            sql = WRITE.format(", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * size))
            end = len(values) - (len(values) - done) % size
            groups = (values[at : at + size] for at in range(done, end, size))
            session.executemany(sql, [[value for row in group for value in row] for group in groups])
            done = end

    def remove(self, session: Session, keys: Iterable[Key]) -> None:
        """Delete rows."""
        session.executemany(REMOVE, [(*self._where, *key) for key in keys])

    def drop(self, session: Session) -> None:
        """Delete all rows of the generation."""
        session.execute(DROP, self._where)

    def count(self, session: Session) -> int:
        """How many rows there are."""
        row = session.execute(COUNT, self._where).fetchone()
        return int(row[0]) if row else 0

    def digest(self, session: Session) -> str:
        """SHA-256 (hex) over all rows, their columns as one JSON list a line, in order of model and key."""
        digest = hashlib.sha256()
        for row in self._all(session):
            digest.update(json.dumps(row, ensure_ascii=False).encode() + b"\n")
        return digest.hexdigest()

    def _all(self, session: Session) -> Iterator[tuple[str, ...]]:
        after: Key = ("", "")
        while page := session.execute(PAGED, (*self._where, *after, PAGE)).fetchall():
            yield from page
            after = (page[-1][0], page[-1][1])
