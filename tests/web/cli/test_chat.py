"""`jixiao chat` as the contract has it; and with a shop's month, the same chats on live cards."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from adapters.database import open_database
from adapters.vault import load_master_key
from application.ports import Bearer
from tests.application.chat.desk import chat, opened
from tests.application.chat.desk import csv as transcript
from tests.application.handlers.firm import Firm
from tests.architecture.rules import ROOT
from web import wiring
from web.cli.main import cli
from web.settings import Settings

Run = Callable[..., Result]
FILE = transcript(
    "c1,2026-10-12 10:00:00,顾客,tb_xm,在吗",
    "c1,2026-10-12 10:00:05,客服,小美,你好，欢迎光临",
    "c1,2026-10-12 10:00:20,顾客,tb_xm,你们不知道喂养方法吗",
    "c1,2026-10-12 10:00:30,客服,小美,您说的‘你们家发货慢’我已反馈，感恩支持",
    "c1,2026-10-12 10:00:40,客服,小美,好的哦，感谢您的光临",
    "c2,2026-10-12 11:00:00,顾客,tb_yy,什么时候发货",
    "c2,2026-10-12 11:00:16,客服,小丽,不清楚",
)
EXPECTED = [
    {"line": 5, "chat": "c1", "rule": "forbidden-word", "severity": "fatal", "quote": "好的哦，感谢您的光临"},
    {"line": 2, "chat": "c1", "rule": "addressing", "severity": "fatal", "quote": "你好，欢迎光临"},
    {"line": 7, "chat": "c2", "rule": "forbidden-sentence", "severity": "fatal", "quote": "不清楚"},
    {"line": 7, "chat": "c2", "rule": "slow-response", "severity": "non-fatal", "quote": "不清楚"},
    {"line": 7, "chat": "c2", "rule": "opening", "severity": "non-fatal", "quote": "不清楚"},
    {"line": 7, "chat": "c2", "rule": "closing", "severity": "non-fatal", "quote": "不清楚"},
]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JIXIAO_DATA", str(tmp_path / "data"))

    def invoke(*arguments: object, **more: Any) -> Result:
        return CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False, **more)

    return invoke


def kept(content: bytes, name: str = "chats.csv") -> str:
    """A file in the folder."""
    Path(name).write_bytes(content)
    return name


def printed(result: Result) -> Any:
    """One JSON document on standard output and nothing else there."""
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_proposals_are_one_json_list_the_gravest_and_surest_first(run: Run) -> None:
    """What other programs are written against."""
    assert printed(run("chat", kept(FILE), "--json")) == EXPECTED
    assert not Path("jixiao.db").exists()


def test_english_columns_and_roles_say_the_same(run: Run) -> None:
    """For the contract's other spelling."""
    english = FILE.decode().replace("会话,时间,角色,发言人,内容", "chat,time,role,speaker,text")
    english = english.replace("顾客", "customer").replace("客服", "staff")
    assert printed(run("chat", kept(english.encode()), "--json")) == EXPECTED


def test_people_see_a_table_with_the_counts(run: Run) -> None:
    """Quotes in full; and where there is nothing, that there is nothing."""
    shown = run("chat", kept(FILE), "--lang", "zh").stdout
    assert "好的哦，感谢您的光临" in shown
    assert "forbidden-word 1" in shown
    clean = transcript("c1,2026-10-12 10:00:00,顾客,t,你好")
    assert run("chat", kept(clean), "--lang", "en").stdout == "nothing to propose\n"
    assert printed(run("chat", kept(clean), "--json")) == []


