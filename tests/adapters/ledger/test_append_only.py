"""What is written stays, whoever asks."""

from uuid import UUID

import psycopg
import pytest

from adapters.database import Database, Refused
from adapters.ledger import OrganizationLedger
from tests.adapters.ledger.things import Jar, answer, envelope

CHANGES = [
    "UPDATE ledger_events SET state = '{}' WHERE organization = %s",
    "UPDATE ledger_events SET actor = 'somebody else' WHERE organization = %s",
    "DELETE FROM ledger_events WHERE organization = %s",
    "UPDATE ledger_commands SET fingerprint = '' WHERE organization = %s",
    "DELETE FROM ledger_commands WHERE organization = %s",
    "DELETE FROM ledger_heads WHERE organization = %s",
]
TABLES = ["ledger_events", "ledger_commands", "ledger_heads"]


@pytest.fixture
def written(database: Database, organization: UUID) -> OrganizationLedger:
    """A ledger with something in it."""
    ledger = OrganizationLedger(database, organization)
    jar = Jar.make()
    ledger.append([jar], envelope(), answer(jar))
    return ledger


@pytest.mark.parametrize("change", CHANGES)
def test_the_service_cannot_change_what_is_written(written: OrganizationLedger, change: str) -> None:
    """A fault or an intruder in the service must not be able to rewrite anybody's record."""
    before = list(written.read())
    with pytest.raises(Refused), written.database.transaction(written.organization) as session:
        session.execute(change, (written.organization,))
    assert list(written.read()) == before
    assert written.head() == 1


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", ["owner", "superuser"])
def test_neither_owner_nor_superuser_changes_it_by_accident(
    postgres_database: Database, postgres_url: str, organization: UUID, change: str, role: str
) -> None:
    """Maintenance runs as these; only who disables the trigger on purpose gets through, and then the seals tell."""
    ledger = OrganizationLedger(postgres_database, organization)
    jar = Jar.make()
    ledger.append([jar], envelope(), answer(jar))
    with psycopg.connect(postgres_url) as connection:
        if role == "owner":
            connection.execute("SET ROLE jixiao_owner")
        connection.execute("SELECT set_config('jixiao.organization', %s, true)", (str(organization),))
        with pytest.raises(psycopg.Error, match="a ledger only grows") as refused:
            connection.execute(change.encode(), (organization,))
    assert refused.value.sqlstate == "JX405"


@pytest.mark.parametrize("table", TABLES)
def test_no_table_is_emptied(postgres_database: Database, postgres_url: str, table: str) -> None:
    """TRUNCATE asks no row trigger; here it is refused as well."""
    with pytest.raises(Refused), postgres_database.transaction(None) as session:
        session.execute(f"TRUNCATE {table}")
    with psycopg.connect(postgres_url) as owner, pytest.raises(psycopg.Error, match="a ledger only grows"):
        owner.execute(f"TRUNCATE {table} CASCADE".encode())


def test_the_head_does_not_move_but_by_an_append(postgres_database: Database, organization: UUID) -> None:
    """On PostgreSQL the service may not write the head's row itself."""
    with pytest.raises(Refused, match="permission denied"), postgres_database.transaction(organization) as session:
        session.execute("UPDATE ledger_heads SET position = 0 WHERE organization = %s", (organization,))
