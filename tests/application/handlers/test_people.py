"""People come, move, are exempt and leave: their cards, base pay and duties follow, to the day and the fen."""

import json
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from application.appeals.filing import FileCardAppeal
from application.cycles.planning import AssignSchemes, ExemptEmployee, OpenCycle, PlanCycle
from application.cycles.running import RecordWeight
from application.employees import EndEmployment, HireEmployee, MoveEmployee, SetBasePay
from application.organizations import (
    SYSTEM_SETUP,
    FoundOrganization,
    GrantDuty,
    OpenShop,
    SetCalendar,
    WithdrawDuty,
)
from application.payrolls.paying import CalculatePayroll
from domain.cycle import cycle_id
from domain.errors import Forbidden, Invalid, InvalidDocument, NotFound, WrongState
from domain.organization import DutyWithdrawn, Organization, organization_stream, shop_id
from domain.payroll.events import PayrollPaid
from domain.scorecard import Scorecard
from tests.application.handlers import months
from tests.application.handlers.firm import HIRED, OCTOBER, TEAM, Firm


@pytest.fixture
def firm(sqlite_firm: Firm) -> Firm:
    """No database can change these rules."""
    return sqlite_firm


def test_hiring_checks_the_post(firm: Firm) -> None:
    """A person in a shop that does not exist would be in nobody's month."""
    shop, lead = firm.shop, firm.person("L1")

    def hire(number: str = "N1", at: object = shop, role: str = "service", under: object = lead) -> HireEmployee:
        return HireEmployee(number, at, role, under, HIRED, True, {"name": "新人"})  # type: ignore[arg-type]

    for order, code in (
        (hire(at=uuid4()), "shop-unknown"),
        (hire(role="packer"), "role-unknown"),
        (hire(role=""), "role-unknown"),
        (hire(at=None, role="packer"), "role-unknown"),
        (hire(under=uuid4()), "lead-unknown"),
    ):
        with firm.refuses(Invalid, code):
            firm.do("H1", order)
    with firm.refuses(Forbidden, "hire-people"):
        firm.do("M1", hire())
    firm.do("H1", hire())


def test_names_and_contacts_are_in_the_vault_and_not_in_the_ledger(firm: Firm) -> None:
    """Erasing a person must be possible without touching an event."""
    firm.do("H1", HireEmployee("N1", None, "", None, HIRED, True, {"name": "王小明", "phone": "13800000000"}))
    assert firm.vault.profile(firm.person("N1")) == {"name": "王小明", "phone": "13800000000"}
    assert all("王小明" not in one.state and "13800000000" not in one.state for one in firm.ledger.read())


def test_duties_are_granted_to_people_who_work_here(firm: Firm) -> None:
    """By somebody else, by a known word, and never to who has left."""
    with firm.refuses(Invalid, "duty-unknown"):
        firm.do("A1", GrantDuty(firm.person("S1"), "boss", None))
    with firm.refuses(NotFound, "employee-not-found"):
        firm.do("A1", GrantDuty(uuid4(), "hr", None))
    with firm.refuses(Forbidden, "grant-duties"):
        firm.do("A1", WithdrawDuty(firm.person("A1"), "administrator", None))
    firm.do("H1", EndEmployment(firm.person("S1"), date(2026, 9, 30), "辞职"))
    with firm.refuses(WrongState, "employee-left"):
        firm.do("A1", GrantDuty(firm.person("S1"), "hr", None))


def test_duties_end_with_the_employment(firm: Firm) -> None:
    """Whoever left yesterday approves nothing today; the last administrator cannot leave the house without a key."""
    firm.do("H1", EndEmployment(firm.person("F1"), date(2026, 9, 30), "辞职"))
    assert [one.employee for one in firm.events(DutyWithdrawn)] == [firm.person("F1")]
    with firm.refuses(Forbidden, "set-base-pay"):
        firm.do("F1", SetBasePay(firm.person("S1"), Decimal("9999.00"), HIRED, "加薪"))
    with firm.refuses(WrongState, "last-administrator"):
        firm.do("H1", EndEmployment(firm.person("A1"), date(2026, 9, 30), "辞职"))


