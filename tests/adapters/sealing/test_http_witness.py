"""A witness over HTTP: it is shown that each checkpoint grew out of the last, by any process, and refuses others."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from adapters.database import Database
from adapters.sealing import DatabaseSeals, HttpWitness, SigningKey, origin_of
from adapters.sealing.checkpoint import TreeHead
from application.sealing import Witness, WitnessDisagrees, WitnessFailed
from domain.errors import Invalid
from tests.adapters.sealing.http_witness import Held, open_witness
from tests.adapters.sealing.test_sealing import KEY, grow, sealer_of


@pytest.fixture
def elsewhere(organization: UUID) -> Iterator[Held]:
    """A witness that knows the ledger's key."""
    with open_witness(KEY.verifier(origin_of(organization))) as held:
        yield held


def test_receives_each_checkpoint_with_its_proof(database: Database, organization: UUID, elsewhere: Held) -> None:
    """Also those that were made while nobody asked it, and from a process that does not know what it holds."""
    witness: Witness = HttpWitness(elsewhere.url)
    for sizes in ([2], [4, 6], [8]):
        for _ in sizes:
            grow(database, organization, 2)
            sealer_of(database).seal(organization)
        assert sealer_of(database, witness=witness).deliver(organization) == len(sizes)
    assert elsewhere.received == [2, 4, 6, 8]
    asked = elsewhere.asked
    assert sealer_of(database, witness=witness).deliver(organization) == 0
    assert elsewhere.asked == asked
    grow(database, organization, 1)
    sealer_of(database).seal(organization)
    assert sealer_of(database, witness=HttpWitness(elsewhere.url)).deliver(organization) == 1
    assert elsewhere.newest[origin_of(organization)].size == 9
    grow(database, organization, 1)
    sealer_of(database).seal(organization)
    assert sealer_of(database, witness=witness).deliver(organization) == 1, "another process was there meanwhile"


@pytest.mark.parametrize("change", [{"root": b"\1" * 32}, {"size": 3}])
def test_notices_that_the_ledger_was_replaced(
    database: Database, organization: UUID, elsewhere: Held, change: dict[str, object]
) -> None:
    """It holds another root of this size, or a size that is not there."""
    grow(database, organization, 2)
    checkpoint = sealer_of(database).seal(organization)
    assert checkpoint is not None
    head = TreeHead(origin_of(organization), 2, checkpoint.root)
    elsewhere.newest[head.origin] = replace(head, **change)  # type: ignore[arg-type]
    with pytest.raises(WitnessDisagrees):
        sealer_of(database, witness=HttpWitness(elsewhere.url)).deliver(organization)
    assert elsewhere.received == []


def test_notices_a_history_that_was_replaced_since(database: Database, organization: UUID, elsewhere: Held) -> None:
    """What is given next did not grow out of what it was given before."""
    witness = HttpWitness(elsewhere.url)
    grow(database, organization, 2)
    sealer_of(database).seal(organization)
    sealer_of(database, witness=witness).deliver(organization)
    head = elsewhere.newest[origin_of(organization)]
    elsewhere.newest[head.origin] = replace(head, root=b"\1" * 32)
    grow(database, organization, 2)
    sealer_of(database).seal(organization)
    with pytest.raises(WitnessDisagrees):
        sealer_of(database, witness=witness).deliver(organization)
    assert elsewhere.received == [2]


def test_a_witness_that_was_set_back_is_given_the_rest_again(
    database: Database, organization: UUID, elsewhere: Held
) -> None:
    """It was restored from its own backup."""
    witness = HttpWitness(elsewhere.url)
    for _ in range(3):
        grow(database, organization, 2)
        sealer_of(database).seal(organization)
    sealer_of(database, witness=witness).deliver(organization)
    elsewhere.newest.clear()
    grow(database, organization, 2)
    sealer_of(database).seal(organization)
    assert sealer_of(database, witness=witness).deliver(organization) == 4
    assert elsewhere.received == [2, 4, 6, 2, 4, 6, 8]


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        ((500, "text/plain", ""), "500"),
        ((302, "text/plain", ""), "302"),
        ((409, "text/x.tlog.size", "many\n"), "in figures"),
        ((409, "text/x.tlog.size", "-1\n"), "in figures"),
    ],
)
def test_what_is_no_answer_is_a_failure(
    database: Database, organization: UUID, elsewhere: Held, answer: tuple[int, str, str], hint: str
) -> None:
    """It is tried again with the next round, and then has missed nothing."""
    grow(database, organization, 2)
    sealer = sealer_of(database, witness=HttpWitness(elsewhere.url))
    sealer.seal(organization)
    elsewhere.broken = answer
    with pytest.raises(WitnessFailed, match=hint):
        sealer.deliver(organization)
    elsewhere.broken = None
    assert sealer.deliver(organization) == 1


def test_a_witness_that_contradicts_itself_is_not_asked_for_ever(
    database: Database, organization: UUID, elsewhere: Held
) -> None:
    """Each time it says that it holds another."""
    grow(database, organization, 2)
    sealer = sealer_of(database, witness=HttpWitness(elsewhere.url))
    sealer.seal(organization)
    elsewhere.broken = (409, "text/x.tlog.size", "0\n")
    with pytest.raises(WitnessFailed, match="each time"):
        sealer.deliver(organization)
    assert elsewhere.asked == 2


def test_a_stranger_is_told_what_to_do(database: Database, organization: UUID) -> None:
    """The witness knows neither this ledger nor, if it did, its key."""
    grow(database, organization, 2)
    sealer_of(database).seal(organization)
    for trusted in ((), (SigningKey.generate().verifier(origin_of(organization)),)):
        with open_witness(*trusted) as held, pytest.raises(WitnessFailed, match="jixiao keys show"):
            sealer_of(database, witness=HttpWitness(held.url)).deliver(organization)


def test_one_that_is_not_there(database: Database, organization: UUID) -> None:
    """Nothing listens, or it does not answer in time."""
    grow(database, organization, 2)
    sealer_of(database).seal(organization)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(WitnessFailed, match="JIXIAO_WITNESS"):
            HttpWitness(f"http://127.0.0.1:{port}/", timeout=0.2).deliver(
                organization, DatabaseSeals(database, organization)
            )
    with pytest.raises(WitnessFailed, match="JIXIAO_WITNESS"):
        HttpWitness(f"http://127.0.0.1:{port}/").deliver(organization, DatabaseSeals(database, organization))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://w.test/",
        "https://",
        "https://w.test/?a=1",
        "https://w.test/#a",
        "https://w.test:x/",
        "https://u:p@w.test/",
    ],
)
def test_what_is_no_url(url: str) -> None:
    """Said when the service starts, not in its background."""
    with pytest.raises(Invalid, match="JIXIAO_WITNESS"):
        HttpWitness(url)
