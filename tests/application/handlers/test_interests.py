"""A judge whose own pay moves with the decision is flagged: in the appeal, and to every other general manager."""

from decimal import Decimal
from uuid import UUID

import pytest

from application.appeals.deciding import DecideAppeal, WithdrawGrant
from application.appeals.filing import EscalateAppeal, FilePayslipAppeal
from application.appeals.hearing import AcceptAppeal, AssignAppeal
from application.cycles.planning import AssignPlan, OpenCycle
from application.employees import EndEmployment
from application.organizations import GrantDuty
from domain.appeal import Appeal, Remedy, RemedyKind
from domain.appeal.events import InterestFlagged
from domain.discretionary_share import ShareGranted
from domain.errors import Forbidden
from tests.application.handlers import months
from tests.application.handlers.firm import Firm


@pytest.fixture
def firm(sqlite_firm: Firm) -> Firm:
    """No database can change these rules."""
    return sqlite_firm


def promote(firm: Firm, number: str, duty: str = "manager") -> None:
    """Somebody who is paid from the shop's pool gets a duty there, as in a shop whose manager works in it."""
    firm.do("A1", GrantDuty(firm.person(number), duty, firm.shop if duty == "manager" else None))


def ways(firm: Firm, appeal: UUID, number: str) -> tuple[str, ...]:
    """How somebody's pay is said to move."""
    return firm.load(Appeal, appeal).interests.get(str(firm.person(number)), ())


def test_a_judge_from_outside_the_shop_is_not_flagged(firm: Firm) -> None:
    """M1 and G1 have no part in its pool: a flag on everybody would say nothing."""
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    firm.do("M1", months.uphold(deduction, appeal))
    assert firm.events(InterestFlagged) == []
    assert firm.told("G1", appeal) == []


@pytest.mark.parametrize("road", ["assigned", "decided", "handed on"])
def test_a_manager_of_the_team_is_flagged_before_they_decide(firm: Firm, road: str) -> None:
    """S2 manages the shop and works in it: three points back to D1 leave its fund. The general manager may still give
    it to somebody else; and hears what became of it.
    """
    promote(firm, "S2")
    deduction = months.published(firm)
    appeal = months.object_to(firm, deduction)
    assert ways(firm, appeal, "S2") == ()
    if road == "handed on":
        firm.do("H1", EndEmployment(firm.person("M1"), firm.at.date(), "辞职"))
    else:
        firm.do("H1", AssignAppeal(appeal, firm.person("S2"), "店长休假"))
    assert ways(firm, appeal, "S2") == ("team-fund",)
    assert firm.told("G1", appeal) == ["judge-interested"]
    if road == "decided":
        firm.do("S2", DecideAppeal(appeal, "dismissed", "没有交接"))
        assert firm.told("G1", appeal) == ["judge-interested", "interested-decision"]
        assert len(firm.events(InterestFlagged)) == 1


def test_the_appeal_says_so_to_both_sides(firm: Firm) -> None:
    """Who hears it, how it concerns them, and since when."""
    promote(firm, "S2")
    appeal = months.object_to(firm, months.published(firm))
    firm.do("H1", AssignAppeal(appeal, firm.person("S2"), "店长休假"))
    for number in ("D1", "L1", "G1", "S2"):
        seen = firm.asks(number).appeal(appeal)
        (interest,) = seen["interests"]
        (way,) = interest["ways"]
        assert (interest["person"], way["way"]) == (str(firm.person("S2")), "team-fund")
        assert "活动基金" in way["title"]["zh"]
        assert seen["people"][interest["person"]]["number"] == "S2"
        assert seen["timeline"][-1]["event"] == "appeal-interest-flagged"


def test_a_general_manager_of_the_team_is_flagged_to_the_others(firm: Firm) -> None:
    """Nobody tells themself."""
    promote(firm, "S2", "general-manager")
    appeal = months.object_to(firm, months.published(firm))
    firm.do("H1", AssignAppeal(appeal, firm.person("S2"), "店长休假"))
    assert ways(firm, appeal, "S2") == ("team-fund",)
    assert firm.told("G1", appeal)[-1] == "judge-interested"
    assert "judge-interested" not in firm.told("S2", appeal)


def test_nothing_of_the_kind_is_said_of_a_payslip(firm: Firm) -> None:
    """What is put right there the company carries alone."""
    promote(firm, "S2")
    months.paid(firm)
    firm.on(2026, 11, 11)
    appeal = firm.do("S1", FilePayslipAppeal(firm.payroll(), "底薪少算了")).subject
    firm.do("S2", AcceptAppeal(appeal))
    firm.do("S2", DecideAppeal(appeal, "upheld", "属实", (Remedy(RemedyKind.ADJUST_PAY, amount=Decimal(1)),)))
    assert firm.events(InterestFlagged) == []


