"""Shops, roles, duties and the calendar: what everything that a person may do rests on."""

from uuid import UUID

import pytest

from domain.errors import Invalid, WrongState
from domain.organization import (
    CalendarSet,
    Duty,
    DutyGranted,
    DutyWithdrawn,
    Organization,
    OrganizationFounded,
    RoleDefined,
    ShopOpened,
    WebhookConnected,
    WebhookEnded,
    organization_stream,
    shop_id,
)
from tests.domain.story import SOMEBODY, Fact, fact, given, id_of, refused, then

ORG = id_of("organization")
SHOP = shop_id(ORG, "main")
OTHER_SHOP = shop_id(ORG, "second")
ADMIN, PERSON = id_of("admin"), id_of("person")
FOUNDED = fact(OrganizationFounded, name="云上小店", timezone="Asia/Shanghai")
OPENED = fact(ShopOpened, shop=SHOP, code="main", name="主店", platform="taobao")
EXCLUSIVE = (Duty.ADMINISTRATOR, Duty.AUDITOR)
CODES = {
    "shop-missing": lambda org: org.grant_duty(PERSON, Duty.MANAGER, None, **SOMEBODY),
    "shop-refused": lambda org: org.grant_duty(PERSON, Duty.HR, SHOP, **SOMEBODY),
    "shop-unknown": lambda org: org.grant_duty(PERSON, Duty.MANAGER, OTHER_SHOP, **SOMEBODY),
    "platform-unknown": lambda org: org.open_shop(OTHER_SHOP, "second", "二店", "ebay", **SOMEBODY),
    "role-unknown": lambda org: org.require_role("packer"),
}


def organization(*facts: Fact) -> Organization:
    return given(Organization, organization_stream(ORG), FOUNDED, OPENED, *facts)


def granted(duty: Duty, employee: UUID = PERSON, shop: UUID | None = None) -> Fact:
    return fact(DutyGranted, employee=employee, duty=duty.value, shop=shop)


def reach(duty: Duty) -> UUID | None:
    return SHOP if duty is Duty.MANAGER else None


def test_it_is_founded_with_a_name() -> None:
    """The first event of a ledger says whose books these are."""
    organization = Organization.found(ORG, "云上小店", "Asia/Shanghai", **SOMEBODY)
    assert then(organization) == [FOUNDED]
    with pytest.raises(Invalid) as caught:
        Organization.found(ORG, "  ", "Asia/Shanghai", **SOMEBODY)
    assert caught.value.code == "name-missing"


def test_a_shop_is_opened_once() -> None:
    """Two shops of one code would share cycles, payrolls and a fund."""
    org = organization()
    with refused(org, WrongState, "shop-exists"):
        org.open_shop(SHOP, "main", "另一家", "jd", **SOMEBODY)
    org.open_shop(OTHER_SHOP, "second", "二店", "jd", **SOMEBODY)
    assert then(org) == [fact(ShopOpened, shop=OTHER_SHOP, code="second", name="二店", platform="jd")]


def test_a_role_gets_new_titles_but_not_the_same_again() -> None:
    """A retitled role keeps its id, so people and shares stay where they are; an event that says nothing is noise."""
    service = fact(RoleDefined, role="service", title_zh="客服", title_en="Service")
    org = organization(service)
    with refused(org, WrongState, "role-exists"):
        org.define_role("service", "客服", "Service", **SOMEBODY)
    org.define_role("service", "客户服务", "Service", **SOMEBODY)
    assert then(org) == [fact(RoleDefined, role="service", title_zh="客户服务", title_en="Service")]
    org.require_role("service")


@pytest.mark.parametrize("code", CODES)
def test_what_does_not_exist_or_fit_is_refused(code: str) -> None:
    """A duty for a shop that does not exist would be held by nobody's rule."""
    org = organization()
    with refused(org, Invalid, code):
        CODES[code](org)


@pytest.mark.parametrize("duty", Duty)
def test_a_duty_is_granted_withdrawn_and_granted_again(duty: Duty) -> None:
    """People come back to a duty; its history says each time."""
    org = organization(granted(Duty.ADMINISTRATOR, ADMIN))
    for _ in range(2):
        org.grant_duty(PERSON, duty, reach(duty), **SOMEBODY)
        assert org.duties_of(PERSON) == {(duty, reach(duty))}
        org.withdraw_duty(PERSON, duty, reach(duty), **SOMEBODY)
        assert org.duties_of(PERSON) == frozenset()
    facts = {"employee": PERSON, "duty": duty.value, "shop": reach(duty)}
    assert then(org) == [fact(DutyGranted, **facts), fact(DutyWithdrawn, **facts)] * 2


