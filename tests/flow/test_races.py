"""Two processes at once: exactly one grant, exactly one payment, exactly one answer under one idempotency key."""

import multiprocessing
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from application.appeals.deciding import DecideAppeal
from application.commanding import Request
from application.payrolls.paying import CalculatePayroll, PayPayroll
from application.scorecards import RecordDeduction
from domain.errors import DomainError
from tests.flow.people import appeal_path
from tests.flow.shop import Month
from web import wiring
from web.settings import Settings

SPAWN = multiprocessing.get_context("spawn")
PATIENCE = 60


def contend(settings: Settings, command: object, request: Request, gate: Any, outcomes: Any) -> None:
    """One contender: everything opened, then all start together."""
    services = wiring.open_services(settings)
    gate.wait(PATIENCE)
    try:
        outcomes.put(services.commands.execute(command, request))
    except DomainError as error:
        outcomes.put(error.code)
    finally:
        services.close()


def race(settings: Settings, contenders: Sequence[tuple[object, Request]]) -> list[Any]:
    """Run each (command, request) in a process of its own at the same moment; what each came to."""
    gate, outcomes = SPAWN.Barrier(len(contenders)), SPAWN.Queue()
    processes = [
        SPAWN.Process(target=contend, args=(settings, command, request, gate, outcomes))
        for command, request in contenders
    ]
    for process in processes:
        process.start()
    found = [outcomes.get(timeout=PATIENCE) for _ in processes]
    for process in processes:
        process.join(PATIENCE)
        assert process.exitcode == 0
    return found


def request_of(month: Month, who: str, at: datetime) -> Request:
    """A request of its own."""
    return Request(month.shop.organization, month.shop.person(who), uuid4(), at)


def codes(found: list[Any]) -> list[str]:
    """The codes of those that were refused."""
    return [outcome for outcome in found if isinstance(outcome, str)]


def test_two_grants_at_once_never_pass_five_points(october: Month, settings: Settings) -> None:
    """Three and three points granted at one moment: exactly one wins, and the ceiling holds (D04 三.3)."""
    requests = [ask(october, who) for who in ("E001", "E006")]
    at = october.shop.clock.now()
    contenders: list[tuple[object, Request]] = [
        (DecideAppeal(appeal, "upheld", "属实", points=Decimal(3)), request_of(october, "G001", at))
        for appeal in requests
    ]
    found = race(settings, contenders)
    assert codes(found) == ["grant-past-ceiling"]
    share = october.http.get("G001", f"{october.cycle}/share")
    assert (share["left"], len(share["grants"])) == ("2", 1)


def test_two_processes_paying_at_once_pay_once(october: Month, settings: Settings) -> None:
    """A thousand people paid twice is what happens elsewhere."""
    publish(october)
    http, at = october.http, october.shop.clock.now()
    http.post("F001", f"{october.cycle}/payroll")
    http.post("G001", f"{october.payroll}/approval")
    pay = PayPayroll(UUID(october.payroll[10:]), at.date(), "PAY-2026-10")
    found = race(settings, [(pay, request_of(october, "F001", at)) for _ in range(2)])
    assert codes(found) == ["payroll-paid"]
    entries = http.items("M001", f"/team-funds/{october.shop.id}/entries")
    assert len(entries) == 1, "the fund was credited once"


def test_two_processes_calculating_at_once_make_one_payroll(october: Month, settings: Settings) -> None:
    """The second calculation supersedes the first; there are never two payrolls of one month."""
    publish(october)
    at = october.shop.clock.now()
    calculate = CalculatePayroll(UUID(october.cycle[8:]))
    found = race(settings, [(calculate, request_of(october, "F001", at)) for _ in range(2)])
    assert codes(found) == []
    payrolls = october.http.items("F001", "/payrolls")
    assert [held["period"] for held in payrolls] == ["2026-10"]
    document = october.http.get("F001", october.payroll)
    assert len(document["history"]) == 1


@pytest.mark.parametrize("times", [2, 4])
def test_one_idempotency_key_in_many_processes_records_once(october: Month, settings: Settings, times: int) -> None:
    """A client that retries while its first request still runs gets the same answer."""
    at = october.shop.clock.now()
    card = UUID(october.card("E004")[12:])
    command = RecordDeduction(card, "teamwork", Decimal(2), "", "", "未按约定交接")
    request = Request(october.shop.organization, october.shop.person("M001"), uuid4(), at, fingerprint="f" * 64)
    found = race(settings, [(command, request)] * times)
    assert len(set(found)) == 1
    assert not codes(found)
    assert len(october.http.get("M001", october.card("E004"))["deductions"]) == 1


def publish(month: Month) -> None:
    """Everything entered, approved and published."""
    month.import_facts()
    month.judge()
    month.record_shop_facts()
    month.review()


def ask(month: Month, who: str) -> UUID:
    """Somebody asks for three points."""
    body = {"role": "", "points": "3", "grounds": "带教两名新人"}
    return UUID(appeal_path(month.http, who, f"{month.cycle}/share-requests", body)[9:])
