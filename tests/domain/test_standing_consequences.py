"""What results lead to by their schemes, in a record: proposed once, judged once, taken back with its ground."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from adapters.library import PackagedLibrary
from domain import standing as events
from domain.errors import Invalid, WrongState
from domain.scoring.consequences import FinalCard, consequences_of
from domain.scoring.scheme import Scheme
from domain.standing import (
    DECISIONS,
    VERDICTS,
    ConsequenceRules,
    Result,
    Standing,
    StandingOpened,
    standing_id,
)
from tests.domain.story import SOMEBODY, fact, from_snapshot, given, happened, id_of, rebuilt, refused, sealed, state

LIBRARY = {scheme.id: scheme for scheme in PackagedLibrary().schemes()}
SALES, SERVICE, STAFF = LIBRARY["network-sales"], LIBRARY["service-360"], LIBRARY["shop-staff"]
PERSON, LEADER, RIVAL, APPEAL = (id_of(name) for name in ("employee", "leader", "rival", "appeal"))
SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER = "2026-09", "2026-10", "2026-11", "2026-12"


def standing() -> Standing:
    return given(Standing, standing_id(PERSON), fact(StandingOpened, employee=PERSON))


def card(period: str) -> UUID:
    return id_of(f"card {period}")


def final(person: UUID, total: str, scheme: Scheme = SALES, lead: UUID | None = None) -> FinalCard:
    return FinalCard(person, lead, scheme, Decimal(total), 1, 12)


def result(period: str, total: str, *others: FinalCard, scheme: Scheme = SALES, appeal: UUID | None = None) -> Result:
    """The person's result, led by LEADER, among the others' of the cycle."""
    own = final(PERSON, total, scheme, LEADER)
    return Result(card(period), period, own, consequences_of((own, *others))[PERSON], appeal)


def follow(held: Standing, *results: Result) -> Standing:
    for one in results:
        held.follow(one, **SOMEBODY)
    return held


def found(held: Standing) -> list[tuple[str, str, str]]:
    """Kind, state and period of everything, in the order in which it came up."""
    return [(one["kind"], one["state"], one["periods"][0]) for one in held.consequences.values()]


def named(held: Standing, kind: str) -> UUID:
    return next(UUID(key) for key, one in held.consequences.items() if one["kind"] == kind)


def last(held: Standing) -> Any:
    return list(held.pending_events)[-1]


class TestProposal:
    def test_says_what_led_to_it_and_names_the_clause(self) -> None:
        """Read on its own years later: which result, which rule, which facts."""
        held = follow(standing(), result(OCTOBER, "95.00", final(LEADER, "55.00")))
        proposed = last(held)
        assert (proposed.kind, proposed.period, proposed.card) == ("promotion", OCTOBER, card(OCTOBER))
        assert (proposed.scheme, proposed.scheme_version, proposed.rule) == ("network-sales", 1, "promote-to-leader")
        assert proposed.clause == "D10 五.2(1)"
        assert proposed.facts["leader_grade"] == "E"
        assert found(held) == [("promotion", "proposed", OCTOBER)]

    def test_comes_once_for_a_result(self) -> None:
        """Any appeal in the cycle brings everybody's result here again."""
        held = follow(standing(), *[result(OCTOBER, "95.00", final(LEADER, "55.00"))] * 3)
        assert happened(held) == [events.ConsequenceProposed]

    def test_comes_again_for_the_next_result(self) -> None:
        """An A in November is a fact of its own."""
        leader = final(LEADER, "55.00")
        held = follow(standing(), result(OCTOBER, "95.00", leader), result(NOVEMBER, "95.00", leader))
        assert found(held) == [("promotion", "proposed", OCTOBER), ("promotion", "proposed", NOVEMBER)]

    def test_falls_with_its_ground(self) -> None:
        """The leader wins an appeal and is a C: nobody had decided, so the proposal simply falls."""
        held = follow(
            standing(),
            result(OCTOBER, "95.00", final(LEADER, "69.00")),
            result(OCTOBER, "95.00", final(LEADER, "70.00"), appeal=APPEAL),
        )
        assert found(held) == [("promotion", "withdrawn", OCTOBER)]
        assert last(held).appeal == APPEAL

    def test_is_made_anew_when_its_facts_change(self) -> None:
        """Somebody ties with the next supervisor: whoever decides must know of both."""
        held = follow(standing(), result(OCTOBER, "95.00", final(RIVAL, "94.00", SERVICE), scheme=SERVICE))
        follow(held, result(OCTOBER, "95.00", final(RIVAL, "95.00", SERVICE), scheme=SERVICE, appeal=APPEAL))
        assert found(held) == [("supervisor", "withdrawn", OCTOBER), ("supervisor", "proposed", OCTOBER)]
        assert last(held).facts["tied_with"] == str(RIVAL)

    def test_that_was_declined_is_not_asked_again(self) -> None:
        """A person decided about this result, whatever its facts are by now."""
        held = follow(standing(), result(OCTOBER, "95.00", final(RIVAL, "94.00", SERVICE), scheme=SERVICE))
        held.decide(named(held, "supervisor"), "declined", sealed(), **SOMEBODY)
        follow(held, result(OCTOBER, "95.00", final(RIVAL, "95.00", SERVICE), scheme=SERVICE, appeal=APPEAL))
        assert found(held) == [("supervisor", "declined", OCTOBER)]

    def test_that_was_made_is_asked_about_when_its_ground_goes(self) -> None:
        """What a person did, a person takes back, or lets stand."""
        held = follow(standing(), result(OCTOBER, "95.00", final(LEADER, "55.00")))
        held.decide(named(held, "promotion"), "made", sealed(), **SOMEBODY)
        gone = result(OCTOBER, "95.00", final(LEADER, "75.00"), appeal=APPEAL)
        follow(held, gone, gone)
        assert happened(held)[-1] == events.ConsequenceWithdrawalProposed
        assert happened(held).count(events.ConsequenceWithdrawalProposed) == 1
        held.decide(named(held, "promotion"), "made", sealed(), **SOMEBODY)
        assert found(held) == [("promotion", "made", OCTOBER)]

    def test_of_a_person_in_two_shops_belongs_to_its_card(self) -> None:
        """Somebody who moved has two cards of one month: one shop's appeals do not touch what the other proposed."""
        held = follow(standing(), result(OCTOBER, "95.00", final(LEADER, "55.00")))
        other = final(PERSON, "75.00", SALES)
        follow(held, Result(id_of("other card"), OCTOBER, other, (), APPEAL))
        assert found(held) == [("promotion", "proposed", OCTOBER)]