def test_nobody_changes_their_own_employment_or_pay(firm: Firm) -> None:
    """HR and finance are people with a wage, too."""
    h1, f1 = firm.person("H1"), firm.person("F1")
    with firm.refuses(Forbidden, "keep-employment"):
        firm.do("H1", EndEmployment(h1, date(2026, 9, 30), "辞职"))
    with firm.refuses(Forbidden, "keep-employment"):
        firm.do("H1", MoveEmployee(h1, None, "", None, date(2026, 9, 30), "调岗"))
    for number, person in (("H1", h1), ("F1", f1)):
        with firm.refuses(Forbidden, "set-base-pay"):
            firm.do(number, SetBasePay(person, Decimal("9999.00"), HIRED, "加薪"))
    firm.do("F1", SetBasePay(h1, Decimal("6000.00"), HIRED, "合同"))


def test_a_month_opens_only_with_everybody_in_it(firm: Firm) -> None:
    """Whoever works in the shop has a scheme or is exempt; who left before the month is not asked for."""
    firm.hire("N1", "service", "L1")
    firm.hire("N2", "design", "L1")
    firm.do("H1", EndEmployment(firm.person("N2"), date(2026, 9, 30), "试用不合格"))
    months.plan(firm)
    with firm.refuses(WrongState, "cycle-not-ready"):
        firm.do("H1", OpenCycle(firm.cycle()))
    with firm.refuses(Forbidden, "run-cycle"):
        firm.do("F1", ExemptEmployee(firm.cycle(), firm.person("N1"), "产假"))
    firm.do("H1", ExemptEmployee(firm.cycle(), firm.person("N1"), "产假"))
    firm.do("H1", OpenCycle(firm.cycle()))
    assert firm.find(Scorecard, firm.card("N1")) is None


def test_who_is_exempt_is_paid_the_base_and_nothing_else(firm: Firm) -> None:
    """No card, no part in the pool; others' shares do not change, and the totals still reconcile."""
    firm.hire("N1", "service", "L1")
    firm.do("H1", SetBasePay(firm.person("N1"), Decimal("3100.00"), HIRED, "合同"))
    months.plan(firm)
    firm.do("H1", ExemptEmployee(firm.cycle(), firm.person("N1"), "产假"))
    months.run(firm)
    months.pay(firm)
    line = firm.pay_of("N1")
    assert (line["base"], line["entitlement"], line["gross"]) == ("3100.00", "0.00", "3100.00")
    assert firm.wages().totals["base"] == Decimal("19100.00")
    assert sorted(firm.pay_of(number)["entitlement"] for number in ("L1", "S1", "S2")) == [
        "3333.33", "3333.33", "3333.34",
    ]  # fmt: skip


def test_an_exemption_that_is_taken_back_pays_the_base_once(firm: Firm) -> None:
    """Exempt first, then assigned after all: one line, one base."""
    months.plan(firm)
    firm.do("H1", ExemptEmployee(firm.cycle(), firm.person("S2"), "产假"))
    firm.do("H1", AssignSchemes(firm.cycle(), (months.assignment(firm, "S2"),)))
    months.run(firm)
    months.calculate(firm)
    assert [line["id"] for line in firm.wages().lines].count(str(firm.person("S2"))) == 1
    assert firm.wages().totals["base"] == Decimal("16000.00")


def test_who_joins_an_open_month_gets_a_card_and_the_days_worked(firm: Firm) -> None:
    """From the 21st: 11 of 31 days of 3100, and a part in the role's share by weight."""
    cycle = months.open_month(firm)
    firm.hire("N1", "design", "L1", on=date(2026, 10, 21))
    firm.do("H1", SetBasePay(firm.person("N1"), Decimal("3100.00"), date(2026, 10, 21), "合同"))
    with firm.refuses(WrongState, "cycle-phase"):
        firm.do("H1", AssignSchemes(cycle, (months.assignment(firm, "D1"),)))
    with firm.refuses(Invalid, "targets-missing"):
        firm.do("H1", AssignSchemes(cycle, (months.assignment(firm, "N1", "operations-indicators"),)))
    firm.do("H1", AssignSchemes(cycle, (months.assignment(firm, "N1", months.OPERATIONS),)))
    assert firm.load(Scorecard, firm.card("N1")).targets["page-views"] == 1
    firm.do("H1", RecordWeight(cycle, firm.person("N1"), Decimal("0.5"), "只做了三分之一个月"))
    months.enter(firm, people=(*TEAM, "N1"))
    months.review(firm)
    months.publish(firm)
    months.calculate(firm)
    assert firm.pay_of("N1")["base"] == "1100.00"
    assert [firm.pay_of(number)["entitlement"] for number in ("D1", "N1")] == ["2000.00", "1000.00"]


