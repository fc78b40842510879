"""`jixiao tick` and `jixiao rebuild` as a shell calls them, and the master key that commands need."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner, Result

from application.ports import Answer, Envelope
from domain.cycle import Cycle
from web import wiring
from web.cli.main import cli
from web.services import Services
from web.settings import Settings


@dataclass
class Deployment:
    """An SQLite ledger and its data folder, and a shell beside it; nothing else runs."""

    settings: Settings
    organization: UUID

    def run(self, *arguments: str, data: Path | None = None) -> Result:
        """One command."""
        fixed = {"LANG": "en_US.UTF-8", "JIXIAO_DATA": str(data or self.settings.data), "JIXIAO_KEYS": ""}
        return CliRunner().invoke(cli, [*arguments, "--database", self.settings.database], env=fixed)

    def ask(self, work: Callable[[Services], object]) -> object:
        """Do something over its services."""
        services = wiring.open_services(self.settings)
        try:
            return work(services)
        finally:
            services.close()

    def edit(self, *statements: str) -> None:
        """Change the file past the ledger."""
        file = self.settings.database.removeprefix("sqlite:///")
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)

    def fall_behind(self) -> None:
        """Plan a month long ago, whose results nobody has submitted."""
        day = date(2024, 1, 31)
        cycle = Cycle.plan_for(
            uuid4(), "2024-01", kind="month", first_day=date(2024, 1, 1), last_day=day, submit_by=date(2024, 2, 3),
            calendar="", parameters={}, by="system:test", at=datetime(2024, 1, 1, tzinfo=UTC),
        )  # fmt: skip
        command = uuid4()
        envelope = Envelope("system:test", command, command, command)
        self.ask(lambda services: services.ledger_of(self.organization).append(
            [cycle], envelope, Answer("cycle", cycle.id)
        ))  # fmt: skip


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    """Made by `jixiao init`, and sealed."""
    settings = Settings(f"sqlite:///{tmp_path / 'jixiao.db'}", tmp_path / "data")
    command = ["init", "--name", "样板", "--database", settings.database]
    ran = CliRunner().invoke(cli, command, env={"JIXIAO_DATA": str(settings.data)})
    assert ran.exit_code == 0, ran.output
    found = Deployment(settings, UUID(json.loads(ran.stdout)["organization"]))
    found.ask(lambda services: services.seal(found.organization))
    return found


class TestTick:
    def test_what_it_records_is_sealed(self, deployment: Deployment) -> None:
        """Where no worker runs, nobody else would come by."""
        deployment.fall_behind()
        ran = deployment.run("tick", "--json")
        assert (ran.exit_code, ran.stderr) == (0, "")
        assert json.loads(ran.stdout)["recorded"][str(deployment.organization)] > 0
        assert deployment.ask(lambda services: services.sealer.backlog(deployment.organization).events) == 0
        assert json.loads(deployment.run("tick", "--json").stdout)["recorded"] == {str(deployment.organization): 0}

    def test_what_cannot_be_sealed_is_said(self, deployment: Deployment) -> None:
        """It stands recorded; exit code 1, for the history is not the one that was sealed."""
        deployment.fall_behind()
        triggers = "SELECT 'DROP TRIGGER ' || name FROM sqlite_schema WHERE type = 'trigger'"
        with closing(sqlite3.connect(deployment.settings.database.removeprefix("sqlite:///"))) as file:
            drops = [statement for (statement,) in file.execute(triggers)]
        deployment.edit(*drops, "UPDATE ledger_events SET actor = 'x' WHERE position = 1", "DELETE FROM ledger_tree")
        ran = deployment.run("tick", "--json")
        assert json.loads(ran.stdout)["recorded"][str(deployment.organization)] > 0
        assert ran.exit_code == 1
        assert "已记录，未能封存 / recorded, and not sealed" in ran.stderr
        assert "jixiao verify" in ran.stderr


class TestRebuild:
    def test_that_is_refused_says_so(self, deployment: Deployment) -> None:
        """Rows that somebody put where the next generation goes: exit code 1, words, and it works the next time."""
        assert deployment.run("rebuild").exit_code == 0
        deployment.edit(
            "INSERT INTO read_rows SELECT organization, 2, 'zzz', key, parent, sort, body FROM read_rows LIMIT 1"
        )
        deployment.edit("DELETE FROM projections WHERE generation > 1")
        ran = deployment.run("rebuild")
        assert (ran.exit_code, ran.stdout) == (1, "")
        assert "未" in ran.stderr
        assert "rebuild again" in ran.stderr
        assert "Traceback" not in ran.stderr
        assert deployment.run("rebuild").exit_code == 0


class TestMasterKey:
    @pytest.mark.parametrize("command", [("rebuild",), ("tick",), ("keys", "show"), ("worker",), ("deliver",)])
    def test_no_command_makes_another(self, deployment: Deployment, tmp_path: Path, command: tuple[str, ...]) -> None:
        """A mistyped data folder: exit code 3, what to do, and no new file."""
        elsewhere = tmp_path / "elsewhere"
        ran = deployment.run(*command, data=elsewhere)
        assert (ran.exit_code, ran.stdout) == (3, "")
        assert "JIXIAO_DATA" in ran.stderr
        assert not elsewhere.exists()

    def test_not_even_a_founding_one_where_texts_are_sealed(self, deployment: Deployment, tmp_path: Path) -> None:
        """They would be lost without a word; the key that they need is named."""
        deployment.ask(lambda services: services.vault_of(deployment.organization).seal(uuid4(), "话"))
        elsewhere = tmp_path / "elsewhere"
        ran = CliRunner().invoke(
            cli, ["init", "--name", "二店", "--database", deployment.settings.database],
            env={"JIXIAO_DATA": str(elsewhere), "LANG": "en_US.UTF-8"},
        )  # fmt: skip
        assert (ran.exit_code, ran.stdout) == (3, "")
        assert "put its master.key back" in ran.stderr
        assert not elsewhere.exists()
