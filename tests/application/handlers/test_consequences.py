"""What results lead to, live: proposed at publication with the facts behind it, decided by a person, taken back."""

from decimal import Decimal
from uuid import UUID

import pytest

from application.appeals.deciding import DecideAppeal
from application.appeals.filing import FileCardAppeal
from application.appeals.hearing import AcceptAppeal
from application.cycles.planning import Assignment, AssignPlan, AssignSchemes, OpenCycle, PlanCycle
from application.cycles.publishing import NoteInterview
from application.cycles.running import RecordShopFact
from application.scorecards import RecordFacts, WaiveItem
from application.standings import DecideConsequence
from domain.appeal import Remedy, RemedyKind
from domain.errors import Forbidden, Invalid, WrongState
from domain.notice import NoticeGiven
from domain.standing import ConsequenceProposed, ConsequenceWithdrawn, ImprovementPeriodBegun, MonthRated
from tests.application.handlers import sales
from tests.application.handlers.firm import EVERYBODY, NOVEMBER, OCTOBER, TEAM, Firm
from web.wiring import library

DECEMBER = "2026-12"
WON = "看漏了业绩"


@pytest.fixture
def firm(sqlite_firm: Firm) -> Firm:
    """No database can change these rules; the first is shown on both."""
    return sqlite_firm


def found(firm: Firm, number: str) -> list[tuple[str, str]]:
    """Kind and state of what a scheme led to; poor months, which go their own way, are left out."""
    held = firm.consequences(number).values()
    return [(one["kind"], one["state"]) for one in held if "rule" in one]


def named(firm: Firm, number: str, kind: str) -> UUID:
    return next(UUID(key) for key, one in firm.consequences(number).items() if one["kind"] == kind)


def told(firm: Firm, number: str) -> list[str]:
    """What somebody's notices say about consequences, in order."""
    kinds = [one.kind for one in firm.events(NoticeGiven) if one.person == firm.person(number)]
    return [kind for kind in kinds if kind.startswith(("consequence", "improvement"))]


def objected(firm: Firm, number: str, points: str, period: str = OCTOBER) -> tuple[str, DecideAppeal]:
    """Somebody has appealed about a card; who decides it, and the decision that adds these points."""
    filed = FileCardAppeal(firm.card(number, period), "score", "", WON, "出差")
    appeal = firm.do(number, filed).subject
    judge = "G1" if TEAM[number][1] == "M1" else "M1"
    firm.do(judge, AcceptAppeal(appeal))
    remedy = Remedy(RemedyKind.ADJUST_SCORE, points=Decimal(points))
    return judge, DecideAppeal(appeal, "upheld", "核对属实", (remedy,))


def raise_total(firm: Firm, number: str, points: str, period: str = OCTOBER) -> UUID:
    """Somebody wins an appeal that adds these points; the appeal's id."""
    judge, order = objected(firm, number, points, period)
    firm.do(judge, order)
    return order.appeal


def decide(firm: Firm, number: str, kind: str, decision: str, who: str = "H1") -> None:
    order = DecideConsequence(firm.person(number), named(firm, number, kind), decision, "综合考虑")
    firm.do(who, order)


def test_an_a_under_a_leader_below_c_is_proposed_as_leader_and_a_person_decides(each_firm: Firm) -> None:
    """D10 五.2(1), on both databases, from publication to the notice."""
    firm = each_firm
    sales.published(firm, {"L1": "65", "S1": "93.5", "S2": "80", "D1": "70"})
    assert found(firm, "S1") == [("promotion", "proposed")]
    (proposed,) = firm.events(ConsequenceProposed)
    assert (proposed.scheme, proposed.rule, proposed.clause) == ("network-sales", "promote-to-leader", "D10 五.2(1)")
    assert proposed.facts["leader"] == str(firm.person("L1"))
    assert (proposed.facts["total"], proposed.facts["leader_total"]) == ("93.50", "65.00")
    assert told(firm, "S1") == []
    decide(firm, "S1", "promotion", "made", "G1")
    assert found(firm, "S1") == [("promotion", "made")]
    assert told(firm, "S1") == ["consequence-made"]
    assert found(firm, "L1") == [("improvement", "running")]
    assert found(firm, "S2") == found(firm, "D1") == []


