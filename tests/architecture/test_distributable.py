"""Ready to distribute: every migration and every statement of the adapters keeps what a database of many nodes asks.

Nothing here runs on such a database. What is held is what was found by trying the ledger's shape on one: the
organization in every key and every statement, no numbers that nodes hand out by themselves, no volatile functions.
"""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from adapters.database import migrate
from tests.adapters import conftest as databases
from tests.architecture.distributable import (
    REFERENCE,
    Statement,
    breaches,
    code_statements,
    function_statements,
    numbering,
)
from tests.architecture.rules import ROOT

postgres_url = databases.postgres_url

ADAPTERS = ROOT / "adapters"
MIGRATIONS = ADAPTERS / "database" / "migrations"
MADE = re.compile(r"CREATE TABLE (\w+)")
TABLES = frozenset(
    name
    for file in sorted((MIGRATIONS / "postgresql").glob("*.sql"))
    for name in MADE.findall(file.read_text(encoding="utf-8"))
)
DISTRIBUTED = TABLES - REFERENCE

PLANTED = {
    "SELECT state FROM ledger_events WHERE position = %s": "without naming",
    "SELECT 1 FROM read_rows r JOIN projections p ON p.name = r.model WHERE r.organization = %s": "without naming",
    "UPDATE ledger_heads SET position = %s": "without naming",
    "DELETE FROM read_rows WHERE generation = %s": "without naming",
    "UPDATE ledger_heads SET last_at = clock_timestamp() WHERE organization = %s": "volatile",
    "INSERT INTO ledger_tracking (organization, name, position) VALUES (%s, %s, nextval('s'))": "volatile",
    "INSERT INTO ledger_events SELECT * FROM unnest(%s)": "no INSERT of VALUES",
    "INSERT INTO ledger_tracking (name, organization, position) VALUES (%s, %s, %s)": "no INSERT of VALUES",
    "WITH x AS (SELECT 1 FROM ledger_heads) SELECT 1 FROM x": "without naming",
    "MERGE INTO ledger_tracking t USING ledger_heads h ON h.organization = t.organization": "MERGE",
}
HARMLESS = (
    "SELECT e.state FROM ledger_events e JOIN ledger_commands c ON c.organization = e.organization"
    " AND c.command = e.command WHERE e.organization = %s",
    "INSERT INTO ledger_tracking (organization, name, position) VALUES (%s, %s, %s) ON CONFLICT (organization, name)"
    " DO UPDATE SET position = excluded.position",
    "UPDATE ledger_heads SET last_at = greatest(last_at, now()) WHERE organization = %s",
    "SELECT organization FROM organizations ORDER BY made_at",
    "SELECT 1 FROM sqlite_schema WHERE name = 'ledger_heads'",
)


def on(text: str) -> list[str]:
    """What is wrong with a statement."""
    return list(breaches(Statement("here", text), DISTRIBUTED))


@pytest.mark.parametrize("text", PLANTED)
def test_a_planted_statement_is_found(text: str) -> None:
    """A rule that finds nothing proves nothing."""
    assert any(PLANTED[text] in what for what in on(text))


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_one_is_not(text: str) -> None:
    """A rule that cries wolf is switched off."""
    assert on(text) == []


def test_planted_code_is_found(tmp_path: Path) -> None:
    """However the statement is put together."""
    (tmp_path / "planted.py").write_text(
        'ALL = "SELECT * FROM ledger_events"\n'
        'SOME = ALL + " ORDER BY position"\n'
        'NONE = ALL + " WHERE organization = %s"\n'
        'def run(s): s.execute(f"DELETE FROM {1} WHERE x"); s.execute(f"DELETE FROM read_rows WHERE {2}")\n'
    )
    found = [one for one in code_statements(tmp_path) if list(breaches(one, DISTRIBUTED))]
    assert [one.plain for one in found] == [
        "SELECT * FROM ledger_events",
        "SELECT * FROM ledger_events ORDER BY position",
        "DELETE FROM read_rows WHERE …",
    ]


def test_planted_functions_and_numbers_are_found(tmp_path: Path) -> None:
    """In a migration as in the code."""
    (tmp_path / "1.sql").write_text(
        "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN\n"
        "  IF true THEN DELETE FROM ledger_tree; END IF;\n"
        "  UPDATE ledger_heads SET position = 1 WHERE organization = org;\nEND $$;\n"
        "CREATE TABLE t (id bigserial, n int GENERATED ALWAYS AS IDENTITY);\n"
    )
    wrong = [one.plain for one in function_statements(tmp_path) if list(breaches(one, DISTRIBUTED))]
    assert wrong == ["DELETE FROM ledger_tree"]
    assert len(list(numbering(tmp_path))) == 2


