"""Employee (员工): where somebody works, since when, for what base pay. Names are kept sealed beside the ledger,
never here.

States: hired, left. A leaver keeps cards, appeals and pay that is due. Whoever was erased keeps them too: what goes is
the key to everything that was said about them.
"""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Self
from uuid import UUID

from domain.errors import Invalid, WrongState
from domain.eventsourced import Aggregate, Created, Event, natural_id
from domain.values import Sealed, cents, cents_of


class EmployeeHired(Created):
    """Somebody works in a shop, in a role, under a lead."""

    TOPIC = "jixiao.employee-hired.1"
    number: str
    shop: UUID | None
    role: str
    lead: UUID | None
    hired_on: date
    regular: bool


class EmployeeMoved(Event):
    """Another shop, role or lead from a day on."""

    TOPIC = "jixiao.employee-moved.1"
    shop: UUID | None
    role: str
    lead: UUID | None
    effective_on: date
    reason: Sealed

    def apply(self, employee: "Employee") -> None:
        employee.posts = (*employee.posts, (self.effective_on, self.shop, self.role, self.lead))


class BasePaySet(Event):
    """Base pay (底薪) in yuan a month from a day on."""

    TOPIC = "jixiao.base-pay-set.1"
    amount: Decimal
    effective_on: date
    reason: Sealed

    def apply(self, employee: "Employee") -> None:
        employee.base_pays = (*employee.base_pays, (self.effective_on, self.amount))


class EmployeeLeft(Event):
    """The last day of work."""

    TOPIC = "jixiao.employee-left.1"
    left_on: date
    reason: Sealed

    def apply(self, employee: "Employee") -> None:
        employee.left_on = self.left_on


class TokenHandedOut(Event):
    """Somebody was given a token: whoever has it acts as this person until it expires. The token itself is nowhere."""

    TOPIC = "jixiao.token-handed-out.1"
    expires_at: datetime


class TokensRevoked(Event):
    """All of this person's tokens ended."""

    TOPIC = "jixiao.tokens-revoked.1"


class ErasureReason(StrEnum):
    """Why a person's data is deleted: the cases of the Personal Information Protection Law (个人信息保护法).

    A closed list: a free text about the person would outlive the erasure that it explains.

    Source: PIPL 第四十七条
    """

    PURPOSE_FULFILLED = "purpose-fulfilled"
    RETENTION_ENDED = "retention-ended"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    UNLAWFUL_PROCESSING = "unlawful-processing"
    OTHER_LAW = "other-law"


class PersonErased(Event):
    """The person's key was ordered to be destroyed: what was sealed about them can never be read again."""

    TOPIC = "jixiao.person-erased.1"
    reason: str
    reference: str

    def apply(self, employee: "Employee") -> None:
        employee.erased = True


REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}", re.ASCII)


def employee_id(organization: UUID, number: str) -> UUID:
    """A person's id: the staff number (工号) names them within the organization."""
    return natural_id(organization, "employee", number)


