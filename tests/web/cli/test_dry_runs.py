"""`jixiao score`, `payroll`, `schemes` and `plans` as a shell calls them: output, faults by place, exit codes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from web.cli.main import cli

CARD = {
    "employee": "E1",
    "measures": {"actual_turnover": "640000", "target_turnover": "800000"},
    "judgements": {
        name: {"level": "good", "points": "20", "reason": "solid"} for name in ("work-attitude", "ability", "execution")
    },
}
PAY = {
    "parameters": {"net_profit": "100000"},
    "people": [{"id": "E1", "role": "service", "base": "4000", "score": "92.5"}],
}

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Calls the command line in an empty folder; a document among the arguments becomes a file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_US.UTF-8")

    def call(*arguments: Any, **rest: Any) -> Result:
        words = []
        for argument in arguments:
            if not isinstance(argument, str):
                Path("input.json").write_text(json.dumps(argument), encoding="utf-8")
            words.append(argument if isinstance(argument, str) else "input.json")
        return CliRunner().invoke(cli, words, **rest)

    return call


def test_a_card_is_printed_as_one_json_document_and_nothing_else(run: Run) -> None:
    """Other programs read it."""
    result = run("score", "shop-staff", CARD, "--json")
    card = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert (card["scheme"], card["version"], card["employee"]) == ("shop-staff", 1, "E1")
    assert (card["total"], card["points_in_play"], card["grade"], card["unscored"]) == ("80.00", "100", None, [])
    assert card["items"][2] == {
        "id": "sales-contribution",
        "max": "25",
        "score": "20.00",
        "value": "0.800000",
        "target": "1.00",
        "source": "D04 二",
        "assumed": True,
        "explanation": {
            "zh": "销售业绩贡献度 80% / 目标 100% → 25 分 × 0.8 = 20.00 分",
            "en": "Sales contribution: 80% of the target of 100% → 25 points × 0.8 = 20.00 points",
        },
    }


def test_an_open_card_shows_what_is_missing_and_is_no_failure(run: Run) -> None:
    """A dry run is for finding out what is still to be recorded."""
    result = run("score", "shop-staff", {}, "--json")
    card = json.loads(result.stdout)
    assert (result.exit_code, card["total"], card["employee"]) == (0, None, None)
    assert [entry["item"] for entry in card["unscored"]] == [item["id"] for item in card["items"]]
    assert set(card["unscored"][0]["reason"]) == {"zh", "en"}


@pytest.mark.parametrize(("lang", "heading"), [("zh", "总分 80.00"), ("en", "total 80.00")])
def test_people_read_a_table_in_their_language(run: Run, lang: str, heading: str) -> None:
    """A manager reads the card in Chinese, an auditor may want English."""
    result = run("score", "shop-staff", CARD, "--lang", lang)
    assert result.exit_code == 0
    assert heading in result.stdout


def test_a_payroll_is_printed_with_its_totals(run: Run) -> None:
    """`gross = base + paid`, and nothing of the pool is lost."""
    result = run("payroll", "store-dividend", PAY, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "plan": "store-dividend",
        "version": 1,
        "pool": "20000.00",
        "lines": [
            {
                "id": "E1",
                "role": "service",
                "base": "4000.00",
                "entitlement": "10000.00",
                "paid": "9250.00",
                "team_fund": "750.00",
                "retained": "0.00",
                "gross": "13250.00",
            }
        ],
        "totals": {
            "entitlement": "10000.00",
            "paid": "9250.00",
            "team_fund": "750.00",
            "retained": "0.00",
            "unassigned": "10000.00",
            "gross": "13250.00",
        },
    }
    assert "13250.00" in run("payroll", "store-dividend", PAY).stdout


def test_every_fault_is_on_standard_error_by_its_place(run: Run) -> None:
    """All at once, nothing on standard output, exit code 2."""
    facts = {
        "targets": {"sales-contribution": "0", "nope": "1"},
        "measures": {"actual_turnover": 640000.5, "orders": "3"},
        "judgements": {"ability": {"level": "good", "points": "24"}},
        "deductions": [{"item": "ability", "points": "2", "reason": "late"}],
        "adjustments": [{"points": "1", "reason": "x"}],
        "shop": "S1",
    }
    result = run("score", "shop-staff", facts, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    told = [(line.split(": ")[0], line.rpartition("[")[2].rstrip("]")) for line in result.stderr.splitlines()]
    assert told == [
        ("/targets/sales-contribution", "target-not-positive"),
        ("/targets/nope", "unknown-item"),
        ("/measures/actual_turnover", "number-not-text"),
        ("/measures/orders", "unknown-measure"),
        ("/judgements/ability/points", "points-outside-level"),
        ("/judgements/ability/reason", "reason-missing"),
        ("/deductions/0/item", "wrong-kind"),
        ("/adjustments/0", "no-adjustments"),
        ("/shop", "unknown-key"),
    ]


def test_every_fault_of_a_payroll_is_told(run: Run) -> None:
    """Shape and meaning together: nobody should have to run it once for each."""
    given = {
        "parameters": {"net_profit": "1000", "threshhold": "80", "pool": "sales", "discretionary_funding": "shifted"},
        "people": [
            {"id": "E1", "role": "service", "base": "1000", "score": "101"},
            {"id": "E1", "role": "sales", "base": "-1", "score": 80},
            {"id": "E2", "role": "design", "base": "0.001", "score": "80", "weight": "0"},
            {"id": "E3", "role": "finance", "base": "1000", "weight": "-1", "bonus": "3"},
        ],
        "grants": [
            {"points": "4", "role": "service"},
            {"points": "2", "person": "E9", "from": "nobody"},
            {"points": "0", "role": "design", "person": "E1", "from": "finance"},
        ],
    }
    result = run("payroll", "store-dividend", given, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    told = {(line.split(": ")[0], line.rpartition("[")[2].rstrip("]")) for line in result.stderr.splitlines()}
    assert told == {
        ("/parameters/threshhold", "unknown-parameter"),
        ("/parameters/pool", "wrong-type"),
        ("/people/0/score", "score-out-of-range"),
        ("/people/1/id", "duplicate-id"),
        ("/people/1/role", "unknown-role"),
        ("/people/1/base", "too-small"),
        ("/people/1/score", "number-not-text"),
        ("/people/2/base", "too-precise"),
        ("/people/2/weight", "weights-all-zero"),
        ("/people/3/score", "missing"),
        ("/people/3/weight", "too-small"),
        ("/people/3/bonus", "unknown-key"),
        ("/grants/0/from", "missing"),
        ("/grants/1/points", "grants-past-ceiling"),
        ("/grants/1/person", "unknown-person"),
        ("/grants/1/from", "unknown-role"),
        ("/grants/2/points", "too-small"),
        ("/grants/2", "grant-unclear"),
    }


@pytest.mark.parametrize(
    ("grants", "funding", "place"),
    [
        ([{"points": "3", "role": "service"}, {"points": "2.01", "role": "design"}], "on_top", "/grants/1/points"),
        ([{"points": "1", "role": "service", "from": "design"}], "on_top", "/grants/0/from"),
        ([{"points": "6", "role": "service", "from": "finance"}], "shifted", "/grants/0/from"),
    ],
)
def test_the_five_points_are_guarded(run: Run, grants: list[dict[str, str]], funding: str, place: str) -> None:
    """Past 5 in all; a giver where none is wanted; a role that gives more than it has (under a higher ceiling)."""
    ceiling = "10" if funding == "shifted" else "5"
    parameters = {"net_profit": "1", "discretionary_funding": funding, "discretionary_ceiling": ceiling}
    result = run("payroll", "store-dividend", {"parameters": parameters, "people": [], "grants": grants})
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{place}: ")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[1", "malformed-json"),
        ("", "malformed-json"),
        ("[" * 100_000, "malformed-json"),
        ("[]", "wrong-type"),
        ("null", "wrong-type"),
        ('{"employee": "E1", "employee": "E2"}', "duplicate-key"),
        ('{"measures": {"actual_turnover": NaN}}', "number-not-text"),
        ('{"measures": []}', "wrong-type"),
        ('{"measures": {"actual_turnover": "1e5"}}', "not-a-decimal"),
        ('{"measures": {"actual_turnover": "99999999999999999999"}}', "not-a-decimal"),
        ('{"waivers": [{"item": "ability"}]}', "reason-missing"),
    ],
)
def test_what_is_no_facts_document_is_refused(run: Run, text: str, code: str) -> None:
    """From standard input as from a file: nothing crashes, nothing is guessed."""
    result = run("score", "shop-staff", "-", input=text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"[{code}]" in result.stderr


def test_a_file_that_is_not_utf_8_is_refused(run: Run, tmp_path: Path) -> None:
    """A spreadsheet's GBK export is not guessed at."""
    (tmp_path / "gbk.json").write_bytes("{“员工”}".encode("gb18030"))
    result = run("score", "shop-staff", "gbk.json")
    assert result.exit_code == 2
    assert "[not-utf-8]" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("score", "no-such-scheme", "x.json"),
        ("score", "shop-staff", "missing.json"),
        ("score", "shop-staff"),
        ("payroll", "no-such-plan", "x.json"),
        ("schemes", "show", "nope"),
        ("plans", "show", "nope"),
        ("dance",),
        ("score", "shop-staff", "x.json", "--lang", "fr"),
    ],
)
def test_wrong_usage_is_exit_code_2(run: Run, arguments: tuple[str, ...]) -> None:
    """A script can tell its own mistake from a machine's."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


def test_an_unreadable_disk_is_exit_code_3(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failed environment is not the caller's fault."""

    def broken(path: Path) -> bytes:
        raise OSError(5, "Input/output error", str(path))

    monkeypatch.setattr(Path, "read_bytes", broken)
    result = run("score", "shop-staff", CARD)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "Input/output error" in result.stderr


