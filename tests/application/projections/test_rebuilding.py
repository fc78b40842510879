"""Read models are worth nothing of their own: the ledger makes them again, byte for byte."""

import json
from pathlib import Path

from adapters.read_store import DatabaseReadStore
from application.ports import Row
from application.projections import MemoryRows, project
from tests.application.projections.company import Company
from tests.application.projections.month import Month


def as_bytes(row: Row) -> bytes:
    """Everything of a row."""
    return json.dumps([row.model, row.key, row.parent, row.sort, row.body], sort_keys=True).encode()


class TestRebuilding:
    def test_gives_the_rows_that_were_there(self, company: Company) -> None:
        """Live rows came in batches of a command, rebuilt ones in batches of a thousand events."""
        Month(company).played()
        company.catch_up()
        live = company.models.digest()
        company.models.rebuild(company.ledger, project)
        assert company.models.digest() == live

    def test_gives_them_on_postgresql_too(self, tmp_path: Path, postgres_owner_url: str) -> None:
        """The other database orders text and keeps JSON in ways of its own."""
        company = Company(tmp_path, postgres_owner_url).founded()
        month = Month(company).played()
        company.catch_up()
        live, rows = company.models.digest(), MemoryRows.replayed(company.ledger.read(), project)
        for model in sorted({row.model for row in rows.all()}):
            assert company.models.find(model) == rows.find(model), model
        company.models.rebuild(company.ledger, project)
        assert company.models.digest() == live
        card = company.asks("S1").card(company.card("S1"))
        assert card == company.asks("S1").card(company.card("S1"), as_of=str(month.positions["pay"]))
        company.close()

    def test_the_batches_do_not_matter(self, month: Month) -> None:
        """Whoever catches up may stop anywhere; what it leaves is the same."""
        company = month.company
        company.catch_up()
        other = DatabaseReadStore(company.database, company.organization, "batches-of-seven")
        for position in range(7, company.ledger.head() + 7, 7):
            other.catch_up(company.ledger, project, until=min(position, company.ledger.head()))
        assert other.digest() == company.models.digest()

    def test_memory_holds_what_the_store_holds(self, month: Month) -> None:
        """A look back and a what-if use the same projections; they must not see other rows."""
        company = month.company
        company.catch_up()
        rows = MemoryRows.replayed(company.ledger.read(), project)
        models = sorted({row.model for row in rows.all()})
        for model in models:
            stored = [as_bytes(row) for row in company.models.find(model)]
            assert stored == [as_bytes(row) for row in rows.find(model)], model

    def test_projecting_changes_no_row_that_was_read(self, month: Month) -> None:
        """Rows may be shared: a projection that altered one in place would change the past."""
        rows = MemoryRows()
        for recorded in month.company.ledger.read():
            before = {(row.model, row.key): as_bytes(row) for row in rows.all()}
            held = rows.all()
            rows.advance(recorded, project)
            assert all(as_bytes(row) == before[row.model, row.key] for row in held)


class TestErasure:
    def test_the_rows_hold_no_text_that_was_sealed(self, month: Month) -> None:
        """Destroying a key must erase what the read models say, without touching them."""
        company = month.company
        company.catch_up()
        everything = b"\n".join(as_bytes(row) for row in MemoryRows.replayed(company.ledger.read(), project).all())
        for text in ("left a customer waiting", "the system was down", "Name of S1", "well done", "half the month"):
            assert text.encode() not in everything
        assert b'"sealed"' in everything
