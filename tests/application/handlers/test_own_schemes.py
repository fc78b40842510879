"""A shop's own scheme and plan (D07): published once and for all, used by the cycles that opened with it, retired."""

import json
from decimal import Decimal
from typing import Any

import pytest

from application.cycles.planning import Assignment, AssignPlan, AssignSchemes, OpenCycle, PlanCycle, SetTargets
from application.cycles.running import RecordShopFact
from application.rulebooks import PublishRules, RetireRules
from application.scorecards import GiveJudgement, RecordFacts
from domain.errors import Invalid, InvalidDocument, WrongState
from domain.pay.documents import plan_document, plan_plain
from domain.rulebook import PLAN, SCHEME, VersionPublished
from domain.scorecard import Scorecard
from domain.scoring.documents import canonical_text, document_hash, read_scheme, scheme_document
from tests.application.handlers import sales
from tests.application.handlers.firm import NOVEMBER, TEAM, Firm
from tests.application.handlers.test_salary_month import paid
from tests.domain.scoring.composed import document, item, section, words
from web.wiring import library

LEVELS = [
    {"id": "good", "title": words("好"), "least": "20", "most": "40"},
    {"id": "poor", "title": words("差"), "least": "0", "most": "20"},
]


def own(version: int = 1, target: str = "100", grade: str = "60") -> dict[str, Any]:
    """Sixty points by sales against a target, forty judged; who passes the grade in full is rewarded."""
    return document(
        section(
            "all",
            item("sold", "60", "proportional", measure={"value": "sold"}, target=target),
            item("manners", "40", "graded", levels=LEVELS),
        ),
        facts={"sold": words("销售额")},
        grades=[
            {"id": "pass", "title": words("合格"), "at_least": grade, "source": "D07"},
            {"id": "fail", "title": words("不合格"), "at_least": "0", "source": "D07"},
        ],
        consequences=[
            {"id": "prize", "kind": "reward", "title": words("奖"), "when": "all-targets", "source": "D07"},
            {"id": "chance", "kind": "improvement", "title": words("机会"), "grade": "fail", "reach": "pass",
             "otherwise": "leaving-talk", "source": "D07"},
        ],
        id="our-sales", version=version, source="D07",
    )  # fmt: skip


@pytest.fixture
def firm(sqlite_firm: Firm) -> Firm:
    """No database can change these rules; the month itself is shown on both."""
    return sqlite_firm


def publish(firm: Firm, plain: dict[str, Any], who: str = "H1") -> None:
    firm.do(who, PublishRules(SCHEME, json.dumps(plain, ensure_ascii=False)))


def opened(firm: Firm, period: str = "2026-10", version: int | None = None, plan: str = "store-dividend") -> None:
    """Everybody by the shop's own scheme."""
    first = period.split("-")
    firm.on(int(first[0]), int(first[1]), 1)
    cycle = firm.do("H1", PlanCycle(firm.shop, period)).subject
    everybody = tuple(Assignment(firm.person(one), "our-sales", version, "销售") for one in TEAM)
    firm.do("H1", AssignSchemes(cycle, everybody))
    firm.do("H1", AssignPlan(cycle, plan, None, {}))
    firm.do("H1", OpenCycle(cycle))


def entered(firm: Firm, sold: dict[str, str], period: str = "2026-10") -> None:
    """Good manners all round, and these sales (100 where nothing is said)."""
    for number, (_, lead) in TEAM.items():
        card = firm.card(number, period)
        firm.do("H1", RecordFacts(card, {"sold": Decimal(sold.get(number, "100"))}))
        firm.do(lead, GiveJudgement(card, "manners", "good", Decimal(40), "周到"))
    firm.do("F1", RecordShopFact(firm.cycle(period), "net_profit", Decimal(100000), "月结"))


def kinds(firm: Firm, number: str) -> list[str]:
    return [one["kind"] for one in firm.consequences(number).values() if "rule" in one]


def test_a_shop_runs_its_month_by_a_scheme_of_its_own(each_firm: Firm) -> None:
    """Published, opened, scored, published, with its own consequences; no code was touched."""
    firm = each_firm
    publish(firm, own())
    opened(firm)
    entered(firm, {"S1": "50", "S2": "20", "D1": "99.99"})
    sales.publish(firm)
    totals = {number: firm.score(number) for number in TEAM}
    assert totals == {"L1": "100.00", "S1": "70.00", "S2": "52.00", "D1": "99.99"}
    assert {number: kinds(firm, number) for number in TEAM} == {
        "L1": ["reward"],
        "S1": [],
        "S2": ["improvement"],
        "D1": [],
    }


def test_what_is_published_is_the_canonical_document_however_it_was_written(firm: Firm) -> None:
    """Equal rules have equal hashes: keys in another order, defaults said or not."""
    plain = own()
    written = json.dumps(dict(reversed(plain.items())), indent=3)
    firm.do("G1", PublishRules(SCHEME, written))
    (event,) = [one for one in firm.events(VersionPublished) if '"our-sales"' in one.document]
    scheme = read_scheme(json.dumps(plain))
    assert event.document == scheme_document(scheme)
    assert event.sha256 == document_hash(scheme_document(scheme))
    with firm.refuses(WrongState, "version-published"):
        publish(firm, plain)


