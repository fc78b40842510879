"""Another scheme or plan, another version, other parameters or targets: as if the month had begun with them."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from application.replaying import PlanChange, Question, SchemeChange
from application.rulebooks import PublishRules
from application.scorecards import RecordFacts
from domain.errors import InvalidDocument
from domain.pay.documents import plan_document
from domain.rulebook import PLAN, SCHEME
from domain.scoring.documents import scheme_document
from domain.scoring.scheme import Grade
from domain.scoring.words import Words
from tests.application.handlers import months
from tests.application.handlers.firm import OCTOBER, TEAM, Firm
from tests.application.replaying.asking import Asking, asking_of, faults, money, to_payday
from web.wiring import library


def test_other_parameters_of_the_plan(firm: Firm, asking: Asking, another: Callable[[], Firm]) -> None:
    """The threshold at 98: D1's 97 no longer qualify, to the fen as if the plan had been assigned so."""
    to_payday(firm, months.deduct)
    other = another()
    to_payday(other, months.deduct, {"threshold": "98", "fund_below": "all"})
    question = Question(plans=(PlanChange(parameters={"threshold": "98", "fund_below": "all"}),))
    assert asking.would_be(question) == asking_of(other).stands()
    (slip,) = asking(question)["differences"]["payslips"]
    assert slip["columns"][0] == {"column": "paid", "before": "2619.00", "after": "0.00", "change": "-2619.00"}


def test_a_flag_among_the_parameters(firm: Firm, asking: Asking) -> None:
    """The text has "<80" and ">80"; whether 80 itself qualifies is a parameter."""
    months.paid(firm, OCTOBER, {"S1": "80"})
    differences = asking(Question(plans=(PlanChange(parameters={"threshold_inclusive": False}),)))["differences"]
    assert [slip["employee"] for slip in differences["payslips"]] == [str(firm.person("S1"))]


def test_another_version_of_the_plan(firm: Firm, asking: Asking) -> None:
    """Published after the month was paid, and tried on it: service 60 %, design 5 %."""
    months.paid(firm)
    plan = library().plan("store-dividend")
    assert plan is not None
    shares = {"service": Decimal(60), "design": Decimal(5)}
    roles = tuple(replace(role, share=shares.get(role.id, role.share)) for role in plan.roles)
    firm.do("H1", PublishRules(PLAN, plan_document(replace(plan, version=2, roles=roles))))
    differences = asking(Question(plans=(PlanChange(version=2),)))["differences"]
    (payroll,) = differences["payrolls"]
    assert (payroll["before"]["plan"]["version"], payroll["after"]["plan"]["version"]) == (1, 2)
    assert len(differences["payslips"]) == len(TEAM)
    newest = asking(Question(plans=(PlanChange(plan="store-dividend"),)))
    assert newest["differences"] == differences


def test_another_plan_needs_its_facts(firm: Firm, asking: Asking) -> None:
    """A salary needs lateness and leave, which nobody recorded: each is named with whose it is."""
    months.paid(firm)
    with pytest.raises(InvalidDocument) as caught:
        asking(Question(plans=(PlanChange(plan="salary-structure"),)))
    assert {code for _, code in faults(caught)} == {"fact-missing"}
    assert {pointer for pointer, _ in faults(caught)} == {"/plans/0"}
    assert str(firm.person("S1")) in str(caught.value)


def test_another_version_of_the_scheme(firm: Firm, asking: Asking) -> None:
    """Ability counts 15 of 100, sales 35: every card by it is scored anew, the others stay."""
    months.paid(firm, OCTOBER, {"S1": "88"})
    scheme = library().scheme(months.STAFF)
    assert scheme is not None
    grades = (
        Grade("top", Words("优", "top"), Decimal(90), "D10"),
        Grade("rest", Words("其他", "rest"), Decimal(0), "D10"),
    )
    firm.do("H1", PublishRules(SCHEME, scheme_document(replace(scheme, version=2, grades=grades))))
    question = Question(schemes=(SchemeChange(replaces=months.STAFF, version=2),))
    differences = asking(question)["differences"]
    found = {held["employee"]: held["after"] for held in differences["cards"]}
    assert set(found) == {str(firm.person(number)) for number in ("L1", "S1", "S2")}
    assert found[str(firm.person("S1"))] == {
        "scheme": {"id": months.STAFF, "version": 2}, "stage": "published", "total": "88.00", "grade": "rest",
    }  # fmt: skip
    assert differences["payslips"] == [], "the totals are the same"


