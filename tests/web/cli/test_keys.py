"""`jixiao keys`: what verifiers are given, and the change from one signing key to the next."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from adapters.sealing import SigningKey, TrustedKeys
from application.commanding import Request
from application.organizations import DefineRole
from web import wiring
from web.cli.main import cli
from web.settings import Settings


@dataclass
class Deployment:
    """An SQLite ledger, its data folder, and a shell beside it."""

    settings: Settings
    organization: UUID
    administrator: str

    def run(self, *arguments: str, **environment: str) -> Result:
        """One command."""
        fixed = {"LANG": "en_US.UTF-8", "JIXIAO_DATA": str(self.settings.data), "JIXIAO_KEYS": ""}
        command = [*arguments, "--database", self.settings.database]
        return CliRunner().invoke(cli, command, env={**fixed, **environment})

    def keys(self, *arguments: str) -> list[str]:
        """The keys that a command prints."""
        ran = self.run("keys", *arguments, "--json")
        assert ran.exit_code == 0, ran.output
        (ledger,) = json.loads(ran.stdout)["ledgers"]
        assert ledger["organization"] == str(self.organization)
        found: list[str] = ledger["keys"]
        return found

    def happen(self, role: str) -> None:
        """Record something, and seal it."""
        services = wiring.open_services(self.settings)
        command = UUID(int=hash(role) % 2**100)
        request = Request(self.organization, self.administrator, command, services.clock.now())
        services.commands.execute(DefineRole(role, role, role), request)
        services.seal(self.organization)
        services.close()

    def signers(self, *keys: str) -> tuple[str, ...]:
        """Who of the keys signed the latest checkpoint."""
        services = wiring.open_services(self.settings)
        latest = services.sealer.latest(self.organization)
        services.close()
        assert latest is not None
        return TrustedKeys(keys).read(latest.note).signers

    def proves(self, *keys: str) -> bool:
        """Whether the whole ledger verifies with these keys."""
        given: list[str] = []
        for key in keys:
            given += ["--key", key]
        ran = CliRunner().invoke(cli, ["verify", self.settings.database, "--wait", "0", *given])
        return ran.exit_code == 0


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    """Made by `jixiao init`, and sealed."""
    settings = Settings(f"sqlite:///{tmp_path / 'jixiao.db'}", tmp_path / "data")
    command = ["init", "--name", "样板", "--database", settings.database]
    ran = CliRunner().invoke(cli, command, env={"JIXIAO_DATA": str(settings.data)})
    assert ran.exit_code == 0, ran.output
    made: dict[str, Any] = json.loads(ran.stdout)
    found = Deployment(settings, UUID(made["organization"]), made["employee"])
    found.happen("first")
    return found


def test_show_prints_what_verifies_the_ledger(deployment: Deployment) -> None:
    """One line a key, so that it can be pasted."""
    (key,) = deployment.keys("show")
    assert deployment.run("keys", "show").stdout.split() == [key]
    assert key.startswith(f"jixiao/{deployment.organization}+")
    assert deployment.proves(key)


def test_a_rotation_signs_with_both_keys_and_ends_with_the_new_one(deployment: Deployment) -> None:
    """A verifier who has either key can follow all the way; afterwards only the new one signs."""
    (old,) = deployment.keys("show")
    assert deployment.keys("rotate")[0] == old
    first, new = deployment.keys("rotate")
    assert (first, deployment.keys("show")) == (old, [old, new])
    deployment.happen("overlap")
    assert len(deployment.signers(old, new)) == 2
    assert deployment.proves(old)
    assert deployment.keys("finish-rotation") == [new]
    deployment.happen("after")
    assert deployment.signers(old, new) == ("+".join(new.split("+")[:2]),)
    assert deployment.proves(old, new)
    assert not deployment.proves(old)


def test_it_does_not_end_before_both_keys_signed_something(deployment: Deployment) -> None:
    """Else whoever has the old key alone could not go on to the new one, and the old one would be gone."""
    (old,) = deployment.keys("show")
    deployment.keys("rotate")
    ran = deployment.run("keys", "finish-rotation")
    assert ran.exit_code == 1
    assert str(deployment.organization) in ran.stderr
    assert old in deployment.keys("show")
    assert deployment.run("keys", "finish-rotation", "--without-overlap").exit_code == 0
    assert old not in deployment.keys("show")


def test_nothing_to_end(deployment: Deployment) -> None:
    """Exit code 2, and the key is still there."""
    before = deployment.keys("show")
    ran = deployment.run("keys", "finish-rotation")
    assert ran.exit_code == 2
    assert "keys rotate" in ran.stderr
    assert deployment.keys("show") == before


def test_keys_from_the_environment_are_changed_there(deployment: Deployment) -> None:
    """The program does not write what it was given."""
    given = SigningKey.generate().encode()
    for command in ("rotate", "finish-rotation"):
        ran = deployment.run("keys", command, JIXIAO_SIGNING_KEY=given)
        assert ran.exit_code == 2
        assert "JIXIAO_SIGNING_KEY" in ran.stderr


def test_an_organization_that_is_not_there(deployment: Deployment) -> None:
    """Exit code 2."""
    assert deployment.run("keys", "show", "--organization", str(UUID(int=1))).exit_code == 2
