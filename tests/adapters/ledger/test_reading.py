"""Loading, reading by position and by stream, and as of a time."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import pytest

from adapters.database import Database
from adapters.ledger import OrganizationLedger
from adapters.ledger.ledger import PAGE
from application.ports import Recorded
from domain.eventsourced import Aggregate
from tests.adapters.ledger.things import EVERY_KIND, Jar, answer, envelope, loaded


class Lid(Aggregate):
    """Another kind of thing."""

    TOPIC = "test.lid.1"


def stored(ledger: OrganizationLedger, **facts: Any) -> Jar:
    """A jar that was told facts, as it is read back."""
    jar = Jar.make()
    jar.tell(**facts)
    ledger.append([jar], envelope(), answer(jar))
    return loaded(ledger, jar.id)


def test_every_kind_of_value_comes_back_as_it_was(ledger: OrganizationLedger) -> None:
    """Scores and pay are recomputed from events for years; a Decimal must not lose its zeros, nor a time its zone."""
    told = stored(ledger, **EVERY_KIND).told
    assert told == EVERY_KIND
    assert {key: type(value) for key, value in told.items()} == {key: type(value) for key, value in EVERY_KIND.items()}
    assert str(told["money"]) == "19.670"


def test_lists_come_back_as_tuples_at_every_depth(ledger: OrganizationLedger) -> None:
    """A frozen event that held a list could be changed by whoever read it."""
    told = stored(ledger, outer=[1, [2, {"inner": [3, [4]]}]]).told
    assert told["outer"] == (1, (2, {"inner": (3, (4,))}))


def test_the_stored_text_is_exactly_what_was_encoded(
    ledger: OrganizationLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes stored are the bytes sealed: re-ordered or re-escaped JSON would be a change."""
    monkeypatch.setattr("adapters.ledger.mapper.token_hex", lambda size: "0" * 2 * size)
    jar = Jar.make("罐\u2028😀")
    ledger.append([jar], envelope(), answer(jar))
    (recorded,) = ledger.read()
    assert recorded.state == (
        '{"_blind":"00000000000000000000000000000000","timestamp":{"_type_":"datetime_iso","_data_":"2026-01-31T08:30:00.123456+00:00"},'
        '"originator_topic":"test.jar.1","label":"罐\u2028😀"}'
    )


def test_loading_what_was_never_made_is_none(ledger: OrganizationLedger) -> None:
    """Absence is an answer, not an error."""
    assert ledger.load(Jar, uuid4()) is None


def test_loading_as_another_kind_is_none(ledger: OrganizationLedger) -> None:
    """An id of another kind of thing names nothing of this kind."""
    jar = Jar.make()
    ledger.append([jar], envelope(), answer(jar))
    assert ledger.load(Lid, jar.id) is None


def test_load_replays_up_to_a_version(ledger: OrganizationLedger) -> None:
    """State as of an earlier version is what it was."""
    jar = Jar.make()
    jar.add(times=5)
    ledger.append([jar], envelope(), answer(jar))
    assert str(loaded(ledger, jar.id, 3).coins) == "0.02"
    assert loaded(ledger, jar.id).version == 6


def test_another_organizations_aggregate_cannot_be_loaded(ledger: OrganizationLedger, database: Database) -> None:
    """Ids may be guessed; ledgers are apart all the same."""
    jar = Jar.make()
    ledger.append([jar], envelope(), answer(jar))
    stranger = OrganizationLedger(database, uuid4())
    assert stranger.load(Jar, jar.id) is None
    assert list(stranger.read()) == []
    assert stranger.head() == 0


def test_read_takes_the_bounds_it_is_given(ledger: OrganizationLedger) -> None:
    """`after` exclusive, `until` inclusive, at most `limit`."""
    jar = Jar.make()
    jar.add(times=9)
    ledger.append([jar], envelope(), answer(jar))
    cases: Mapping[tuple[int, int | None, int | None], list[int]] = MappingProxyType({
        (0, None, None): list(range(1, 11)),
        (7, None, None): [8, 9, 10],
        (7, 9, None): [8, 9],
        (2, None, 3): [3, 4, 5],
        (2, 4, 3): [3, 4],
        (10, None, None): [],
        (0, None, 0): [],
    })  # fmt: skip
    for (after, until, limit), expected in cases.items():
        assert [entry.position for entry in ledger.read(after=after, until=until, limit=limit)] == expected


def test_read_goes_on_past_its_page(ledger: OrganizationLedger) -> None:
    """Pages are the adapter's business, not the reader's."""
    jar = Jar.make()
    jar.add(times=2 * PAGE)
    ledger.append([jar], envelope(), answer(jar))
    assert [entry.position for entry in ledger.read()] == list(range(1, 2 * PAGE + 2))
    assert sum(1 for _ in ledger.read(limit=PAGE + 1)) == PAGE + 1


def test_stream_is_one_aggregates_history_up_to_a_position(ledger: OrganizationLedger) -> None:
    """The state as of an earlier position is replayed from this."""
    jar, other = Jar.make(), Jar.make()
    for _ in range(2):
        ledger.append([jar, other], envelope(), answer(jar))
        jar.add()
        other.add()
    ledger.append([jar], envelope(), answer(jar))
    assert [(r.position, r.originator_version) for r in ledger.stream(jar.id)] == [(1, 1), (3, 2), (5, 3)]
    assert [r.position for r in ledger.stream(jar.id, until=4)] == [1, 3]
    assert list(ledger.stream(uuid4())) == []


def test_position_at_is_the_last_position_recorded_by_then(ledger: OrganizationLedger) -> None:
    """`as_of` a time means everything recorded at or before it."""
    jar = Jar.make()
    for _ in range(6):
        ledger.append([jar], envelope(), answer(jar))
        jar.add(times=2)
    events: list[Recorded] = list(ledger.read())
    for event in events:
        last = max(e.position for e in events if e.recorded_at <= event.recorded_at)
        assert ledger.position_at(event.recorded_at) == last
        assert ledger.position_at(event.recorded_at + timedelta(microseconds=1)) >= last
    assert ledger.position_at(events[0].recorded_at - timedelta(microseconds=1)) == 0
    assert ledger.position_at(events[-1].recorded_at + timedelta(days=1)) == 11


def test_position_at_of_an_empty_ledger_is_zero(ledger: OrganizationLedger) -> None:
    """Before the first event there is nothing."""
    assert ledger.position_at(Jar.make().created_on) == 0


@pytest.mark.parametrize("bad", [1.5, float("nan")])
def test_a_float_is_refused(ledger: OrganizationLedger, bad: float) -> None:
    """Points and money are exact; a float that got this far is a mistake in the code."""
    jar = Jar.make()
    jar.tell(points=bad)
    with pytest.raises(TypeError):
        ledger.append([jar], envelope(), answer(jar))
    assert ledger.head() == 0
