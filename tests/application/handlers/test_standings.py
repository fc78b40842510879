"""Poor months over the handlers: proposals from publication on, decided by a person, ground taken away by appeals."""

from decimal import Decimal
from uuid import UUID

import pytest

from application.appeals.deciding import DecideAppeal
from application.appeals.filing import FileCardAppeal
from application.appeals.hearing import AcceptAppeal
from application.cycles.planning import AssignPlan
from application.standings import CloseReview, DecideWarning
from domain.appeal import Remedy, RemedyKind
from domain.errors import Forbidden, Invalid, NotFound, WrongState
from domain.notice import NoticeGiven
from domain.standing import DismissalReviewClosed, Standing, WarningWithdrawn, standing_id
from tests.application.handlers import months
from tests.application.handlers.firm import EVERYBODY, Firm

SEPTEMBER, OCTOBER, NOVEMBER = "2026-09", "2026-10", "2026-11"
POOR = {"S2": "70"}


@pytest.fixture
def firm(sqlite_firm: Firm) -> Firm:
    """No database can change these rules; the first is shown on both."""
    return sqlite_firm


def found(firm: Firm, number: str = "S2") -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one["kind"], one["state"], one["periods"]) for one in firm.consequences(number).values()]


def named(firm: Firm, kind: str) -> UUID:
    return next(UUID(key) for key, one in firm.consequences("S2").items() if one["kind"] == kind)


def raise_score(firm: Firm, period: str) -> None:
    """S2 wins an appeal about a month: 70 becomes 90."""
    appeal = firm.do("S2", FileCardAppeal(firm.card("S2", period), "judgement", "execution", "漏看了", "出差")).subject
    firm.do("M1", AcceptAppeal(appeal))
    better = Remedy(RemedyKind.REPLACE_JUDGEMENT, item="execution", level="good", points=Decimal(20))
    firm.do("M1", DecideAppeal(appeal, "upheld", "补看了", (better,)))
    assert firm.score("S2", period) == "90.00"


def test_the_third_poor_month_opens_a_review_for_a_person_to_decide(each_firm: Firm) -> None:
    """D04 三.5: two propose a warning, three a review; HR decides both, and the person is told."""
    firm = each_firm
    months.paid(firm, SEPTEMBER, POOR)
    assert found(firm) == []
    months.paid(firm, OCTOBER, POOR)
    assert found(firm) == [("warning", "proposed", (SEPTEMBER, OCTOBER))]
    firm.do("H1", DecideWarning(firm.person("S2"), named(firm, "warning"), "issue", "连续两个月差评"))
    months.published(firm, NOVEMBER, POOR)
    assert found(firm) == [
        ("warning", "issued", (SEPTEMBER, OCTOBER)),
        ("warning", "proposed", (OCTOBER, NOVEMBER)),
        ("dismissal-review", "open", (SEPTEMBER, OCTOBER, NOVEMBER)),
    ]
    closing = CloseReview(firm.person("S2"), named(firm, "dismissal-review"), "employment-continues", "转岗培训")
    firm.do("G1", closing)
    assert found(firm)[-1][1] == "employment-continues"
    kinds = [one.kind for one in firm.events(NoticeGiven) if one.person == firm.person("S2")]
    assert [kind for kind in kinds if kind.startswith(("warning", "review"))] == ["warning-issue", "review-closed"]
    for number in ("S1", "D1", "L1"):
        assert found(firm, number) == []


def test_an_appeal_takes_the_ground_away(firm: Firm) -> None:
    """An issued warning is proposed for withdrawal, the open review closes by itself, each naming the appeal."""
    months.paid(firm, SEPTEMBER, POOR)
    months.paid(firm, OCTOBER, POOR)
    firm.do("H1", DecideWarning(firm.person("S2"), named(firm, "warning"), "issue", "连续两个月差评"))
    months.published(firm, NOVEMBER, POOR)
    raise_score(firm, OCTOBER)
    assert [state for _, state, _ in found(firm)] == ["withdrawal-proposed", "withdrawn", "no-longer-grounded"]
    (closed,) = firm.events(DismissalReviewClosed)
    (withdrawn,) = firm.events(WarningWithdrawn)
    assert closed.appeal == withdrawn.appeal is not None
    firm.do("H1", DecideWarning(firm.person("S2"), named(firm, "warning"), "withdraw", "申诉成立"))
    assert found(firm)[0][1] == "withdrawn"


def test_the_plan_says_when_months_are_poor(firm: Firm) -> None:
    """The shop that draws the line at 60 warns nobody at 70."""
    for period in (SEPTEMBER, OCTOBER):
        cycle = months.plan(firm, period)
        firm.do("H1", AssignPlan(cycle, "store-dividend", None, {"poor_below": "60", "warning_after": "2"}))
        months.run(firm, period, POOR)
    assert found(firm) == []
    assert [one["poor"] for one in firm.load(Standing, standing_id(firm.person("S2"))).months.values()] == [False] * 2


def test_only_hr_and_the_general_manager_decide_and_say_why(firm: Firm) -> None:
    """Not the manager who scored, and nobody about themself."""
    months.paid(firm, SEPTEMBER, POOR)
    months.published(firm, OCTOBER, POOR)
    warning = named(firm, "warning")
    order = DecideWarning(firm.person("S2"), warning, "issue", "连续两个月差评")
    for number in set(EVERYBODY) - {"H1", "G1"}:
        with firm.refuses(Forbidden, "decide-consequence"):
            firm.do(number, order)
    with firm.refuses(Invalid, "reason-missing"):
        firm.do("H1", DecideWarning(firm.person("S2"), warning, "issue", " "))
    with firm.refuses(Invalid, "decision-unknown"):
        firm.do("H1", DecideWarning(firm.person("S2"), warning, "forget", "算了"))
    with firm.refuses(Invalid, "consequence-unknown"):
        firm.do("H1", CloseReview(firm.person("S2"), warning, "dismissal", "算了"))
    with firm.refuses(NotFound, "standing-not-found"):
        firm.do("H1", DecideWarning(firm.person("F1"), warning, "issue", "算了"))
    firm.do("H1", DecideWarning(firm.person("S2"), warning, "decline", "刚入职"))
    with firm.refuses(WrongState, "consequence-state"):
        firm.do("G1", order)
