"""`jixiao schemes publish`, `plans publish`, and lists that show what a ledger holds; a dry run makes no database."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner, Result

from application.commanding import Request
from application.employees import HireEmployee
from application.organizations import GrantDuty
from application.ports import Bearer
from application.rulebooks import RetireRules
from domain.rulebook import SCHEME
from tests.application.handlers.firm import HIRED
from web import wiring
from web.cli.main import cli
from web.settings import DEFAULT_DATABASE, Settings

LIBRARY = Path(__file__).parents[3] / "domain" / "library"
HEAVY = ("psycopg", "sqlite3", "cryptography", "yoyo", "flask", "rfc8785", "application.projections", "adapters.ledger")

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Calls the command line in an empty folder, in English, with no database and no token in the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    for name in ("DATABASE_URL", "JIXIAO_TOKEN", "JIXIAO_DATA", "JIXIAO_MASTER_KEY"):
        monkeypatch.delenv(name, raising=False)
    return lambda *words, **rest: CliRunner().invoke(cli, [str(word) for word in words], **rest)


class Office:
    """An organization in ./jixiao.db, its administrator, and H1 of HR with a token."""

    def __init__(self, run: Run) -> None:
        self.founded = json.loads(run("init", "--name", "测试店").stdout)
        self.organization = UUID(self.founded["organization"])
        self.hr = self.act(self.founded["employee"], HireEmployee("H1", None, "", None, HIRED, True, {"name": "人事"}))
        self.act(self.founded["employee"], GrantDuty(self.hr, "hr", None))

    def act(self, who: UUID | str, command: object) -> UUID:
        """Let somebody send a command; what it was about."""
        services = wiring.open_services(Settings(DEFAULT_DATABASE, Path("jixiao-data")))
        try:
            now = services.clock.now()
            request = Request(self.organization, str(who), uuid4(), now)
            return services.commands.execute(command, request).subject
        finally:
            services.close()

    def token(self, who: UUID) -> str:
        """A token for a day."""
        services = wiring.open_services(Settings(DEFAULT_DATABASE, Path("jixiao-data")))
        try:
            until = services.clock.now() + timedelta(days=1)
            return services.directory.issue_token(Bearer(self.organization, who), expires_at=until)
        finally:
            services.close()


@pytest.fixture
def office(run: Run, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Acting as HR."""
    made = Office(run)
    monkeypatch.setenv("JIXIAO_TOKEN", made.token(made.hr))
    return made


