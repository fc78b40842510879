"""One payroll a shop and month: balanced to the fen, approved as it stands, paid once, corrected in a later one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.errors import DomainError, Invalid, WrongState
from domain.payroll import TRANSITIONS, Adjustment, Calculation, Correction, Payroll, PayrollStatus, events, payroll_id
from tests.domain.story import SOMEBODY, Fact, fact, given, happened, id_of, refused, then

SHOP, CYCLE, APPEAL, ANNA, BO = (id_of(name) for name in ("shop", "cycle", "appeal", "anna", "bo"))
SEPTEMBER = payroll_id(SHOP, "2026-09")
DAY = date(2026, 11, 10)
MONEY = ("entitlement", "paid", "team_fund", "retained")


def line(person: object, *amounts: str) -> dict[str, Any]:
    money = dict(zip(MONEY, map(Decimal, amounts), strict=True))
    base = Decimal("4000.00")
    return {"id": str(person), "role": "service", "base": base, **money, "adjustment": Decimal("0.00"),
            "gross": base + money["paid"]}  # fmt: skip


def totals(*lines: dict[str, Any]) -> dict[str, Decimal]:
    return {name: sum((one[name] for one in lines), Decimal("0.00")) for name in (*MONEY, "base", "gross")}


LINES = (line(ANNA, "500.00", "450.00", "50.00", "0.00"), line(BO, "500.00", "0.00", "250.00", "250.00"))
CALCULATION = Calculation(CYCLE, "store-dividend", 1, {"people": ()}, {"card": 3}, LINES, totals(*LINES), "d1")
AGAIN = replace(CALCULATION, digest="d2")
ADJUSTMENT = Adjustment(
    id_of("adjustment"), ANNA, Decimal("10.00"), Decimal("-10.00"), Decimal(0), SEPTEMBER, "2026-09"
)  # fmt: skip
CORRECTION = Correction(
    {"net_profit": Decimal(900)}, {"people": (), "parameters": {}}, {str(BO): Decimal("4100.00")}, {}, "退款", ()
)  # fmt: skip

OPENED = fact(events.PayrollOpened, shop=SHOP, period="2026-10")


def calculated(by: str = "finance", digest: str = "d1") -> Fact:
    held = given(Payroll, payroll_id(SHOP, "2026-10"), OPENED)
    held.calculate(replace(CALCULATION, digest=digest), **SOMEBODY)
    return fact(events.PayrollCalculated, by, **then(held)[0].values)


APPROVED = fact(events.PayrollApproved, digest="d1")
PAID = fact(events.PayrollPaid, paid_on=DAY, reference="bank-1", appeals_until=DAY, calendar="cn-1")
INVALIDATED = fact(events.PayrollInvalidated, reason="a card was amended", appeal=APPEAL)
ROADS = {
    PayrollStatus.OPENED: [],
    PayrollStatus.CALCULATED: [calculated()],
    PayrollStatus.INVALIDATED: [calculated(), INVALIDATED],
    PayrollStatus.APPROVED: [calculated(), APPROVED],
    PayrollStatus.PAID: [calculated(), APPROVED, PAID],
}


def payroll(status: PayrollStatus = PayrollStatus.OPENED, *more: Fact) -> Payroll:
    return given(Payroll, payroll_id(SHOP, "2026-10"), OPENED, *ROADS[status], *more)


def adjust(held: Payroll, adjustment: Adjustment = ADJUSTMENT) -> None:
    held.post_adjustment(adjustment, APPEAL, "an appeal was upheld", **SOMEBODY)


ACTS: dict[str, Callable[[Payroll], None]] = {
    "calculate": lambda held: held.calculate(AGAIN, **SOMEBODY),
    "approve": lambda held: held.approve("d1", **SOMEBODY),
    "void": lambda held: held.void("算错了", **SOMEBODY),
    "pay": lambda held: held.pay(DAY, "bank-1", DAY, "cn-1", **SOMEBODY),
    "adjust": adjust,
    "correct": lambda held: held.correct(id_of("correction"), CORRECTION, **SOMEBODY),
}
OPEN, DONE, STALE, SIGNED, PAYED = PayrollStatus
ALLOWED: dict[str, dict[PayrollStatus, PayrollStatus]] = {
    "calculate": {OPEN: DONE, DONE: DONE, STALE: DONE},
    "approve": {DONE: SIGNED},
    "void": {DONE: OPEN, STALE: OPEN, SIGNED: OPEN},
    "pay": {SIGNED: PAYED},
    "adjust": {OPEN: OPEN, DONE: STALE, STALE: STALE},
    "correct": {PAYED: PAYED},
}
"""For each act, the statuses that allow it and where it leads; every other status refuses it."""


@pytest.mark.parametrize("status", PayrollStatus)
@pytest.mark.parametrize("act", ACTS)
def test_every_status_allows_its_acts_and_no_others(act: str, status: PayrollStatus) -> None:
    """Recalculating what was approved, or paying what was not, is how people are paid wrongly."""
    held = payroll(status)
    if status in ALLOWED[act]:
        ACTS[act](held)
        assert held.status == ALLOWED[act][status]
        return
    with refused(held, WrongState, "payroll-paid" if (act, status) == ("pay", PAYED) else "payroll-status"):
        ACTS[act](held)


def test_the_drawn_table_is_the_one_that_holds() -> None:
    """`docs/states.md` shows this table; an adjustment also makes a calculation out of date."""
    drawn = {act: dict.fromkeys(allowed, target) for act, (allowed, target) in TRANSITIONS.items()}
    kept = {act: dict.fromkeys(where, None) for act, where in ALLOWED.items() if act in ("adjust", "correct")}
    marked = {"invalidate": {DONE: STALE, SIGNED: STALE}}
    assert drawn == {**ALLOWED, **kept, **marked}


@pytest.mark.parametrize("status", PayrollStatus)
def test_only_what_was_calculated_and_not_paid_goes_out_of_date(status: PayrollStatus) -> None:
    """An amended card asks for a new calculation; it never touches what was paid."""
    held = payroll(status)
    held.invalidate("a card was amended", APPEAL, **SOMEBODY)
    if status in (DONE, SIGNED):
        assert (then(held), held.status) == ([INVALIDATED], STALE)
    else:
        assert (then(held), held.status) == ([], status)


def test_the_newest_calculation_stands() -> None:
    """What is approved and paid is what was computed last, with who computed it."""
    held = payroll(DONE)
    held.calculate(AGAIN, **SOMEBODY)
    assert (held.digest, held.calculated_by) == ("d2", SOMEBODY["by"])
    assert held.people == {str(ANNA), str(BO)}
    assert held.line(ANNA) == LINES[0]
    assert held.line(id_of("nobody")) is None


def test_a_superseded_calculation_is_not_approved() -> None:
    """Whoever looked at the first one must look at the second before signing it."""
    held = payroll(DONE, calculated(digest="d2"))
    with refused(held, WrongState, "payroll-superseded"):
        held.approve("d1", **SOMEBODY)
    held.approve("d2", **SOMEBODY)
    assert then(held) == [fact(events.PayrollApproved, digest="d2")]


def test_approval_without_a_digest_signs_the_newest_by_name() -> None:
    """The event always says exactly what was approved."""
    held = payroll(DONE)
    held.approve("", **SOMEBODY)
    assert then(held) == [APPROVED]


def test_voiding_needs_a_reason_and_leaves_no_lines() -> None:
    """Nobody may be paid by lines that do not stand."""
    held = payroll(SIGNED)
    with refused(held, Invalid, "reason-missing"):
        held.void(" ", **SOMEBODY)
    held.void("算错了", **SOMEBODY)
    assert (happened(held), held.lines, held.people) == ([events.PayrollVoided], (), frozenset())


@pytest.mark.parametrize("column", MONEY)
def test_a_line_that_does_not_add_up_is_not_recorded(column: str) -> None:
    """Σ entitlement = Σ paid + fund + retained, for each person: a missing fen is somebody's."""
    wrong = {**LINES[0], column: LINES[0][column] + Decimal("0.01")}
    held = payroll()
    with refused(held, DomainError, "unbalanced"):
        held.calculate(replace(CALCULATION, lines=(wrong, LINES[1]), totals=totals(wrong, LINES[1])), **SOMEBODY)


