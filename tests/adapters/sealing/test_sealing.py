"""Sealing on both databases: one checkpoint a size, whoever seals; never upon a history that was changed."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from adapters.database import Database, Refused, open_database
from adapters.ledger import OrganizationLedger, leaf_hash
from adapters.sealing import (
    DatabaseSeals,
    FolderWitness,
    NoteSigner,
    SigningKey,
    check_consistency,
    check_inclusion,
)
from adapters.sealing import store as store_module
from adapters.sealing.checkpoint import KeyRing, origin_of, read_checkpoint
from application.sealing import Sealer, Seals, Witness, WitnessDisagrees, WitnessFailed
from domain.errors import NotFound
from tests.adapters.ledger.things import Jar, answer, envelope
from tests.adapters.sealing.test_merkle import root_of

KEY = SigningKey.decode("A" * 42 + "E=")
AT = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)


class FixedClock:
    def now(self) -> datetime:
        return AT


def sealer_of(database: Database, *keys: SigningKey, witness: Witness | None = None) -> Sealer:
    """A sealer over a database."""

    def seals_of(organization: UUID) -> Seals:
        return DatabaseSeals(database, organization)

    signer = NoteSigner(lambda: keys or (KEY,))
    return Sealer(lambda owner: OrganizationLedger(database, owner), seals_of, signer, FixedClock(), witness)


def grow(database: Database, organization: UUID, events: int) -> OrganizationLedger:
    """Append that many events."""
    ledger = OrganizationLedger(database, organization)
    jar = Jar.make()
    jar.add(times=events - 1)
    ledger.append([jar], envelope(), answer(jar))
    return ledger


def leaves(ledger: OrganizationLedger) -> list[bytes]:
    return [leaf_hash(ledger.organization, entry) for entry in ledger.entries()]


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many transactions for few events."""
    monkeypatch.setattr(store_module, "BATCH", 100)


