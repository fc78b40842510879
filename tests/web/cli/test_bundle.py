"""`jixiao bundle` and `jixiao verify FILE.zip` as a shell calls them."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner, Result

from adapters.bundles import pack, unpack
from adapters.sealing import KeyFiles, origin_of
from application.ports import Bearer
from tests.application.bundling.desk import Desk
from web import wiring
from web.cli.main import cli
from web.services import Services
from web.settings import Settings


@dataclass(frozen=True)
class Shell:
    """A shell beside a deployment with one played month."""

    settings: Settings
    desk: Desk
    tokens: Mapping[str, str]

    @property
    def vkey(self) -> str:
        """What verifies the ledger."""
        (key,) = KeyFiles(self.settings.data)()
        return key.verifier(origin_of(self.desk.company.organization)).encode()

    def run(self, *arguments: str, who: str = "", **environment: str) -> Result:
        """One command."""
        token = {"JIXIAO_TOKEN": self.tokens[who]} if who else {}
        fixed = {"LANG": "en_US.UTF-8", "JIXIAO_KEYS": "", "JIXIAO_DATA": str(self.settings.data)}
        return CliRunner().invoke(cli, list(arguments), env={**fixed, **token, **environment})

    def bundle(self, who: str, kind: str, id: UUID, file: Path, *more: str) -> Result:
        """Make a bundle as somebody."""
        return self.run("bundle", kind, str(id), str(file), "--database", self.settings.database, *more, who=who)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A month on an SQLite file, with a data folder and tokens."""
    folder = tmp_path_factory.mktemp("shell")
    desk = Desk.opened(folder)
    company = desk.company
    settings = Settings(f"sqlite:///{folder / 'jixiao.db'}", folder)
    company.close()
    (folder / "master.key").write_text(company.master.encode())
    (folder / "master.key").chmod(0o600)
    (folder / "keys").mkdir(mode=0o700)
    (folder / "keys" / "signing.key").write_text(desk.key.encode())
    (folder / "keys" / "signing.key").chmod(0o600)
    services = wiring.open_services(settings)
    services.directory.add_organization(company.organization, "样板")
    tokens = {number: token(services, desk, number) for number in ("S1", "S2", "F1", "U1", "T1")}
    services.close()
    return Shell(settings, desk, tokens)


def token(services: Services, desk: Desk, number: str) -> str:
    """A token of somebody's."""
    bearer = Bearer(desk.company.organization, desk.company.person(number))
    return services.directory.issue_token(bearer, expires_at=datetime.now(UTC) + timedelta(days=1))