def test_only_hr_and_the_general_manager_decide_and_say_why(firm: Firm) -> None:
    """Not the leader who would lose the post, and nobody about themself."""
    sales.published(firm, {"L1": "65", "S1": "95"})
    order = DecideConsequence(firm.person("S1"), named(firm, "S1", "promotion"), "made", "升职")
    for number in set(EVERYBODY) - {"H1", "G1"}:
        with firm.refuses(Forbidden, "decide-consequence"):
            firm.do(number, order)
    with firm.refuses(Invalid, "reason-missing"):
        firm.do("H1", DecideConsequence(order.employee, order.consequence, "made", " "))
    with firm.refuses(Invalid, "decision-unknown"):
        firm.do("H1", DecideConsequence(order.employee, order.consequence, "reached", "升职"))
    firm.do("H1", DecideConsequence(order.employee, order.consequence, "declined", "再看一个月"))
    assert told(firm, "S1") == []
    with firm.refuses(WrongState, "consequence-state"):
        firm.do("G1", order)


def test_the_leaders_appeal_takes_the_ground_from_a_subordinates_promotion(firm: Firm) -> None:
    """65 becomes 70, a C: the whole cycle is looked at again, and the proposal falls in the same transaction."""
    sales.published(firm, {"L1": "65", "S1": "95", "S2": "95"})
    decide(firm, "S2", "promotion", "made")
    appeal = raise_total(firm, "L1", "5")
    assert found(firm, "S1") == [("promotion", "withdrawn")]
    assert [one.appeal for one in firm.events(ConsequenceWithdrawn)] == [appeal, appeal]
    assert found(firm, "L1") == [("improvement", "withdrawn")]
    assert found(firm, "S2") == [("promotion", "withdrawal-proposed")]
    decide(firm, "S2", "promotion", "withdrawn")
    assert told(firm, "S2") == ["consequence-made", "consequence-withdrawn"]


def test_an_appeal_that_makes_an_a_proposes_late(firm: Firm) -> None:
    """89 becomes 90 while the leader is a D: what publication would have proposed is proposed now."""
    sales.published(firm, {"L1": "65", "S1": "89"})
    assert found(firm, "S1") == []
    raise_total(firm, "S1", "1")
    assert found(firm, "S1") == [("promotion", "proposed")]


def test_a_decision_meanwhile_is_seen_by_the_appeal(firm: Firm) -> None:
    """Somebody makes the promotion in the very moment in which its ground goes: it is asked about, not lost."""
    sales.published(firm, {"L1": "65", "S1": "95"})
    judge, order = objected(firm, "L1", "5")
    firm.overtaken(judge, order, lambda: decide(firm, "S1", "promotion", "made"))
    assert found(firm, "S1") == [("promotion", "withdrawal-proposed")]


def test_two_appeals_at_once_see_each_other(firm: Firm) -> None:
    """S1 becomes an A while the leader becomes a C: whichever comes second decides on both results."""
    sales.published(firm, {"L1": "65", "S1": "89"})
    judge, order = objected(firm, "S1", "1")
    firm.overtaken(judge, order, lambda: raise_total(firm, "L1", "5"))
    assert firm.score("S1") == "90.00"
    assert found(firm, "S1") == []


def test_a_month_is_given_and_the_next_result_judges_it(firm: Firm) -> None:
    """D10 五.2(2), (3) over three months: a D misses C, an E reaches D and then has a month to reach C."""
    sales.published(firm, {"S1": "65", "S2": "50", "L1": "80"})
    begun = {one.originator_id: one for one in firm.events(ImprovementPeriodBegun)}
    assert sorted((one.grade, one.reach) for one in begun.values()) == [("D", "C"), ("E", "D")]
    assert told(firm, "S1") == told(firm, "S2") == ["improvement-begun"]
    sales.published(firm, {"S1": "69.99", "S2": "60", "L1": "80"}, NOVEMBER)
    assert found(firm, "S1") == [("improvement", "not-reached"), ("probation-pay", "proposed")]
    assert found(firm, "S2") == [("improvement", "reached"), ("improvement", "running")]
    assert told(firm, "S1") == ["improvement-begun", "improvement-ended"]
    decide(firm, "S1", "probation-pay", "declined", "G1")
    sales.published(firm, {"S1": "85", "S2": "75", "L1": "80"}, DECEMBER)
    assert found(firm, "S1") == [("improvement", "not-reached"), ("probation-pay", "declined")]
    assert found(firm, "S2") == [("improvement", "reached"), ("improvement", "reached")]