def test_every_fault_of_a_bad_file_is_on_standard_error(run: Run) -> None:
    """By its place; nothing on standard output, exit code 2."""
    result = run("chat", kept(transcript("c1,昨天,机器人,x,a", ",2026-10-12 10:00:00,客服,,b")), "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    told = [(line.split(": ")[0], line.rpartition("[")[2].rstrip("]")) for line in result.stderr.splitlines()]
    assert told == [
        ("/lines/1/时间", "time-unreadable"),
        ("/lines/1/角色", "chat-role-unknown"),
        ("/lines/2/会话", "chat-missing"),
        ("/lines/2/发言人", "speaker-missing"),
    ]
    assert run("chat", "absent.csv").exit_code == 2
    cut = run("chat", kept(transcript("c1,2026-10-12 10:00:00,顾客,t,a", "c1,2026-10-12 10:00:05,客服,小美")))
    assert (cut.exit_code, cut.stderr.split(": ")[0]) == (2, "/lines/2")
    assert "row-too-short" in cut.stderr
    for share in ("2", "0", "-0.1", "NaN"):
        refused = run("chat", kept(FILE), "--share", share)
        assert (refused.exit_code, refused.stdout) == (2, ""), share
        assert "Traceback" not in refused.stderr
    assert run("chat", kept(FILE), "--shop", "main").exit_code == 2
    assert run("chat", kept(FILE), "--rules", "no-such").exit_code == 2


def test_rules_of_ones_own_are_tried_before_they_are_published(run: Run) -> None:
    """Switched off here, tried there; a file whose examples fail is refused."""
    text = (files("domain.library") / "chat" / "chat-quality.toml").read_text(encoding="utf-8")
    own = text.replace('severity = "fatal"\n', 'severity = "fatal"\non = false\n')
    kept(own.encode(), "own.toml")
    rules = {held["rule"] for held in printed(run("chat", kept(FILE), "--rules", "own.toml", "--json"))}
    assert rules == {"opening", "closing", "slow-response"}
    assert run("chats", "rules", "check", "own.toml").exit_code == 0
    kept(text.replace('"你好", "你们要几件"', '"您好", "你们要几件"').encode(), "bad.toml")
    failed = run("chats", "rules", "check", "bad.toml")
    assert (failed.exit_code, "[example-fails]" in failed.stderr) == (2, True)
    assert printed(run("chats", "rules", "show", "chat-quality"))["id"] == "chat-quality"
    assert [held["id"] for held in printed(run("chats", "rules", "list", "--json"))] == ["chat-quality"]


def test_the_dictionary_is_loaded_by_chats_alone(run: Run) -> None:
    """Other commands must start as fast as before."""
    code = "import sys; from web import wiring; wiring.chat_desk(); print({'rjieba', 'phonenumbers'} & {*sys.modules})"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout == "set()\n"


class Month:
    """An open October in which L1, S1 and S2 are scored by their chats and D1 by figures, and who acts in it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        settings = Settings("sqlite:///firm.db", Path("data").absolute())
        wiring.prepare_database(settings)
        self._services = wiring.open_services(settings)
        self._environment = monkeypatch
        monkeypatch.setenv("DATABASE_URL", settings.database)
        database = open_database(settings.database)
        master = load_master_key(settings.data, None)
        self.firm = Firm(database, uuid4(), settings.data / "evidence", master).founded()
        opened(self.firm)
        self._services.directory.add_organization(self.firm.organization, "云上小店")
        self.act_as("H1")

    def act_as(self, number: str) -> None:
        """Somebody's token is in the environment from now on."""
        bearer = Bearer(self.firm.organization, self.firm.person(number))
        ends = self._services.clock.now() + timedelta(days=1)
        self._environment.setenv("JIXIAO_TOKEN", self._services.directory.issue_token(bearer, expires_at=ends))


@pytest.fixture
def month(run: Run, monkeypatch: pytest.MonkeyPatch) -> Month:
    """One on SQLite."""
    return Month(monkeypatch)


OCTOBER = ("--shop", "main", "--period", "2026-10")


def imported(run: Run, content: bytes = FILE) -> Any:
    """What an import tells."""
    kept(json.dumps({"小美": "S1", "小丽": "S2"}).encode(), "staff.json")
    return printed(run("chat", kept(content), *OCTOBER, "--staff", "staff.json", "--share", "1", "--json"))


def test_the_same_command_imports_into_a_months_cards(run: Run, month: Month) -> None:
    """And a second time brings nothing new."""
    told = imported(run)
    assert (told["chats"], told["messages"], told["reading"]["proposals"]) == (2, 7, 6)
    again = imported(run)
    assert (again["id"], again["position"], again["version"]) == (told["id"], told["position"], told["version"])
    assert again["reading"] is None, "the reading of the first time is not this one's"
    shown = run("chat", kept(FILE), *OCTOBER, "--staff", "staff.json", "--lang", "zh").stdout
    assert shown == f"chats.csv 没有新的建议：以前已按同样的规则读过\n聊天记录: {told['id']}\n"
    listed = printed(run("chats", "proposals", *OCTOBER, "--json"))
    assert [(held["line"], held["rule"]) for held in listed] == [(held["line"], held["rule"]) for held in EXPECTED]
    shown = run("chats", "proposals", *OCTOBER, "--lang", "zh").stdout
    assert all(word in shown for word in ("好的哦", "规则", "程度", "待审核"))
    for lang, nothing in (("zh", "没有记录"), ("en", "nothing here")):
        none = run("chats", "proposals", *OCTOBER, "--status", "confirmed", "--lang", lang)
        assert none.stdout.strip() == nothing


def test_people_are_told_what_came_of_an_import_and_by_which_id_to_ask_on(run: Run, month: Month) -> None:
    """`chats figures` and `chats sample` take that id."""
    kept(json.dumps({"小美": "S1", "小丽": "S2"}).encode(), "staff.json")
    shown = run("chat", kept(FILE), *OCTOBER, "--staff", "staff.json", "--lang", "zh").stdout
    assert shown.startswith("chats.csv 已导入，新的建议: 6 (#")
    (listed,) = printed(run("chats", "transcripts", *OCTOBER, "--json"))
    assert shown.endswith(f"聊天记录: {listed['id']}\n")
    assert listed["id"] in run("chats", "transcripts", *OCTOBER).stdout


@pytest.mark.parametrize("command", ["proposals", "transcripts", "review"])
def test_a_shop_or_period_that_is_not_there_is_named(run: Run, month: Month, command: str) -> None:
    """A slip of the pen must not look like nothing to do."""
    for shop, period, code in [
        ("tb-9", "2026-10", "shop-not-found"),
        ("main", "2026-13", "period-malformed"),
        ("main", "2026-11", "cycle-not-found"),
    ]:
        told = run("chats", command, "--shop", shop, "--period", period)
        assert (told.exit_code, told.stdout, f"[{code}]" in told.stderr) == (2, "", True)
        assert (shop if code == "shop-not-found" else period) in told.stderr


def test_a_rule_or_status_that_is_not_there_is_named(run: Run, month: Month) -> None:
    """Likewise; a rule that found nothing is no slip."""
    for command, option in [("proposals", "--rule"), ("review", "--confirm"), ("review", "--reject")]:
        told = run("chats", command, *OCTOBER, option, "nope")
        assert (told.exit_code, told.stdout) == (2, "")
        assert f"Invalid value for {option}: 没有规则 nope；可用：addressing" in told.stderr
        assert run("chats", command, *OCTOBER, option, "opening").exit_code == 0
    assert run("chats", "proposals", *OCTOBER, "--status", "propsed").exit_code == 2


def test_facts_go_into_a_month_that_is_there(run: Run, month: Month) -> None:
    """Whoever names another is told the shop, the month, and what to do first."""
    name = kept("工号,姓名\nS1,客服一\n".encode(), "facts.csv")
    told = run("import", name, "--shop", "main", "--period", "2026-11")
    assert (told.exit_code, told.stdout) == (2, "")
    assert "shop main has no period 2026-11 that you may see: HR plans it first" in told.stderr
    assert run("import", name, "--shop", "tb-9", "--period", "2026-10").exit_code == 2


def test_proposals_are_reviewed_in_bulk_and_counted(run: Run, month: Month) -> None:
    """A whole rule at once, or a list from a file; by those who score."""
    imported(run)
    assert run("chats", "review", *OCTOBER, "--confirm", "addressing").exit_code == 2
    month.act_as("L1")
    done = run("chats", "review", *OCTOBER, "--confirm", "addressing", "--reject", "closing", "--reason", "x", "--json")
    assert printed(done) == {"confirmed": 1, "rejected": 1}
    (waiting, *_) = printed(run("chats", "proposals", *OCTOBER, "--rule", "opening", "--json"))
    decision = {"confirm": [{"card": waiting["card"], "deduction": waiting["deduction"]}]}
    text = json.dumps(decision)
    assert printed(run("chats", "review", *OCTOBER, "--file", "-", "--json", input=text))["confirmed"] == 1
    bad = run("chats", "review", *OCTOBER, "--file", "-", input='{"confirm": [{"card": "x"}], "more": 1}')
    assert {line.split(": ")[0] for line in bad.stderr.splitlines()} >= {
        "/confirm/0/card",
        "/confirm/0/deduction",
        "/more",
    }
    month.act_as("H1")
    rules = {held["rule"]: held for held in printed(run("chats", "records", "--json"))["rules"]}
    assert (rules["addressing"]["confirmed"], rules["closing"]["rejected"], rules["forbidden-word"]["confirmed"]) == (
        1,
        1,
        0,
    )
    shown = run("chats", "records", "--lang", "zh").stdout
    assert all(word in shown for word in ("addressing", "聊天规则", "已确认", "已驳回", "审核人"))
    assert "reviewer" in run("chats", "records", "--lang", "en").stdout


def test_figures_and_samples_are_at_hand(run: Run, month: Month) -> None:
    """Shown, taken, refused; chats to read, masked."""
    nobody = "c,2026-10-12 10:00:00,顾客,tb_c,有人吗"
    content = transcript(*chat("a", "D1"), *chat("b", "S1", asks="我叫李小明"), nobody)
    told = imported(run, content)
    figures = printed(
        run("chats", "figures", told["id"], "--accept", "D1", "--refuse", "S1", "--reason", "x", "--json")
    )
    assert sorted(held["status"] for held in figures) == ["accepted", "refused"]
    shown = run("chats", "figures", told["id"], "--lang", "zh").stdout
    assert all(word in shown for word in ("工号", "状态", "已取用", "不用"))
    assert "accepted" in run("chats", "figures", told["id"], "--lang", "en").stdout
    assert "1 个会话无客服回应，不计入任何人" in shown
    sample = printed(run("chats", "sample", told["id"], "--json"))
    assert (sample["size"], sample["share"]) == (3, "1")
    assert "〔姓名〕" in run("chats", "sample", told["id"]).stdout


def test_rules_are_published_and_switched(run: Run, month: Month) -> None:
    """The next version holds for the readings to come."""
    imported(run)
    assert printed(run("chats", "rules", "switch", "chat-quality", "opening", "off", "--json"))["version"] == 2
    text = (files("domain.library") / "chat" / "chat-quality.toml").read_text(encoding="utf-8")
    kept(text.replace("version = 1\n", "version = 3\n", 1).encode(), "own.toml")
    assert printed(run("chats", "rules", "publish", "own.toml", "--json"))["version"] == 3


def test_nothing_of_a_customer_lies_open_in_any_file(run: Run, month: Month, capfd: pytest.CaptureFixture[str]) -> None:
    """Database, read tables, data folder, what is printed: the words of customers are in none of them, nor is a staff
    line that repeats them; the file itself is there under its hash, encrypted.
    """
    rows = chat("a", "小美", "王小明你好，一三八一二三四五六七八对吗", asks="收件人王小明 13812345678 文三路90号")
    rows = [row.replace("请问", "只有顾客说过的话") for row in rows]
    told = imported(run, transcript(*rows))
    month.act_as("L1")
    printed_out = [run("chats", "proposals", *OCTOBER, "--json").output, run("chats", "sample", told["id"]).output]
    bad = run("chat", kept(transcript("c1,13812345678,客服,收件人王小明,文三路90号")), *OCTOBER)
    assert bad.exit_code == 2
    secrets = ("王小明", "13812345678", "一三八一二三四五六七八", "文三路90号", "tb_a", "只有顾客说过的话")
    shown = "".join([*printed_out, bad.output, *capfd.readouterr()])
    assert "〔姓名〕你好，〔电话〕对吗" in shown
    assert not [secret for secret in secrets[:-1] if secret in shown]
    kept_files = [path for path in Path().rglob("*") if path.is_file() and path.suffix not in (".csv", ".json")]
    assert {path.name for path in kept_files} >= {"firm.db"}
    assert len([path for path in kept_files if "evidence" in path.parts]) == 2
    content = b"".join(path.read_bytes() for path in kept_files)
    spelled = [
        secret.encode(encoding)
        for secret in secrets
        for encoding in ("utf-8", "gb18030", "utf-16-le", "unicode_escape")
    ]
    assert not [secret for secret in spelled if secret in content]
