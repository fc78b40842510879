"""The requests of `docs/month.md`, run as they stand there."""

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import date
from threading import Thread

import pytest
from werkzeug.serving import make_server

from adapters.importing import FactFiles
from adapters.library.toml_documents import parse_toml
from domain.payroll import PayrollStatus
from tests.architecture.rules import ROOT
from tests.flow.people import StoryClock
from web.api.app import create_app
from web.services import Services

PAGE = (ROOT / "docs" / "month.md").read_text(encoding="utf-8")


def blocks(language: str) -> str:
    """The page's code in a language, one after the other."""
    return "\n".join(re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


@pytest.fixture
def address(services: Services) -> Iterator[str]:
    """Where the API answers."""
    server = make_server("127.0.0.1", 0, create_app(services))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/api/v1"
    server.shutdown()
    thread.join()


def test_a_shop_that_copies_every_request_has_paid_and_corrected_its_month(
    address: str, founded: dict[str, str], clock: StoryClock
) -> None:
    """A page that stops working halfway is worse than none."""
    clock.go_to(date(2026, 11, 5))
    script = blocks("sh").replace("http://127.0.0.1:8000/api/v1", address)
    asked = 'echo; get $FINANCE "/payrolls/$PAYROLL"; get $FINANCE "/payrolls/$NEXT"'
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"{script}\n{asked}"],
        env={"TOKEN": founded["token"], "PATH": "/usr/local/bin:/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    paid, later = (json.loads(line) for line in filter(None, done.stdout.splitlines()[-4:]))
    assert (paid["period"], paid["status"], len(paid["lines"])) == ("2026-10", PayrollStatus.PAID, 2)
    assert {held["corrected_period"] for held in later["adjustments"]} == {"2026-10"}
    assert len(later["adjustments"]) == 2


def test_the_mapping_that_it_shows_is_one() -> None:
    """What people copy must be taken."""
    document, twice = parse_toml(blocks("toml"))
    assert twice == []
    assert FactFiles().mapping(document).id == "our-month"


def test_every_address_in_its_tables_is_there(services: Services) -> None:
    """A step that cannot be taken as it says."""
    described = create_app(services).test_client().get("/api/v1/openapi.json").get_json()["paths"]
    known = {(act.upper(), re.sub(r"\{\w+\}", "{id}", path)) for path, acts in described.items() for act in acts}
    named = set(re.findall(r"`(GET|POST) (/[\w{}/-]+)`", PAGE))
    assert len(named) > 20
    assert [step for step in sorted(named) if (step[0], f"/api/v1{step[1]}") not in known] == []
