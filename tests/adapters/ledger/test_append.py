"""What an append promises, on both databases."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from adapters.database import Database
from adapters.ledger import OrganizationLedger
from adapters.ledger.recorder import NewEvent
from adapters.ledger.sqlite import SQLiteApplicationRecorder
from application.ports import Answer, ConflictError, KeyReused, Ledger
from tests.adapters.ledger.things import Jar, answer, envelope


def test_the_adapter_is_the_port(ledger: OrganizationLedger) -> None:
    """Handlers are written against the protocol; mypy compares the signatures here."""
    port: Ledger = ledger
    assert port.organization == ledger.organization


def test_positions_are_counted_from_one_without_gaps(ledger: OrganizationLedger) -> None:
    """A reader that asks for what comes after a position must never have to wonder whether something is missing."""
    jar = Jar.make()
    jar.add(times=3)
    assert ledger.append([jar], envelope(), answer(jar)).position == 4
    jar.add()
    assert ledger.append([jar], envelope(), answer(jar)).position == 5
    assert [entry.position for entry in ledger.read()] == [1, 2, 3, 4, 5]
    assert ledger.head() == 5


def test_a_failed_append_takes_no_position(ledger: OrganizationLedger) -> None:
    """A gap would be indistinguishable from a deleted event."""
    jar = Jar.make()
    ledger.append([jar], envelope(), answer(jar))
    with pytest.raises(ConflictError):
        ledger.append([Jar.make(id=jar.id)], envelope(), answer(jar))
    jar.add()
    assert ledger.append([jar], envelope(), answer(jar)).position == 2


def test_the_answer_tells_version_and_position(ledger: OrganizationLedger) -> None:
    """The version becomes the ETag, the position is what a later query must have caught up with."""
    jar, other = Jar.make(), Jar.make()
    jar.add(times=2)
    assert ledger.append([jar, other], envelope(), answer(jar, "coin-3")) == Answer("jar", jar.id, "coin-3", 3, 4)


def test_events_of_two_aggregates_are_one_transaction(ledger: OrganizationLedger) -> None:
    """A command that moves coins from one jar to another must not be half done."""
    taken, fresh = Jar.make(), Jar.make()
    ledger.append([taken], envelope(), answer(taken))
    with pytest.raises(ConflictError):
        ledger.append([fresh, Jar.make(id=taken.id)], envelope(), answer(fresh))
    assert ledger.load(Jar, fresh.id) is None
    assert ledger.head() == 1


def test_each_event_carries_the_envelope_of_its_command(ledger: OrganizationLedger) -> None:
    """Who, by which command, and what led to it: beside every event, once."""
    jar = Jar.make()
    jar.add()
    sent = envelope()
    ledger.append([jar], sent, answer(jar))
    for recorded in ledger.read():
        assert (recorded.actor, recorded.command) == (sent.actor, sent.command)
        assert (recorded.causation, recorded.correlation) == (sent.causation, sent.correlation)
        assert recorded.event.actor == sent.actor
        assert "actor" not in recorded.state


def test_a_retry_answers_as_the_first_and_writes_nothing(ledger: OrganizationLedger) -> None:
    """The acknowledgement may have been lost; the person must not be charged twice for asking again."""
    jar = Jar.make()
    command = envelope(fingerprint="f1")
    first = ledger.append([jar], command, answer(jar, "item"))
    jar.add()
    ledger.append([jar], envelope(), answer(jar))
    again = Jar.make(id=jar.id)
    again.add(times=5)
    assert ledger.append([again], command, Answer("other", uuid4())) == first
    assert ledger.answered(command.command, "f1") == first
    assert ledger.head() == 2


def test_a_key_used_for_another_request_is_refused(ledger: OrganizationLedger) -> None:
    """Answering the second request with the first one's answer would hide that it was never done."""
    jar, other = Jar.make(), Jar.make()
    command = uuid4()
    ledger.append([jar], envelope(command, "f1"), answer(jar))
    with pytest.raises(KeyReused):
        ledger.append([other], envelope(command, "f2"), answer(other))
    with pytest.raises(KeyReused):
        ledger.answered(command, "f2")
    assert ledger.head() == 1


