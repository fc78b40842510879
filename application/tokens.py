"""Tokens (令牌): handing them out and revoking them. They lie in the directory, outside every ledger."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from application.ports import Bearer, Directory, Ledger
from domain import policies
from domain.employee import Employee
from domain.errors import Invalid, NotFound, WrongState
from domain.organization import Organization, organization_stream
from domain.policies import Acting

LONGEST_DAYS = 366


@dataclass(frozen=True)
class IssuedToken:
    """A token, shown this once.

    Attributes:
        expires_at: until when it works.
    """

    token: str
    expires_at: datetime


class Tokens:
    """Hands out and revokes the tokens of one organization's people."""

    def __init__(self, directory: Directory, ledger: Ledger) -> None:
        self._directory = directory
        self._ledger = ledger

    def issue(self, employee: UUID, *, days: int, by: UUID, at: datetime) -> IssuedToken:
        """A new token for somebody who works here.

        Args:
            days: until it expires, 1 to 366.

        Raises:
            Forbidden: `by` may not hand out tokens.
            NotFound: there is no such person.
            WrongState: they have left.
            Invalid: too short or too long.
        """
        self._require_allowed(by)
        person = self._employee(employee)
        if person.left_on is not None:
            raise WrongState(f"this person left on {person.left_on}; nobody acts for them", code="employee-left")
        if not 1 <= days <= LONGEST_DAYS:
            raise Invalid(f"a token works for 1 to {LONGEST_DAYS} days", code="days-out-of-range", pointer="/days")
        expires_at = at + timedelta(days=days)
        token = self._directory.issue_token(Bearer(self._ledger.organization, employee), expires_at=expires_at)
        return IssuedToken(token, expires_at)

    def revoke(self, employee: UUID, *, by: UUID) -> None:
        """End all tokens of a person at once; oneself may always do this. Raises Forbidden or NotFound."""
        if by != employee:
            self._require_allowed(by)
        self._employee(employee)
        self._directory.revoke_tokens(Bearer(self._ledger.organization, employee))

    def _require_allowed(self, by: UUID) -> None:
        organization: Organization | None = self._ledger.load(
            Organization, organization_stream(self._ledger.organization)
        )
        duties = organization.duties_of(by) if organization is not None else frozenset()
        policies.issue_tokens.require(Acting(str(by), duties))

    def _employee(self, id: UUID) -> Employee:
        found: Employee | None = self._ledger.load(Employee, id)
        if found is None:
            raise NotFound(f"there is no employee {id}", code="employee-not-found")
        return found
