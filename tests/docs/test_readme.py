"""The commands of both READMEs, run as they stand there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.rules import ROOT
from web import wiring
from web.settings import Settings

READMES = {"README.md": "## On the command line", "README.zh-CN.md": "## 命令行"}


def commands(name: str) -> list[str]:
    """The lines of the section about the command line, without their remarks."""
    section = (ROOT / name).read_text(encoding="utf-8").partition(READMES[name])[2]
    (block,) = re.findall(r"^```sh\n(.*?)^```$", section.partition("\n## ")[0], re.MULTILINE | re.DOTALL)
    return [re.sub(r" +# .*", "", line) for line in block.splitlines()]


def test_both_readmes_show_the_same_commands() -> None:
    """Whoever reads the other language misses nothing."""
    first, second = map(commands, READMES)
    assert first == second
    assert len(first) > 6


@pytest.fixture
def cloned(tmp_path: Path) -> Path:
    """A folder with the command where `make serve` puts it, and the organization that the five requests begin with."""
    command = tmp_path / ".venv" / "bin" / "jixiao"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m web.cli.main "$@"\n')
    command.chmod(0o755)
    founded = run(tmp_path, ".venv/bin/jixiao init --name 一号公司")
    assert founded.returncode == 0, founded.stderr
    return tmp_path


def _seal(folder: Path) -> None:
    """What the running service does within seconds."""
    services = wiring.open_services(Settings(f"sqlite:///{folder / 'jixiao.db'}", folder / "jixiao-data"))
    for organization in services.directory.organizations():
        services.seal(organization)
    services.close()


def run(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """One line in a shell there, on `./jixiao.db`."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL" and "JIXIAO" not in name}
    environment = {**kept, "PYTHONPATH": str(ROOT)}
    return subprocess.run(["sh", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_every_command_works_as_it_is_written(cloned: Path) -> None:
    """In order, by somebody who has done nothing but what stands above them; and nothing is left in the clone."""
    before = {path.name for path in cloned.iterdir()}
    assert before == {".venv", "jixiao.db", "jixiao-data"}
    _seal(cloned)
    for line in commands("README.md"):
        done = run(cloned, line)
        assert (line, done.returncode) == (line, 0), done.stdout + done.stderr
    assert {path.name for path in cloned.iterdir()} == before
