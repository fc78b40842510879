"""Lists page by cursor: no row twice, none left out, the same order on every database."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.database import Database, Refused
from adapters.read_store import DatabaseReadStore
from application.ports import ReadStore, Recorded, Row, RowReader
from tests.adapters.read_store.histories import ScriptedHistory

KEYS = ["a", "B", "b", "é", "中", "业", "😀", "", "a b", "A"]


def store_with(database: Database, organization: UUID, rows: list[Row]) -> DatabaseReadStore:
    """A store that holds these rows."""

    def write_all(event: Recorded, reader: RowReader) -> list[Row]:
        return rows

    store = DatabaseReadStore(database, organization)
    store.catch_up(ScriptedHistory([("count", "x", "")]), write_all)
    return store


def listed(key: str, sort: str = "", parent: str = "") -> Row:
    return Row("cards", key, parent, sort, {"title": key})


def keys(rows: list[Row]) -> list[str]:
    return [row.key for row in rows]


def test_a_store_without_events_is_empty(database: Database, organization: UUID) -> None:
    """A new organization's pages are empty, not broken."""
    store: ReadStore = DatabaseReadStore(database, organization)
    assert store.get("cards", "x") is None
    assert store.find("cards") == []


def test_a_row_is_read_as_it_was_written(database: Database, organization: UUID) -> None:
    """Decimals as text, any character, lists and tables as deep as they come."""
    body = {"total": "93.10", "items": [{"id": "中\0\n\u2028😀", "max": 20, "score": None}], "open": True, "empty": {}}
    row = Row("cards", "键", "parent", "sort", body)
    assert store_with(database, organization, [row]).get("cards", "键") == row


def test_a_reader_cannot_change_what_others_read(database: Database, organization: UUID) -> None:
    """Each answer is its own copy."""
    store = store_with(database, organization, [listed("x")])
    row = store.get("cards", "x")
    assert row is not None
    assert isinstance(row.body, dict)
    row.body["title"] = "other"
    assert store.get("cards", "x") == listed("x")


def test_models_and_parents_are_kept_apart(database: Database, organization: UUID) -> None:
    """An inbox shows what belongs to it."""
    rows = [listed("1", parent="p"), listed("2", parent="q"), Row("appeals", "3", "p", "", {})]
    store = store_with(database, organization, rows)
    assert keys(store.find("cards")) == ["1", "2"]
    assert keys(store.find("cards", parent="p")) == ["1"]
    assert keys(store.find("cards", parent="r")) == []
    assert store.get("appeals", "1") is None


def test_rows_are_ordered_by_the_bytes_of_their_text(database: Database, organization: UUID) -> None:
    """No database's idea of an alphabet decides where a page ends."""
    store = store_with(database, organization, [listed(key, key) for key in KEYS])
    assert keys(store.find("cards")) == sorted(KEYS, key=str.encode)
    assert keys(store.find("cards", descending=True)) == sorted(KEYS, key=str.encode, reverse=True)


@pytest.mark.parametrize("name", ["sqlite_database", "postgres_database"])
@settings(max_examples=15, deadline=None)
@given(
    rows=st.dictionaries(st.text("ab中", max_size=3), st.tuples(st.sampled_from("pq"), st.sampled_from("xy"))),
    limit=st.integers(1, 4),
    descending=st.booleans(),
    parent=st.sampled_from([None, "p"]),
)
def test_pages_put_together_are_the_whole_list(
    request: pytest.FixtureRequest,
    name: str,
    rows: dict[str, tuple[str, str]],
    limit: int,
    descending: bool,
    parent: str | None,
) -> None:
    """Whatever the size of a page, with equal sort texts broken by the key."""
    database: Database = request.getfixturevalue(name)
    store = store_with(database, uuid4(), [listed(key, sort, whose) for key, (whose, sort) in rows.items()])
    pages: list[Row] = []
    after: tuple[str, str] | None = None
    while page := store.find("cards", parent=parent, after=after, limit=limit, descending=descending):
        assert len(page) <= limit
        pages += page
        after = (page[-1].sort, page[-1].key)
    assert pages == store.find("cards", parent=parent, descending=descending)
    wanted = [(sort, key) for key, (whose, sort) in rows.items() if parent in (None, whose)]
    assert [(row.sort, row.key) for row in pages] == sorted(wanted, reverse=descending)


def test_a_long_list_is_paged_through_its_index(postgres_database: Database, organization: UUID) -> None:
    """Page 100 of the audit log costs what page 1 costs: no sort of all that came before."""
    store_with(postgres_database, organization, [listed(f"{number:05}", f"{number:05}", "p") for number in range(2000)])
    with postgres_database.transaction(organization) as session:
        for choice in ("seqscan", "bitmapscan", "sort"):  # as the planner would choose for a long table with statistics
            session.execute(f"SET LOCAL enable_{choice} = off")
        plan = session.execute(
            "EXPLAIN SELECT model, key, parent, sort, body FROM read_rows WHERE organization = %s AND generation = 1"
            " AND model = 'cards' AND parent = 'p' AND (sort, key) > ('01000', '01000') ORDER BY sort, key LIMIT 50",
            (organization,),
        ).fetchall()
    text = "\n".join(line for (line,) in plan)
    assert "Index Scan" in text
    assert "Sort Key" not in text


def test_the_role_of_the_service_is_confined_to_its_organization(
    postgres_database: Database, organization: UUID
) -> None:
    """A forgotten WHERE shows nobody else's score, and a wrong organization cannot be written."""
    store_with(postgres_database, organization, [listed("x")])
    for table in ("read_rows", "projections"):
        counts = [
            postgres_database.read(whose, f"SELECT count(*) FROM {table} WHERE organization = %s", (organization,))
            for whose in (organization, uuid4(), None)
        ]
        assert counts == [[(1,)], [(0,)], [(0,)]]
    with pytest.raises(Refused), postgres_database.transaction(uuid4()) as session:
        session.execute(
            "INSERT INTO read_rows (organization, generation, model, key, parent, sort, body)"
            " VALUES (%s, 1, 'cards', 'y', '', '', '{}')",
            (organization,),
        )