def test_a_later_version_leaves_an_open_cycle_as_it_is(firm: Firm) -> None:
    """November takes the new version; October, and somebody who joins it late, keeps the one that it opened with."""
    publish(firm, own())
    opened(firm)
    publish(firm, own(version=2, target="50"))
    newcomer = firm.hire("N1", "service", "L1")
    firm.do("H1", AssignSchemes(firm.cycle(), (Assignment(newcomer, "our-sales", None, "销售"),)))
    assert firm.load(Scorecard, firm.card("N1")).scheme_version == 1
    entered(firm, {"S1": "50"})
    firm.do("H1", RecordFacts(firm.card("N1"), {"sold": Decimal(50)}))
    firm.do("L1", GiveJudgement(firm.card("N1"), "manners", "good", Decimal(40), "周到"))
    sales.publish(firm)
    assert (firm.score("S1"), firm.score("N1")) == ("70.00", "70.00")
    firm.on(2026, 11, 1)
    cycle = firm.do("H1", PlanCycle(firm.shop, NOVEMBER)).subject
    firm.do("H1", AssignSchemes(cycle, (Assignment(firm.person("S1"), "our-sales", None, "销售"),)))
    assert firm.month(NOVEMBER).participants[str(firm.person("S1"))]["scheme_version"] == 2


def test_an_earlier_version_may_be_named(firm: Firm) -> None:
    """A published version never changes and never goes away."""
    publish(firm, own())
    publish(firm, own(version=2, target="50"))
    opened(firm, version=1)
    assert firm.load(Scorecard, firm.card("S1")).targets == {"sold": Decimal(100)}


def test_a_published_version_is_changed_by_nobody(firm: Firm) -> None:
    """Another text under the same number, or a number out of turn, is refused."""
    publish(firm, own(version=2))
    for plain in (own(version=2, target="10"), own(version=1)):
        with firm.refuses(Invalid, "version-taken"):
            publish(firm, plain)


def test_a_retired_one_serves_no_new_cycle_and_the_old_one_goes_on(firm: Firm) -> None:
    """October is scored to its end by the retired scheme; November must take another."""
    publish(firm, own())
    opened(firm)
    firm.do("G1", RetireRules(SCHEME, "our-sales", "换方案"))
    entered(firm, {})
    sales.publish(firm)
    assert firm.score("S1") == "100.00"
    firm.on(2026, 11, 1)
    cycle = firm.do("H1", PlanCycle(firm.shop, NOVEMBER)).subject
    for version in (None, 1):
        with firm.refuses(Invalid, "rulebook-retired"):
            firm.do("H1", AssignSchemes(cycle, (Assignment(firm.person("S1"), "our-sales", version, "销售"),)))


def test_a_plan_of_ones_own_pays_the_month(firm: Firm) -> None:
    """The same pool, other shares: service 85 % of 20,000, three people."""
    built_in = library().plan("store-dividend")
    assert built_in is not None
    plain = plan_plain(built_in) | {"id": "our-pay"}
    shares = {"service": "85", "design": "15"}
    plain["roles"] = [role | {"share": shares[role["id"]]} for role in plain["roles"] if role["id"] in shares]
    firm.do("H1", PublishRules(PLAN, canonical_text(plain)))
    publish(firm, own())
    opened(firm, plan="our-pay")
    entered(firm, {})
    sales.publish(firm)
    paid(firm)
    assert sorted(firm.pay_of(number)["paid"] for number in TEAM) == ["3000.00", "5666.66", "5666.67", "5666.67"]
    assert firm.wages().plan == ("our-pay", 1)
    assert plan_document(built_in) != canonical_text(plain)


def test_every_fault_of_a_scheme_is_named_at_once_and_nothing_is_published(firm: Firm) -> None:
    """By its place in the document."""
    wrong = own()
    wrong["sections"][0]["items"][0]["max"] = "61"
    wrong["consequences"][1]["reach"] = "fail"
    wrong["surprise"] = True
    head = firm.ledger.head()
    with pytest.raises(InvalidDocument) as caught:
        publish(firm, wrong)
    assert sorted((fault.pointer, fault.code) for fault in caught.value.faults) == [
        ("/consequences/1/reach", "reach-not-better"),
        ("/sections", "points-do-not-sum"),
        ("/surprise", "unknown-key"),
    ]
    assert firm.ledger.head() == head


def test_targets_of_an_own_scheme_are_set_and_bind(firm: Firm) -> None:
    """A cycle may ask for more than the scheme's own target."""
    publish(firm, own())
    firm.on(2026, 10, 1)
    cycle = firm.do("H1", PlanCycle(firm.shop, "2026-10")).subject
    firm.do("H1", AssignSchemes(cycle, tuple(Assignment(firm.person(one), "our-sales", None, "销售") for one in TEAM)))
    firm.do("H1", AssignPlan(cycle, "store-dividend", None, {}))
    firm.do("H1", SetTargets(cycle, "our-sales", firm.person("S1"), {"sold": Decimal(200)}))
    firm.do("H1", OpenCycle(cycle))
    entered(firm, {})
    sales.publish(firm)
    assert (firm.score("S1"), firm.score("S2")) == ("70.00", "100.00")
