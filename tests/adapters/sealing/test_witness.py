"""A witness as a folder: receives every checkpoint, and notices when it is shown another history."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from adapters.sealing import FolderWitness, NoteSigner, SigningKey
from application.sealing import Checkpoint, WitnessDisagrees, WitnessFailed

AT = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
KEY = SigningKey.generate()
OTHER = SigningKey.generate()


def checkpoint(organization: UUID, size: int, root: bytes = bytes(32), *keys: SigningKey) -> Checkpoint:
    return Checkpoint(size, root, NoteSigner(lambda: keys or (KEY,)).sign(organization, size, root), AT)


def test_keeps_each_checkpoint_as_it_was_given_out(tmp_path: Path) -> None:
    """The file is what `jixiao verify --checkpoint` takes."""
    witness = FolderWitness(tmp_path)
    organization = uuid4()
    assert witness.newest(organization) == 0
    for size in (3, 12, 7):
        witness.receive(organization, checkpoint(organization, size))
    assert witness.newest(organization) == 12
    files = sorted(path.name for path in (tmp_path / str(organization)).iterdir())
    assert files == ["000000000003.checkpoint", "000000000007.checkpoint", "000000000012.checkpoint"]
    kept = (tmp_path / str(organization) / files[0]).read_bytes().decode()
    assert kept == checkpoint(organization, 3).note


def test_twice_is_once(tmp_path: Path) -> None:
    """Also when a key was added in between: what is signed is the same."""
    witness, organization = FolderWitness(tmp_path), uuid4()
    witness.receive(organization, checkpoint(organization, 3))
    witness.receive(organization, checkpoint(organization, 3, bytes(32), KEY, OTHER))
    kept = (tmp_path / str(organization) / "000000000003.checkpoint").read_text()
    assert kept == checkpoint(organization, 3).note


def test_another_root_of_the_same_size_is_another_history(tmp_path: Path) -> None:
    """Nothing else can make two roots of one size."""
    witness, organization = FolderWitness(tmp_path), uuid4()
    witness.receive(organization, checkpoint(organization, 3))
    with pytest.raises(WitnessDisagrees):
        witness.receive(organization, checkpoint(organization, 3, b"\1" * 32))


def test_a_damaged_file_is_no_agreement(tmp_path: Path) -> None:
    """What the witness cannot read it cannot confirm."""
    witness, organization = FolderWitness(tmp_path), uuid4()
    witness.receive(organization, checkpoint(organization, 3))
    (tmp_path / str(organization) / "000000000003.checkpoint").write_bytes(b"\xff")
    with pytest.raises(WitnessDisagrees):
        witness.receive(organization, checkpoint(organization, 3))


def test_a_folder_that_is_not_there_is_no_witness(tmp_path: Path) -> None:
    """A share that is not mounted must not be replaced by a folder on the same disk."""
    witness, organization = FolderWitness(tmp_path / "share"), uuid4()
    with pytest.raises(WitnessFailed):
        witness.newest(organization)
    with pytest.raises(WitnessFailed):
        witness.receive(organization, checkpoint(organization, 3))