def test_an_unknown_command_has_no_answer(ledger: OrganizationLedger) -> None:
    """None tells the handler that it must do the work."""
    assert ledger.answered(uuid4(), "f1") is None


def test_the_same_command_id_of_another_organization_is_another_command(
    ledger: OrganizationLedger, database: Database
) -> None:
    """Keys are chosen by callers; one tenant's choice must not touch another's."""
    other = OrganizationLedger(database, uuid4())
    command = envelope(fingerprint="same")
    mine, theirs = Jar.make(), Jar.make()
    assert ledger.append([mine], command, answer(mine)).subject == mine.id
    assert other.append([theirs], command, answer(theirs)).subject == theirs.id


def test_a_command_without_events_keeps_its_answer(ledger: OrganizationLedger) -> None:
    """What changed nothing is still answered the same on a retry."""
    jar = Jar.make()
    ledger.append([jar], envelope(), answer(jar))
    command = envelope(fingerprint="f")
    kept = ledger.append([jar], command, answer(jar))
    assert (kept.version, kept.position) == (1, 1)
    assert ledger.answered(command.command, "f") == kept


def test_a_guard_that_holds_lets_the_append_through(ledger: OrganizationLedger) -> None:
    """The stream that was read for the decision is as it was read."""
    read, jar = Jar.make(), Jar.make()
    ledger.append([read], envelope(), answer(read))
    guards = ((read.id, 1), (uuid4(), 0))
    assert ledger.append([jar], envelope(guards=guards), answer(jar)).position == 2


@pytest.mark.parametrize("seen", [0, 1, 3])
def test_a_guard_that_has_moved_is_a_conflict(ledger: OrganizationLedger, seen: int) -> None:
    """A decision made on what is no longer so must be made again."""
    read, jar = Jar.make(), Jar.make()
    read.add()
    ledger.append([read], envelope(), answer(read))
    with pytest.raises(ConflictError):
        ledger.append([jar], envelope(guards=((read.id, seen),)), answer(jar))
    assert ledger.head() == 2


def test_a_guard_may_name_the_stream_that_is_appended_to(ledger: OrganizationLedger) -> None:
    """It is compared with the state before the append, not with the events of the append itself."""
    jar = Jar.make()
    ledger.append([jar], envelope(), answer(jar))
    jar.add()
    assert ledger.append([jar], envelope(guards=((jar.id, 1),)), answer(jar)).position == 2


def test_recorded_at_is_the_servers_clock_in_utc(ledger: OrganizationLedger) -> None:
    """Deadlines and proofs speak about this time, not about what a client claims."""
    before = datetime.now(UTC) - timedelta(seconds=5)
    jar = Jar.make()
    ledger.append([jar], envelope(), answer(jar))
    (recorded,) = ledger.read()
    assert before < recorded.recorded_at < datetime.now(UTC) + timedelta(seconds=5)
    assert recorded.recorded_at.utcoffset() == timedelta(0)


def test_recorded_at_never_runs_backwards_on_sqlite(sqlite_database: Database, organization: UUID) -> None:
    """A clock that is set back must not make a later event look earlier."""
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    times = iter([now, now - timedelta(days=1), now + timedelta(microseconds=1)])
    recorder = SQLiteApplicationRecorder(sqlite_database, organization, clock=lambda: next(times))
    for version in (1, 2, 3):
        event = NewEvent(UUID(int=1), version, "t", "{}", "a")
        recorder.append([event], envelope(), Answer("k", UUID(int=1)))
    assert [entry.recorded_at for entry in recorder.entries()] == [now, now, now + timedelta(microseconds=1)]


def test_recorded_at_never_runs_backwards_on_postgresql(
    postgres_database: Database, postgres_url: str, organization: UUID
) -> None:
    """The same, shown by a head that was last moved in what is now the future."""
    ledger = OrganizationLedger(postgres_database, organization)
    jar = Jar.make()
    ledger.append([jar], envelope(), answer(jar))
    future = datetime.now(UTC) + timedelta(days=1)
    with psycopg.connect(postgres_url) as owner:
        owner.execute("UPDATE ledger_heads SET last_at = %s WHERE organization = %s", (future, organization))
    jar.add()
    ledger.append([jar], envelope(), answer(jar))
    assert [recorded.recorded_at == future for recorded in ledger.read()] == [False, True]
