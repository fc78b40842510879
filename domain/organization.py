"""Organization (组织): its shops, roles, duties and calendar. Who may do what starts here.

States: founded, for ever. A duty (职责) is what a person may decide; a role (岗位) is what a person does and is paid
by.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from domain.errors import Invalid, WrongState
from domain.eventsourced import Aggregate, Created, Event, natural_id
from domain.texts import is_blank


class Duty(StrEnum):
    """What a person may decide; `manager` is held for one shop, the others for the whole organization."""

    ADMINISTRATOR = "administrator"
    HR = "hr"
    FINANCE = "finance"
    MANAGER = "manager"
    GENERAL_MANAGER = "general-manager"
    AUDITOR = "auditor"


PLATFORMS = ("taobao", "tmall", "jd")
DUTY_CHINESE: Mapping[str, str] = {
    Duty.ADMINISTRATOR: "管理员",
    Duty.HR: "人事",
    Duty.FINANCE: "财务",
    Duty.MANAGER: "店长",
    Duty.GENERAL_MANAGER: "总经理",
    Duty.AUDITOR: "审计",
}
"""What the duties are called where people read why something is refused."""

EXCLUSIVE = frozenset({Duty.ADMINISTRATOR, Duty.AUDITOR})
"""Held alone: the administrator never scores, approves or pays; the auditor reads all and changes nothing."""


class OrganizationFounded(Created):
    """An organization keeps its books here from now on."""

    TOPIC = "jixiao.organization-founded.1"
    name: str
    timezone: str


class ShopOpened(Event):
    """A shop whose people are appraised and paid together."""

    TOPIC = "jixiao.shop-opened.1"
    shop: UUID
    code: str
    name: str
    platform: str

    def apply(self, organization: "Organization") -> None:
        organization.shops[str(self.shop)] = {"code": self.code, "name": self.name, "platform": self.platform}


class RoleDefined(Event):
    """A role (岗位) that people can have in a shop."""

    TOPIC = "jixiao.role-defined.1"
    role: str
    title_zh: str
    title_en: str

    def apply(self, organization: "Organization") -> None:
        organization.roles[self.role] = {"zh": self.title_zh, "en": self.title_en}


class DutyGranted(Event):
    """A person may decide something from now on."""

    TOPIC = "jixiao.duty-granted.1"
    employee: UUID
    duty: str
    shop: UUID | None

    def apply(self, organization: "Organization") -> None:
        organization.duties[_duty_key(self.employee, self.duty, self.shop)] = (self.employee, self.duty, self.shop)


class DutyWithdrawn(Event):
    """A person may no longer decide it."""

    TOPIC = "jixiao.duty-withdrawn.1"
    employee: UUID
    duty: str
    shop: UUID | None

    def apply(self, organization: "Organization") -> None:
        del organization.duties[_duty_key(self.employee, self.duty, self.shop)]


class CalendarSet(Event):
    """The working-day calendar that deadlines are counted by from now on; the whole document, so that they can be
    recounted.
    """

    TOPIC = "jixiao.calendar-set.1"
    calendar: str
    document: str
    sha256: str

    def apply(self, organization: "Organization") -> None:
        organization.calendar = self.calendar
        organization.calendar_document = self.document


class WebhookConnected(Event):
    """Another program is told of each notice from now on. Its address and secret are nowhere here; the host is."""

    TOPIC = "jixiao.webhook-connected.1"
    webhook: UUID
    host: str

    def apply(self, organization: "Organization") -> None:
        organization.webhooks = (*organization.webhooks, self.webhook)


class WebhookEnded(Event):
    """That program is told nothing any more."""

    TOPIC = "jixiao.webhook-ended.1"
    webhook: UUID

    def apply(self, organization: "Organization") -> None:
        organization.webhooks = tuple(held for held in organization.webhooks if held != self.webhook)


def organization_stream(organization: UUID) -> UUID:
    """The id of the stream that holds the organization's own history."""
    return natural_id(organization, "organization")


def shop_id(organization: UUID, code: str) -> UUID:
    """A shop's id: its code names it within the organization."""
    return natural_id(organization, "shop", code)


