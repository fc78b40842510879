"""`kill -9` of the API, the projector and PostgreSQL while clients work; `make soak` does it hundreds of times."""

from pathlib import Path

from tests.endurance.havoc import wreak
from tests.postgres_server import PostgresServer
from web.settings import Settings


def test_nothing_acknowledged_is_lost_on_postgresql(
    postgres_settings: Settings, own_postgres: PostgresServer, tmp_path: Path
) -> None:
    """Every acknowledged event is there, no half command, projections catch up, idempotency keys still answer."""
    plan = ["PostgreSQL", "API", "projector", "PostgreSQL backend", "API worker process", "PostgreSQL"]
    outcome = wreak(postgres_settings, tmp_path, kills=plan, seed=7, postgres=own_postgres)
    assert sum(outcome.kills.values()) == len(plan)
    assert outcome.acknowledged > 20
    assert outcome.lost


def test_nothing_acknowledged_is_lost_on_sqlite(sqlite_settings: Settings, tmp_path: Path) -> None:
    """Likewise, with a server and a worker on one file."""
    plan = ["API", "projector", "API worker process", "API"]
    outcome = wreak(sqlite_settings, tmp_path, kills=plan, seed=8)
    assert sum(outcome.kills.values()) == len(plan)
    assert outcome.acknowledged > 20
    assert outcome.lost
