"""The script of docs/bundle-format.md: the formats are public, so people need not take our program's word."""

import json
import re
import subprocess
import sys
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from adapters.bundles import pack, unpack
from application.bundling import Kind
from tests.application.bundling.desk import Desk, changed
from tests.architecture.rules import ROOT

PAGE = ROOT / "docs" / "bundle-format.md"
VECTORS = ROOT.parent / "shared" / "vectors" / "rfc6962-inclusion.json"


def script() -> str:
    """The page's only piece of Python."""
    (found,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    return str(found)


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The script as a file, far from our packages."""
    file = tmp_path_factory.mktemp("elsewhere") / "check.py"
    file.write_text(script(), encoding="utf-8")
    return file


def check(checker: Path, content: bytes, vkey: str) -> subprocess.CompletedProcess[str]:
    """Run it as anybody would: isolated, so that nothing of ours can be imported from where it stands."""
    bundle = checker.with_name("bundle.zip")
    bundle.write_bytes(content)
    command = [sys.executable, "-I", str(checker), str(bundle), vkey]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=checker.parent)


def test_it_needs_nothing_of_ours() -> None:
    """The standard library and `cryptography`."""
    imported = re.findall(r"^(?:from|import) ([a-z0-9]+)", script(), flags=re.MULTILINE)
    assert set(imported) <= {"hashlib", "sys", "base64", "cryptography"}
    assert 50 <= len(script().splitlines()) <= 75


@pytest.mark.parametrize("kind", list(Kind))
def test_it_accepts_what_proves(desk: Desk, checker: Path, kind: Kind) -> None:
    """Cards, appeals and payslips."""
    company = desk.company
    subjects = {Kind.SCORECARD: company.card("S1"), Kind.APPEAL: desk.month.appeal, Kind.PAYSLIP: desk.payslip("S1")}
    ran = check(checker, desk.make("S1", kind, subjects[kind]), desk.vkey)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert f"jixiao/{company.organization}" in ran.stdout


def test_it_refuses_what_does_not(desk: Desk, checker: Path, card: bytes) -> None:
    """A changed event, also one that the server lists and signs; another key."""
    members = changed(card, lambda held: held.update({"events.jsonl": held["events.jsonl"].replace(b"late", b"lame")}))
    listed = check(checker, pack(members), desk.vkey)
    assert "events.jsonl was changed" in listed.stderr
    signed = check(checker, desk.endorse(members), desk.vkey)
    assert "is not in the tree that was signed" in signed.stderr
    stranger = Desk(desk.company, desk.month)
    assert check(checker, card, stranger.vkey).returncode == 1
    assert unpack(card)["checkpoint.note"].decode().count("\n") == 5


@pytest.mark.skipif(not VECTORS.exists(), reason="the published vectors lie beside the repository, not in it")
def test_its_proofs_are_rfc_6962s() -> None:
    """The published cases: what it takes for a proof is one, and nothing else is."""
    functions: dict[str, Any] = {}
    exec(script().rpartition("\ncheck(")[0], functions)
    asked = [case for case in json.loads(VECTORS.read_bytes()) if can_be_asked(case)]
    assert len(asked) > 50
    for case in asked:
        assert accepted(functions["root_from"], case) == (not case["wantErr"]), case["case"]


def can_be_asked(case: dict[str, Any]) -> bool:
    """The script hashes leaves itself, and reads the root and the size from a signed checkpoint."""
    hashes = {len(b64decode(case[name] or "")) for name in ("leafHash", "root")}
    return hashes == {32} and 0 <= case["leafIdx"] < case["treeSize"]


def accepted(root_from: Any, case: dict[str, Any]) -> bool:
    """Whether the script would accept a case."""
    hashes = [b64decode(hash) for hash in case["proof"] or []]
    try:
        found = root_from(case["leafIdx"], case["treeSize"], b64decode(case["leafHash"] or ""), hashes)
    except AssertionError:
        return False
    return bool(found == b64decode(case["root"] or ""))