@pytest.mark.parametrize("column", MONEY)
def test_totals_are_the_sums_of_the_lines(column: str) -> None:
    """What finance transfers to the fund is a total; it must be what the people's lines say."""
    wrong = {**CALCULATION.totals, column: CALCULATION.totals[column] - Decimal("0.01")}
    held = payroll()
    with refused(held, DomainError, "unbalanced"):
        held.calculate(replace(CALCULATION, totals=wrong), **SOMEBODY)


def test_it_is_paid_once() -> None:
    """The second payment names itself as what it is, and says what to do instead."""
    held = payroll(PAYED)
    with pytest.raises(WrongState, match="adjustment") as caught:
        ACTS["pay"](held)
    assert caught.value.code == "payroll-paid"
    assert held.appeals_until == DAY


def test_a_correction_leaves_what_was_paid_as_it_was() -> None:
    """What it should have been stands beside it, for the next correction to go on from."""
    held = payroll(PAYED)
    lines = held.lines
    held.correct(id_of("correction"), CORRECTION, **SOMEBODY)
    more = replace(CORRECTION, figures={"turnover": Decimal(5)}, reason="还有")
    held.correct(id_of("another"), more, **SOMEBODY)
    assert (held.lines, held.inputs, held.exempt) == (lines, CORRECTION.inputs, CORRECTION.exempt)
    assert held.figures == {"net_profit": Decimal(900), "turnover": Decimal(5)}


