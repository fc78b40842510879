"""Between events and stored text: exact, immutable, readable for years."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import pytest
from eventsourcing.persistence import MapperDeserialisationError, StoredEvent
from hypothesis import given
from hypothesis import strategies as st

from adapters.database import Database
from adapters.ledger import OrganizationLedger
from adapters.ledger.mapper import MAPPER
from adapters.ledger.postgresql import array
from adapters.ledger.stored import ActedEvent
from adapters.ledger.transcoder import LedgerTranscoder
from domain.errors import Invalid
from domain.eventsourced import Event
from domain.values import Evidence, Sealed
from tests.adapters.ledger.things import ACTOR, AT, Jar, answer, envelope

TRANSCODER = LedgerTranscoder()
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(timezones=ZONES).map(lambda moment: moment.replace(fold=0))
SCALARS = (
    st.none() | st.booleans() | st.integers() | TEXT | st.uuids() | st.dates() | MOMENTS
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.builds(Sealed, st.uuids(), TEXT) | st.builds(Evidence, TEXT, TEXT, st.integers(0))
)  # fmt: skip
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4).map(tuple) | st.dictionaries(TEXT, inner, max_size=4)
)  # fmt: skip


@given(VALUES)
def test_whatever_is_encoded_is_decoded_the_same(value: Any) -> None:
    """Also its type: 1.0 is not 1, a tuple is no list, a date is no time."""
    decoded = TRANSCODER.decode(TRANSCODER.encode(value))
    assert decoded == value
    assert repr(decoded) == repr(value)


@given(VALUES)
def test_the_text_holds_no_nul_and_is_json(value: Any) -> None:
    """PostgreSQL refuses NUL, and an auditor reads the state with any JSON tool."""
    text = TRANSCODER.encode_text(value)
    assert "\0" not in text
    assert "\\u0000" not in text.replace("\\\\", "")
    json.loads(text)


@pytest.mark.parametrize("bad", ["a\0b", {"a": ("\0",)}, {"\0": 1}])
def test_nul_is_refused(bad: Any) -> None:
    """No database keeps it in text; it is said to the person who sent it, not found out by the database."""
    with pytest.raises(Invalid, match="NUL"):
        TRANSCODER.encode(bad)


def test_half_a_surrogate_pair_is_refused() -> None:
    """JSON may smuggle it in; it cannot be written as UTF-8."""
    with pytest.raises(Invalid, match="half a character"):
        TRANSCODER.encode({"reason": "\ud83d"})


INEXACT = [1.0, {"a": (1.0,)}, Decimal("NaN"), {1: "a"}, AT.replace(tzinfo=None), {"_type_": "x", "_data_": 1}, {1, 2}]


@pytest.mark.parametrize("bad", INEXACT)
def test_what_would_not_come_back_exactly_is_refused(bad: Any) -> None:
    """Found in the first test that records it, not in a replay years later."""
    with pytest.raises(TypeError):
        TRANSCODER.encode(bad)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("19.60"), '{"_type_":"decimal_str","_data_":"19.60"}'),
        (UUID(int=1), '{"_type_":"uuid_hex","_data_":"00000000000000000000000000000001"}'),
        (AT, '{"_type_":"datetime_iso","_data_":"2026-01-31T08:30:00.123456+00:00"}'),
        (date(2026, 1, 31), '{"_type_":"date_iso","_data_":"2026-01-31"}'),
        (Sealed(UUID(int=1), "Ym94"),
         '{"_type_":"sealed","_data_":{"person":"00000000000000000000000000000001","box":"Ym94"}}'),
        (Evidence("ab", "text/csv", 3),
         '{"_type_":"evidence","_data_":{"sha256":"ab","media_type":"text/csv","size":3}}'),
        ((1, ("罐",)), '[1,["罐"]]'),
    ],
)  # fmt: skip
def test_the_stored_form_of_each_value_is_pinned(value: Any, text: str) -> None:
    """Old ledgers hold these; a change here would make them unreadable."""
    assert TRANSCODER.encode_text(value) == text
    assert TRANSCODER.decode_text(text) == value


def test_the_actor_is_kept_beside_the_state() -> None:
    """Who acted is stored once, in the envelope, and is there again when the event is read."""
    jar = Jar.make()
    jar.add("1")
    event = jar.pending_events[-1]
    stored = MAPPER.to_stored_event(event)
    assert stored.actor == ACTOR
    assert ACTOR.encode() not in stored.state
    assert MAPPER.to_domain_event(stored) == event


class Renamed(Event):
    """In its third shape: `name` became `label`, then `colour` came."""

    TOPIC: ClassVar[str] = "test.renamed.1"
    class_version = 3

    label: str
    colour: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        state["label"] = state.pop("name")

    @staticmethod
    def upcast_v2_v3(state: dict[str, Any]) -> None:
        state["colour"] = f"unknown to {state['actor']}"


@pytest.mark.parametrize(
    ("old", "label", "colour"),
    [
        (b'{"name":"a"}', "a", "unknown to somebody"),
        (b'{"label":"a","class_version":2}', "a", "unknown to somebody"),
        (b'{"label":"a","colour":"red","class_version":3}', "a", "red"),
    ],
)
def test_old_events_are_read_in_their_present_shape(old: bytes, label: str, colour: str) -> None:
    """Events are never migrated; the code learns to read the old ones."""
    event = MAPPER.to_domain_event(ActedEvent(UUID(int=1), 2, "test.renamed.1", old, "somebody"))
    assert isinstance(event, Renamed)
    assert (event.label, event.colour, event.actor) == (label, colour, "somebody")
    assert not hasattr(event, "class_version") or event.class_version == 3


def test_a_newer_shape_says_so_in_its_state() -> None:
    """So that the next version knows from where to begin."""
    jar = Jar.make()
    jar.record(Renamed, actor=ACTOR, at=AT, label="a", colour="b")
    assert b'"class_version":3' in MAPPER.to_stored_event(jar.pending_events[-1]).state


def test_a_state_that_cannot_be_read_is_named() -> None:
    """Verification reports the first event that fails; it must say which."""
    with pytest.raises(MapperDeserialisationError, match="version 2 of 00000000-0000"):
        MAPPER.to_domain_event(StoredEvent(UUID(int=1), 2, "test.coins-added.1", b"{"))


def test_any_text_survives_the_array(postgres_database: Database) -> None:
    """States travel to PostgreSQL as an array in text: quotes, commas, braces, backslashes and NULL are just text."""

    @given(st.lists(TEXT, max_size=5))
    def survives(texts: list[str]) -> None:
        rows = postgres_database.read(None, "SELECT %s::text[]", (array(texts),))
        assert rows == [(texts,)]

    survives()
    assert postgres_database.read(None, "SELECT %s::text[]", (array(["NULL", "", " a ", '{},\\"']),)) == [
        (["NULL", "", " a ", '{},\\"'],)
    ]


def test_any_text_survives_the_ledger(database: Database) -> None:
    """Both databases give back exactly the characters that they were given."""

    @given(TEXT)
    def survives(label: str) -> None:
        ledger = OrganizationLedger(database, UUID(int=AT.microsecond))
        jar = Jar.make(label)
        ledger.append([jar], envelope(), answer(jar))
        (recorded,) = ledger.stream(jar.id)
        assert vars(recorded.event)["label"] == label

    survives()


def test_time_and_zone() -> None:
    """An aware time keeps its offset; what is compared is the moment."""
    shanghai = datetime(2026, 1, 31, 8, tzinfo=timezone(timedelta(hours=8)))
    decoded = TRANSCODER.decode(TRANSCODER.encode(shanghai))
    assert decoded == shanghai.astimezone(UTC)
    assert decoded.utcoffset() == timedelta(hours=8)
