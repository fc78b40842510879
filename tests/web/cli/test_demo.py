"""`jixiao demo`: what somebody new looks at first, and goes on from."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner

from domain.employee import employee_id
from web import wiring
from web.cli.main import cli
from web.settings import Settings


def test_one_can_look_around_as_whoever_has_a_part_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The general manager sees everything; a dispute is understood from where staff and their lead stand."""
    monkeypatch.setenv("JIXIAO_DATA", str(tmp_path / "data"))
    database = f"sqlite:///{tmp_path / 'demo.db'}"
    done = CliRunner().invoke(cli, ["demo", "--json", "--database", database])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    organization = UUID(told["organization"])
    services = wiring.open_services(Settings(database, tmp_path / "data"))
    tokens = {"G001": told["token"], **{held["number"]: held["token"] for held in told["others"]}}
    assert list(tokens) == ["G001", "M001", "E004", "E005"]
    for number, token in tokens.items():
        bearer = services.directory.bearer(token, at=services.clock.now())
        assert bearer is not None
        assert (bearer.organization, bearer.employee) == (organization, employee_id(organization, number))
    services.close()
