"""What a projection reads through: rows that a batch has read and written, kept in memory and written once."""

from collections.abc import Iterator
from contextlib import contextmanager

from adapters.database import Session
from adapters.read_store.documents import StoredRow
from adapters.read_store.table import Key, RowTable
from application.ports import Row


class Overlay:
    """One generation's rows as they stand in the middle of a batch; implements the port `RowReader`.

    It may live on from batch to batch as long as nobody else writes the generation.
    """

    def __init__(self, table: RowTable, *, complete: bool = False) -> None:
        """`complete`: the table was empty when this began, so that what is not known here does not exist."""
        self._table = table
        self._complete = complete
        self._session: Session | None = None
        self._known: dict[Key, StoredRow | None] = {}  # as the table has them
        self._changed: dict[Key, StoredRow | None] = {}  # as they are to be
        self._members: dict[tuple[str, str | None], set[str]] = {}  # keys by (model, parent) and by (model, None)
        self._loaded: set[tuple[str, str | None]] = set()
        self.database_failed = False

    def __len__(self) -> int:
        return len(self._known)

    def within(self, session: Session) -> "Overlay":
        """The same, reading in this transaction."""
        self._session = session
        return self

    def get(self, model: str, key: str) -> Row | None:
        place = (model, key)
        if place not in self._changed and place not in self._known and not self._complete:
            self._known[place] = self._read_one(model, key)
            if (row := self._known[place]) is not None:
                self._list(row)
        found = self._current(place)
        return None if found is None else found.shared()

    def find(self, model: str, *, parent: str | None = None) -> list[Row]:
        if not (self._complete or (model, parent) in self._loaded or (model, None) in self._loaded):
            for row in self._read_many(model, parent):
                self._known.setdefault((row.model, row.key), row)
                self._list(row)
            self._loaded.add((model, parent))
        current = (self._current((model, key)) for key in self._members.get((model, parent), ()))
        rows = [row for row in current if row is not None and parent in (None, row.parent)]
        return [row.shared() for row in sorted(rows, key=lambda row: (row.sort, row.key))]

    def put(self, row: StoredRow) -> None:
        """Replace a row by its key."""
        self._changed[row.model, row.key] = row
        self._list(row)

    def remove(self, key: Key) -> None:
        """There is no such row from here on."""
        self._changed[key] = None

    def flush(self) -> int:
        """Write what differs from the table. Returns by how many rows the table grew."""
        session = self._in_session()
        unknown = [key for key in self._changed if key not in self._known and not self._complete]
        existing = self._table.existing(session, unknown)
        existing |= {key for key in self._changed if self._known.get(key) is not None}
        written = {key: row for key, row in self._changed.items() if row is not None and row != self._known.get(key)}
        removed = [key for key, row in self._changed.items() if row is None and key in existing]
        if written:
            self._table.write(session, written.values())
        if removed:
            self._table.remove(session, removed)
        self._known.update(self._changed)
        self._changed.clear()
        return sum(key not in existing for key in written) - len(removed)

    def _current(self, place: Key) -> StoredRow | None:
        return self._changed[place] if place in self._changed else self._known.get(place)

    def _list(self, row: StoredRow) -> None:
        for parent in (row.parent, None):
            self._members.setdefault((row.model, parent), set()).add(row.key)

    def _read_one(self, model: str, key: str) -> StoredRow | None:
        with self._noticing_failure():
            return self._table.get(self._in_session(), model, key)

    def _read_many(self, model: str, parent: str | None) -> list[StoredRow]:
        with self._noticing_failure():
            return self._table.find(self._in_session(), model, parent=parent)

    @contextmanager
    def _noticing_failure(self) -> Iterator[None]:
        """A database that fails under a projection is not a projection that fails."""
        try:
            yield
        except Exception:
            self.database_failed = True
            raise

    def _in_session(self) -> Session:
        if self._session is None:
            raise RuntimeError("rows are read and written within a transaction")
        return self._session
