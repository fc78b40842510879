"""The outbox on both databases: each notice once a channel, claimed by one process at a time, never lost."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from adapters.database import Database, open_database
from adapters.outbox import DatabaseOutbox
from application.delivering.outbox import Claim, Entry

AT = datetime(2026, 11, 4, 1, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)
EMAIL, HOOK = "email", "webhook/1"


def entries(*positions: int) -> list[Entry]:
    """A notice at each of these positions, each given a second later."""
    return [Entry(UUID(int=position), position, AT + timedelta(seconds=position)) for position in positions]


@pytest.fixture
def outbox(database: Database, organization: UUID) -> DatabaseOutbox:
    """An outbox with one channel that has read up to 10."""
    made = DatabaseOutbox(database, organization)
    made.open(EMAIL, 10)
    return made


def claim(outbox: DatabaseOutbox, channel: str = EMAIL, at: datetime = LATER) -> Claim:
    found = outbox.claim(channel, at, at + timedelta(minutes=5))
    assert found is not None
    return found


def due(outbox: DatabaseOutbox, channel: str = EMAIL) -> int:
    return {state.name: state.due for state in outbox.states()}[channel]


def test_a_channel_begins_where_it_was_opened(outbox: DatabaseOutbox) -> None:
    """What was given before never goes out by it, however the ledger is read."""
    outbox.add(entries(3, 10), after=0, until=10)
    assert due(outbox) == 0
    outbox.add(entries(4, 11, 12), after=0, until=12)
    assert due(outbox) == 2
    (channel,) = outbox.channels()
    assert (channel.since, channel.position, channel.rests_until) == (10, 12, None)


def test_opening_again_changes_nothing(outbox: DatabaseOutbox) -> None:
    """Several processes open it at their first look."""
    outbox.add(entries(11), after=10, until=12)
    outbox.open(EMAIL, 99)
    assert [(one.since, one.position) for one in outbox.channels()] == [(10, 12)]


def test_the_same_part_of_the_ledger_is_taken_in_once(outbox: DatabaseOutbox) -> None:
    """A slower process that read the same events must not bring back what was sent meanwhile."""
    outbox.add(entries(11, 12), after=10, until=12)
    outbox.done(claim(outbox))
    outbox.add(entries(11, 12), after=10, until=12)
    outbox.add(entries(11, 12, 13), after=10, until=13)
    assert due(outbox) == 2
    assert [claim(outbox).position for _ in range(2)] == [12, 13]


def test_no_part_is_left_out(outbox: DatabaseOutbox) -> None:
    """A channel behind a part of the ledger waits until what comes before it was read."""
    outbox.open(HOOK, 20)
    outbox.add(entries(21), after=20, until=21)
    assert [(one.name, one.position) for one in outbox.channels()] == [(EMAIL, 10), (HOOK, 21)]
    outbox.add(entries(11, 21), after=10, until=21)
    assert (due(outbox), due(outbox, HOOK)) == (2, 1)


def test_what_waits_longest_is_claimed_first_and_by_one_alone(outbox: DatabaseOutbox) -> None:
    """Two processes never send the same notice at the same time."""
    outbox.add(entries(11, 12), after=10, until=12)
    first, second = claim(outbox), claim(outbox)
    assert (first.position, second.position) == (11, 12)
    assert first.notice == UUID(int=11)
    assert first.lease != second.lease
    assert outbox.claim(EMAIL, LATER, LATER) is None
    assert outbox.claim(HOOK, LATER, LATER) is None


def test_nothing_is_claimed_before_it_is_due(outbox: DatabaseOutbox) -> None:
    """It is due from the moment when it was given."""
    outbox.add(entries(11), after=10, until=12)
    assert outbox.claim(EMAIL, AT, LATER) is None
    assert claim(outbox).attempts == 1


def test_a_claim_ends_with_its_lease(outbox: DatabaseOutbox) -> None:
    """Whoever was killed has not lost the notice; what they do afterwards, if they were only slow, does not count."""
    outbox.add(entries(11), after=10, until=11)
    slow = claim(outbox)
    fresh = claim(outbox, at=LATER + timedelta(minutes=5))
    assert (fresh.notice, fresh.attempts) == (slow.notice, 2)
    outbox.postpone(slow, LATER, "slow")
    outbox.bury(slow, "slow")
    outbox.done(slow)
    assert due(outbox) == 1
    outbox.done(fresh)
    assert due(outbox) == 0


def test_what_failed_is_due_again_later(outbox: DatabaseOutbox) -> None:
    """And the attempts are counted."""
    outbox.add(entries(11), after=10, until=11)
    outbox.postpone(claim(outbox), LATER + timedelta(minutes=1), "http-503")
    assert outbox.claim(EMAIL, LATER, LATER) is None
    assert outbox.states()[0].failure == "http-503"
    again = claim(outbox, at=LATER + timedelta(minutes=1))
    assert again.attempts == 2
    outbox.done(again)
    assert outbox.states()[0].failure == ""


def test_what_was_given_up_is_seen_and_can_be_revived_or_dropped(outbox: DatabaseOutbox) -> None:
    """Somebody put the mail server right."""
    outbox.add(entries(11, 12), after=10, until=12)
    for _ in range(2):
        outbox.bury(claim(outbox), "smtp-550")
    (state,) = outbox.states()
    assert (state.due, state.dead, state.oldest, state.failure) == (0, 2, None, "smtp-550")
    assert outbox.claim(EMAIL, LATER + timedelta(days=99), LATER) is None
    assert outbox.revive(LATER) == 2
    assert claim(outbox).attempts == 1
    outbox.bury(claim(outbox), "smtp-550")
    assert outbox.drop_dead() == 1
    assert outbox.drop_dead() == 0
    assert due(outbox) == 1


def test_the_oldest_that_waits_is_told(outbox: DatabaseOutbox) -> None:
    """An alarm watches its age."""
    outbox.add(entries(11, 12), after=10, until=12)
    assert outbox.states()[0].oldest == AT + timedelta(seconds=11)


def test_a_channel_rests(outbox: DatabaseOutbox) -> None:
    """Until a moment."""
    outbox.rest(EMAIL, LATER)
    (channel,) = outbox.channels()
    assert channel.rests_until == LATER
    assert not channel.may_send(AT)
    assert channel.may_send(LATER)


def test_a_closed_channel_is_forgotten(outbox: DatabaseOutbox) -> None:
    """Opened again, it begins anew from then."""
    outbox.add(entries(11), after=10, until=11)
    held = claim(outbox)
    outbox.close(EMAIL)
    outbox.done(held)
    assert outbox.channels() == []
    assert outbox.states() == []
    outbox.open(EMAIL, 11)
    outbox.add(entries(11, 12), after=11, until=12)
    assert due(outbox) == 1


def test_other_organizations_outboxes_are_their_own(outbox: DatabaseOutbox, database: Database) -> None:
    """The same channel's name means another channel."""
    outbox.add(entries(11), after=10, until=11)
    other = DatabaseOutbox(database, uuid4())
    assert other.channels() == []
    assert other.claim(EMAIL, LATER, LATER) is None
    assert other.drop_dead() == other.revive(LATER) == 0
    other.close(EMAIL)
    assert due(outbox) == 1