def written(
    id: str,
    version: int = 1,
    folder: str = "schemes",
    source: str = "network-sales",
    changes: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """A built-in document under another id, in a file; its name."""
    text = (LIBRARY / folder / f"{source}.toml").read_text(encoding="utf-8")
    text = text.replace(f'id = "{source}"', f'id = "{id}"', 1).replace("version = 1", f"version = {version}", 1)
    for old, new in changes.items():
        text = text.replace(old, new)
    name = f"{id}-{version}.toml"
    Path(name).write_text(text, encoding="utf-8")
    return name


def listed(result: Result) -> dict[str, dict[str, Any]]:
    assert result.exit_code == 0, result.stderr
    return {entry["id"]: entry for entry in json.loads(result.stdout)}


def test_a_scheme_is_published_listed_and_shown(run: Run, office: Office) -> None:
    """The newest version stands beside the packaged ones, for everybody who reads the database."""
    first = json.loads(run("schemes", "publish", written("our-sales"), "--json").stdout)
    second = json.loads(run("schemes", "publish", written("our-sales", 2), "--json").stdout)
    assert (first["id"], first["version"], second["version"]) == ("our-sales", 1, 2)
    assert second["position"] > first["position"]
    entries = listed(run("schemes", "--json"))
    assert (entries["our-sales"]["version"], entries["our-sales"]["built_in"]) == (2, False)
    assert (entries["network-sales"]["version"], entries["network-sales"]["built_in"]) == (1, True)
    assert len(entries) == 16
    shown = json.loads(run("schemes", "show", "our-sales", "--json").stdout)
    assert (shown["version"], len(shown["consequences"])) == (2, 3)
    assert "our-sales" in run("schemes").stdout


def test_a_plan_is_published_and_listed(run: Run, office: Office) -> None:
    """As schemes are."""
    result = run("plans", "publish", written("our-pay", folder="plans", source="task-coefficient"))
    assert (result.exit_code, "our-pay version 1 is published" in result.stdout) == (0, True)
    assert set(listed(run("plans", "--json"))) == {
        "our-pay",
        "salary-structure",
        "store-dividend",
        "task-coefficient",
    }
    assert json.loads(run("plans", "show", "our-pay", "--json").stdout)["kind"] == "task-coefficient"


def test_a_published_version_of_a_packaged_id_is_the_one_that_is_shown(run: Run, office: Office) -> None:
    """What cycles would adopt is what the list says."""
    run("schemes", "publish", written("network-sales", 5))
    assert listed(run("schemes", "--json"))["network-sales"]["version"] == 5
    assert json.loads(run("schemes", "show", "network-sales", "--json").stdout)["version"] == 5


def test_a_published_one_is_compared_with_the_file_that_would_follow_it(run: Run, office: Office) -> None:
    """Whoever approves version 2 sees what it changes."""
    run("schemes", "publish", written("our-sales"))
    file = written("our-sales", 2, changes={'reach = "C"': 'reach = "B"'})
    differences = json.loads(run("schemes", "diff", "our-sales", file, "--json").stdout)
    assert differences == [
        {"path": "/version", "before": 1, "after": 2},
        {"path": "/consequences/improve-to-c/reach", "before": "C", "after": "B"},
    ]


def test_a_retired_one_says_so(run: Run, office: Office) -> None:
    """It stays in the list: cycles that have it go on."""
    run("schemes", "publish", written("our-sales"))
    office.act(office.hr, RetireRules(SCHEME, "our-sales", "换方案"))
    assert listed(run("schemes", "--json"))["our-sales"]["retired"] is True
    assert "(retired)" in run("schemes").stdout


def test_every_fault_of_a_file_is_told_by_its_place_and_nothing_is_published(run: Run, office: Office) -> None:
    """Exit code 2, each fault on a line of standard error."""
    file = written("our-sales", changes={'max = "70"': 'max = "71"', 'reach = "C"': 'reach = "E"'})
    result = run("schemes", "publish", file)
    assert result.exit_code == 2
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == ["/consequences/1/reach", "/sections"]
    assert "our-sales" not in listed(run("schemes", "--json"))


def test_a_version_is_published_once_by_those_who_may(
    run: Run, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second time, or by the administrator, who never sets rules, or without a token, is refused."""
    file = written("our-sales")
    assert run("schemes", "publish", file).exit_code == 0
    again = run("schemes", "publish", file)
    assert (again.exit_code, "[version-published]" in again.stderr) == (2, True)
    monkeypatch.setenv("JIXIAO_TOKEN", office.founded["token"])
    refused = run("schemes", "publish", written("our-sales", 2))
    assert (refused.exit_code, "[publish-rules]" in refused.stderr) == (2, True)
    monkeypatch.delenv("JIXIAO_TOKEN")
    assert run("schemes", "publish", written("our-sales", 2)).exit_code == 2


def test_without_a_database_the_packaged_ones_are_listed_and_none_is_made(run: Run, tmp_path: Path) -> None:
    """A dry run leaves the folder as it was."""
    for words in (("schemes", "--json"), ("plans", "--json"), ("schemes", "show", "shop-staff"), ("plans",)):
        assert run(*words).exit_code == 0
    assert len(listed(run("schemes", "--json"))) == 15
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_named_and_is_not_there_is_an_error(run: Run, tmp_path: Path) -> None:
    """Exit code 3, or 2 for what is no database; and nothing is made."""
    assert run("schemes", "--database", "sqlite:///missing.db").exit_code == 3
    assert run("schemes", "--database", "mysql://here").exit_code == 2
    assert run("schemes", "publish", LIBRARY / "schemes" / "shop-staff.toml").exit_code == 3
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_nobody_named_does_not_stand_in_the_way(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """DATABASE_URL of a server that is down, or an empty ledger: the packaged ones are listed, and a word says why."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:1/nothing?connect_timeout=1")
    result = run("schemes", "--json")
    assert (result.exit_code, len(json.loads(result.stdout))) == (0, 15)
    assert "left out" in result.stderr


def test_of_several_organizations_one_must_be_meant(run: Run, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The token's, or the one that is named; without either the packaged ones are listed."""
    run("schemes", "publish", written("our-sales"))
    other = json.loads(run("init", "--name", "别家").stdout)["organization"]
    assert "our-sales" in listed(run("schemes", "--json"))
    assert "our-sales" not in listed(run("schemes", "--json", "--organization", other))
    monkeypatch.delenv("JIXIAO_TOKEN")
    result = run("schemes", "--json")
    assert ("left out" in result.stderr, "our-sales" in listed(result)) == (True, False)
    assert "our-sales" in listed(run("schemes", "--json", "--organization", office.organization))
    assert run("schemes", "--organization", uuid4()).exit_code == 2


@pytest.mark.parametrize(
    "words",
    [("schemes", "--json"), ("plans", "--json"), ("score", "shop-staff", "-"), ("payroll", "store-dividend", "-")],
)
def test_a_dry_run_loads_no_database_no_keys_and_no_server(tmp_path: Path, words: tuple[str, ...]) -> None:
    """It starts in a fifth of a second: what only ledgers need is imported by what opens them."""
    code = (
        "import sys\nfrom web.cli.main import cli\n"
        f"cli({list(words)!r}, standalone_mode=False)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    facts = '{"people": []}' if words[0] == "payroll" else "{}"
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=facts, capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False,
        env={"PYTHONPATH": str(LIBRARY.parents[1]), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.stderr.strip().endswith("[]"), done.stderr
