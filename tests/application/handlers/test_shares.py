"""The five points over the handlers: asked for by whom they are for, given by the general manager alone (D04 三.3)."""

from decimal import Decimal
from uuid import uuid4

import pytest

from application.appeals.deciding import DecideAppeal, WithdrawGrant
from application.appeals.filing import AskForShare
from application.cycles.planning import AssignPlan, OpenCycle
from domain.appeal import Appeal
from domain.discretionary_share import DiscretionaryShare, ShareGranted, discretionary_share_id
from domain.errors import Forbidden, Invalid, InvalidDocument, WrongState
from domain.payroll import PayrollStatus
from tests.application.handlers import months
from tests.application.handlers.firm import EVERYBODY, OCTOBER, Firm


@pytest.fixture
def firm(sqlite_firm: Firm) -> Firm:
    """No database can change these rules; that two processes cannot pass the ceiling is shown on both."""
    return sqlite_firm


def asking(firm: Firm, role: str = "", points: str = "2") -> AskForShare:
    return AskForShare(firm.cycle(), role, Decimal(points), "这个月多做了很多")


def faults(firm: Firm, order: DecideAppeal) -> dict[str, str]:
    """What is wrong with a grant, by field; nothing of it is recorded."""
    head = firm.ledger.head()
    with pytest.raises(InvalidDocument) as caught:
        firm.do("G1", order)
    assert firm.ledger.head() == head
    return {fault.pointer: fault.code for fault in caught.value.faults}


def test_it_is_asked_for_by_who_takes_part_and_for_what_is_theirs(firm: Firm) -> None:
    """各岗位可做绩效诉求: one's own role or oneself, with grounds and points."""
    months.plan(firm)
    with firm.refuses(WrongState, "cycle-phase"):
        firm.do("S1", asking(firm))
    firm.do("H1", OpenCycle(firm.cycle()))
    for number in ("H1", "F1", "G1", "M1", "A1"):
        with firm.refuses(Forbidden, "ask-for-share"):
            firm.do(number, asking(firm))
    with firm.refuses(Forbidden, "ask-for-share"):
        firm.do("D1", asking(firm, "service"))
    with firm.refuses(Invalid, "points-missing"):
        firm.do("D1", asking(firm, points="0"))
    with firm.refuses(Invalid, "reason-missing"):
        firm.do("D1", AskForShare(firm.cycle(), "", Decimal(1), " "))
    for role in ("", "design"):
        firm.do("D1", asking(firm, role))


def test_only_the_general_manager_grants_what_was_asked_at_most(firm: Firm) -> None:
    """In parts or whole, with a reason, to the role or the person that asked."""
    months.open_month(firm)
    own, role = (firm.do("S1", asking(firm, of)).subject for of in ("", "service"))
    for number in set(EVERYBODY) - {"G1"}:
        with firm.refuses(Forbidden, "grant-share"):
            firm.do(number, months.grant(own, "1"))
    with firm.refuses(Invalid, "grant-past-asked"):
        firm.do("G1", months.grant(own, "2.01"))
    firm.do("G1", months.grant(own, "1.5", "partly"))
    firm.do("G1", months.grant(role, "2"))
    granted = [(one.employee, one.role, str(one.points)) for one in firm.events(ShareGranted)]
    assert granted == [(firm.person("S1"), "", "1.5"), (None, "service", "2")]
    with firm.refuses(WrongState, "appeal-status"):
        firm.do("G1", months.grant(own, "0.5"))


def test_a_request_is_dismissed_with_reasons(firm: Firm) -> None:
    """Nothing is granted, and the points stay for others."""
    months.open_month(firm)
    asked = firm.do("S1", asking(firm)).subject
    firm.do("G1", DecideAppeal(asked, "dismissed", "本月没有余地"))
    assert firm.load(Appeal, asked).outcome == "dismissed"
    assert firm.load(DiscretionaryShare, discretionary_share_id(firm.cycle())).left == 5


def test_a_grant_names_a_giver_only_where_the_plan_shifts_shares(firm: Firm) -> None:
    """On top is the default: a grant with a giving role could never be paid, so it is refused when it is made."""
    months.open_month(firm)
    asked = firm.do("S1", asking(firm)).subject
    order = DecideAppeal(asked, "upheld", "同意", points=Decimal(2), from_role="design")
    assert faults(firm, order) == {"/from_role": "giver-refused"}


def test_a_shifted_grant_comes_from_a_role_that_has_it(firm: Firm) -> None:
    """Design gives one of its fifteen points to service; it cannot give sixteen, nor a role that is none."""
    cycle = months.plan(firm)
    ceiling = {"discretionary_funding": "shifted", "discretionary_ceiling": "20"}
    firm.do("H1", AssignPlan(cycle, "store-dividend", None, ceiling))
    firm.do("H1", OpenCycle(cycle))
    asked = firm.do("S1", asking(firm, "service", "16")).subject

    def granted(points: str, giver: str) -> DecideAppeal:
        return DecideAppeal(asked, "partly", "同意", points=Decimal(points), from_role=giver)

    for points, giver, code in (
        ("1", "", "missing"),
        ("1", "packer", "unknown-role"),
        ("1", "service", "giver-receives"),
        ("16", "design", "role-drained"),
    ):
        assert faults(firm, granted(points, giver)) == {"/from_role": code}
    firm.do("G1", granted("1", "design"))
    months.enter(firm)
    months.review(firm)
    months.publish(firm)
    months.calculate(firm)
    assert firm.pay_of("D1")["entitlement"] == "2800.00"


def test_shares_are_settled_with_the_approval_of_the_payroll(firm: Firm) -> None:
    """What an approved payroll was computed from stands: nothing is asked, granted or taken back any more."""
    months.published(firm)
    granted, asked = (firm.do(number, asking(firm)).subject for number in ("S1", "D1"))
    firm.do("G1", months.grant(granted, "2"))
    months.calculate(firm)
    (grant,) = firm.events(ShareGranted)
    with firm.refuses(Forbidden, "grant-share"):
        firm.do("M1", WithdrawGrant(firm.cycle(), grant.grant, "填错了"))
    firm.do("G1", WithdrawGrant(firm.cycle(), grant.grant, "填错了"))
    assert firm.wages().status == PayrollStatus.INVALIDATED
    with firm.refuses(WrongState, "grant-unknown"):
        firm.do("G1", WithdrawGrant(firm.cycle(), uuid4(), "填错了"))
    months.pay(firm)
    for order in (asking(firm), months.grant(asked, "2"), WithdrawGrant(firm.cycle(), grant.grant, "填错了")):
        with firm.refuses(WrongState, "share-settled"):
            firm.do("D1" if isinstance(order, AskForShare) else "G1", order)
    assert firm.month(OCTOBER).phase == "published"