def test_a_dry_run_writes_nothing(run: Run, tmp_path: Path) -> None:
    """Not even an empty database."""
    run("score", "shop-staff", CARD)
    run("payroll", "store-dividend", PAY)
    run("schemes")
    assert [path.name for path in tmp_path.iterdir()] == ["input.json"]


def test_schemes_and_plans_are_listed(run: Run) -> None:
    """The catalogue in the shape that other programs read."""
    listed = json.loads(run("schemes", "--json").stdout)
    staff = next(entry for entry in listed if entry["id"] == "shop-staff")
    assert {key: staff[key] for key in ("id", "version", "source", "total")} == {
        "id": "shop-staff",
        "version": 1,
        "source": "D04",
        "total": "100",
    }
    assert set(staff["items"][0]) == {"id", "title", "max", "kind", "source", "assumed"}
    plans = json.loads(run("plans", "--json").stdout)
    assert {"id", "version", "title", "source"} == set(plans[0])
    assert "shop-staff" in run("schemes").stdout
    assert "store-dividend" in run("plans").stdout


def test_a_shown_scheme_tells_what_to_record(run: Run) -> None:
    """Inputs, targets, levels and codes: a facts document can be written from it alone."""
    shown = json.loads(run("schemes", "show", "operations-standard", "--json").stdout)
    items = {item["id"]: item for item in shown["items"]}
    assert items["sales-completion"]["inputs"] == ["measures.actual_sales", "measures.target_sales"]
    assert (items["sales-completion"]["target"], items["conversion"]["target"]) == (None, "0.35")
    assert [level["id"] for level in items["data-report"]["levels"]] == ["good", "fair", "poor"]
    assert [code["code"] for code in items["teamwork"]["codes"]] == ["poor-cooperation"]
    assert "sales-completion" in run("schemes", "show", "operations-standard").stdout
    assert json.loads(run("plans", "show", "store-dividend", "--json").stdout)["roles"][0]["share"] == "50"
    assert "threshold" in run("plans", "show", "store-dividend").stdout


