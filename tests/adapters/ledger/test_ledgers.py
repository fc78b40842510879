"""One ledger an organization, thousands of them over one pool."""

from uuid import UUID, uuid4

from adapters.database import Database
from adapters.ledger import Ledgers
from tests.adapters.ledger.things import Jar, answer, envelope


def test_each_organization_has_its_own_ledger(database: Database) -> None:
    """The unit of order, of proof and of privacy."""
    ledgers = Ledgers(database)
    one, other = ledgers.of(uuid4()), ledgers.of(uuid4())
    jar = Jar.make()
    one.append([jar], envelope(), answer(jar))
    assert (one.head(), other.head()) == (1, 0)
    assert ledgers.of(one.organization) is one


def test_the_ledgers_kept_are_the_ones_last_used(database: Database) -> None:
    """Memory is bounded; a ledger that was dropped is made again and finds everything where it was."""
    ledgers = Ledgers(database, limit=2)
    first, second = UUID(int=1), UUID(int=2)
    kept, dropped = ledgers.of(first), ledgers.of(second)
    ledgers.of(first)
    ledgers.of(UUID(int=3))
    assert ledgers.of(first) is kept
    assert ledgers.of(second) is not dropped


def test_dropping_a_ledger_leaves_the_database_open(database: Database) -> None:
    """The library's applications close what they use; ours use what is shared."""
    ledger = Ledgers(database).of(uuid4())
    ledger.close()
    del ledger
    assert Ledgers(database).of(uuid4()).head() == 0
