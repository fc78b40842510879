"""`web | adapters -> application -> domain`: import-linter catches every way around it that we could think of."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.rules import PACKAGES, ROOT

ALLOWED = {
    "domain/planted_rule.py": "import decimal\nimport domain.eventsourced",
    "application/planted_handler.py": "import domain.planted_rule\nimport eventsourcing",
    "adapters/planted_store.py": "import application.planted_handler\nimport psycopg\nimport sqlite3",
    "web/wiring.py": "import adapters.planted_store",
    "web/planted_face.py": "import web.wiring\nimport flask",
}

FORBIDDEN = {
    "domain/planted_framework.py": ("import flask", "domain.planted_framework -> flask"),
    "domain/planted_database.py": ("import sqlite3", "domain.planted_database -> sqlite3"),
    "domain/planted_door.py": (
        "from eventsourcing.domain import Aggregate",
        "domain.planted_door -> eventsourcing",
    ),
    "domain/planted_upward.py": ("import application", "domain.planted_upward -> application"),
    "application/planted_adapter.py": ("import adapters", "application.planted_adapter -> adapters"),
    "application/planted_face.py": ("import web", "application.planted_face -> web"),
    "application/planted_framework.py": ("import marshmallow", "application.planted_framework -> marshmallow"),
    "application/planted_database.py": ("import psycopg", "application.planted_database -> psycopg"),
    "adapters/planted_face.py": ("import web", "adapters.planted_face -> web"),
    "web/planted_adapter.py": ("import adapters.planted_store", "web.planted_adapter -> adapters.planted_store"),
    "web/planted_database.py": ("import sqlite3", "web.planted_database -> sqlite3"),
}


def _lint(root: Path, planted: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Lint a copy of the four packages with these modules added (or put in the place of ours)."""
    shutil.copy(ROOT / "pyproject.toml", root)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, root / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name, code in planted.items():
        (root / name).write_text(code)
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """All forbidden imports at once: each must be named."""
    planted = ALLOWED | {name: code for name, (code, _) in FORBIDDEN.items()}
    return _lint(tmp_path_factory.mktemp("broken"), planted)


@pytest.mark.parametrize("said", [said for _, said in FORBIDDEN.values()])
def test_a_planted_import_is_caught(said: str, broken: subprocess.CompletedProcess[str]) -> None:
    """A contract with a hole looks just like one that holds."""
    assert broken.returncode == 1
    assert f"{said} (l." in broken.stdout


def test_what_the_rule_allows_passes(tmp_path: Path) -> None:
    """`web.wiring` puts adapters into the faces, and the faces may use `web.wiring`."""
    run = _lint(tmp_path, ALLOWED)
    assert (run.returncode, run.stderr) == (0, ""), run.stdout