def test_many_processes_claim_each_notice_once(database_url: str, organization: UUID) -> None:
    """Four connections that know nothing of each other empty one outbox; none waits for another for long."""
    made = open_database(database_url)
    outbox = DatabaseOutbox(made, organization)
    outbox.open(EMAIL, 0)
    outbox.add(entries(*range(1, 81)), after=0, until=80)

    def empty(_: int) -> Sequence[int]:
        own = open_database(database_url)
        mine, got = DatabaseOutbox(own, organization), []
        while held := mine.claim(EMAIL, LATER, LATER + timedelta(minutes=5)):
            got.append(held.position)
            mine.done(held)
        own.close()
        return got

    with ThreadPoolExecutor(4) as pool:
        claimed = [position for got in pool.map(empty, range(4)) for position in got]
    assert sorted(claimed) == sorted(set(claimed))
    while held := outbox.claim(EMAIL, LATER, LATER):  # what was locked for an instant was passed over, not lost
        claimed.append(held.position)
        outbox.done(held)
    assert sorted(claimed) == list(range(1, 81))
    made.close()


@pytest.mark.parametrize("table", ["notice_channels", "notice_outbox"])
def test_another_organizations_rows_are_invisible(postgres_database: Database, organization: UUID, table: str) -> None:
    """Row-level security holds for these tables too."""
    outbox = DatabaseOutbox(postgres_database, organization)
    outbox.open(EMAIL, 0)
    outbox.add(entries(1), after=0, until=1)
    count = f"SELECT count(*) FROM {table}"
    assert postgres_database.read(organization, count) == [(1,)]
    assert postgres_database.read(uuid4(), f"{count} WHERE organization = %s", (organization,)) == [(0,)]
    assert postgres_database.read(None, count) == [(0,)]
