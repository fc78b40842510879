"""On PostgreSQL the service's role sees and writes one organization a transaction, and events through one door only."""

from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg
import pytest

from adapters.database import Database, Refused, as_service, migrate, open_database
from adapters.ledger import OrganizationLedger
from adapters.ledger.postgresql import APPEND
from application.ports import LedgerUnavailable
from tests.adapters.ledger.things import Jar, answer, envelope
from tests.postgres_server import PostgresServer

TABLES = ["ledger_heads", "ledger_events", "ledger_commands", "ledger_snapshots", "ledger_tracking"]
SNAPSHOT = "INSERT INTO ledger_snapshots VALUES (%s, %s, 1, '', 't', '{}')"
TRACKING = "INSERT INTO ledger_tracking VALUES (%s, 'reader', 1)"


@pytest.fixture
def victim(postgres_database: Database) -> OrganizationLedger:
    """Another organization, with something in every table."""
    ledger = OrganizationLedger(postgres_database, uuid4())
    jar = Jar.make()
    ledger.append([jar], envelope(), answer(jar))
    with postgres_database.transaction(ledger.organization) as session:
        session.execute(SNAPSHOT, (ledger.organization, jar.id))
        session.execute(TRACKING, (ledger.organization,))
    return ledger


@pytest.mark.parametrize("table", TABLES)
def test_another_organizations_rows_are_invisible(
    postgres_database: Database, victim: OrganizationLedger, organization: UUID, table: str
) -> None:
    """Even a statement that names the other organization, or forgets to name any, gets nothing."""
    count = f"SELECT count(*) FROM {table} WHERE organization = %s"
    assert postgres_database.read(victim.organization, count, (victim.organization,)) == [(1,)]
    assert postgres_database.read(organization, count, (victim.organization,)) == [(0,)]
    assert postgres_database.read(organization, f"SELECT count(*) FROM {table}") == [(0,)]
    assert postgres_database.read(None, f"SELECT count(*) FROM {table}") == [(0,)]


def test_the_setting_does_not_outlive_its_transaction(postgres_database: Database, victim: OrganizationLedger) -> None:
    """Connections are shared, and the one used last is taken next: it must not show the last one's rows."""
    count = "SELECT count(*) FROM ledger_events"
    assert postgres_database.read(victim.organization, count) == [(1,)]
    assert postgres_database.read(None, count) == [(0,)]
    with postgres_database.transaction(victim.organization) as session:
        assert session.execute(count).fetchone() == (1,)
    assert postgres_database.read(None, count) == [(0,)]
    jar = Jar.make()
    victim.append([jar], envelope(), answer(jar))
    assert postgres_database.read(None, count) == [(0,)]


@pytest.mark.parametrize("table", ["ledger_heads", "ledger_events", "ledger_commands"])
def test_the_service_may_not_insert_directly(postgres_database: Database, organization: UUID, table: str) -> None:
    """Positions, times and keys are given by the function; a row of one's own making would forge them."""
    with pytest.raises(Refused) as refused, postgres_database.transaction(organization) as session:
        session.execute(f"INSERT INTO {table} (organization) VALUES (%s)", (organization,))
    assert refused.value.code == "42501"


@pytest.mark.parametrize("statement", [TRACKING, SNAPSHOT.replace("%s, %s", "%s, gen_random_uuid()")])
def test_another_organizations_rows_cannot_be_inserted(
    postgres_database: Database, victim: OrganizationLedger, organization: UUID, statement: str
) -> None:
    """Where the service may write directly, row-level security checks what it writes."""
    with pytest.raises(Refused, match="row-level security"), postgres_database.transaction(organization) as session:
        session.execute(statement, (victim.organization,))


def test_an_append_for_another_organization_than_the_transactions_is_refused(
    postgres_database: Database, victim: OrganizationLedger, organization: UUID
) -> None:
    """The argument and the setting must agree; a mix-up in the code must not write into somebody else's ledger."""
    jar = Jar.make()
    new = [victim._new(event) for event in jar.collect_events()]
    arguments = victim.recorder._arguments(new, envelope(), answer(jar))  # type: ignore[attr-defined]
    with pytest.raises(Refused) as refused, postgres_database.transaction(organization) as session:
        session.execute(APPEND, arguments)
    assert refused.value.code == "JX403"
    assert victim.head() == 1


def test_another_organizations_snapshots_cannot_be_deleted(
    postgres_database: Database, victim: OrganizationLedger, organization: UUID
) -> None:
    """Deleting from a cache is allowed, but only from one's own."""
    with postgres_database.transaction(organization) as session:
        session.execute("DELETE FROM ledger_snapshots WHERE organization = %s", (victim.organization,))
        assert session.rowcount == 0


def test_every_connection_runs_as_the_service(postgres_database: Database) -> None:
    """A deployment may give the owner's URL; its power must not come along, and no statement brings it back."""
    who = "SELECT current_user::text, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    assert postgres_database.read(None, who) == [("jixiao_service", False, False)]
    for way_back in ("RESET ROLE", "RESET ALL"):
        with postgres_database.transaction(None) as session:
            session.execute(way_back)
            assert session.execute(who).fetchone() == ("jixiao_service", False, False)


def test_the_service_logs_in_as_itself(postgres_owner_url: str, organization: UUID) -> None:
    """The better deployment: the service's own URL, which needs no right to become anybody."""
    migrate(postgres_owner_url, service_password="a password")
    parts = urlsplit(postgres_owner_url)
    host = parts.netloc.rpartition("@")[2]
    database = open_database(parts._replace(netloc=f"jixiao_service:a%20password@{host}").geturl())
    ledger, jar = OrganizationLedger(database, organization), Jar.make()
    assert ledger.append([jar], envelope(), answer(jar)).position == 1
    assert database.read(None, "SELECT session_user::text") == [("jixiao_service",)]
    database.close()
    assert "role=" not in as_service("postgresql://jixiao_service@host/db")


def test_a_role_that_escapes_confinement_is_not_served(own_postgres: PostgresServer) -> None:
    """If the service's role were made more powerful by mistake, every policy here would be void: say so and stop."""
    migrate(own_postgres.url())
    for power in ("BYPASSRLS", "NOBYPASSRLS SUPERUSER"):
        with psycopg.connect(own_postgres.url(), autocommit=True) as owner:
            owner.execute(f"ALTER ROLE jixiao_service {power}".encode())
        with pytest.raises(LedgerUnavailable, match="row-level security"):
            open_database(own_postgres.url())


def test_every_table_of_an_organization_forces_row_level_security(postgres_url: str) -> None:
    """A table added later without a policy would be open to all; this finds it."""
    unconfined = """
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization'
         WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname LIKE 'ledger\\_%'
           AND NOT (c.relrowsecurity AND c.relforcerowsecurity
                    AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))
    """
    with psycopg.connect(postgres_url) as owner:
        assert owner.execute(unconfined.encode()).fetchall() == []


def test_the_append_function_is_nobody_elses(postgres_url: str) -> None:
    """It runs with the owner's rights: fixed search path, and callable by the service alone."""
    facts = """
        SELECT prosecdef, proconfig, pg_get_userbyid(proowner), array_agg(grantee::regrole::text ORDER BY grantee)
          FROM pg_proc, aclexplode(proacl) WHERE proname = 'ledger_append' GROUP BY 1, 2, 3
    """
    with psycopg.connect(postgres_url) as owner:
        row = owner.execute(facts.encode()).fetchone()
    assert row is not None
    assert row[:3] == (True, ["search_path=public, pg_temp"], "jixiao_owner")
    assert sorted(row[3]) == ["jixiao_owner", "jixiao_service"]