def test_another_scheme_scores_what_it_finds(firm: Firm, asking: Asking, another: Callable[[], Firm]) -> None:
    """D1 by the staff's scheme: its judged items were never judged, so the card has no total, and each is named."""
    months.paid(firm)
    change = SchemeChange(employee=firm.person("D1"), scheme=months.STAFF)
    with pytest.raises(InvalidDocument) as caught:
        asking(Question(schemes=(change,)))
    assert [code for _, code in faults(caught)] == ["card-unscored"] * 4
    assert all(item in str(caught.value) for item in months.JUDGED)


def test_other_targets(firm: Firm, asking: Asking, another: Callable[[], Firm]) -> None:
    """As if the target had been set so before the month was opened."""
    to_payday(firm, months.deduct)
    other = another()
    to_payday(other, months.deduct, targets={"conversion": Decimal("1.25")})
    change = SchemeChange(replaces=months.OPERATIONS, targets={"conversion": Decimal("1.25")})
    would_be = asking.would_be(Question(schemes=(change,)))
    assert would_be == asking_of(other).stands()
    assert would_be[OCTOBER, "D1", "total"] == "94.00", "15 points at four fifths"


def test_a_schemes_own_parameters(firm: Firm, asking: Asking) -> None:
    """A complaint handled too slowly gets 1 point of 2; that none is given is a parameter away."""
    to_payday(firm, lambda firm: firm.do("H1", RecordFacts(firm.card("D1"), {"handling_hours": Decimal(9)})))
    change = SchemeChange(replaces=months.OPERATIONS, parameters={"timeliness_missed": "0"})
    answer = asking(Question(schemes=(change,)))
    (card,) = answer["differences"]["cards"]
    assert card["after"]["scheme"] == {
        "id": months.OPERATIONS, "version": 1, "parameters": {"timeliness_missed": "0"},
    }  # fmt: skip
    assert card["change"] == "-1.00"


WRONG: dict[str, tuple[Question, list[tuple[str, str]]]] = {
    "a scheme that is none": (
        Question(schemes=(SchemeChange(scheme="no-such-scheme"),)),
        [("/schemes/0/scheme", "scheme-unknown")],
    ),
    "a version that is none": (
        Question(schemes=(SchemeChange(scheme=months.STAFF, version=9),)),
        [("/schemes/0/version", "scheme-unknown")],
    ),
    "a version of each card's own that is none": (
        Question(schemes=(SchemeChange(replaces=months.STAFF, version=9),)),
        [("/schemes/0/version", "scheme-unknown")],
    ),
    "a parameter that is none": (
        Question(schemes=(SchemeChange(scheme=months.STAFF, parameters={"x": "1"}),)),
        [("/schemes/0/parameters/x", "unknown-parameter")],
    ),
    "a target of zero": (
        Question(schemes=(SchemeChange(replaces=months.OPERATIONS, targets={"conversion": Decimal(0)}),)),
        [("/schemes/0/targets/conversion", "target-not-positive")],
    ),
    "a plan that is none": (Question(plans=(PlanChange(plan="no-such-plan"),)), [("/plans/0/plan", "plan-unknown")]),
    "a plan's parameter that is none": (
        Question(plans=(PlanChange(), PlanChange(plan="store-dividend", parameters={"x": "1"}))),
        [("/plans/1/parameters/x", "unknown-parameter")],
    ),
    "a value that cannot be": (
        Question(plans=(PlanChange(parameters={"threshold": "101"}),)),
        [("/plans/0/parameters/threshold", "too-large")],
    ),
}


@pytest.mark.parametrize("wrong", sorted(WRONG))
def test_rules_that_cannot_be_are_named(firm: Firm, asking: Asking, wrong: str) -> None:
    """By their place in the question."""
    months.paid(firm)
    question, expected = WRONG[wrong]
    with pytest.raises(InvalidDocument) as caught:
        asking(question)
    assert faults(caught) == expected


def test_the_first_change_that_fits_counts(firm: Firm, asking: Asking) -> None:
    """So that an exception stands before the rule."""
    months.paid(firm)
    exception = PlanChange(cycle=firm.cycle(), parameters={"net_profit_rate": "0.1"})
    rule = PlanChange(parameters={"net_profit_rate": "0"})
    before = money(asking.stands(), "entitlement")
    assert money(asking.would_be(Question(plans=(exception, rule))), "entitlement") == before / 2
    assert money(asking.would_be(Question(plans=(rule, exception))), "entitlement") == 0
