"""The team fund: fed once by each payroll, never spent past what it holds (D04 三.4)."""

from decimal import Decimal

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from domain.errors import DomainError, Invalid, WrongState
from domain.team_fund import FundCorrected, FundCredited, FundSpent, TeamFund, TeamFundOpened, team_fund_id
from tests.domain.story import SOMEBODY, Fact, fact, given, id_of, refused, then

SHOP, OCTOBER, NOVEMBER = id_of("shop"), id_of("october"), id_of("november")
DINNER, APPEAL = id_of("dinner"), id_of("appeal")
CREDITED = fact(FundCredited, payroll=OCTOBER, period="2026-10", amount=Decimal("500.00"))

AMOUNTS = st.decimals(min_value=-100, max_value=10_000, places=2)
ACTS = st.lists(st.tuples(st.sampled_from(["credit", "spend", "correct"]), AMOUNTS, st.integers(0, 5)), max_size=30)


def fund(*facts: Fact) -> TeamFund:
    return given(TeamFund, team_fund_id(SHOP), fact(TeamFundOpened, shop=SHOP), *facts)


def test_it_begins_empty() -> None:
    """A new shop has nothing to spend."""
    opened = TeamFund.open(SHOP, **SOMEBODY)
    assert then(opened) == [fact(TeamFundOpened, shop=SHOP)]
    assert str(opened.balance) == "0.00"


def test_each_payroll_feeds_it_once() -> None:
    """Crediting a payroll twice would be money that nobody earned."""
    held = fund(CREDITED)
    with refused(held, WrongState, "fund-credited"):
        held.credit(OCTOBER, "2026-10", Decimal("500.00"), **SOMEBODY)
    held.credit(NOVEMBER, "2026-11", Decimal("20.50"), **SOMEBODY)
    assert then(held) == [fact(FundCredited, payroll=NOVEMBER, period="2026-11", amount=Decimal("20.50"))]
    assert held.balance == Decimal("520.50")


def test_all_of_it_may_be_spent_and_not_a_fen_more() -> None:
    """The fund cannot lend."""
    held = fund(CREDITED)
    with refused(held, Invalid, "fund-too-small"):
        held.spend(DINNER, Decimal("500.01"), "聚餐", **SOMEBODY)
    held.spend(DINNER, Decimal("500.00"), "聚餐", **SOMEBODY)
    assert then(held) == [fact(FundSpent, spending=DINNER, amount=Decimal("500.00"), purpose="聚餐")]
    with refused(held, Invalid, "fund-too-small"):
        held.spend(id_of("tea"), Decimal("0.01"), "茶", **SOMEBODY)


@pytest.mark.parametrize("amount", ["0", "-1.00", "1.001"])
def test_a_spending_is_an_amount_of_money(amount: str) -> None:
    """A negative spending would fill the fund from nowhere."""
    held = fund(CREDITED)
    with refused(held, Invalid, "amount-invalid"):
        held.spend(DINNER, Decimal(amount), "聚餐", **SOMEBODY)


def test_a_spending_has_a_purpose() -> None:
    """The team sees what its money went to."""
    held = fund(CREDITED)
    with refused(held, Invalid, "reason-missing"):
        held.spend(DINNER, Decimal("1.00"), "  ", **SOMEBODY)


def test_a_correction_may_leave_it_short_until_the_next_credit() -> None:
    """What was spent is spent; the next month evens it out, and nothing can be spent meanwhile."""
    spent = fact(FundSpent, spending=DINNER, amount=Decimal("500.00"), purpose="聚餐")
    held = fund(CREDITED, spent)
    held.correct(OCTOBER, APPEAL, Decimal("-12.34"), "a card was amended", **SOMEBODY)
    correction = {"payroll": OCTOBER, "appeal": APPEAL, "amount": Decimal("-12.34"), "reason": "a card was amended"}
    assert then(held) == [fact(FundCorrected, **correction)]
    assert held.balance == Decimal("-12.34")
    with refused(held, Invalid, "fund-too-small"):
        held.spend(DINNER, Decimal("0.01"), "茶", **SOMEBODY)


@over(ACTS)
def test_its_balance_is_the_sum_of_its_ledger(acts: list[tuple[str, Decimal, int]]) -> None:
    """However it was fed, corrected and spent, what is in it is what its events say."""
    held = fund()
    for act, amount, month in acts:
        payroll = id_of(f"month {month}")
        try:
            if act == "credit":
                held.credit(payroll, "2026-10", amount, **SOMEBODY)
            elif act == "spend":
                held.spend(id_of("spending"), amount, "聚餐", **SOMEBODY)
                assert held.balance >= 0
            else:
                held.correct(payroll, None, amount, "更正", **SOMEBODY)
        except DomainError:
            continue
    signs = {FundCredited: 1, FundCorrected: 1, FundSpent: -1}
    assert held.balance == sum((signs[done.event] * done.values["amount"] for done in then(held)), Decimal(0))
    credited = [done.values["payroll"] for done in then(held) if done.event is FundCredited]
    assert len(credited) == len(set(credited))
