"""The master key opens everything: it must be one, private, and never half written."""

import base64
import stat
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from adapters.vault import MasterKey, MasterKeyUnusable, load_master_key

SECRET = bytes(range(32))
ENCODED = base64.b64encode(SECRET).decode()


def test_a_key_file_is_made_on_first_use_and_found_again(tmp_path: Path) -> None:
    """Nobody has to make a key by hand, and a restart finds the same one."""
    folder = tmp_path / "data" / "jixiao"
    first = load_master_key(folder)
    assert load_master_key(folder).encode() == first.encode()
    assert [entry.name for entry in folder.iterdir()] == ["master.key"]


def test_only_the_owner_can_read_the_key_file(tmp_path: Path) -> None:
    """Another user of the machine reads neither the file nor its folder."""
    load_master_key(tmp_path / "data")
    assert stat.S_IMODE((tmp_path / "data" / "master.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    """A key that leaked is no key; the message says what to do."""
    load_master_key(tmp_path)
    (tmp_path / "master.key").chmod(0o640)
    with pytest.raises(MasterKeyUnusable, match="chmod 600"):
        load_master_key(tmp_path)


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    """Several workers start at once on a fresh machine; two keys would lose one half of all texts."""
    program = "import sys; from pathlib import Path; from adapters.vault import load_master_key\n"
    program += "sys.stdin.read(1); print(load_master_key(Path(sys.argv[1])).encode())"
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "data")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("x")
        worker.stdin.flush()
    keys = {worker.communicate(timeout=30)[0].strip() for worker in workers}
    assert keys == {load_master_key(tmp_path / "data").encode()}
    assert [entry.name for entry in (tmp_path / "data").iterdir()] == ["master.key"]


def test_a_process_that_comes_second_keeps_the_first_ones_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worst moment: the file appears after this process looked and before it writes its own."""
    first = load_master_key(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "exists", lambda self: False)
        assert load_master_key(tmp_path).encode() == first.encode()
    assert [entry.name for entry in tmp_path.iterdir()] == ["master.key"]


def test_a_given_key_is_used_and_no_file_is_made(tmp_path: Path) -> None:
    """A secret store's key stays there."""
    assert load_master_key(tmp_path / "data", ENCODED).encode() == ENCODED
    assert not (tmp_path / "data").exists()


def test_base64_for_urls_is_understood(tmp_path: Path) -> None:
    """Secret stores differ in their alphabet."""
    secret = bytes([255] * 32)
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        assert MasterKey.decode(f" {encode(secret).decode()}\n").id == MasterKey(secret).id


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("not base64!", "not base64"),
        ("钥匙", "not base64"),
        (ENCODED[:-4], "32 bytes, not 30"),
        ("AAAA", "32 bytes, not 3"),
    ],
)
def test_a_malformed_key_is_refused_without_being_shown(text: str, reason: str) -> None:
    """A mistyped secret must not end in a log."""
    with pytest.raises(MasterKeyUnusable, match=reason) as caught:
        MasterKey.decode(text)
    assert text not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", ENCODED[:20].encode()], ids=["empty", "binary", "cut off"])
def test_a_damaged_key_file_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    """Making a new key instead would hide that the old one is lost."""
    path = tmp_path / "master.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(MasterKeyUnusable):
        load_master_key(tmp_path)
    assert path.read_bytes() == content


def test_a_data_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    """A misconfigured deployment stops with a reason."""
    (tmp_path / "file").write_text("")
    with pytest.raises(MasterKeyUnusable, match="JIXIAO_MASTER_KEY"):
        load_master_key(tmp_path / "file" / "data")


def test_its_representation_shows_nothing_of_it() -> None:
    """It passes through tracebacks."""
    key = MasterKey(SECRET)
    assert key.id in repr(key)
    assert ENCODED not in repr(key)
    assert SECRET.hex() not in repr(key)


def test_each_purpose_and_organization_has_its_own_key() -> None:
    """What opens evidence opens no person's key, and one organization's key opens nothing of another."""
    key, first, second = MasterKey(SECRET), uuid4(), uuid4()
    derived = [key.key_for(purpose, whose) for purpose in ("evidence", "person-key") for whose in (first, second)]
    assert len(set(derived)) == 4
    assert key.key_for("evidence", first) == derived[0]
