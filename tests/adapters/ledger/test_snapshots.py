"""Snapshots spare replay and change nothing."""

import logging
from pathlib import Path
from uuid import UUID

import pytest

from adapters.database import Database
from adapters.ledger import OrganizationLedger
from adapters.ledger.mapper import MAPPER
from adapters.ledger.snapshots import NO_SHAPE, SHAPE, shape_of
from domain.eventsourced import Snapshot
from tests.adapters.ledger.things import EVERY_KIND, Jar, answer, envelope, loaded

COUNT = "SELECT originator_version FROM ledger_snapshots WHERE organization = %s AND originator_id = %s ORDER BY 1"
SPOIL = "UPDATE ledger_snapshots SET state = %s WHERE organization = %s AND originator_id = %s"


def long_lived(ledger: OrganizationLedger, coins: int) -> Jar:
    """A jar with a long history."""
    jar = Jar.make()
    jar.tell(**EVERY_KIND)
    jar.add(times=coins)
    ledger.append([jar], envelope(), answer(jar))
    return jar


def kept(ledger: OrganizationLedger, id: UUID) -> list[int]:
    """The versions that there are snapshots of."""
    return [version for (version,) in ledger.database.read(ledger.organization, COUNT, (ledger.organization, id))]


def state(jar: Jar) -> dict[str, object]:
    """All that a jar is."""
    return vars(jar)


def test_a_short_history_is_not_worth_a_snapshot(ledger: OrganizationLedger) -> None:
    """Most streams stay short."""
    jar = long_lived(ledger, 97)
    loaded(ledger, jar.id)
    assert kept(ledger, jar.id) == []


def test_live_state_replayed_state_and_snapshot_are_the_same(ledger: OrganizationLedger) -> None:
    """The law behind the cache: it may vanish and nothing is different."""
    jar = long_lived(ledger, 98)
    replayed = loaded(ledger, jar.id)
    assert kept(ledger, jar.id) == [100]
    from_snapshot = loaded(ledger, jar.id)
    assert state(jar) == state(replayed) == state(from_snapshot)


def test_events_after_the_snapshot_are_replayed_on_it(ledger: OrganizationLedger) -> None:
    """And the next hundred make the next snapshot."""
    jar = long_lived(ledger, 98)
    jar = loaded(ledger, jar.id)
    jar.add(times=100)
    ledger.append([jar], envelope(), answer(jar))
    assert state(loaded(ledger, jar.id)) == state(jar)
    assert kept(ledger, jar.id) == [100, 200]


def test_an_earlier_version_is_loaded_from_an_earlier_snapshot_or_none(ledger: OrganizationLedger) -> None:
    """A snapshot of the future must not leak into the past."""
    jar = long_lived(ledger, 198)
    loaded(ledger, jar.id)
    assert loaded(ledger, jar.id, 50).version == 50
    assert loaded(ledger, jar.id, 150).version == 150


def test_the_snapshot_is_really_read(ledger: OrganizationLedger, database: Database) -> None:
    """Otherwise the tests here would show nothing."""
    jar = long_lived(ledger, 98)
    changed = loaded(ledger, jar.id)
    changed.label = "from the snapshot"
    fake = MAPPER.to_stored_event(Snapshot.take(changed)).state.decode()
    with database.transaction(ledger.organization) as session:
        session.execute(SPOIL, (fake, ledger.organization, jar.id))
    assert loaded(ledger, jar.id).label == "from the snapshot"


@pytest.mark.parametrize("spoiled", ["", "not JSON", "{}", '{"topic":"test.gone.9","state":{}}', "[]", "null"])
def test_a_snapshot_that_cannot_be_read_is_made_again(
    ledger: OrganizationLedger, database: Database, spoiled: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A cache must never stand between people and their record."""
    jar = long_lived(ledger, 98)
    loaded(ledger, jar.id)
    with database.transaction(ledger.organization) as session:
        session.execute(SPOIL, (spoiled, ledger.organization, jar.id))
    with caplog.at_level(logging.WARNING, "jixiao.ledger"):
        assert state(loaded(ledger, jar.id)) == state(jar)
    assert "made again" in caplog.text
    caplog.clear()
    assert state(loaded(ledger, jar.id)) == state(jar)
    assert caplog.text == ""


def test_a_snapshot_of_other_code_is_not_used(ledger: OrganizationLedger) -> None:
    """After an upgrade an old snapshot may lack what the new code needs."""
    jar = long_lived(ledger, 98)
    changed = loaded(ledger, jar.id)
    changed.label = "of the old code"
    ledger._cache.keep(MAPPER.to_stored_event(Snapshot.take(changed)), "another shape")
    assert loaded(ledger, jar.id).label == jar.label


def test_the_shape_is_the_code_of_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same code has the same shape; a changed line, in whatever module, makes another."""
    (tmp_path / "shaped" / "inner").mkdir(parents=True)
    for name in ("__init__.py", "inner/__init__.py", "inner/part.py"):
        (tmp_path / "shaped" / name).write_text("A = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    before = shape_of("shaped")
    assert shape_of("shaped") == before
    (tmp_path / "shaped" / "inner" / "part.py").write_text("A = 2\n")
    assert shape_of("shaped") != before
    assert len(SHAPE) == 32 != len(NO_SHAPE)