STATES = ("proposed", "made", "declined", "withdrawal-proposed", "withdrawn")


def promotion(state: str) -> Standing:
    """Somebody with one promotion in this state."""
    held = follow(standing(), result(OCTOBER, "95.00", final(LEADER, "55.00")))
    name = named(held, "promotion")
    for decision in {"made": ["made"], "declined": ["declined"], "withdrawal-proposed": ["made"]}.get(state, []):
        held.decide(name, decision, sealed(), **SOMEBODY)
    if state in ("withdrawal-proposed", "withdrawn"):
        follow(held, result(OCTOBER, "95.00", final(LEADER, "75.00"), appeal=APPEAL))
    assert found(held) == [("promotion", state, OCTOBER)]
    return held


@pytest.mark.parametrize("decision", DECISIONS)
@pytest.mark.parametrize("state", STATES)
def test_each_decision_has_its_states(state: str, decision: str) -> None:
    """Made twice, or after it was declined, it would not be a decision any more."""
    held = promotion(state)
    name = named(held, "promotion")
    if state in DECISIONS[decision]:
        held.decide(name, decision, sealed(), **SOMEBODY)
        assert found(held) == [("promotion", decision, OCTOBER)]
        return
    with refused(held, WrongState, "consequence-state"):
        held.decide(name, decision, sealed(), **SOMEBODY)


def test_a_decision_must_fit_what_is_decided() -> None:
    """A promotion is not reached, a warning is not made, and nothing is decided about what is not there."""
    held = promotion("proposed")
    for decision in ("reached", "issue", ""):
        with refused(held, Invalid, "decision-unknown"):
            held.decide(named(held, "promotion"), decision, sealed(), **SOMEBODY)
    for period in (OCTOBER, NOVEMBER):
        held.rate_month(period, card(period), Decimal(10), ConsequenceRules(), None, **SOMEBODY)
    for name in (named(held, "warning"), id_of("nothing")):
        with refused(held, Invalid, "consequence-unknown"):
            held.decide(name, "made", sealed(), **SOMEBODY)
    with refused(held, Invalid, "consequence-unknown"):
        held.issue_warning(named(held, "promotion"), sealed(), **SOMEBODY)


