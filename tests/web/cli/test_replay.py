"""`jixiao replay` as a shell calls it: questions by options or as a file, tables or JSON, and nothing written."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from application.ports import Bearer
from tests.told import told
from web import wiring
from web.cli.main import cli
from web.demo.stage import Stage
from web.settings import Settings


@dataclass
class Shell:
    """A shell beside the demo's ledger, with tokens by staff number."""

    stage: Stage
    settings: Settings
    tokens: dict[str, str]
    head: int

    def run(self, *arguments: str, who: str = "G001", stdin: str | None = None, lang: str = "en") -> Result:
        """`jixiao replay` with these arguments."""
        environment = {
            "JIXIAO_DATA": str(self.settings.data), "JIXIAO_TOKEN": self.tokens.get(who, who), "COLUMNS": "200",
        }  # fmt: skip
        where = ("--database", self.settings.database, "--lang", lang)
        return CliRunner().invoke(cli, ["replay", *where, *arguments], env=environment, input=stdin)

    def answer(self, *arguments: str, **more: Any) -> dict[str, Any]:
        """The JSON of one that must succeed."""
        result = self.run(*arguments, "--json", **more)
        assert (result.exit_code, result.stderr) == (0, ""), result.output
        found: dict[str, Any] = json.loads(result.stdout)
        return found

    def position(self, event: str) -> str:
        """The position of the first event of a name."""
        ledger = self.stage.services.ledger_of(self.stage.organization)
        return str(next(held.position for held in ledger.read() if held.topic.split(".")[1] == event))


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """The demo's four months on SQLite."""
    folder: Path = tmp_path_factory.mktemp("replayed")
    settings = Settings(f"sqlite:///{folder / 'jixiao.db'}", folder / "data")
    wiring.prepare_database(settings)
    services = wiring.open_services(settings)
    stage = told(services)
    until = services.clock.now() + timedelta(days=1)
    tokens = {
        number: services.directory.issue_token(Bearer(stage.organization, stage.person(number)), expires_at=until)
        for number in ("G001", "M001", "F001")
    }
    yield Shell(stage, settings, tokens, services.ledger_of(stage.organization).head())
    services.close()


def test_how_it_stood(shell: Shell) -> None:
    """At a position or a time; the same as asked over HTTP."""
    answer = shell.answer("--as-of", "300")
    assert (answer["position"] <= 300, answer["reproduced"], answer["differences"]) == (True, True, None)
    assert shell.answer("--as-of", answer["recorded_at"])["state"] == answer["state"]
    table = shell.run("--as-of", "300").stdout
    assert "Scorecards" in table
    assert answer["hash"] in table


def test_what_if_an_event_had_not_happened(shell: Shell) -> None:
    """Tables in the reader's language, with the hash that a decision may quote."""
    without = shell.position("deduction-recorded")
    answer = shell.answer("--without", without)
    assert answer["differences"]["totals"]["gross"]["change"] == "44.76"
    english, chinese = (shell.run("--without", without, lang=lang).stdout for lang in ("en", "zh"))
    for table in (english, chinese):
        assert answer["hash"] in table
        assert "44.76" in table
    assert "Would be" in english
    assert "推演哈希（裁决可引用）" in chinese
    for said in ("绩效发放", "入团队基金", "合计", "工资转入", "总分之和"):
        assert said in chinese
    assert not [name for name in ("team_fund", "gross", "credit", "points") if name in chinese]


def test_options_and_a_file_ask_the_same(shell: Shell, tmp_path: Path) -> None:
    """The file is the body of `POST /replays`; `-` reads it from standard input."""
    shop = shell.stage.script["shop"]["code"]
    card = shell.answer()["state"]["cards"][0]["card"]
    entry = {"kind": "adjustment", "card": card, "points": "-2", "now": True}
    by_options = shell.answer(
        "--shop", shop, "--add", json.dumps(entry), "--plan", "store-dividend@1", "--parameter", "threshold=60"
    )
    question = {
        "shop": str(shell.stage.shop),
        "with": [entry],
        "plans": [{"plan": "store-dividend", "version": 1, "parameters": {"threshold": "60"}}],
    }
    file = tmp_path / "question.json"
    file.write_text(json.dumps(question), encoding="utf-8")
    assert shell.answer(str(file))["hash"] == by_options["hash"]
    assert shell.answer("-", stdin=json.dumps(question))["hash"] == by_options["hash"]
    assert by_options["differences"]["payrolls"]


def test_another_scheme(shell: Shell) -> None:
    """For the cards that go by a certain one."""
    answer = shell.answer("--scheme", "operations-standard", "--replaces", "operations-standard")
    assert answer["question"]["schemes"][0]["replaces"] == "operations-standard"
    assert answer["differences"]["cards"] == []
    assert "nothing differs" in shell.run("--scheme", "operations-standard", "--replaces", "operations-standard").stdout


def test_without_pay(shell: Shell) -> None:
    """As a manager is answered in any case."""
    without = shell.position("deduction-recorded")
    shop = shell.stage.script["shop"]["code"]
    chief = shell.answer("--without", without, "--shop", shop, "--no-pay")
    manager = shell.answer("--without", without, "--shop", shop, who="M001")
    assert chief["differences"]["payslips"] == []
    assert chief["hash"] == manager["hash"]


@pytest.mark.parametrize(
    ("arguments", "who", "said"),
    [
        (("--without", "999999"), "G001", "999999"),
        (("--without", "1"), "G001", "organization-founded"),
        (("--as-of", "next week"), "G001", "next week"),
        (("--add", '{"kind": "wish"}'), "G001", "/with/0/kind"),
        (("--add", '{"kind": "adjustment", "card": 1, "points": "1", "points": "2"}'), "G001", "/with/0/points"),
        (("--replaces", "operations-standard"), "G001", "--scheme"),
        (("--parameter", "threshold"), "G001", "NAME=VALUE"),
        (("--plan", "store-dividend@none"), "G001", "store-dividend@none"),
        ((), "F001", "replay-shop"),
        ((), "M001", "add --shop CODE"),
        ((), "no token", "JIXIAO_TOKEN"),
    ],
)
def test_what_cannot_be_asked(shell: Shell, arguments: tuple[str, ...], who: str, said: str) -> None:
    """What is wrong, on standard error, with exit code 2; no traceback."""
    result = shell.run(*arguments, who=who)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_a_question_that_says_a_thing_twice_is_refused(shell: Shell) -> None:
    """Of two answers to one question nobody would know which it was that counted."""
    result = shell.run("-", stdin='{"pay": true, "pay": false, "plans": [{"plan": "a", "plan": "b"}]}')
    assert result.exit_code == 2, result.output
    assert "/pay" in result.stderr
    assert "/plans/0/plan" in result.stderr
    assert "Traceback" not in result.output


def test_nothing_was_written(shell: Shell) -> None:
    """Whatever the other tests here asked: the database was opened read-only."""
    ledger = shell.stage.services.ledger_of(shell.stage.organization)
    assert ledger.head() == shell.head