def test_every_statement_of_the_adapters_goes_to_one_node() -> None:
    """One that does not name the organization goes to all of them, and past the border where there is no policy."""
    found = list(code_statements(ADAPTERS))
    assert len([one for one in found if re.search("|".join(DISTRIBUTED), one.sql)]) > 60
    assert [f"{one.where}: {what}" for one in found for what in breaches(one, DISTRIBUTED)] == []


def test_every_statement_of_the_functions_goes_to_one_node() -> None:
    """The whole append runs on the node that holds the organization."""
    found = list(function_statements(MIGRATIONS / "postgresql"))
    assert len(found) > 5
    assert [f"{one.where}: {what}: {one.plain}" for one in found for what in breaches(one, DISTRIBUTED)] == []


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite"])
def test_no_number_is_handed_out_by_a_node(dialect: str) -> None:
    """Positions come from the organization's own head."""
    assert list(numbering(MIGRATIONS / dialect)) == []


def test_both_databases_have_the_same_tables() -> None:
    """A table that only one of them has was not thought through for both."""
    folder = MIGRATIONS / "sqlite"
    lite = {name for file in folder.glob("*.sql") for name in MADE.findall(file.read_text(encoding="utf-8"))}
    assert lite == TABLES


KEYS = """
    SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text,
           (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[0])
      FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace
"""
FOREIGN = """
    SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'
"""
OPEN = """
    SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
       AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (
               SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive
                  AND pg_get_expr(p.polqual, p.polrelid) LIKE '%NULLIF(current_setting(''jixiao.organization''%'))
"""
DEFAULTS = """
    SELECT d.adrelid::regclass::text, pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d
      JOIN pg_class c ON c.oid = d.adrelid WHERE c.relnamespace = 'public'::regnamespace
"""
TRIGGERS = """
    SELECT t.tgrelid::regclass::text, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
     WHERE NOT t.tgisinternal
"""
FIRST = """
    SELECT c.relname, a.attname, a.atttypid::regtype::text FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = 1
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
"""


def asked(url: str, question: str) -> list[tuple[str, ...]]:
    """What the migrated database says of the tables of ours."""
    with psycopg.connect(url) as owner:
        rows = owner.execute(question.encode()).fetchall()
    return [row for row in rows if row[0] in TABLES]


def test_every_key_begins_with_the_organization(postgres_url: str) -> None:
    """A key without it cannot be held by one node alone; and an index that begins with it serves every statement."""
    keys = [row for row in asked(postgres_url, KEYS) if row[0] in DISTRIBUTED]
    assert {row[0] for row in keys} == DISTRIBUTED
    assert [row for row in keys if row[2] != "organization"] == []


def test_every_table_begins_with_the_organization(postgres_url: str) -> None:
    """It is what they are distributed by, of one type, so that an organization's rows lie together."""
    columns = {row[0]: row[1:] for row in asked(postgres_url, FIRST)}
    assert {columns[table] for table in DISTRIBUTED} == {("organization", "uuid")}


def test_no_table_refers_to_another_but_within_the_directory(postgres_url: str) -> None:
    """A foreign key between nodes cannot be checked."""
    assert {row for row in asked(postgres_url, FOREIGN) if set(row) - REFERENCE} == set()


def test_every_table_is_confined_by_the_organization_of_the_transaction(postgres_url: str) -> None:
    """For everybody, the owner too; only the directory is asked before it is known whose request it is."""
    assert {row[0] for row in asked(postgres_url, OPEN)} == REFERENCE


def test_no_default_asks_the_node(postgres_url: str) -> None:
    """Two nodes would fill in different things."""
    assert [row for row in asked(postgres_url, DEFAULTS) if "(" in row[1]] == []


def test_triggers_look_at_nothing_but_their_row(postgres_url: str) -> None:
    """A trigger of a distributed table may not read another one."""
    bodies = asked(postgres_url, TRIGGERS)
    assert len(bodies) > 8
    assert [row for row in bodies if re.search(r"\b(SELECT|FROM|INSERT|UPDATE\s+\w+\s+SET)\b", row[1])] == []


def test_sqlite_has_the_same_keys(tmp_path: Path) -> None:
    """One shape: what is found on a shop's own machine holds on the server."""
    file = tmp_path / "x.db"
    migrate(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as database:
        for table in sorted(DISTRIBUTED):
            columns = database.execute(f"PRAGMA table_info({table})").fetchall()
            assert columns[0][1] == "organization", table
            for _, index, _, _, _ in database.execute(f"PRAGMA index_list({table})").fetchall():
                first = database.execute(f"PRAGMA index_info({index})").fetchall()[0]
                assert first[2] == "organization", index