def test_an_amended_month_leaves_a_schemes_proposals_to_their_own_ground() -> None:
    """A month that is no longer poor says nothing about a promotion; the two kinds do not mix."""
    held = promotion("proposed")
    held.rate_month(OCTOBER, card(OCTOBER), Decimal(95), ConsequenceRules(), APPEAL, **SOMEBODY)
    assert found(held) == [("promotion", "proposed", OCTOBER)]


class TestImprovement:
    def test_begins_by_itself_and_says_what_is_asked(self) -> None:
        """A chance is given, not decided (给予一个月的考核机会)."""
        held = follow(standing(), result(OCTOBER, "65.00"))
        begun = last(held)
        assert isinstance(begun, events.ImprovementPeriodBegun)
        assert (begun.period, begun.grade, begun.reach, begun.otherwise) == (OCTOBER, "D", "C", "probation-pay")
        assert begun.facts == {"grade": "D", "total": "65.00"}
        assert found(held) == [("improvement", "running", OCTOBER)]

    @pytest.mark.parametrize(
        ("first", "second", "outcome"),
        [
            ("65.00", "70.00", []),
            ("65.00", "69.99", ["probation-pay"]),
            ("55.00", "60.00", []),
            ("55.00", "59.99", ["leaving-talk"]),
        ],
    )
    def test_is_judged_by_the_next_result(self, first: str, second: str, outcome: list[str]) -> None:
        """On the boundary it is reached; below it the consequence is proposed, with both results."""
        held = follow(standing(), result(OCTOBER, first), result(NOVEMBER, second))
        ended = [event for event in held.pending_events if isinstance(event, events.ImprovementPeriodEnded)]
        assert [(one.period, one.reached, one.reason) for one in ended] == [(NOVEMBER, not outcome, None)]
        proposed = [one for one in held.consequences.values() if one["state"] == "proposed"]
        assert [one["kind"] for one in proposed] == outcome
        for one in proposed:
            assert one["improvement"] == named(held, "improvement")
            assert (one["periods"], one["facts"]["since"], one["facts"]["total"]) == ((NOVEMBER,), OCTOBER, second)

    def test_that_failed_is_followed_by_its_consequence_not_by_another_chance(self) -> None:
        """One month is given; the same chance is not given again for the month that missed it."""
        held = follow(standing(), result(OCTOBER, "65.00"), result(NOVEMBER, "64.00"))
        assert found(held) == [("improvement", "not-reached", OCTOBER), ("probation-pay", "proposed", NOVEMBER)]
        held.decide(named(held, "probation-pay"), "declined", sealed(), **SOMEBODY)
        follow(held, result(DECEMBER, "64.00"))
        assert found(held)[2:] == [("improvement", "running", DECEMBER)]

    def test_that_failed_with_an_even_worse_grade_brings_the_other_chance(self) -> None:
        """A D in October and an E in November: probation pay is proposed, and a month to reach D begins."""
        held = follow(standing(), result(OCTOBER, "65.00"), result(NOVEMBER, "50.00"))
        assert sorted(found(held)) == [
            ("improvement", "not-reached", OCTOBER),
            ("improvement", "running", NOVEMBER),
            ("probation-pay", "proposed", NOVEMBER),
        ]

    def test_that_was_reached_with_a_d_brings_the_chance_of_a_d(self) -> None:
        """E to D is reached; a D has a month to reach C."""
        held = follow(standing(), result(OCTOBER, "50.00"), result(NOVEMBER, "65.00"))
        assert found(held) == [("improvement", "reached", OCTOBER), ("improvement", "running", NOVEMBER)]

    def test_is_not_judged_by_an_earlier_or_the_same_month(self) -> None:
        """Cycles may be published the other way round, and amended."""
        held = follow(standing(), result(OCTOBER, "65.00"), result(SEPTEMBER, "95.00"))
        follow(held, result(OCTOBER, "66.00", appeal=APPEAL))
        assert found(held) == [("improvement", "running", OCTOBER)]

    def test_given_late_is_not_judged_by_a_result_that_was_there_before(self) -> None:
        """October comes out after November: whoever is told then could not have known in November."""
        held = follow(standing(), result(NOVEMBER, "65.00"), result(OCTOBER, "50.00"))
        follow(held, result(NOVEMBER, "66.00", appeal=APPEAL))
        assert found(held) == [("improvement", "running", NOVEMBER), ("improvement", "running", OCTOBER)]
        follow(held, result(DECEMBER, "71.00"))
        assert found(held) == [("improvement", "reached", NOVEMBER), ("improvement", "reached", OCTOBER)]

    def test_waits_over_a_month_without_a_result(self) -> None:
        """Somebody on leave in November is judged by December."""
        held = follow(standing(), result(OCTOBER, "65.00"), result(DECEMBER, "75.00"))
        assert found(held) == [("improvement", "reached", OCTOBER)]

    def test_may_be_judged_by_a_quarter(self) -> None:
        """A shop that goes over to quarters: the next result is the quarter's, not one that the month lies in."""
        held = follow(standing(), result(SEPTEMBER, "65.00"), result("2026-Q3", "95.00"), result("2026-Q4", "75.00"))
        assert found(held) == [("improvement", "reached", SEPTEMBER)]

    def test_is_judged_by_another_scheme_that_knows_the_grade(self) -> None:
        """Somebody who changed the post is held to the same grade there."""
        plain = SALES.grades
        other = Scheme("other", 3, SALES.title, "D00", SALES.sections, SALES.items, grades=plain)
        held = follow(standing(), result(OCTOBER, "65.00"), result(NOVEMBER, "69.00", scheme=other))
        assert found(held) == [("improvement", "not-reached", OCTOBER), ("probation-pay", "proposed", NOVEMBER)]
        assert last(held).scheme == "network-sales"

    def test_ends_on_amendment_of_the_result_that_judged_it(self) -> None:
        """November is amended to a C: it was reached after all, and what was proposed falls."""
        held = follow(standing(), result(OCTOBER, "65.00"), result(NOVEMBER, "69.00"))
        follow(held, result(NOVEMBER, "71.00", appeal=APPEAL))
        assert found(held) == [("improvement", "reached", OCTOBER), ("probation-pay", "withdrawn", NOVEMBER)]

    def test_whose_ground_goes_takes_what_it_led_to_with_it(self) -> None:
        """October is amended to a C, so no chance was needed; probation pay that was made is asked about."""
        held = follow(standing(), result(OCTOBER, "65.00"), result(NOVEMBER, "69.00"))
        held.decide(named(held, "probation-pay"), "made", sealed(), **SOMEBODY)
        follow(held, result(OCTOBER, "71.00", appeal=APPEAL))
        assert found(held) == [
            ("improvement", "withdrawn", OCTOBER),
            ("probation-pay", "withdrawal-proposed", NOVEMBER),
        ]

    def test_begun_late_for_a_month_before_a_chance_that_was_given_since_is_none(self) -> None:
        """October turns from E to D by a late appeal, when November's D has its own chance already."""
        held = follow(standing(), result(OCTOBER, "50.00"), result(NOVEMBER, "65.00"))
        follow(held, result(OCTOBER, "62.00", appeal=APPEAL))
        assert found(held) == [("improvement", "reached", OCTOBER), ("improvement", "running", NOVEMBER)]

    def test_is_given_once_for_months_that_turn_into_the_same_grade_late(self) -> None:
        """Two E's, amended to D's one after the other: one chance runs over both, so one consequence can follow."""
        held = follow(standing(), result(OCTOBER, "50.00"), result(NOVEMBER, "50.00"))
        follow(held, result(OCTOBER, "65.00", appeal=APPEAL), result(NOVEMBER, "65.00", appeal=APPEAL))
        follow(held, result(DECEMBER, "69.00"), result(NOVEMBER, "66.00", appeal=APPEAL))
        alive = [one for one in found(held) if one[1] != "withdrawn"]
        assert alive == [("improvement", "not-reached", OCTOBER), ("probation-pay", "proposed", DECEMBER)]


