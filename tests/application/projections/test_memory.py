"""Rows in memory answer as stored ones do."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from adapters.read_store import DatabaseReadStore
from application.ports import Recorded, Removal, Row, RowReader
from application.projections import MemoryRows
from domain.notice import Notice
from tests.application.projections.history import History, by, id_of
from tests.application.projections.month import Month

CHANGES = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["", "p", "q"]), st.sampled_from("xyz"), st.booleans()),
    max_size=12,
)


def _recorded(position: int) -> Recorded:
    return replace(ANY_EVENT, position=position)


def _one_event() -> Recorded:
    history = History()
    notice = Notice.give(
        id_of("p"), kind="k", subject_kind="s", subject=id_of("s"), cause=id_of("c"), given_on=by("x")["at"].date(),
        deadline=None, calendar="c", **by("x"),
    )  # fmt: skip
    return history.append(notice).events[0]


ANY_EVENT = _one_event()


class Scripted:
    """A history that writes and removes what the test says."""

    def __init__(self, changes: list[tuple[str, str, str, bool]]) -> None:
        self.changes = changes

    def head(self) -> int:
        return len(self.changes)

    def read(self, *, after: int = 0, until: int | None = None, limit: int | None = None) -> Iterator[Recorded]:
        end = len(self.changes) if until is None else until
        yield from (_recorded(position) for position in range(after + 1, end + 1)[:limit])

    def project(self, recorded: Recorded, _rows: RowReader, /) -> list[Row | Removal]:
        key, parent, sort, removed = self.changes[recorded.position - 1]
        return [Removal("m", key)] if removed else [Row("m", key, parent, sort, {"n": recorded.position})]


class TestMemoryRows:
    @given(changes=CHANGES)
    def test_finds_what_a_store_finds(self, month: Month, changes: list[tuple[str, str, str, bool]]) -> None:
        """Order, parents, cursors, limits and direction, after any writes and removals."""
        history: Any = Scripted(changes)
        store = DatabaseReadStore(month.company.database, uuid4())
        store.catch_up(history, history.project)
        rows = MemoryRows.replayed(history.read(), history.project)
        for parent in (None, "", "p", "z"):
            for descending in (False, True):
                for after, limit in ((None, None), (("y", "b"), None), (None, 2), (("x", "a"), 1)):
                    asked: dict[str, Any] = {"parent": parent, "after": after, "limit": limit, "descending": descending}
                    assert rows.find("m", **asked) == store.find("m", **asked)
        assert [rows.get("m", key) for key in "abc"] == [store.get("m", key) for key in "abc"]