@pytest.mark.parametrize(
    ("funding", "from_role", "said"),
    [
        ("on_top", "", ("team-fund",)),
        ("reserved", "", ("profit-share", "team-fund")),
        ("shifted", "service", ("profit-share", "team-fund")),
        ("shifted", "operations", ("team-fund",)),
    ],
)
def test_a_grant_that_moves_ones_own_share_is_flagged(
    firm: Firm, funding: str, from_role: str, said: tuple[str, ...]
) -> None:
    """S2, of service, is a general manager too: D1's points come from everybody, from one role, or from nobody."""
    promote(firm, "S2", "general-manager")
    months.plan(firm)
    firm.do("H1", AssignPlan(firm.cycle(), "store-dividend", None, {"discretionary_funding": funding}))
    firm.do("H1", OpenCycle(firm.cycle()))
    appeal = months.ask_share(firm, "D1", "2")
    firm.do("S2", DecideAppeal(appeal, "upheld", "同意", points=Decimal(2), from_role=from_role))
    assert ways(firm, appeal, "S2") == said
    assert firm.told("G1", appeal) == ["appeal-filed", "judge-interested", "interested-decision"]


@pytest.mark.parametrize(("funding", "said"), [("on_top", ("team-fund",)), ("reserved", ("profit-share", "team-fund"))])
def test_who_takes_a_grant_back_to_their_own_advantage_is_flagged(
    firm: Firm, funding: str, said: tuple[str, ...]
) -> None:
    """G1 gave D1 two points; S2, of service, is a general manager too, and gains by their going. D1 is told."""
    promote(firm, "S2", "general-manager")
    months.plan(firm)
    firm.do("H1", AssignPlan(firm.cycle(), "store-dividend", None, {"discretionary_funding": funding}))
    firm.do("H1", OpenCycle(firm.cycle()))
    appeal = months.ask_share(firm, "D1", "2")
    firm.do("G1", months.grant(appeal, "2"))
    (grant,) = firm.events(ShareGranted)
    assert ways(firm, appeal, "S2") == ()
    firm.do("S2", WithdrawGrant(firm.cycle(), grant.grant, "本月没有余地"))
    assert ways(firm, appeal, "S2") == said
    assert firm.told("G1", appeal) == ["appeal-filed", "interested-withdrawal"]
    assert firm.told("D1", appeal) == ["appeal-decided", "grant-withdrawn"]
    assert "interested-withdrawal" not in firm.told("S2", appeal)


def test_who_takes_a_grant_back_and_has_no_part_in_it_is_not_flagged(firm: Firm) -> None:
    """G1 is outside the shop: only the one who asked is told."""
    promote(firm, "S2", "general-manager")
    months.open_month(firm)
    appeal = months.ask_share(firm, "D1", "2")
    firm.do("G1", months.grant(appeal, "2"))
    (grant,) = firm.events(ShareGranted)
    firm.do("G1", WithdrawGrant(firm.cycle(), grant.grant, "填错了"))
    assert firm.events(InterestFlagged) == []
    assert firm.told("S2", appeal) == ["appeal-filed"]
    assert firm.told("D1", appeal)[-1] == "grant-withdrawn"


@pytest.mark.parametrize("granted", [False, True], ids=["asked", "granted"])
def test_who_has_a_request_of_their_own_is_flagged(firm: Firm, granted: bool) -> None:
    """What another gets of the five points is not left for oneself."""
    promote(firm, "S2", "general-manager")
    months.open_month(firm)
    own = months.ask_share(firm, "S2", "3")
    if granted:
        firm.do("G1", months.grant(own, "3"))
    appeal = months.ask_share(firm, "D1", "2")
    firm.do("S2", DecideAppeal(appeal, "dismissed", "份额不够"))
    assert ways(firm, appeal, "S2") == ("discretionary-share", "team-fund")


def test_nobody_grants_a_share_to_the_role_that_is_theirs(firm: Firm) -> None:
    """A third of it would be their own; the other general manager decides."""
    promote(firm, "S2", "general-manager")
    months.open_month(firm)
    appeal = months.ask_share(firm, "S1", "2", "service")
    with firm.refuses(Forbidden, "grant-share"):
        firm.do("S2", months.grant(appeal, "2"))
    firm.do("G1", months.grant(appeal, "2"))
    assert firm.events(InterestFlagged) == []


def test_a_plan_without_a_pool_flags_nobody(firm: Firm) -> None:
    """Under a salary by score, nobody's pay moves but the appellant's."""
    promote(firm, "S2", "general-manager")
    months.plan(firm)
    firm.do("H1", AssignPlan(firm.cycle(), "salary-structure", None, {}))
    firm.do("H1", OpenCycle(firm.cycle()))
    appeal = months.ask_share(firm, "D1", "1")
    firm.do("D1", EscalateAppeal(appeal, "请尽快"))
    firm.do("S2", DecideAppeal(appeal, "dismissed", "没有余地"))
    assert firm.events(InterestFlagged) == []
