"""Where somebody works and for what base pay: what a month's base comes to, to the fen."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from domain.employee import (
    BasePaySet,
    Employee,
    EmployeeHired,
    EmployeeLeft,
    EmployeeMoved,
    ErasureReason,
    PersonErased,
    employee_id,
)
from domain.errors import Invalid, WrongState
from tests.domain.story import SOMEBODY, Fact, fact, given, id_of, refused, sealed, then

ORG = id_of("organization")
HERE, THERE = id_of("main shop"), id_of("second shop")
LEAD, OTHER_LEAD = id_of("lead"), id_of("other lead")
PERSON = employee_id(ORG, "E001")
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


def hired(on: date = date(2025, 1, 1)) -> Fact:
    return fact(EmployeeHired, number="E001", shop=HERE, role="service", lead=LEAD, hired_on=on, regular=True)


def paid(amount: str, since: date = date(2025, 1, 1)) -> Fact:
    return fact(BasePaySet, amount=Decimal(amount), effective_on=since, reason=sealed())


def moved(on: date, shop: UUID | None = THERE, role: str = "design", lead: UUID | None = OTHER_LEAD) -> Fact:
    return fact(EmployeeMoved, shop=shop, role=role, lead=lead, effective_on=on, reason=sealed())


def left(on: date) -> Fact:
    return fact(EmployeeLeft, left_on=on, reason=sealed())


def employee(*facts: Fact) -> Employee:
    begins = facts and facts[0].event is EmployeeHired
    return given(Employee, PERSON, *(() if begins else (hired(),)), *facts)


def base(*facts: Fact, shop: UUID = HERE, first: date = FIRST, last: date = LAST) -> str:
    """The base pay of October 2026 (31 days) in a shop."""
    return str(employee(*facts).base_for(shop, first, last))


def test_hiring_says_where_and_since_when() -> None:
    """The number names the person: whoever is hired under it again is the same stream, so a conflict."""
    person = Employee.hire(
        ORG, "E001", shop=HERE, role="service", lead=LEAD, hired_on=date(2025, 1, 1), regular=True, **SOMEBODY
    )
    assert person.id == PERSON
    assert then(person) == [hired()]


def test_a_move_counts_from_its_day() -> None:
    """Whose card and whose cycle it is follows the post of the day, not the newest one."""
    person = employee()
    person.move(
        shop=THERE, role="design", lead=OTHER_LEAD, effective_on=date(2026, 10, 16), reason=sealed(), **SOMEBODY
    )
    assert then(person) == [moved(date(2026, 10, 16))]
    assert person.post_on(date(2026, 10, 15)) == (HERE, "service", LEAD)
    assert person.post_on(date(2026, 10, 16)) == (THERE, "design", OTHER_LEAD)
    assert person.last_post_in(HERE, FIRST, LAST) == ("service", LEAD)
    assert person.last_post_in(THERE, FIRST, LAST) == ("design", OTHER_LEAD)
    assert (person.shop, person.role, person.lead) == (THERE, "design", OTHER_LEAD)


def test_posts_before_hiring_and_after_leaving_are_none() -> None:
    """Nobody takes part in a month in which they did not work."""
    person = employee(hired(date(2026, 10, 10)), left(date(2026, 10, 20)))
    assert person.post_on(date(2026, 10, 9)) is None
    assert person.post_on(date(2026, 10, 20)) == (HERE, "service", LEAD)
    assert person.post_on(date(2026, 10, 21)) is None
    assert person.last_post_in(HERE, date(2026, 11, 1), date(2026, 11, 30)) is None
    assert person.last_post_in(HERE, LAST, FIRST) is None


def test_history_is_not_moved_about() -> None:
    """A move before the last one would change who led whom when cards were scored."""
    person = employee(moved(date(2026, 10, 16)))
    with refused(person, Invalid, "effective-before-last"):
        person.move(shop=HERE, role="", lead=None, effective_on=date(2026, 10, 15), reason=sealed(), **SOMEBODY)
    with refused(person, Invalid, "lead-is-self"):
        person.move(shop=HERE, role="", lead=PERSON, effective_on=LAST, reason=sealed(), **SOMEBODY)


@pytest.mark.parametrize("amount", ["-0.01", "4000.001"])
def test_base_pay_is_money(amount: str) -> None:
    """A negative wage or a tenth of a fen cannot be paid."""
    person = employee()
    with refused(person, Invalid, "amount-invalid"):
        person.set_base_pay(Decimal(amount), effective_on=FIRST, reason=sealed(), **SOMEBODY)


def test_base_pay_of_zero_is_allowed() -> None:
    """Some are paid by commission alone."""
    person = employee()
    person.set_base_pay(Decimal(0), effective_on=FIRST, reason=sealed(), **SOMEBODY)
    assert then(person) == [paid("0", FIRST)]


@pytest.mark.parametrize("act", ["move", "pay", "leave"])
def test_nothing_about_a_leavers_post_changes(act: str) -> None:
    """Leaving ends the employment once; what was earned before stays as it was."""
    person = employee(left(date(2026, 10, 20)))
    with refused(person, WrongState, "employee-left"):
        if act == "move":
            person.move(shop=THERE, role="", lead=None, effective_on=LAST, reason=sealed(), **SOMEBODY)
        elif act == "pay":
            person.set_base_pay(Decimal(1), effective_on=LAST, reason=sealed(), **SOMEBODY)
        else:
            person.leave(left_on=LAST, reason=sealed(), **SOMEBODY)


def test_leaving_before_hiring_is_refused() -> None:
    """A slip of the year would erase the whole employment."""
    person = employee()
    with refused(person, Invalid, "left-before-hired"):
        person.leave(left_on=date(2024, 12, 31), reason=sealed(), **SOMEBODY)
    person.leave(left_on=date(2026, 10, 20), reason=sealed(), **SOMEBODY)
    assert then(person) == [left(date(2026, 10, 20))]


def test_an_erasure_is_ordered_once_with_a_reason_of_the_law() -> None:
    """The tombstone outlives what it erases, so it has room for a file number and for nothing about the person."""
    person = employee(left(date(2026, 10, 20)))
    for reference in ("王小明 要求", "x" * 65, "HR 17", "-1"):
        with refused(person, Invalid, "reference-malformed"):
            person.erase(reason=ErasureReason.CONSENT_WITHDRAWN, reference=reference, **SOMEBODY)
    for _ in range(2):
        person.erase(reason=ErasureReason.RETENTION_ENDED, reference="HR-2026/017", **SOMEBODY)
    assert then(person) == [fact(PersonErased, reason="retention-ended", reference="HR-2026/017")]
    assert person.erased


def test_an_erased_person_keeps_what_is_due() -> None:
    """Posts, base pay and leaving are figures and ids: they go on."""
    person = employee(paid("3100"), fact(PersonErased, reason="consent-withdrawn", reference=""))
    person.leave(left_on=date(2026, 10, 10), reason=sealed(), **SOMEBODY)
    assert str(person.base_for(HERE, FIRST, LAST)) == "1000.00"


def test_a_whole_month_is_the_whole_base() -> None:
    """31 daily parts of 4000 / 31 must not lose a fen."""
    assert base(paid("4000")) == "4000.00"
    assert base(paid("3333.33")) == "3333.33"
    assert base(paid("4000"), first=date(2026, 2, 1), last=date(2026, 2, 28)) == "4000.00"


def test_a_raise_in_the_month_counts_from_its_day() -> None:
    """15 days of 4000 and 16 of 5000: (15 × 4000 + 16 × 5000) / 31 = 4516.129…"""
    assert base(paid("4000"), paid("5000", date(2026, 10, 16))) == "4516.13"


def test_somebody_who_joins_in_the_month_earns_from_that_day() -> None:
    """22 of 31 days of 4000: 2838.709…"""
    assert base(hired(date(2026, 10, 10)), paid("4000")) == "2838.71"


def test_somebody_who_leaves_in_the_month_earns_to_that_day() -> None:
    """The last day of work is paid: 20 of 31 days of 4000 is 2580.645…, and half a fen goes up."""
    assert base(paid("4000"), left(date(2026, 10, 20))) == "2580.65"
    assert base(paid("4000"), left(date(2026, 9, 30))) == "0.00"


def test_somebody_who_moves_earns_in_both_shops() -> None:
    """Each shop pays its days: 15 and 16 of 31 of 4000; rounded once each, the two still come to the whole."""
    here, there = (base(paid("4000"), moved(date(2026, 10, 16)), shop=shop) for shop in (HERE, THERE))
    assert (here, there) == ("1935.48", "2064.52")


def test_a_move_and_a_raise_meet_in_one_month() -> None:
    """Moved on the 11th, raised on the 21st: 10 days here, 10 of 3100 and 11 of 6200 there; 31 days make it plain."""
    facts = (paid("3100"), moved(date(2026, 10, 11)), paid("6200", date(2026, 10, 21)))
    assert base(*facts, shop=HERE) == "1000.00"
    assert base(*facts, shop=THERE) == "3200.00"


def test_days_without_base_pay_earn_none() -> None:
    """Base pay that begins in the month is not paid backwards."""
    assert base() == "0.00"
    assert base(paid("3100", date(2026, 10, 30))) == "200.00"


def test_a_later_entry_for_the_same_day_wins() -> None:
    """A typing error is put right by entering the figure again; the higher one is not simply taken."""
    assert base(paid("5000", FIRST), paid("4000", FIRST)) == "4000.00"
    assert base(paid("4000", FIRST), paid("5000", FIRST)) == "5000.00"


def test_a_figure_entered_late_for_an_earlier_day_counts_from_that_day_only() -> None:
    """An older effective day does not displace a newer one."""
    assert base(paid("6200", date(2026, 10, 16)), paid("3100", date(2026, 10, 1))) == "4700.00"


def test_half_a_fen_is_rounded_up_once() -> None:
    """A single half fen shows that the month is summed exactly and rounded at the end, not a day at a time."""
    assert base(paid("0.31"), left(date(2026, 10, 1))) == "0.01"
    assert base(paid("0.01"), left(date(2026, 10, 15))) == "0.00"
    assert base(paid("0.01"), left(date(2026, 10, 16))) == "0.01"
    assert base(paid("0.15"), first=date(2026, 6, 1), last=date(2026, 6, 1)) == "0.01"
