"""Evidence from beginning to end: the demo's month is played over HTTP, the appellant gets a bundle, and whoever has
the key verifies it elsewhere: in a process without a database, in an empty folder.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from adapters.bundles import pack, unpack
from application.projections.payrolls import payslip_id
from domain.payroll import payroll_id
from tests.architecture.rules import ROOT
from tests.flow.shop import Month
from tests.flow.test_month import (
    appeal_after_payday,
    appeal_wins,
    enter_everything,
    payroll_is_paid,
    review_with_one_returned,
    shares_are_granted,
)
from web.settings import Settings


@dataclass(frozen=True)
class Elsewhere:
    """Another machine: nothing of the deployment is on it.

    Attributes:
        vkey: what its user was given, by another way than the bundles.
    """

    folder: Path
    vkey: str

    def verify(self, content: bytes) -> tuple[int, dict[str, Any]]:
        """Exit code and answer of `jixiao verify`, run as a program of its own."""
        (self.folder / "evidence.zip").write_bytes(content)
        command = [sys.executable, "-m", "web.cli.main", "verify", "evidence.zip", "--json", "--key", self.vkey]
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(self.folder)}
        ran = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert ran.stderr == "", ran.stderr
        assert [path.name for path in self.folder.iterdir()] == ["evidence.zip"], "it made something"
        found: dict[str, Any] = json.loads(ran.stdout)
        return ran.returncode, found["bundle"]


@pytest.fixture
def settings(postgres_owner_url: str, postgres_data: Path) -> Settings:
    """On PostgreSQL; bundles of ledgers on SQLite are made in the tests of the command line."""
    return Settings(postgres_owner_url, postgres_data)


@pytest.fixture
def month(october: Month) -> Month:
    """October with an appeal that was upheld, paid, and with another one after payday."""
    for step in (enter_everything, review_with_one_returned, appeal_wins, shares_are_granted, payroll_is_paid):
        step(october)
    appeal_after_payday(october)
    return october


@pytest.fixture
def elsewhere(month: Month, tmp_path: Path) -> Elsewhere:
    """An empty folder, and the key."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (key,) = month.http.get("A001", "/verifier-keys")["keys"]
    return Elsewhere(folder, key)


def fetched(month: Month, who: str, path: str, expect: int = 200) -> bytes:
    """A bundle over HTTP."""
    answer = month.http.client.get(f"/api/v1{path}/bundle", headers=month.http._headers(who))
    assert answer.status_code == expect, answer.text
    if expect == 200:
        assert answer.mimetype == "application/zip"
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    return bytes(answer.data)


def payslip_of(month: Month, number: str) -> str:
    """The path of somebody's payslip."""
    payroll = payroll_id(month.shop.id, month.period)
    return f"/payslips/{payslip_id(payroll, UUID(month.shop.person(number)))}"


def test_evidence_convinces_somebody_who_has_nothing_but_the_key(month: Month, elsewhere: Elsewhere) -> None:
    """The arbitrator's case: before and after of the appeal, the pay that followed, and no server to ask."""
    appeals = {held["kind"]: f"/appeals/{held['id']}" for held in month.http.items("E005", "/appeals?mine=true")}
    appeal = fetched(month, "E005", appeals["deduction"])
    code, found = elsewhere.verify(appeal)
    assert (code, found["failures"]) == (0, [])
    assert (found["figures"]["old_total"], found["figures"]["new_total"]) == ("79.28", "82.28")
    report = unpack(appeal)["report.zh.html"].decode()
    assert "79.28 → 82.28" in report
    assert month.script["appeals"][0]["grounds"] in report

    card = fetched(month, "A001", month.card("E005"))
    code, found = elsewhere.verify(card)
    assert (code, found["figures"]["total"]) == (0, "82.28")

    slip = fetched(month, "F001", payslip_of(month, "E005"))
    code, found = elsewhere.verify(slip)
    assert (code, found["figures"]["gross"], found["figures"]["proven"]) == (0, "8545.97", True)
    own = fetched(month, "E005", payslip_of(month, "E005"))
    assert elsewhere.verify(own)[0] == 1, "the line alone is not proven to somebody who may not see the others'"

    later = month.script["appeals"][1]
    (path,) = [f"/appeals/{held['id']}" for held in month.http.items(later["by"], "/appeals?mine=true")]
    code, found = elsewhere.verify(fetched(month, later["by"], path))
    assert (code, found["failures"]) == (0, [])

    for number, hidden in (("E008", month.card("E005")), ("E004", payslip_of(month, "E005")), ("E008", path)):
        fetched(month, number, hidden, expect=404)

    for name in ("events.jsonl", "report.en.html"):
        members = unpack(card)
        members[name] = members[name].replace(b"8", b"3", 1)
        code, found = elsewhere.verify(pack(members))
        assert (code, [failure["check"] for failure in found["failures"]]) == (1, ["file"]), name