def test_a_shops_own_toml_is_scored_like_a_built_in_scheme(run: Run) -> None:
    """A path in place of an id; a faulty file is told fault by fault."""
    text = """
        id = "own"
        version = 1
        title = { zh = "自定", en = "own" }
        source = "店规"
        [[sections]]
        id = "all"
        title = { zh = "全部", en = "all" }
        source = "店规 1"
        [[sections.items]]
        id = "posts"
        title = { zh = "发帖", en = "posts" }
        max = "MAX"
        kind = "count"
        quota = "4"
        source = "店规 1"
    """
    Path("own.toml").write_text(text.replace("MAX", "100"), encoding="utf-8")
    assert json.loads(run("score", "own.toml", {"counts": {"posts": "3"}}, "--json").stdout)["total"] == "75.00"
    Path("own.toml").write_text(text.replace("MAX", "90").replace("kind =", 'kimd = "x"\n kind ='), encoding="utf-8")
    result = run("score", "own.toml", {"counts": {"posts": "3"}}, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "/sections/0/items/0/kimd: " in result.stderr
    assert "[points-do-not-sum]" in result.stderr


def test_two_schemes_are_compared(run: Run) -> None:
    """`schemes diff A B`: a built-in scheme and a shop's variant of it."""
    same = run("schemes", "diff", "shop-staff", "shop-staff", "--json")
    other = json.loads(run("schemes", "diff", "shop-staff", "network-sales", "--json").stdout)
    assert json.loads(same.stdout) == []
    assert {"path": "/id", "before": "shop-staff", "after": "network-sales"} in other
    assert "no difference" in run("schemes", "diff", "shop-staff", "shop-staff").stdout
    assert "/id" in run("schemes", "diff", "shop-staff", "network-sales").stdout