class TestSealing:
    def test_an_empty_ledger_has_nothing_to_seal(self, database: Database, organization: UUID) -> None:
        """A checkpoint over nothing says nothing."""
        assert sealer_of(database).seal(organization) is None
        with pytest.raises(NotFound):
            sealer_of(database).checkpoint(organization)

    def test_a_checkpoint_is_signed_over_every_event(self, database: Database, organization: UUID) -> None:
        """Size, root and origin are in the note; the root is that of the definition."""
        ledger = grow(database, organization, 5)
        checkpoint = sealer_of(database).seal(organization)
        assert checkpoint is not None
        said, note = read_checkpoint(checkpoint.note)
        assert (said.origin, said.size, said.root) == (origin_of(organization), 5, root_of(leaves(ledger)))
        assert KeyRing([KEY.verifier(said.origin)]).signers(note)
        assert (checkpoint.size, checkpoint.root, checkpoint.signed_at) == (5, said.root, AT)

    def test_sealing_again_changes_nothing(self, database: Database, organization: UUID) -> None:
        """Every process does it, every few seconds."""
        grow(database, organization, 5)
        sealer = sealer_of(database)
        assert sealer.seal(organization) == sealer.seal(organization) == sealer_of(database).latest(organization)
        assert sealer.seal(organization, until=3) == sealer.latest(organization)

    @pytest.mark.usefixtures("small_batches")
    def test_every_size_has_the_root_of_the_definition(self, database: Database, organization: UUID) -> None:
        """Across tiles and batches: what is added to what was kept is what all of it would be."""
        ledger, sealer = OrganizationLedger(database, organization), sealer_of(database)
        for events in (1, 2, 250, 3, 1, 255, 130):
            grow(database, organization, events)
            checkpoint = sealer.seal(organization)
            assert checkpoint is not None
            assert (checkpoint.size, checkpoint.root) == (ledger.head(), root_of(leaves(ledger)))

    def test_the_backlog_is_what_is_not_sealed(self, database: Database, organization: UUID) -> None:
        """Health shows its age."""
        sealer = sealer_of(database)
        assert sealer.backlog(organization).events == 0
        ledger = grow(database, organization, 3)
        sealer.seal(organization)
        assert (sealer.backlog(organization).events, sealer.backlog(organization).oldest) == (0, None)
        grow(database, organization, 2)
        backlog = sealer.backlog(organization)
        assert (backlog.events, backlog.oldest) == (2, next(iter(ledger.read(after=3))).recorded_at)

    def test_a_new_key_without_overlap_is_noticed(
        self, database: Database, organization: UUID, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Two processes with a data folder each would sign in turns, and verifiers would trust half."""
        grow(database, organization, 3)
        new = SigningKey.generate()
        sealer_of(database).seal(organization)
        grow(database, organization, 1)
        sealer_of(database, KEY, new).seal(organization)
        assert not caplog.records
        grow(database, organization, 1)
        sealer_of(database, SigningKey.generate()).seal(organization)
        assert "another key" in caplog.text

    @pytest.mark.usefixtures("small_batches")
    def test_a_long_backlog_is_sealed_in_steps(self, database: Database, organization: UUID) -> None:
        """No transaction grows with it, and each step is signed."""
        grow(database, organization, 250)
        sealer_of(database).seal(organization)
        assert [checkpoint.size for checkpoint in DatabaseSeals(database, organization).after(0)] == [100, 200, 250]


class TestSealingTogether:
    def test_processes_make_one_checkpoint_a_size(
        self, database: Database, organization: UUID, request: pytest.FixtureRequest
    ) -> None:
        """Several at once, while events are appended: the sizes are unique, the roots right, nobody fails."""
        url = request.getfixturevalue("sqlite_url" if database.dialect == "sqlite" else "postgres_url")
        grow(database, organization, 300)
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(2, context) as pool:
            running = [pool.submit(seal_often, url, organization) for _ in range(2)]
            for _ in range(20):
                grow(database, organization, 7)
            for run in running:
                run.result(timeout=60)
        sealer = sealer_of(database)
        sealer.seal(organization)
        hashes = leaves(OrganizationLedger(database, organization))
        checkpoints = list(DatabaseSeals(database, organization).after(0))
        assert [checkpoint.size for checkpoint in checkpoints] == sorted({c.size for c in checkpoints})
        assert all(checkpoint.root == root_of(hashes[: checkpoint.size]) for checkpoint in checkpoints)


def seal_often(url: str, organization: UUID) -> None:
    database = open_database(url, max_connections=2)
    try:
        for _ in range(15):
            sealer_of(database).seal(organization)
    finally:
        database.close()


class TestProofs:
    @pytest.mark.usefixtures("small_batches")
    def test_each_event_is_proved_under_each_checkpoint(self, database: Database, organization: UUID) -> None:
        """Somebody who kept an old checkpoint may ask under that one."""
        sealer = sealer_of(database)
        for events in (3, 256, 300):
            grow(database, organization, events)
            sealer.seal(organization)
        hashes = leaves(OrganizationLedger(database, organization))
        for size in (3, 259, 559):
            for position in {1, 2, 3, 256, 257, 258, 259, 512, 513, 559} & set(range(1, size + 1)):
                proof = sealer.inclusion(organization, position, size)
                assert (proof.position, proof.leaf, proof.checkpoint.size) == (position, hashes[position - 1], size)
                check_inclusion(position, size, proof.leaf, proof.hashes, proof.checkpoint.root)
        assert sealer.inclusion(organization, 5).checkpoint.size == 559

    def test_a_later_checkpoint_grew_out_of_an_earlier(self, database: Database, organization: UUID) -> None:
        """What was shown once is still there."""
        sealer = sealer_of(database)
        for events in (3, 256, 300):
            grow(database, organization, events)
            sealer.seal(organization)
        for earlier, later in ((3, 259), (259, 559), (3, None), (559, 559)):
            proof = sealer.consistency(organization, earlier, later)
            check_consistency(
                proof.earlier.size, proof.earlier.root, proof.later.size, proof.later.root, proof.hashes
            )  # fmt: skip

    def test_what_is_not_sealed_cannot_be_proved(self, database: Database, organization: UUID) -> None:
        """An answer without a signature behind it would be worth nothing."""
        grow(database, organization, 3)
        sealer = sealer_of(database)
        sealer.seal(organization)
        grow(database, organization, 1)
        for position, size in ((4, None), (0, None), (-1, None), (1, 2), (1, 4)):
            with pytest.raises(NotFound):
                sealer.inclusion(organization, position, size)
        for earlier, later in ((2, 3), (3, 2), (0, 3)):
            with pytest.raises(NotFound):
                sealer.consistency(organization, earlier, later)

    def test_one_secret_has_a_key_for_each_ledger(self, database: Database, organization: UUID) -> None:
        """The verifier's key names the ledger that it is for."""
        (key,) = sealer_of(database).verifier_keys(organization)
        assert key.startswith(f"jixiao/{organization}+")


class TestADamagedTree:
    """It is a cache: what is in it can be made again from the events, and is held against what was signed."""

    def damage(self, database: Database, organization: UUID, leaf: int) -> None:
        """Overwrite a leaf of the first tile."""
        where = "organization = %s AND level = 0 AND number = 0"
        (hashes,) = database.read(
            organization, f"SELECT hashes FROM ledger_tree WHERE {where}", (organization,)
        )[0]  # fmt: skip
        damaged = bytes(hashes[: 32 * leaf]) + bytes(32) + bytes(hashes[32 * leaf + 32 :])
        with database.transaction(organization) as session:
            session.execute(f"UPDATE ledger_tree SET hashes = %s WHERE {where}", (damaged, organization))

    @pytest.mark.parametrize("events", [200, 400])
    def test_is_made_again_by_a_proof_that_needs_it(self, database: Database, organization: UUID, events: int) -> None:
        """In the tile at the edge, and in a full one."""
        ledger, sealer = grow(database, organization, events), sealer_of(database)
        sealer.seal(organization)
        before = sealer.inclusion(organization, 6)
        self.damage(database, organization, 6)
        assert sealer.inclusion(organization, 6) == before
        self.damage(database, organization, 5)
        assert sealer.inclusion(organization, 6).leaf == leaves(ledger)[5]

    def test_is_made_again_before_anything_is_signed(self, database: Database, organization: UUID) -> None:
        """A root over damaged leaves would be worthless for ever."""
        ledger, sealer = grow(database, organization, 200), sealer_of(database)
        sealer.seal(organization)
        self.damage(database, organization, 6)
        grow(database, organization, 3)
        checkpoint = sealer.seal(organization)
        assert checkpoint is not None
        assert checkpoint.root == root_of(leaves(ledger))

    def test_that_was_there_before_the_first_checkpoint_is_not_believed(
        self, database: Database, organization: UUID
    ) -> None:
        """Whoever slips leaves in before they are sealed would have them signed."""
        ledger, sealer = grow(database, organization, 5), sealer_of(database)
        with database.transaction(organization) as session:
            session.execute(
                "INSERT INTO ledger_tree (organization, level, number, hashes) VALUES (%s, 0, 0, %s)",
                (organization, bytes(64)),
            )
        checkpoint = sealer.seal(organization)
        assert checkpoint is not None
        assert checkpoint.root == root_of(leaves(ledger))

    @pytest.mark.usefixtures("small_batches")
    def test_that_lost_its_tiles_is_made_again(self, database: Database, organization: UUID) -> None:
        """After a restore without them."""
        ledger, sealer = grow(database, organization, 300), sealer_of(database)
        sealer.seal(organization)
        with database.transaction(organization) as session:
            session.execute("DELETE FROM ledger_tree WHERE organization = %s AND level = 0", (organization,))
        assert sealer.inclusion(organization, 300).leaf == leaves(ledger)[-1]


class TestConfinement:
    @pytest.mark.parametrize("change", ["UPDATE ledger_checkpoints SET note = ''", "DELETE FROM ledger_checkpoints"])
    def test_what_was_signed_stays(self, database: Database, organization: UUID, change: str) -> None:
        """The service cannot take a checkpoint back."""
        grow(database, organization, 3)
        sealer_of(database).seal(organization)
        with pytest.raises(Refused), database.transaction(organization) as session:
            session.execute(f"{change} WHERE organization = %s", (organization,))

    def test_nobody_sees_anothers_checkpoints(self, postgres_database: Database, organization: UUID) -> None:
        """Row-level security covers the new tables too."""
        grow(postgres_database, organization, 3)
        sealer_of(postgres_database).seal(organization)
        for table in ("ledger_checkpoints", "ledger_tree"):
            question = f"SELECT count(*) FROM {table} WHERE organization = %s"
            assert postgres_database.read(organization, question, (organization,)) == [(1,)]
            assert postgres_database.read(uuid4(), question, (organization,)) == [(0,)]


class TestWitness:
    def test_receives_each_checkpoint(self, database: Database, organization: UUID, tmp_path: Path) -> None:
        """Also those that were made while it could not be reached."""
        witness = FolderWitness(tmp_path / "share")
        sealer = sealer_of(database, witness=witness)
        for _ in range(3):
            grow(database, organization, 2)
            sealer.seal(organization)
            with pytest.raises(WitnessFailed):
                sealer.deliver(organization)
        (tmp_path / "share").mkdir()
        assert sealer.deliver(organization) == 3
        assert sealer.deliver(organization) == 0
        assert witness.newest(organization) == 6

    def test_notices_that_the_ledger_was_replaced(self, database: Database, organization: UUID, tmp_path: Path) -> None:
        """A database restored to a time before the witness's checkpoint."""
        grow(database, organization, 2)
        sealer = sealer_of(database, witness=FolderWitness(tmp_path))
        sealer.seal(organization)
        sealer.deliver(organization)
        folder = tmp_path / str(organization)
        later = NoteSigner(lambda: (KEY,)).sign(organization, 3, bytes(32))
        (folder / "000000000003.checkpoint").write_text(later, encoding="utf-8")
        with pytest.raises(WitnessDisagrees):
            sealer.deliver(organization)

    def test_none_is_needed(self, database: Database, organization: UUID) -> None:
        """It is a setting."""
        grow(database, organization, 2)
        sealer_of(database).seal(organization)
        assert sealer_of(database).deliver(organization) == 0


def test_the_store_is_the_port(database: Database, organization: UUID) -> None:
    """mypy compares the signatures here."""
    seals: Seals = DatabaseSeals(database, organization)
    signer: Any = NoteSigner(lambda: (KEY,))
    assert seals.latest() is None
    assert signer.verifier_keys(organization)
