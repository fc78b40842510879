"""The law of replay: what an aggregate knows is what its stored events say, no more and no less.

A decision that changed state without an event, or an event that does not survive its encoding, would make the books say
something else after a restart. (`DiscretionaryShare`, `Standing` and `TeamFund` are held to it in their own files.)
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from adapters.library import PackagedLibrary
from domain.errors import DomainError
from domain.pay.payroll import compute
from domain.pay.people import DividendPerson
from domain.payroll import Adjustment, Calculation, Payroll, PayrollStatus, payroll_id
from domain.payroll import events as pay_events
from domain.scorecard import Scorecard, Stage, events
from domain.scorecard.entry import FactEntry
from tests.domain.cards import APPEAL, DAY, ID, OPENED, ROADS, SCHEME, judged, taken
from tests.domain.story import SOMEBODY, Fact, as_events, by, from_snapshot, id_of, rebuilt, sealed, state, then

POINTS = st.decimals(min_value=-3, max_value=25, places=2)
PLACES = st.integers(0, 3)
Step = Callable[[Scorecard, Decimal, int], None]

CARD_STEPS: dict[str, Step] = {
    "measure": lambda card, points, _: card.record_facts(SCHEME, FactEntry({"sales": points}), **SOMEBODY),
    "count": lambda card, points, _: card.record_facts(SCHEME, FactEntry(counts={"listings": points}), **SOMEBODY),
    "correct": lambda card, points, _: card.record_facts(SCHEME, FactEntry({"sales": points}), APPEAL, **SOMEBODY),
    "judge": lambda card, points, _: card.judge(SCHEME, judged("fair", str(points)), **SOMEBODY),
    "judge anew": lambda card, points, _: card.judge(SCHEME, judged("fair", str(points)), APPEAL, **SOMEBODY),
    "rate": lambda card, points, place: card.rate(
        SCHEME, "view", ("self", "peer", "peer", "manager")[place], points, None, **by(str(place))
    ),
    "propose": lambda card, points, place: card.propose_deduction(
        SCHEME, id_of(str(place)), taken(str(points)), **SOMEBODY
    ),
    "deduct": lambda card, points, place: card.record_deduction(
        SCHEME, id_of(str(place)), taken(str(points)), **SOMEBODY
    ),
    "confirm": lambda card, _, place: card.confirm_deduction(id_of(str(place)), **SOMEBODY),
    "reject": lambda card, _, place: card.reject_deduction(id_of(str(place)), sealed(), **SOMEBODY),
    "reverse": lambda card, _, place: card.reverse_deduction(id_of(str(place)), sealed(), APPEAL, **SOMEBODY),
    "reduce": lambda card, points, place: card.reduce_deduction(
        id_of(str(place)), points, sealed(), APPEAL, **SOMEBODY
    ),
    "adjust": lambda card, points, place: card.adjust(SCHEME, id_of(str(place)), points, sealed(), **SOMEBODY),
    "adjust anew": lambda card, points, place: card.adjust(
        SCHEME, id_of(str(place)), points, sealed(), APPEAL, **SOMEBODY
    ),
    "waive": lambda card, _, place: card.waive(
        SCHEME, ("sales", "attitude", "view", "listings")[place], sealed(), **SOMEBODY
    ),
    "submit": lambda card, *_: card.submit(SCHEME, **SOMEBODY),
    "return": lambda card, *_: card.send_back(sealed(), **SOMEBODY),
    "approve": lambda card, *_: card.approve(**SOMEBODY),
    "reopen": lambda card, *_: card.reopen("漏了数据", **SOMEBODY),
    "publish": lambda card, *_: card.publish(DAY, **SOMEBODY),
    "acknowledge": lambda card, *_: card.acknowledge(None, **SOMEBODY),
    "amend": lambda card, *_: card.amend(SCHEME, APPEAL, **SOMEBODY),
}


@over(
    st.sampled_from(Stage),
    st.lists(st.tuples(st.sampled_from(sorted(CARD_STEPS)), POINTS, PLACES), max_size=25),
)
@settings(max_examples=150)
def test_a_card_is_what_its_events_say(stage: Stage, steps: list[tuple[str, Decimal, int]]) -> None:
    """Whatever people enter, in whatever order: the card, its snapshot and its total are those of the stored events."""
    road = as_events(Scorecard, ID, OPENED, *ROADS[stage])
    card: Any = None
    for event in road:
        card = event.mutate(card)
    for step, points, place in steps:
        version = card.version
        try:
            CARD_STEPS[step](card, points, place)
        except DomainError:
            assert card.version == version
    again = rebuilt(card, [*road, *card.pending_events])
    assert state(again) == state(card)
    assert state(from_snapshot(card)) == state(card)
    assert again.computed(SCHEME) == card.computed(SCHEME)
    check_totals(then(card))


def check_totals(facts: list[Fact]) -> None:
    """Totals are on 100 with two decimals, and each amendment begins where the last total ended."""
    total = None
    for held in facts:
        if held.event is events.ScorecardSubmitted:
            total = held.values["total"]
        if held.event is events.ScorecardAmended:
            assert total in (None, held.values["old_total"])
            total = held.values["new_total"]
        if total is not None:
            assert 0 <= total <= 100
            assert total == total.quantize(Decimal("0.01"))


PLAN = PackagedLibrary().plan("store-dividend")
ROLES = ("service", "operations", "design", "finance")
SCORES = st.decimals(min_value=0, max_value=100, places=2)
PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(ROLES),
        SCORES,
        st.decimals(min_value=0, max_value=9000, places=2),
        st.decimals(min_value="0.01", max_value=31, places=2),
    ),
    max_size=8,
)
PROFIT = st.decimals(min_value=-10_000, max_value=10_000_000, places=2)
MONEY = ("entitlement", "paid", "team_fund", "retained")


def calculation(people: list[tuple[str, Decimal, Decimal, Decimal]], profit: Decimal, fund_below: str) -> Calculation:
    """A month's payroll by the built-in plan."""
    assert PLAN is not None
    persons = [
        DividendPerson(str(id_of(str(index))), role, base, score, weight)
        for index, (role, score, base, weight) in enumerate(people)
    ]
    result = compute(PLAN, {"net_profit": profit, "fund_below": fund_below}, persons)
    lines = tuple({"id": line.id, "role": line.role, **line.amounts} for line in result.lines)
    return Calculation(id_of("cycle"), PLAN.id, PLAN.version, {}, {}, lines, dict(result.totals), "digest")