def test_an_e_that_stays_below_d_brings_a_leaving_talk_which_an_appeal_takes_back(firm: Firm) -> None:
    """Nothing is automatic: a talk is proposed, and November's amended result ends the matter."""
    sales.published(firm, {"S1": "50", "L1": "80"})
    sales.published(firm, {"S1": "59.99", "L1": "80"}, NOVEMBER)
    assert found(firm, "S1") == [("improvement", "not-reached"), ("leaving-talk", "proposed")]
    decide(firm, "S1", "leaving-talk", "made")
    raise_total(firm, "S1", "2.01", NOVEMBER)
    assert found(firm, "S1") == [
        ("improvement", "reached"),
        ("leaving-talk", "withdrawal-proposed"),
        ("improvement", "running"),
    ]


def test_an_improvement_that_another_scheme_cannot_judge_waits_for_a_person(firm: Firm) -> None:
    """S1 was a D in sales; November's scheme knows no grades: HR says whether it is a C."""
    sales.published(firm, {"S1": "65", "L1": "80"})
    months_of_another_scheme(firm, NOVEMBER)
    assert found(firm, "S1") == [("improvement", "unjudged")]
    waiting = firm.asks("H1").standings(waiting=True)
    assert [one["number"] for one in waiting.items] == ["S1"]
    decide(firm, "S1", "improvement", "not-reached")
    assert found(firm, "S1") == [("improvement", "not-reached"), ("probation-pay", "proposed")]
    assert told(firm, "S1") == ["improvement-begun", "improvement-ended"]


def months_of_another_scheme(firm: Firm, period: str) -> None:
    """The same people, appraised by `shop-staff`."""
    from tests.application.handlers import months

    first = months.first_day(period)
    firm.on(first.year, first.month, 1)
    cycle = firm.do("H1", PlanCycle(firm.shop, period)).subject
    firm.do("H1", AssignSchemes(cycle, tuple(months.assignment(firm, number, months.STAFF) for number in TEAM)))
    firm.do("H1", AssignPlan(cycle, "store-dividend", None, {}))
    firm.do("H1", OpenCycle(cycle))
    for number in TEAM:
        firm.do("H1", RecordFacts(firm.card(number, period), months.FULL))
        months.judge(firm, number, Decimal(82), period)
    firm.do("F1", RecordShopFact(cycle, "net_profit", Decimal(1), "月结"))
    sales.publish(firm, period)


def service_month(firm: Firm, seconds: dict[str, str]) -> None:
    """A month by `service-360` (D13) with the judged rows waived: what is left are the four Chitu rows."""
    scheme = library().scheme("service-360")
    assert scheme is not None
    firm.on(2026, 10, 1)
    cycle = firm.do("H1", PlanCycle(firm.shop, OCTOBER)).subject
    duties = tuple(Assignment(firm.person(number), scheme.id, None, "接待") for number in TEAM)
    firm.do("H1", AssignSchemes(cycle, duties))
    firm.do("H1", AssignPlan(cycle, "store-dividend", None, {}))
    firm.do("H1", OpenCycle(cycle))
    for number in TEAM:
        card = firm.card(number)
        figures = {"response_seconds": seconds[number], "converted_inquiries": "80", "inquiries": "100"}
        figures |= {"replied_chats": "100", "chats": "100"}
        ranks = {"personal-sales": 1}
        firm.do("H1", RecordFacts(card, {name: Decimal(value) for name, value in figures.items()}, ranks=ranks))
        for item in scheme.items:
            if item.kind == "ratings":
                firm.do(TEAM[number][1], WaiveItem(card, item.id, "首月试行"))
    firm.do("F1", RecordShopFact(cycle, "net_profit", Decimal(1), "月结"))
    sales.publish(firm)


def test_the_best_gold_one_is_proposed_as_next_months_supervisor(firm: Firm) -> None:
    """D13 说明4: two are gold, one has more points (a band of 10 instead of 7 for 15 seconds)."""
    service_month(firm, {"L1": "21", "S1": "15", "S2": "15.01", "D1": "99"})
    assert {number: firm.score(number) for number in TEAM} == {
        "L1": "85.00", "S1": "100.00", "S2": "92.50", "D1": "85.00"
    }  # fmt: skip
    assert {number: found(firm, number) for number in TEAM} == {
        "L1": [],
        "S1": [("supervisor", "proposed")],
        "S2": [],
        "D1": [],
    }


def test_tied_gold_ones_are_all_proposed_and_a_person_makes_one(firm: Firm) -> None:
    """Each proposal says with whom; who may not see the other's result is told only that there is a tie."""
    service_month(firm, {"L1": "21", "S1": "15", "S2": "14", "D1": "99"})
    assert found(firm, "S1") == found(firm, "S2") == [("supervisor", "proposed")]
    decide(firm, "S2", "supervisor", "made", "G1")
    decide(firm, "S1", "supervisor", "declined", "G1")
    seen = {who: firm.asks(who).standing(firm.person("S1"))["consequences"][0]["facts"] for who in ("S1", "L1", "H1")}
    assert seen["H1"]["tied_with"] == seen["L1"]["tied_with"] == str(firm.person("S2"))
    assert (seen["S1"]["tied"], "tied_with" in seen["S1"]) == ("1", False)


