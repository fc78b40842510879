"""The house rules hold in this tree, and each of them catches what it is there to catch."""

from pathlib import Path

import pytest

from tests.architecture.rules import (
    PACKAGES,
    ROOT,
    Check,
    no_chance,
    no_clock,
    no_float,
    no_outside,
    python_breaches,
    rewrites_of_events,
)

HELD: list[tuple[str, Check]] = [
    ("domain", no_float),
    ("domain", no_clock),
    ("domain", no_chance),
    ("domain", no_outside),
    ("application", no_float),
    ("application", no_clock),
]

PLANTED: list[tuple[Check, str]] = [
    (no_float, "rate = 0.2"),
    (no_float, "rate = float('0.2')"),
    (no_float, "def pay(amount: float) -> None: ..."),
    (no_float, "points = round(points, 2)"),
    (no_clock, "from datetime import datetime\nat = datetime.now()"),
    (no_clock, "import datetime\nat = datetime.datetime.now(datetime.UTC)"),
    (no_clock, "from datetime import date\nday = date.today()"),
    (no_clock, "from time import time"),
    (no_chance, "from uuid import uuid4\nid = uuid4()"),
    (no_chance, "import uuid\nid = uuid.uuid4()"),
    (no_chance, "import random"),
    (no_chance, "from secrets import token_hex"),
    (no_outside, "import flask"),
    (no_outside, "from psycopg.rows import dict_row"),
    (no_outside, "from pathlib import Path"),
]

REWRITES = [
    "UPDATE ledger_events SET state = ''",
    "update only public.ledger_events set state = ''",
    "DELETE FROM events WHERE position = 1",
    'delete\nfrom "events"',
    "TRUNCATE TABLE ledger_events",
    "TRUNCATE ledger_events",
    "INSERT OR REPLACE INTO ledger_events VALUES (1)",
    "INSERT INTO ledger_events VALUES (1) ON CONFLICT (position) DO UPDATE SET state = excluded.state",
    "ALTER TABLE ledger_events DISABLE TRIGGER ALL",
]

HARMLESS = [
    "CREATE TRIGGER t BEFORE UPDATE OR DELETE ON ledger_events",
    "CREATE TRIGGER t BEFORE UPDATE ON events BEGIN SELECT 1; END",
    "REVOKE UPDATE, DELETE, TRUNCATE ON ledger_events FROM jixiao_service",
    "INSERT INTO ledger_events VALUES (1); UPDATE ledger_heads SET head = 1",
    "DELETE FROM read_rows WHERE model = 'events'",
]


@pytest.mark.parametrize(("package", "rule"), HELD, ids=lambda value: getattr(value, "__name__", value))
def test_the_tree_keeps_the_rule(package: str, rule: Check) -> None:
    """Scoring and pay must be exact and give the same on every replay."""
    assert [str(breach) for breach in python_breaches(ROOT / package, rule)] == []


@pytest.mark.parametrize(("rule", "code"), PLANTED, ids=lambda value: getattr(value, "__name__", value))
def test_the_rule_catches_a_planted_breach(rule: Check, code: str, tmp_path: Path) -> None:
    """A rule that cannot fail guards nothing."""
    (tmp_path / "planted.py").write_text(code)
    assert python_breaches(tmp_path, rule)


def test_the_rules_let_exact_code_pass(tmp_path: Path) -> None:
    """A rule that cries at everything is soon switched off."""
    (tmp_path / "exact.py").write_text(
        "from datetime import date, datetime\nfrom decimal import Decimal\nfrom uuid import UUID, uuid5\n"
        "from domain.values import cents\n"
        "def due(at: datetime, rate: Decimal = Decimal('0.2')) -> date: return at.date()\n"
        "def refused(value: object) -> bool: return isinstance(value, int | float)\n"
    )
    assert python_breaches(tmp_path, no_float, no_clock, no_chance, no_outside) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_statement_rewrites_history(package: str) -> None:
    """The triggers refuse it at run time; nobody shall even try."""
    assert [str(breach) for breach in rewrites_of_events(ROOT / package)] == []


@pytest.mark.parametrize("statement", REWRITES)
@pytest.mark.parametrize("suffix", [".sql", ".py"])
def test_a_planted_rewrite_of_events_is_caught(statement: str, suffix: str, tmp_path: Path) -> None:
    """However it is spelled, and whether it stands in a migration or in code."""
    (tmp_path / f"planted{suffix}").write_text(statement if suffix == ".sql" else f"SQL = {statement!r}")
    assert len(rewrites_of_events(tmp_path)) == 1


@pytest.mark.parametrize("statement", HARMLESS)
def test_statements_that_rewrite_no_event_pass(statement: str, tmp_path: Path) -> None:
    """Triggers and grants name the same words in order to forbid them."""
    (tmp_path / "migration.sql").write_text(statement)
    assert rewrites_of_events(tmp_path) == []