def test_a_correction_says_why() -> None:
    """Everybody whose pay changes reads it."""
    held = payroll(PAYED)
    with refused(held, Invalid, "reason-missing"):
        held.correct(id_of("correction"), replace(CORRECTION, reason=" "), **SOMEBODY)


@pytest.mark.parametrize("column", ["paid", "team_fund", "retained"])
def test_an_adjustment_makes_no_money(column: str) -> None:
    """What somebody gets more, the fund or the company has less."""
    held = payroll()
    with refused(held, DomainError, "unbalanced"):
        adjust(held, replace(ADJUSTMENT, **{column: Decimal("0.01") + getattr(ADJUSTMENT, column)}))


def test_an_adjustment_names_what_it_corrects_and_waits() -> None:
    """A correction without its cause cannot be checked; the next calculation finds it here."""
    held = payroll()
    adjust(held)
    assert then(held) == [
        fact(
            events.AdjustmentPosted,
            adjustment=id_of("adjustment"),
            employee=ANNA,
            paid=Decimal("10.00"),
            team_fund=Decimal("-10.00"),
            retained=Decimal(0),
            corrects=SEPTEMBER,
            corrected_period="2026-09",
            appeal=APPEAL,
            reason="an appeal was upheld",
        )
    ]
    assert held.adjustments == {str(ADJUSTMENT.id): ADJUSTMENT.as_data()}
    assert held.takes_adjustments


@pytest.mark.parametrize("status", PayrollStatus)
def test_what_still_takes_adjustments_says_so(status: PayrollStatus) -> None:
    """A correction goes to the first payroll that can still take it."""
    assert payroll(status).takes_adjustments is (status in ALLOWED["adjust"])


def test_adjustments_survive_a_void_and_a_new_calculation() -> None:
    """Taking a calculation back must not lose what earlier months owe."""
    held = payroll(DONE)
    adjust(held)
    held.void("重算", **SOMEBODY)
    held.calculate(AGAIN, **SOMEBODY)
    assert list(held.adjustments) == [str(ADJUSTMENT.id)]