class TestWhatIsSeen:
    def test_the_facts_of_others_are_for_who_may_see_them(self, firm: Firm) -> None:
        """S1 learns that a promotion is proposed; the leader's grade is the leader's."""
        sales.published(firm, {"L1": "65", "S1": "95"})
        own = firm.asks("S1").standing(firm.person("S1"))["consequences"][0]
        assert (own["kind"], own["state"], own["facts"]["total"]) == ("promotion", "proposed", "95.00")
        assert own["facts"].keys() & {"leader", "leader_grade", "leader_total"} == set()
        whole = firm.asks("G1").standing(firm.person("S1"))
        assert whole["consequences"][0]["facts"]["leader_grade"] == "D"
        assert whole["people"][str(firm.person("L1"))]["number"] == "L1"
        timeline = firm.asks("S1").timeline(firm.person("S1"))
        (entry,) = [one for one in timeline.items if one["event"] == "consequence-proposed"]
        assert "facts" not in entry["details"]

    def test_a_proposal_is_in_the_list_of_what_waits_until_it_is_decided(self, firm: Firm) -> None:
        """HR's inbox; a chance that runs waits for nobody."""
        sales.published(firm, {"L1": "65", "S1": "95"})
        assert [one["number"] for one in firm.asks("H1").standings(waiting=True).items] == ["S1"]
        decide(firm, "S1", "promotion", "made")
        assert firm.asks("H1").standings(waiting=True).items == []

    def test_every_step_is_kept_with_its_reason(self, firm: Firm) -> None:
        """Who decided what, when and why; the reason is opened for those who may read it."""
        sales.published(firm, {"L1": "65", "S1": "95"})
        decide(firm, "S1", "promotion", "made")
        appeal = raise_total(firm, "L1", "5")
        (held,) = firm.asks("S1").standing(firm.person("S1"))["consequences"]
        steps = [(step["state"], step["reason"], step["appeal"]) for step in held["steps"]]
        assert steps == [
            ("proposed", None, None),
            ("made", "综合考虑", None),
            ("withdrawal-proposed", None, str(appeal)),
        ]

    def test_an_improvement_shows_what_is_asked_and_by_what_it_was_judged(self, firm: Firm) -> None:
        """The person must know what to reach, and afterwards why it was not enough."""
        sales.published(firm, {"S1": "65", "L1": "80"})
        sales.published(firm, {"S1": "66", "L1": "80"}, NOVEMBER)
        held = firm.asks("S1").standing(firm.person("S1"))["consequences"]
        first, second = (one for one in held if one["kind"] != "warning")
        assert (first["grade"], first["reach"], first["otherwise"]) == ("D", "C", "probation-pay")
        assert (first["judged"]["period"], first["judged"]["grade"], first["judged"]["total"]) == (
            NOVEMBER,
            "D",
            "66.00",
        )
        assert (second["kind"], second["improvement"], second["facts"]["since"]) == (
            "probation-pay",
            first["id"],
            OCTOBER,
        )


def test_interviews_run_down_the_line(firm: Firm) -> None:
    """D10 四.2(3): the manager with the group leader, then the group leader with the staff."""
    sales.published(firm, {})
    with firm.refuses(WrongState, "interview-order"):
        firm.do("L1", NoteInterview(firm.cycle(), firm.person("S1"), "聊了业绩"))
    firm.do("M1", NoteInterview(firm.cycle(), firm.person("L1"), "聊了团队"))
    firm.do("L1", NoteInterview(firm.cycle(), firm.person("S1"), "聊了业绩"))
    assert firm.month().interviewed == (firm.person("L1"), firm.person("S1"))
    firm.do("L1", NoteInterview(firm.cycle(), firm.person("S1"), "又聊了一次"))
    assert firm.month().interviewed == (firm.person("L1"), firm.person("S1"))


def test_a_scheme_without_consequences_changes_nothing_but_the_month(firm: Firm) -> None:
    """D04's staff scheme names none: publication records what it always did."""
    months_of_another_scheme(firm, OCTOBER)
    assert len(firm.events(MonthRated)) == len(TEAM)
    assert firm.events(ConsequenceProposed) == []
    assert {number: firm.consequences(number) for number in TEAM} == {number: {} for number in TEAM}