def opened() -> Payroll:
    return Payroll.open(id_of("shop"), "2026-10", **SOMEBODY)


@over(PEOPLE, PROFIT, st.sampled_from(["lost", "all", "none"]), st.data())
def test_every_computed_month_balances_and_no_other_is_recorded(
    people: list[tuple[str, Decimal, Decimal, Decimal]], profit: Decimal, fund_below: str, data: st.DataObject
) -> None:
    """Σ entitlement = Σ paid + fund + retained, to the fen, for everybody and in all; a fen elsewhere is refused."""
    computed = calculation(people, profit, fund_below)
    payroll = opened()
    payroll.calculate(computed, **SOMEBODY)
    for line in payroll.lines:
        assert line["entitlement"] == line["paid"] + line["team_fund"] + line["retained"]
    paid, fund, retained = (sum((line[name] for line in payroll.lines), Decimal(0)) for name in MONEY[1:])
    assert payroll.totals["entitlement"] == paid + fund + retained
    assert state(rebuilt(payroll, payroll.pending_events)) == state(payroll)
    if people:
        place, column = data.draw(st.integers(0, len(people) - 1)), data.draw(st.sampled_from(MONEY))
        lines = list(computed.lines)
        lines[place] = {**lines[place], column: lines[place][column] + Decimal("0.01")}
        with pytest.raises(DomainError) as caught:
            opened().calculate(replace(computed, lines=tuple(lines)), **SOMEBODY)
        assert caught.value.code == "unbalanced"


def one_line(digest: str, entitlement: Decimal) -> Calculation:
    amounts = {"entitlement": entitlement, "paid": entitlement, "team_fund": Decimal(0), "retained": Decimal(0)}
    line = {"id": str(id_of("anna")), "role": "service", **amounts}
    return Calculation(id_of("cycle"), "store-dividend", 1, {}, {}, (line,), amounts, digest)


PAY_STEPS: dict[str, Callable[[Payroll, Decimal, int], None]] = {
    "calculate": lambda payroll, amount, place: payroll.calculate(one_line(str(place), amount), **SOMEBODY),
    "approve": lambda payroll, _, place: payroll.approve(str(place) if place else "", **SOMEBODY),
    "invalidate": lambda payroll, *_: payroll.invalidate("a card was amended", APPEAL, **SOMEBODY),
    "void": lambda payroll, *_: payroll.void("重算", **SOMEBODY),
    "pay": lambda payroll, *_: payroll.pay(DAY, "bank-1", DAY, "cn-1", **SOMEBODY),
    "adjust": lambda payroll, amount, place: payroll.post_adjustment(
        Adjustment(
            id_of(str(place)),
            id_of("anna"),
            amount,
            -amount if place else Decimal(0),
            Decimal(0),
            payroll_id(id_of("shop"), "2026-09"),
            "2026-09",
        ),
        APPEAL,
        "an appeal was upheld",
        **SOMEBODY,
    ),
}


@over(
    st.lists(
        st.tuples(st.sampled_from(sorted(PAY_STEPS)), st.decimals(min_value=0, max_value=900, places=2), PLACES),
        max_size=30,
    )
)
@settings(max_examples=150)
def test_a_payroll_is_paid_once_as_approved_and_is_what_its_events_say(steps: list[tuple[str, Decimal, int]]) -> None:
    """Whatever finance tries: paid at most once, what was approved is the calculation of that moment, and replay gives
    the same books.
    """
    payroll = opened()
    for step, amount, place in steps:
        version = payroll.version
        try:
            PAY_STEPS[step](payroll, amount, place)
        except DomainError:
            assert payroll.version == version
    digest = ""
    for held in then(payroll):
        if held.event is pay_events.PayrollCalculated:
            digest = held.values["digest"]
        if held.event is pay_events.PayrollApproved:
            assert held.values["digest"] == digest
    kinds = [held.event for held in then(payroll)]
    if pay_events.PayrollPaid in kinds:
        assert kinds.count(pay_events.PayrollPaid) == 1
        assert kinds[-1] is pay_events.PayrollPaid
        assert payroll.status == PayrollStatus.PAID
    for adjustment in payroll.adjustments.values():
        assert adjustment["paid"] + adjustment["team_fund"] + adjustment["retained"] == 0
    assert state(rebuilt(payroll, payroll.pending_events)) == state(payroll)
    assert state(from_snapshot(payroll)) == state(payroll)
