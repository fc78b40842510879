"""Read models in memory: for looks back in time and what-ifs, over the same projections as the stored ones."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Self

from application.ports import Project, Recorded, Row

Place = tuple[str, str]


class MemoryRows:
    """Rows that no database keeps; answers `get` and `find` as a read store does."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], Row] = {}
        self._members: dict[tuple[str, str | None], dict[str, Place]] = {}
        self._ordered: dict[tuple[str, str | None], list[Place]] = {}
        self.position = 0

    @classmethod
    def replayed(cls, history: Iterable[Recorded], project: Project) -> Self:
        """The rows after all events of `history`, in their order."""
        rows = cls()
        for recorded in history:
            rows.advance(recorded, project)
        return rows

    def advance(self, recorded: Recorded, project: Project) -> None:
        """Project one more event."""
        for change in list(project(recorded, self)):
            self._drop(change.model, change.key)
            if isinstance(change, Row):
                self._put(change)
        self.position = recorded.position

    def get(self, model: str, key: str) -> Row | None:
        """One row."""
        return self._rows.get((model, key))

    def find(
        self,
        model: str,
        *,
        parent: str | None = None,
        after: Place | None = None,
        limit: int | None = None,
        descending: bool = False,
    ) -> list[Row]:
        """Rows in (sort, key) order, after a (sort, key) cursor."""
        places = self._places(model, parent)
        if descending:
            end = len(places) if after is None else bisect_left(places, after)
            chosen = places[:end][::-1]
        else:
            chosen = places[0 if after is None else bisect_right(places, after) :]
        return [self._rows[model, key] for _, key in chosen[:limit]]

    def all(self) -> list[Row]:
        """Every row, by model and key."""
        return [self._rows[place] for place in sorted(self._rows)]

    def _places(self, model: str, parent: str | None) -> list[Place]:
        listed = (model, parent)
        if listed not in self._ordered:
            self._ordered[listed] = sorted(self._members.get(listed, {}).values())
        return self._ordered[listed]

    def _put(self, row: Row) -> None:
        self._rows[row.model, row.key] = row
        for parent in (row.parent, None):
            self._members.setdefault((row.model, parent), {})[row.key] = (row.sort, row.key)
            self._ordered.pop((row.model, parent), None)

    def _drop(self, model: str, key: str) -> None:
        row = self._rows.pop((model, key), None)
        if row is None:
            return
        for parent in (row.parent, None):
            del self._members[model, parent][key]
            self._ordered.pop((model, parent), None)
