"""Where webhooks are kept: sealed, each organization's apart, and for ever."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from adapters.database import Database
from adapters.vault import MasterKey
from adapters.webhooks import DatabaseWebhooks
from application.ports import Unreadable

AT = datetime(2026, 11, 4, 1, 0, tzinfo=UTC)
URL = "https://oapi.example.com/robot/send?access_token=very-secret"
MASTER = MasterKey.generate()


@pytest.fixture
def store(database: Database, organization: UUID) -> DatabaseWebhooks:
    """Of an organization of this test's own, on each database."""
    return DatabaseWebhooks(database, organization, MASTER)


def test_it_comes_back_as_it_was_made(store: DatabaseWebhooks) -> None:
    """With a secret of its own, as Standard Webhooks writes them."""
    first, second = store.add(uuid4(), URL, 7, "H1", AT), store.add(uuid4(), URL, 9, "H1", AT)
    assert first.secret.startswith("whsec_")
    assert first.secret != second.secret
    assert (first.url, first.since, first.made_by, first.made_at) == (URL, 7, "H1", AT)
    assert {held.id: held for held in store.working()} == {first.id: first, second.id: second}


def test_an_ended_one_works_no_more_and_stays(store: DatabaseWebhooks) -> None:
    """Who made it and who ended it, and when: the first time counts."""
    made = store.add(uuid4(), URL, 0, "H1", AT)
    store.end(made.id, "A1", AT)
    store.end(made.id, "H2", AT.replace(hour=2))
    assert store.working() == []
    (kept,) = store.all()
    assert (kept.id, kept.made_by, kept.ended_by, kept.ended_at) == (made.id, "H1", "A1", AT)


def test_the_database_alone_gives_neither_address_nor_secret_away(
    store: DatabaseWebhooks, database: Database, organization: UUID
) -> None:
    """Many addresses are secrets themselves."""
    made = store.add(uuid4(), URL, 0, "H1", AT)
    rows = database.read(organization, "SELECT * FROM webhooks WHERE organization = %s", (organization,))
    text = repr([[bytes(value) if isinstance(value, memoryview) else value for value in row] for row in rows])
    assert "very-secret" not in text
    assert made.secret.removeprefix("whsec_")[:12] not in text
    with pytest.raises(Unreadable):
        DatabaseWebhooks(database, organization, MasterKey.generate()).all()


def test_a_box_opens_in_its_own_row_only(store: DatabaseWebhooks, database: Database, organization: UUID) -> None:
    """Whoever can write to the table must not send what one receiver gets to another."""
    other = uuid4()
    made = store.add(uuid4(), URL, 0, "H1", AT)
    copy = """
        INSERT INTO webhooks (organization, webhook, box, since, made_by, made_at)
        SELECT organization, %s, box, since, made_by, made_at FROM webhooks WHERE organization = %s AND webhook = %s
    """
    with database.transaction(organization) as session:
        session.execute(copy, (other, organization, made.id))
    with pytest.raises(Unreadable):
        store.all()


def test_another_organizations_are_not_there(postgres_database: Database, organization: UUID) -> None:
    """Row-level security holds for this table too."""
    DatabaseWebhooks(postgres_database, organization, MASTER).add(uuid4(), URL, 0, "H1", AT)
    count = "SELECT count(*) FROM webhooks WHERE organization = %s"
    assert postgres_database.read(organization, count, (organization,)) == [(1,)]
    assert postgres_database.read(uuid4(), count, (organization,)) == [(0,)]
    assert postgres_database.read(None, "SELECT count(*) FROM webhooks") == [(0,)]
