"""On PostgreSQL the service's role sees and writes one organization a transaction, and events through one door only."""

from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg
import pytest

from adapters.database import Database, Refused, as_service, migrate, open_database
from adapters.ledger import OrganizationLedger
from adapters.ledger.postgresql import APPEND
from application.ports import LedgerUnavailable
from tests.adapters.ledger.things import Jar, answer, envelope
from tests.architecture.distributable import REFERENCE
from tests.postgres_server import PostgresServer

ROWS = {
    "ledger_heads": "SELECT %(organization)s, 1, now()",
    "ledger_events": "SELECT %(organization)s, 1, gen_random_uuid(), 1, 't', '{}', now(), 'a', %(id)s, %(id)s, %(id)s",
    "ledger_commands": "SELECT %(organization)s, %(id)s, 'f', 'k', %(id)s, '', 1, 1, now()",
    "ledger_snapshots": "SELECT %(organization)s, gen_random_uuid(), 1, '', 't', '{}'",
    "ledger_tracking": "SELECT %(organization)s, gen_random_uuid()::text, 1",
    "ledger_checkpoints": "SELECT %(organization)s, 1, decode(repeat('00', 32), 'hex'), 'note', now()",
    "ledger_tree": "SELECT %(organization)s, 0, 0, decode(repeat('00', 32), 'hex')",
    "person_keys": "SELECT %(organization)s, gen_random_uuid(), 'w'::bytea, 'm', now(), NULL",
    "person_profiles": "SELECT %(organization)s, gen_random_uuid(), 'box'",
    "read_rows": "SELECT %(organization)s, 1, 'm', gen_random_uuid()::text, '', '', '{}'",
    "projections": "SELECT %(organization)s, gen_random_uuid()::text, 1, 'building', 0, 0, NULL, NULL",
    "notice_channels": "SELECT %(organization)s, gen_random_uuid()::text, 0, 0, NULL",
    "notice_outbox": "SELECT %(organization)s, 'c', gen_random_uuid(), 1, now(), 'due', now(), 0, '', NULL, NULL",
    "webhooks": "SELECT %(organization)s, gen_random_uuid(), 'b'::bytea, 0, 'a', now(), '', NULL",
}
"""A row of each table that holds something of an organization, as a SELECT that makes it."""
CHANGES = {
    "UPDATE": "UPDATE {table} SET organization = organization WHERE organization = %(organization)s",
    "DELETE": "DELETE FROM {table} WHERE organization = %(organization)s",
    "INSERT": "INSERT INTO {table} {row}",
    "TRUNCATE": "TRUNCATE {table}",
}


@pytest.fixture
def victim(postgres_database: Database) -> OrganizationLedger:
    """Another organization, with something in its ledger."""
    ledger = OrganizationLedger(postgres_database, uuid4())
    jar = Jar.make()
    ledger.append([jar], envelope(), answer(jar))
    return ledger


@pytest.fixture
def owner(postgres_url: str) -> Iterator[psycopg.Connection]:
    """A connection with all rights that there are."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        yield connection


@pytest.fixture(params=ROWS)
def table(request: pytest.FixtureRequest, owner: psycopg.Connection) -> tuple[str, UUID]:
    """A table, and an organization with a row in it."""
    name, somebody = str(request.param), uuid4()
    owner.execute(f"INSERT INTO {name} {ROWS[name]}".encode(), {"organization": somebody, "id": uuid4()})
    return name, somebody


def test_every_table_of_an_organization_is_tried_here(owner: psycopg.Connection) -> None:
    """A table that is added later is added here too. The directory alone is read before it is known who asks."""
    of_organizations = """
        SELECT table_name FROM information_schema.columns
         WHERE table_schema = 'public' AND column_name = 'organization'
    """
    found = {name for (name,) in owner.execute(of_organizations.encode())}
    assert found - REFERENCE == set(ROWS)


def test_another_organizations_rows_are_invisible(
    postgres_database: Database, organization: UUID, table: tuple[str, UUID]
) -> None:
    """Even a statement that names the other organization, or forgets to name any, gets nothing."""
    name, somebody = table
    count = f"SELECT count(*) FROM {name} WHERE organization = %s"
    assert postgres_database.read(somebody, count, (somebody,)) == [(1,)]
    assert postgres_database.read(organization, count, (somebody,)) == [(0,)]
    assert postgres_database.read(organization, f"SELECT count(*) FROM {name}") == [(0,)]
    assert postgres_database.read(None, f"SELECT count(*) FROM {name}") == [(0,)]


@pytest.mark.parametrize("change", CHANGES)
def test_another_organizations_rows_stay_as_they_are(
    postgres_database: Database, owner: psycopg.Connection, organization: UUID, table: tuple[str, UUID], change: str
) -> None:
    """Refused, or as if nothing were there: also by a transaction that has set no organization."""
    name, somebody = table
    statement = CHANGES[change].format(table=name, row=ROWS[name])
    params = {"organization": somebody, "id": uuid4()}
    rows = f"SELECT * FROM {name} WHERE organization = %(organization)s"
    before, codes = owner.execute(rows.encode(), params).fetchall(), set()
    for confined_to in (organization, None):
        try:
            with postgres_database.transaction(confined_to) as session:
                assert session.execute(statement, params).rowcount == 0  # type: ignore[arg-type]
        except Refused as refused:
            codes.add(refused.code)
    assert codes <= {"42501", "JX405"}
    assert owner.execute(rows.encode(), params).fetchall() == before


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


def test_every_connection_runs_as_the_service(postgres_database: Database) -> None:
    """A deployment may give the owner's URL; its power must not come along, nor come back where a session is reset.

    `SET ROLE NONE` would bring it back: PostgreSQL never takes it from whoever logged in with it. A login of the
    service's own does not have it.
    """
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
    for way_out in (
        "SET ROLE NONE",
        "RESET SESSION AUTHORIZATION",
        "SET ROLE jixiao_owner",
        "SET ROLE pg_read_all_data",
    ):
        with suppress(Refused), database.transaction(None) as session:
            session.execute(way_out)
        assert database.read(None, "SELECT current_user::text, session_user::text") == [("jixiao_service",) * 2]
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


def test_every_table_of_an_organization_forces_row_level_security(owner: psycopg.Connection) -> None:
    """A table added later without a policy would be open to all; this finds it, and a second policy that opens one."""
    confined = """
        SELECT c.relname FROM pg_class c
         WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
           AND c.relrowsecurity AND c.relforcerowsecurity
           AND 1 = (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid)
           AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*' AND p.polwithcheck IS NULL
                        AND pg_get_expr(p.polqual, c.oid) LIKE
                            '(organization = (NULLIF(current_setting(''jixiao.organization''%')
    """
    assert {name for (name,) in owner.execute(confined.encode())} == set(ROWS)


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
