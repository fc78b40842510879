"""The readable reports: in both languages, for print, and nothing in them runs or loads anything."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from adapters.bundles import unpack
from adapters.bundles.report import Reader as Told
from adapters.bundles.report import render
from adapters.bundles.report_words import EVENT_TITLES, LABELS, VALUES
from application.bundling import Kind
from application.bundling.contents import Kind as Subject
from application.bundling.enclosable import EVENTS
from application.bundling.page import page
from application.bundling.words import WHY
from domain.appeal import AppealKind, Outcome, RemedyKind, Status
from domain.payroll import PayrollStatus
from domain.scorecard import Stage
from tests.application.bundling.desk import Desk, document

ATTACK = "<script>alert(1)</script>\"'&{{ 7*7 }}"


class Reader(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def read(report: bytes) -> Reader:
    reader = Reader()
    reader.feed(report.decode())
    return reader


def the_page(content: bytes) -> dict[str, Any]:
    """What the reports of a bundle are made of."""
    manifest, summary, opened = (document(content, f"{name}.json") for name in ("manifest", "summary", "opened"))
    return page(manifest, summary, opened, [], unpack(content))


def test_every_event_and_word_has_a_title_in_both_languages() -> None:
    """A report with codes in it is for programs."""
    names = {topic.split(".")[1] for topic in EVENTS}
    assert names - EVENT_TITLES.keys() == set()
    words = {word.value for kind in (AppealKind, Status, Outcome, RemedyKind, PayrollStatus, Stage) for word in kind}
    assert words - VALUES.keys() == set()
    assert {kind.value for kind in Subject} - LABELS.keys() == set()
    for table in (EVENT_TITLES, VALUES, LABELS):
        assert all(held["zh"] and held["en"] for held in table.values())
    assert all(words.zh and words.en for words in WHY.values())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_roles_stand_there_by_their_titles(appeal: bytes, lang: str) -> None:
    """On the card, on the line of the payroll and in the timeline alike."""
    content = the_page(appeal)
    (role, title), *_ = content["opened"]["roles"].items()
    told = Told(content, lang)
    assert told.role(role) == title[lang] != role
    assert ("role", title[lang]) in told.columns({"role": role})
    event = {"position": 1, "says": {"role": role, "from_role": role}}
    assert [held for _, held in told.rows(event)] == [title[lang]] * 2
    assert told.role("nowhere") == "nowhere"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_shows_figures_sentences_who_and_when(desk: Desk, appeal: bytes, lang: str) -> None:
    """The appeal's before and after, the reasons, the people, and how to check all of it."""
    text = read(unpack(appeal)[f"report.{lang}.html"]).text
    figures = ("83.83 → 89.83", "14.00", "20.00", "2026-10-01 09:01", "D01 一.1")
    words = ("Name of S1", "Name of M1", "left a customer waiting", "the outage is proven")
    for shown in (*figures, *words, f"jixiao/{desk.company.organization}"):
        assert shown in text, shown
    assert ("如何核验" if lang == "zh" else "How to check") in text
    assert ("不受证明覆盖" if lang == "zh" else "not covered by the proofs") in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_payslip_shows_its_line(payslip: bytes, lang: str) -> None:
    """Every column, the plan, who calculated and who approved."""
    text = read(unpack(payslip)[f"report.{lang}.html"]).text
    line = document(payslip, "summary.json")["payslips"][0]["line"]
    for column in ("base", "entitlement", "paid", "team_fund", "retained", "gross"):
        assert line[column] in text
    assert "store-dividend" in text
    assert "Name of F2" in text


def test_nothing_in_it_runs_or_loads(desk: Desk, appeal: bytes) -> None:
    """It can be opened on a machine that nobody trusts, and without a network."""
    for lang in ("zh", "en"):
        reader = read(unpack(appeal)[f"report.{lang}.html"])
        assert not {"script", "img", "link", "iframe", "object", "form", "a", "base"} & set(reader.tags)
        assert not [name for name, _ in reader.attributes if name.startswith("on") or name in ("src", "href", "style")]
        policy = next(value for name, value in reader.attributes if name == "content" and "default-src" in str(value))
        assert "default-src 'none'" in str(policy)
        assert not re.search(rb"url\(|@import", unpack(appeal)[f"report.{lang}.html"])


def test_whatever_people_write_is_text(desk: Desk, appeal: bytes) -> None:
    """Names, reasons, titles of schemes: nobody's words become markup or template."""
    told = json.loads(
        json.dumps(the_page(appeal), ensure_ascii=False)
        .replace("Name of S1", ATTACK.replace('"', '\\"'))
        .replace("the outage is proven", ATTACK.replace('"', '\\"'))
        .replace('"Sales"', json.dumps(ATTACK))
    )
    for lang in ("zh", "en"):
        reader = read(render(told, lang))
        assert "script" not in reader.tags
        assert ATTACK in reader.text


def test_it_is_written_the_same_each_time(desk: Desk, appeal: bytes) -> None:
    """From what else is in the bundle, and from nothing else."""
    again = desk.make("S1", Kind.APPEAL, desk.month.appeal)
    for lang in ("zh", "en"):
        assert unpack(again)[f"report.{lang}.html"] == unpack(appeal)[f"report.{lang}.html"]
