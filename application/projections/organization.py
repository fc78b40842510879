"""The organization, its shops, roles, calendars, and who holds which duty now."""

from collections.abc import Iterable
from typing import Any

from application.ports import Removal
from application.projections.plain import Body, fields, in_order
from application.projections.projecting import Change, Entry, EventModel, StreamModel, unchanged
from domain.organization import (
    CalendarSet,
    DutyGranted,
    DutyWithdrawn,
    OrganizationFounded,
    RoleDefined,
    ShopOpened,
    WebhookConnected,
    WebhookEnded,
)

ORGANIZATION, SHOPS, ROLES, DUTIES, CALENDARS = "organization", "shops", "roles", "duties", "calendars"


def _founded(event: OrganizationFounded, entry: Entry) -> Body:
    return {**fields(event), "founded": entry.mark(), "calendar": None, "calendar_sha256": None}


def _calendar_named(event: CalendarSet, body: Body, _entry: Entry) -> Body:
    return {**body, "calendar": event.calendar, "calendar_sha256": event.sha256}


def _place(_body: Body, _entry: Entry) -> tuple[str, str]:
    return "", ""


ORGANIZATION_MODEL = StreamModel(
    ORGANIZATION,
    begins={OrganizationFounded: _founded},
    changes={
        ShopOpened: unchanged,
        RoleDefined: unchanged,
        DutyGranted: unchanged,
        DutyWithdrawn: unchanged,
        CalendarSet: _calendar_named,
        WebhookConnected: unchanged,
        WebhookEnded: unchanged,
    },
    place=_place,
)


def _shop_opened(event: ShopOpened, entry: Entry) -> Iterable[Change]:
    facts = fields(event)
    body = {"id": facts.pop("shop"), **facts, "opened": entry.mark()}
    yield entry.row(SHOPS, body["id"], body, sort=event.code)


def _role_defined(event: RoleDefined, entry: Entry) -> Iterable[Change]:
    body = {"id": event.role, "title": {"zh": event.title_zh, "en": event.title_en}}
    yield entry.row(ROLES, event.role, body, sort=event.role)


def _duty_granted(event: DutyGranted, entry: Entry) -> Iterable[Change]:
    key, facts = _duty_key(event), fields(event)
    yield entry.row(DUTIES, key, {**facts, "granted": entry.mark()}, parent=facts["employee"], sort=event.duty)


def _duty_withdrawn(event: DutyWithdrawn, _entry: Entry) -> Iterable[Change]:
    yield Removal(DUTIES, _duty_key(event))


def _calendar_set(event: CalendarSet, entry: Entry) -> Iterable[Change]:
    body = {**fields(event), "set": entry.mark()}
    yield entry.row(CALENDARS, event.sha256, body, sort=in_order(entry.position))


def _duty_key(event: Any) -> str:
    return f"{event.employee} {event.duty} {event.shop or '*'}"


SHOPS_MODEL = EventModel(SHOPS, {ShopOpened: _shop_opened})
ROLES_MODEL = EventModel(ROLES, {RoleDefined: _role_defined})
DUTIES_MODEL = EventModel(DUTIES, {DutyGranted: _duty_granted, DutyWithdrawn: _duty_withdrawn})
CALENDARS_MODEL = EventModel(CALENDARS, {CalendarSet: _calendar_set})
MODELS = (ORGANIZATION_MODEL, SHOPS_MODEL, ROLES_MODEL, DUTIES_MODEL, CALENDARS_MODEL)