class TestUnjudged:
    def held(self) -> Standing:
        """A D in sales, then a month in a post whose scheme knows no grades."""
        return follow(standing(), result(OCTOBER, "65.00"), result(NOVEMBER, "82.00", scheme=STAFF))

    def test_waits_for_a_person(self) -> None:
        """The program does not guess what a C would be there."""
        held = self.held()
        assert found(held) == [("improvement", "unjudged", OCTOBER)]
        follow(held, result(NOVEMBER, "83.00", scheme=STAFF, appeal=APPEAL), result(DECEMBER, "90.00", scheme=STAFF))
        assert found(held) == [("improvement", "unjudged", OCTOBER)]

    @pytest.mark.parametrize("verdict", VERDICTS)
    def test_is_ended_by_a_person_once_with_what_follows(self, verdict: str) -> None:
        """Not reached: probation pay is proposed, for a decision of its own."""
        held = self.held()
        name = named(held, "improvement")
        with refused(held, Invalid, "decision-unknown"):
            held.decide(name, "made", sealed(), **SOMEBODY)
        held.decide(name, verdict, sealed(), **SOMEBODY)
        assert found(held)[0] == ("improvement", verdict, OCTOBER)
        assert [kind for kind, _, _ in found(held)[1:]] == ([] if VERDICTS[verdict] else ["probation-pay"])
        with refused(held, WrongState, "consequence-state"):
            held.decide(name, verdict, sealed(), **SOMEBODY)

    def test_what_a_person_judged_no_program_judges_again(self) -> None:
        """Even when the result is amended, or its scheme is replayed with grades."""
        held = self.held()
        held.decide(named(held, "improvement"), "not-reached", sealed(), **SOMEBODY)
        before = found(held)
        follow(held, result(NOVEMBER, "95.00", scheme=SALES, appeal=APPEAL))
        assert found(held)[: len(before)] == before

    def test_a_running_one_is_nobodys_to_end(self) -> None:
        """The chance is not cut short."""
        held = follow(standing(), result(OCTOBER, "65.00"))
        with refused(held, WrongState, "consequence-state"):
            held.decide(named(held, "improvement"), "not-reached", sealed(), **SOMEBODY)


