"""Laws of the store dividend, searched for counterexamples: money is neither made nor lost."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from adapters.library import PackagedLibrary
from domain.pay.documents import plan_document, read_plan
from domain.pay.payroll import compute, payroll_faults
from domain.pay.people import DividendPerson, Grant
from domain.pay.plan import Plan, Setting
from domain.pay.shares import split
from domain.scoring.exact import half_up

ROLES = ["service", "operations", "design", "finance"]
scores = st.decimals(0, 100, places=2)
weights = st.decimals("0.01", 31, places=2)


def _plan() -> Plan:
    plan = PackagedLibrary().plan("store-dividend")
    assert plan is not None
    return plan


PLAN = _plan()


@st.composite
def people(draw: st.DrawFn) -> list[DividendPerson]:
    """Up to a dozen people, some roles without any."""
    ids = draw(st.lists(st.text("ABE0129-", min_size=1, max_size=4), unique=True, max_size=12))
    return [
        DividendPerson(
            id, draw(st.sampled_from(ROLES)), draw(st.decimals(0, 9999, places=2)), draw(scores), draw(weights)
        )
        for id in ids
    ]


@st.composite
def parameters(draw: st.DrawFn) -> dict[str, Setting]:
    """Any pool, threshold and rule for the rest."""
    return {
        "net_profit": draw(st.decimals(-10000, 1000000, places=2)),
        "turnover": draw(st.decimals(0, 10000000, places=2)),
        "pool": draw(st.sampled_from(["net-profit", "turnover"])),
        "threshold": draw(st.decimals(0, 100, places=1)),
        "threshold_inclusive": draw(st.booleans()),
        "fund_below": draw(st.sampled_from(["lost", "all", "none"])),
    }


@st.composite
def grants(draw: st.DrawFn, funding: str) -> list[Grant]:
    """Grants to roles, in all within the 5 points."""
    parts = draw(st.lists(st.decimals("0.1", 1, places=1), max_size=5))
    giver = "service" if funding == "shifted" else ""
    roles = st.sampled_from([role for role in ROLES if role != giver])
    return [Grant(part, role=draw(roles), giver=giver) for part in parts]


@given(people(), parameters(), st.sampled_from(["on_top", "reserved", "shifted"]), st.data())
def test_every_fen_of_an_entitlement_is_paid_or_in_the_fund_or_retained(
    team: list[DividendPerson], given_parameters: dict[str, Setting], funding: str, data: st.DataObject
) -> None:
    """Σ entitlement = Σ paid + fund + retained, line by line and in all, to the fen; with unassigned it is all."""
    given_grants = data.draw(grants(funding))
    given_parameters["discretionary_funding"] = funding
    result = compute(PLAN, given_parameters, team, given_grants)
    totals = result.totals
    for line in result.lines:
        amounts = line.amounts
        assert amounts["entitlement"] == amounts["paid"] + amounts["team_fund"] + amounts["retained"]
        assert amounts["gross"] == amounts["base"] + amounts["paid"]
        assert min(amounts.values()) >= 0
        assert all(amount.as_tuple().exponent == -2 for amount in amounts.values())
    assert totals["entitlement"] == totals["paid"] + totals["team_fund"] + totals["retained"]
    assert totals["entitlement"] == sum(line.amounts["entitlement"] for line in result.lines)
    granted = sum((grant.points for grant in given_grants), Decimal(0)) if funding == "on_top" else Decimal(0)
    assert result.pool is not None
    everything = half_up(Fraction(result.pool) * (100 + Fraction(granted)) / 100)
    assert totals["entitlement"] + totals["unassigned"] == everything


@given(people(), parameters(), st.randoms())
def test_the_order_of_people_changes_nobodys_pay(
    team: list[DividendPerson], given_parameters: dict[str, Setting], random: Any
) -> None:
    """The spare fen goes by remainder and id, never by who stands first in a list."""
    mixed = list(team)
    random.shuffle(mixed)
    first, second = compute(PLAN, given_parameters, team), compute(PLAN, given_parameters, mixed)
    assert {line.id: line.amounts for line in first.lines} == {line.id: line.amounts for line in second.lines}
    assert first.totals == second.totals


parts = st.lists(
    st.tuples(st.text("ab01", min_size=1, max_size=5), st.fractions(0, 10000, max_denominator=10007)),
    unique_by=lambda part: part[0],
)


@given(parts)
def test_a_split_sums_to_the_whole_and_moves_nobody_by_a_fen(exact: list[tuple[str, Fraction]]) -> None:
    """Largest remainder: parts sum to the half-up sum, and each is its exact part floored, or one fen more."""
    result = split(exact)
    assert sum(result.values(), Decimal(0)) == half_up(sum((part for _, part in exact), Fraction(0)))
    for id, part in exact:
        assert 0 <= Fraction(result[id]) - int(part * 100) * Fraction(1, 100) <= Fraction(1, 100)


@given(parts, st.randoms())
def test_a_split_does_not_depend_on_order(exact: list[tuple[str, Fraction]], random: Any) -> None:
    """The same parts in another order are the same parts."""
    mixed = list(exact)
    random.shuffle(mixed)
    assert split(mixed) == split(exact)


@given(st.lists(st.decimals("0.1", 6, places=1), min_size=1, max_size=6))
def test_grants_past_five_points_are_always_refused(grant_points: list[Decimal]) -> None:
    """5 个百分点 is a ceiling for all grants of a cycle together, in whatever parts they come."""
    given_grants = [Grant(part, role="service") for part in grant_points]
    past = sum(grant_points, Decimal(0)) > 5
    faults = payroll_faults(PLAN, {"net_profit": Decimal(1000)}, [], given_grants)
    assert [fault.code for fault in faults] == (["grants-past-ceiling"] if past else [])


def test_a_payroll_from_the_stored_document_is_the_same_payroll() -> None:
    """A ledger keeps the plan's text; paying from it gives the same lines."""
    assert read_plan(plan_document(PLAN)) == PLAN