class Employee(Aggregate):
    """Decides about hiring, moves, base pay and leaving."""

    TOPIC = "jixiao.employee.1"

    def __init__(
        self, number: str, shop: UUID | None, role: str, lead: UUID | None, hired_on: date, regular: bool
    ) -> None:
        self.number = number
        self.regular = regular
        self.hired_on = hired_on
        self.left_on: date | None = None
        self.erased = False
        self.posts: tuple[tuple[date, UUID | None, str, UUID | None], ...] = ((hired_on, shop, role, lead),)
        self.base_pays: tuple[tuple[date, Decimal], ...] = ()

    @classmethod
    def hire(
        cls,
        organization: UUID,
        number: str,
        *,
        shop: UUID | None,
        role: str,
        lead: UUID | None,
        hired_on: date,
        regular: bool,
        by: str,
        at: datetime,
    ) -> Self:
        """Hire somebody; a second one with the same number is a conflict of their streams."""
        return cls.begin(
            EmployeeHired,
            id=employee_id(organization, number),
            actor=by,
            at=at,
            number=number,
            shop=shop,
            role=role,
            lead=lead,
            hired_on=hired_on,
            regular=regular,
        )

    def move(
        self,
        *,
        shop: UUID | None,
        role: str,
        lead: UUID | None,
        effective_on: date,
        reason: Sealed,
        by: str,
        at: datetime,
    ) -> None:
        """Move to another shop, role or lead. Raises Invalid for a day before the last move, or oneself as lead."""
        self._require_employed()
        if lead == self.id:
            raise Invalid(
                "不能做自己的组长；请另选组长 / nobody leads themself; name another lead",
                code="lead-is-self",
                pointer="/lead",
            )
        if effective_on < self.posts[-1][0]:
            raise Invalid(
                f"{effective_on} 的调动早于上一次（{self.posts[-1][0]}）；历史不改写 / "
                f"a move on {effective_on} would come before the one on {self.posts[-1][0]}; history is not rewritten",
                code="effective-before-last",
                pointer="/effective_on",
            )
        self.record(
            EmployeeMoved, actor=by, at=at, shop=shop, role=role, lead=lead, effective_on=effective_on, reason=reason
        )

    def set_base_pay(self, amount: Decimal, *, effective_on: date, reason: Sealed, by: str, at: datetime) -> None:
        """Set base pay (yuan a month, two decimals) from a day on. The newest entry for a day counts.

        Whoever has left may still get a raise from a day on which they worked: it came late.
        """
        if self.left_on is not None and effective_on > self.left_on:
            self._require_employed()
        if amount < 0 or amount != cents(amount):
            raise Invalid(
                f"底薪 {amount} 应为零或以上，单位元，最多两位小数 / "
                f"base pay {amount} must be zero or more, in yuan with at most two decimals",
                code="amount-invalid",
                pointer="/amount",
            )
        self.record(BasePaySet, actor=by, at=at, amount=amount, effective_on=effective_on, reason=reason)

    def leave(self, *, left_on: date, reason: Sealed, by: str, at: datetime) -> None:
        """End the employment after `left_on`."""
        self._require_employed()
        if left_on < self.hired_on:
            raise Invalid(
                f"离职日 {left_on} 早于入职日 {self.hired_on} / {left_on} is before the hiring on {self.hired_on}",
                code="left-before-hired",
                pointer="/left_on",
            )
        self.record(EmployeeLeft, actor=by, at=at, left_on=left_on, reason=reason)

    def erase(self, *, reason: ErasureReason, reference: str, by: str, at: datetime) -> None:
        """Order that the person's key be destroyed; ordering it twice is ordering it once.

        Args:
            reference: where the request is filed, such as `HR-2026-017`; never a name. May be "".

        Raises:
            Invalid: the reference has room for a sentence.
        """
        if reference and not REFERENCE.fullmatch(reference):
            raise Invalid(
                "档案编号最多 64 个字母、数字、点、横线、斜线；写成文字，删除之后仍会留下此人的信息 / "
                "a reference is a file number of up to 64 letters, digits, dots, dashes and slashes; a text about the "
                "person would outlive their erasure",
                code="reference-malformed",
                pointer="/reference",
            )
        if not self.erased:
            self.record(PersonErased, actor=by, at=at, reason=reason.value, reference=reference)

    def hand_out_token(self, expires_at: datetime, *, by: str, at: datetime) -> None:
        """Note that a token was handed out. Raises WrongState for somebody who left."""
        if self.left_on is not None:
            raise WrongState(
                f"此人已于 {self.left_on} 离职，不能再发令牌 / "
                f"this person left on {self.left_on}; nobody acts for them",
                code="employee-left",
            )
        self.record(TokenHandedOut, actor=by, at=at, expires_at=expires_at)

    def revoke_tokens(self, *, by: str, at: datetime) -> None:
        """Note that all tokens ended."""
        self.record(TokensRevoked, actor=by, at=at)

    @property
    def shop(self) -> UUID | None:
        """The shop of the newest post."""
        return self.posts[-1][1]

    @property
    def role(self) -> str:
        """The role of the newest post."""
        return self.posts[-1][2]

    @property
    def lead(self) -> UUID | None:
        """The lead of the newest post."""
        return self.posts[-1][3]

    def post_on(self, day: date) -> tuple[UUID | None, str, UUID | None] | None:
        """Shop, role and lead on a day, or None when not employed then."""
        if day < self.hired_on or (self.left_on is not None and day > self.left_on):
            return None
        held = [post for post in self.posts if post[0] <= day]
        return held[-1][1:] if held else None

    def last_post_in(self, shop: UUID, first: date, last: date) -> tuple[str, UUID | None] | None:
        """Role and lead of the last day between `first` and `last` that was worked in `shop`, or None."""
        for day in _days(last, first, step=-1):
            post = self.post_on(day)
            if post is not None and post[0] == shop:
                return post[1], post[2]
        return None

    def base_for(self, shop: UUID, first: date, last: date) -> Decimal:
        """Base pay earned in `shop` from `first` to `last`, prorated by calendar days.

        Returns:
            Yuan, half-up to 0.01 once: a raise, a move or a late start counts from its day.
        """
        return cents_of(self._earned(shop, first, last))

    def monthly_base_for(self, shop: UUID, first: date, last: date) -> Decimal:
        """Base pay of a whole month at what was earned in `shop`, whatever part of the period was worked there.

        Returns:
            Yuan, half-up to 0.01: the mean over the days worked, which an hour of overtime is counted from.
        """
        months = self.months_in(shop, first, last)
        return cents_of(self._earned(shop, first, last) / months) if months else Decimal("0.00")

    def months_in(self, shop: UUID, first: date, last: date) -> Fraction:
        """How many months were worked in `shop`, by calendar days: 1 for a whole month, 3 for a whole quarter."""
        return sum((_part_of_month(day) for day in self._worked(shop, first, last)), Fraction(0))

    def _earned(self, shop: UUID, first: date, last: date) -> Fraction:
        worked = self._worked(shop, first, last)
        return sum((self._base_on(day) * _part_of_month(day) for day in worked), Fraction(0))

    def _worked(self, shop: UUID, first: date, last: date) -> list[date]:
        posts = ((day, self.post_on(day)) for day in _days(first, last))
        return [day for day, post in posts if post is not None and post[0] == shop]

    def _base_on(self, day: date) -> Fraction:
        valid = [(start, index, amount) for index, (start, amount) in enumerate(self.base_pays) if start <= day]
        return Fraction(max(valid)[2]) if valid else Fraction(0)

    def _require_employed(self) -> None:
        if self.left_on is not None:
            raise WrongState(
                f"此人已于 {self.left_on} 离职，任职不再更改 / "
                f"this person left on {self.left_on}; nothing about their post can change",
                code="employee-left",
            )


def _part_of_month(day: date) -> Fraction:
    return Fraction(1, monthrange(day.year, day.month)[1])


def _days(first: date, last: date, step: int = 1) -> list[date]:
    count = abs((last - first).days) + 1 if (last - first).days * step >= 0 else 0
    return [first + timedelta(days=step * offset) for offset in range(count)]