TOTALS = st.sampled_from(["50.00", "65.00", "75.00", "95.00"])
HAPPENINGS = st.lists(
    st.tuples(
        st.integers(1, 5),
        TOTALS,
        TOTALS,
        st.sampled_from([SALES, SERVICE, STAFF]),
        st.sampled_from(["", *DECISIONS, *VERDICTS]),
    ),
    max_size=14,
)


def possible(held: Standing, decision: str) -> Iterable[UUID]:
    for key, one in tuple(held.consequences.items()):
        is_improvement = one["kind"] == "improvement"
        allowed = {"unjudged"} if is_improvement else DECISIONS.get(decision, frozenset())
        if decision and is_improvement == (decision in VERDICTS) and one["state"] in allowed:
            yield UUID(key)


@over(HAPPENINGS)
def test_nothing_is_asked_twice_nothing_stands_without_ground_and_everything_replays(
    happenings: list[tuple[int, str, str, Scheme, str]],
) -> None:
    """However results come, are amended and decided: of one result each rule has one live consequence; what waits for a
    decision is wanted by the result as it stands; following again changes nothing; the stored events lead back here.
    """
    held = Standing.open(PERSON, **SOMEBODY)
    latest: dict[str, Result] = {}
    for month, total, leaders, scheme, decision in happenings:
        period = f"2026-{month:02}"
        known = latest[period].final.scheme if period in latest else scheme
        appeal = APPEAL if period in latest else None
        one = result(period, total, final(LEADER, leaders), scheme=known, appeal=appeal)
        latest[period] = one
        follow(held, one)
        before = list(held.pending_events)
        follow(held, one)
        assert list(held.pending_events) == before
        for name in possible(held, decision):
            held.decide(name, decision, sealed(), **SOMEBODY)
        alive = [one for one in held.consequences.values() if one["state"] != "withdrawn"]
        asked = [(one["card"], one["rule"], one["kind"]) for one in alive]
        assert len(set(asked)) == len(asked)
        for one_held in alive:
            own = latest[one_held["periods"][0]]
            if one_held["state"] == "proposed" and one_held["improvement"] is None:
                assert {"rule": one_held["rule"], "facts": one_held["facts"]} in [
                    {"rule": want.rule.id, "facts": dict(want.facts)} for want in own.wanted
                ]
            if one_held["kind"] in ("probation-pay", "leaving-talk") and one_held["state"] == "proposed":
                assert held.consequences[str(one_held["improvement"])]["state"] == "not-reached"
    assert state(rebuilt(held, list(held.pending_events))) == state(held)
    assert state(from_snapshot(held)) == state(held)
