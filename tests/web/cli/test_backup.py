"""`jixiao backup` and `jixiao restore` as a shell calls them: what they say, and with which exit code."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner, Result

from adapters.vault import MasterKey
from application.commanding import Request
from application.employees import HireEmployee
from web import wiring
from web.cli.main import cli
from web.settings import Settings


class Shell:
    """A deployment on an SQLite file, with an organization."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite:///{folder / 'one.db'}"
        self.data = folder / "data"
        self.founded = json.loads(self.run("init", "--name", "示例店").stdout)

    def run(self, *arguments: str, data: Path | None = None, database: str = "", **environment: str) -> Result:
        """One command."""
        given = {"JIXIAO_DATA": str(data or self.data), "JIXIAO_KEYS": "", "LANG": "en_US.UTF-8", **environment}
        return CliRunner().invoke(cli, [*arguments, "--database", database or self.url], env=given)

    def backup(self, name: str = "ledger.zip") -> Path:
        """A backup."""
        file = self.folder / name
        made = self.run("backup", str(file))
        assert made.exit_code == 0, made.output
        return file


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A deployment of this test's own."""
    return Shell(tmp_path)


def document(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_backup_and_its_restoration_say_the_same(shell: Shell) -> None:
    """Whoever restores compares the root with what was noted when it was backed up."""
    file = shell.folder / "ledger.zip"
    made = document(shell.run("backup", str(file), "--json"))
    assert (made["file"], made["organization"]) == (str(file), shell.founded["organization"])
    other = f"sqlite:///{shell.folder / 'two.db'}"
    done = document(shell.run("restore", str(file), "--json", database=other))
    assert [name for name in made if made[name] != done.get(name)] == ["file"]
    assert done["employee"] == shell.founded["employee"]

    command = ("import", str(file), "--shop", "x", "--period", "2026-10")
    refused = shell.run(*command, database=other, JIXIAO_TOKEN=done["token"])
    assert "JIXIAO_TOKEN" not in refused.stderr, "the token that was handed out is good"
    stale = shell.run(*command, database=other, JIXIAO_TOKEN=shell.founded["token"])
    assert "JIXIAO_TOKEN" in stale.stderr, "a token of the old database is not"


def test_for_people_they_name_what_counts(shell: Shell) -> None:
    """The root to compare, and the token this once."""
    file = shell.folder / "ledger.zip"
    made = shell.run("backup", str(file), "--lang", "en").stdout
    done = shell.run("restore", str(file), "--lang", "en", database=f"sqlite:///{shell.folder / 'two.db'}").stdout
    root = next(line for line in made.splitlines() if line.startswith("root "))
    assert root in done.splitlines()
    assert "token (shown this once) " in done
    quiet = shell.run("restore", str(file), "--no-token", "--lang", "zh", database=f"sqlite:///{shell.folder / 'x.db'}")
    assert (quiet.exit_code, "令牌" in quiet.stdout) == (0, False)


def test_a_backup_is_not_written_over_or_anywhere(shell: Shell) -> None:
    """2 for what the caller can correct, 3 for a database or a disk that is not there."""
    file = shell.backup()
    before = file.read_bytes()
    assert shell.run("backup", str(file)).exit_code == 2
    assert file.read_bytes() == before
    other = shell.folder / "other.zip"
    assert shell.run("backup", str(other), database="mysql://x").exit_code == 2
    assert shell.run("backup", str(other), "--organization", shell.founded["employee"]).exit_code == 2
    assert shell.run("backup", str(shell.folder / "none" / "x.zip")).exit_code == 3
    assert shell.run("backup", str(other), database=f"sqlite:///{shell.folder / 'none.db'}").exit_code == 3
    assert not other.exists()


def test_a_damaged_backup_fails_the_check_and_makes_no_database(shell: Shell) -> None:
    """1, and nothing is written, not even an empty file."""
    file = shell.backup()
    damaged = shell.folder / "damaged.zip"
    damaged.write_bytes(file.read_bytes()[:-30])
    result = shell.run("restore", str(damaged), database=f"sqlite:///{shell.folder / 'two.db'}")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "不是完整的备份" in result.stderr
    assert "not a whole backup" in result.stderr
    assert not (shell.folder / "two.db").exists()


def test_a_ledger_that_is_there_and_a_file_that_is_not(shell: Shell) -> None:
    """Wrong input: 2."""
    file = shell.backup()
    again = shell.run("restore", str(file))
    assert (again.exit_code, "ledger-exists" in again.stderr) == (2, True)
    assert shell.run("restore", str(shell.folder / "nothing.zip")).exit_code == 2
    assert shell.run("restore", str(file), database="mysql://x").exit_code == 2
    assert shell.run("restore", str(file), "--key", "no key").exit_code == 2
    nowhere = f"sqlite:///{shell.folder / 'no' / 'where.db'}"
    assert shell.run("restore", str(file), database=nowhere).exit_code == 3


def test_the_master_key_is_asked_for_and_never_made_up(shell: Shell) -> None:
    """A new key made by mistake would hide that the right one is missing."""
    hire(shell)
    file, elsewhere = shell.backup(), shell.folder / "elsewhere"
    url = f"sqlite:///{shell.folder / 'two.db'}"
    done = shell.run("restore", str(file), database=url, data=elsewhere)
    (needed,) = document(shell.run("backup", str(shell.folder / "again.zip"), "--json"))["master_keys"]
    assert done.exit_code == 0, done.output
    assert f"put the master key {needed} into the data folder" in done.stderr
    assert not elsewhere.exists()

    other = MasterKey.generate()
    unwanted = f"sqlite:///{shell.folder / 'x.db'}"
    wrong = shell.run("restore", str(file), database=unwanted, JIXIAO_MASTER_KEY=other.encode())
    assert wrong.exit_code == 3
    assert f"needs the master key {needed}, and this deployment has {other.id}" in wrong.stderr
    assert not (shell.folder / "x.db").exists()
    right = shell.run("restore", str(file), database=f"sqlite:///{shell.folder / 'y.db'}")
    assert (right.exit_code, right.stderr) == (0, "")


def hire(shell: Shell) -> None:
    """Somebody with a name, so that there is a key."""
    services = wiring.open_services(Settings(shell.url, shell.data))
    organization = UUID(shell.founded["organization"])
    order = HireEmployee("E1", None, "", None, services.clock.now().date(), True, {"name": "王小明"})
    services.commands.execute(order, Request(organization, shell.founded["employee"], uuid4(), services.clock.now()))
    services.close()