def test_who_moves_has_a_card_and_pay_in_both_shops(firm: Firm) -> None:
    """S2 moves on the 16th: 15 days are paid here and 16 there, together exactly the month's base."""
    firm.do("A1", OpenShop("second", "二店", "jd"))
    second = shop_id(firm.organization, "second")
    firm.do("A1", GrantDuty(firm.person("M1"), "manager", second))
    lead = firm.person("M1")
    firm.do("H1", MoveEmployee(firm.person("S2"), second, "service", lead, date(2026, 10, 16), "支援新店"))
    with firm.refuses(Forbidden, "run-cycle"):
        firm.do("F1", PlanCycle(second, OCTOBER))
    months.published(firm)
    months.calculate(firm)
    there = months.lone_month(firm, second, "S2", "M1")
    firm.do("F1", CalculatePayroll(there))
    bases = [firm.pay_of("S2")["base"], str(firm.line_of(there, "S2")["base"])]
    assert bases == ["1935.48", "2064.52"]
    assert there == cycle_id(second, OCTOBER)


def test_a_leaver_keeps_card_appeal_and_pay(firm: Firm) -> None:
    """The last day is the 20th: 20 of 31 days, a card like everybody's, and a right to object."""
    months.open_month(firm)
    months.enter(firm)
    firm.do("H1", EndEmployment(firm.person("S2"), date(2026, 10, 20), "辞职"))
    months.review(firm)
    months.publish(firm)
    firm.do("S2", FileCardAppeal(firm.card("S2"), "score", "", "少算了"))
    months.pay(firm)
    line = firm.pay_of("S2")
    assert (line["base"], line["paid"]) == ("2580.65", line["entitlement"])
    assert len(firm.events(PayrollPaid)) == 1


def test_a_raise_in_the_month_is_prorated(firm: Firm) -> None:
    """15 days of 4000 and 16 of 5000."""
    firm.do("H1", SetBasePay(firm.person("S1"), Decimal("5000.00"), date(2026, 10, 16), "加薪"))
    months.published(firm)
    months.calculate(firm)
    assert firm.pay_of("S1")["base"] == "4516.13"


def test_the_calendar_is_the_shops_to_replace(firm: Firm) -> None:
    """With a day off more in the window, appeals are possible a day longer; a calendar with faults is refused."""
    held = firm.load(Organization, organization_stream(firm.organization))
    document = json.loads(held.calendar_document)
    document["version"] = "own-1"
    day = {"name": {"zh": "店庆", "en": "Shop day"}, "from": "2026-11-05", "to": "2026-11-05", "source": "店规"}
    document["holidays"].append(day)
    with firm.refuses(Forbidden, "arrange-organization"):
        firm.do("M1", SetCalendar(json.dumps(document)))
    with firm.refuses(InvalidDocument, "invalid-document"):
        firm.do("H1", SetCalendar("{}"))
    firm.do("H1", SetCalendar(json.dumps(document)))
    months.published(firm)
    assert firm.month().appeals_until == date(2026, 11, 12)


def test_an_organization_is_founded_once_and_somewhere(firm: Firm) -> None:
    """A time zone that does not exist would make every deadline a guess."""
    with firm.refuses(WrongState, "already-exists"):
        firm.do(SYSTEM_SETUP, FoundOrganization("又一家", "Asia/Shanghai", "A1"))
    other = firm.elsewhere()
    for name, zone, code in (("新店", "Nowhere/Land", "timezone-unknown"), (" ", "Asia/Shanghai", "name-missing")):
        with other.refuses(Invalid, code):
            other.do(SYSTEM_SETUP, FoundOrganization(name, zone, "A1"))
    assert other.ledger.head() == 0