@pytest.fixture(scope="module")
def file(shell: Shell, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """S1's bundle of the own card."""
    file = tmp_path_factory.mktemp("given") / "card.zip"
    ran = shell.bundle("S1", "card", shell.desk.company.card("S1"), file)
    assert ran.exit_code == 0, ran.output
    return file


def said(result: Result) -> dict[str, Any]:
    """The JSON document on standard output."""
    found: dict[str, Any] = json.loads(result.stdout)
    return found


class TestMaking:
    def test_the_bearer_gets_a_file_and_is_told_how_to_check_it(self, shell: Shell, tmp_path: Path) -> None:
        """With the key, so that it can be given to whoever verifies, by another way."""
        target = tmp_path / "appeal.zip"
        ran = shell.bundle("S1", "appeal", shell.desk.month.appeal, target)
        assert ran.exit_code == 0, ran.output
        assert f"jixiao verify {target} --key {shell.vkey}" in ran.stdout
        assert unpack(target.read_bytes())

    def test_as_json(self, shell: Shell, tmp_path: Path) -> None:
        """One document."""
        target = tmp_path / "slip.zip"
        found = said(shell.bundle("F1", "payslip", shell.desk.payslip("S1"), target, "--json"))
        assert found == {"file": str(target), "bytes": target.stat().st_size, "keys": [shell.vkey]}

    def test_twice_the_same_bytes(self, shell: Shell, file: Path, tmp_path: Path) -> None:
        """Also from another process, at the checkpoint that is named."""
        size = json.loads(unpack(file.read_bytes())["manifest.json"])["checkpoint"]["size"]
        again = tmp_path / "again.zip"
        ran = shell.bundle("S1", "card", shell.desk.company.card("S1"), again, "--size", str(size))
        assert ran.exit_code == 0, ran.output
        assert again.read_bytes() == file.read_bytes()

    def test_not_for_whoever_may_not_see_it(self, shell: Shell, tmp_path: Path) -> None:
        """As for what does not exist; and no file is left."""
        for who, id in (("T1", shell.desk.company.card("S1")), ("S1", uuid4())):
            ran = shell.bundle(who, "card", id, tmp_path / "no.zip")
            assert (ran.exit_code, ran.stdout) == (2, "")
            assert "scorecard-not-found" in ran.stderr
        assert not (tmp_path / "no.zip").exists()

    def test_not_without_a_token(self, shell: Shell, tmp_path: Path) -> None:
        """Nobody acts without one."""
        card = str(shell.desk.company.card("S1"))
        ran = shell.run("bundle", "card", card, str(tmp_path / "no.zip"), "--database", shell.settings.database)
        assert ran.exit_code == 2
        assert "JIXIAO_TOKEN" in ran.stderr

    def test_not_over_a_file_that_is_there(self, shell: Shell, file: Path) -> None:
        """Evidence is not overwritten."""
        before = file.read_bytes()
        assert shell.bundle("S1", "card", shell.desk.company.card("S1"), file).exit_code == 2
        assert file.read_bytes() == before

    def test_a_folder_that_is_not_there(self, shell: Shell, tmp_path: Path) -> None:
        """Exit code 3: the environment failed."""
        ran = shell.bundle("S1", "card", shell.desk.company.card("S1"), tmp_path / "no" / "folder.zip")
        assert ran.exit_code == 3


class TestVerifying:
    def test_what_proves(self, shell: Shell, file: Path) -> None:
        """Exit code 0, every check, the figure."""
        ran = shell.run("verify", str(file), "--key", shell.vkey)
        assert (ran.exit_code, ran.stderr) == (0, "")
        for shown in ("everything proves", "✓ inclusion proofs", "total 89.83", "4 events are withheld"):
            assert shown in ran.stdout
        chinese = shell.run("verify", str(file), "--key", shell.vkey, "--lang", "zh").stdout
        for shown in ("全部得到证明", "考核表", "员工", "阶段 已公布", "总分 89.83"):
            assert shown in chinese

    def test_as_json(self, shell: Shell, file: Path) -> None:
        """For programs."""
        found = said(shell.run("verify", str(file), "--key", shell.vkey, "--json"))
        assert found["proven"] is True
        assert found["bundle"]["figures"]["total"] == "89.83"
        assert found["bundle"]["origin"] == f"jixiao/{shell.desk.company.organization}"

    def test_the_key_comes_from_the_environment_too(self, shell: Shell, file: Path) -> None:
        """As for a ledger."""
        assert shell.run("verify", str(file), JIXIAO_KEYS=shell.vkey).exit_code == 0

    def test_without_a_key(self, shell: Shell, file: Path) -> None:
        """It proves what it can, says that the signer is unproven, and exits 1."""
        ran = shell.run("verify", str(file))
        assert ran.exit_code == 1
        assert "[signer]" in ran.stdout
        assert "✓ inclusion proofs" in ran.stdout

    def test_one_that_was_tampered_with(self, shell: Shell, file: Path, tmp_path: Path) -> None:
        """Exit code 1, and the first thing that fails."""
        members = unpack(file.read_bytes())
        members["events.jsonl"] = members["events.jsonl"].replace(b"actual_sales", b"actual_tales", 1)
        (tmp_path / "bad.zip").write_bytes(pack(members))
        ran = shell.run("verify", str(tmp_path / "bad.zip"), "--key", shell.vkey)
        assert ran.exit_code == 1
        assert "[file] events.jsonl has another hash" in ran.stdout
        assert "not proven" in ran.stdout

    def test_an_own_payslip(self, shell: Shell, tmp_path: Path) -> None:
        """What is endorsed and not proven is said, and is not "everything"."""
        shell.bundle("S1", "payslip", shell.desk.payslip("S1"), tmp_path / "slip.zip")
        ran = shell.run("verify", str(tmp_path / "slip.zip"), "--key", shell.vkey)
        assert ran.exit_code == 1
        assert "[withheld]" in ran.stdout

    def test_against_a_checkpoint_kept_elsewhere(self, shell: Shell, file: Path, tmp_path: Path) -> None:
        """Of the same size by itself; of another one with the proof between them."""
        members = unpack(file.read_bytes())
        (tmp_path / "same").write_bytes(members["checkpoint.note"])
        command = ("verify", str(file), "--key", shell.vkey, "--checkpoint")
        assert shell.run(*command, str(tmp_path / "same")).exit_code == 0
        organization, first = shell.desk.company.organization, shell.desk.month.positions["enter"]
        services = wiring.open_services(shell.settings)
        size = json.loads(members["manifest.json"])["checkpoint"]["size"]
        note = services.sealer.checkpoint(organization, first).note
        proof = services.sealer.consistency(organization, first, size)
        services.close()
        hashes = [b64encode(hash).decode() for hash in proof.hashes]
        (tmp_path / "earlier").write_text(note, encoding="utf-8")
        (tmp_path / "proof").write_text(json.dumps({"from": first, "to": size, "hashes": hashes}))
        assert "[given-checkpoint]" in shell.run(*command, str(tmp_path / "earlier")).stdout
        ran = shell.run(*command, str(tmp_path / "earlier"), "--proof", str(tmp_path / "proof"))
        assert ran.exit_code == 0, ran.output

    def test_wrong_usage(self, shell: Shell, file: Path, tmp_path: Path) -> None:
        """Exit code 2: a proof that is none, another ledger, a mistyped key."""
        (tmp_path / "proof").write_text("[]")
        assert shell.run("verify", str(file), "--proof", str(tmp_path / "proof")).exit_code == 2
        assert shell.run("verify", str(file), "--proof", str(tmp_path / "missing")).exit_code == 2
        assert shell.run("verify", str(file), "--organization", str(uuid4()), "--key", shell.vkey).exit_code == 2
        assert shell.run("verify", str(file), "--key", shell.vkey[:-3]).exit_code == 2
        assert shell.run("verify", "sqlite:///x.db", "--proof", str(tmp_path / "proof")).exit_code == 2

    def test_a_file_that_is_no_bundle(self, shell: Shell, tmp_path: Path) -> None:
        """Exit code 1: it does not prove."""
        (tmp_path / "photo.zip").write_bytes(b"\x89PNG")
        ran = shell.run("verify", str(tmp_path / "photo.zip"), "--key", shell.vkey)
        assert ran.exit_code == 1
        assert "[archive]" in ran.stdout
