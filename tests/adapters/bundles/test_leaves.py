"""Events read from a stranger's bundle: as they were sealed, or not at all."""

import json
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import rfc8785

from adapters.bundles import BundleCraft
from application.bundling import Unfit
from domain.scorecard.events import DeductionConfirmed

ORGANIZATION = UUID("11111111-1111-5111-8111-111111111111")
LEAF: dict[str, Any] = {
    "actor": "22222222-2222-5222-8222-222222222222",
    "causation": "44444444-4444-5444-8444-444444444444",
    "command": "33333333-3333-5333-8333-333333333333",
    "correlation": "55555555-5555-5555-8555-555555555555",
    "format": "jixiao.leaf.1",
    "organization": str(ORGANIZATION),
    "originator_id": "66666666-6666-5666-8666-666666666666",
    "originator_version": 2,
    "position": 7,
    "recorded_at": "2026-02-03T01:02:03.000040Z",
    "state": json.dumps(
        {
            "timestamp": {"_type_": "datetime_iso", "_data_": "2026-02-03T01:02:03+00:00"},
            "deduction": {"_type_": "uuid_hex", "_data_": "77777777777757778777777777777777"},
        }
    ),
    "topic": DeductionConfirmed.TOPIC,
}
CRAFT = BundleCraft()


def read(leaf: bytes) -> Any:
    return CRAFT.event(ORGANIZATION, leaf)


def test_a_leaf_is_read_and_written_again_the_same() -> None:
    """To the byte."""
    leaf = rfc8785.dumps(LEAF)
    found = read(leaf)
    assert isinstance(found.event, DeductionConfirmed)
    assert (found.position, found.event.actor) == (7, LEAF["actor"])
    assert CRAFT.leaf(ORGANIZATION, found) == leaf


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "jixiao.leaf.2"},
        {"organization": str(UUID(int=1))},
        {"originator_id": "ABCDEF66-6666-5666-8666-666666666666"},
        {"recorded_at": "2026-02-03T09:02:03.000040+08:00"},
        {"recorded_at": "2026-02-03T01:02:03Z"},
        {"position": "7"},
        {"position": None},
        {"more": "1"},
        {"state": "{"},
        {"state": 7},
        {"state": '{"timestamp": {"_type_": "pickle", "_data_": "x"}}'},
    ],
    ids=str,
)
def test_any_other_way_to_say_it_is_refused(changes: dict[str, Any]) -> None:
    """The bytes that are hashed are the bytes that are read."""
    with pytest.raises(Unfit):
        read(rfc8785.dumps({**LEAF, **changes}))


@pytest.mark.parametrize("leaf", [b"", b"{}", b"[]", b"7", b"\xff", b"{" * 100_000, json.dumps(LEAF).encode()])
def test_what_is_no_leaf_is_refused(leaf: bytes) -> None:
    """Whatever the bytes do to the reader."""
    with pytest.raises(Unfit):
        read(leaf)


@pytest.mark.parametrize("topic", ["planted_module:Boom", "planted_module", "jixiao.employee-hired.1", "os:system", ""])
def test_a_topic_never_names_a_module_to_import(topic: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library finds unknown topics by importing them: a bundle from a stranger would run what lies beside it."""
    (tmp_path / "planted_module.py").write_text("raise SystemExit('run')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(Unfit, match="no bundle holds"):
        read(rfc8785.dumps({**LEAF, "topic": topic}))
    assert "planted_module" not in sys.modules


def test_nor_does_what_an_event_says_it_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The aggregate's topic stands in the state."""
    (tmp_path / "planted_module.py").write_text("raise SystemExit('run')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    state = json.dumps({**json.loads(LEAF["state"]), "originator_topic": "planted_module:Boom"})
    with pytest.raises(Unfit, match="begins no history"):
        read(rfc8785.dumps({**LEAF, "state": state}))
    assert "planted_module" not in sys.modules
