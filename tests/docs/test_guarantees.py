"""The page of guarantees names the tests that show them: each must be there."""

import re

from tests.architecture.rules import ROOT

PAGE = ROOT / "docs" / "guarantees.md"


def test_every_test_that_it_names_is_there() -> None:
    """A promise whose proof was moved or removed is only a promise."""
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", PAGE.read_text(encoding="utf-8")))
    assert len(named) > 25
    assert [path for path in sorted(named) if not (ROOT / path).is_file()] == []


def test_every_promise_names_a_test() -> None:
    """One without is a wish."""
    tables = re.split(r"\n## ", PAGE.read_text(encoding="utf-8"))
    promises = [row for table in tables if "| promise |" in table for row in table.splitlines() if row.startswith("| ")]
    promises = [row for row in promises if not row.startswith("| promise |")]
    assert len(promises) > 30
    assert [row for row in promises if not re.search(r"`tests/[\w/]+\.py`", row)] == []


def test_every_page_that_it_links_is_there() -> None:
    """Likewise."""
    linked = set(re.findall(r"\]\(([\w/.-]+\.md)\)", PAGE.read_text(encoding="utf-8")))
    assert linked
    assert [path for path in sorted(linked) if not (PAGE.parent / path).is_file()] == []


def test_every_test_of_endurance_is_on_it() -> None:
    """What is shown there and promised nowhere is a promise that nobody can hold us to."""
    text = PAGE.read_text(encoding="utf-8")
    files = sorted((ROOT / "tests" / "endurance").glob("test_*.py"))
    assert [file.name for file in files if f"tests/endurance/{file.name}" not in text] == []
