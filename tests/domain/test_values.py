"""Rounding and errors that many rooms share."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import DomainError, Fault, Forbidden, Invalid, InvalidDocument, NotFound, WrongState
from domain.eventsourced import natural_id
from domain.values import cents, cents_of, shown

HALVES = [("0.005", "0.01"), ("0.004999", "0.00"), ("-0.005", "-0.01"), ("2.675", "2.68"), ("1", "1.00")]


@pytest.mark.parametrize(("exact", "rounded"), HALVES)
def test_a_half_is_rounded_away_from_zero(exact: str, rounded: str) -> None:
    """Half-even would round 2.675 and 2.685 differently; a payslip is checked by hand."""
    assert str(cents(Decimal(exact))) == rounded


def test_fractions_keep_on_which_side_of_half_they_are() -> None:
    """A decimal quotient cut at 28 digits may look like exactly half when it is less."""
    nearly = Fraction(5, 1000) - Fraction(1, 10**40)
    assert (cents_of(nearly), cents_of(Fraction(5, 1000))) == (Decimal("0.00"), Decimal("0.01"))
    assert str(cents_of(Fraction(12345))) == "12345.00"


@given(st.fractions(min_value=0, max_value=10**9))
def test_rounding_moves_an_amount_by_half_a_fen_at_most(amount: Fraction) -> None:
    """More would be money from nowhere."""
    rounded = cents_of(amount)
    assert abs(Fraction(rounded) - amount) <= Fraction(1, 200)
    assert rounded == rounded.quantize(Decimal("0.01"))


def test_a_shown_rate_has_six_decimals() -> None:
    """31.2 % of visitors is printed the same everywhere."""
    assert str(shown(Decimal("0.31234549"))) == "0.312345"
    assert str(shown(Decimal("0.3123455"))) == "0.312346"


def test_names_do_not_run_into_each_other() -> None:
    """Two shops called `1` + `2-10` and `12` + `-10` must not be one."""
    assert natural_id("a", "bc") != natural_id("ab", "c")
    assert natural_id("shop", 1) == natural_id("shop", "1")


@pytest.mark.parametrize("kind", [Invalid, WrongState, Forbidden, NotFound])
def test_an_error_has_the_code_of_its_kind_unless_it_says_a_better_one(kind: type[DomainError]) -> None:
    """Programs tell errors apart by code; none may be without one."""
    assert kind("it is wrong").code == kind.code != DomainError.code
    named = kind("it is wrong", code="quite-wrong", pointer="/amount", clause="D04 三.3")
    assert (named.code, named.pointer, named.clause) == ("quite-wrong", "/amount", "D04 三.3")
    assert str(named) == named.message == "it is wrong"


def test_an_invalid_document_names_every_fault() -> None:
    """Whoever corrects a file wants all that is wrong with it, not the first thing."""
    error = InvalidDocument([Fault("/items/0", "a", "first"), Fault("", "b", "second")])
    assert str(error) == "/items/0: first; /: second"
    assert [fault.code for fault in error.faults] == ["a", "b"]
