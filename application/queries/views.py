"""What a query sees with: the rows that it reads, and who asks.

Rows may be those of an earlier moment; who may see them follows from the duties and posts of now, so that a look back
shows nobody more than they may see today.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from application.ports import Ledger, Project, ReadStore, Row, Vault
from application.projections.employees import EMPLOYEES
from application.things import absent
from domain import policies
from domain.organization import Duty
from domain.policies import Acting

Document = dict[str, Any]
"""What a query answers: JSON-able, decimals as text."""


class ReadModels(ReadStore, Protocol):
    """A read store that can be brought up to the ledger's head."""

    def catch_up(self, history: Ledger, project: Project, *, until: int | None = None) -> int:
        """Project what is new; returns the position that the rows show. Raises ProjectionStopped."""


@dataclass(frozen=True)
class View:
    """One question's sight.

    Attributes:
        organization: whose rows they are.
        acting: who asks, with the duties of now.
        rows: what is read: now, or as of an earlier position.
        live: the rows of now, which say who may see.
        vault: opens sealed texts and knows names.
    """

    organization: UUID
    acting: Acting
    rows: ReadStore
    live: ReadStore
    vault: Vault

    def visible(self, model: str, key: object, what: str, allowed: Callable[[Document], bool]) -> Document:
        """The body of a row that may be seen. Raises NotFound alike for one that may not and one that is not."""
        row = self.rows.get(model, str(key))
        if row is None or not allowed(dict(row.body)):
            raise absent(what, key)
        return dict(row.body)

    def posts_of(self, employee: str) -> Document | None:
        """Somebody's employment as it is now, or None."""
        row = self.live.get(EMPLOYEES, employee)
        return None if row is None else dict(row.body)

    @property
    def own_shop(self) -> UUID | None:
        """The shop of the one who asks."""
        posts = self.posts_of(self.acting.id)
        return as_uuid(posts["shop"]) if posts else None

    def sees_person(self, employee: str, lead: str | None, shop: str | None) -> bool:
        """Cards, appeals, standings: see `policies.see_person`."""
        return policies.see_person.allows(self.acting, as_uuid(employee), as_uuid(lead), as_uuid(shop))

    def sees_employee(self, employee: str) -> bool:
        """The same by the person's present lead and shop."""
        posts = self.posts_of(employee)
        lead, shop = (posts["lead"], posts["shop"]) if posts else (None, None)
        return self.sees_person(employee, lead, shop)

    def sees_pay(self, employee: str) -> bool:
        """Base pay and payslips: see `policies.see_pay`."""
        return policies.see_pay.allows(self.acting, as_uuid(employee))

    def sees_payroll(self) -> bool:
        """Whole payrolls: see `policies.see_payroll`."""
        return policies.see_payroll.allows(self.acting)

    def sees_shop(self, shop: str, *, takes_part: bool = False) -> bool:
        """Cycles and fund of a shop: see `policies.see_shop`; whoever takes part in a cycle is one of its people."""
        own = as_uuid(shop) if takes_part else self.own_shop
        return policies.see_shop.allows(self.acting, as_uuid(shop), own)

    def manages(self, shop: str) -> bool:
        """Whether the one who asks is the shop's manager."""
        return self.acting.has(Duty.MANAGER, shop=as_uuid(shop))

    def sees_single_ratings(self, card: Document) -> bool:
        """Who rated what: the shop's manager and the auditor, never about themself (D07, D13)."""
        if self.acting.is_(card["employee"]):
            return False
        return self.manages(card["shop"]) or self.acting.has(Duty.AUDITOR)

    def reviews(self, card: Document) -> bool:
        """Whether the one who asks approves or returns the card: see `policies.approve_results`."""
        return policies.approve_results.allows(self.acting, as_uuid(card["employee"]))


def as_uuid(text: str | None) -> UUID | None:
    """An id from a row."""
    return None if text is None else UUID(text)


def body_of(row: Row) -> Document:
    """A row's body, to be changed at will."""
    return dict(row.body)