@pytest.mark.parametrize("duty", Duty)
def test_a_duty_is_not_held_twice_nor_withdrawn_unheld(duty: Duty) -> None:
    """Withdrawing once must end it."""
    org = organization(granted(Duty.ADMINISTRATOR, ADMIN), granted(duty, PERSON, reach(duty)))
    with refused(org, WrongState, "duty-held"):
        org.grant_duty(PERSON, duty, reach(duty), **SOMEBODY)
    with refused(org, WrongState, "duty-not-held"):
        org.withdraw_duty(id_of("nobody"), duty, reach(duty), **SOMEBODY)


@pytest.mark.parametrize("held", Duty)
@pytest.mark.parametrize("wanted", Duty)
def test_administrator_and_auditor_hold_nothing_else(held: Duty, wanted: Duty) -> None:
    """Who grants duties never scores or pays; who audits has nothing of their own to hide. The others combine."""
    org = organization(granted(held, PERSON, reach(held)))
    if held is wanted:
        return
    if held in EXCLUSIVE or wanted in EXCLUSIVE:
        with refused(org, WrongState, "duties-exclude-each-other"):
            org.grant_duty(PERSON, wanted, reach(wanted), **SOMEBODY)
    else:
        org.grant_duty(PERSON, wanted, reach(wanted), **SOMEBODY)
        assert org.duties_of(PERSON) == {(held, reach(held)), (wanted, reach(wanted))}


def test_one_person_manages_several_shops() -> None:
    """Small companies have one manager for two shops; each is a duty of its own."""
    second = fact(ShopOpened, shop=OTHER_SHOP, code="second", name="二店", platform="jd")
    org = organization(second, granted(Duty.MANAGER, PERSON, SHOP))
    org.grant_duty(PERSON, Duty.MANAGER, OTHER_SHOP, **SOMEBODY)
    assert org.holders(Duty.MANAGER, SHOP) == org.holders(Duty.MANAGER, OTHER_SHOP) == (PERSON,)


def test_the_last_administrator_stays() -> None:
    """Without one nobody could ever grant a duty again."""
    org = organization(granted(Duty.ADMINISTRATOR, ADMIN))
    with refused(org, WrongState, "last-administrator"):
        org.withdraw_duty(ADMIN, Duty.ADMINISTRATOR, None, **SOMEBODY)
    org.grant_duty(PERSON, Duty.ADMINISTRATOR, None, **SOMEBODY)
    org.withdraw_duty(ADMIN, Duty.ADMINISTRATOR, None, **SOMEBODY)
    assert org.holders(Duty.ADMINISTRATOR) == (PERSON,)


def test_the_calendar_in_force_is_replaced_by_another_only() -> None:
    """Deadlines name the calendar that they were counted by; the same one again would be an event without a fact."""
    in_force = fact(CalendarSet, calendar="cn-1", document="{}", sha256="0" * 64)
    org = organization(in_force)
    with refused(org, WrongState, "calendar-in-force"):
        org.set_calendar("cn-1", "{}", "0" * 64, **SOMEBODY)
    org.set_calendar("cn-2", '{"a":1}', "1" * 64, **SOMEBODY)
    assert then(org) == [fact(CalendarSet, calendar="cn-2", document='{"a":1}', sha256="1" * 64)]
    assert (org.calendar, org.calendar_document) == ("cn-2", '{"a":1}')


def test_a_program_that_is_told_of_notices_is_on_record_until_it_is_ended() -> None:
    """By its host alone: address and secret are nobody's to read. Ended twice is ended once."""
    hook = id_of("webhook")
    connected = fact(WebhookConnected, webhook=hook, host="hooks.example.com")
    told = organization()
    told.connect_webhook(hook, "hooks.example.com", **SOMEBODY)
    told.end_webhook(hook, **SOMEBODY)
    told.end_webhook(hook, **SOMEBODY)
    assert then(told) == [connected, fact(WebhookEnded, webhook=hook)]
    again = organization(connected, fact(WebhookEnded, webhook=hook))
    again.end_webhook(hook, **SOMEBODY)
    assert then(again) == []
