"""Signing keys in the data folder: one for all processes, private, and changed without a gap."""

import subprocess
import sys
from pathlib import Path

import pytest

from adapters.sealing import GivenKeys, KeyFiles, SigningKey, SigningKeyUnusable
from adapters.sealing.key_files import CURRENT, FOLDER, NEXT

START = "from pathlib import Path; from adapters.sealing import KeyFiles; print(KeyFiles(Path({!r}))()[0].encode())"


def publics(keys: tuple[SigningKey, ...]) -> list[str]:
    return [key.verifier("a").encode() for key in keys]


def test_a_key_is_made_on_first_use_and_kept(tmp_path: Path) -> None:
    """A new key at each start would make every earlier checkpoint worthless."""
    first = KeyFiles(tmp_path / "data")()
    assert len(first) == 1
    assert publics(KeyFiles(tmp_path / "data")()) == publics(first)


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    """Who has it can sign a rewritten history."""
    KeyFiles(tmp_path)
    assert (tmp_path / FOLDER).stat().st_mode & 0o077 == 0
    assert (tmp_path / FOLDER / CURRENT).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == [CURRENT]


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    """It may be known already."""
    KeyFiles(tmp_path)
    (tmp_path / FOLDER / CURRENT).chmod(0o644)
    with pytest.raises(SigningKeyUnusable, match="chmod 600"):
        KeyFiles(tmp_path)()


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    """Two keys for one ledger would make half of its checkpoints look forged."""
    command = [sys.executable, "-c", START.format(str(tmp_path))]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    keys = {process.communicate(timeout=60)[0] for process in running}
    assert {SigningKey.decode(key).encode() for key in keys} == {KeyFiles(tmp_path)()[0].encode()}


def test_a_rotation_signs_with_both_keys_and_then_with_the_new_one(tmp_path: Path) -> None:
    """Without a restart, and without a moment in which some verifier is left without a signature."""
    keys = KeyFiles(tmp_path)
    (old,) = keys()
    new = keys.begin_rotation()
    assert publics((keys.begin_rotation(),)) == publics((new,))
    assert publics(keys()) == publics((old, new))
    keys.finish_rotation()
    assert publics(keys()) == publics((new,))
    assert not (tmp_path / FOLDER / NEXT).exists()
    with pytest.raises(SigningKeyUnusable):
        keys.finish_rotation()


def test_a_key_that_vanished_is_not_made_again_under_way(tmp_path: Path) -> None:
    """A process that goes on with another key must be told to, by a restart."""
    keys = KeyFiles(tmp_path)
    (tmp_path / FOLDER / CURRENT).unlink()
    with pytest.raises(SigningKeyUnusable, match="JIXIAO_SIGNING_KEY"):
        keys()


def test_a_damaged_key_is_said_to_be_one(tmp_path: Path) -> None:
    """Half a file after a full disk, say."""
    KeyFiles(tmp_path)
    (tmp_path / FOLDER / CURRENT).write_text("AAAA\n")
    with pytest.raises(SigningKeyUnusable):
        KeyFiles(tmp_path)()


def test_a_folder_that_cannot_be_used_is_explained(tmp_path: Path) -> None:
    """The first start in a container with a volume of somebody else's."""
    (tmp_path / "data").write_text("a file")
    with pytest.raises(SigningKeyUnusable, match="data folder"):
        KeyFiles(tmp_path / "data")


def test_keys_from_the_environment() -> None:
    """One, or two with a space or a comma between; a third is a mistake."""
    one, two, three = (SigningKey.generate() for _ in range(3))
    assert publics(GivenKeys(one.encode())()) == publics((one,))
    assert publics(GivenKeys(f"{one.encode()}, {two.encode()}")()) == publics((one, two))
    assert publics(GivenKeys(f"{one.encode()} {one.encode()}")()) == publics((one,))
    for wrong in ("", " ", "AAAA", " ".join(key.encode() for key in (one, two, three))):
        with pytest.raises(SigningKeyUnusable):
            GivenKeys(wrong)