class Organization(Aggregate):
    """Decides about shops, roles, duties and the calendar."""

    TOPIC = "jixiao.organization.1"

    def __init__(self, name: str, timezone: str) -> None:
        self.name = name
        self.timezone = timezone
        self.shops: dict[str, dict[str, str]] = {}
        self.roles: dict[str, dict[str, str]] = {}
        self.duties: dict[str, tuple[UUID, str, UUID | None]] = {}
        self.calendar = ""
        self.calendar_document = ""
        self.webhooks: tuple[UUID, ...] = ()

    @classmethod
    def found(cls, organization: UUID, name: str, timezone: str, *, by: str, at: datetime) -> Self:
        """Begin the organization's ledger."""
        if is_blank(name):
            raise Invalid("请填写组织名称 / an organization needs a name", code="name-missing", pointer="/name")
        return cls.begin(
            OrganizationFounded, id=organization_stream(organization), actor=by, at=at, name=name, timezone=timezone
        )

    def open_shop(self, shop: UUID, code: str, name: str, platform: str, *, by: str, at: datetime) -> None:
        """Open a shop. Raises WrongState when its code is taken, Invalid for an unknown platform."""
        if platform not in PLATFORMS:
            raise Invalid(
                f"没有平台 {platform!r}；可用：{'、'.join(PLATFORMS)} / "
                f"platform {platform!r} is unknown; use one of {', '.join(PLATFORMS)}",
                code="platform-unknown",
                pointer="/platform",
            )
        if str(shop) in self.shops:
            raise WrongState(
                f"店铺编码 {code!r} 已被使用；请换一个 / "
                f"a shop with the code {code!r} is already open; choose another code",
                code="shop-exists",
            )
        self.record(ShopOpened, actor=by, at=at, shop=shop, code=code, name=name, platform=platform)

    def define_role(self, role: str, title_zh: str, title_en: str, *, by: str, at: datetime) -> None:
        """Define a role or give it new titles."""
        titles = {"zh": title_zh, "en": title_en}
        if self.roles.get(role) == titles:
            raise WrongState(
                f"岗位 {role!r} 已用这些名称定义 / the role {role!r} is already defined with these titles",
                code="role-exists",
            )
        self.record(RoleDefined, actor=by, at=at, role=role, title_zh=title_zh, title_en=title_en)

    def grant_duty(self, employee: UUID, duty: Duty, shop: UUID | None, *, by: str, at: datetime) -> None:
        """Let a person decide something. Raises WrongState where duties exclude each other, Invalid for a wrong
        shop.
        """
        self._check_reach(duty, shop)
        held = {held_duty for person, held_duty, _ in self.duties.values() if person == employee}
        if _duty_key(employee, duty, shop) in self.duties:
            raise WrongState(
                f"此人已有职责：{DUTY_CHINESE[duty]} / this person already has the duty {duty.value!r}",
                code="duty-held",
            )
        if held and (duty in EXCLUSIVE or held & EXCLUSIVE):
            raise WrongState(
                f"{DUTY_CHINESE[duty]}不能兼任{'、'.join(DUTY_CHINESE[one] for one in sorted(held))}："
                "管理员不评分、不审批、不发放，审计不更改任何内容；请先收回另一职责 / "
                f"{duty.value!r} cannot be combined with {', '.join(sorted(held))}: an administrator never "
                "scores, approves "
                "or pays, an auditor changes nothing; withdraw the other duty first",
                code="duties-exclude-each-other",
            )
        self.record(DutyGranted, actor=by, at=at, employee=employee, duty=duty.value, shop=shop)

    def withdraw_duty(self, employee: UUID, duty: Duty, shop: UUID | None, *, by: str, at: datetime) -> None:
        """Take a duty away. The last administrator stays, or nobody could grant anything any more."""
        if _duty_key(employee, duty, shop) not in self.duties:
            raise WrongState(
                f"此人没有职责：{DUTY_CHINESE[duty]} / this person does not have the duty {duty.value!r}",
                code="duty-not-held",
            )
        if duty is Duty.ADMINISTRATOR and len(self.holders(Duty.ADMINISTRATOR)) == 1:
            raise WrongState(
                "最后一名管理员不能收回；请先授予另一人 / "
                "the last administrator cannot be withdrawn; grant another one first",
                code="last-administrator",
            )
        self.record(DutyWithdrawn, actor=by, at=at, employee=employee, duty=duty.value, shop=shop)

    def set_calendar(self, calendar: str, document: str, sha256: str, *, by: str, at: datetime) -> None:
        """Count deadlines by this calendar from now on; deadlines already stored stay as they are."""
        if document == self.calendar_document:
            raise WrongState(
                f"日历 {calendar!r} 已在使用 / the calendar {calendar!r} is already in force", code="calendar-in-force"
            )
        self.record(CalendarSet, actor=by, at=at, calendar=calendar, document=document, sha256=sha256)

    def connect_webhook(self, webhook: UUID, host: str, *, by: str, at: datetime) -> None:
        """Let another program be told of each notice."""
        self.record(WebhookConnected, actor=by, at=at, webhook=webhook, host=host)

    def end_webhook(self, webhook: UUID, *, by: str, at: datetime) -> None:
        """Tell that program nothing any more; a second time changes nothing."""
        if webhook in self.webhooks:
            self.record(WebhookEnded, actor=by, at=at, webhook=webhook)

    def require_shop(self, shop: UUID, pointer: str = "/shop") -> None:
        """Raises Invalid when there is no such shop."""
        if str(shop) not in self.shops:
            raise Invalid(
                f"没有这个店铺；请先开店 / there is no shop {shop}; open it first", code="shop-unknown", pointer=pointer
            )

    def require_role(self, role: str, pointer: str = "/role") -> None:
        """Raises Invalid when the role is not defined."""
        if role not in self.roles:
            known = ", ".join(sorted(self.roles))
            raise Invalid(
                f"岗位 {role!r} 没有定义（已定义：{known or '无'}） / "
                f"the role {role!r} is not defined (defined: {known or 'none yet'})",
                code="role-unknown",
                pointer=pointer,
            )

    def holders(self, duty: Duty, shop: UUID | None = None) -> tuple[UUID, ...]:
        """Who holds a duty (for `shop`, where it is held for one), in id order."""
        found = {person for person, held, where in self.duties.values() if held == duty and where in (None, shop)}
        return tuple(sorted(found))

    def duties_of(self, employee: UUID) -> frozenset[tuple[Duty, UUID | None]]:
        """What this person may decide, and where (None: everywhere)."""
        return frozenset((Duty(held), shop) for person, held, shop in self.duties.values() if person == employee)

    def _check_reach(self, duty: Duty, shop: UUID | None) -> None:
        if duty is Duty.MANAGER and shop is None:
            raise Invalid(
                "店长管理一个店铺；请指明店铺 / a manager manages one shop; name it",
                code="shop-missing",
                pointer="/shop",
            )
        if duty is not Duty.MANAGER and shop is not None:
            raise Invalid(
                f"{DUTY_CHINESE[duty]}的职责覆盖全组织；请去掉店铺 / "
                f"{duty.value!r} is held for the whole organization; leave the shop out",
                code="shop-refused",
                pointer="/shop",
            )
        if shop is not None:
            self.require_shop(shop)


def _duty_key(*parts: Any) -> str:
    return " ".join(str(part) for part in parts)
