"""The sealed form of an event. Its bytes are for ever: others check proofs with them."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.database import Database
from adapters.ledger import Entry, OrganizationLedger, leaf_bytes, leaf_hash
from tests.adapters.ledger.things import Jar, answer, envelope

ORGANIZATION = UUID("11111111-1111-5111-8111-111111111111")
ENTRY = Entry(
    position=7,
    recorded_at=datetime(2026, 2, 3, 1, 2, 3, 40, tzinfo=UTC),
    actor="22222222-2222-5222-8222-222222222222",
    command=UUID("33333333-3333-5333-8333-333333333333"),
    causation=UUID("44444444-4444-5444-8444-444444444444"),
    correlation=UUID("55555555-5555-5555-8555-555555555555"),
    originator_id=UUID("66666666-6666-5666-8666-666666666666"),
    originator_version=2,
    topic="jixiao.deduction-recorded.1",
    state='{"points":{"_type_":"decimal_str","_data_":"2.00"},"reason":"迟到"}',
)
BYTES = (
    '{"actor":"22222222-2222-5222-8222-222222222222","causation":"44444444-4444-5444-8444-444444444444",'
    '"command":"33333333-3333-5333-8333-333333333333","correlation":"55555555-5555-5555-8555-555555555555",'
    '"format":"jixiao.leaf.1","organization":"11111111-1111-5111-8111-111111111111",'
    '"originator_id":"66666666-6666-5666-8666-666666666666","originator_version":2,"position":7,'
    '"recorded_at":"2026-02-03T01:02:03.000040Z",'
    '"state":"{\\"points\\":{\\"_type_\\":\\"decimal_str\\",\\"_data_\\":\\"2.00\\"},\\"reason\\":\\"迟到\\"}",'
    '"topic":"jixiao.deduction-recorded.1"}'
).encode()
HASH = "18d0300ed5b58538127a1be1b91c5cc3ac9c525e24c08d4744ea9789561ef4a5"


def test_the_bytes_are_pinned() -> None:
    """Whoever changes these breaks every proof and bundle ever given out."""
    assert leaf_bytes(ORGANIZATION, ENTRY) == BYTES


def test_the_hash_is_pinned_and_is_rfc_6962s() -> None:
    """A zero byte and the leaf, SHA-256: checked here without the library that computes it."""
    assert leaf_hash(ORGANIZATION, ENTRY).hex() == HASH
    assert hashlib.sha256(b"\x00" + BYTES).hexdigest() == HASH


CHANGED: dict[str, Any] = {
    "position": 8,
    "recorded_at": ENTRY.recorded_at + timedelta(microseconds=1),
    "actor": "22222222-2222-5222-8222-222222222223",
    "command": UUID(int=1),
    "causation": UUID(int=1),
    "correlation": UUID(int=1),
    "originator_id": UUID(int=1),
    "originator_version": 3,
    "topic": "jixiao.deduction-recorded.2",
    "state": ENTRY.state.replace(":", ": "),
}


@pytest.mark.parametrize("name", CHANGED)
def test_every_field_counts(name: str) -> None:
    """What the leaf does not cover could be changed unseen."""
    changed = replace(ENTRY, **{name: CHANGED[name]})
    assert leaf_hash(ORGANIZATION, changed) != leaf_hash(ORGANIZATION, ENTRY)


def test_the_organization_counts_and_no_field_is_left_out() -> None:
    """An event moved into another ledger, or a field added later and forgotten, would show here."""
    assert leaf_hash(UUID(int=1), ENTRY) != leaf_hash(ORGANIZATION, ENTRY)
    assert set(CHANGED) == set(Entry.__dataclass_fields__)


def test_the_time_is_written_in_utc_whatever_zone_it_comes_in() -> None:
    """The same moment has one form."""
    shanghai = ENTRY.recorded_at.astimezone(timezone(timedelta(hours=8)))
    assert leaf_bytes(ORGANIZATION, replace(ENTRY, recorded_at=shanghai)) == BYTES


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_different_states_have_different_leaves(one: str, other: str) -> None:
    """Escaping must not make two texts alike, not even where Unicode has two ways to write a letter."""
    same = leaf_bytes(ORGANIZATION, replace(ENTRY, state=one)) == leaf_bytes(ORGANIZATION, replace(ENTRY, state=other))
    assert same == (one == other)


def test_both_databases_give_the_same_leaf(
    sqlite_database: Database, postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ledger restored from one to the other keeps its roots."""
    monkeypatch.setattr("adapters.ledger.mapper.token_hex", lambda size: "0" * 2 * size)
    jar = Jar.make('罐\u2028😀\\"')
    events = jar.collect_events()
    command = envelope()
    leaves = []
    for database in (sqlite_database, postgres_database):
        ledger = OrganizationLedger(database, UUID(int=99))
        jar.pending_events.extend(events)
        ledger.append([jar], command, answer(jar))
        (entry,) = [entry for entry in ledger.entries() if entry.originator_id == jar.id]
        (recorded,) = ledger.stream(jar.id)
        assert leaf_bytes(ledger.organization, recorded) == leaf_bytes(ledger.organization, entry)
        leaves.append(leaf_hash(ledger.organization, replace(entry, recorded_at=ENTRY.recorded_at, position=1)))
    assert leaves[0] == leaves[1]
